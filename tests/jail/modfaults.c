// SPDX-License-Identifier: BSD-2-Clause
/*
 * modfaults - loading a module is all or nothing, with N jails alive
 * (modfaults [N], or 10): the first, second, ... allocation fails, and
 * likewise the making of each image and of each part of a stack, until the
 * load meets none of them.  Each failure is a clean errno, nothing of the
 * module is left in any jail, the memory is back, and the next load works.
 * The same for taking it out: a refused kldunload leaves a module that works.
 *
 * modfaults N time instead prints what a load and an unload take with N
 * jails alive (nanoseconds; instructions when the emulator counts them), and
 * then does both while other jails come and go.
 */
#include <signal.h>
#include <sys/linker.h>

#include "tests/jail/jailtest.h"

#define FAULTS_MAX	30000
#define JAILS_MAX	1000

static int jids[JAILS_MAX];
static int jails = 10;

/* What a module does, and a sysctl that is there while it is loaded. */
struct subject {
	const char *su_file;
	const char *su_node;	/* NULL: none */
};

static const struct subject subjects[] = {
	{ "kt_plain", "net.plain.value" },	/* variables, a part */
	{ "kt_subsys", "kern.ktsub.number" },	/* an image in each jail */
	{ "kt_if", NULL },			/* a kind of interfaces */
	{ "kt_call", "kern.kt_level" },		/* call, parameter, command */
};

struct totals {
	int64_t bytes, objects, leaked, jails;
};

static struct totals
totals(void)
{
	size_t len = 2 * sizeof(int64_t);
	struct totals t;

	if (sysctlbyname("vimage.base_ledger", &t, &len, NULL, 0) != 0)
		check(0, "mf_ledger", "errno %d", errno);
	t.leaked = sysctl_number("vimage.leaked");
	t.jails = sysctl_number("security.jail.children.cur");
	return t;
}

static int
take_out(const struct subject *su)
{
	int id = kldfind(su->su_file);

	return id < 0 ? -1 : kldunload(id);
}

/* Is it in whole (there) or out whole? */
static int
is_whole(const struct subject *su, int there)
{
	int node = su->su_node == NULL ? there :
	    sysctlbyname(su->su_node, NULL, &(size_t){ 0 }, NULL, 0) == 0;

	return (kldfind(su->su_file) >= 0) == there && node == there;
}

/*
 * The totals once they are what they were.  What walkers of records may
 * still have stood in is freed by the next load or unload, and what a thread
 * that ended had by others, a moment later.
 */
static struct totals
settled(const struct subject *su, const struct totals *before)
{
	struct totals now = totals();
	int i;

	for (i = 0; i < 50 && memcmp(&now, before, sizeof(now)) != 0; i++) {
		usleep(10000);
		kldload(su->su_file);
		take_out(su);
		now = totals();
	}
	return now;
}

static void
check_back(const char *name, const struct subject *su,
    const struct totals *before)
{
	struct totals after = settled(su, before);

	check(memcmp(before, &after, sizeof(after)) == 0, name,
	    "%s: bytes %+lld objects %+lld leaked %+lld jails %+lld",
	    su->su_file, (long long)(after.bytes - before->bytes),
	    (long long)(after.objects - before->objects),
	    (long long)(after.leaked - before->leaked),
	    (long long)(after.jails - before->jails));
}

/* One of the faults there are, and how it is armed. */
struct fault {
	const char *fa_name;
	const char *fa_node;
	int fa_wide;		/* 64 bits */
};

static const struct fault by_allocation = {
	"allocation", "debug.fault.after", 1
};
static const struct fault by_constructor = {
	"constructor", "debug.fault.constructor", 0
};

static void
arm(const struct fault *fa, int64_t n)
{
	if (fa->fa_wide)
		sysctl_write64(fa->fa_node, n);
	else
		sysctl_write32(fa->fa_node, (int)n);
}

/*
 * Fault n on a load (or, of a loaded one, an unload): 1 it struck, 0 all
 * were met before, -1 something is wrong.  It is out afterwards (or in).
 */
