// SPDX-License-Identifier: BSD-2-Clause
/*
 * ipcmodel - random programs of System V and POSIX calls over few keys, each
 * answer compared with a model of a page of C.
 *
 * One source for two systems: what both define they must do alike, so the
 * same programs run in the guest (ipcmodel.c) and on the Linux of the host
 * (h_ipcmodel.c, by ipcmodel.py).  Whoever includes this has the system's
 * own headers before it.
 */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <unistd.h>

#define STEPS		40
#define KEYS		3
#define QBYTES		2048	/* kern.ipc.msgmnb */
#define MESSAGES	40	/* kern.ipc.msgtql; a step each */
#define SEMS		4
#define MQ_MAX		4	/* messages of a POSIX queue */
#define MQ_SIZE		16

struct model_msg {
	long type;
	size_t len;
	char fill;
};

/* What one key stands for. */
struct model_queue {
	int id, stale;		/* -1: none */
	int n;
	struct model_msg msg[MESSAGES];
};

struct model_set {
	int id, stale;
	int n;
	int value[SEMS];
};

static struct model_queue queue[KEYS];
static struct model_set sets[KEYS];
/* A POSIX queue: its name, and the descriptor that we hold. */
struct model_mq {
	char name[32];
	int linked;		/* the name leads to it */
	mqd_t fd;		/* -1: closed */
	int n;
	struct { unsigned prio; char fill; } msg[MQ_MAX];	/* by arrival */
};

/* Where systems differ, and POSIX lets them. */
struct model_system {
	int messages;		/* most in all queues */
	int too_long;		/* errno of a message longer than a queue */
	int key;		/* of the first of the keys */
};

static const struct model_system *model_is;
static struct model_mq mqs[KEYS];
static uint64_t seed;
static int answer_errno;	/* the model's */

static struct {
	long type;
	char text[4096];
} m;

static int
dice(int n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int)((seed >> 33) % (unsigned)n);
}

static int
refuse(int error)
{
	answer_errno = error;
	return -1;
}

/* Did the kernel say the same? */
static int
same(long got, long want)
{
	return got == want && (want != -1 || errno == answer_errno);
}

/* ------------------------------------------------------------------ queues */

/* The same room in a queue on all systems. */
static int
queue_room(int id)
{
	struct msqid_ds ds;

	if (msgctl(id, IPC_STAT, &ds) != 0 || ds.msg_qnum != 0)
		return 0;
	ds.msg_qbytes = QBYTES;
	return msgctl(id, IPC_SET, &ds) == 0;
}

static int
get_queue(int k)
{
	static const int flags[] = { 0, IPC_CREAT, IPC_CREAT | IPC_EXCL };
	struct model_queue *q = &queue[k];
	int f = flags[dice(3)], want = q->id, got;

	if (q->id >= 0 && (f & IPC_EXCL) != 0)
		want = refuse(EEXIST);
	else if (q->id < 0 && f == 0)
		want = refuse(ENOENT);
	got = msgget(model_is->key + k, f | 0600);
	if (q->id < 0 && f != 0) {
		/* A new one: any id but a stale one. */
		q->id = got;
		q->n = 0;
		return got >= 0 && got != q->stale && queue_room(got);
	}
	return same(got, want);
}

static size_t
queue_bytes(const struct model_queue *q)
{
	size_t sum = 0;
	int i;

	for (i = 0; i < q->n; i++)
		sum += q->msg[i].len;
	return sum;
}

static int
send(int k)
{
	struct model_queue *q = &queue[k];
	int stale = dice(8) == 0, id = stale ? q->stale : q->id, i, all = 0;
	size_t len = (size_t)dice(dice(4) == 0 ? 2200 : 300);
	long type = dice(5), want = 0;

	for (i = 0; i < KEYS; i++)
		all += queue[i].n;
	m.type = type;
	memset(m.text, type + 'a', len);
	if (id < 0 || stale || type < 1)
		want = refuse(EINVAL);
	else if (len > QBYTES)
		want = refuse(model_is->too_long);
	else if (queue_bytes(q) + len > QBYTES || all == model_is->messages)
		want = refuse(EAGAIN);
	else
		q->msg[q->n++] = (struct model_msg){ type, len,
		    (char)(type + 'a') };
	return same(msgsnd(id, &m, len, IPC_NOWAIT), want);
}

/* Place of the message that type means, or -1. */
static int
choose(const struct model_queue *q, long type, int except)
{
	int i, best = -1;

	for (i = 0; i < q->n; i++) {
		if (type == 0 || (type > 0 && (q->msg[i].type == type) !=
		    except))
			return i;
		if (type < 0 && q->msg[i].type <= -type && (best < 0 ||
		    q->msg[i].type < q->msg[best].type))
			best = i;
	}
	return best;
}

