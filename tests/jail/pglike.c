// SPDX-License-Identifier: BSD-2-Clause
/*
 * pglike - what a PostgreSQL server does with the kernel, in two jails with
 * the same keys and names, under load: an interlock that exists once, a
 * large shared mapping, sets of 17 semaphores, a process per client, a
 * latch of SIGUSR1 and a pipe.  One jail is removed; the other notices
 * nothing, and nothing of the first remains.
 */
#include "tests/jail/jailtest.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/sem.h>

#define KEY		5432001
#define CLIENTS		4
#define SETS		3
#define SEMS		17	/* of a set; the last has the mark */
#define MARK		537
#define BUFFERS		(1024 * 1024)
#define ENOUGH		100	/* transactions that show a server works */

/* What the test and both servers see: one a server. */
struct report {
	volatile int stop;
	volatile unsigned done[CLIENTS];	/* transactions */
	volatile int wrong;			/* line of a surprise */
};

static struct report *reports;

/* A server's own. */
static struct report *mine;
static int sets[SETS];
static long *buffers;		/* [0] and [1] always sum up to nothing */
static volatile pid_t *pids;	/* of the clients */
static int latch[2];

#define MUST(c) do {							\
	if (!(c)) {							\
		mine->wrong = __LINE__;					\
		_exit(1);						\
	}								\
} while (0)

static void
on_latch(int sig)
{
	(void)sig;
	(void)write(latch[1], "x", 1);
}

/*
 * Lock or unlock what semaphore n guards.  A latch that is set meanwhile
 * interrupts semop(2), which no SA_RESTART restarts; the server tries again.
 */
static int
lock(int n, int by)
{
	struct sembuf op = { n % (SEMS - 1), by, SEM_UNDO };
	int error;

	do
		error = semop(sets[n / (SEMS - 1)], &op, 1);
	while (error != 0 && errno == EINTR);
	return error;
}

/* Wake the neighbour; sleep a moment or until woken. */
static void
pass_on(int me)
{
	struct pollfd p = { latch[0], POLLIN, 0 };
	pid_t next = pids[(me + 1) % CLIENTS];
	char room[64];

	if (next > 0)
		kill(next, SIGUSR1);
	poll(&p, 1, 1);
	(void)read(latch[0], room, sizeof(room));
}

static void
client(int me)
{
	struct sigaction sa = { .sa_handler = on_latch,
	    .sa_flags = SA_RESTART };

	MUST(pipe(latch) == 0 && fcntl(latch[0], F_SETFL, O_NONBLOCK) == 0);
	MUST(fcntl(latch[1], F_SETFL, O_NONBLOCK) == 0);
	MUST(sigaction(SIGUSR1, &sa, NULL) == 0);
	pids[me] = getpid();
	while (!mine->stop) {
		MUST(lock(5, -1) == 0);
		MUST(buffers[0] + buffers[1] == 0);
		buffers[0] += me + 1;
		buffers[1024 + me]++;
		buffers[1] -= me + 1;
		MUST(lock(5, 1) == 0);
		mine->done[me]++;
		pass_on(me);
	}
	_exit(0);
}

/* As the server's first start: nothing of another may be there. */
static void
server_begin(void)
{
	int i, n, fd;

	fd = shm_open("/PostgreSQL.5432001", O_RDWR | O_CREAT | O_EXCL, 0600);
	MUST(fd >= 0 && ftruncate(fd, 56) == 0 && close(fd) == 0);
	buffers = mmap(NULL, BUFFERS, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANON, -1, 0);
	MUST(buffers != MAP_FAILED);
	pids = (volatile pid_t *)(buffers + 4096);
	for (i = 0; i < SETS; i++) {
		sets[i] = semget(KEY + i, SEMS, IPC_CREAT | IPC_EXCL | 0600);
		MUST(sets[i] >= 0);
		for (n = 0; n < SEMS - 1; n++)
			MUST(semctl(sets[i], n, SETVAL, 1) == 0);
		MUST(semctl(sets[i], SEMS - 1, SETVAL, MARK) == 0);
	}
}

/* Clients come and go; what was made is taken away at the end. */
static int
server(void)
{
	int i, status, bad = 0;

	server_begin();
	for (i = 0; i < CLIENTS; i++)
		if (fork() == 0)
			client(i);
	for (i = 0; i < CLIENTS; i++)
		bad |= wait(&status) < 0 || status != 0;
	for (i = 0; i < SETS; i++) {
		MUST(semctl(sets[i], SEMS - 1, GETVAL) == MARK);
		MUST(semctl(sets[i], 0, IPC_RMID) == 0);
	}
	MUST(shm_unlink("/PostgreSQL.5432001") == 0);
	return bad;
}

static pid_t
start(int jid, struct report *r)
{
	pid_t pid = fork();

	mine = r;
	if (pid == 0)
		_exit(jail_attach(jid) != 0 ? 99 : server());
	return pid;
}

/* Until each client has done n more, or something is wrong. */
static int
works(const struct report *r, unsigned n)
{
	unsigned first[CLIENTS];
	int i;

	for (i = 0; i < CLIENTS; i++)
		first[i] = r->done[i];
	for (i = 0; i < CLIENTS && r->wrong == 0; i++)
		while (r->done[i] - first[i] < n && r->wrong == 0)
			usleep(1000);
	return r->wrong == 0;
}

int
main(void)
{
	int a = make("pga"), b = make("pgb"), one = 0, two = 0;
	struct report *ra, *rb;
	pid_t pa, pb;

	reports = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANON, -1, 0);
	ra = &reports[0];
	rb = &reports[1];
	pa = start(a, ra);
	pb = start(b, rb);
	check(works(ra, ENOUGH), "pglike_first", "line %d", ra->wrong);
	check(works(rb, ENOUGH), "pglike_second", "line %d", rb->wrong);
	check(jail_remove(a) == 0, "pglike_remove", "errno %d", errno);
	check(waitpid(pa, &one, 0) == pa && WIFSIGNALED(one),
	    "pglike_killed", "status %x", one);
	check(works(rb, ENOUGH), "pglike_goes_on", "line %d", rb->wrong);
	/* The first can come back: none of its names or keys is taken. */
	memset(ra, 0, sizeof(*ra));
	a = make("pga");
	pa = start(a, ra);
	check(works(ra, ENOUGH / 2), "pglike_again", "line %d", ra->wrong);
	ra->stop = rb->stop = 1;
	check(waitpid(pa, &one, 0) == pa && one == 0 &&
	    waitpid(pb, &two, 0) == pb && two == 0, "pglike_stopped",
	    "status %x %x, lines %d %d", one, two, ra->wrong, rb->wrong);
	jail_remove(a);
	jail_remove(b);
	check(sysctl_number("vimage.leaked") == 0, "pglike_leaked", "leaked");
	return finish();
}
