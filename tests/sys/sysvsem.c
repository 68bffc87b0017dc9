// SPDX-License-Identifier: BSD-2-Clause
/*
 * sysvsem - System V semaphores: each error that the calls promise, all or
 * nothing, who waits and what wakes him, and what is undone.
 */
#include "tests/sys/check.h"

#include <sys/sem.h>

#define KEY	0x5433

static int id;

/* One operation; 0, or its errno. */
static int
op(int num, int by, int flags)
{
	struct sembuf sb = { .sem_num = (unsigned short)num,
	    .sem_op = (short)by, .sem_flg = (short)flags };

	return semop(id, &sb, 1) == 0 ? 0 : errno;
}

static int
value(int num)
{
	return semctl(id, num, GETVAL);
}

static int
assign(int num, int v)
{
	return semctl(id, num, SETVAL, (union semun){ .val = v });
}

static void
get_errors(void)
{
	WANT_ERRNO(semget(KEY, 1, 0), ENOENT);
	WANT_ERRNO(semget(KEY, 0, IPC_CREAT | 0600), EINVAL);
	WANT_ERRNO(semget(KEY, 341, IPC_CREAT | 0600), EINVAL);
	id = semget(KEY, 3, IPC_CREAT | IPC_EXCL | 0600);
	WANT(id >= 0 && semget(KEY, 0, 0) == id && semget(KEY, 3, 0) == id);
	WANT_ERRNO(semget(KEY, 4, 0), EINVAL);
	WANT_ERRNO(semget(KEY, 3, IPC_CREAT | IPC_EXCL), EEXIST);
	WANT_ERRNO(semget(IPC_PRIVATE, 338, 0600), ENOSPC);
	WANT(semctl(id, 0, IPC_RMID) == 0);
	WANT_ERRNO(semctl(id, 0, IPC_RMID), EINVAL);
	WANT_ERRNO(semget(KEY, 1, 0), ENOENT);
}

static void
operation_errors(void)
{
	struct sembuf many[101] = { { 0, 0, 0 } };

	id = semget(IPC_PRIVATE, 2, 0600);
	WANT_ERRNO(semop(id, many, 101), E2BIG);
	WANT(semop(id, many, 100) == 0);
	WANT_ERRNO(semop(id, check_pointer(16), 1), EFAULT);
	WANT_ERRNO(semop(-1, many, 1), EINVAL);
	WANT_ERRNO(semop(id + 0x10000, many, 1), EINVAL);
	WANT(op(2, 1, 0) == EFBIG && op(0, -1, IPC_NOWAIT) == EAGAIN);
	WANT(op(0, 32767, 0) == 0 && op(0, 1, 0) == ERANGE);
	WANT(op(0, 0, IPC_NOWAIT) == EAGAIN);
	WANT(op(1, 16385, SEM_UNDO) == ERANGE && value(1) == 0);
	WANT(semctl(id, 0, IPC_RMID) == 0);
}

static void
control_errors(void)
{
	unsigned short v[2] = { 5, 40000 };
	struct semid_ds ds;

	id = semget(KEY, 2, IPC_CREAT | 0600);
	WANT_ERRNO(assign(2, 1), EINVAL);
	WANT_ERRNO(assign(0, -1), ERANGE);
	WANT_ERRNO(assign(0, 32768), ERANGE);
	WANT_ERRNO(semctl(id, 0, SETALL, v), ERANGE);
	WANT(value(0) == 0);
	v[1] = 6;
	WANT(semctl(id, 0, SETALL, v) == 0);
	v[0] = v[1] = 0;
	WANT(semctl(id, 0, GETALL, v) == 0 && v[0] == 5 && v[1] == 6);
	WANT_ERRNO(semctl(id, 0, GETALL, check_pointer(16)), EFAULT);
	WANT_ERRNO(semctl(id, 0, 99), EINVAL);
	WANT(semctl(id, 0, IPC_STAT, &ds) == 0 && ds.sem_nsems == 2);
	WANT(ds.sem_perm.key == KEY && ds.sem_otime == 0 && ds.sem_ctime);
	WANT(op(0, 1, 0) == 0 && semctl(id, 0, GETPID) == getpid());
	WANT(semctl(id, 0, IPC_STAT, &ds) == 0 && ds.sem_otime != 0);
	WANT(semctl(id, 0, IPC_RMID) == 0);
}

static int
stranger(void)
{
	if (setgid(1000) != 0 || setuid(1000) != 0)
		return 1;
	if (semget(KEY, 1, 0600) != -1 || errno != EACCES)
		return 2;
	if (op(0, 1, 0) != EACCES || op(0, 0, 0) != 0)
		return 3;
	if (semctl(id, 0, IPC_RMID) != -1 || errno != EPERM)
		return 4;
	return assign(0, 1) == -1 && errno == EACCES && value(0) == 0 ? 0 : 5;
}

static void
permissions(void)
{
	id = semget(KEY, 1, IPC_CREAT | 0604);
	WANT(check_status(stranger) == 0);
	WANT(semctl(id, 0, IPC_RMID) == 0);
}

