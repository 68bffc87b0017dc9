// SPDX-License-Identifier: BSD-2-Clause
/*
 * ls - list directories.
 *
 * Names are read first, with their status when any option needs it, then
 * sorted, then printed one a line, in columns on a terminal, or long.
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct entry {
	char *name;
	char *path;
	struct stat st;
};

struct listing {
	struct entry *entry;
	size_t count, room;
};

/* Widths of the columns of the long form. */
static struct {
	int links, owner, group, size;
} width;

static int all, almost, as_file, classify, human, inode, numeric, one;
static int longer, recurse, reverse, by_time, by_size, blocks;
static int status, headed;

static void	list_directory(const char *);

static void
usage(void)
{
	fprintf(stderr, "usage: ls [-1AadFhilnRrSst] [file ...]\n");
	exit(1);
}

static void
entry_add(struct listing *l, const char *name, const char *path)
{
	struct entry *e;

	if (l->count == l->room) {
		l->room = l->room * 2 + 32;
		l->entry = realloc(l->entry, l->room * sizeof(*l->entry));
		if (l->entry == NULL)
			err(1, NULL);
	}
	e = &l->entry[l->count];
	if (lstat(path, &e->st) != 0) {
		warn("%s", path);
		status = 1;
		return;
	}
	e->name = strdup(name);
	e->path = strdup(path);
	if (e->name == NULL || e->path == NULL)
		err(1, NULL);
	l->count++;
}

static void
listing_free(struct listing *l)
{
	size_t i;

	for (i = 0; i < l->count; i++) {
		free(l->entry[i].name);
		free(l->entry[i].path);
	}
	free(l->entry);
}

static int
compare(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;
	int order = 0;

	if (by_time)
		order = (a->st.st_mtime < b->st.st_mtime) -
		    (a->st.st_mtime > b->st.st_mtime);
	else if (by_size)
		order = (a->st.st_size < b->st.st_size) -
		    (a->st.st_size > b->st.st_size);
	if (order == 0)
		order = strcmp(a->name, b->name);
	return reverse ? -order : order;
}

static char
type_letter(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return 'd';
	case S_IFLNK:
		return 'l';
	case S_IFCHR:
		return 'c';
	case S_IFBLK:
		return 'b';
	case S_IFIFO:
		return 'p';
	case S_IFSOCK:
		return 's';
	default:
		return '-';
	}
}

static void
mode_text(mode_t mode, char *out)
{
	static const char rwx[] = "rwxrwxrwx";
	int i;

	out[0] = type_letter(mode);
	for (i = 0; i < 9; i++)
		out[i + 1] = (mode & (0400U >> i)) != 0 ? rwx[i] : '-';
	if (mode & S_ISUID)
		out[3] = mode & S_IXUSR ? 's' : 'S';
	if (mode & S_ISGID)
		out[6] = mode & S_IXGRP ? 's' : 'S';
	if (mode & S_ISVTX)
		out[9] = mode & S_IXOTH ? 't' : 'T';
	out[10] = '\0';
}

static char
class_letter(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return '/';
	case S_IFLNK:
		return '@';
	case S_IFIFO:
		return '|';
	case S_IFSOCK:
		return '=';
	default:
		return mode & 0111 ? '*' : '\0';
	}
}

/* The name with what -i, -s and -F put around it; its printed width. */
static int
name_print(const struct entry *e)
{
	char class = classify ? class_letter(e->st.st_mode) : '\0';
	int n = 0;

	if (inode)
		n += printf("%7lu ", e->st.st_ino);
	if (blocks)
		n += printf("%4ld ", (e->st.st_blocks + 1) / 2);
	n += printf("%s", e->name);
	if (class != '\0')
		n += printf("%c", class);
	return n;
}

static const char *
owner_text(const struct stat *st, char *buf, size_t size)
{
	struct passwd *pw = numeric ? NULL : getpwuid(st->st_uid);

	if (pw != NULL)
		return pw->pw_name;
	snprintf(buf, size, "%u", st->st_uid);
	return buf;
}