static int
step(const struct subject *su, const struct fault *fa, int64_t n, int in)
{
	int id, failed, error, struck, whole;

	id = kldfind(su->su_file);
	arm(fa, n);
	failed = in ? kldload(su->su_file) < 0 : kldunload(id) != 0;
	error = errno;
	struck = sysctl_number(fa->fa_node) <= 0;
	arm(fa, 0);
	whole = is_whole(su, failed ? !in : in);
	if (!failed)
		failed = in ? take_out(su) != 0 : kldload(su->su_file) < 0;
	else if (error == ENOMEM && struck)
		failed = 0;
	if (!failed && whole)
		return struck;
	printf("# %s, %s %lld: errno %d, struck %d, whole %d, after %d\n",
	    su->su_file, fa->fa_name, (long long)n, error, struck, whole,
	    errno);
	return -1;
}

static void
walk(const struct subject *su, const struct fault *fa, int in)
{
	int64_t n;
	int r = 1;

	if (!in && kldload(su->su_file) < 0)
		r = -1;
	for (n = 1; n < FAULTS_MAX && r == 1; n++)
		r = step(su, fa, n, in);
	check(r == 0, in ? "mf_load" : "mf_unload", "%s, %s %lld",
	    su->su_file, fa->fa_name, (long long)n - 1);
	printf("# %s, %s: %lld %ss fail\n", in ? "load" : "unload",
	    su->su_file, (long long)n - 2, fa->fa_name);
	if (!in)
		take_out(su);
}

static void
test_module(const struct subject *su)
{
	struct totals before;
	int i;

	for (i = 0; i < 3; i++) {	/* what is made at first use */
		kldload(su->su_file);
		check(take_out(su) == 0, "mf_first", "%s: errno %d",
		    su->su_file, errno);
	}
	before = totals();
	walk(su, &by_constructor, 1);
	check_back("mf_constructor_back", su, &before);
	walk(su, &by_allocation, 1);
	check_back("mf_allocation_back", su, &before);
	walk(su, &by_allocation, 0);
	check_back("mf_unload_back", su, &before);
}

static int
make_one(int i)
{
	char name[16];

	snprintf(name, sizeof(name), "mf%d", i);
	return make_vnet(name);
}

static void
time_module(const struct subject *su)
{
	int64_t began = now_ns(), loaded;

	check(kldload(su->su_file) >= 0 && is_whole(su, 1), "mt_load",
	    "%s: errno %d", su->su_file, errno);
	loaded = now_ns();
	check(take_out(su) == 0 && is_whole(su, 0), "mt_unload",
	    "%s: errno %d", su->su_file, errno);
	printf("# %s with %d jails: load %lld, unload %lld ns\n", su->su_file,
	    jails, (long long)(loaded - began),
	    (long long)(now_ns() - loaded));
}

/* Beside a process that makes and removes jails all the time. */
static void
time_beside(void)
{
	int i, j, done = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	while (pid == 0)
		jail_remove(make_one(JAILS_MAX));
	for (i = 0; i < 10; i++) {
		for (j = 0; j < 2; j++)
			done += kldload(subjects[j].su_file) >= 0 &&
			    take_out(&subjects[j]) == 0;
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	jail_remove(find("mf1000", 0));
	check(done == 20, "mt_beside", "%d of 20", done);
}

int
main(int argc, char *argv[])
{
	int n, timing = argc > 2;
	size_t i;

	if (argc > 1)
		jails = atoi(argv[1]);
	if (jails < 1 || jails > JAILS_MAX)
		return 2;
	for (n = 0; n < jails; n++)
		jids[n] = make_one(n);
	check(jids[jails - 1] > 0, "mf_jails", "%s", errmsg);
	free(malloc(100000));
	for (i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++)
		if (timing)
			time_module(&subjects[i]);
		else
			test_module(&subjects[i]);
	if (timing)
		time_beside();
	for (n = 0; n < jails; n++)
		jail_remove(jids[n]);
	check(sysctl_number("vimage.leaked") == 0, "mf_leaked", "%lld bytes",
	    (long long)sysctl_number("vimage.leaked"));
	return finish();
}