static void
all_or_nothing(void)
{
	struct sembuf ops[] = { { 0, 2, 0 }, { 0, -1, 0 },
	    { 1, -1, IPC_NOWAIT } };

	id = semget(IPC_PRIVATE, 2, 0600);
	WANT_ERRNO(semop(id, ops, 3), EAGAIN);
	WANT(value(0) == 0 && assign(1, 1) == 0);
	WANT(semop(id, ops, 3) == 0 && value(0) == 1 && value(1) == 0);
	WANT(semctl(id, 0, IPC_RMID) == 0);
}

static int
take(void)
{
	return op(0, -1, 0);
}

static int
wait_zero(void)
{
	return op(0, 0, 0);
}

/* Until as many wait; the suite's time limit ends a failure. */
static void
until(int cmd, int n)
{
	while (semctl(id, 0, cmd) != n)
		usleep(1000);
}

static void
waiters(void)
{
	pid_t a, b;

	id = semget(IPC_PRIVATE, 1, 0600);
	a = check_child(take);
	until(GETNCNT, 1);
	WANT(op(0, 1, 0) == 0 && check_wait(a) == 0 && value(0) == 0);
	WANT(assign(0, 1) == 0);
	b = check_child(wait_zero);
	until(GETZCNT, 1);
	WANT(op(0, -1, 0) == 0 && check_wait(b) == 0);
	a = check_child(take);
	b = check_child(take);
	until(GETNCNT, 2);
	WANT(semctl(id, 0, IPC_RMID) == 0);
	WANT(check_wait(a) == EIDRM << 8 && check_wait(b) == EIDRM << 8);
}

static int
undoes(void)
{
	return op(0, -2, SEM_UNDO) || op(1, 3, SEM_UNDO) || op(1, -2, 0) ||
	    value(0) != 3 || value(1) != 1;
}

static int
undone_by_child(void)
{
	/* A fork's child has nothing to undo. */
	if (op(0, -1, SEM_UNDO) != 0 || check_status(take) != 0)
		return 1;
	return value(0) != 3;
}

static int
cleared(void)
{
	return op(0, -1, SEM_UNDO) || assign(0, 9);
}

static void
undo(void)
{
	id = semget(IPC_PRIVATE, 2, 0600);
	WANT(assign(0, 5) == 0);
	WANT(check_status(undoes) == 0 && value(0) == 5 && value(1) == 0);
	WANT(check_status(undone_by_child) == 0 && value(0) == 4);
	WANT(check_status(cleared) == 0 && value(0) == 9);
	WANT(semctl(id, 0, IPC_RMID) == 0);
}

static int
timed(int num, int n, long ns)
{
	struct sembuf b = { .sem_num = num, .sem_op = n };
	struct timespec ts = { 0, ns };

	return semtimedop(id, &b, 1, &ts);
}

/* A wait that has an end: EAGAIN, and nothing was done. */
static void
timed_waits(void)
{
	id = semget(IPC_PRIVATE, 1, 0600);
	WANT_ERRNO(timed(0, -1, 0), EAGAIN);
	WANT_ERRNO(timed(0, -1, 2000000), EAGAIN);
	WANT_ERRNO(timed(0, -1, 1000000000), EINVAL);
	WANT(timed(0, 2, 0) == 0);
	WANT_ERRNO(timed(0, 0, 1000000), EAGAIN);
	WANT(value(0) == 2 && timed(0, -2, 0) == 0);
	WANT(semctl(id, 0, GETNCNT) == 0 && semctl(id, 0, GETZCNT) == 0);
	WANT_ERRNO(semtimedop(id, check_pointer(16), 1, NULL), EFAULT);
	WANT(semctl(id, 0, IPC_RMID) == 0);
}

static int
set_limit(const char *name, int n)
{
	return sysctlbyname(name, NULL, NULL, &n, sizeof(n));
}

/* Limits bind at once; one beyond what a value can hold does not. */
static void
value_limits(void)
{
	struct sembuf up = { .sem_op = 5, .sem_flg = SEM_UNDO };

	id = semget(IPC_PRIVATE, 1, 0600);
	WANT(set_limit("kern.ipc.semvmx", 10) == 0);
	WANT_ERRNO(assign(0, 11), ERANGE);
	WANT(assign(0, 10) == 0);
	WANT(op(0, 1, 0) == ERANGE);
	WANT(set_limit("kern.ipc.semvmx", 1 << 30) == 0);
	WANT_ERRNO(assign(0, 32768), ERANGE);
	WANT(assign(0, 32767) == 0 && assign(0, 0) == 0);
	WANT(set_limit("kern.ipc.semvmx", 32767) == 0);
	WANT(set_limit("kern.ipc.semaem", 4) == 0);
	WANT_ERRNO(semop(id, &up, 1), ERANGE);
	WANT(set_limit("kern.ipc.semaem", 16384) == 0);
	WANT(semop(id, &up, 1) == 0 && semctl(id, 0, IPC_RMID) == 0);
}

int
main(void)
{
	RUN(get_errors);
	RUN(operation_errors);
	RUN(control_errors);
	RUN(permissions);
	RUN(all_or_nothing);
	RUN(waiters);
	RUN(undo);
	RUN(timed_waits);
	RUN(value_limits);
	return 0;
}
