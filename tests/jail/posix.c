// SPDX-License-Identifier: BSD-2-Clause
/*
 * posix - POSIX IPC and jails: the same names in each, what a removed jail
 * leaves to those who still use it, nothing left behind.
 */
#include "tests/jail/jailtest.h"
#include "tests/jail/passfd.h"

#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>

#define CYCLES	100
#define PAGE	4096

/* A jail that may share or have its own; its jid. */
static int
make_jail(const char *name, int how)
{
	struct call c = { .n = 0 };

	add_text(&c, "name", name);
	add(&c, "persist", NULL, 0);
	add(&c, "posixipc", &how, sizeof(how));
	return set(&c, JAIL_CREATE);
}

/* Start body in the jail, 0: in ours. */
static pid_t
start(int jid, int (*body)(void))
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(jid != 0 && jail_attach(jid) != 0 ? 99 : body());
	return pid;
}

static int
inside(int jid, int (*body)(void))
{
	int status = -1;

	waitpid(start(jid, body), &status, 0);
	return status >> 8;
}

static mqd_t host_mq;

/* Nothing of the host's is found; the same names are free. */
static int
own(void)
{
	sem_t *sem;
	mqd_t mq;
	int fd;

	if (mq_open("/x", O_RDWR) != -1 || errno != ENOENT)
		return 1;
	if (shm_open("/x", O_RDWR, 0) != -1 || errno != ENOENT)
		return 2;
	if (sem_open("/x", 0) != SEM_FAILED || errno != ENOENT)
		return 3;
	if (mq_unlink("/x") != -1 || shm_unlink("/x") != -1 ||
	    sem_unlink("/x") != -1)
		return 4;
	mq = mq_open("/x", O_RDWR | O_CREAT | O_EXCL, 0600, NULL);
	if (mq < 0 || mq_send(mq, "jail", 4, 0) != 0)
		return 5;
	fd = shm_open("/x", O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd < 0 || ftruncate(fd, PAGE) != 0 || write(fd, "j", 1) != 1)
		return 6;
	sem = sem_open("/x", O_CREAT | O_EXCL, 0600, 7);
	return sem != SEM_FAILED && sem_wait(sem) == 0 ? 0 : 7;
}

/* Root of the jail is a stranger among names that it shares. */
static int
shares(void)
{
	if (setgid(5) != 0 || setuid(5) != 0)
		return 1;
	if (mq_open("/x", O_RDWR) != -1 || errno != EACCES)
		return 2;
	if (shm_unlink("/x") != -1 || errno != EACCES)
		return 3;
	return sem_open("/x", 0) == SEM_FAILED && errno == EACCES ? 0 : 4;
}

/* body in the jail must return 0: else it tells the step. */
static void
check_inside(int jid, int (*body)(void), const char *name)
{
	int step = inside(jid, body);

	check(step == 0, name, "step %d", step);
}

static void
test_own(void)
{
	int a = make_jail("a", JAIL_SYS_NEW), b = make_jail("b", JAIL_SYS_NEW);
	char text[1024];

	check(a > 0 && b > 0, "posix_made", "errno %d %s", errno, errmsg);
	check_inside(a, own, "posix_own");
	check_inside(b, own, "posix_own_too");
	check(mq_receive(host_mq, text, sizeof(text), NULL) == 4 &&
	    memcmp(text, "host", 4) == 0, "posix_untouched", "errno %d",
	    errno);
	jail_remove(a);
	jail_remove(b);
	a = make_jail("c", JAIL_SYS_INHERIT);
	check_inside(a, shares, "posix_shared");
	jail_remove(a);
}

static int
sleeps(void)
{
	char text[1024];
	mqd_t mq = mq_open("/s", O_RDWR | O_CREAT, 0600, NULL);

	return mq_receive(mq, text, sizeof(text), NULL) == -1 ? errno : 0;
}

static int
sleeps_on_sem(void)
{
	sem_t *sem = sem_open("/s", O_CREAT, 0600, 0);

	return sem_wait(sem) == -1 ? errno : 0;
}

/* A jail goes while its processes sleep in it. */
static void
test_sleepers(void)
{
	int jid = make_jail("s", JAIL_SYS_NEW), one = 0, two = 0;
	pid_t a = start(jid, sleeps), b = start(jid, sleeps_on_sem);

	wait_asleep(a, "mqrecv");
	wait_asleep(b, "umtx");
	jail_remove(jid);
	check(waitpid(a, &one, 0) == a && waitpid(b, &two, 0) == b &&
	    one != 99 << 8 && two != 99 << 8, "posix_sleepers",
	    "status %x %x", one, two);
}

