// SPDX-License-Identifier: BSD-2-Clause
/*
 * sysvmsg - System V message queues: each error that the calls promise, what
 * type chooses, who waits and what wakes him.
 */
#include "tests/sys/check.h"

#include <signal.h>
#include <sys/jail.h>
#include <sys/msg.h>
#include <sys/sysctl.h>
#include <sys/uio.h>

#define KEY	0x5432

static struct {
	long type;
	char text[4096];
} m;
static int id;

static int
put(int q, long type, const char *text, int flags)
{
	m.type = type;
	strcpy(m.text, text);
	return msgsnd(q, &m, strlen(text), flags);
}

/* Receive without waiting: is it that text? */
static int
got(int q, long type, int flags, const char *text)
{
	ssize_t n = msgrcv(q, &m, sizeof(m.text), type, flags | IPC_NOWAIT);

	return n == (ssize_t)strlen(text) && memcmp(m.text, text, n) == 0;
}

static void
get_errors(void)
{
	WANT_ERRNO(msgget(KEY, 0), ENOENT);
	id = msgget(KEY, IPC_CREAT | IPC_EXCL | 0600);
	WANT(id >= 0);
	WANT_ERRNO(msgget(KEY, IPC_CREAT | IPC_EXCL | 0600), EEXIST);
	WANT(msgget(KEY, 0) == id && msgget(KEY, IPC_CREAT) == id);
	WANT(msgctl(id, IPC_RMID, NULL) == 0);
}

static void
get_private(void)
{
	int a = msgget(IPC_PRIVATE, 0600), b = msgget(IPC_PRIVATE, 0600);

	WANT(a >= 0 && b >= 0 && a != b);
	WANT(msgctl(a, IPC_RMID, NULL) == 0 && msgctl(b, IPC_RMID, NULL) == 0);
}

static void
get_limit(void)
{
	int q[41], i;

	for (i = 0; i < 40; i++)
		WANT((q[i] = msgget(IPC_PRIVATE, 0600)) >= 0);
	WANT_ERRNO(msgget(IPC_PRIVATE, 0600), ENOSPC);
	for (i = 0; i < 40; i++)
		WANT(msgctl(q[i], IPC_RMID, NULL) == 0);
}

static void
stale_id(void)
{
	int a = msgget(IPC_PRIVATE, 0600), b;

	WANT(msgctl(a, IPC_RMID, NULL) == 0);
	b = msgget(IPC_PRIVATE, 0600);
	WANT(b != a && (b & 0xffff) == (a & 0xffff));
	WANT_ERRNO(put(a, 1, "x", 0), EINVAL);
	WANT_ERRNO(msgctl(a, IPC_RMID, NULL), EINVAL);
	WANT(msgctl(b, IPC_RMID, NULL) == 0);
	WANT_ERRNO(msgctl(-1, IPC_RMID, NULL), EINVAL);
	WANT_ERRNO(msgctl(0x7fff, IPC_RMID, NULL), EINVAL);
}

static void
send_errors(void)
{
	id = msgget(IPC_PRIVATE, 0600);
	WANT_ERRNO(put(id, 0, "x", 0), EINVAL);
	WANT_ERRNO(put(id, -1, "x", 0), EINVAL);
	m.type = 1;
	WANT_ERRNO(msgsnd(id, &m, 2049, IPC_NOWAIT), EINVAL);
	WANT_ERRNO(msgsnd(id, &m, (size_t)-1, IPC_NOWAIT), EINVAL);
	WANT_ERRNO(msgsnd(id, check_pointer(16), 8, 0), EFAULT);
	WANT(msgsnd(id, &m, 2048, IPC_NOWAIT) == 0);
	WANT_ERRNO(put(id, 1, "x", IPC_NOWAIT), EAGAIN);
	WANT(msgctl(id, IPC_RMID, NULL) == 0);
}

static void
receive_errors(void)
{
	id = msgget(IPC_PRIVATE, 0600);
	WANT_ERRNO(msgrcv(id, &m, 10, 0, IPC_NOWAIT), ENOMSG);
	WANT_ERRNO(msgrcv(id, &m, (size_t)-1, 0, IPC_NOWAIT), EINVAL);
	WANT(put(id, 3, "hello", 0) == 0);
	WANT_ERRNO(msgrcv(id, &m, 2, 0, 0), E2BIG);
	WANT_ERRNO(msgrcv(id, check_pointer(16), 99, 0, 0), EFAULT);
	WANT_ERRNO(msgrcv(id, &m, 99, 4, IPC_NOWAIT), ENOMSG);
	WANT(msgrcv(id, &m, 2, 0, MSG_NOERROR) == 2 && m.type == 3);
	WANT_ERRNO(msgrcv(id, &m, 99, 0, IPC_NOWAIT), ENOMSG);
	WANT(msgctl(id, IPC_RMID, NULL) == 0);
}

static void
types(void)
{
	id = msgget(IPC_PRIVATE, 0600);
	WANT(put(id, 5, "five", 0) == 0 && put(id, 2, "two", 0) == 0);
	WANT(put(id, 7, "seven", 0) == 0 && put(id, 2, "two again", 0) == 0);
	WANT(put(id, 9, "", 0) == 0);
	WANT(got(id, -6, 0, "two") && m.type == 2);
	WANT(got(id, 5, MSG_EXCEPT, "seven"));
	WANT(got(id, -2, 0, "two again"));
	WANT(!got(id, -4, 0, ""));
	WANT(got(id, 9, 0, "") && got(id, 0, 0, "five"));
	WANT(msgctl(id, IPC_RMID, NULL) == 0);
}

