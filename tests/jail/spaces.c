// SPDX-License-Identifier: BSD-2-Clause
/*
 * spaces - spaces of process numbers at their ends: the first process goes
 * while those inside are stopped, have threads, or wait for nobody; spaces
 * nested as deep as they may be.
 */
#include "tests/jail/jailtest.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>

#define DEPTH	32
#define ROUNDS	20

static volatile int *shared;	/* [0]: inside is ready */

/* A jail with numbers of its own, and room below. */
static int
make_space(const char *name, int children)
{
	struct call c = { .n = 0 };
	int own = JAIL_SYS_NEW;

	add_text(&c, "name", name);
	add(&c, "pid", &own, sizeof(own));
	add(&c, "children.max", &children, sizeof(children));
	add(&c, "persist", NULL, 0);
	return set(&c, JAIL_CREATE);
}

static void *
idle(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static void
threads(int n)
{
	pthread_t t;

	while (n-- > 0)
		pthread_create(&t, NULL, idle, NULL);
}

static void
forever(void)
{
	for (;;)
		pause();
}

/* Those inside, in each state that a process can be in. */
static void
populate(void)
{
	pid_t pid;
	int status;

	pid = fork();			/* stopped */
	if (pid == 0)
		forever();
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	if (fork() == 0) {		/* of threads */
		threads(3);
		forever();
	}
	if (fork() == 0) {		/* stopped with threads */
		threads(3);
		raise(SIGSTOP);
		forever();
	}
	if (fork() == 0) {		/* has a zombie, and will not wait */
		if (fork() == 0)
			_exit(3);
		forever();
	}
	if (fork() == 0) {		/* will not be ended politely */
		signal(SIGTERM, SIG_IGN);
		signal(SIGHUP, SIG_IGN);
		for (;;)
			sched_yield();
	}
	if (fork() == 0)		/* a zombie of the first itself */
		_exit(4);
}

/* The first process: how says in which way it goes. */
static int
first(int how)
{
	if (getpid() != 1)
		return 98;
	populate();
	if (how == 1)
		threads(3);
	shared[0] = 1;
	if (how == 2)
		forever();	/* it is killed from outside */
	return 0;
}

static int
processes_in(int jid)
{
	static struct kinfo_proc kp[512];
	size_t len = sizeof(kp), i;
	int n = 0;

	if (sysctlbyname("kern.proc.all", kp, &len, NULL, 0) != 0)
		return -1;
	for (i = 0; i < len / sizeof(kp[0]); i++)
		n += kp[i].ki_jid == jid;
	return n;
}

/* Soon: who is killed ends by itself, and a reaper waits for it. */
static int
all_gone(int jid)
{
	int i;

	for (i = 0; i < 500 && processes_in(jid) != 0; i++)
		usleep(10000);
	return processes_in(jid) == 0;
}

/* The first goes; 0 if all went with it and the space begins anew. */
static int
reaper_round(int jid, int how)
{
	pid_t pid, got = 0;
	int status = 0;

	shared[0] = 0;
	pid = fork();
	if (pid == 0)
		_exit(jail_attach(jid) != 0 ? 99 : first(how));
	/* It may have ended by the time we look. */
	while (shared[0] == 0 && got == 0) {
		got = waitpid(pid, &status, WNOHANG);
		usleep(1000);
	}
	if (how == 2)
		kill(pid, SIGKILL);
	if (got == 0 && waitpid(pid, &status, 0) != pid)
		return 1;
	if (status != (how == 2 ? SIGKILL : 0))
		return 2;
	return all_gone(jid) ? 0 : 3;
}

static void
test_reaper(void)
{
	int jid = make_space("spaces", 0), i, wrong = 0;

	for (i = 0; i < ROUNDS && wrong == 0; i++)
		wrong = reaper_round(jid, i % 3);
	check(wrong == 0, "spaces_reaper", "round %d: %d errno %d", i, wrong,
	    errno);
	jail_remove(jid);
}

/* The jail goes with all of them, the first included. */
static void
test_removed(void)
{
	int jid = make_space("spaces", 0), status = 0;
	pid_t pid;

	shared[0] = 0;
	pid = fork();
	if (pid == 0)
		_exit(jail_attach(jid) != 0 ? 99 : first(2));
	while (shared[0] == 0)
		usleep(1000);
	check(jail_remove(jid) == 0, "spaces_removed", "errno %d", errno);
	waitpid(pid, &status, 0);
	check(status == SIGKILL && all_gone(jid), "spaces_removed_all",
	    "status %x", status);
}

/* d.d.d..: in each a space; a process is the 1 of the innermost. */
static void
test_depth(void)
{
	char name[2 * DEPTH + 4] = "";
	int jid = -1, i, status = 0;
	pid_t pid;

	for (i = 0; i < DEPTH; i++) {
		strcat(name, i == 0 ? "d" : ".d");
		jid = make_space(name, DEPTH + 1 - i);
		if (jid < 0)
			break;
	}
	check(i == DEPTH, "spaces_depth", "%d: %s errno %d", i, errmsg,
	    errno);
	strcat(name, ".d");
	check(make_space(name, 0) < 0, "spaces_too_deep", "made");
	pid = fork();
	if (pid == 0) {
		if (jail_attach(jid) != 0)
			_exit(99);
		pid = fork();
		if (pid == 0)
			_exit(getpid() == 2 && getppid() == 1 ? 0 : 97);
		waitpid(pid, &status, 0);
		_exit(pid == 2 && getpid() == 1 ? WEXITSTATUS(status) : 98);
	}
	waitpid(pid, &status, 0);
	check(status == 0, "spaces_innermost", "status %x", status);
	check(jail_remove(find("d", 0)) == 0, "spaces_depth_removed",
	    "errno %d", errno);
}

/* kill(-1) and kill(-group) reach nobody outside. */
static int
kill_inside(void)
{
	int status, n = 0;
	pid_t pid, group = fork();

	if (group == 0)
		forever();
	setpgid(group, group);
	pid = fork();
	if (pid == 0)
		forever();
	setpgid(pid, group);
	if (kill(-group, SIGTERM) != 0)
		return 1;
	while (wait(&status) > 0)
		n += WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM;
	if (n != 2)
		return 2;
	if (fork() == 0)
		forever();
	if (kill(-1, SIGKILL) != 0 || wait(&status) < 0)
		return 3;
	/* Nobody is left to be told. */
	return kill(-1, SIGKILL) == -1 && errno == ESRCH ? 0 : 4;
}

static void
test_kill(void)
{
	int jid = make_space("spaces", 0), status = 0;
	pid_t witness = fork(), pid;

	if (witness == 0)
		forever();
	pid = fork();
	if (pid == 0)
		_exit(jail_attach(jid) != 0 ? 99 : kill_inside());
	waitpid(pid, &status, 0);
	check(status == 0, "spaces_kill", "status %x", status);
	check(waitpid(witness, &status, WNOHANG) == 0, "spaces_kill_outside",
	    "status %x", status);
	kill(witness, SIGKILL);
	waitpid(witness, &status, 0);
	jail_remove(jid);
}

int
main(void)
{
	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANON, -1, 0);
	test_kill();
	test_reaper();
	test_removed();
	test_depth();
	check(sysctl_number("vimage.leaked") == 0, "spaces_leaked", "leaked");
	return finish();
}