static const char *
group_text(const struct stat *st, char *buf, size_t size)
{
	struct group *gr = numeric ? NULL : getgrgid(st->st_gid);

	if (gr != NULL)
		return gr->gr_name;
	snprintf(buf, size, "%u", st->st_gid);
	return buf;
}

/* The length it takes, which counts even where buf is too small. */
static int
size_text(const struct stat *st, char *buf, size_t room)
{
	static const char units[] = "BKMGT";
	double size = (double)st->st_size;
	int unit = 0;

	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode))
		return snprintf(buf, room, "%u, %u", major(st->st_rdev),
		    minor(st->st_rdev));
	if (!human)
		return snprintf(buf, room, "%ld", st->st_size);
	for (; size >= 1024 && unit < 4; unit++)
		size /= 1024;
	return snprintf(buf, room, unit > 0 && size < 10 ? "%.1f%c" :
	    "%.0f%c", size, units[unit]);
}

static void
widths_find(const struct listing *l)
{
	const struct stat *st;
	char text[64];
	size_t i;

	memset(&width, 0, sizeof(width));
	for (i = 0; i < l->count; i++) {
		st = &l->entry[i].st;
		width.links = MAX(width.links,
		    snprintf(text, sizeof(text), "%lu", st->st_nlink));
		width.size = MAX(width.size,
		    size_text(st, text, sizeof(text)));
		width.owner = MAX(width.owner,
		    (int)strlen(owner_text(st, text, sizeof(text))));
		width.group = MAX(width.group,
		    (int)strlen(group_text(st, text, sizeof(text))));
	}
}

/* The clock for files of the last half year, else the year. */
static void
time_print(time_t t)
{
	char text[32];
	time_t now = time(NULL);
	const char *form = t > now || now - t > 182 * 86400L ?
	    " %b %e  %Y" : " %b %e %H:%M";

	strftime(text, sizeof(text), form, localtime(&t));
	printf("%s ", text);
}

static void
long_print(const struct entry *e)
{
	char text[MAXPATHLEN];
	ssize_t n;

	mode_text(e->st.st_mode, text);
	if (inode)
		printf("%7lu ", e->st.st_ino);
	printf("%s  %*lu", text, width.links, e->st.st_nlink);
	printf(" %-*s ", width.owner, owner_text(&e->st, text, sizeof(text)));
	printf(" %-*s ", width.group, group_text(&e->st, text, sizeof(text)));
	size_text(&e->st, text, sizeof(text));
	printf(" %*s", width.size, text);
	time_print(e->st.st_mtime);
	printf("%s", e->name);
	if (classify && class_letter(e->st.st_mode) != '\0' &&
	    !S_ISLNK(e->st.st_mode))
		putchar(class_letter(e->st.st_mode));
	if (S_ISLNK(e->st.st_mode)) {
		n = readlink(e->path, text, sizeof(text) - 1);
		if (n >= 0)
			printf(" -> %.*s", (int)n, text);
	}
	putchar('\n');
}

static int
screen_width(void)
{
	struct winsize ws;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col > 0)
		return ws.ws_col;
	return 80;
}

/* Down each column first, as one reads a list. */
static void
columns_print(const struct listing *l)
{
	size_t i, row, rows, widest = 0, cols;
	int n;

	for (i = 0; i < l->count; i++)
		widest = MAX(widest, strlen(l->entry[i].name));
	widest += 2 + (inode ? 8 : 0) + (blocks ? 5 : 0);
	cols = MAX((size_t)screen_width() / widest, 1);
	rows = howmany(l->count, cols);
	for (row = 0; row < rows; row++) {
		for (i = row; i < l->count; i += rows) {
			n = name_print(&l->entry[i]);
			if (i + rows < l->count)
				printf("%*s", (int)widest - n, "");
		}
		putchar('\n');
	}
}

