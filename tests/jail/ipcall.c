// SPDX-License-Identifier: BSD-2-Clause
/*
 * ipcall - a thousand jails, each removed while a process in it has an
 * object of every kind in use and sleeps on one of them.
 */
#include "tests/jail/jailtest.h"

#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>

#define JAILS	1000
#define KEY	5432001

static struct {
	long type;
	char text[8];
} m = { 1, "message" };

/* Where the process of round i sleeps. */
static const char *const asleep[] = {
	"msgrcv", "semop", "mqrecv", "umtx", "mqsend", "msgsnd"
};

/* One of each kind, in use; the sem_t is for sleeping on. */
static sem_t *
objects(int *q, int *s, mqd_t *mq)
{
	struct sembuf up = { .sem_op = 1, .sem_flg = SEM_UNDO };
	struct mq_attr a = { .mq_maxmsg = 1, .mq_msgsize = 8 };
	sem_t *sem = sem_open("/ipcall", O_CREAT | O_EXCL, 0600, 0);
	int fd = shm_open("/ipcall", O_RDWR | O_CREAT | O_EXCL, 0600);
	char *page;

	*q = msgget(KEY, IPC_CREAT | IPC_EXCL | 0600);
	*s = semget(KEY, 17, IPC_CREAT | IPC_EXCL | 0600);
	*mq = mq_open("/ipcall", O_RDWR | O_CREAT | O_EXCL, 0600, &a);
	if (ftruncate(fd, 8192) != 0 || semop(*s, &up, 1) != 0 ||
	    msgsnd(*q, &m, 8, 0) != 0 || mq_send(*mq, m.text, 8, 1) != 0)
		return SEM_FAILED;
	page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED)
		return SEM_FAILED;
	page[0] = page[4096] = 1;
	return sem;
}

static int
use(int how)
{
	struct sembuf down = { .sem_num = 3, .sem_op = -1 };
	static struct { long type; char text[2048]; } big = { 2, "" };
	int q, s;
	mqd_t mq;
	sem_t *sem = objects(&q, &s, &mq);

	if (sem == SEM_FAILED)
		return 1;
	switch (how) {
	case 0:
		msgrcv(q, &m, 8, 9, 0);
		break;
	case 1:
		semop(s, &down, 1);
		break;
	case 2:
		mq_receive(mq, m.text, 8, NULL);
		mq_receive(mq, m.text, 8, NULL);
		break;
	case 3:
		sem_wait(sem);
		break;
	case 4:
		mq_send(mq, m.text, 8, 0);
		break;
	default:
		msgsnd(q, &big, sizeof(big.text), 0);
	}
	return 2;
}

/* 0, or what went wrong. */
static int
round_of(int i)
{
	int how = i % (int)(sizeof(asleep) / sizeof(asleep[0]));
	int jid = make("ipcall"), status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(jail_attach(jid) != 0 ? 3 : use(how));
	wait_asleep(pid, asleep[how]);
	if (jail_remove(jid) != 0)
		return 4;
	if (waitpid(pid, &status, 0) != pid)
		return 5;
	/* Killed with its jail, not gone before. */
	return WIFSIGNALED(status) ? 0 : WEXITSTATUS(status);
}

int
main(void)
{
	int i, wrong = 0;

	for (i = 0; i < JAILS && wrong == 0; i++)
		wrong = round_of(i);
	check(wrong == 0, "ipcall_jails", "round %d: %d errno %d", i, wrong,
	    errno);
	check(sysctl_number("vimage.leaked") == 0, "ipcall_leaked", "leaked");
	return finish();
}
