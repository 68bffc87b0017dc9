// SPDX-License-Identifier: BSD-2-Clause
/*
 * plan - the jails of jail.conf and what they depend on.
 *
 * A jail is made after those it depends on, which are made too if they are
 * not there; it is removed after those that depend on it.  Each job is done
 * once, whichever way it was reached; one that is reached while it is being
 * done is a ring.
 */
#include <err.h>
#include <errno.h>
#include <jail.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "user/jail/job.h"

/* command = "a line"; or command = program, argument; */
static void
command_make(struct job *jb)
{
	const struct conf_param *cp = conf_find(jb->jb_conf, "command");
	unsigned i;

	if (cp == NULL || cp->cp_count == 0)
		return;
	if (cp->cp_count == 1) {
		jb->jb_line[0] = "sh";
		jb->jb_line[1] = "-c";
		jb->jb_line[2] = cp->cp_value[0];
		jb->jb_command = jb->jb_line;
		return;
	}
	jb->jb_command = calloc(cp->cp_count + 1, sizeof(char *));
	if (jb->jb_command == NULL)
		err(1, NULL);
	for (i = 0; i < cp->cp_count; i++)
		jb->jb_command[i] = cp->cp_value[i];
}

/* Of a block without wildcards; NULL, having complained, if it is wrong. */
static struct job *
job_make(struct plan *pl, const char *name)
{
	struct job **link = &pl->pl_jobs, *jb;

	for (; *link != NULL; link = &(*link)->jb_next)
		if (strcmp((*link)->jb_name, name) == 0)
			return *link;
	jb = calloc(1, sizeof(*jb));
	if (jb == NULL)
		err(1, NULL);
	jb->jb_conf = conf_jail(&pl->pl_conf, name);
	if (jb->jb_conf == NULL) {
		warnx("%s", pl->pl_conf.cf_error);
		free(jb);
		return NULL;
	}
	jb->jb_name = jb->jb_conf->cb_name;
	command_make(jb);
	*link = jb;
	return jb;
}

int
plan_read(struct plan *pl, const char *file)
{
	pl->pl_file = file;
	if (access(file, R_OK) != 0)
		return errno;
	return conf_read_file(&pl->pl_conf, file) != 0 ? EINVAL : 0;
}

static struct job *
job_named(struct plan *pl, const char *name)
{
	if (!conf_has(&pl->pl_conf, name)) {
		warnx("\"%s\" not found", name);
		return NULL;
	}
	return job_make(pl, name);
}

/* fn on every jail of the file, in its order. */
static int
for_all(struct plan *pl, int (*fn)(struct plan *pl, const char *name,
    int flag), int flag)
{
	struct conf_block *cb;
	int status = 0;

	for (cb = pl->pl_conf.cf_blocks; cb != NULL; cb = cb->cb_next)
		if (strchr(cb->cb_name, '*') == NULL)
			status |= fn(pl, cb->cb_name, flag);
	return status;
}

static int	create(struct plan *pl, struct job *jb, int restart);

/* Those it depends on: alive, or made now. */
static int
create_depends(struct plan *pl, struct job *jb)
{
	const struct conf_param *cp = conf_find(jb->jb_conf, "depend");
	struct job *dep;
	unsigned i;

	for (i = 0; cp != NULL && i < cp->cp_count; i++) {
		if (job_find(cp->cp_value[i]) != 0)
			continue;
		dep = job_named(pl, cp->cp_value[i]);
		if (dep == NULL || create(pl, dep, 0) != 0) {
			warnx("%s: depends on \"%s\"", jb->jb_name,
			    cp->cp_value[i]);
			return 1;
		}
	}
	return 0;
}

/* Jails that depend on jb and are there go first. */
static int
remove_tree(struct plan *pl, struct job *jb)
{
	const struct conf_param *cp;
	struct conf_block *cb;
	struct job *other;
	unsigned i;
	int status = 0;

	if (jb->jb_state == JOB_BUSY)
		return 0;
	jb->jb_state = JOB_BUSY;
	for (cb = pl->pl_conf.cf_blocks; cb != NULL; cb = cb->cb_next) {
		if (strchr(cb->cb_name, '*') != NULL ||
		    job_find(cb->cb_name) == 0)
			continue;
		other = job_make(pl, cb->cb_name);
		cp = other != NULL ? conf_find(other->jb_conf, "depend") :
		    NULL;
		for (i = 0; cp != NULL && i < cp->cp_count; i++)
			if (strcmp(cp->cp_value[i], jb->jb_name) == 0)
				status |= remove_tree(pl, other);
	}
	if (job_find_any(jb->jb_name) != 0)
		status |= job_remove(jb);
	jb->jb_state = JOB_NEW;
	return status;
}

static int
create(struct plan *pl, struct job *jb, int restart)
{
	if (jb->jb_state == JOB_DONE)
		return 0;
	if (jb->jb_state != JOB_NEW) {
		if (jb->jb_state == JOB_BUSY)
			warnx("%s: dependency loop", jb->jb_name);
		return 1;
	}
	if (restart && remove_tree(pl, jb) != 0)
		return 1;
	jb->jb_state = JOB_BUSY;
	if (create_depends(pl, jb) != 0 || job_create(jb, JAIL_CREATE) != 0)
		jb->jb_state = JOB_FAILED;
	else
		jb->jb_state = JOB_DONE;
	return jb->jb_state == JOB_FAILED;
}

int
plan_create(struct plan *pl, const char *name, int restart)
{
	struct job *jb;

	if (strcmp(name, "*") == 0)
		return for_all(pl, plan_create, restart);
	jb = job_named(pl, name);
	return jb == NULL || create(pl, jb, restart) != 0;
}

int
plan_remove(struct plan *pl, const char *name)
{
	struct job *jb;
	int status;

	if (job_find_any(name) == 0) {
		warnx("\"%s\" not found", name);
		return 1;
	}
	jb = conf_has(&pl->pl_conf, name) ? job_make(pl, name) : NULL;
	if (jb != NULL)
		return remove_tree(pl, jb);
	jb = calloc(1, sizeof(*jb));	/* not in the file: just remove it */
	if (jb == NULL)
		err(1, NULL);
	jb->jb_name = name;
	status = job_remove(jb);
	free(jb);
	return status;
}

int
plan_update(struct plan *pl, const char *name, int create_too)
{
	struct job *jb;

	if (strcmp(name, "*") == 0)
		return for_all(pl, plan_update, create_too);
	if (create_too && job_find(name) == 0)
		return plan_create(pl, name, 0);
	jb = job_named(pl, name);
	return jb == NULL || job_update(jb) != 0;
}

int
plan_cleanup(struct plan *pl, const char *name)
{
	struct job *jb = job_named(pl, name);

	if (jb != NULL)
		job_cleanup(jb);
	return jb == NULL;
}

void
plan_print(struct plan *pl, const char *sep)
{
	struct conf_block *cb;
	const char *before = "";

	for (cb = pl->pl_conf.cf_blocks; cb != NULL; cb = cb->cb_next) {
		if (strchr(cb->cb_name, '*') != NULL)
			continue;
		printf("%s%s", before, cb->cb_name);
		before = sep;
	}
	putchar('\n');
}