static void
status(void)
{
	struct msqid_ds ds;

	id = msgget(KEY, IPC_CREAT | 0640);
	WANT(put(id, 1, "abc", 0) == 0);
	WANT(msgctl(id, IPC_STAT, &ds) == 0);
	WANT(ds.msg_qnum == 1 && ds.msg_cbytes == 3 && ds.msg_qbytes == 2048);
	WANT(ds.msg_lspid == getpid() && ds.msg_stime != 0 &&
	    ds.msg_lrpid == 0 && ds.msg_rtime == 0);
	WANT(ds.msg_perm.key == KEY && ds.msg_perm.mode == 0640);
	ds.msg_qbytes = 0;
	WANT_ERRNO(msgctl(id, IPC_SET, &ds), EINVAL);
	ds.msg_qbytes = 3;
	ds.msg_perm.mode = 0600;
	WANT(msgctl(id, IPC_SET, &ds) == 0);
	WANT_ERRNO(put(id, 1, "d", IPC_NOWAIT), EAGAIN);
	ds.msg_qbytes = 1 << 20;
	WANT(msgctl(id, IPC_SET, &ds) == 0 && msgctl(id, IPC_STAT, &ds) == 0);
	WANT(ds.msg_qbytes == 2048 && ds.msg_perm.mode == 0600);
	WANT_ERRNO(msgctl(id, 99, &ds), EINVAL);
	WANT_ERRNO(msgctl(id, IPC_STAT, check_pointer(16)), EFAULT);
	WANT(msgctl(id, IPC_RMID, NULL) == 0);
}

/* As somebody else: 0, or the step that was wrong. */
static int
stranger(void)
{
	struct msqid_ds ds;

	if (setgid(1000) != 0 || setuid(1000) != 0)
		return 1;
	if (msgget(KEY, 0600) != -1 || errno != EACCES)
		return 2;
	if (msgget(KEY, 0400) != id)
		return 3;
	if (put(id, 1, "x", IPC_NOWAIT) != -1 || errno != EACCES)
		return 4;
	if (msgctl(id, IPC_RMID, NULL) != -1 || errno != EPERM)
		return 5;
	if (msgctl(id, IPC_STAT, &ds) != 0 || !got(id, 0, 0, "for you"))
		return 6;
	if (msgctl(id, IPC_SET, &ds) != -1 || errno != EPERM)
		return 7;
	return 0;
}

static void
permissions(void)
{
	id = msgget(KEY, IPC_CREAT | 0604);
	WANT(put(id, 1, "for you", 0) == 0);
	WANT(check_status(stranger) == 0);
	WANT(msgctl(id, IPC_RMID, NULL) == 0);
}

static int
sleeper(void)
{
	return msgrcv(id, &m, 9, 1, 0) == -1 ? errno : 0;
}

static int
sender(void)
{
	return put(id, 1, "x", 0) == -1 ? errno : 0;
}

static void
ignore(int sig)
{
	(void)sig;
}

static int
interrupted(void)
{
	struct sigaction sa = { .sa_handler = ignore };

	sigaction(SIGUSR1, &sa, NULL);
	return sleeper();
}

/* Whether it sleeps already or not yet, it must come back with EIDRM. */
static void
removed_asleep(void)
{
	pid_t r, s;

	id = msgget(IPC_PRIVATE, 0600);
	m.type = 2;
	WANT(msgsnd(id, &m, 2048, 0) == 0);
	r = check_child(sleeper);
	s = check_child(sender);
	check_asleep(r, "msgrcv");
	check_asleep(s, "msgsnd");
	WANT(msgctl(id, IPC_RMID, NULL) == 0);
	WANT(check_wait(r) == EIDRM << 8 && check_wait(s) == EIDRM << 8);
}

static void
woken(void)
{
	pid_t r, s;

	id = msgget(IPC_PRIVATE, 0600);
	r = check_child(sleeper);
	WANT(put(id, 1, "now", 0) == 0 && check_wait(r) == 0);
	m.type = 2;
	WANT(msgsnd(id, &m, 2048, 0) == 0);
	s = check_child(sender);
	WANT(msgrcv(id, &m, sizeof(m.text), 2, 0) == 2048);
	WANT(check_wait(s) == 0 && got(id, 1, 0, "x"));
	WANT(msgctl(id, IPC_RMID, NULL) == 0);
}

static void
signalled(void)
{
	pid_t r;

	id = msgget(IPC_PRIVATE, 0600);
	r = check_child(interrupted);
	check_asleep(r, "msgrcv");
	WANT(kill(r, SIGUSR1) == 0 && check_wait(r) == EINTR << 8);
	WANT(msgctl(id, IPC_RMID, NULL) == 0);
}

/* A jail for a table of one's own: other tests leave queues in the host's. */
static void
own_table(void)
{
	char name[] = "path", path[] = "/";
	struct iovec iov[2] = {
		{ name, sizeof(name) }, { path, sizeof(path) }
	};

	WANT(jail_set(iov, 2, JAIL_CREATE | JAIL_ATTACH) > 0);
}

int
main(void)
{
	RUN(own_table);
	RUN(get_errors);
	RUN(get_private);
	RUN(get_limit);
	RUN(stale_id);
	RUN(send_errors);
	RUN(receive_errors);
	RUN(types);
	RUN(status);
	RUN(permissions);
	RUN(removed_asleep);
	RUN(woken);
	RUN(signalled);
	return 0;
}