static int
receive(int k)
{
	struct model_queue *q = &queue[k];
	int flags = (dice(2) ? MSG_NOERROR : 0) | (dice(3) ? 0 : MSG_EXCEPT);
	long type = dice(9) - 4, want, got;
	size_t room = dice(3) ? sizeof(m.text) : (size_t)dice(300);
	int at = choose(q, type, (flags & MSG_EXCEPT) != 0);
	struct model_msg *mm = &q->msg[at < 0 ? 0 : at], was = *mm;

	if (q->id < 0)
		want = refuse(EINVAL);
	else if (at < 0)
		want = refuse(ENOMSG);
	else if (mm->len > room && (flags & MSG_NOERROR) == 0)
		want = refuse(E2BIG);
	else {
		want = mm->len < room ? (long)mm->len : (long)room;
		q->n--;
		memmove(mm, mm + 1, (size_t)(q->n - at) * sizeof(*mm));
	}
	got = msgrcv(q->id, &m, room, type, flags | IPC_NOWAIT);
	if (!same(got, want))
		return 0;
	return want <= 0 || (m.type == was.type && m.text[0] == was.fill &&
	    m.text[want - 1] == was.fill);
}

static int
remove_queue(int k)
{
	struct model_queue *q = &queue[k];
	int id = q->id;

	if (id < 0)
		return same(msgctl(q->stale, IPC_RMID, NULL), refuse(EINVAL));
	q->stale = id;
	q->id = -1;
	q->n = 0;
	return msgctl(id, IPC_RMID, NULL) == 0;
}

/* -------------------------------------------------------------- semaphores */

static int
get_set(int k)
{
	static const int flags[] = { 0, IPC_CREAT, IPC_CREAT | IPC_EXCL };
	struct model_set *s = &sets[k];
	int f = flags[dice(3)], n = dice(SEMS + 1), want = s->id, got, made;

	made = s->id < 0 && f != 0 && n > 0;
	if (s->id >= 0 && (f & IPC_EXCL) != 0)
		want = refuse(EEXIST);
	else if (s->id >= 0 && n > s->n)
		want = refuse(EINVAL);
	else if (s->id < 0 && !made)
		want = refuse(f == 0 ? ENOENT : EINVAL);
	got = semget(model_is->key + k, n, f | 0600);
	if (!made)
		return same(got, want);
	s->id = got;
	s->n = n;
	memset(s->value, 0, sizeof(s->value));
	return got >= 0 && got != s->stale;
}

/* All of the operations or none. */
static int
model_semop(struct model_set *s, const struct sembuf *op, int n)
{
	int v[SEMS], i;

	memcpy(v, s->value, sizeof(v));
	for (i = 0; i < n; i++)
		if (op[i].sem_num >= s->n)
			return refuse(EFBIG);
	for (i = 0; i < n; i++) {
		int *at = &v[op[i].sem_num];

		if (op[i].sem_op == 0 ? *at != 0 : *at + op[i].sem_op < 0)
			return refuse(EAGAIN);
		if (*at + op[i].sem_op > 32767)
			return refuse(ERANGE);
		*at += op[i].sem_op;
	}
	memcpy(s->value, v, sizeof(v));
	return 0;
}

static int
operate(int k)
{
	struct model_set *s = &sets[k];
	struct sembuf op[3];
	int i, n = 1 + dice(3), want;

	for (i = 0; i < n; i++)
		op[i] = (struct sembuf){ (unsigned short)dice(SEMS),
		    (short)(dice(12) == 0 ? 32767 : dice(7) - 3),
		    IPC_NOWAIT };
	want = s->id < 0 ? refuse(EINVAL) : model_semop(s, op, n);
	return same(semop(s->id < 0 ? s->stale : s->id, op, n), want);
}

static int
values(int k)
{
	struct model_set *s = &sets[k];
	int i = dice(SEMS), v = dice(50) - 5, want;

	if (s->id < 0)
		return same(semctl(s->stale, i, GETVAL), refuse(EINVAL));
	if (dice(2) == 0) {
		want = i < s->n ? s->value[i] : refuse(EINVAL);
		return same(semctl(s->id, i, GETVAL), want);
	}
	/* Which of two mistakes is told is for each system to choose. */
	if (i >= s->n && v < 0)
		return 1;
	want = i >= s->n ? refuse(EINVAL) : v < 0 ? refuse(ERANGE) : 0;
	if (want == 0)
		s->value[i] = v;
	return same(semctl(s->id, i, SETVAL, v), want);
}

static int
remove_set(int k)
{
	struct model_set *s = &sets[k];
	int id = s->id;

	if (id < 0)
		return same(semctl(s->stale, 0, IPC_RMID), refuse(EINVAL));
	s->stale = id;
	s->id = -1;
	return semctl(id, 0, IPC_RMID) == 0;
}

