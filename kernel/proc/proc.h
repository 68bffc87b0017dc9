// SPDX-License-Identifier: BSD-2-Clause
/*
 * proc - processes: life, families, signals.
 *
 * A process is an address space, descriptors, a place in the family tree,
 * and threads.  Locks: [P] proc_tree, a sleeping rwlock over the family
 * tree, groups and sessions; [p] p_lock, a spinlock, class "proc"; [s]
 * p_siglock is p_lock as well.
 */
#pragma once

#include <stdint.h>
#include "kernel/lib/linker_set.h"
#include "kernel/lib/list.h"
#include "kernel/lock/spin.h"
#include "kernel/sched/waitq.h"

struct cred;
struct fdtable;
struct ledger;
struct pgrp;
struct session;
struct thread;
struct trapframe;
struct tty;
struct vm_space;
struct vnode;

enum proc_state { PR_EMBRYO, PR_ALIVE, PR_STOPPED, PR_ZOMBIE };

#define NSIGNAL		32
#define PROC_NAME_MAX	24

struct sigact {
	uint64_t sg_handler;	/* user address, SIG_DFL, SIG_IGN */
	uint64_t sg_mask;
	uint32_t sg_flags;	/* SA_* */
};

struct proc {
	int32_t p_pid;			/* [I] in the base numbering */
	enum proc_state p_state;	/* [p] */
	struct list p_all;		/* [P] every process */
	struct list p_children;		/* [P] */
	struct list p_sibling;		/* [P] */
	struct proc *p_parent;		/* [P] */
	struct pgrp *p_pgrp;		/* [P] */
	struct list p_pglink;		/* [P] members of the group */
	struct spinlock p_lock;		/* class "proc" */
	struct list p_threads;		/* [p] by td_plink */
	int p_nthreads;			/* [p] */
	struct vm_space *p_vm;		/* [t] */
	struct fdtable *p_fd;		/* [t] */
	struct vnode *p_root;		/* [p] */
	struct vnode *p_cwd;		/* [p] */
	uint32_t p_umask;		/* [p] */
	struct cred *p_cred;		/* [p] threads copy it into td_cred */
	struct ledger *p_ledger;	/* [I] charged; jail's or base */
	struct sigact p_sigact[NSIGNAL];	/* [p] */
	uint64_t p_pending;		/* [p] signals */
	int p_status;			/* [p] wait status when zombie */
	int p_flags;			/* [p] PF_* */
	struct waitq p_wait;		/* [p] wait4 sleeps here */
	uint64_t p_start_ns;		/* [I] */
	uint64_t p_runtime_ns;		/* [p] of ended threads */
	uint64_t p_child_runtime_ns;	/* [P] */
	uint64_t p_alarm;		/* [p] */
	char p_comm[PROC_NAME_MAX];	/* [p] */
	char p_args[256];		/* [p] for ps, blanks between */
	struct list p_jaillink;		/* [jail] members of a jail */
	void *p_pidns;			/* [P] pid_ops' own */
};

#define PF_VFORK	0x1	/* parent waits for exec or exit */
#define PF_EXEC		0x2	/* has called execve */
#define PF_KILLED	0x4	/* SIGKILL accepted: nothing may stop it */
#define PF_STOPSIG	0x8	/* stopped and not yet reported */
#define PF_CONTSIG	0x10	/* continued and not yet reported */

#define curproc	(curthread->td_proc)

/* Told by records in later layers; ph_fork may refuse (errno). */
struct proc_hook {
	int (*ph_fork)(struct proc *parent, struct proc *child);	/* [I] */
	void (*ph_exec)(struct proc *p);				/* [I] */
	void (*ph_exit)(struct proc *p);	/* [I] while still whole */
	void (*ph_free)(struct proc *p);	/* [I] reaped */
};
#define PROC_HOOK(sym)	SET_ENTRY(proc_hook, sym)

/* By pid, held against reaping until proc_release; NULL if none. */
struct proc *proc_find(int32_t pid);
void	proc_release(struct proc *p);
/* fn under proc_tree read lock; stops at nonzero.  Must not sleep long. */
int	proc_foreach(int (*fn)(struct proc *p, void *arg), void *arg);
int	proc_count(void);

/* Send; any context.  ESRCH when p is a zombie. */
int	proc_signal(struct proc *p, int sig);
void	pgrp_signal(struct pgrp *pg, int sig);
/* Is an unblocked signal (or stop, kill) waiting for td? */
int	signal_pending(struct thread *td);

/* The running process replaces p's credential (takes over cr). */
void	proc_set_cred(struct proc *p, struct cred *cr);
/*
 * Replace root, cwd and credential of the running process in one step
 * (jail_attach); takes over all references.  0, EPERM (open directory
 * descriptors lead out), EAGAIN.
 */
int	proc_attach(struct proc *p, struct vnode *root, struct vnode *cwd,
	    struct cred *cr);

/* Make the first process and run path in it. */
void	proc_start_init(const char *path);

void	proc_exit(int status) __attribute__((noreturn));

/* Controlling terminals: what kernel tty code asks about (tty in subsys/drv). */
struct session {
	int32_t se_sid;			/* [I] */
	uint32_t se_refs;		/* [P] */
	struct proc *se_leader;		/* [P] */
	struct tty *se_tty;		/* [P] */
};
struct pgrp {
	int32_t pg_id;			/* [I] */
	struct list pg_members;		/* [P] */
	struct list pg_all;		/* [P] */
	struct session *pg_session;	/* [I] */
};
struct pgrp *pgrp_find(int32_t pgid);	/* proc_tree held */
void	proc_tree_rlock(void);
void	proc_tree_runlock(void);
