// SPDX-License-Identifier: BSD-2-Clause
/*
 * locks - fcntl's locks, which are a process's: what excludes what, how
 * ranges split and merge, when they end, and waiting for them.
 */
#include <stdint.h>
#include "locks.h"

#define FAR	INT64_MAX
#define MANY	2048		/* locks a file may have */

static const char *self;

static void
lock_table(void)
{
	static const int types[] = { F_RDLCK, F_WRLCK };
	int has, wants, bad;

	for (has = 0; has < 2; has++)
		for (wants = 0; wants < 2; wants++) {
			bad = has + wants > 0 ? EAGAIN : 0;
			WANT(lk(fd, F_SETLK, types[has], 10, 10) == 0);
			WANT(try_other(types[wants], 0, 10) == 0);
			WANT(try_other(types[wants], 20, 0) == 0);
			WANT(try_other(types[wants], 19, 1) == bad);
			WANT(try_other(types[wants], 0, 11) == bad);
			WANT(try_other(types[wants], 0, 0) == bad);
			WANT(try_other(types[wants], 12, 2) == bad);
			/* One's own are never in the way. */
			WANT(lk(fd, F_SETLK, types[wants], 15, 1) == 0);
			WANT(lk(fd, F_SETLK, F_UNLCK, 0, 0) == 0);
			WANT(try_other(F_WRLCK, 0, 0) == 0);
		}
}

static void
lock_splits(void)
{
	struct flock fl;

	WANT(lk(fd, F_SETLK, F_WRLCK, 0, 100) == 0);
	WANT(lk(fd, F_SETLK, F_UNLCK, 40, 20) == 0);
	WANT(try_other(F_WRLCK, 40, 20) == 0);
	fl = ask_other(F_WRLCK, 0, 0);
	WANT(fl.l_type == F_WRLCK && fl.l_start == 0 && fl.l_len == 40);
	WANT(fl.l_pid == getpid() && fl.l_whence == SEEK_SET);
	fl = ask_other(F_RDLCK, 40, 0);
	WANT(fl.l_start == 60 && fl.l_len == 40);
	/* A weaker one in the middle. */
	WANT(lk(fd, F_SETLK, F_RDLCK, 70, 10) == 0);
	WANT(try_other(F_RDLCK, 70, 10) == 0);
	WANT(try_other(F_RDLCK, 69, 1) == EAGAIN);
	WANT(try_other(F_RDLCK, 80, 1) == EAGAIN);
	fl = ask_other(F_WRLCK, 70, 30);
	WANT(fl.l_type == F_RDLCK && fl.l_start == 70 && fl.l_len == 10);
	/* And all is one again. */
	WANT(lk(fd, F_SETLK, F_WRLCK, 70, 10) == 0);
	WANT(lk(fd, F_SETLK, F_WRLCK, 40, 20) == 0);
	fl = ask_other(F_RDLCK, 50, 1);
	WANT(fl.l_start == 0 && fl.l_len == 100);
	WANT(lk(fd, F_SETLK, F_WRLCK, 100, 0) == 0);
	fl = ask_other(F_RDLCK, 500, 1);
	WANT(fl.l_start == 0 && fl.l_len == 0);
	WANT(lk(fd, F_SETLK, F_UNLCK, 0, 0) == 0);
	fl = ask_other(F_WRLCK, 7, 0);
	WANT(fl.l_type == F_UNLCK && fl.l_start == 7 && fl.l_len == 0);
}

