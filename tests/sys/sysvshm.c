// SPDX-License-Identifier: BSD-2-Clause
/*
 * sysvshm - System V shared memory: each error that the calls promise, what
 * is shared, and attachments counted right over fork, exec and exit.
 */
#include "tests/sys/check.h"

#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/sysctl.h>

#define PAGE	4096ul
#define KEY	0x5434
#define BAD	((void *)-1)

static int id;
static char *at;	/* where it is attached */

static int
attached(int seg)
{
	struct shmid_ds ds;

	return shmctl(seg, IPC_STAT, &ds) == 0 ? (int)ds.shm_nattch : -1;
}

static uint64_t
number(const char *name)
{
	uint64_t n = 0;
	size_t len = sizeof(n);

	sysctlbyname(name, &n, &len, NULL, 0);
	return n;
}

static int
set_number(const char *name, int n)
{
	return sysctlbyname(name, NULL, NULL, &n, sizeof(n));
}

static void
shm_get(void)
{
	WANT_ERRNO(shmget(KEY, PAGE, 0), ENOENT);
	WANT_ERRNO(shmget(KEY, 0, IPC_CREAT | 0600), EINVAL);
	WANT_ERRNO(shmget(KEY, (512ul << 20) + 1, IPC_CREAT | 0600), EINVAL);
	id = shmget(KEY, 10000, IPC_CREAT | IPC_EXCL | 0600);
	WANT(id >= 0 && shmget(KEY, 0, 0) == id);
	WANT(shmget(KEY, 10000, IPC_CREAT) == id);
	WANT_ERRNO(shmget(KEY, 10001, 0), EINVAL);
	WANT_ERRNO(shmget(KEY, 1, IPC_CREAT | IPC_EXCL), EEXIST);
	WANT(shmctl(id, IPC_RMID, NULL) == 0);
	WANT_ERRNO(shmctl(id, IPC_RMID, NULL), EINVAL);
	WANT_ERRNO((intptr_t)shmat(id, NULL, 0), EINVAL);
	/* The slot is used again, the id is not. */
	WANT(shmget(KEY, 1, IPC_CREAT | 0600) != id);
	WANT_ERRNO((intptr_t)shmat(id, NULL, 0), EINVAL);
	id = shmget(KEY, 1, 0);
	WANT(id >= 0 && shmctl(id, IPC_RMID, NULL) == 0);
	WANT_ERRNO(shmctl(-1, IPC_STAT, NULL), EINVAL);
	WANT_ERRNO(shmctl(id, 99, NULL), EINVAL);
}

static void
shm_address(void)
{
	char *p, *q;

	id = shmget(IPC_PRIVATE, 3 * PAGE, 0600);
	p = shmat(id, NULL, 0);
	WANT(p != BAD && p[0] == 0 && p[3 * PAGE - 1] == 0);
	WANT_ERRNO((intptr_t)shmat(id, p, 0), EINVAL);
	WANT_ERRNO((intptr_t)shmat(id, p + 16 * PAGE + 1, 0), EINVAL);
	q = shmat(id, p + 16 * PAGE + 1, SHM_RND);
	WANT(q == p + 16 * PAGE && attached(id) == 2);
	strcpy(q + PAGE, "twice");
	WANT(strcmp(p + PAGE, "twice") == 0);
	WANT_ERRNO(shmdt(p + PAGE), EINVAL);
	WANT_ERRNO(shmdt(check_pointer(0xffffffff80000000)), EINVAL);
	WANT_ERRNO((intptr_t)shmat(id, check_pointer(0xffffffff80000000), 0),
	    EINVAL);
	WANT(shmdt(p) == 0 && attached(id) == 1);
	WANT_ERRNO(shmdt(p), EINVAL);
	p = mmap(NULL, PAGE, PROT_READ, MAP_SHARED | MAP_ANON, -1, 0);
	WANT_ERRNO(shmdt(p), EINVAL);	/* shared, but not by shmat */
	WANT(munmap(p, PAGE) == 0);
	WANT(shmdt(q) == 0 && attached(id) == 0);
	WANT(shmctl(id, IPC_RMID, NULL) == 0);
}

static int
write_there(void)
{
	*(volatile char *)at = 1;
	return 0;
}

static void
shm_readonly(void)
{
	char *p;

	id = shmget(IPC_PRIVATE, PAGE, 0600);
	p = shmat(id, NULL, 0);
	at = shmat(id, NULL, SHM_RDONLY);
	WANT(p != BAD && at != BAD && p != at);
	p[5] = 'x';
	WANT(at[5] == 'x');
	WANT(WTERMSIG(check_status(write_there)) == SIGSEGV);
	WANT_ERRNO(mprotect(at, PAGE, PROT_READ | PROT_WRITE), EACCES);
	WANT(shmdt(p) == 0 && shmdt(at) == 0);
	WANT(shmctl(id, IPC_RMID, NULL) == 0);
}

static int
child_counts(void)
{
	int n = attached(id);

	at[1] = 'c';
	return n == 2 && shmdt(at) == 0 && attached(id) == 1 ? 0 : 1;
}

static int
child_exits(void)
{
	return attached(id) == 2 ? 0 : 1;
}

static int
child_execs(void)
{
	char text[16], *argv[] = { "sysvshm", text, NULL };

	snprintf(text, sizeof(text), "%d", id);
	execv("/tests/sys/sysvshm", argv);
	return 1;
}

