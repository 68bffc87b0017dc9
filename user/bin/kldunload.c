// SPDX-License-Identifier: BSD-2-Clause
/*
 * kldunload - take files out of the kernel.
 */
#include <sys/types.h>
#include <sys/linker.h>
#include <sys/sysctl.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: kldunload [-fv] [-n] name ...\n"
	    "       kldunload [-fv] -i id ...\n");
	exit(1);
}

/* By name, or by number with -i. */
static int
id_of(const char *arg, int by_id)
{
	char *end;
	long id;

	if (!by_id)
		return kldfind(arg);
	id = strtol(arg, &end, 10);
	if (*arg == '\0' || *end != '\0' || id <= 0) {
		errno = EINVAL;
		return -1;
	}
	return (int)id;
}

static int
unload(const char *arg, int by_id, int flags, int verbose)
{
	int id = id_of(arg, by_id);
	char why[256] = "";
	size_t len = sizeof(why);

	if (id < 0) {
		warn("can't find file %s", arg);
		return 1;
	}
	if (kldunloadf(id, flags) == 0) {
		if (verbose)
			printf("Unloading %s, id=%d\n", arg, id);
		return 0;
	}
	warn("can't unload file");
	if (sysctlbyname("kern.kld_error", why, &len, NULL, 0) == 0 &&
	    why[0] != '\0')
		warnx("%s", why);
	return 1;
}

int
main(int argc, char *argv[])
{
	int ch, by_id = 0, flags = LINKER_UNLOAD_NORMAL, verbose = 0;
	int errors = 0;

	while ((ch = getopt(argc, argv, "finv")) != -1) {
		switch (ch) {
		case 'f':
			flags = LINKER_UNLOAD_FORCE;
			break;
		case 'i':
			by_id = 1;
			break;
		case 'n':
			by_id = 0;
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
	for (; optind < argc; optind++)
		errors |= unload(argv[optind], by_id, flags, verbose);
	return errors;
}