static void
lock_whence(void)
{
	struct flock fl = { .l_type = F_WRLCK, .l_whence = SEEK_CUR,
	    .l_start = 5, .l_len = -3 };

	WANT(ftruncate(fd, 1000) == 0 && lseek(fd, 100, SEEK_SET) == 100);
	WANT(fcntl(fd, F_SETLK, &fl) == 0);
	fl = ask_other(F_RDLCK, 0, 0);
	WANT(fl.l_start == 102 && fl.l_len == 3);
	WANT(lk(fd, F_SETLK, F_UNLCK, 0, 0) == 0);
	fl = (struct flock){ .l_type = F_WRLCK, .l_whence = SEEK_END,
	    .l_start = -10, .l_len = 0 };
	WANT(fcntl(fd, F_SETLK, &fl) == 0);
	fl = ask_other(F_RDLCK, 0, 0);
	WANT(fl.l_start == 990 && fl.l_len == 0);
	WANT(lk(fd, F_SETLK, F_UNLCK, 0, 0) == 0);
	WANT(lk(fd, F_SETLK, F_WRLCK, FAR, 1) == 0);
	fl = ask_other(F_RDLCK, 0, 0);
	WANT(fl.l_start == FAR && fl.l_len == 0);
	WANT(lk(fd, F_SETLK, F_UNLCK, FAR, 1) == 0);
	WANT(try_other(F_WRLCK, 0, 0) == 0);
}

static void
lock_errors(void)
{
	struct flock fl = { .l_type = F_WRLCK, .l_whence = 9 };
	int p[2], rd = open(FILE_, O_RDONLY), wr = open(FILE_, O_WRONLY);

	WANT_ERRNO(lk(-1, F_SETLK, F_RDLCK, 0, 0), EBADF);
	WANT_ERRNO(lk(rd, F_SETLK, F_WRLCK, 0, 0), EBADF);
	WANT_ERRNO(lk(wr, F_SETLK, F_RDLCK, 0, 0), EBADF);
	WANT(lk(rd, F_GETLK, F_WRLCK, 0, 0) == 0);
	WANT_ERRNO(lk(fd, F_SETLK, 0, 0, 0), EINVAL);
	WANT_ERRNO(lk(fd, F_SETLK, 4, 0, 0), EINVAL);
	WANT_ERRNO(lk(fd, F_GETLK, F_UNLCK, 0, 0), EINVAL);
	WANT_ERRNO(lk(fd, F_SETLK, F_RDLCK, -1, 5), EINVAL);
	WANT_ERRNO(lk(fd, F_SETLK, F_RDLCK, 5, -6), EINVAL);
	WANT_ERRNO(lk(fd, F_SETLK, F_RDLCK, 0, INT64_MIN), EINVAL);
	WANT_ERRNO(lk(fd, F_SETLK, F_RDLCK, FAR, 2), EOVERFLOW);
	WANT_ERRNO(fcntl(fd, F_SETLK, &fl), EINVAL);
	WANT_ERRNO(fcntl(fd, F_SETLK, check_pointer(8)), EFAULT);
	WANT(pipe(p) == 0);
	WANT_ERRNO(lk(p[0], F_SETLK, F_RDLCK, 0, 0), EINVAL);
	WANT_ERRNO(flock(p[0], LOCK_EX), EOPNOTSUPP);
	WANT_ERRNO(flock(fd, LOCK_EX | LOCK_SH), EINVAL);
	WANT_ERRNO(flock(fd, LOCK_NB), EINVAL);
	WANT_ERRNO(flock(-1, LOCK_EX), EBADF);
	close(p[0]);
	close(p[1]);
	close(rd);
	close(wr);
}

/* Whichever descriptor of the file is closed, and however. */
static void
lock_close(void)
{
	int other;

	WANT(lk(fd, F_SETLK, F_WRLCK, 0, 0) == 0);
	other = open(FILE_, O_RDONLY);
	WANT(try_other(F_RDLCK, 0, 1) == EAGAIN);
	close(other);
	WANT(try_other(F_RDLCK, 0, 1) == 0);
	other = dup(fd);
	WANT(lk(other, F_SETLK, F_WRLCK, 0, 0) == 0);
	WANT(dup2(told[0], other) == other);
	WANT(try_other(F_RDLCK, 0, 1) == 0);
	close(other);
	/* A child's descriptors are another process's. */
	WANT(lk(fd, F_SETLK, F_WRLCK, 0, 0) == 0);
	WANT(try_other(F_RDLCK, 0, 1) == EAGAIN);
	WANT(try_other(F_RDLCK, 0, 1) == EAGAIN);
	WANT(lk(fd, F_SETLK, F_UNLCK, 0, 0) == 0);
}