static void
shm_counts(void)
{
	struct shmid_ds ds;

	id = shmget(IPC_PRIVATE, PAGE, 0600);
	at = shmat(id, NULL, 0);
	WANT(at != BAD && attached(id) == 1);
	WANT(check_status(child_counts) == 0 && at[1] == 'c');
	WANT(attached(id) == 1);
	WANT(check_status(child_exits) == 0 && attached(id) == 1);
	WANT(check_status(child_execs) == 0 && attached(id) == 1);
	/* Parts of one attachment are one attachment. */
	WANT(mprotect(at, PAGE, PROT_READ) == 0 && attached(id) == 1);
	WANT(shmctl(id, IPC_STAT, &ds) == 0);
	WANT(ds.shm_segsz == PAGE && ds.shm_cpid == getpid() &&
	    ds.shm_ctime > 0 && ds.shm_atime >= ds.shm_ctime);
	WANT(shmdt(at) == 0 && attached(id) == 0);
	WANT(shmctl(id, IPC_STAT, &ds) == 0 && ds.shm_lpid == getpid() &&
	    ds.shm_dtime > 0);
	WANT(shmctl(id, IPC_RMID, NULL) == 0);
}

/* Removed, it lives on where it is attached, and is paid for. */
static void
shm_removed(void)
{
	uint64_t before = number("vm.reserved");
	pid_t pid;

	id = shmget(KEY, 100 * PAGE, IPC_CREAT | 0600);
	WANT(id >= 0 && number("vm.reserved") == before + 100);
	at = shmat(id, NULL, 0);
	WANT(at != BAD && shmctl(id, IPC_RMID, NULL) == 0);
	WANT_ERRNO(attached(id), EINVAL);
	WANT_ERRNO(shmget(KEY, 1, 0), ENOENT);
	at[99 * PAGE] = 'y';
	pid = check_child(write_there);
	WANT(check_wait(pid) == 0 && at[0] == 1);
	WANT(number("vm.reserved") == before + 100);
	WANT(shmdt(at) == 0 && number("vm.reserved") == before);
}

static int
other_user(void)
{
	struct shmid_ds ds;

	if (setgid(1000) != 0 || setuid(1000) != 0)
		return 1;
	if (shmat(id, NULL, 0) != BAD || errno != EACCES)
		return 2;
	if (shmat(id, NULL, SHM_RDONLY) == BAD)
		return 3;
	if (shmctl(id, IPC_RMID, NULL) != -1 || errno != EPERM)
		return 4;
	if (shmctl(id, IPC_STAT, &ds) != 0 || ds.shm_nattch != 1)
		return 5;
	ds.shm_perm.mode = 0666;
	if (shmctl(id, IPC_SET, &ds) != -1 || errno != EPERM)
		return 6;
	return shmget(KEY, 1, 0200) == -1 && errno == EACCES ? 0 : 7;
}

static void
shm_permissions(void)
{
	struct shmid_ds ds;

	id = shmget(KEY, PAGE, IPC_CREAT | 0644);
	WANT(id >= 0 && check_status(other_user) == 0);
	WANT(shmctl(id, IPC_STAT, &ds) == 0 && ds.shm_nattch == 0);
	ds.shm_perm.mode = 0600;
	WANT(shmctl(id, IPC_SET, &ds) == 0);
	WANT(WEXITSTATUS(check_status(other_user)) == 3);
	WANT_ERRNO(shmctl(id, IPC_STAT, check_pointer(16)), EFAULT);
	WANT_ERRNO(shmctl(id, IPC_SET, check_pointer(16)), EFAULT);
	WANT(shmctl(id, IPC_RMID, NULL) == 0);
}

static void
shm_limits(void)
{
	char *p[3];

	id = shmget(IPC_PRIVATE, PAGE, 0600);
	WANT(set_number("kern.ipc.shmmni", 1) == 0);
	WANT_ERRNO(shmget(IPC_PRIVATE, PAGE, 0600), ENOSPC);
	WANT(set_number("kern.ipc.shmmni", 192) == 0);
	WANT(set_number("kern.ipc.shmseg", 2) == 0);
	p[0] = shmat(id, NULL, 0);
	p[1] = shmat(id, NULL, 0);
	WANT(p[0] != BAD && p[1] != BAD);
	WANT_ERRNO((intptr_t)shmat(id, NULL, 0), EMFILE);
	WANT(set_number("kern.ipc.shmseg", 128) == 0);
	WANT(shmdt(p[0]) == 0 && shmdt(p[1]) == 0);
	/* More than memory: reserved as a whole, or not made. */
	WANT_ERRNO(shmget(IPC_PRIVATE, number("vm.unreserved") * PAGE, 0600),
	    ENOMEM);
	WANT(shmctl(id, IPC_RMID, NULL) == 0);
}

/* After exec nothing is attached: the parent's one is the only. */
static int
executed(const char *text)
{
	return attached(atoi(text)) == 1 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		return executed(argv[1]);
	RUN(shm_get);
	RUN(shm_address);
	RUN(shm_readonly);
	RUN(shm_counts);
	RUN(shm_removed);
	RUN(shm_permissions);
	RUN(shm_limits);
	return 0;
}
