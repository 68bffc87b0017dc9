// SPDX-License-Identifier: BSD-2-Clause
/*
 * flocks - flock's locks, which are an open file's; and both kinds under
 * load, from threads that close what others lock, and from two jails.
 */
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <sys/jail.h>
#include <sys/uio.h>
#include "locks.h"

#define ADDERS	4
#define ROUNDS	60
#define RACES	400

static void
flock_table(void)
{
	int a = open(FILE_, O_RDONLY), b = open(FILE_, O_RDONLY);

	WANT(flock(a, LOCK_SH) == 0 && flock(b, LOCK_SH | LOCK_NB) == 0);
	WANT_ERRNO(flock(b, LOCK_EX | LOCK_NB), EWOULDBLOCK);
	/* In vain, and the shared one is still there. */
	WANT_ERRNO(flock(a, LOCK_EX | LOCK_NB), EWOULDBLOCK);
	WANT(flock(a, LOCK_UN) == 0 && flock(b, LOCK_EX | LOCK_NB) == 0);
	WANT_ERRNO(flock(a, LOCK_SH | LOCK_NB), EWOULDBLOCK);
	WANT(flock(b, LOCK_SH) == 0 && flock(a, LOCK_SH | LOCK_NB) == 0);
	close(b);
	WANT(flock(a, LOCK_EX | LOCK_NB) == 0);
	close(a);
}

static void
flock_shared(void)
{
	int a = open(FILE_, O_RDWR), b = open(FILE_, O_RDWR), c = dup(a);
	pid_t pid;

	WANT(flock(a, LOCK_EX) == 0 && flock(c, LOCK_EX) == 0);
	close(a);
	WANT_ERRNO(flock(b, LOCK_SH | LOCK_NB), EWOULDBLOCK);
	pid = fork();
	if (pid == 0)
		for (;;)
			pause();
	close(c);
	/* The child still has it open. */
	WANT_ERRNO(flock(b, LOCK_SH | LOCK_NB), EWOULDBLOCK);
	end(pid);
	WANT(flock(b, LOCK_EX | LOCK_NB) == 0);
	close(b);
}

/* Each has a shared one and wants more: they do not block each other. */
static void
flock_upgrade(void)
{
	int a = open(FILE_, O_RDWR), i, n = 0, status;

	WANT(flock(a, LOCK_SH) == 0);
	for (i = 0; i < 2; i++)
		if (fork() == 0) {
			a = open(FILE_, O_RDWR);
			if (flock(a, LOCK_SH) != 0)
				_exit(1);
			tell();
			_exit(flock(a, LOCK_EX));
		}
	hear();
	hear();
	WANT(flock(a, LOCK_UN) == 0);
	while (n < 2 && wait(&status) > 0 && status == 0)
		n++;
	WANT(n == 2);
	close(a);
}

/* What pid has run so far, in microseconds. */
static int64_t
runtime(pid_t pid)
{
	struct kinfo_proc kp;
	size_t len = sizeof(kp);
	char name[40];

	snprintf(name, sizeof(name), "kern.proc.pid.%d", (int)pid);
	return sysctlbyname(name, &kp, &len, NULL, 0) != 0 ? -1 :
	    kp.ki_runtime.tv_sec * 1000000ll + kp.ki_runtime.tv_usec;
}

/* Two that wait in vain sleep; they do not wake each other in turn. */
static void
flock_quiet(void)
{
	int a = open(FILE_, O_RDWR), i;
	int64_t ran[2];
	pid_t pid[2];

	WANT(flock(a, LOCK_EX) == 0);
	for (i = 0; i < 2; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			_exit(flock(open(FILE_, O_RDWR), LOCK_EX));
		check_asleep(pid[i], "lockf");
		ran[i] = runtime(pid[i]);
	}
	for (i = 0; i < 5; i++)
		WANT(try_other(F_RDLCK, 0, 1) == EAGAIN);
	for (i = 0; i < 2; i++)
		WANT(ran[i] > 0 && runtime(pid[i]) == ran[i]);
	WANT(flock(a, LOCK_UN) == 0);
	WANT(check_wait(pid[0]) == 0 && check_wait(pid[1]) == 0);
	close(a);
}

static void
flock_and_fcntl(void)
{
	int a = open(FILE_, O_RDWR);

	WANT(flock(a, LOCK_EX) == 0);
	WANT(try_other(F_RDLCK, 0, 1) == EAGAIN);
	WANT(ask_other(F_RDLCK, 0, 1).l_pid == -1);
	WANT(flock(a, LOCK_UN) == 0);
	WANT(lk(fd, F_SETLK, F_WRLCK, 1, 1) == 0);
	WANT_ERRNO(flock(a, LOCK_EX | LOCK_NB), EWOULDBLOCK);
	close(a);
	WANT(try_other(F_WRLCK, 1, 1) == 0);
}

/* --------------------------------------------------------------- load */

