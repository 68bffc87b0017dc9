// SPDX-License-Identifier: BSD-2-Clause
/*
 * chmod - change the permissions of files.
 */
#include <ctype.h>
#include <dirent.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <unistd.h>

static int recurse;
static const char *change;		/* octal, or [ugoa][+-=][rwxXst],... */

static void
usage(void)
{
	fprintf(stderr, "usage: chmod [-R] mode file ...\n");
	exit(1);
}

/* The mask of "ugoa", moving *s behind it; none means all. */
static mode_t
who_parse(const char **s)
{
	mode_t who = 0;

	for (;; (*s)++) {
		switch (**s) {
		case 'u':
			who |= S_IRWXU | S_ISUID;
			break;
		case 'g':
			who |= S_IRWXG | S_ISGID;
			break;
		case 'o':
			who |= S_IRWXO;
			break;
		case 'a':
			who |= ALLPERMS;
			break;
		default:
			return who == 0 ? ALLPERMS : who;
		}
	}
}

static mode_t
perms_parse(const char **s, mode_t old)
{
	mode_t perms = 0;

	for (;; (*s)++) {
		switch (**s) {
		case 'r':
			perms |= 0444;
			break;
		case 'w':
			perms |= 0222;
			break;
		case 'x':
			perms |= 0111;
			break;
		case 'X':
			if (S_ISDIR(old) || (old & 0111) != 0)
				perms |= 0111;
			break;
		case 's':
			perms |= S_ISUID | S_ISGID;
			break;
		case 't':
			perms |= S_ISVTX;
			break;
		default:
			return perms;
		}
	}
}

static mode_t
mode_apply(const char *s, mode_t old)
{
	mode_t mode = old & ALLPERMS, who, perms;
	char op, *end;

	if (isdigit((unsigned char)*s)) {
		mode = (mode_t)strtoul(s, &end, 8);
		if (*end != '\0' || mode > ALLPERMS)
			errx(1, "invalid file mode: %s", change);
		return mode;
	}
	for (;;) {
		who = who_parse(&s);
		if (*s == '\0' || strchr("+-=", *s) == NULL)
			errx(1, "invalid file mode: %s", change);
		op = *s++;
		perms = perms_parse(&s, old) & (who | S_ISVTX);
		if (op == '+')
			mode |= perms;
		else if (op == '-')
			mode &= ~perms;
		else
			mode = (mode & ~who) | perms;
		if (*s == '\0')
			return mode;
		if (*s == ',')
			s++;
	}
}

static int
change_one(const char *path)
{
	char child[MAXPATHLEN];
	struct dirent *d;
	struct stat st;
	int status = 0;
	DIR *dir;

	if (stat(path, &st) != 0 ||
	    chmod(path, mode_apply(change, st.st_mode)) != 0) {
		warn("%s", path);
		return 1;
	}
	if (!recurse || !S_ISDIR(st.st_mode))
		return 0;
	dir = opendir(path);
	if (dir == NULL) {
		warn("%s", path);
		return 1;
	}
	while ((d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 ||
		    strcmp(d->d_name, "..") == 0 || d->d_type == DT_LNK)
			continue;
		snprintf(child, sizeof(child), "%s/%s", path, d->d_name);
		status |= change_one(child);
	}
	closedir(dir);
	return status;
}

int
main(int argc, char **argv)
{
	int status = 0, i = 1;

	/* Not getopt: "-x" may be a mode. */
	if (i < argc && strcmp(argv[i], "-R") == 0) {
		recurse = 1;
		i++;
	}
	if (argc - i < 2)
		usage();
	change = argv[i++];
	for (; i < argc; i++)
		status |= change_one(argv[i]);
	return status;
}
