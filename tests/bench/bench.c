// SPDX-License-Identifier: BSD-2-Clause
/*
 * bench - what the kernel's work costs, one line a figure: name value unit.
 *
 * Times are CLOCK_MONOTONIC, the median of several samples.  Under the
 * emulator's instruction count one guest instruction is one nanosecond, so
 * on one CPU that never idles they are instruction counts, the same on
 * every host.  Names on the command line choose; without any all run.
 */
#include <sys/types.h>
#include <sys/jail.h>
#include <sys/mman.h>
#include <sys/sysctl.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SAMPLES		15
#define SYSCALLS	1000
#define ROUNDTRIPS	200
#define PAGES		256
#define JAILS		128
#define PAGE		4096
#define COUNT(a)	((int)(sizeof(a) / sizeof((a)[0])))

struct bench {
	const char *name;	/* as on the command line */
	const char *line;	/* of the output */
	uint64_t (*func)(void);	/* one sample */
	const char *unit;
	int samples;
};

static uint64_t
now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static uint64_t
null_syscall(void)
{
	uint64_t start = now_ns();
	int i;

	for (i = 0; i < SYSCALLS; i++)
		getppid();
	return (now_ns() - start) / SYSCALLS;
}

static uint64_t
fork_exit_wait(void)
{
	uint64_t start = now_ns();
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid == 0)
		_exit(0);
	waitpid(pid, NULL, 0);
	return now_ns() - start;
}

static uint64_t
fork_exec_wait(void)
{
	uint64_t start = now_ns();
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		execl("/bin/true", "true", (char *)NULL);
		_exit(1);
	}
	waitpid(pid, NULL, 0);
	return now_ns() - start;
}

/* The other end: gives each byte back. */
static void
echo_child(const int to[2], const int from[2])
{
	char c;

	close(to[1]);
	close(from[0]);
	while (read(to[0], &c, 1) == 1)
		if (write(from[1], &c, 1) != 1)
			break;
	_exit(0);
}

static uint64_t
pipe_roundtrip(void)
{
	int to[2], from[2], i;
	uint64_t start;
	pid_t pid;
	char c = 'x';

	if (pipe(to) != 0 || pipe(from) != 0)
		err(1, "pipe");
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid == 0)
		echo_child(to, from);
	close(to[0]);
	close(from[1]);
	start = now_ns();
	for (i = 0; i < ROUNDTRIPS; i++)
		if (write(to[1], &c, 1) != 1 || read(from[0], &c, 1) != 1)
			err(1, "pipe");
	start = now_ns() - start;
	close(to[1]);
	close(from[0]);
	waitpid(pid, NULL, 0);
	return start / ROUNDTRIPS;
}

static char *
map(size_t size)
{
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANON, -1, 0);

	if (p == MAP_FAILED)
		err(1, "mmap");
	return p;
}

static uint64_t
touch_page(void)
{
	volatile char *p = map(PAGES * PAGE);
	uint64_t start = now_ns();
	int i;

	for (i = 0; i < PAGES; i++)
		p[i * PAGE] = 1;
	start = now_ns() - start;
	munmap((void *)(uintptr_t)p, PAGES * PAGE);
	return start / PAGES;
}

static uint64_t
mmap_munmap(void)
{
	uint64_t start = now_ns();
	volatile char *p = map(PAGE);

	p[0] = 1;
	munmap((void *)(uintptr_t)p, PAGE);
	return now_ns() - start;
}

static void
iov_set(struct iovec *iov, const char *name, void *value, size_t len)
{
	iov[0].iov_base = (void *)(uintptr_t)name;
	iov[0].iov_len = strlen(name) + 1;
	iov[1].iov_base = value;
	iov[1].iov_len = len;
}

/* A jail with an image of its own of every subsystem. */
static int
jail_make(void)
{
	char path[] = "/", host[] = "bench", errmsg[JAIL_ERRMSGLEN] = "";
	struct iovec iov[10];
	int vnet = JAIL_SYS_NEW, jid;

	iov_set(&iov[0], "persist", NULL, 0);
	iov_set(&iov[2], "vnet", &vnet, sizeof(vnet));
	iov_set(&iov[4], "path", path, sizeof(path));
	iov_set(&iov[6], "host.hostname", host, sizeof(host));
	iov_set(&iov[8], "errmsg", errmsg, sizeof(errmsg));
	jid = jail_set(iov, COUNT(iov), JAIL_CREATE);
	if (jid < 0)
		err(1, "jail_set: %s", errmsg);
	return jid;
}

/* Take it down, and wait until nothing is left. */
static void
jail_end(int jid)
{
	struct iovec iov[2];

	if (jail_remove(jid) != 0)
		err(1, "jail_remove");
	iov_set(&iov[0], "jid", &jid, sizeof(jid));
	while (jail_get(iov, COUNT(iov), JAIL_DYING) >= 0)
		usleep(100);
}

static uint64_t
jail_life(void)
{
	uint64_t start = now_ns();

	jail_end(jail_make());
	return now_ns() - start;
}

static uint64_t
jail_create(void)
{
	uint64_t start = now_ns(), time;
	int jid = jail_make();

	time = now_ns() - start;
	jail_end(jid);
	return time;
}

static uint64_t
pages_free(void)
{
	uint64_t pages;
	size_t len = sizeof(pages);

	if (sysctlbyname("vm.pages_free", &pages, &len, NULL, 0) != 0)
		err(1, "vm.pages_free");
	return pages;
}

/* Once only: the kernel keeps freed objects, so a second time costs less. */
static uint64_t
jail_bytes(void)
{
	uint64_t before = pages_free(), after;
	int jid[JAILS], i;

	for (i = 0; i < JAILS; i++)
		jid[i] = jail_make();
	after = pages_free();
	for (i = 0; i < JAILS; i++)
		jail_end(jid[i]);
	return before > after ? (before - after) * PAGE / JAILS : 0;
}

static const struct bench benches[] = {
	{ "jailmem", "jail.idle_bytes", jail_bytes, "bytes", 1 },
	{ "syscall", "syscall.null", null_syscall, "ns", SAMPLES },
	{ "fork", "process.fork_exit_wait", fork_exit_wait, "ns", SAMPLES },
	{ "exec", "process.fork_exec_wait", fork_exec_wait, "ns", SAMPLES },
	{ "pipe", "switch.pipe_roundtrip_process", pipe_roundtrip, "ns",
	    SAMPLES },
	{ "page", "fault.touch_page", touch_page, "ns", SAMPLES },
	{ "mmap", "fault.mmap_munmap", mmap_munmap, "ns", SAMPLES },
	{ "jail", "jail.create", jail_create, "ns", SAMPLES },
	{ "jail", "jail.create_destroy", jail_life, "ns", SAMPLES },
};

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void
run(const struct bench *b)
{
	uint64_t sample[SAMPLES];
	int i;

	for (i = 0; i < b->samples; i++)
		sample[i] = b->func();
	qsort(sample, (size_t)b->samples, sizeof(sample[0]), compare);
	printf("%s %llu %s\n", b->line,
	    (unsigned long long)sample[b->samples / 2], b->unit);
	fflush(stdout);
}

static int
chosen(const char *name, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (strcmp(name, argv[i]) == 0)
			return 1;
	return argc == 1;
}

int
main(int argc, char **argv)
{
	uint64_t started = now_ns();
	int i;

	if (chosen("boot", argc, argv))
		printf("boot.to_shell %llu ns\n",
		    (unsigned long long)started);
	for (i = 0; i < COUNT(benches); i++)
		if (chosen(benches[i].name, argc, argv))
			run(&benches[i]);
	return 0;
}
