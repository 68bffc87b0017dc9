// SPDX-License-Identifier: BSD-2-Clause
/*
 * exhaust - jails until memory is gone: the one too many is refused with
 * ENOMEM and a text, the others live, and removing them gives all back.
 *
 * The pages taken first by this process stand for a small machine.
 */
#include "tests/jail/jailtest.h"

#include <sys/mman.h>

#define LEAVE_PAGES	2200		/* that we may not have: commit.c */
#define MOST		20000

static int jids[MOST];

static int
make_one(int i)
{
	char name[16];

	snprintf(name, sizeof(name), "x%d", i);
	return make_vnet(name);
}

/* Use up all that programs may have; what is left is the kernel's. */
static void
take_memory(void)
{
	size_t size = (size_t)(sysctl_number("vm.unreserved") - LEAVE_PAGES) *
	    4096, at;
	volatile char *p;

	p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANON, -1, 0);
	check(p != MAP_FAILED, "x_memory", "errno %d", errno);
	for (at = 0; p != MAP_FAILED && at < size; at += 4096)
		p[at] = 1;
}

int
main(void)
{
	int i, bad = 0, e;

	memset(jids, 1, sizeof(jids));	/* have the pages now */
	make_one(0);
	jail_remove(find("x0", 0));
	take_memory();
	for (i = 0; i < MOST; i++) {
		jids[i] = make_one(i);
		if (jids[i] < 0)
			break;
	}
	e = errno;
	check(i > 100 && i < MOST && e == ENOMEM, "x_refused",
	    "after %d: errno %d %s", i, e, errmsg);
	printf("# %d jails\n", i);
	check(sysctl_number("security.jail.children.cur") == i, "x_rest",
	    "%d", (int)sysctl_number("security.jail.children.cur"));
	while (--i >= 0)
		bad += jail_remove(jids[i]) != 0;
	check(bad == 0, "x_removed", "%d failed", bad);
	check(sysctl_number("vimage.leaked") == 0, "x_leaked", "leaked");
	i = make_one(0);
	check(i > 0 && jail_remove(i) == 0, "x_again", "errno %d %s", errno,
	    errmsg);
	return finish();
}
