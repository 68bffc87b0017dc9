// SPDX-License-Identifier: BSD-2-Clause
/*
 * h_cycle - make and remove a jail with images of everything, N times, and
 * say what one round took and what was left of memory.
 */
#include "tests/jail/jailtest.h"

int
main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 1000, i, jid;
	int64_t start, free_before, free_after;

	for (i = 0; i < 3; i++)
		jail_remove(make_vnet("cycle"));
	free_before = sysctl_number("vm.pages_free");
	start = now_ns();
	for (i = 0; i < rounds; i++) {
		jid = make_vnet("cycle");
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
