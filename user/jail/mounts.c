// SPDX-License-Identifier: BSD-2-Clause
/*
 * mounts - file systems that come with a jail, by the programs mount and
 * umount.
 *
 * A line of mount or of the file mount.fstab is one of fstab(5): from, place,
 * type, options.  Places are the host's.  mount.devfs and mount.procfs are
 * short for one on dev and proc below the jail's path.
 */
#include <err.h>
#include <jail.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "user/jail/job.h"

#define LINE_MAX_BYTES	2048

/* One line at a time goes to fn, in order; stops at its first nonzero. */
typedef int line_fn(const struct job *jb, char *line);

static int
line_mount(const struct job *jb, char *line)
{
	char *field[4], *argv[] = { "mount", "-t", NULL, "-o", NULL, NULL,
	    NULL, NULL };
	unsigned n = 0;

	for (char *f = strtok(line, " \t\n"); f != NULL && n < 4;
	    f = strtok(NULL, " \t\n"))
		field[n++] = f;
	if (n < 3) {
		job_complain(jb->jb_name, "mount: from, place, type expected");
		return 1;
	}
	argv[2] = field[2];
	argv[4] = n > 3 ? field[3] : "rw";
	argv[5] = field[0];
	argv[6] = field[1];
	if (run_program(jb, argv) == 0)
		return 0;
	job_complain(jb->jb_name, "mount: failed");
	return 1;
}

/* The path that a line mounts on, or NULL. */
static char *
line_place(char *line)
{
	return strtok(line, " \t\n") != NULL ? strtok(NULL, " \t\n") : NULL;
}

/* Only what is the root of a mount goes, never a directory that is not. */
static int
line_undo(const struct job *jb, char *line)
{
	char *place = line_place(line);

	(void)jb;
	if (place != NULL)
		(void)unmount(place, MNT_FORCE);
	return 0;
}

static int
lines_values(const struct job *jb, line_fn *fn)
{
	const struct conf_param *cp = conf_find(jb->jb_conf, "mount");
	char line[LINE_MAX_BYTES];
	unsigned i;
	int error = 0;

	for (i = 0; cp != NULL && i < cp->cp_count && error == 0; i++) {
		snprintf(line, sizeof(line), "%s", cp->cp_value[i]);
		error = fn(jb, line);
	}
	return error;
}

static int
lines_file(const struct job *jb, line_fn *fn)
{
	const char *path = conf_value(jb->jb_conf, "mount.fstab");
	char line[LINE_MAX_BYTES];
	FILE *f = path != NULL ? fopen(path, "r") : NULL;
	int error = 0;

	if (path == NULL)
		return 0;
	if (f == NULL) {
		job_complain(jb->jb_name, path);
		return 1;
	}
	while (error == 0 && fgets(line, sizeof(line), f) != NULL)
		if (line[strspn(line, " \t\n")] != '\0' &&
		    line[strspn(line, " \t")] != '#')
			error = fn(jb, line);
	fclose(f);
	return error;
}

/* mount.devfs, mount.procfs */
static int
lines_short(const struct job *jb, line_fn *fn)
{
	static const char *const kinds[][4] = {
		{ "mount.devfs", "dev", "devfs", "jail" },
		{ "mount.procfs", "proc", "procfs", "rw" },
	};
	const char *path = conf_value(jb->jb_conf, "path");
	char line[LINE_MAX_BYTES];
	unsigned i;
	int error = 0;

	for (i = 0; i < 2 && error == 0; i++) {
		if (!conf_true(jb->jb_conf, kinds[i][0]))
			continue;
		snprintf(line, sizeof(line), "%s %s/%s %s %s", kinds[i][2],
		    path != NULL ? path : "", kinds[i][1], kinds[i][2],
		    kinds[i][3]);
		error = fn(jb, line);
	}
	return error;
}

int
mounts_make(const struct job *jb)
{
	int error = lines_values(jb, line_mount);

	if (error == 0)
		error = lines_file(jb, line_mount);
	if (error == 0)
		error = lines_short(jb, line_mount);
	return error;
}

/* Within a kind the order does not matter: the kernel forces it. */
void
mounts_undo(const struct job *jb)
{
	(void)lines_short(jb, line_undo);
	(void)lines_file(jb, line_undo);
	(void)lines_values(jb, line_undo);
}
