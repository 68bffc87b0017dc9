// SPDX-License-Identifier: BSD-2-Clause
/*
 * posixmq - POSIX message queues: each error, the order of priorities, who
 * waits and what ends it, notification, poll.
 */
#include "tests/sys/check.h"

#include <mqueue.h>
#include <poll.h>
#include <sys/stat.h>

#define NAME	"/posixmq"

static char text[64];
static mqd_t mq = -1;
static volatile int signals;

/* A new queue of n messages of 64 bytes in mq; its name is gone already. */
static int
fresh(int n, int flags)
{
	struct mq_attr a = { .mq_maxmsg = n, .mq_msgsize = sizeof(text) };

	mq_close(mq);
	mq = mq_open(NAME, O_RDWR | O_CREAT | O_EXCL | flags, 0600, &a);
	return mq >= 0 && mq_unlink(NAME) == 0;
}

static int
put(const char *s, unsigned prio)
{
	return mq_send(mq, s, strlen(s), prio);
}

static int
got(const char *s, unsigned want)
{
	unsigned prio = 99;
	ssize_t n = mq_receive(mq, text, sizeof(text), &prio);

	return n == (ssize_t)strlen(s) && memcmp(text, s, n) == 0 &&
	    prio == want;
}

static void
names(void)
{
	char name[400];

	memset(name, 'x', sizeof(name));
	name[0] = '/';
	name[sizeof(name) - 1] = '\0';
	WANT_ERRNO(mq_open(name, O_RDWR), ENAMETOOLONG);
	WANT_ERRNO(mq_unlink(name), ENAMETOOLONG);
	name[256] = '\0';
	WANT_ERRNO(mq_open(name, O_RDWR), ENOENT);
	WANT_ERRNO(mq_open("noslash", O_RDWR), EINVAL);
	WANT_ERRNO(mq_open("/", O_RDWR), EINVAL);
	WANT_ERRNO(mq_open("/a/b", O_RDWR), EINVAL);
	WANT_ERRNO(mq_open(check_pointer(16), O_RDWR), EFAULT);
	WANT_ERRNO(mq_unlink(NAME), ENOENT);
}

static void
opening(void)
{
	struct mq_attr a = { .mq_maxmsg = 0, .mq_msgsize = 8 };

	WANT_ERRNO(mq_open(NAME, O_RDWR | O_CREAT, 0600, &a), EINVAL);
	a.mq_maxmsg = 101;
	WANT_ERRNO(mq_open(NAME, O_RDWR | O_CREAT, 0600, &a), EINVAL);
	a.mq_maxmsg = 1;
	a.mq_msgsize = 16385;
	WANT_ERRNO(mq_open(NAME, O_RDWR | O_CREAT, 0600, &a), EINVAL);
	WANT_ERRNO(mq_open(NAME, O_ACCMODE), EINVAL);
	WANT_ERRNO(mq_open(NAME, O_RDWR | O_CREAT, 0600, check_pointer(16)),
	    EFAULT);
	mq = mq_open(NAME, O_RDWR | O_CREAT | O_EXCL, 0600, NULL);
	WANT(mq >= 0 && fcntl(mq, F_GETFD) == FD_CLOEXEC);
	WANT_ERRNO(mq_open(NAME, O_RDWR | O_CREAT | O_EXCL, 0600, NULL),
	    EEXIST);
	WANT(mq_getattr(mq, &a) == 0 && a.mq_maxmsg == 10 &&
	    a.mq_msgsize == 1024 && a.mq_curmsgs == 0 && a.mq_flags == 0);
	WANT(mq_unlink(NAME) == 0);
	/* Unlinked while open: it still works. */
	WANT(put("a", 0) == 0 && mq_getattr(mq, &a) == 0 &&
	    a.mq_curmsgs == 1);
	WANT(mq_close(mq) == 0);
	WANT_ERRNO(mq_close(mq), EBADF);
}

static void
descriptors(void)
{
	struct stat st;
	mqd_t other;

	WANT(fresh(2, 0));
	WANT(fstat(mq, &st) == 0 && (st.st_mode & 0777) == 0600);
	WANT_ERRNO(read(mq, text, 1), EOPNOTSUPP);
	WANT_ERRNO(mq_send(0, "x", 1, 0), EBADF);
	WANT_ERRNO(mq_send(99, "x", 1, 0), EBADF);
	WANT((other = mq_open(NAME, O_WRONLY | O_CREAT, 0600, NULL)) >= 0);
	WANT_ERRNO(mq_receive(other, text, sizeof(text), NULL), EBADF);
	WANT(mq_close(other) == 0);
	WANT((other = mq_open(NAME, O_RDONLY)) >= 0);
	WANT_ERRNO(mq_send(other, "x", 1, 0), EBADF);
	WANT(mq_close(other) == 0 && mq_unlink(NAME) == 0);
}

