// SPDX-License-Identifier: BSD-2-Clause
/*
 * scale - what jails cost among ten thousand others, each with an image of
 * its own of every subsystem.
 *
 * They are made and taken down once; whichever line is asked for first tells
 * the story, and each has its figure from it.
 */
#include <sys/types.h>
#include <sys/jail.h>
#include <sys/uio.h>

#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "../bench.h"
#include "../jail.h"

#define MANY		10000
#define SAMPLES		15

static struct {
	int told;
	uint64_t bytes;		/* of all of them */
	uint64_t life;		/* of one more */
	uint64_t percent;	/* of what one costs that is alone */
	uint64_t list;		/* of all */
	uint64_t end;		/* of all, each waited for */
} story;

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The median of making and ending one more jail. */
static uint64_t
life(void)
{
	uint64_t sample[SAMPLES], start;
	int i;

	for (i = 0; i < SAMPLES; i++) {
		start = bench_now_ns();
		bench_jail_end(bench_jail_make());
		sample[i] = bench_now_ns() - start;
	}
	qsort(sample, SAMPLES, sizeof(sample[0]), compare);
	return sample[SAMPLES / 2];
}

/* As jls does: number, name, host name and path of each. */
static uint64_t
list_all(void)
{
	static char name[256], host[256], path[1024];
	struct { const char *name; void *value; size_t len; } want[] = {
		{ "lastjid", NULL, sizeof(int) },
		{ "name", name, sizeof(name) },
		{ "host.hostname", host, sizeof(host) },
		{ "path", path, sizeof(path) },
	};
	uint64_t start = bench_now_ns();
	int last = 0, jid, n = 0;
	struct iovec iov[8];
	unsigned i;

	want[0].value = &last;
	for (;; last = jid, n++) {
		for (i = 0; i < 4; i++) {
			iov[2 * i].iov_base = (void *)(uintptr_t)want[i].name;
			iov[2 * i].iov_len = strlen(want[i].name) + 1;
			iov[2 * i + 1].iov_base = want[i].value;
			iov[2 * i + 1].iov_len = want[i].len;
		}
		jid = jail_get(iov, 8, 0);
		if (jid < 0)
			break;
	}
	if (n != MANY)
		errx(1, "%d jails listed", n);
	return bench_now_ns() - start;
}

static void
tell(void)
{
	static int jids[MANY];
	uint64_t alone, before, start;
	int i;

	if (story.told)
		return;
	story.told = 1;
	alone = life();
	before = bench_bytes_free();
	for (i = 0; i < MANY; i++)
		jids[i] = bench_jail_make();
	story.bytes = before - bench_bytes_free();
	story.life = life();
	story.percent = story.life * 100 / alone;
	story.list = list_all();
	start = bench_now_ns();
	for (i = 0; i < MANY; i++)
		bench_jail_end(jids[i]);
	story.end = bench_now_ns() - start;
}

static uint64_t
scale_bytes(void)
{
	tell();
	return story.bytes;
}

static uint64_t
scale_life(void)
{
	tell();
	return story.life;
}

static uint64_t
scale_percent(void)
{
	tell();
	return story.percent;
}

static uint64_t
scale_list(void)
{
	tell();
	return story.list;
}

static uint64_t
scale_end(void)
{
	tell();
	return story.end;
}

BENCH("scale", "jail.bytes_of_10000", scale_bytes, "bytes", 1);
BENCH("scale", "jail.create_destroy_among_10000", scale_life, "ns", 1);
BENCH("scale", "jail.among_10000_percent", scale_percent, "%", 1);
BENCH("scale", "jail.list_10000", scale_list, "ns", 1);
BENCH("scale", "jail.end_of_10000", scale_end, "ns", 1);
