// SPDX-License-Identifier: BSD-2-Clause
/*
 * mount - attach a file system to a directory, or list those attached.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#define MAX_OPTIONS	16

static char errmsg[256];
static struct iovec iov[2 * (MAX_OPTIONS + 4)];
static unsigned niov;
static int flags;

static void
usage(void)
{
	fprintf(stderr, "usage: mount [-r] [-p]\n"
	    "       mount [-r] -t type [-o option,...] from directory\n");
	exit(1);
}

static void
pair_add(const char *name, void *value, size_t len)
{
	if (niov + 2 > sizeof(iov) / sizeof(iov[0]))
		errx(1, "too many options");
	iov[niov].iov_base = (void *)name;
	iov[niov++].iov_len = strlen(name) + 1;
	iov[niov].iov_base = value;
	iov[niov++].iov_len = len;
}

/* "ro,size=1m": flags of every file system, or options of this one. */
static void
options_parse(char *list)
{
	char *one, *value;

	while ((one = strsep(&list, ",")) != NULL) {
		value = strchr(one, '=');
		if (strcmp(one, "ro") == 0)
			flags |= MNT_RDONLY;
		else if (strcmp(one, "noexec") == 0)
			flags |= MNT_NOEXEC;
		else if (strcmp(one, "nosuid") == 0)
			flags |= MNT_NOSUID;
		else if (value != NULL) {
			*value++ = '\0';
			pair_add(one, value, strlen(value) + 1);
		} else if (*one != '\0' && strcmp(one, "rw") != 0)
			pair_add(one, NULL, 0);
	}
}

static void
list_mounts(void)
{
	struct statfs *fs;
	int i, n = getfsstat(NULL, 0, MNT_NOWAIT);

	if (n < 0)
		err(1, "getfsstat");
	fs = calloc((size_t)n + 1, sizeof(*fs));
	if (fs == NULL)
		err(1, NULL);
	n = getfsstat(fs, (n + 1) * (long)sizeof(*fs), MNT_NOWAIT);
	for (i = 0; i < n; i++)
		printf("%s on %s (%s%s%s%s)\n", fs[i].f_mntfromname,
		    fs[i].f_mntonname, fs[i].f_fstypename,
		    fs[i].f_flags & MNT_RDONLY ? ", read-only" : "",
		    fs[i].f_flags & MNT_NOEXEC ? ", noexec" : "",
		    fs[i].f_flags & MNT_NOSUID ? ", nosuid" : "");
}

int
main(int argc, char **argv)
{
	const char *type = NULL;
	int ch;

	while ((ch = getopt(argc, argv, "o:prt:")) != -1) {
		switch (ch) {
		case 'o':
			options_parse(optarg);
			break;
		case 'p':
			break;
		case 'r':
			flags |= MNT_RDONLY;
			break;
		case 't':
			type = optarg;
			break;
		default:
			usage();
		}
	}
	if (optind == argc && type == NULL) {
		list_mounts();
		return 0;
	}
	if (type == NULL || argc - optind != 2)
		usage();
	argv += optind;
	pair_add("fstype", (void *)type, strlen(type) + 1);
	pair_add("from", argv[0], strlen(argv[0]) + 1);
	pair_add("fspath", argv[1], strlen(argv[1]) + 1);
	pair_add("errmsg", errmsg, sizeof(errmsg));
	if (nmount(iov, niov, flags) != 0) {
		if (errmsg[0] != '\0')
			err(1, "%s: %s", argv[1], errmsg);
		err(1, "%s", argv[1]);
	}
	return 0;
}
