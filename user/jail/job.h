// SPDX-License-Identifier: BSD-2-Clause
/*
 * job - one jail that jail(8) is to make, change or remove, and the commands
 * that go with it.
 *
 * What is to be said of the jail is a block of jail.conf, or one put
 * together from the command line; which parameters are this program's own
 * and which the kernel's is known in job.c alone.
 */
#pragma once

#include "user/jail/conf.h"

enum job_state { JOB_NEW, JOB_BUSY, JOB_DONE, JOB_FAILED };

struct job {
	struct job *jb_next;		/* of a struct plan */
	const char *jb_name;		/* NULL: none was given */
	struct conf_block *jb_conf;
	char **jb_command;		/* what follows command=, or NULL */
	char *jb_line[4];		/* sh -c of a command of the file */
	int jb_jid;			/* once there is one, else 0 */
	enum job_state jb_state;
};

/* How the program was called. */
struct options {
	int op_quiet;
	int op_verbose;
	int op_print_jid;
	int op_force;			/* -t: seconds, or -1 */
	int op_clean;			/* commands get a clean environment */
	const char *op_user;		/* commands run as, or NULL */
	const char *op_jidfile;		/* or NULL */
};
extern struct options options;

/* ---- run.c.  All return 0, or 1 having said what went wrong. */

/* Each value of the parameter name by the shell: outside, or in the jail. */
int	run_outside(const struct job *jb, const char *name);
int	run_inside(const struct job *jb, const char *name);
/* A program by its name, outside. */
int	run_program(const struct job *jb, char *const *argv);
/*
 * jb_command in the jail, waited for.  With unpersist the jail lives only
 * as long as what is in it, once the command is inside.
 */
int	run_command(const struct job *jb, int unpersist);
/* SIGTERM to all inside, and wait for them at most so many seconds. */
void	run_term(const struct job *jb, int seconds);

/* ---- mounts.c: mount, mount.fstab, mount.devfs, mount.procfs. */
int	mounts_make(const struct job *jb);
/* Undo them, the last first; those that are not there are passed over. */
void	mounts_undo(const struct job *jb);

/* ---- job.c.  As above. */

/* Everything that making it takes; undone if a part of it fails. */
int	job_create(struct job *jb, int flags);
int	job_update(struct job *jb);
/* Stop what runs, remove, undo mounts.  jb_conf may be NULL: just remove. */
int	job_remove(struct job *jb);
/* What -C asks for: the last steps of a removal alone. */
void	job_cleanup(struct job *jb);
/* jid of a jail that is alive, 0 if there is none. */
int	job_find(const char *name);
/* With -t also one that is dying already. */
int	job_find_any(const char *name);
void	job_complain(const char *name, const char *why);

/* ---- stages.c: with -v, in the kernel's figures. */

/* Each constructor: cycles of the TSC, bytes.  Each stage of its end. */
void	stages_made(int jid);
void	stages_ended(int jid);

/* ---- plan.c: the jails of a file, in the order that depend asks for. */

struct plan {
	struct conf pl_conf;
	struct job *pl_jobs;
	const char *pl_file;
};

int	plan_read(struct plan *pl, const char *file);	/* 0, or errno */
/* Do fn to name, or with "*" to all in the file; 0, or 1 if any failed. */
int	plan_create(struct plan *pl, const char *name, int restart);
int	plan_remove(struct plan *pl, const char *name);
int	plan_update(struct plan *pl, const char *name, int create);
int	plan_cleanup(struct plan *pl, const char *name);
/* Names of all jails of the file, sep between them. */
void	plan_print(struct plan *pl, const char *sep);
