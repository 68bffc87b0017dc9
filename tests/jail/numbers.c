// SPDX-License-Identifier: BSD-2-Clause
/*
 * numbers - no number of a process gets into a space of numbers that it
 * does not belong to.
 *
 * A process outside and one in a jail with pid=new share all other things:
 * each row has the kernel fill in a structure for the one inside, and looks
 * at one member.  Inside numbers are small; outside all are above OUTER, so
 * a foreign one shows at once.  Lint compares the rows with the members of
 * all structures in the kernel's ABI that hold such a number.
 */
#include "tests/jail/jailtest.h"

#include <fcntl.h>
#include <mqueue.h>
#include <net/route.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/user.h>

#define OUTER	40
#define KEY	5432002
#define FILE_	"/tmp/numbers"
#define NOBODY	0xff		/* each byte of what is to be filled in */

/* From the process outside: what it does when told by a letter. */
static int order[2], done[2];

static int q, sem, shm, pair[2], file;
static mqd_t mq;

static struct { long type; char text[8]; } message = { 1, "hello" };

/* --------------------------------------------------------- outside */

static void
send_creds(void)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(struct cmsgcred))];
	} u = { .head = { CMSG_LEN(sizeof(struct cmsgcred)), SOL_SOCKET,
	    SCM_CREDS } };
	char c = 'x';
	struct iovec iov = { &c, 1 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = &u, .msg_controllen = sizeof(u) };

	sendmsg(pair[0], &mh, 0);
}

static void
outside_one(char what, pid_t inner)
{
	struct sembuf up = { .sem_op = 1 };

	switch (what) {
	case 'm':
		msgsnd(q, &message, 8, 0);
		break;
	case 's':
		semop(sem, &up, 1);
		break;
	case 'a':
		shmdt(shmat(shm, NULL, 0));
		break;
	case 'q':
		mq_send(mq, "x", 1, 0);
		break;
	case 'c':
		send_creds();
		break;
	case 'k':
		kill(inner, SIGUSR1);
	}
}

static void
outside(pid_t inner)
{
	char what;

	while (read(order[0], &what, 1) == 1) {
		outside_one(what, inner);
		if (write(done[1], &what, 1) != 1)
			return;
	}
}

/* Inside: have the other do something, and wait for it. */
static void
ask(char what)
{
	(void)!write(order[1], &what, 1);
	(void)!read(done[0], &what, 1);
}

/* ---------------------------------------------------------- inside */

static const struct kinfo_proc *
self(void)
{
	static struct kinfo_proc kp;
	size_t len = sizeof(kp);

	kp.ki_pid = kp.ki_ppid = kp.ki_pgid = kp.ki_sid = kp.ki_vpid = -1;
	(void)sysctlbyname("kern.proc.pid.1", &kp, &len, NULL, 0);
	return &kp;
}

static const struct msqid_ds *
queue(void)
{
	static struct msqid_ds ds;

	memset(&ds, NOBODY, sizeof(ds));
	ask('m');
	msgrcv(q, &message, 8, 0, 0);
	msgctl(q, IPC_STAT, &ds);
	return &ds;
}

static const struct shmid_ds *
segment(int mine)
{
	static struct shmid_ds ds;

	memset(&ds, NOBODY, sizeof(ds));
	if (mine)
		shmdt(shmat(shm, NULL, 0));
	else
		ask('a');
	shmctl(shm, IPC_STAT, &ds);
	return &ds;
}

static const struct posixipc_info *
posix(int mine)
{
	static struct posixipc_info pi[32];
	size_t len = sizeof(pi), i;
	char c[8];

	memset(pi, NOBODY, sizeof(pi));
	if (mine) {
		mq_send(mq, "x", 1, 0);
		mq_receive(mq, c, sizeof(c), NULL);
	} else {
		ask('q');
	}
	(void)sysctlbyname("kern.ipc.posix", pi, &len, NULL, 0);
	if (!mine)
		mq_receive(mq, c, sizeof(c), NULL);
	for (i = 0; i < len / sizeof(pi[0]); i++)
		if (strcmp(pi[i].pi_name, "/numbers") == 0)
			return &pi[i];
	return &pi[31];
}

static siginfo_t got;

static void
note(int sig, siginfo_t *si, void *uc)
{
	(void)sig;
	(void)uc;
	got = *si;
}

/* The signal that what, done outside, sends here. */
static const siginfo_t *
signal_from(char what)
{
	struct sigaction act = { .sa_flags = SA_SIGINFO };
	struct sigevent ev = { .sigev_notify = SIGEV_SIGNAL,
	    .sigev_signo = SIGUSR1 };
	char c[8];

	act.sa_sigaction = note;
	sigaction(SIGUSR1, &act, NULL);
	memset(&got, 0, sizeof(got));
	got.si_pid = -1;
	if (what == 'q')
		mq_notify(mq, &ev);
	ask(what);
	while (got.si_signo == 0)
		usleep(1000);
	if (what == 'q')
		mq_receive(mq, c, sizeof(c), NULL);
	return &got;
}

static const struct cmsgcred *
creds(void)
{
	static union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(struct cmsgcred))];
	} u;
	char c;
	struct iovec iov = { &c, 1 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = &u, .msg_controllen = sizeof(u) };

	memset(&u, NOBODY, sizeof(u));
	ask('c');
	recvmsg(pair[1], &mh, 0);
	return (const struct cmsgcred *)(const void *)CMSG_DATA(&u.head);
}

/* The lock was put there outside. */
static const struct flock *
locked(void)
{
	static struct flock fl;

	fl = (struct flock){ .l_type = F_WRLCK, .l_len = 1, .l_pid = -1 };
	(void)fcntl(file, F_GETLK, &fl);
	return &fl;
}

