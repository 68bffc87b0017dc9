// SPDX-License-Identifier: BSD-2-Clause
/*
 * memfuzz - random mapping, protecting, writing and forking, checked
 * against a model of what each page must hold.
 */
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include "check.h"

#define BASE	((char *)0x20000000000)
#define PAGE	4096
#define PAGES	64
#define STEPS	1500
#define FUZZERS	4

enum kind { NONE, PRIVATE, SHARED, FILE_PRIVATE };

/* What a page must be like; shared contents are kept by all. */
struct model {
	enum kind kind;
	int prot;
	unsigned char byte;
};

static struct model model[PAGES];
static unsigned seed;
static int file_fd;

static unsigned
rnd(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

static int
do_map(unsigned at, unsigned n)
{
	static const int flags[] = { 0, MAP_PRIVATE | MAP_ANON,
	    MAP_SHARED | MAP_ANON, MAP_PRIVATE };
	enum kind kind = PRIVATE + rnd(3);
	unsigned i;

	if (mmap(BASE + at * PAGE, n * PAGE, PROT_READ | PROT_WRITE,
	    flags[kind] | MAP_FIXED, kind == FILE_PRIVATE ? file_fd : -1,
	    kind == FILE_PRIVATE ? (off_t)at * PAGE : 0) == MAP_FAILED)
		return 1;
	for (i = at; i < at + n; i++)
		model[i] = (struct model){ kind, PROT_READ | PROT_WRITE,
		    kind == FILE_PRIVATE ? (unsigned char)(i + 1) : 0 };
	return 0;
}

static int
do_unmap(unsigned at, unsigned n)
{
	unsigned i;

	if (munmap(BASE + at * PAGE, n * PAGE) != 0)
		return 2;
	for (i = at; i < at + n; i++)
		model[i].kind = NONE;
	return 0;
}

static int
do_protect(unsigned at, unsigned n)
{
	static const int prots[] = { PROT_NONE, PROT_READ,
	    PROT_READ | PROT_WRITE };
	int prot = prots[rnd(3)], hole = 0;
	unsigned i;

	for (i = at; i < at + n; i++)
		hole |= model[i].kind == NONE;
	if ((mprotect(BASE + at * PAGE, n * PAGE, prot) != 0) != hole)
		return 3;
	for (i = at; i < at + n && !hole; i++)
		model[i].prot = prot;
	return 0;
}

static void
do_write(unsigned at, unsigned n)
{
	unsigned char byte = (unsigned char)rnd(256);
	unsigned i;

	for (i = at; i < at + n; i++) {
		if (model[i].kind == NONE || (model[i].prot & PROT_WRITE) == 0)
			continue;
		BASE[i * PAGE + rnd(PAGE / 2)] = (char)model[i].byte;
		memset(BASE + i * PAGE, byte, PAGE);
		model[i].byte = byte;
	}
}

/* Every page that can be read holds its byte, first to last. */
static int
check_all(void)
{
	unsigned i;

	for (i = 0; i < PAGES; i++) {
		unsigned char *p = (unsigned char *)BASE + i * PAGE;

		if (model[i].kind == NONE || model[i].prot == PROT_NONE)
			continue;
		if (p[0] != model[i].byte || p[PAGE - 1] != model[i].byte)
			return 1;
	}
	return 0;
}

/* A child sees the same; what it writes to private pages stays its own. */
static int
child_body(void)
{
	unsigned i;

	if (check_all() != 0)
		return 1;
	for (i = 0; i < PAGES; i++)
		if (model[i].kind != NONE && model[i].kind != SHARED &&
		    (model[i].prot & PROT_WRITE) != 0)
			memset(BASE + i * PAGE, 0xee, PAGE);
	return 0;
}

static int
step(void)
{
	unsigned at = rnd(PAGES), n = 1 + rnd(PAGES - at < 12 ? PAGES - at :
	    12);

	switch (rnd(10)) {
	case 0: case 1:
		return do_map(at, n);
	case 2:
		return do_unmap(at, n);
	case 3: case 4:
		return do_protect(at, n);
	case 5:
		return check_status(child_body) == 0 ? 0 : 5;
	default:
		do_write(at, n);
		return 0;
	}
}

static int
fuzz(void)
{
	int i, error;

	for (i = 0; i < STEPS; i++) {
		error = step();
		if (error == 0 && i % 8 == 0 && check_all() != 0)
			error = 9;
		if (error != 0) {
			printf("# seed %u step %d error %d\n", seed, i, error);
			return error;
		}
	}
	return 0;
}

static void
memfuzz(void)
{
	static char buf[PAGE];
	pid_t pid[FUZZERS];
	int i;

	file_fd = open("/tmp/memfuzz", O_RDWR | O_CREAT | O_TRUNC, 0600);
	for (i = 0; i < PAGES; i++) {
		memset(buf, i + 1, PAGE);
		WANT(write(file_fd, buf, PAGE) == PAGE);
	}
	for (i = 0; i < FUZZERS; i++) {
		seed = 7u + (unsigned)i;
		pid[i] = check_child(fuzz);
	}
	for (i = 0; i < FUZZERS; i++)
		WANT(check_wait(pid[i]) == 0);
	WANT(close(file_fd) == 0 && unlink("/tmp/memfuzz") == 0);
}

int
main(void)
{
	RUN(memfuzz);
	return 0;
}
