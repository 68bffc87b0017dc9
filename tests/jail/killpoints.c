// SPDX-License-Identifier: BSD-2-Clause
/*
 * killpoints - SIGKILL at any point of any system call.
 * usage: killpoints [ROUNDS [SEED]]
 *
 * Processes in a jail make calls at random, with arguments that are often
 * good ones; each is killed a random moment later.  It must be gone at once,
 * whatever it was about, and with its jail all that it had made.
 */
#include "tests/jail/jailtest.h"
#include "tests/sys/rawcall.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#define ROUNDS	120
#define SPIN	60000		/* turns of a loop, at most */
#define ROOT	"/tmp/kp"

static uint64_t seed;

static unsigned
dice(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

/* Calls that end the caller by themselves, or would stop it for good. */
static int
is_left_out(unsigned number)
{
	return number == SYS_exit || number == SYS_thr_exit ||
	    number == SYS_sigreturn || number == SYS_reboot ||
	    number == SYS_fork || number == SYS_vfork ||
	    number == SYS_thr_new || number == SYS_kill;
}

static char buffer[8192], name[] = "/f", other[] = "/g", posix[] = "/p";

static unsigned long
argument(void)
{
	const void *p;

	switch (dice(8)) {
	case 0:
		p = buffer;
		break;
	case 1:
		p = name;
		break;
	case 2:
		p = other;
		break;
	case 3:
		p = posix;
		break;
	case 4:
		return O_CREAT | O_RDWR;
	case 5:
		return 1ul << dice(14);
	default:
		return dice(12);
	}
	return (unsigned long)(uintptr_t)p;
}

/* Descriptors of each kind, low numbers, for arguments to hit. */
static void
descriptors(void)
{
	int fd[2], i;

	for (i = 0; i < 64; i++)
		close(i);
	(void)open("/f", O_CREAT | O_RDWR, 0600);
	(void)!pipe(fd);
	(void)socketpair(AF_UNIX, SOCK_STREAM, 0, fd);
	(void)socket(AF_INET, SOCK_STREAM, 0);
	(void)open("/", O_RDONLY | O_DIRECTORY);
}

static void *
calls(void *arg)
{
	unsigned long a[6];
	unsigned number, i;

	for (;;) {
		number = dice(SYS_MAXSYSCALL);
		if (is_left_out(number))
			continue;
		for (i = 0; i < 6; i++)
			a[i] = argument();
		/* Do not lose the ground under one's feet. */
		if (number == SYS_munmap || number == SYS_mprotect ||
		    number == SYS_mmap)
			a[0] = 0;
		call(number, a);
	}
	return arg;
}

static void
victim(void)
{
	pthread_t t;

	descriptors();
	if (dice(3) == 0)
		pthread_create(&t, NULL, calls, NULL);
	calls(NULL);
}

static int
make_jail(void)
{
	struct call c = { .n = 0 };
	int own = JAIL_SYS_NEW;

	mkdir(ROOT, 0755);
	add_text(&c, "name", "kp");
	add_text(&c, "path", ROOT);
	add(&c, "vnet", &own, sizeof(own));
	add(&c, "persist", NULL, 0);
	return set(&c, JAIL_CREATE);
}

/* 0: it died of the signal, or of what it did to itself. */
static int
round_of(int jid, int i)
{
	volatile unsigned spin;
	int status = 0, ready[2];
	char c;
	pid_t pid;

	(void)!pipe(ready);
	seed = (uint64_t)i;
	pid = fork();
	if (pid == 0) {
		if (jail_attach(jid) != 0)
			_exit(99);
		(void)!write(ready[1], "x", 1);
		victim();
	}
	close(ready[1]);
	(void)!read(ready[0], &c, 1);
	close(ready[0]);
	for (spin = dice(SPIN); spin > 0; spin--)
		continue;
	kill(pid, SIGKILL);
	if (waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFSIGNALED(status) ? 0 : status;
}

int
main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : ROUNDS;
	int first = argc > 2 ? atoi(argv[2]) : 1;
	int jid = make_jail(), i, wrong = 0;

	for (i = first; i < first + rounds && wrong == 0; i++)
		wrong = round_of(jid, i);
	check(wrong == 0, "killpoints_rounds", "seed %d: status %x", i - 1,
	    wrong);
	check(jail_remove(jid) == 0, "killpoints_removed", "errno %d",
	    errno);
	for (i = 0; i < 500 && find("kp", JAIL_DYING) >= 0; i++)
		usleep(10000);
	check(find("kp", JAIL_DYING) < 0, "killpoints_gone", "still there");
	check(sysctl_number("vimage.leaked") == 0, "killpoints_leaked",
	    "leaked");
	return finish();
}