static int lent[2];	/* local sockets: descriptors go from 0 to 1 */

/* Give a queue and some memory away, to outside. */
static int
gives(void)
{
	int mq = mq_open("/lent", O_RDWR | O_CREAT, 0600, NULL);
	int fd = shm_open("/lent", O_RDWR | O_CREAT, 0600);

	if (mq < 0 || ftruncate(fd, PAGE) != 0 || write(fd, "j", 1) != 1)
		return 1;
	return send_fd(lent[0], mq) != 0 || send_fd(lent[0], fd) != 0 ? 2 : 0;
}

static mqd_t lent_mq;

static int
sleeps_outside(void)
{
	char text[1024];

	return mq_receive(lent_mq, text, sizeof(text), NULL) == -1 ? errno :
	    0;
}

/*
 * What was passed out of a jail outlives it: sleepers are told that the
 * queue has gone, memory stays as it is; the jail is dying meanwhile.
 */
static void
test_lent(void)
{
	int jid = make_jail("lender", JAIL_SYS_NEW), fd, status = 0;
	char *page, text[1024];
	pid_t pid, remover;

	check(socketpair(AF_UNIX, SOCK_STREAM, 0, lent) == 0, "posix_pair",
	    "errno %d", errno);
	check_inside(jid, gives, "posix_gives");
	lent_mq = receive_fd(lent[1], NULL);
	fd = receive_fd(lent[1], NULL);
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	check(page != MAP_FAILED && close(fd) == 0, "posix_borrowed",
	    "errno %d", errno);
	pid = start(0, sleeps_outside);
	wait_asleep(pid, "mqrecv");
	/* The call waits for the jail's end, which waits for us. */
	remover = fork();
	if (remover == 0)
		_exit(mq_close(lent_mq) != 0 || munmap(page, PAGE) != 0 ||
		    jail_remove(jid) != 0);
	check(waitpid(pid, &status, 0) == pid && status == EIDRM << 8,
	    "posix_told", "status %x", status);
	check(mq_receive(lent_mq, text, sizeof(text), NULL) == -1 &&
	    errno == EIDRM, "posix_gone", "errno %d", errno);
	check(page[0] == 'j', "posix_memory_stays", "%d", page[0]);
	check(find("lender", JAIL_DYING) == jid, "posix_dying", "errno %d",
	    errno);
	mq_close(lent_mq);
	munmap(page, PAGE);
	check(waitpid(remover, &status, 0) == remover && status == 0,
	    "posix_released", "status %x", status);
}

/* All kinds, named and not, open and mapped, as far as limits allow. */
static int
fill(void)
{
	char name[16];
	void *page;
	int i, fd;

	for (i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "/n%d", i);
		fd = mq_open(name, O_RDWR | O_CREAT, 0600, NULL);
		if (fd < 0 || mq_send(fd, "text", 4, i) != 0)
			return 1;
		if (sem_open(name, O_CREAT, 0600, 0) == SEM_FAILED)
			return 2;
		fd = shm_open(i % 2 == 0 ? SHM_ANON : name,
		    O_RDWR | O_CREAT, 0600);
		if (fd < 0 || ftruncate(fd, PAGE) != 0)
			return 3;
		page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED,
		    fd, 0);
		if (page == MAP_FAILED)
			return 4;
		*(char *)page = 1;
		close(fd);
	}
	return 0;
}

static void
test_cycles(void)
{
	int i, jid, bad = 0;

	for (i = 0; i < CYCLES && !bad; i++) {
		jid = make_jail("cycle", JAIL_SYS_NEW);
		bad = inside(jid, fill) != 0 || jail_remove(jid) != 0;
	}
	check(!bad, "posix_cycles", "round %d errno %d", i, errno);
	check(sysctl_number("vimage.leaked") == 0, "posix_leaked", "leaked");
}

int
main(void)
{
	int fd = shm_open("/x", O_RDWR | O_CREAT, 0600);

	host_mq = mq_open("/x", O_RDWR | O_CREAT, 0600, NULL);
	check(host_mq >= 0 && mq_send(host_mq, "host", 4, 0) == 0 && fd >= 0 &&
	    sem_open("/x", O_CREAT, 0600, 1) != SEM_FAILED, "posix_host",
	    "errno %d", errno);
	test_own();
	test_sleepers();
	test_lent();
	test_cycles();
	mq_unlink("/x");
	shm_unlink("/x");
	sem_unlink("/x");
	return finish();
}