/* Each adds one to the number in the file, under a lock of either kind. */
static int
adder(void)
{
	int i, n, f = open(FILE_, O_RDWR);

	for (i = 0; i < ROUNDS; i++) {
		if (i % 2 ? flock(f, LOCK_EX) :
		    lk(f, F_SETLKW, F_WRLCK, 0, 0))
			return 1;
		if (pread(f, &n, sizeof(n), 0) != sizeof(n))
			return 2;
		sched_yield();
		n++;
		if (pwrite(f, &n, sizeof(n), 0) != sizeof(n))
			return 3;
		if (i % 2 ? flock(f, LOCK_UN) :
		    lk(f, F_SETLK, F_UNLCK, 0, 0))
			return 4;
	}
	return 0;
}

static void
lock_load(void)
{
	pid_t pid[ADDERS];
	int i, n = 0;

	WANT(pwrite(fd, &n, sizeof(n), 0) == sizeof(n));
	for (i = 0; i < ADDERS; i++)
		pid[i] = check_child(adder);
	for (i = 0; i < ADDERS; i++)
		WANT(check_wait(pid[i]) == 0);
	WANT(pread(fd, &n, sizeof(n), 0) == sizeof(n));
	WANT(n == ADDERS * ROUNDS);
}

static volatile int racing;	/* descriptor that is locked and closed */

static void *
race_lock(void *arg)
{
	while (racing >= 0) {
		(void)lk(racing, F_SETLK, F_WRLCK, 0, 0);
		sched_yield();
	}
	return arg;
}

/* A lock set while its descriptor is closed must not stay behind. */
static void
lock_race(void)
{
	pthread_t t;
	int i, f;

	racing = open("/tmp/locks.race", O_RDWR | O_CREAT, 0600);
	WANT(racing >= 0 && pthread_create(&t, NULL, race_lock, NULL) == 0);
	for (i = 0; i < RACES; i++) {
		sched_yield();
		close(racing);
		racing = open("/tmp/locks.race", O_RDWR | O_CREAT, 0600);
		if (i % 16 == 0)
			unlink("/tmp/locks.race");
	}
	f = racing;
	racing = -1;
	WANT(pthread_join(t, NULL) == 0);
	close(f);
	unlink("/tmp/locks.race");
}

static int go[2];		/* the parent says: close it */

static void *
close_late(void *arg)
{
	char c;

	(void)!read(go[0], &c, 1);
	close(racing);
	tell();
	return arg;
}

/* Closed while its lock was waited for: who gets it has to let go. */
static void
lock_late(void)
{
	pthread_t t;
	pid_t pid;

	WANT(pipe(go) == 0 && lk(fd, F_SETLK, F_WRLCK, 0, 0) == 0);
	pid = fork();
	if (pid == 0) {
		racing = open(FILE_, O_RDWR);
		if (pthread_create(&t, NULL, close_late, NULL) != 0)
			_exit(1);
		(void)lk(racing, F_SETLKW, F_WRLCK, 0, 0);
		tell();
		for (;;)
			pause();
	}
	check_asleep(pid, "lockf");
	WANT(write(go[1], "x", 1) == 1);
	hear();
	WANT(lk(fd, F_SETLK, F_UNLCK, 0, 0) == 0);
	hear();
	WANT(lk(fd, F_SETLK, F_WRLCK, 0, 0) == 0);
	WANT(lk(fd, F_SETLK, F_UNLCK, 0, 0) == 0);
	end(pid);
	close(go[0]);
	close(go[1]);
}

/* -------------------------------------------------------------- jails */

static int
make_jail(const char *name)
{
	struct iovec iov[] = {
		{ "name", 5 }, { (void *)(uintptr_t)name, strlen(name) + 1 },
		{ "path", 5 }, { "/", 2 }, { "persist", 8 }, { NULL, 0 },
	};

	return jail_set(iov, 6, JAIL_CREATE);
}

/* One of each kind, from one jail; another waits for both. */
static pid_t
jailed(int jid, int wait)
{
	pid_t pid = fork();
	int f;

	if (pid != 0)
		return pid;
	f = open(FILE_, O_RDWR);
	if (jail_attach(jid) != 0)
		_exit(1);
	if (lk(f, wait ? F_SETLKW : F_SETLK, F_WRLCK, 0, 5) != 0)
		_exit(2);
	if (wait)
		_exit(0);
	tell();
	for (;;)
		pause();
}

static void
lock_jails(void)
{
	int a = make_jail("lka"), b = make_jail("lkb");
	pid_t has, wants, killed;

	WANT(a > 0 && b > 0);
	has = jailed(a, 0);
	hear();
	wants = jailed(b, 1);
	killed = jailed(a, 1);
	check_asleep(wants, "lockf");
	check_asleep(killed, "lockf");
	WANT(try_other(F_RDLCK, 4, 1) == EAGAIN);
	/* The end of a jail ends its locks, and its own who wait. */
	WANT(jail_remove(a) == 0);
	WANT(WTERMSIG(check_wait(has)) == SIGKILL);
	WANT(WTERMSIG(check_wait(killed)) == SIGKILL);
	WANT(check_wait(wants) == 0);
	WANT(try_other(F_WRLCK, 0, 0) == 0);
	WANT(jail_remove(b) == 0);
}

int
main(void)
{
	locks_begin();
	RUN(flock_table);
	RUN(flock_shared);
	RUN(flock_upgrade);
	RUN(flock_quiet);
	RUN(flock_and_fcntl);
	RUN(lock_load);
	RUN(lock_late);
	RUN(lock_race);
	RUN(lock_jails);
	locks_end();
	return 0;
}
