// SPDX-License-Identifier: BSD-2-Clause
/*
 * bench - what the kernel's work costs, one line a figure: name value unit.
 *
 * Times are CLOCK_MONOTONIC, the median of several samples.  Under the
 * emulator's instruction count one guest instruction is one nanosecond, so
 * on one CPU that never idles they are instruction counts, the same on
 * every host.  Names on the command line choose; without any all run.
 *
 * The figures are records, from lines/ (built for Cellblock and for Linux)
 * and from what each system has alone: lines/jail.c here, linux/ there.
 */
#include <sys/types.h>
#include <sys/wait.h>

#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

#define WARMUP		8
#define ROUNDTRIPS	200

uint64_t
bench_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

int
bench_peer_start(void (*serve)(void))
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid == 0)
		for (;;)
			serve();
	return pid;
}

void
bench_peer_stop(int pid)
{
	int status;

	kill(pid, SIGKILL);
	if (waitpid(pid, &status, 0) != pid)
		err(1, "waitpid");
	if (WIFEXITED(status))
		errx(1, "the other end failed");
}

uint64_t
bench_roundtrip_ns(void (*ask)(void), void (*serve)(void))
{
	int pid = bench_peer_start(serve), i;
	uint64_t start;

	for (i = 0; i < WARMUP; i++)
		ask();
	start = bench_now_ns();
	for (i = 0; i < ROUNDTRIPS; i++)
		ask();
	start = bench_now_ns() - start;
	bench_peer_stop(pid);
	return start / ROUNDTRIPS;
}

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void
run(const struct bench *b)
{
	uint64_t sample[BENCH_SAMPLES], i;

	for (i = 0; i < b->b_samples; i++)
		sample[i] = b->b_func();
	qsort(sample, b->b_samples, sizeof(sample[0]), compare);
	printf("%s %llu %s\n", b->b_line,
	    (unsigned long long)sample[b->b_samples / 2], b->b_unit);
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

/* What wants a cold machine comes before what warms it. */
static void
run_all(int cold, int argc, char **argv)
{
	const struct bench *b;

	for (b = __start_set_bench; b < __stop_set_bench; b++)
		if ((b->b_samples == 1) == cold &&
		    chosen(b->b_name, argc, argv))
			run(b);
}

int
main(int argc, char **argv)
{
	uint64_t started = bench_now_ns();

	bench_begin();
	if (chosen("boot", argc, argv))
		printf("boot.to_shell %llu ns\n",
		    (unsigned long long)started);
	run_all(1, argc, argv);
	run_all(0, argc, argv);
	printf("bench.done 1 ok\n");
	bench_finish();
	return 0;
}
