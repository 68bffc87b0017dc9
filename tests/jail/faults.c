// SPDX-License-Identifier: BSD-2-Clause
/*
 * faults - creation is all or nothing: with the first, second, ... Nth
 * allocation made to fail, and likewise each constructor, until creation
 * succeeds, every failure is a clean errno and everything is back where it
 * was (FreeBSD review D28473: a failed creation was not undone fully).
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
 * The totals to begin with, once ten looks in a row agree: what a process
 * that ended leaves is freed by others, a moment later.
 */
static struct totals
steady(void)
{
	struct totals last = totals(), now;
	int i, same = 0;

	for (i = 0; i < 300 && same < 10; i++) {
		usleep(10000);
		now = totals();
		same = memcmp(&now, &last, sizeof(now)) == 0 ? same + 1 : 0;
		last = now;
	}
	return last;
}

/* The totals once they are what they were, or after three seconds. */
static struct totals
settled(const struct totals *before)
{
	struct totals now = totals();
	int i;

	for (i = 0; i < 300 && memcmp(&now, before, sizeof(now)) != 0; i++) {
		usleep(10000);
		now = totals();
	}
	return now;
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

	before = steady();
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
	after = settled(&before);
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

static int enter_jid, enter_desc;	/* of the jail to enter; 0: a new one */

static int
enter_new(void)
{
	struct call c = { .n = 0 };

	add_text(&c, "name", "f2");
	return set(&c, JAIL_CREATE | JAIL_ATTACH);
}

static int
enter_by_id(void)
{
	return jail_attach(enter_jid);
}

static int
enter_by_descriptor(void)
{
	return jail_attach_jd(enter_desc);
}

/* What is charged to jail jid, or -1. */
static int64_t
jail_use(int jid, const char *name)
{
	struct call c = { .n = 0 };
	int64_t use = -1;

	add(&c, "jid", &jid, sizeof(jid));
	add(&c, name, &use, sizeof(use));
	return get(&c, 0) < 0 ? -1 : use;
}

/*
 * In a child: enter with fault n.  0: it failed and the process is where it
 * was, charged to nobody else, or somebody else met the fault; 1: there was
 * none to meet; 2: something is wrong.
 */
static int
enter_step(int (*enter)(void), int64_t n)
{
	int64_t memory = 0, processes = 0;
	char where[64], before[64];
	int error, failed;

	getcwd(before, sizeof(before));
	find("f2", 0);		/* brings in the pages it needs.. */
	arm_alloc(0);
	left_alloc();		/* ..to look, too */
	if (enter_jid > 0) {
		memory = jail_use(enter_jid, "use.memory");
		processes = jail_use(enter_jid, "use.processes");
	}
	arm_alloc(n);
	failed = enter() < 0;
	error = errno;
	if (!failed)		/* from in there it cannot be disarmed */
		return left_alloc() > 0;
	arm_alloc(0);
	if (error != ENOMEM || sysctl_number("security.jail.jailed") != 0 ||
	    getcwd(where, sizeof(where)) == NULL ||
	    strcmp(where, before) != 0)
		return 2;
	if (enter_jid > 0 &&
	    (jail_use(enter_jid, "use.memory") > memory + 4096 ||
	    jail_use(enter_jid, "use.processes") != processes)) {
		printf("# fault %lld: memory %lld, was %lld\n", (long long)n,
		    (long long)jail_use(enter_jid, "use.memory"),
		    (long long)memory);
		fflush(stdout);
		return 2;
	}
	return 0;
}

/*
 * The same for entering a jail: a process whose call failed is where it was.
 */
static void
enter_walk(const char *name, int (*enter)(void))
{
	int status = 0, bad = 0, entered = 0;
	int64_t n;
	pid_t pid;

	for (n = 1; n < 200 && !entered && !bad; n++) {
		fflush(stdout);
		pid = fork();
		if (pid == 0)
			_exit(enter_step(enter, n));
		waitpid(pid, &status, 0);
		entered = WIFEXITED(status) && WEXITSTATUS(status) == 1;
		bad = !WIFEXITED(status) || WEXITSTATUS(status) > 1;
	}
	arm_alloc(0);
	check(entered && !bad && n > 2, name, "fault %lld: status %#x",
	    (long long)n - 1, status);
	printf("# %s: %lld faults\n", name, (long long)(n - 2));
}

/* A jail that is made to be entered is gone when that failed. */
static void
test_enter_new(void)
{
	int n;

	enter_jid = 0;
	enter_walk("f_enter", enter_new);
	for (n = 0; n < 500 && find("f2", JAIL_DYING) >= 0; n++)
		usleep(10000);
	check(find("f2", JAIL_DYING) < 0, "f_enter_gone", "still there");
}

/* One that exists, with everything of its own, by number and descriptor. */
static void
test_attach(void)
{
	struct totals before = steady(), after;
	struct call c = { .n = 0 };
	int own = JAIL_SYS_NEW;

	enter_desc = -1;
	add_text(&c, "name", "f3");
	add(&c, "vnet", &own, sizeof(own));
	add(&c, "pid", &own, sizeof(own));
	add(&c, "persist", NULL, 0);
	add(&c, "desc", &enter_desc, sizeof(enter_desc));
	enter_jid = set(&c, JAIL_CREATE | JAIL_GET_DESC | JAIL_OWN_DESC);
	check(enter_jid > 0 && enter_desc >= 0, "f_attach_make",
	    "errno %d %s", errno, errmsg);
	enter_walk("f_attach", enter_by_id);
	enter_walk("f_attach_desc", enter_by_descriptor);
	jail_remove(enter_jid);
	close(enter_desc);
	after = settled(&before);
	check(memcmp(&before, &after, sizeof(before)) == 0, "f_attach_back",
	    "bytes %+lld objects %+lld leaked %+lld jails %+lld",
	    (long long)(after.bytes - before.bytes),
	    (long long)(after.objects - before.objects),
	    (long long)(after.leaked - before.leaked),
	    (long long)(after.jails - before.jails));
}

static int
set_text(const char *node, const char *text)
{
	return sysctlbyname(node, NULL, NULL, text, strlen(text));
}

/* Faults chosen by place, size, subsystem and jail hit just those. */
static void
test_chosen(void)
{
	int jid, other;

	check(set_text("debug.fault.site", "no_such_function") != 0 &&
	    errno == ENOENT, "f_site_unknown", "errno %d", errno);
	check(sysctl_write64("debug.fault.size_max", -1) != 0 &&
	    errno == EINVAL, "f_size_range", "errno %d", errno);
	set_text("debug.fault.site", "jail_alloc");
	arm_alloc(2);
	jid = make("f4");
	check(jid > 0 && make("f5") < 0 && errno == ENOMEM, "f_site",
	    "jid %d errno %d", jid, errno);
	set_text("debug.fault.site", "");
	sysctl_write64("debug.fault.size_max", 2000000);
	sysctl_write64("debug.fault.size_min", 1900000);
	arm_alloc(1);
	other = make("f5");
	check(other > 0 && left_alloc() == 1, "f_size", "errno %d left %lld",
	    errno, (long long)left_alloc());
	sysctl_write64("debug.fault.size_max", 0);
	jail_remove(other);
	sysctl_write32("debug.fault.jail", jid);
	arm_alloc(1);
	other = make("f5");
	check(other > 0 && left_alloc() == 1, "f_jail", "errno %d left %lld",
	    errno, (long long)left_alloc());
	arm_alloc(0);
	sysctl_write32("debug.fault.jail", -1);
	jail_remove(other);
	jail_remove(jid);
	set_text("debug.fault.image", "vnet");
	arm_constructor(1);
	jid = make("f6");
	check(jid > 0 && left_constructor() == 1, "f_image", "errno %d",
	    errno);
	jail_remove(jid);
	check(make_full() < 0 && errno == ENOMEM, "f_image_hit", "errno %d",
	    errno);
	arm_constructor(0);
	set_text("debug.fault.image", "");
}

/* One in N from a seed: the same faults each time, and all is back. */
static void
test_random(void)
{
	struct totals before = steady(), after;
	int i, jid, made = 0;

	sysctl_write64("debug.fault.seed", 4711);
	sysctl_write32("debug.fault.random", 40);
	for (i = 0; i < 60; i++) {
		jid = make_full();
		made += jid > 0;
		jail_remove(jid);
	}
	sysctl_write32("debug.fault.random", 0);
	printf("# f_random: %d of 60 made, struck %lld\n", made,
	    (long long)sysctl_number("debug.fault.struck"));
	check(made > 0 && made < 60, "f_random", "%d made", made);
	after = settled(&before);
	check(memcmp(&before, &after, sizeof(before)) == 0, "f_random_back",
	    "bytes %+lld objects %+lld jails %+lld",
	    (long long)(after.bytes - before.bytes),
	    (long long)(after.objects - before.objects),
	    (long long)(after.jails - before.jails));
}

int
main(void)
{
	int jid = make_full();

	/*
	 * Once, so that what is made at first use has been made: in the
	 * kernel, and this program's own stack and buffers, which are charged
	 * to the base system too.
	 */
	check(jid > 0, "f_first", "errno %d %s", errno, errmsg);
	jail_remove(jid);
	free(malloc(100000));
	walk("f_constructor", arm_constructor, left_constructor);
	walk("f_allocation", arm_alloc, left_alloc);
	test_enter_new();
	test_attach();
	test_chosen();
	test_random();
	return finish();
}
