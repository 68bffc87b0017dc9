// SPDX-License-Identifier: BSD-2-Clause
/*
 * sysv - System V objects and jails: the same key in each, nothing reached
 * by a guessed id, sleepers gone with their jail, nothing left behind.
 */
#include "tests/jail/jailtest.h"

#include <sys/msg.h>
#include <sys/sem.h>

#define KEY	77
#define CYCLES	200

static struct {
	long type;
	char text[8];
} m = { 1, "host" };

/* A jail that may share or have its own; its jid. */
static int
make_jail(const char *name, int how)
{
	struct call c = { .n = 0 };

	add_text(&c, "name", name);
	add(&c, "persist", NULL, 0);
	add(&c, "sysvmsg", &how, sizeof(how));
	add(&c, "sysvsem", &how, sizeof(how));
	return set(&c, JAIL_CREATE);
}

/* Status of body run in the jail, 0: in ours. */
static int
inside(int jid, int (*body)(void))
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(jid != 0 && jail_attach(jid) != 0 ? 99 : body());
	waitpid(pid, &status, 0);
	return status >> 8;
}

static int host_id;
static int host_sem;

static int
own(void)
{
	int q;

	if (msgget(KEY, 0) != -1 || errno != ENOENT)
		return 1;
	if (msgrcv(host_id, &m, 8, 0, IPC_NOWAIT) != -1 || errno != EINVAL)
		return 2;
	if (msgctl(host_id, IPC_RMID, NULL) != -1 || errno != EINVAL)
		return 3;
	q = msgget(KEY, IPC_CREAT | IPC_EXCL | 0666);
	if (q < 0 || msgsnd(q, &m, 4, 0) != 0)
		return 4;
	return msgrcv(q, &m, 8, 0, 0) == 4 ? 0 : 5;
}

/* Root of the jail is a stranger in a table that it shares. */
static int
shared(void)
{
	if (setgid(5) != 0 || setuid(5) != 0)
		return 1;
	if (msgget(KEY, 0600) != -1 || errno != EACCES)
		return 2;
	return msgctl(host_id, IPC_RMID, NULL) == -1 && errno == EPERM ? 0 : 3;
}

static int
sleeps(void)
{
	int q = msgget(KEY, IPC_CREAT | 0600);

	return msgrcv(q, &m, 8, 0, 0) == -1 ? errno : 0;
}

static int
own_sem(void)
{
	struct sembuf up = { .sem_op = 1, .sem_flg = SEM_UNDO };
	int id;

	if (semget(KEY, 1, 0) != -1 || errno != ENOENT)
		return 1;
	if (semop(host_sem, &up, 1) != -1 || errno != EINVAL)
		return 2;
	if (semctl(host_sem, 0, GETVAL) != -1 || errno != EINVAL)
		return 3;
	id = semget(KEY, 17, IPC_CREAT | IPC_EXCL | 0600);
	return id >= 0 && semop(id, &up, 1) == 0 ? 0 : 4;
}

/* Adds to the host's set, and goes down into a jail: undone at the end. */
static int
carries(void)
{
	struct sembuf up = { .sem_op = 1, .sem_flg = SEM_UNDO };
	int jid = make_jail("down", JAIL_SYS_NEW);

	if (semop(host_sem, &up, 1) != 0 || jail_attach(jid) != 0)
		return 1;
	return own_sem();
}

static void
test_sems(void)
{
	int jid = make_jail("sem", JAIL_SYS_NEW);

	check(inside(jid, own_sem) == 0, "sysv_sem_own", "step");
	jail_remove(jid);
	check(inside(0, carries) == 0, "sysv_sem_carried", "step");
	check(semctl(host_sem, 0, GETVAL) == 0, "sysv_sem_undone", "not");
	jail_remove(find("down", 0));
}

static void
test_own(void)
{
	int a = make_jail("a", JAIL_SYS_NEW), b = make_jail("b", JAIL_SYS_NEW);

	check(a > 0 && b > 0, "sysv_made", "errno %d %s", errno, errmsg);
	check(inside(a, own) == 0, "sysv_own", "step");
	check(inside(b, own) == 0, "sysv_own_too", "step");
	check(msgrcv(host_id, &m, 8, 0, IPC_NOWAIT) == 4, "sysv_untouched",
	    "errno %d", errno);
	jail_remove(a);
	jail_remove(b);
	a = make_jail("c", JAIL_SYS_INHERIT);
	check(inside(a, shared) == 0, "sysv_shared", "step");
	jail_remove(a);
}

/* A jail goes while one of its processes sleeps in it. */
static void
test_sleeper(void)
{
	int jid = make_jail("s", JAIL_SYS_NEW), status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(jail_attach(jid) != 0 ? 99 : sleeps());
	wait_asleep(pid, "msgrcv");
	jail_remove(jid);
	check(waitpid(pid, &status, 0) == pid && status != 99 << 8,
	    "sysv_sleeper", "status %x", status);
}

static int
fill(void)
{
	int i, q;

	for (i = 0; i < 40; i++) {
		q = msgget(IPC_PRIVATE, 0600);
		if (q < 0 || msgsnd(q, &m, 4, IPC_NOWAIT) != 0)
			return 1;
	}
	return own_sem();
}

static void
test_cycles(void)
{
	int i, jid, bad = 0;

	for (i = 0; i < CYCLES && !bad; i++) {
		jid = make_jail("cycle", JAIL_SYS_NEW);
		bad = inside(jid, fill) != 0 || jail_remove(jid) != 0;
	}
	check(!bad, "sysv_cycles", "round %d errno %d", i, errno);
	check(sysctl_number("vimage.leaked") == 0, "sysv_leaked", "leaked");
}

int
main(void)
{
	host_id = msgget(KEY, IPC_CREAT | 0600);
	check(host_id >= 0 && msgsnd(host_id, &m, 4, 0) == 0, "sysv_host",
	    "errno %d", errno);
	host_sem = semget(KEY, 1, IPC_CREAT | 0600);
	check(host_sem >= 0, "sysv_host_sem", "errno %d", errno);
	test_own();
	test_sems();
	test_sleeper();
	test_cycles();
	msgctl(host_id, IPC_RMID, NULL);
	semctl(host_sem, 0, IPC_RMID);
	return finish();
}
