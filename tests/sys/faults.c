// SPDX-License-Identifier: BSD-2-Clause
/*
 * faults - each kind of work with its 1st, 2nd, 3rd.. allocation failing,
 * until it gets through: an errno or a killed child, never more, and
 * nothing left behind.
 */
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <sys/sysctl.h>
#include <sys/uio.h>
#include "check.h"

#define STEPS_MAX	3000
#define SLACK_PAGES	300	/* what the kernel's caches may keep */

static long
fault_left(void)
{
	long n = 0;
	size_t len = sizeof(n);

	sysctlbyname("debug.fault.after", &n, &len, NULL, 0);
	return n;
}

static void
fault_arm(long n)
{
	sysctlbyname("debug.fault.after", NULL, NULL, &n, sizeof(n));
}

static int
do_fork(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	if (pid < 0)
		return errno;
	return waitpid(pid, &status, 0) == pid ? 0 : errno;
}

static int
do_exec(void)
{
	char *argv[] = { "true", "a", "b", NULL }, *envp[] = { "X=y", NULL };

	execve("/bin/true", argv, envp);
	return errno;
}

static int
do_script(void)
{
	char *argv[] = { "x", "a", NULL };

	execve("/tmp/faults.sh", argv, NULL);
	return errno;
}

static int
do_pipes(void)
{
	char buf[100];
	int fd[2], i;

	for (i = 0; i < 12; i++)
		if (pipe(fd) != 0)
			return errno;
	if (write(fd[1], "hello", 5) != 5)
		return errno;
	return read(fd[0], buf, sizeof(buf)) == 5 ? 0 : errno;
}

