// SPDX-License-Identifier: BSD-2-Clause
/*
 * faults - creation is all or nothing: with the first, second, ... Nth
 * allocation made to fail, and likewise each constructor, until creation
 * succeeds, every failure is a clean errno and everything is back where it
 * was.
 */
#include "tests/jail/jailtest.h"

static int
make_full(void)
{
	struct call c = { .n = 0 };
	int own = JAIL_SYS_NEW;

	add_text(&c, "name", "f1");
	add_text(&c, "path", "/");
	add_text(&c, "host.hostname", "fault");
	add(&c, "vnet", &own, sizeof(own));
	add(&c, "persist", NULL, 0);
	return set(&c, JAIL_CREATE);
}

struct totals {
	int64_t bytes, objects, leaked, jails;
};

static struct totals
totals(void)
{
	struct totals t;
	size_t len = 2 * sizeof(int64_t);

	if (sysctlbyname("vimage.base_ledger", &t, &len, NULL, 0) != 0)
		check(0, "f_ledger", "errno %d", errno);
	t.leaked = sysctl_number("vimage.leaked");
	t.jails = sysctl_number("security.jail.children.cur");
	return t;
}

/*
 * Arm the fault in node at 1, 2, 3.. until making a jail does not meet it;
 * check after each failure that nothing stayed.
 */
static void
walk(const char *name, int (*arm)(int64_t), int64_t (*left)(void))
{
	struct totals before, after;
	int64_t n;
	int jid = -1, bad = 0;

	before = totals();
	for (n = 1; n < 2000; n++) {
		arm(n);
		jid = make_full();
		if (jid > 0 && left() > 0)
			break;
		if (jid > 0) {
			jail_remove(jid);	/* it failed somebody else */
			continue;
		}
		if (errno != ENOMEM && bad++ == 0)
			check(0, name, "fault %lld: errno %d %s", (long long)n,
			    errno, errmsg);
	}
	arm(0);
	check(jid > 0 && n > 1, name, "stopped at %lld, errno %d %s",
	    (long long)n, errno, errmsg);
	printf("# %s: %lld faults\n", name, (long long)(n - 1));
	jail_remove(jid);
	after = totals();
	check(memcmp(&before, &after, sizeof(before)) == 0, "f_back",
	    "%s: bytes %+lld objects %+lld leaked %+lld jails %+lld", name,
	    (long long)(after.bytes - before.bytes),
	    (long long)(after.objects - before.objects),
	    (long long)(after.leaked - before.leaked),
	    (long long)(after.jails - before.jails));
}

static int
arm_alloc(int64_t n)
{
	return sysctl_write64("debug.fault.after", n);
}

static int64_t
left_alloc(void)
{
	return sysctl_number("debug.fault.after");
}

static int
arm_constructor(int64_t n)
{
	return sysctl_write32("debug.fault.constructor", (int)n);
}

static int64_t
left_constructor(void)
{
	return sysctl_number("debug.fault.constructor");
}

/*
 * The same for making a jail and entering it: a process whose call failed is
 * where it was, and the jail is gone.
 */
static void
test_enter(void)
{
	struct call c;
	int64_t n;
	int status = 0, bad = 0, entered = 0;
	pid_t pid;

	for (n = 1; n < 200 && !entered && !bad; n++) {
		pid = fork();
		if (pid == 0) {
			c.n = 0;
			add_text(&c, "name", "f2");
			set(&c, 0);	/* brings in the pages it needs */
			arm_alloc(0);
			left_alloc();
			c.n = 2;
			arm_alloc(n);
			if (set(&c, JAIL_CREATE | JAIL_ATTACH) >= 0)
				_exit(left_alloc() > 0 ? 1 : 0);
			status = errno == ENOMEM &&
			    sysctl_number("security.jail.jailed") == 0;
			_exit(status ? 0 : 2);
		}
		waitpid(pid, &status, 0);
		entered = WIFEXITED(status) && WEXITSTATUS(status) == 1;
		bad = !WIFEXITED(status) || WEXITSTATUS(status) > 1;
	}
	arm_alloc(0);
	check(entered && !bad, "f_enter", "fault %lld: status %#x",
	    (long long)n, status);
	printf("# f_enter: %lld faults\n", (long long)(n - 2));
	for (n = 0; n < 500 && find("f2", JAIL_DYING) >= 0; n++)
		usleep(10000);
	check(find("f2", JAIL_DYING) < 0, "f_enter_gone", "still there");
}

int
main(void)
{
	char *volatile room;

	/* Once, so that what is made at first use has been made; and this
	 * program's own heap counts in the base's bytes. */
	room = malloc(100000);
	free(room);
	jail_remove(make_full());
	walk("f_constructor", arm_constructor, left_constructor);
	walk("f_allocation", arm_alloc, left_alloc);
	test_enter();
	return finish();
}
