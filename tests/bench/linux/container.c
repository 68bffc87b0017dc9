// SPDX-License-Identifier: BSD-2-Clause
/*
 * container - what a Linux container costs: a process in new network, IPC,
 * PID and UTS name spaces, which brings its loopback up and ends.  The same
 * process without name spaces is taken off, so that the spaces are left.
 *
 * A name space goes by deferred work, long after its last process; so the
 * cost is the time in which the processor was not idle, workers included,
 * and the end is found by asking for one more than the limit lets live.
 */
#define _GNU_SOURCE
#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "../bench.h"
#include "container.h"

#define SPACES		(CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWPID |	\
			    CLONE_NEWUTS)
#define BATCH		50
#define LIVE		200
#define SETTLE_NS	1000000000	/* lets all deferred work finish */
#define POLL_NS		100000
#define NO_LIMIT	100000
#define GONE_SAMPLES	9

/* The kinds that outlive their last process. */
static const struct kind {
	const char *limit;	/* sysctl file */
	const char *home;	/* our own one */
	int flag;
} kinds[] = {
	{ "/proc/sys/user/max_net_namespaces", "/proc/self/ns/net",
	    CLONE_NEWNET },
	{ "/proc/sys/user/max_ipc_namespaces", "/proc/self/ns/ipc",
	    CLONE_NEWIPC },
	{ "/proc/sys/user/max_pid_namespaces", "/proc/self/ns/pid",
	    CLONE_NEWPID },
};
#define KINDS		(sizeof(kinds) / sizeof(kinds[0]))

static int home[KINDS];

static void
nap(long ns)
{
	struct timespec ts = { ns / 1000000000, ns % 1000000000 };

	nanosleep(&ts, NULL);
}

/* The sum of what follows key in the lines of a file that have it. */
static double
file_sum(const char *path, const char *key)
{
	char line[256], *at;
	double sum = 0;
	FILE *f = fopen(path, "r");

	if (f == NULL)
		err(1, "%s", path);
	while (fgets(line, sizeof(line), f) != NULL) {
		at = strstr(line, key);
		if (at != NULL)
			sum += atof(at + strlen(key));
	}
	fclose(f);
	return sum;
}

uint64_t
container_busy_ns(void)
{
	return bench_now_ns() -
	    (uint64_t)file_sum("/proc/timer_list", ".idle_sleeptime:") -
	    (uint64_t)file_sum("/proc/timer_list", ".iowait_sleeptime:");
}

static void
file_write(const char *path, long value)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || dprintf(fd, "%ld\n", value) < 0)
		err(1, "%s", path);
	close(fd);
}

static void
limit_spaces(long n)
{
	size_t i;

	for (i = 0; i < KINDS; i++)
		file_write(kinds[i].limit, n);
}

static void
loopback_up(void)
{
	struct ifreq ifr = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &ifr) != 0)
		err(1, "lo");
	close(fd);
}

/* A container that does load(arg) and stays, having said so on fd. */
static pid_t
container_start(int flags, int fd, void (*load)(void *), void *arg)
{
	pid_t pid = (pid_t)syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);

	if (pid < 0)
		err(1, "clone");
	if (pid != 0)
		return pid;
	if (flags & CLONE_NEWNET)
		loopback_up();
	if (load != NULL)
		load(arg);
	if (fd >= 0 && write(fd, "", 1) == 1)
		for (;;)
			pause();
	_exit(0);
}

pid_t
container_start_with(void (*load)(void *), void *arg)
{
	int up[2];
	pid_t pid;
	char c;

	if (pipe(up) != 0)
		err(1, "pipe");
	pid = container_start(SPACES, up[1], load, arg);
	if (read(up[0], &c, 1) != 1)
		err(1, "container");
	close(up[0]);
	close(up[1]);
	return pid;
}

void
container_settle(void)
{
	nap(SETTLE_NS);
}

