// SPDX-License-Identifier: BSD-2-Clause
/*
 * hold_force - a jail whose end is held up by what has got out of it, and
 * then forced: POSIX shared memory and a message queue passed to the host
 * over a local socket, mapped there, left in a message nobody receives, and
 * a counted reference; by jail -r -t, by jail.teardown_timeout, and for a
 * jail that is dying already.  Who held is left with EIO and SIGBUS, never
 * with memory of the dead jail.
 *
 * Without the force each of these removals would wait for ever.
 */
#include "tests/jail/jailtest.h"
#include "tests/jail/passfd.h"

#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#define SIZE	8192

static int jid;
static sigjmp_buf back;

/* What the host has of the jail. */
static struct held {
	int shm, mq;		/* descriptors */
	int box[2];		/* a queue with a message that holds one more */
	volatile char *mem;	/* a mapping */
} held;

static void
make_jail(const char *name)
{
	jid = make(name);
	check(jid > 0, "hf_make", "errno %d %s", errno, errmsg);
}

/* Inside: objects of the jail's own, handed out by both sockets. */
static int
give_away(int s, int box)
{
	struct mq_attr at = { .mq_maxmsg = 2, .mq_msgsize = 16 };
	int shm, mq;

	if (jail_attach(jid) != 0)
		return 1;
	shm = shm_open("/hf", O_RDWR | O_CREAT, 0600);
	mq = mq_open("/hf", O_RDWR | O_CREAT, 0600, &at);
	if (shm < 0 || mq < 0 || ftruncate(shm, SIZE) != 0)
		return 2;
	return send_fd(s, shm) != 0 || send_fd(s, mq) != 0 ||
	    send_fd(box, mq) != 0 ? 3 : 0;
}

static void
take(void)
{
	int s[2], status = -1;
	pid_t pid;

	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	socketpair(AF_UNIX, SOCK_STREAM, 0, held.box);
	pid = fork();
	if (pid == 0)
		_exit(give_away(s[0], held.box[0]));
	waitpid(pid, &status, 0);
	held.shm = receive_fd(s[1], NULL);
	held.mq = receive_fd(s[1], NULL);
	held.mem = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
	    held.shm, 0);
	check(status == 0 && held.shm >= 0 && held.mq >= 0 &&
	    held.mem != MAP_FAILED, "hf_taken", "status %x, %d %d %p",
	    status, held.shm, held.mq, (void *)(uintptr_t)held.mem);
	held.mem[1] = 'h';
	close(s[0]);
	close(s[1]);
}

static void
on_bus(int sig)
{
	siglongjmp(back, sig);
}

/* The descriptors answer EIO, the memory SIGBUS, the message too. */
static void
check_revoked(void)
{
	struct pollfd pfd = { .fd = held.mq, .events = POLLIN };
	struct stat st;
	char c;
	int fd, got;

	check(read(held.mq, &c, 1) == -1 && errno == EIO &&
	    fstat(held.shm, &st) == -1 && errno == EIO, "hf_descriptors",
	    "errno %d", errno);
	check(poll(&pfd, 1, 0) == 1 && (pfd.revents & POLLHUP) != 0,
	    "hf_poll", "events %x", pfd.revents);
	fd = receive_fd(held.box[1], NULL);
	check(fd >= 0 && read(fd, &c, 1) == -1 && errno == EIO,
	    "hf_message", "descriptor %d, errno %d", fd, errno);
	signal(SIGBUS, on_bus);
	got = sigsetjmp(back, 1);
	if (got == 0) {
		held.mem[1] = 'x';
		got = held.mem[1];
	}
	check(got == SIGBUS, "hf_mapping", "read %d", got);
	check(munmap((void *)(uintptr_t)held.mem, SIZE) == 0, "hf_unmap",
	    "errno %d", errno);
	close(fd);
	close(held.shm);
	close(held.mq);
	close(held.box[0]);
	close(held.box[1]);
}

