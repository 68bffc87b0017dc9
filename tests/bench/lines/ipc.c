// SPDX-License-Identifier: BSD-2-Clause
/*
 * ipc - System V and POSIX objects: what a message or a semaphore costs,
 * alone and between two processes.  Built for both systems.
 */
#include <sys/types.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>

#include <err.h>
#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <stddef.h>

#include "../bench.h"

#define PAIRS	500
#define TEXT	64

static struct {
	long type;
	char text[TEXT];
} message = { 1, "" };

/* Sent and received by one process. */
static uint64_t
sysv_message(void)
{
	int i, q = msgget(IPC_PRIVATE, 0600);
	uint64_t start;

	start = bench_now_ns();
	for (i = 0; i < PAIRS; i++)
		if (msgsnd(q, &message, TEXT, 0) != 0 ||
		    msgrcv(q, &message, TEXT, 0, 0) != TEXT)
			err(1, "message");
	start = bench_now_ns() - start;
	msgctl(q, IPC_RMID, NULL);
	return start / PAIRS;
}

/* Up and down again, by two calls. */
static uint64_t
sysv_semop_pair(void)
{
	struct sembuf up = { .sem_op = 1 }, down = { .sem_op = -1 };
	int i, s = semget(IPC_PRIVATE, 1, 0600);
	uint64_t start;

	start = bench_now_ns();
	for (i = 0; i < PAIRS; i++)
		if (semop(s, &up, 1) != 0 || semop(s, &down, 1) != 0)
			err(1, "semop");
	start = bench_now_ns() - start;
	semctl(s, 0, IPC_RMID);
	return start / PAIRS;
}

static mqd_t mq_there, mq_back;
static char mq_text[TEXT];

static void
mq_answer(void)
{
	if (mq_receive(mq_there, mq_text, TEXT, NULL) != TEXT ||
	    mq_send(mq_back, mq_text, TEXT, 0) != 0)
		err(1, "mq");
}

static void
mq_ask(void)
{
	if (mq_send(mq_there, mq_text, TEXT, 0) != 0 ||
	    mq_receive(mq_back, mq_text, TEXT, NULL) != TEXT)
		err(1, "mq");
}

static mqd_t
mq_new(void)
{
	struct mq_attr a = { .mq_maxmsg = 4, .mq_msgsize = TEXT };
	mqd_t mq = mq_open("/bench", O_RDWR | O_CREAT, 0600, &a);

	if (mq == (mqd_t)-1)
		err(1, "mq_open");
	mq_unlink("/bench");
	return mq;
}

static uint64_t
mq_roundtrip(void)
{
	uint64_t ns;

	mq_there = mq_new();
	mq_back = mq_new();
	ns = bench_roundtrip_ns(mq_ask, mq_answer);
	mq_close(mq_there);
	mq_close(mq_back);
	return ns;
}

static sem_t *sems;	/* two, in memory that both processes see */

static void
sems_map(void)
{
	sems = mmap(NULL, 2 * sizeof(sem_t), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANON, -1, 0);
	if (sems == MAP_FAILED || sem_init(&sems[0], 1, 0) != 0 ||
	    sem_init(&sems[1], 1, 0) != 0)
		err(1, "semaphore");
}

/* Nobody waits: no system call. */
static uint64_t
sem_pair(void)
{
	uint64_t start;
	int i;

	sems_map();
	start = bench_now_ns();
	for (i = 0; i < PAIRS; i++) {
		sem_post(sems);
		sem_wait(sems);
	}
	start = bench_now_ns() - start;
	munmap(sems, 2 * sizeof(sem_t));
	return start / PAIRS;
}

static void
sem_ask(void)
{
	sem_post(&sems[0]);
	sem_wait(&sems[1]);
}

static void
sem_answer(void)
{
	sem_wait(&sems[0]);
	sem_post(&sems[1]);
}

static uint64_t
sem_pingpong(void)
{
	uint64_t ns;

	sems_map();
	ns = bench_roundtrip_ns(sem_ask, sem_answer);
	munmap(sems, 2 * sizeof(sem_t));
	return ns;
}

BENCH("sysv", "sysv.message", sysv_message, "ns", BENCH_SAMPLES);
BENCH("sysv", "sysv.semop_pair", sysv_semop_pair, "ns", BENCH_SAMPLES);
BENCH("posix", "posix.mq_roundtrip", mq_roundtrip, "ns", BENCH_SAMPLES);
BENCH("posix", "posix.sem_pair", sem_pair, "ns", BENCH_SAMPLES);
BENCH("posix", "posix.sem_pingpong", sem_pingpong, "ns", BENCH_SAMPLES);
