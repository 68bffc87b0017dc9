// SPDX-License-Identifier: BSD-2-Clause
/*
 * kldstat - which files the kernel consists of.
 */
#include <sys/types.h>
#include <sys/linker.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int human, quiet, verbose;

static void
usage(void)
{
	fprintf(stderr, "usage: kldstat [-hqv] [-i id] [-n filename]\n");
	exit(1);
}

/* Bytes as FreeBSD writes them: hexadecimal, or with -h in words. */
static void
size_print(size_t size)
{
	if (!human)
		printf("%16zx", size);
	else if (size >= 1ul << 20)
		printf("%14zu M", size >> 20);
	else
		printf("%14zu K", (size + 1023) >> 10);
}

static void
head_print(void)
{
	printf("Id Refs %-18s %16s Name\n", "Address", "Size");
}

static void
file_print(int id)
{
	struct kld_file_stat st;

	st.version = sizeof(st);
	if (kldstat(id, &st) != 0)
		err(1, "can't stat file id %d", id);
	printf("%2d %4d %p ", st.id, st.refs, (void *)st.address);
	size_print(st.size);
	printf(" %s", st.name);
	if (verbose)
		printf(" (%s)", st.pathname);
	printf("\n");
}

/* -n: its number; -q: only say by the status whether it is there. */
static int
file_find(const char *name)
{
	int id = kldfind(name);

	if (id < 0) {
		if (!quiet)
			warn("can't find file %s", name);
		exit(1);
	}
	return id;
}

int
main(int argc, char *argv[])
{
	const char *name = NULL;
	int ch, id = 0;

	while ((ch = getopt(argc, argv, "hi:n:qv")) != -1) {
		switch (ch) {
		case 'h':
			human = 1;
			break;
		case 'i':
			id = atoi(optarg);
			break;
		case 'n':
			name = optarg;
			break;
		case 'q':
			quiet = 1;
			break;
		case 'v':
			verbose = 1;
			break;
		default:
			usage();
		}
	}
	if (optind != argc)
		usage();
	if (name != NULL)
		id = file_find(name);
	if (quiet)
		return 0;
	head_print();
	if (id > 0) {
		file_print(id);
		return 0;
	}
	while ((id = kldnext(id)) > 0)
		file_print(id);
	return 0;
}