static int
run(const char *command)
{
	int status = system(command);

	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
set_timeout(int seconds)
{
	sysctlbyname("jail.teardown_timeout", NULL, NULL, &seconds,
	    sizeof(seconds));
}

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* Nobody lets go, and the end is there all the same. */
static void
by_option(void)
{
	double began = now();

	make_jail("hf");
	take();
	check(run("jls -w hf | grep -q 'mapping.* of process .*hold_force'") ==
	    0, "hf_named", "not named by jls -w");
	check(run("jail -r -t 1 hf") == 0, "hf_option", "failed");
	check(now() - began < 9, "hf_option_time", "%d s",
	    (int)(now() - began));
	check_revoked();
	check(run("dmesg | grep -q 'jail: hf: revoked descriptor [0-9]* of "
	    "process [0-9]* .*, a shm'") == 0 &&
	    run("dmesg | grep -q 'hf: revoked a mqueue in a message'") == 0 &&
	    run("dmesg | grep -q 'hf: revoked 1 mappings of process'") == 0,
	    "hf_logged", "not all in the log");
}

static void
by_sysctl(void)
{
	make_jail("hfs");
	take();
	set_timeout(1);
	check(jail_remove(jid) == 0, "hf_sysctl", "errno %d", errno);
	set_timeout(10);
	check_revoked();
}

/* Removed with patience, then without: the same order reaches it. */
static void
when_dying(void)
{
	pid_t pid;
	int status, i;

	make_jail("hfd");
	take();
	pid = fork();
	if (pid == 0)
		_exit(jail_remove(jid) != 0);
	for (i = 0; i < 500 && run("jls -w hfd | grep -q 'waits for "
	    "posixipc'") != 0; i++)
		usleep(10000);
	check(run("jail -r hfd 2>/dev/null") == 1, "hf_dying_plain",
	    "removed twice");
	check(run("jail -qr -t 0 hfd") == 0, "hf_dying", "failed");
	waitpid(pid, &status, 0);
	check(status == 0, "hf_dying_first", "status %x", status);
	check_revoked();
}

/* A counted reference whose holder can be told; and bad orders. */
static void
by_reference(void)
{
	int n;

	if (sysctl_number("debug.ktest.hold") < 0) {
		printf("skip hf_reference the kernel has no tests\n");
		return;
	}
	make_jail("hfr");
	n = -jid;
	sysctlbyname("debug.ktest.hold", NULL, NULL, &n, sizeof(n));
	check(run("jail -qr -t 0 hfr") == 0, "hf_reference", "failed");
	check(run("dmesg | grep -q 'hfr: revoked what a soft test held'") ==
	    0, "hf_reference_log", "not in the log");
}

static void
bad_orders(void)
{
	struct jail_force jf = { 99999, 1 };

	check(sysctlbyname("security.jail.force", NULL, NULL, &jf,
	    sizeof(jf)) != 0 && errno == ENOENT, "hf_no_jail", "errno %d",
	    errno);
	jf.jf_seconds = -1;
	check(sysctlbyname("security.jail.force", NULL, NULL, &jf,
	    sizeof(jf)) != 0 && errno == EINVAL, "hf_negative", "errno %d",
	    errno);
	check(run("jail -r -t x hf 2>/dev/null") == 1, "hf_not_a_number",
	    "taken");
}

int
main(void)
{
	int64_t leaked = sysctl_number("vimage.leaked");

	by_option();
	by_sysctl();
	when_dying();
	by_reference();
	bad_orders();
	check(find("hf", JAIL_DYING) < 0 && find("hfs", JAIL_DYING) < 0 &&
	    find("hfd", JAIL_DYING) < 0, "hf_dead", "still there");
	check(sysctl_number("vimage.leaked") == leaked, "hf_leaked",
	    "%lld bytes", (long long)sysctl_number("vimage.leaked"));
	return finish();
}
