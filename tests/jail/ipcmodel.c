// SPDX-License-Identifier: BSD-2-Clause
/*
 * ipcmodel - a thousand random programs of System V calls over few keys,
 * each answer compared with a model of a page of C.  Four processes run
 * them at once, each in a jail of its own with the same keys.
 */
#include "tests/jail/jailtest.h"

#include <sys/msg.h>
#include <sys/sem.h>

#define WORKERS		4
#define PROGRAMS	250	/* each */
#define STEPS		40
#define KEYS		3
#define QBYTES		2048	/* kern.ipc.msgmnb */
#define MESSAGES	40	/* kern.ipc.msgtql */
#define SEMS		4

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
	got = msgget(100 + k, f | 0600);
	if (q->id < 0 && f != 0) {
		/* A new one: any id but a stale one. */
		q->id = got;
		q->n = 0;
		return got >= 0 && got != q->stale;
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
	if (id < 0 || stale || type < 1 || len > QBYTES)
		want = refuse(EINVAL);
	else if (queue_bytes(q) + len > QBYTES || all == MESSAGES)
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
	got = semget(100 + k, n, f | 0600);
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

static int (*const calls[])(int) = {
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
		if (!remove_queue(k) || !remove_set(k))
			return STEPS + 1;
	return 0;
}

static int
worker(int w)
{
	char name[16];
	int i, k;

	snprintf(name, sizeof(name), "model%d", w);
	if (jail_attach(make(name)) != 0)
		return 1;
	for (k = 0; k < KEYS; k++)
		queue[k].id = queue[k].stale = sets[k].id = sets[k].stale = -1;
	for (i = 0; i < PROGRAMS; i++)
		if (program((uint64_t)(w * PROGRAMS + i)) != 0)
			return 2;
	fflush(stdout);
	return 0;
}

int
main(void)
{
	char name[16];
	int w, status, bad = 0;

	fflush(stdout);
	for (w = 0; w < WORKERS; w++)
		if (fork() == 0)
			exit(worker(w));
	for (w = 0; w < WORKERS; w++)
		bad |= wait(&status) < 0 || status != 0;
	check(!bad, "ipcmodel_programs", "they differ");
	for (w = 0; w < WORKERS; w++) {
		snprintf(name, sizeof(name), "model%d", w);
		jail_remove(find(name, 0));
	}
	check(sysctl_number("vimage.leaked") == 0, "ipcmodel_leaked",
	    "leaked");
	return finish();
}