static void
listing_print(struct listing *l)
{
	size_t i;

	if (l->count == 0)
		return;
	qsort(l->entry, l->count, sizeof(*l->entry), compare);
	if (!longer && !one) {
		columns_print(l);
		return;
	}
	widths_find(l);
	for (i = 0; i < l->count; i++) {
		if (longer)
			long_print(&l->entry[i]);
		else {
			name_print(&l->entry[i]);
			putchar('\n');
		}
	}
}

static int
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static void
total_print(const struct listing *l)
{
	blkcnt_t total = 0;
	size_t i;

	for (i = 0; i < l->count; i++)
		total += l->entry[i].st.st_blocks;
	printf("total %ld\n", (total + 1) / 2);
}

static void
list_directory(const char *path)
{
	struct listing l = { 0 };
	char child[MAXPATHLEN];
	struct dirent *d;
	size_t i;
	DIR *dir = opendir(path);

	if (dir == NULL) {
		warn("%s", path);
		status = 1;
		return;
	}
	while ((d = readdir(dir)) != NULL) {
		if (d->d_name[0] == '.' && !all &&
		    !(almost && !is_dots(d->d_name)))
			continue;
		snprintf(child, sizeof(child), "%s/%s", path, d->d_name);
		entry_add(&l, d->d_name, child);
	}
	closedir(dir);
	if (longer)
		total_print(&l);
	listing_print(&l);
	for (i = 0; recurse && i < l.count; i++) {
		if (!S_ISDIR(l.entry[i].st.st_mode) ||
		    is_dots(l.entry[i].name))
			continue;
		printf("\n%s:\n", l.entry[i].path);
		list_directory(l.entry[i].path);
	}
	listing_free(&l);
}

/* A link named on the command line is followed, but not with -l or -F. */
static int
list_as_file(const char *path)
{
	struct stat st;
	int error = longer || classify ? lstat(path, &st) : stat(path, &st);

	return as_file || (error == 0 && !S_ISDIR(st.st_mode));
}

static void
options(int argc, char **argv)
{
	static const struct {
		char letter;
		int *flag;
	} opts[] = {
		{ '1', &one }, { 'A', &almost }, { 'a', &all },
		{ 'd', &as_file }, { 'F', &classify }, { 'h', &human },
		{ 'i', &inode }, { 'l', &longer }, { 'n', &numeric },
		{ 'R', &recurse }, { 'r', &reverse }, { 'S', &by_size },
		{ 's', &blocks }, { 't', &by_time },
	};
	size_t i;
	int ch;

	one = !isatty(STDOUT_FILENO);
	while ((ch = getopt(argc, argv, "1AadFhilnRrSst")) != -1) {
		if (ch == '?')
			usage();
		for (i = 0; i < nitems(opts); i++)
			if (opts[i].letter == ch)
				*opts[i].flag = 1;
	}
	longer |= numeric;
}

int
main(int argc, char **argv)
{
	struct listing files = { 0 };
	struct stat st;
	int i;

	options(argc, argv);
	if (optind == argc) {
		if (as_file)
			entry_add(&files, ".", ".");
		else
			list_directory(".");
	}
	for (i = optind; i < argc; i++) {
		if (lstat(argv[i], &st) != 0) {
			warn("%s", argv[i]);
			status = 1;
			argv[i] = NULL;
		} else if (list_as_file(argv[i])) {
			entry_add(&files, argv[i], argv[i]);
			argv[i] = NULL;
		}
	}
	listing_print(&files);
	headed = argc - optind > 1 || recurse;
	for (i = optind; i < argc; i++) {
		if (argv[i] == NULL)
			continue;
		if (headed)
			printf("%s%s:\n", i > optind ? "\n" : "", argv[i]);
		list_directory(argv[i]);
	}
	listing_free(&files);
	return status;
}