/* A program started anew has the lock, until it ends. */
static void
lock_exec(void)
{
	char number[12];
	struct flock fl;
	pid_t pid = fork();

	if (pid == 0) {
		(void)lk(fd, F_SETLK, F_WRLCK, 3, 4);
		snprintf(number, sizeof(number), "%d", told[1]);
		execl(self, self, number, NULL);
		_exit(1);
	}
	hear();
	fl = ask_other(F_RDLCK, 0, 0);
	end(pid);
	WANT(fl.l_type == F_WRLCK && fl.l_pid == pid);
	WANT(fl.l_start == 3 && fl.l_len == 4);
	WANT(try_other(F_WRLCK, 0, 0) == 0);
}

static void
lock_exit(void)
{
	pid_t has = holder(F_WRLCK, 0, 100), a, b, c;

	a = waiter(F_RDLCK, 0, 10);
	b = waiter(F_RDLCK, 90, 0);
	c = waiter(F_WRLCK, 50, 1);
	WANT(try_other(F_RDLCK, 0, 0) == EAGAIN);
	end(has);
	WANT(check_wait(a) == 0 && check_wait(b) == 0 && check_wait(c) == 0);
	/* A weaker lock lets those in that it allows. */
	WANT(lk(fd, F_SETLK, F_WRLCK, 0, 0) == 0);
	a = waiter(F_RDLCK, 5, 1);
	WANT(lk(fd, F_SETLK, F_RDLCK, 0, 0) == 0 && check_wait(a) == 0);
	WANT(lk(fd, F_SETLK, F_UNLCK, 0, 0) == 0);
}

/* Holds its own number, then wants the next one. */
static pid_t
ring_member(int i, int n, int go)
{
	pid_t pid = fork();
	char c;

	if (pid == 0) {
		if (lk(fd, F_SETLK, F_WRLCK, i, 1) != 0)
			_exit(errno);
		tell();
		(void)!read(go, &c, 1);
		_exit(lk(fd, F_SETLKW, F_WRLCK, (i + 1) % n, 1) == 0 ? 0 :
		    errno);
	}
	hear();
	return pid;
}

/* In a ring all wait for each other; one is told so, and all others go on. */
static void
ring(int n)
{
	int go[2], i, status, told_so = 0, fine = 0;

	WANT(pipe(go) == 0);
	for (i = 0; i < n; i++)
		ring_member(i, n, go[0]);
	WANT(write(go[1], "xxxxxxxx", n) == n);
	for (i = 0; i < n; i++) {
		WANT(wait(&status) > 0);
		told_so += WEXITSTATUS(status) == EDEADLK;
		fine += status == 0;
	}
	close(go[0]);
	close(go[1]);
	WANT(told_so == 1 && fine == n - 1);
}

static void
lock_deadlock(void)
{
	pid_t a;

	ring(2);
	if (check_what == NULL)
		ring(7);
	if (check_what != NULL)
		return;
	/* Two that read and both want to write. */
	WANT(lk(fd, F_SETLK, F_RDLCK, 0, 1) == 0);
	a = fork();
	if (a == 0) {
		(void)lk(fd, F_SETLK, F_RDLCK, 0, 1);
		_exit(lk(fd, F_SETLKW, F_WRLCK, 0, 1) == 0 ? 0 : errno);
	}
	check_asleep(a, "lockf");
	WANT_ERRNO(lk(fd, F_SETLKW, F_WRLCK, 0, 1), EDEADLK);
	WANT(lk(fd, F_SETLK, F_UNLCK, 0, 0) == 0 && check_wait(a) == 0);
	/* To wait for one who waits for a third is none. */
	a = holder(F_WRLCK, 0, 1);
	WANT(lk(fd, F_SETLK, F_WRLCK, 1, 1) == 0);
	end(a);
	WANT(lk(fd, F_SETLKW, F_WRLCK, 0, 1) == 0);
	WANT(lk(fd, F_SETLK, F_UNLCK, 0, 0) == 0);
}

