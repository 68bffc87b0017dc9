// SPDX-License-Identifier: BSD-2-Clause
/*
 * process - the everyday work of a kernel: system calls, processes, pipes,
 * pages.  Plain POSIX, built for both systems.
 */
#include <sys/types.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <err.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "../bench.h"

#define SYSCALLS	1000
#define PAGES		256
#define PAGE		4096

/* getppid() has nothing to do: what is left is the way in and out. */
static uint64_t
null_syscall(void)
{
	uint64_t start = bench_now_ns();
	int i;

	for (i = 0; i < SYSCALLS; i++)
		getppid();
	return (bench_now_ns() - start) / SYSCALLS;
}

static uint64_t
fork_exit_wait(void)
{
	uint64_t start = bench_now_ns();
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid == 0)
		_exit(0);
	waitpid(pid, NULL, 0);
	return bench_now_ns() - start;
}

/* On Linux /bin/true is the smallest program there can be: see linux/. */
static uint64_t
fork_exec_wait(void)
{
	uint64_t start = bench_now_ns();
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		execl("/bin/true", "true", (char *)NULL);
		_exit(1);
	}
	waitpid(pid, NULL, 0);
	return bench_now_ns() - start;
}

static int to[2], from[2];

static void
pipe_ask(void)
{
	char c = 'x';

	if (write(to[1], &c, 1) != 1 || read(from[0], &c, 1) != 1)
		err(1, "pipe");
}

static void
pipe_serve(void)
{
	char c;

	if (read(to[0], &c, 1) != 1 || write(from[1], &c, 1) != 1)
		err(1, "pipe");
}

static uint64_t
pipe_roundtrip(void)
{
	uint64_t each;
	int i;

	if (pipe(to) != 0 || pipe(from) != 0)
		err(1, "pipe");
	each = bench_roundtrip_ns(pipe_ask, pipe_serve);
	for (i = 0; i < 2; i++) {
		close(to[i]);
		close(from[i]);
	}
	return each;
}

static volatile char *
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
	uint64_t start = bench_now_ns();
	int i;

	for (i = 0; i < PAGES; i++)
		p[i * PAGE] = 1;
	start = bench_now_ns() - start;
	munmap((void *)(uintptr_t)p, PAGES * PAGE);
	return start / PAGES;
}

static uint64_t
mmap_munmap(void)
{
	uint64_t start = bench_now_ns();
	volatile char *p = map(PAGE);

	p[0] = 1;
	munmap((void *)(uintptr_t)p, PAGE);
	return bench_now_ns() - start;
}

static void *
thread_body(void *arg)
{
	return arg;
}

static uint64_t
thread_life(void)
{
	uint64_t start = bench_now_ns();
	pthread_t t;

	if (pthread_create(&t, NULL, thread_body, NULL) != 0 ||
	    pthread_join(t, NULL) != 0)
		errx(1, "thread");
	return bench_now_ns() - start;
}

BENCH("thread", "process.thread_create_join", thread_life, "ns",
    BENCH_SAMPLES);
BENCH("syscall", "syscall.null", null_syscall, "ns", BENCH_SAMPLES);
BENCH("fork", "process.fork_exit_wait", fork_exit_wait, "ns", BENCH_SAMPLES);
BENCH("exec", "process.fork_exec_wait", fork_exec_wait, "ns", BENCH_SAMPLES);
BENCH("pipe", "switch.pipe_roundtrip_process", pipe_roundtrip, "ns",
    BENCH_SAMPLES);
BENCH("page", "fault.touch_page", touch_page, "ns", BENCH_SAMPLES);
BENCH("mmap", "fault.mmap_munmap", mmap_munmap, "ns", BENCH_SAMPLES);
