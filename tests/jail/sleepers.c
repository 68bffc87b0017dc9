// SPDX-License-Identifier: BSD-2-Clause
/*
 * sleepers - who sleeps on an IPC object of any kind, and what may happen
 * to it there: it is killed, stopped and continued, interrupted by a
 * handler, its process enters another jail, its jail is removed.
 *
 * Each of these, on each kind, ends in one way that is known, and leaves
 * nothing.  Time running out is in the tests of each kind, in tests/sys.
 */
#include "tests/jail/jailtest.h"

#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/msg.h>
#include <sys/sem.h>

enum how { KILLED, STOPPED, HANDLED, ENTERED, REMOVED, HOWS };
static const char *const how_name[] = { "sleepers_killed", "sleepers_stopped",
	"sleepers_handled", "sleepers_entered", "sleepers_removed" };

enum kind { MSGRCV, MSGSND, SEMOP, SEMZERO, MQRECV, MQSEND, UMTX, KINDS };
static const char *const wmesg[] = { "msgrcv", "msgsnd", "semop", "semop",
	"mqrecv", "mqsend", "umtx" };

static struct { long type; char text[2048]; } m = { 1, "" };
static int q, s;
static mqd_t mq;
static sem_t *sem;

/* One of each kind in the jail, so that each call below has to wait. */
static int
objects(void)
{
	struct sembuf up = { .sem_op = 1 };
	struct mq_attr a = { .mq_maxmsg = 1, .mq_msgsize = 8 };

	q = msgget(1, IPC_CREAT | 0600);
	s = semget(1, 2, IPC_CREAT | 0600);
	mq = mq_open("/sleepers", O_RDWR | O_CREAT, 0600, &a);
	sem = sem_open("/sleepers", O_CREAT, 0600, 0);
	return q < 0 || s < 0 || mq == (mqd_t)-1 || sem == SEM_FAILED ||
	    semop(s, &up, 1) != 0;
}

/* Sleeps until somebody does something; errno, or 0. */
static int
sleep_on(enum kind kind)
{
	struct sembuf down = { 1, -1, 0 }, zero = { 0, 0, 0 };
	char text[8];
	long ret;

	switch (kind) {
	case MSGRCV:
		ret = msgrcv(q, &m, 8, 5, 0);
		break;
	case MSGSND:
		(void)msgsnd(q, &m, sizeof(m.text), 0);
		ret = msgsnd(q, &m, sizeof(m.text), 0);
		break;
	case SEMOP:
		ret = semop(s, &down, 1);
		break;
	case SEMZERO:
		ret = semop(s, &zero, 1);
		break;
	case MQRECV:
		ret = mq_receive(mq, text, sizeof(text), NULL);
		break;
	case MQSEND:
		(void)mq_send(mq, "x", 1, 0);
		ret = mq_send(mq, "x", 1, 0);
		break;
	default:
		ret = sem_wait(sem);
	}
	return ret < 0 ? errno : 0;
}

/* What the sleeper waits for comes, from another process of the jail. */
static void
satisfy(enum kind kind)
{
	struct sembuf up = { 1, 1, 0 };
	char text[8];

	m.type = 5;
	switch (kind) {
	case MSGRCV:
		msgsnd(q, &m, 8, 0);
		break;
	case MSGSND:
		msgrcv(q, &m, sizeof(m.text), 0, 0);
		break;
	case SEMOP:
		semop(s, &up, 1);
		break;
	case SEMZERO:
		semctl(s, 0, SETVAL, 0);
		break;
	case MQRECV:
		mq_send(mq, "x", 1, 0);
		break;
	case MQSEND:
		mq_receive(mq, text, sizeof(text), NULL);
		break;
	default:
		sem_post(sem);
	}
}

static void
handler(int sig)
{
	(void)sig;
}

static int other_jid;

/* The sleeper's process goes elsewhere meanwhile. */
static void *
enter(void *arg)
{
	const enum kind *kind = arg;

	/* What is said of a process is of its first thread: the sleeper. */
	wait_asleep(getpid(), wmesg[*kind]);
	/* Refused or not, it must end when the process does. */
	(void)jail_attach(other_jid);
	_exit(0);
	return NULL;
}

static int
sleeper(int jid, enum kind kind, enum how how)
{
	struct sigaction act = { .sa_handler = handler };
	pthread_t t;

	if (jail_attach(jid) != 0 || objects() != 0)
		return 200;
	if (how == HANDLED)
		sigaction(SIGUSR1, &act, NULL);
	if (how == ENTERED)
		pthread_create(&t, NULL, enter, &kind);
	return sleep_on(kind);
}

/* From a process of its own, which is let in. */
static void
satisfy_inside(int jid, enum kind kind)
{
	pid_t pid = fork();

	if (pid == 0) {
		if (jail_attach(jid) == 0 && objects() == 0)
			satisfy(kind);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

/* 0, or what differed from what should come of it. */
static int
one(enum kind kind, enum how how)
{
	int jid = make("sleepers"), status = 0, want = SIGKILL;
	pid_t pid = fork();

	if (pid == 0)
		_exit(sleeper(jid, kind, how));
	if (how != ENTERED)
		wait_asleep(pid, wmesg[kind]);
	switch (how) {
	case KILLED:
		kill(pid, SIGKILL);
		break;
	case STOPPED:
		kill(pid, SIGSTOP);
		waitpid(pid, &status, WUNTRACED);
		if (!WIFSTOPPED(status))
			return status | 1 << 20;
		kill(pid, SIGCONT);
		wait_asleep(pid, wmesg[kind]);
		satisfy_inside(jid, kind);
		want = 0;
		break;
	case HANDLED:
		kill(pid, SIGUSR1);
		want = EINTR << 8;
		break;
	case REMOVED:
		if (jail_remove(jid) != 0)
			return 1 << 21;
		break;
	default:
		want = 0;
	}
	waitpid(pid, &status, 0);
	if (how != REMOVED && jail_remove(jid) != 0)
		return 1 << 22;
	return status == want ? 0 : status | 1 << 23;
}

int
main(void)
{
	int kind, how, wrong;

	other_jid = make("elsewhere");
	for (how = 0; how < HOWS; how++) {
		for (kind = wrong = 0; kind < KINDS && wrong == 0; kind++)
			wrong = one(kind, how);
		check(wrong == 0, how_name[how], "%s: %x",
		    wmesg[kind - 1], wrong);
	}
	jail_remove(other_jid);
	check(sysctl_number("vimage.leaked") == 0, "sleepers_leaked",
	    "leaked");
	return finish();
}
