// SPDX-License-Identifier: BSD-2-Clause
/*
 * many - two thousand jails at once: all are found, the last one costs no
 * more than the first, and removing them gives everything back.
 */
#include "tests/jail/jailtest.h"

#define MANY	2000

static int jids[MANY];

static int
make_one(int i)
{
	char name[16];

	snprintf(name, sizeof(name), "m%d", i);
	return make_vnet(name);
}

/* What a batch took; the best of many, for the host may be busy. */
static int64_t
cycle_cost(void)
{
	int64_t best = INT64_MAX, start, took;
	int i, round;

	for (round = 0; round < 40; round++) {
		start = now_ns();
		for (i = 0; i < 20; i++)
			jail_remove(make_one(MANY));
		took = now_ns() - start;
		best = took < best ? took : best;
	}
	return best / 20;
}

static int
count_all(void)
{
	struct call c;
	int last = 0, n = 0;

	for (;; n++) {
		c.n = 0;
		add(&c, "lastjid", &last, sizeof(last));
		last = get(&c, 0);
		if (last < 0)
			return n;
	}
}

/* Threads of the kernel's own and of programs, as the debugger sees them. */
static int
count_threads(void)
{
	FILE *f = popen("kdb -c 'show threads' | wc -l", "r");
	int n = -1;

	if (f != NULL) {
		if (fscanf(f, "%d", &n) != 1)
			n = -1;
		pclose(f);
	}
	return n;
}

int
main(void)
{
	int64_t first, last, pages, used;
	int i, bad = 0, threads;

	first = cycle_cost();
	threads = count_threads();
	pages = sysctl_number("vm.pages_free");
	for (i = 0; i < MANY; i++) {
		jids[i] = make_one(i);
		if (jids[i] < 0) {
			check(0, "many_make", "%d: errno %d %s", i, errno,
			    errmsg);
			break;
		}
	}
	used = (pages - sysctl_number("vm.pages_free")) * 4096 / MANY;
	printf("# %lld bytes a jail\n", (long long)used);
	check(i == MANY, "many_made", "%d", i);
	check(used < 65536, "many_small", "%lld bytes a jail",
	    (long long)used);
	/* One purge thread a stack was what FreeBSD's pf had (D6924). */
	check(threads > 0 && count_threads() < threads + 8, "many_threads",
	    "%d, were %d", count_threads(), threads);
	check(count_all() == i, "many_listed", "%d", count_all());
	check(find("m1777", 0) == jids[1777], "many_found", "%s", errmsg);
	last = cycle_cost();
	printf("# %lld ns among none, %lld ns among %d\n", (long long)first,
	    (long long)last, i);
	check(last < first * 4, "many_cost", "%lld ns, first %lld ns",
	    (long long)last, (long long)first);
	while (--i >= 0)
		bad += jail_remove(jids[i]) != 0;
	check(bad == 0, "many_removed", "%d failed", bad);
	check(count_all() == 0, "many_none", "%d", count_all());
	check(pages - sysctl_number("vm.pages_free") < 2048, "many_pages",
	    "%lld pages less",
	    (long long)(pages - sysctl_number("vm.pages_free")));
	check(sysctl_number("vimage.leaked") == 0, "many_leaked", "leaked");
	return finish();
}
