// SPDX-License-Identifier: BSD-2-Clause
/*
 * h_cycle - make and remove a jail with images of everything, N times, and
 * say what one round took and what was left of memory.
 */
#include "tests/jail/jailtest.h"

#include <time.h>

static int
make_full(void)
{
	struct call c = { .n = 0 };
	int own = JAIL_SYS_NEW;

	add_text(&c, "name", "cycle");
	add(&c, "vnet", &own, sizeof(own));
	add(&c, "persist", NULL, 0);
	return set(&c, JAIL_CREATE);
}

static int64_t
now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ll + ts.tv_nsec;
}

int
main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 1000, i, jid;
	int64_t start, free_before, free_after;

	for (i = 0; i < 3; i++)
		jail_remove(make_full());
	free_before = sysctl_number("vm.pages_free");
	start = now_ns();
	for (i = 0; i < rounds; i++) {
		jid = make_full();
		if (jid < 0 || jail_remove(jid) != 0)
			break;
	}
	printf("# %lld ns a round\n", (long long)(now_ns() - start) / rounds);
	free_after = sysctl_number("vm.pages_free");
	check(i == rounds, "cycle_rounds", "stopped at %d: errno %d %s", i,
	    errno, errmsg);
	check(sysctl_number("vimage.leaked") == 0, "cycle_leaked", "leaked");
	check(free_before - free_after < 64, "cycle_pages", "%lld pages less",
	    (long long)(free_before - free_after));
	return finish();
}
