// SPDX-License-Identifier: BSD-2-Clause
/*
 * pid - numbers of processes, groups and sessions, by who looks.
 *
 * Theory.  A process has a number in its own space of numbers and in each
 * above, up to the base space, where it is p_pid.  All kernel code works
 * with processes and base numbers; what programs give and get goes through
 * the functions here, the one boundary.  Who has no number in a space does
 * not exist there.
 *
 * The numbers below the base are a struct pidset, made once and shared by
 * the process and by the group and session it leads.  A number is free
 * again when the last of them has let go, so none is used anew while
 * anything still bears it.
 *
 * The first process in a space is its 1: orphans become its children, it
 * is shielded from signals from inside that it does not handle, and when it
 * ends everybody inside is killed.  Until the last has gone nobody can
 * enter; then the space begins anew.
 *
 * Locks: [P] proc_tree, [h] the lock of the tables of numbers.
 */
#pragma once

#include <stdint.h>
#include "kernel/lib/list.h"

struct pgrp;
struct proc;
struct session;

#define PID_LEVELS	32	/* spaces below the base, nested */
#define PIDSPACE_HASH	8

struct pidspace {
	struct pidspace *ps_parent;	/* [I] NULL: the base */
	int ps_level;			/* [I] 0: the base */
	volatile uint32_t ps_refs;	/* [a] images, sets, spaces below */
	int32_t ps_last;		/* [P] number given last */
	int ps_count;			/* [P] processes in it and below */
	int ps_ending;			/* [P] its 1 has gone, not yet all */
	struct proc *ps_init;		/* [P] its 1, NULL none */
	struct list ps_hash[PIDSPACE_HASH];	/* [h] of struct pidnum */
};

struct pidnum {
	struct list pn_link;		/* [h] */
	int32_t pn_number;		/* [I] */
	struct proc *pn_proc;		/* [h] NULL: has ended */
};

struct pidset {
	volatile uint32_t pt_refs;	/* [a] process, group, session */
	struct pidspace *pt_space;	/* [I] the innermost, held */
	struct pidnum pt_num[];		/* [I] by level, from 1 */
};

/* A new space below parent (NULL: the base).  ENOMEM, EINVAL: too deep. */
int	pidspace_create(struct pidspace *parent, struct pidspace **out);
struct pidspace *pidspace_hold(struct pidspace *ps);
void	pidspace_drop(struct pidspace *ps);	/* or NULL */
extern struct pidspace pidspace_base;		/* [P] */

/* The space p lives in; may be compared and passed on while p is held. */
struct pidspace *proc_space(const struct proc *p);
/* p's number in a space, 0: none there. */
int32_t	pid_in(const struct proc *p, const struct pidspace *in);
/* The same for a group and a session; proc_tree held. */
int32_t	pgid_in(const struct pgrp *pg, const struct pidspace *in);
int32_t	sid_in(const struct session *se, const struct pidspace *in);
/* What the running process calls a base number; 0: nothing it knows. */
int32_t	pid_export(int32_t base);
/* Does the running process's space count p, and as what? */
int32_t	pid_seen(const struct proc *p);
/* By number in a space; proc_find's other half.  NULL none.  Held. */
struct proc *pid_find(struct pidspace *in, int32_t number);

/*
 * Give p, the running process, numbers in ps, which lies below its own or
 * above; what it had in common stays.  0, ENOMEM, EAGAIN (ending).
 */
int	proc_space_move(struct proc *p, struct pidspace *ps);
