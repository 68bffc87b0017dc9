// SPDX-License-Identifier: BSD-2-Clause
/*
 * mv - move or rename files.
 *
 * Across file systems a file is copied and the original removed, by cp and
 * rm, which know how.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int verbose;

static void
usage(void)
{
	fprintf(stderr, "usage: mv [-fv] source target\n"
	    "       mv [-fv] source ... directory\n");
	exit(1);
}

/* Its exit status, or 1. */
static int
run(char *const argv[])
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execvp(argv[0], argv);
		err(127, "%s", argv[0]);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
		return 1;
	return WEXITSTATUS(status);
}

static int
copy(char *from, char *to)
{
	char *cp[] = { "cp", "-Rp", from, to, NULL };
	char *rm[] = { "rm", "-rf", from, NULL };

	return run(cp) != 0 || run(rm) != 0;
}

/* 0, or 1 after a message. */
static int
move(char *from, char *to)
{
	if (rename(from, to) == 0) {
		if (verbose)
			printf("%s -> %s\n", from, to);
		return 0;
	}
	if (errno == EXDEV)
		return copy(from, to);
	warn("rename %s to %s", from, to);
	return 1;
}

static int
move_in(char *from, const char *dir)
{
	char to[MAXPATHLEN], *base;
	size_t len = strlen(from);

	while (len > 1 && from[len - 1] == '/')
		from[--len] = '\0';
	base = strrchr(from, '/');
	base = base == NULL ? from : base + 1;
	if (snprintf(to, sizeof(to), "%s/%s", dir, base) >=
	    (int)sizeof(to)) {
		warnc(ENAMETOOLONG, "%s", from);
		return 1;
	}
	return move(from, to);
}

int
main(int argc, char **argv)
{
	int ch, i, status = 0;
	struct stat st;
	char *last;

	while ((ch = getopt(argc, argv, "fv")) != -1) {
		if (ch == '?')
			usage();
		if (ch == 'v')
			verbose = 1;
	}
	if (argc - optind < 2)
		usage();
	last = argv[--argc];
	if (stat(last, &st) == 0 && S_ISDIR(st.st_mode)) {
		for (i = optind; i < argc; i++)
			status |= move_in(argv[i], last);
		return status;
	}
	if (argc - optind != 1)
		errx(1, "%s: not a directory", last);
	return move(argv[optind], last);
}