static void
order(void)
{
	WANT(fresh(6, 0));
	WANT(put("low", 1) == 0 && put("high", 9) == 0 && put("low2", 1) == 0);
	WANT(put("", 63) == 0 && put("high2", 9) == 0 && put("0", 0) == 0);
	WANT(got("", 63) && got("high", 9) && got("high2", 9));
	WANT(got("low", 1) && got("low2", 1) && got("0", 0));
}

static void
limits(void)
{
	struct mq_attr a = { .mq_flags = O_NONBLOCK }, old;

	WANT(fresh(1, 0));
	WANT_ERRNO(mq_send(mq, text, sizeof(text) + 1, 0), EMSGSIZE);
	WANT_ERRNO(mq_send(mq, text, 1, 64), EINVAL);
	WANT_ERRNO(mq_send(mq, check_pointer(16), 1, 0), EFAULT);
	WANT_ERRNO(mq_receive(mq, text, sizeof(text) - 1, NULL), EMSGSIZE);
	WANT(mq_setattr(mq, &a, &old) == 0 && old.mq_flags == 0);
	WANT(mq_getattr(mq, &a) == 0 && a.mq_flags == O_NONBLOCK);
	WANT_ERRNO(mq_receive(mq, text, sizeof(text), NULL), EAGAIN);
	WANT(put("x", 3) == 0);
	WANT_ERRNO(put("y", 0), EAGAIN);
	/* What cannot be delivered stays. */
	WANT_ERRNO(mq_receive(mq, check_pointer(16), sizeof(text), NULL),
	    EFAULT);
	WANT(got("x", 3));
}

static void
timed(void)
{
	struct timespec past = { 1, 0 }, bad = { 1, 1000000000 };

	WANT(fresh(1, 0));
	WANT_ERRNO(mq_timedreceive(mq, text, sizeof(text), NULL, &past),
	    ETIMEDOUT);
	WANT_ERRNO(mq_timedreceive(mq, text, sizeof(text), NULL, &bad),
	    EINVAL);
	WANT(mq_timedsend(mq, "a", 1, 0, &bad) == 0);
	WANT_ERRNO(mq_timedsend(mq, "b", 1, 0, &past), ETIMEDOUT);
	WANT_ERRNO(mq_timedsend(mq, "b", 1, 0, &bad), EINVAL);
	WANT(mq_timedreceive(mq, text, sizeof(text), NULL, &bad) == 1);
	WANT(clock_gettime(CLOCK_REALTIME, &past) == 0);
	past.tv_nsec = (past.tv_nsec + 5000000) % 1000000000;
	past.tv_sec += past.tv_nsec < 5000000;
	WANT_ERRNO(mq_timedreceive(mq, text, sizeof(text), NULL, &past),
	    ETIMEDOUT);
}

static void
on_signal(int sig)
{
	(void)sig;
	signals++;
}

static int
receiver(void)
{
	struct sigaction sa = { .sa_handler = on_signal };

	sigaction(SIGUSR1, &sa, NULL);
	return mq_receive(mq, text, sizeof(text), NULL) < 0 ? errno : 0;
}

static int
sender(void)
{
	return put("second", 0) != 0 ? errno : 0;
}

static void
waiting(void)
{
	pid_t pid;

	WANT(fresh(1, 0));
	pid = check_child(receiver);
	check_asleep(pid, "mqrecv");
	WANT(kill(pid, SIGUSR1) == 0 && check_wait(pid) == EINTR << 8);
	pid = check_child(receiver);
	check_asleep(pid, "mqrecv");
	WANT(put("first", 0) == 0 && check_wait(pid) == 0);
	WANT(put("first", 0) == 0);
	pid = check_child(sender);
	check_asleep(pid, "mqsend");
	WANT(got("first", 0) && check_wait(pid) == 0 && got("second", 0));
}

