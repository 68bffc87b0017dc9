// SPDX-License-Identifier: BSD-2-Clause
/* proc_priv - what the files of kernel/proc share. */
#pragma once

#include <stdint.h>
#include "arch-x86_64/cpu/frame.h"
#include "kernel/proc/proc.h"
#include "kernel/sync/rwlock.h"

struct ledger;
struct sigframe;

/* ------------------------------------------- numbers, see pid.h; [P] */
struct pidset *pidset_hold(struct pidset *pt);	/* NULL: NULL */
void	pidset_drop(struct pidset *pt);		/* or NULL */
/* The new p is counted where its parent (or NULL) is.  ENOMEM, EAGAIN. */
int	proc_space_inherit(struct proc *p, struct proc *parent);
void	proc_space_leave(struct proc *p);	/* it has been waited for */
/* p ends: with it whom it was the 1 of. */
void	proc_space_end(struct proc *p);
/* Who takes child when its parent, gone, ends. */
struct proc *proc_reaper(const struct proc *child, const struct proc *gone);
int	proc_is_space_init(const struct proc *p);

#define SIG_STOPS	(SIGBIT(SIGSTOP) | SIGBIT(SIGTSTP) | \
			    SIGBIT(SIGTTIN) | SIGBIT(SIGTTOU))
#define SIG_NEVER	(SIGBIT(SIGKILL) | SIGBIT(SIGSTOP))	/* blocked */

extern struct rwlock proc_tree;		/* [P] itself, class "proc_tree" */
extern struct list proc_all;		/* [P] for the debugger, too */
extern struct list proc_all;		/* [P] every process, by p_all */
extern struct proc *proc_init;		/* [I] once made; pid 1 */

/*
 * New process, one reference, in no list; a uid is counted when linked.
 * Charged to ld; NULL: out of memory.
 */
struct proc *proc_alloc(struct ledger *ld);
void	proc_free(struct proc *p);	/* never linked, or all over */
/*
 * Give p a pid and put it below parent (NULL: the first), in pg.  Counts
 * against the limits of uid.  0 or EAGAIN.  proc_tree write-locked.
 */
int	proc_link(struct proc *p, struct proc *parent, struct pgrp *pg,
	    uint32_t uid, int64_t uid_max);
/* Is there room for one process more?  0 or EAGAIN; no lock: a guess. */
int	proc_check_room(uint32_t uid);
/* Take p out of the tree; proc_tree write-locked. */
void	proc_unlink(struct proc *p);
/* Count p with another real uid, by setuid; may not fail. */
void	proc_recount(struct proc *p, uint32_t uid);
/*
 * Make news for p's parent: wake it from wait4, send it SIGCHLD.  code is
 * CLD_*, status what belongs to it.  proc_tree held.
 */
void	proc_notify_parent(struct proc *p, int code, int status);

/* p_lock held: the signal for p (td NULL) or for its thread td. */
int	signal_send_locked(struct proc *p, struct thread *td,
	    const struct ksiginfo *ks);
/* The next signal for td of those in set, taken off; 0 if none. */
int	signal_take_locked(struct thread *td, uint64_t set,
	    struct ksiginfo *out);
/* Let a thread that does not block sig know; p_lock held. */
void	signal_tell_locked(struct proc *p, int sig);
/*
 * The queue of what is known about pending signals; p_lock held.  add
 * copies; take moves the oldest of sig to *out, 1 if there was one, *more
 * if there is another; purge forgets those of set.
 */
int	siginfo_add(struct proc *p, struct list *to,
	    const struct ksiginfo *ks);
int	siginfo_take(struct proc *p, struct list *from, int sig,
	    struct ksiginfo *out, int *more);
void	siginfo_purge(struct proc *p, struct list *from, uint64_t set);

/*
 * Stand still as long as the process is stopped or another thread is its
 * only one; ends the thread if that is what the other wants.
 */
void	thread_park(struct thread *td);
/* Does td have to?  p_lock held. */
int	thread_must_park(const struct proc *p, const struct thread *td);

/*
 * A thread of p that will enter user mode through td_frame; it begins with
 * the floating point registers of from, the running thread, if not NULL.
 */
int	proc_thread_create(struct proc *p, const char *name,
	    void (*func)(void *), struct thread *from, struct thread **out);
/* In the new thread: go to user mode as td_frame says. */
void	proc_thread_enter(struct thread *td) __attribute__((noreturn));

/* NULL: out of memory; proc_tree write-locked. */
struct pgrp *pgrp_create(int32_t id, struct pidset *pids, struct session *se);
void	pgrp_leave(struct proc *p);
struct session *session_create(int32_t id, struct pidset *pids);
/* The leader exits: the terminal is lost, its foreground is hung up. */
void	session_leader_gone(struct proc *p);
/* Is up a parent that keeps pg from being orphaned?  proc_tree held. */
int	pgrp_is_guarded_by(const struct pgrp *pg, const struct proc *up);
/* Hang pg up if it is stopped and orphaned now; write-locked. */
void	pgrp_hang_up_orphan(struct pgrp *pg);

/* A synchronous signal: cannot be held back.  code, addr: siginfo's. */
void	thread_trap_signal(struct thread *td, int sig, int code,
	    uint64_t addr);
/* Enter handler sg for sig: td_frame is changed.  0 or EFAULT. */
int	sigframe_push(struct thread *td, const struct ksiginfo *ks,
	    const struct sigact *sg, uint64_t oldmask);
/* exec: caught signals go back to the default. */
void	proc_signal_exec(struct proc *p);
void	proc_alarm_init(struct proc *p);
void	proc_alarm_stop(struct proc *p);	/* may sleep */
/* p has ended: tell those who poll descriptors of it; proc_tree held. */
void	procdesc_tell(struct proc *p);
/* The child of a vfork has an address space of its own, or ended. */
void	proc_vfork_done(struct proc *p);
/* td leaves p: its time is kept, its references are given back. */
void	proc_thread_leave(struct proc *p, struct thread *td);
/* The same in two steps: under p_lock, and then by itself. */
void	proc_thread_leave_locked(struct proc *p, struct thread *td);
void	proc_thread_unload(struct thread *td);
/* Tell hooks of a new process (parent NULL: the first), or its end. */
int	proc_hooks_fork(struct proc *parent, struct proc *child);
int	proc_hooks_room(const struct proc *parent);
void	proc_hooks_exec(struct proc *p);
void	proc_hooks_exit(struct proc *p);
void	proc_hooks_free(struct proc *p);
