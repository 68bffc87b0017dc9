// SPDX-License-Identifier: BSD-2-Clause
/*
 * kldload - put files into the kernel.
 */
#include <sys/types.h>
#include <sys/linker.h>
#include <sys/sysctl.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int check_only, quiet, verbose;

static void
usage(void)
{
	fprintf(stderr, "usage: kldload [-nqv] file ...\n");
	exit(1);
}

/* The kernel has said why, to its log and here. */
static void
complain(const char *file)
{
	char why[256] = "";
	size_t len = sizeof(why);

	if (errno == EEXIST) {
		warnx("can't load %s: module already loaded or in kernel",
		    file);
		return;
	}
	warn("can't load %s", file);
	if (errno == ENOENT && access(file, F_OK) != 0 &&
	    strchr(file, '/') != NULL)
		return;
	if (sysctlbyname("kern.kld_error", why, &len, NULL, 0) == 0 &&
	    why[0] != '\0')
		warnx("%s", why);
}

/* -v: each constructor that ran, summed over the jails it ran in. */
static void
made_print(int id)
{
	static char text[4096];
	size_t len = sizeof(text) - 1;
	unsigned long cycles;
	char kind[32], name[64], *line;
	unsigned times;
	long bytes;

	if (sysctlbyname("kern.kld_constructors", text, &len, &id,
	    sizeof(id)) != 0) {
		warn("kern.kld_constructors");
		return;
	}
	for (line = strtok(text, "\n"); line != NULL;
	    line = strtok(NULL, "\n"))
		if (sscanf(line, "%31s %63s %u %lu %ld", kind, name, &times,
		    &cycles, &bytes) == 5)
			printf("  %-10s %-16s %6u times %12lu cycles %8ld "
			    "bytes\n", kind, name, times, cycles, bytes);
}

static int
load(const char *file)
{
	int id = kldload(file);

	if (id < 0) {
		if (!quiet)
			complain(file);
		return 1;
	}
	if (verbose) {
		printf("Loaded %s, id=%d\n", file, id);
		made_print(id);
	}
	return 0;
}

int
main(int argc, char *argv[])
{
	int ch, errors = 0;

	while ((ch = getopt(argc, argv, "nqv")) != -1) {
		switch (ch) {
		case 'n':
			check_only = 1;
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
	if (optind == argc)
		usage();
	for (; optind < argc; optind++) {
		if (check_only && kldfind(argv[optind]) >= 0)
			continue;
		errors |= load(argv[optind]);
	}
	return errors;
}