static void
polled(void)
{
	struct pollfd p;

	WANT(fresh(1, 0));
	p = (struct pollfd){ mq, POLLIN | POLLOUT, 0 };
	WANT(poll(&p, 1, 0) == 1 && p.revents == POLLOUT);
	WANT(put("x", 0) == 0);
	WANT(poll(&p, 1, 0) == 1 && p.revents == POLLIN);
	p.events = POLLOUT;
	WANT(poll(&p, 1, 0) == 0);
}

static int
stranger(void)
{
	struct sigevent se = { .sigev_notify = SIGEV_NONE };

	return mq_notify(mq, &se) != 0 ? errno : 0;
}

static siginfo_t told;

static void
on_info(int sig, siginfo_t *si, void *uc)
{
	(void)uc;
	on_signal(sig);
	told = *si;
}

static void
notified(void)
{
	struct sigevent se = { .sigev_notify = SIGEV_SIGNAL,
	    .sigev_signo = SIGUSR2, .sigev_value.sival_int = 4711 };
	struct sigaction sa = { .sa_sigaction = on_info,
	    .sa_flags = SA_SIGINFO };
	pid_t pid;

	WANT(fresh(3, 0) && sigaction(SIGUSR2, &sa, NULL) == 0);
	signals = 0;
	WANT(mq_notify(mq, &se) == 0);
	WANT_ERRNO(mq_notify(mq, &se), EBUSY);
	WANT(check_status(stranger) == EBUSY << 8);
	WANT(put("a", 0) == 0 && signals == 1);
	WANT(told.si_code == SI_MESGQ && told.si_value.sival_int == 4711 &&
	    told.si_pid == getpid());
	WANT(put("b", 0) == 0 && signals == 1);
	/* It was for once, and only for an empty queue. */
	WANT(mq_notify(mq, &se) == 0);
	WANT(put("c", 0) == 0 && signals == 1);
	WANT(got("a", 0) && got("b", 0) && got("c", 0));
	/* Who is waiting comes first. */
	pid = check_child(receiver);
	check_asleep(pid, "mqrecv");
	WANT(put("d", 0) == 0 && check_wait(pid) == 0 && signals == 1);
	WANT(put("e", 0) == 0 && signals == 2 && got("e", 0));
	/* A registration ends with its process. */
	WANT(check_status(stranger) == 0 && mq_notify(mq, &se) == 0);
	WANT(mq_notify(mq, NULL) == 0 && put("f", 0) == 0 && signals == 2);
	se.sigev_signo = 999;
	WANT_ERRNO(mq_notify(mq, &se), EINVAL);
	WANT_ERRNO(mq_notify(0, NULL), EBADF);
}

static int
foreigner(void)
{
	if (setgid(1000) != 0 || setuid(1000) != 0)
		return 1;
	if (mq_open(NAME, O_RDWR) != -1 || errno != EACCES)
		return 2;
	if (mq_unlink(NAME) != -1 || errno != EACCES)
		return 3;
	return mq_open(NAME, O_RDONLY) < 0 ? 4 : 0;
}

static void
permissions(void)
{
	mode_t was = umask(022);
	mqd_t q = mq_open(NAME, O_RDWR | O_CREAT, 0666, NULL);

	umask(was);
	WANT(q >= 0 && check_status(foreigner) == 0);
	WANT(mq_close(q) == 0 && mq_unlink(NAME) == 0);
}

static void
no_descriptor(void)
{
	int first = dup(0), last = first, fd;

	while ((fd = dup(0)) >= 0)
		last = fd;
	WANT(mq_open(NAME, O_RDWR | O_CREAT, 0600, NULL) == -1);
	for (fd = first; fd <= last; fd++)
		close(fd);
	/* What could not be opened was not made. */
	WANT_ERRNO(mq_unlink(NAME), ENOENT);
}

static void
too_many(void)
{
	char name[20];
	int i, n;
	mqd_t q;

	WANT(mq_close(mq) == 0);
	for (n = 0; n < 101; n++) {
		snprintf(name, sizeof(name), "/many%d", n);
		q = mq_open(name, O_RDWR | O_CREAT, 0600, NULL);
		if (q < 0)
			break;
		close(q);
	}
	WANT(q == -1 && n == 100);
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "/many%d", i);
		WANT(mq_unlink(name) == 0);
	}
}

int
main(void)
{
	RUN(names);
	RUN(opening);
	RUN(descriptors);
	RUN(order);
	RUN(limits);
	RUN(timed);
	RUN(waiting);
	RUN(polled);
	RUN(notified);
	RUN(permissions);
	RUN(no_descriptor);
	RUN(too_many);
	return 0;
}
