// SPDX-License-Identifier: BSD-2-Clause
/*
 * bench - one figure is one record; the lines that both systems can run are
 * one source, built for each.
 *
 * A file of lines/ or linux/ defines functions that take one sample and
 * registers each with BENCH(); bench.c runs those that were asked for.
 */
#pragma once

#include <stdint.h>

struct bench {
	const char *b_name;	/* as on the command line */
	const char *b_line;	/* of the output */
	uint64_t (*b_func)(void);	/* one sample */
	const char *b_unit;	/* ns, bytes */
	uint64_t b_samples;	/* the median of these; 1: run first, cold */
};

#define BENCH_SAMPLES	15

#define BENCH(name, line, func, unit, samples)				\
	static const struct bench bench_##func				\
	    __attribute__((used, aligned(8), section("set_bench"))) =	\
	    { name, line, func, unit, samples }

/* The linker's ends of the records. */
extern const struct bench __start_set_bench[], __stop_set_bench[];

/* CLOCK_MONOTONIC in nanoseconds; instructions, under the count. */
uint64_t	bench_now_ns(void);

/*
 * Fork a process that calls serve() for ever; bench_peer_stop() ends it.
 * Both end the program with a message when they fail.
 */
int		bench_peer_start(void (*serve)(void));
void		bench_peer_stop(int pid);

/* Nanoseconds that ask() takes with serve() at the other end, on average. */
uint64_t	bench_roundtrip_ns(void (*ask)(void), void (*serve)(void));

/*
 * Given by the system's own file: before the first figure, and after the
 * last (which ends a machine that runs nothing else).
 */
void		bench_begin(void);
void		bench_finish(void);