static void
container_life(int flags)
{
	waitpid(container_start(flags, -1, NULL, NULL), NULL, 0);
}

/* When no name space was left of those that had ended. */
static uint64_t
wait_freed(void)
{
	uint64_t freed = bench_now_ns();
	size_t i;

	limit_spaces(1);
	for (i = 0; i < KINDS; i++) {
		while (unshare(kinds[i].flag) < 0) {
			if (errno != ENOSPC)
				err(1, "unshare");
			nap(POLL_NS);
			freed = bench_now_ns();
		}
		if (setns(home[i], kinds[i].flag) != 0)
			err(1, "setns");
	}
	limit_spaces(NO_LIMIT);
	nap(SETTLE_NS);
	return freed;
}

static uint64_t
batch_busy(int flags)
{
	uint64_t busy = container_busy_ns();
	int i;

	for (i = 0; i < BATCH; i++)
		container_life(flags);
	nap(SETTLE_NS);
	return (container_busy_ns() - busy) / BATCH;
}

static uint64_t
spaces_life(void)
{
	batch_busy(SPACES);			/* warms up */
	return batch_busy(SPACES) - batch_busy(0);
}

/* From the end of the process until its name spaces are gone. */
static uint64_t
spaces_gone(void)
{
	uint64_t ended;

	container_life(SPACES);
	ended = bench_now_ns();
	return wait_freed() - ended;
}

static double
available_bytes(void)
{
	file_write("/proc/sys/vm/drop_caches", 3);
	return file_sum("/proc/meminfo", "MemAvailable:") * 1024;
}

/* Start, and with flags 0 only the processes, which are not counted. */
static double
live_bytes(int flags)
{
	double before = available_bytes(), after;
	pid_t pid[LIVE];
	int up[2], i;
	char c;

	if (pipe(up) != 0)
		err(1, "pipe");
	for (i = 0; i < LIVE; i++) {
		pid[i] = container_start(flags, up[1], NULL, NULL);
		if (read(up[0], &c, 1) != 1)
			err(1, "container");
	}
	nap(SETTLE_NS);
	after = available_bytes();
	for (i = 0; i < LIVE; i++) {
		kill(pid[i], SIGKILL);
		waitpid(pid[i], NULL, 0);
	}
	wait_freed();
	close(up[0]);
	close(up[1]);
	return before - after;
}

static uint64_t
spaces_bytes(void)
{
	live_bytes(SPACES);			/* fills the caches */
	return (uint64_t)((live_bytes(SPACES) - live_bytes(0)) / LIVE);
}

void
bench_begin(void)
{
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/dev", 0755);
	if (mount("proc", "/proc", "proc", 0, NULL) != 0 ||
	    mount("sys", "/sys", "sysfs", 0, NULL) != 0)
		err(1, "mount");
	mount("dev", "/dev", "devtmpfs", 0, NULL);	/* may be there */
	mkdir("/dev/shm", 01777);
	mount("shm", "/dev/shm", "tmpfs", 0, NULL);
	mkdir("/dev/mqueue", 01777);
	mount("mqueue", "/dev/mqueue", "mqueue", 0, NULL);
	for (i = 0; i < KINDS; i++) {
		home[i] = open(kinds[i].home, O_RDONLY | O_CLOEXEC);
		if (home[i] < 0)
			err(1, "%s", kinds[i].home);
	}
	loopback_up();
	limit_spaces(NO_LIMIT);
	nap(2L * SETTLE_NS);			/* late boot work */
}

void
bench_finish(void)
{
	tcdrain(STDOUT_FILENO);
	reboot(RB_POWER_OFF);
}

BENCH("jail", "jail.create_destroy", spaces_life, "ns", 3);
BENCH("jail", "jail.gone", spaces_gone, "ns", GONE_SAMPLES);
BENCH("jailmem", "jail.idle_bytes", spaces_bytes, "bytes", 1);