static int
do_map(void)
{
	char *a, *b;
	int i;

	a = mmap(NULL, 40 * 4096, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANON, -1, 0);
	if (a == MAP_FAILED)
		return errno;
	for (i = 0; i < 40; i++)
		a[i * 4096] = 1;
	for (i = 0; i < 20; i++) {
		b = mmap(NULL, 4096, i % 2 ? PROT_READ :
		    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
		if (b == MAP_FAILED)
			return errno;
		if (i % 2 == 0)
			*b = 1;
	}
	if (mprotect(a + 4096, 4096, PROT_READ) != 0)
		return errno;
	return munmap(a + 8192, 4096) != 0 ? errno : 0;
}

static int
do_files(void)
{
	static char buf[20000];
	struct stat st;
	int error = 0, fd;

	unlink("/tmp/faults.l");	/* of one that was killed */
	fd = open("/tmp/faults.d", O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (fd < 0)
		return errno;
	/* A short count says how far the memory went. */
	if (write(fd, buf, sizeof(buf)) < 0 || fstat(fd, &st) != 0 ||
	    rename("/tmp/faults.d", "/tmp/faults.e") ||
	    symlink("nowhere", "/tmp/faults.l"))
		error = errno;
	unlink("/tmp/faults.d");
	unlink("/tmp/faults.e");
	unlink("/tmp/faults.l");
	mkdir("/tmp/faults.m", 0700);
	rmdir("/tmp/faults.m");
	return error;
}

static int
do_poll(void)
{
	struct pollfd p[40];
	char where[200];
	int fd[2], i;

	if (pipe(fd) != 0)
		return errno;
	for (i = 0; i < 40; i++)
		p[i] = (struct pollfd){ fd[0], POLLIN, 0 };
	if (poll(p, 40, 1) < 0 || getcwd(where, sizeof(where)) == NULL)
		return errno;
	return 0;
}

static int
do_credentials(void)
{
	if (setgid(7) != 0 || setuid(7) != 0)
		return errno;
	return setsid() == -1 ? errno : 0;
}

static int
do_sysctl(void)
{
	static char buf[300000];
	size_t len = sizeof(buf);

	if (sysctlbyname("kern.proc.all", buf, &len, NULL, 0) != 0)
		return errno;
	len = sizeof(buf);
	return sysctlbyname("kern.ostype", buf, &len, NULL, 0) != 0 ? errno :
	    0;
}

/* Locks of both kinds, one of which is cut in two. */
static int
do_locks(void)
{
	struct flock fl = { .l_type = F_WRLCK, .l_len = 100 };
	int error = 0, null = open("/dev/null", O_RDWR), fd;

	fd = null < 0 ? -1 : open("/tmp/faults.lock", O_RDWR | O_CREAT, 0600);
	if (fd < 0)
		return errno;
	if (fcntl(fd, F_SETLKW, &fl) != 0)
		error = errno;
	fl = (struct flock){ .l_type = F_UNLCK, .l_start = 50, .l_len = 1 };
	if (error == 0 && (fcntl(fd, F_SETLK, &fl) != 0 ||
	    flock(null, LOCK_EX) != 0))
		error = errno;
	unlink("/tmp/faults.lock");
	return error;
}

/* Each way to make a System V object, and what grows with its use. */
static int
do_sysv(void)
{
	struct sembuf op[6] = { { 0, 1, SEM_UNDO } };
	struct { long type; char text[600]; } m = { 1, "" };
	int i, q = -1, s = -1, error = 0;

	for (i = 1; i < 6; i++)
		op[i] = (struct sembuf){ i, 1, 0 };
	q = msgget(IPC_PRIVATE, 0600);
	if (q < 0 || msgsnd(q, &m, sizeof(m.text), 0) != 0)
		error = errno;
	if (error == 0 && ((s = semget(IPC_PRIVATE, 6, 0600)) < 0 ||
	    semop(s, op, 6) != 0))
		error = errno;
	if (s >= 0)
		semctl(s, 0, IPC_RMID);
	if (q >= 0)
		msgctl(q, IPC_RMID, NULL);
	return error;
}

/* The same of POSIX objects; a name must not stay behind without one. */
static int
do_posix(void)
{
	int error = 0, fd;

	fd = mq_open("/faults", O_RDWR | O_CREAT, 0600, NULL);
	if (fd < 0 || mq_send(fd, "text", 4, 0) != 0)
		error = errno;
	mq_unlink("/faults");
	fd = error != 0 ? -1 : shm_open("/faults", O_RDWR | O_CREAT, 0600);
	if (fd >= 0 && (ftruncate(fd, 8192) != 0 || write(fd, "x", 1) != 1))
		error = errno;
	else if (fd < 0 && error == 0)
		error = errno;
	shm_unlink("/faults");
	if (error == 0 && sem_open("/faults", O_CREAT, 0600, 1) == SEM_FAILED)
		error = errno;
	sem_unlink("/faults");
	return error;
}

/* Run work in a child with fault n; 1 if the fault struck, -1 if wrong. */
static int
step(int (*work)(void), long n)
{
	pid_t pid = fork();
	int status, struck;

	if (pid == 0) {
		fault_arm(n);
		_exit(work());
	}
	status = check_wait(pid);
	struck = fault_left() <= 0;
	fault_arm(0);
	if (WIFSIGNALED(status))
		return struck && WTERMSIG(status) == SIGKILL ? 1 : -1;
	switch (WEXITSTATUS(status)) {
	case 0:
		return struck;
	case ENOMEM: case EAGAIN: case ENFILE: case ENOBUFS: case ENOSPC:
	case ENOLCK:
		return struck ? 1 : -1;
	default:
		printf("# %ld: status %#x, %s\n", n, status,
		    struck ? "struck" : "not struck");
		return -1;
	}
}

static const char *walk_name;
static int (*walk_work)(void);

static void
walk(void)
{
	uint64_t before;
	int r = 1;
	long n;

	check_status(walk_work);
	before = check_free_pages();
	for (n = 1; n < STEPS_MAX && r == 1; n++)
		r = step(walk_work, n);
	WANT(r == 0 && n > 1);
	WANT(check_free_pages() + SLACK_PAGES > before);
}

static void
run_walk(const char *name, int (*work)(void))
{
	walk_name = name;
	walk_work = work;
	check_run(name, walk);
}

int
main(void)
{
	static const char script[] = "#!/bin/true x\n";
	int fd = open("/tmp/faults.sh", O_WRONLY | O_CREAT | O_TRUNC, 0755);

	write(fd, script, sizeof(script) - 1);
	close(fd);
	run_walk("fault_fork", do_fork);
	run_walk("fault_exec", do_exec);
	run_walk("fault_script", do_script);
	run_walk("fault_pipes", do_pipes);
	run_walk("fault_map", do_map);
	run_walk("fault_files", do_files);
	run_walk("fault_poll", do_poll);
	run_walk("fault_locks", do_locks);
	run_walk("fault_credentials", do_credentials);
	run_walk("fault_sysctl", do_sysctl);
	run_walk("fault_sysv", do_sysv);
	run_walk("fault_posix", do_posix);
	unlink("/tmp/faults.sh");
	return 0;
}