static void
on_signal(int sig)
{
	(void)sig;
	tell();
}

/* Waits, with a handler that has flags. */
static pid_t
signalled(int flags)
{
	struct sigaction sa = { .sa_handler = on_signal, .sa_flags = flags };
	pid_t pid;

	sigaction(SIGUSR1, &sa, NULL);
	pid = waiter(F_WRLCK, 0, 0);
	signal(SIGUSR1, SIG_DFL);
	return pid;
}

static void
lock_signals(void)
{
	pid_t pid;
	int status;

	WANT(lk(fd, F_SETLK, F_WRLCK, 0, 0) == 0);
	pid = signalled(0);
	kill(pid, SIGUSR1);
	hear();
	WANT(WEXITSTATUS(check_wait(pid)) == EINTR);
	pid = signalled(SA_RESTART);
	kill(pid, SIGUSR1);
	hear();
	check_asleep(pid, "lockf");
	kill(pid, SIGSTOP);
	WANT(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status));
	kill(pid, SIGCONT);
	check_asleep(pid, "lockf");
	/* What comes free while it is stopped is there when it goes on. */
	kill(pid, SIGSTOP);
	WANT(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status));
	WANT(lk(fd, F_SETLK, F_UNLCK, 0, 0) == 0);
	kill(pid, SIGCONT);
	WANT(check_wait(pid) == 0);
	WANT(try_other(F_WRLCK, 0, 0) == 0);
}

/* A program that exists only in the boot image. */
static void
lock_bootfs(void)
{
	int mine = fd;

	fd = open(self, O_RDONLY);
	WANT(fd >= 0 && lk(fd, F_SETLK, F_RDLCK, 0, 0) == 0);
	WANT(try_other(F_RDLCK, 0, 0) == 0);
	WANT(ask_other(F_WRLCK, 0, 0).l_pid == getpid());
	close(fd);
	fd = mine;
}

/* Single bytes with gaps, up to the end; others still have a first one. */
static void
lock_many(void)
{
	int i;

	for (i = 0; i < MANY; i++)
		WANT(lk(fd, F_SETLK, F_WRLCK, 2 * i, 1) == 0);
	WANT_ERRNO(lk(fd, F_SETLK, F_WRLCK, 2 * i, 1), ENOLCK);
	WANT(try_other(F_WRLCK, 2 * i, 1) == 0);
	WANT(try_other(F_WRLCK, 0, 1) == EAGAIN);
	WANT(lk(fd, F_SETLK, F_WRLCK, 0, 2 * i - 1) == 0);
	WANT(ask_other(F_WRLCK, 0, 0).l_len == 2 * i - 1);
	/* Holes make as many. */
	WANT(lk(fd, F_SETLK, F_WRLCK, 0, 0) == 0);
	for (i = 1; i < MANY; i++)
		WANT(lk(fd, F_SETLK, F_UNLCK, 2 * i, 1) == 0);
	WANT_ERRNO(lk(fd, F_SETLK, F_UNLCK, 2 * i, 1), ENOLCK);
	WANT(lk(fd, F_SETLK, F_UNLCK, 0, 0) == 0);
}

int
main(int argc, char **argv)
{
	self = argv[0];
	if (argc > 1) {		/* lock_exec's new program */
		(void)!write(atoi(argv[1]), "x", 1);
		for (;;)
			pause();
	}
	locks_begin();
	RUN(lock_table);
	RUN(lock_splits);
	RUN(lock_whence);
	RUN(lock_errors);
	RUN(lock_close);
	RUN(lock_exec);
	RUN(lock_exit);
	RUN(lock_deadlock);
	RUN(lock_signals);
	RUN(lock_bootfs);
	RUN(lock_many);
	locks_end();
	return 0;
}