/* What a routing message says is what the asker wrote: ourselves. */
static const struct rt_msghdr *
route(void)
{
	static struct {
		struct rt_msghdr rtm;
		char room[512];
	} m;
	struct sockaddr_in to = { .sin_len = sizeof(to),
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001) };
	int s = socket(AF_ROUTE, SOCK_RAW, 0);

	memset(&m, 0, sizeof(m));
	m.rtm.rtm_msglen = sizeof(m.rtm) + sizeof(to);
	m.rtm.rtm_version = RTM_VERSION;
	m.rtm.rtm_type = RTM_GET;
	m.rtm.rtm_addrs = RTA_DST;
	m.rtm.rtm_pid = getpid();
	memcpy(m.room, &to, sizeof(to));
	(void)!write(s, &m, m.rtm.rtm_msglen);
	memset(&m, NOBODY, sizeof(m));
	fcntl(s, F_SETFL, O_NONBLOCK);
	(void)!read(s, &m, sizeof(m));
	close(s);
	return &m.rtm;
}

static int
semaphore_pid(void)
{
	ask('s');
	return semctl(sem, 0, GETPID);
}

static void
expect(const char *what, int is, int want)
{
	check(is == want && is <= OUTER, what, "%d, not %d", is, want);
}

/* A member of what expr points to; from 0: somebody outside, 1: itself. */
#define NUMBER(type, member, expr, from)				\
	expect("numbers_" #member, ((const struct type *)(expr))->member, from)

static int
inside(void)
{
	NUMBER(kinfo_proc, ki_pid, self(), 1);
	NUMBER(kinfo_proc, ki_ppid, self(), 0);
	NUMBER(kinfo_proc, ki_pgid, self(), 0);
	NUMBER(kinfo_proc, ki_sid, self(), 0);
	NUMBER(kinfo_proc, ki_vpid, self(), 1);
	NUMBER(msqid_ds, msg_lspid, queue(), 0);
	NUMBER(msqid_ds, msg_lrpid, queue(), 1);
	NUMBER(shmid_ds, shm_cpid, segment(0), 0);
	NUMBER(shmid_ds, shm_lpid, segment(0), 0);
	NUMBER(shmid_ds, shm_lpid, segment(1), 1);
	NUMBER(posixipc_info, pi_cpid, posix(0), 0);
	NUMBER(posixipc_info, pi_lpid, posix(0), 0);
	NUMBER(posixipc_info, pi_lpid, posix(1), 1);
	NUMBER(siginfo, si_pid, signal_from('k'), 0);
	NUMBER(siginfo, si_pid, signal_from('q'), 0);
	NUMBER(cmsgcred, cmcred_pid, creds(), 0);
	NUMBER(flock, l_pid, locked(), 0);
	NUMBER(rt_msghdr, rtm_pid, route(), 1);
	/* And what calls return by themselves. */
	expect("numbers_getppid", getppid(), 0);
	expect("numbers_getpgrp", getpgrp(), 0);
	expect("numbers_getsid", getsid(0), 0);
	expect("numbers_GETPID", semaphore_pid(), 0);
	return finish();
}

/* ------------------------------------------------------------ both */

/* A jail with only numbers of its own; its jid. */
static int
make_numbers(void)
{
	static const char *const shared[] = { "sysvmsg", "sysvsem", "sysvshm",
	    "posixipc" };
	int own = JAIL_SYS_NEW, share = JAIL_SYS_INHERIT;
	struct call c = { .n = 0 };
	size_t i;

	add_text(&c, "name", "numbers");
	add(&c, "pid", &own, sizeof(own));
	for (i = 0; i < sizeof(shared) / sizeof(shared[0]); i++)
		add(&c, shared[i], &share, sizeof(share));
	add(&c, "persist", NULL, 0);
	return set(&c, JAIL_CREATE);
}

/* Processes come and go until the next is one above OUTER. */
static void
high_numbers(void)
{
	pid_t pid;

	do {
		pid = fork();
		if (pid == 0)
			_exit(0);
		waitpid(pid, NULL, 0);
	} while (pid <= OUTER);
}

static void
make_objects(void)
{
	struct mq_attr a = { .mq_maxmsg = 4, .mq_msgsize = 8 };
	struct flock fl = { .l_type = F_WRLCK, .l_len = 1 };

	q = msgget(KEY, IPC_CREAT | 0600);
	sem = semget(KEY, 1, IPC_CREAT | 0600);
	shm = shmget(KEY, 4096, IPC_CREAT | 0600);
	mq = mq_open("/numbers", O_RDWR | O_CREAT, 0600, &a);
	file = open(FILE_, O_RDWR | O_CREAT, 0600);
	(void)fcntl(file, F_SETLK, &fl);
	(void)!socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
	(void)!pipe(order);
	(void)!pipe(done);
}

/* The process outside has the objects, the locks, and the other's parent. */
static int
outer(int jid)
{
	int status = -1;
	pid_t pid;

	make_objects();
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		close(order[0]);
		_exit(jail_attach(jid) != 0 ? 99 : inside());
	}
	close(order[1]);
	outside(pid);
	waitpid(pid, &status, 0);
	msgctl(q, IPC_RMID, NULL);
	semctl(sem, 0, IPC_RMID);
	shmctl(shm, IPC_RMID, NULL);
	mq_unlink("/numbers");
	unlink(FILE_);
	return status != 0;
}

int
main(void)
{
	int jid = make_numbers(), status = -1;
	pid_t pid;

	check(jid > 0, "numbers_jail", "%s", errmsg);
	high_numbers();
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(outer(jid));
	waitpid(pid, &status, 0);
	check(status == 0, "numbers_status", "status %x", status);
	jail_remove(jid);
	return finish();
}