/* ------------------------------------------------------------ POSIX queues */

static int
mq_get(int k)
{
	static const int flags[] = { 0, O_CREAT, O_CREAT | O_EXCL };
	struct mq_attr a = { .mq_maxmsg = MQ_MAX, .mq_msgsize = MQ_SIZE };
	struct model_mq *q = &mqs[k];
	int f = flags[dice(3)];
	mqd_t got;

	if (q->fd != -1)
		return 1;
	got = mq_open(q->name, O_RDWR | O_NONBLOCK | f, 0600, &a);
	if (q->linked && (f & O_EXCL) != 0)
		return same(got, refuse(EEXIST));
	if (!q->linked && f == 0)
		return same(got, refuse(ENOENT));
	if (!q->linked)
		q->n = 0;
	q->linked = 1;
	q->fd = got;
	return got != -1;
}

static int
mq_put(int k)
{
	struct model_mq *q = &mqs[k];
	unsigned prio = (unsigned)dice(3);
	size_t len = (size_t)dice(MQ_SIZE + 2);
	char text[MQ_SIZE + 2];
	int want = 0;

	memset(text, 'a' + q->n, sizeof(text));
	if (q->fd == -1)
		want = refuse(EBADF);
	else if (len > MQ_SIZE)
		want = refuse(EMSGSIZE);
	else if (q->n == MQ_MAX)
		want = refuse(EAGAIN);
	else {
		q->msg[q->n].prio = prio;
		q->msg[q->n++].fill = len > 0 ? text[0] : 0;
	}
	return same(mq_send(q->fd, text, len, prio), want);
}

/* The first of the highest priority. */
static int
mq_take(int k)
{
	struct model_mq *q = &mqs[k];
	size_t room = (size_t)(MQ_SIZE - (dice(8) == 0));
	unsigned prio = 0;
	char text[MQ_SIZE] = "";
	ssize_t got = mq_receive(q->fd, text, room, &prio);
	int i, best = 0;

	if (q->fd == -1)
		return same(got, refuse(EBADF));
	if (room < MQ_SIZE)
		return same(got, refuse(EMSGSIZE));
	if (q->n == 0)
		return same(got, refuse(EAGAIN));
	for (i = 1; i < q->n; i++)
		if (q->msg[i].prio > q->msg[best].prio)
			best = i;
	i = got >= 0 && prio == q->msg[best].prio &&
	    text[0] == q->msg[best].fill;
	q->n--;
	memmove(&q->msg[best], &q->msg[best + 1],
	    (size_t)(q->n - best) * sizeof(q->msg[0]));
	return i;
}

static int
mq_let_go(int k)
{
	struct model_mq *q = &mqs[k];
	int want = q->fd == -1 ? refuse(EBADF) : 0, got = mq_close(q->fd);

	q->fd = -1;
	return same(got, want);
}

static int
mq_forget(int k)
{
	struct model_mq *q = &mqs[k];
	int want = q->linked ? 0 : refuse(ENOENT);

	/* Who has it open uses it on; the name may be given anew later. */
	q->linked = 0;
	return same(mq_unlink(q->name), want);
}

static int (*const calls[])(int) = {
	mq_get, mq_get, mq_put, mq_put, mq_take, mq_take, mq_let_go, mq_forget,
	get_queue, send, send, receive, receive, get_set, operate, operate,
	values, get_queue, get_set, remove_queue, remove_set
};
#define CALLS	((int)(sizeof(calls) / sizeof(calls[0])))

/* One program; 0, or the step (from 1) at which they differ. */
static int
program(uint64_t from)
{
	int i, call, k;

	seed = from;
	for (i = 0; i < STEPS; i++) {
		call = dice(CALLS);
		k = dice(KEYS);
		if (!calls[call](k)) {
			printf("# seed %llu step %d call %d key %d: errno %d, "
			    "the model's %d\n", (unsigned long long)from, i,
			    call, k, errno, answer_errno);
			return i + 1;
		}
	}
	for (k = 0; k < KEYS; k++)
		if (!remove_queue(k) || !remove_set(k) || !mq_let_go(k) ||
		    !mq_forget(k))
			return STEPS + 1;
	return 0;
}

/* Programs first, first + 1 ..; 0 if all went as the model says. */
static int
model_run(const struct model_system *is, int first, int count)
{
	int i, k;

	model_is = is;
	for (k = 0; k < KEYS; k++) {
		queue[k].id = queue[k].stale = sets[k].id = sets[k].stale = -1;
		mqs[k].fd = -1;
		snprintf(mqs[k].name, sizeof(mqs[k].name), "/model-%d-%d",
		    (int)getpid(), k);
	}
	for (i = first; i < first + count; i++)
		if (program((uint64_t)i) != 0)
			return 1;
	return 0;
}
