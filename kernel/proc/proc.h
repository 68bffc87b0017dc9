// SPDX-License-Identifier: BSD-2-Clause
/*
 * proc - processes: life, families, signals.
 *
 * A process is an address space, descriptors, a place in the family tree,
 * and threads.  Locks: [P] proc_tree, a sleeping rwlock over the family
 * tree, groups and sessions; [p] p_lock, a spinlock, class "proc"; [h] the
 * spinlock of the pid hash.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/signal.h>
#include "kernel/lib/linker_set.h"
#include "kernel/lib/list.h"
#include "kernel/lock/spin.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/waitq.h"
#include "kernel/vm/uio.h"

struct cred;
struct fdtable;
struct image;
struct pgrp;
struct pidset;
struct pidspace;
struct session;
struct thread;
struct trapframe;
struct tty;
struct uidcount;
struct vm_space;
struct vnode;

enum proc_state { PR_EMBRYO, PR_ALIVE, PR_STOPPED, PR_ZOMBIE };
/* What proc_single_begin does to a process's other threads. */
enum single_mode { SINGLE_PARK, SINGLE_EXIT };

#define NSIGNAL		(SIGRTMAX + 1)
#define PROC_NAME_MAX	24
#define PROC_ARGS_MAX	128
#define PID_MAX		99999
#define LOGIN_MAX	33

struct sigact {
	uint64_t sg_handler;	/* [p] user address, SIG_DFL, SIG_IGN */
	uint64_t sg_mask;	/* [p] also blocked in the handler */
	uint64_t sg_restorer;	/* [p] user address the handler returns to */
	uint32_t sg_flags;	/* [p] SA_* */
};

struct proc {
	int32_t p_pid;			/* [I] in the base numbering */
	enum proc_state p_state;	/* [p] */
	volatile uint32_t p_refs;	/* [a] the tree's, and proc_find's */
	struct list p_hash;		/* [h] */
	struct list p_all;		/* [P] every process */
	struct list p_children;		/* [P] */
	struct list p_sibling;		/* [P] */
	struct proc *p_parent;		/* [P] */
	volatile int32_t p_ppid;	/* [a] p_parent's pid, for getppid */
	struct pgrp *p_pgrp;		/* [P] */
	struct list p_pglink;		/* [P] members of the group */
	struct spinlock p_lock;		/* class "proc" */
	struct list p_threads;		/* [p] by td_plink */
	int p_nthreads;			/* [p] */
	struct vm_space *p_vm;		/* [t], others under [p] */
	struct fdtable *p_fd;		/* [t], others under [p] */
	struct vnode *p_root;		/* [p] */
	struct vnode *p_cwd;		/* [p] */
	uint32_t p_umask;		/* [p] */
	struct cred *p_cred;		/* [p] threads copy it into td_cred */
	struct uidcount *p_uidcount;	/* [h] counted with this real uid */
	struct sigact p_sigact[NSIGNAL];	/* [p] index sig */
	uint64_t p_pending;		/* [p] signals, SIGBIT() */
	uint64_t p_sigignore;		/* [p] dropped when sent */
	struct list p_siginfos;		/* [p] struct ksiginfo, oldest first */
	int p_nsiginfos;		/* [p] its threads' included */
	struct thread *p_single;	/* [p] who holds the others up */
	enum single_mode p_single_mode;	/* [p] valid with p_single */
	int p_parked;			/* [p] threads held up, or stopped */
	struct waitq p_singleq;		/* [p] p_single waits for them */
	int p_status;			/* [p] wait status: zombie, stopped */
	int p_flags;			/* [p] PF_* */
	struct waitq p_wait;		/* [p] wait4 sleeps here */
	uint32_t p_events;		/* [p] children's news, for p_wait */
	struct waitq p_stopq;		/* [p] stopped threads; vfork's too */
	uint64_t p_start_ns;		/* [I] */
	uint64_t p_runtime_ns;		/* [p] of ended threads */
	uint64_t p_child_runtime_ns;	/* [P] */
	struct callout p_alarm;		/* [p] ITIMER_REAL */
	uint64_t p_alarm_at_ns;		/* [p] when it is due, 0 off */
	uint64_t p_alarm_every_ns;	/* [p] */
	struct rlimit p_rlimit[RLIM_NLIMITS];	/* [p] */
	int8_t p_nice;			/* [p] */
	char p_comm[PROC_NAME_MAX];	/* [p] */
	char p_args[PROC_ARGS_MAX];	/* [p] for ps, blanks between */
	struct list p_jaillink;		/* [jail] members of a jail */
	struct pidset *p_pids;		/* [P] pid.h; NULL: base space */
	int32_t p_vpid;			/* [P] number in its own space */
};

#define PF_VFORK	0x001	/* parent waits for exec or exit */
#define PF_EXEC		0x002	/* has called execve */
#define PF_KILLED	0x004	/* SIGKILL accepted: nothing may stop it */
#define PF_STOPSIG	0x008	/* stopped and not yet reported */
#define PF_CONTSIG	0x010	/* continued and not yet reported */
#define PF_EXITING	0x020	/* proc_exit has begun */
#define PF_SUGID	0x040	/* took on an identity by exec or setuid */
#define PF_LEADER	0x080	/* of its session */
#define PF_ALARM	0x100	/* p_alarm was armed once */
#define PF_STOPTOLD	0x200	/* all threads stopped: the parent knows */
#define PF_CONTTELL	0x400	/* the parent is to hear of SIGCONT */
#define PF_MLOCKALL	0x800	/* mlockall: new mappings are locked too */
#define PF_MLOCKED	0x1000	/* mlockall: MS_INVALIDATE is EBUSY */

#define curproc	(curthread->td_proc)

/* Told by records in later layers; ph_fork may refuse (errno). */
struct proc_hook {
	int (*ph_fork)(struct proc *parent, struct proc *child); /* [I] */
	/* before anything is copied; no promise that ph_fork agrees */
	int (*ph_room)(const struct proc *parent);	/* [I] */
	/* p, running, is about to have these images; may refuse */
	int (*ph_attach)(struct proc *p, struct image *const *images); /* [I] */
	void (*ph_exec)(struct proc *p);	/* [I] */
	void (*ph_exit)(struct proc *p);	/* [I] while still whole */
	void (*ph_free)(struct proc *p);	/* [I] reaped, or fork failed */
};
#define PROC_HOOK(sym)	SET_ENTRY(proc_hook, sym)

/*
 * By the number it has for the running process, or by that of the base
 * space; its memory held until proc_release; NULL if none.  Any context.
 */
struct proc *proc_find(int32_t pid);
struct proc *proc_find_base(int32_t pid);
void	proc_release(struct proc *p);
/*
 * fn for each process in the running one's space, under proc_tree read
 * lock; stops at nonzero.  Must not sleep long.
 */
int	proc_foreach(int (*fn)(struct proc *p, void *arg), void *arg);
/* Tell the hooks; all or none has been changed on error. */
int	proc_hooks_attach(struct proc *p, struct image *const *images);
int	proc_count(void);
/* Its credential, held for the caller.  Any context. */
struct cred *proc_cred_hold(struct proc *p);
/* CPU time of all its threads so far. */
uint64_t proc_runtime_ns(struct proc *p);

/* ------------------------------------------------------------- signals */

/* What a handler learns of a signal; pids in the receiver's numbers. */
struct ksiginfo {
	struct list ks_link;		/* [p] p_siginfos or td_siginfos */
	int ks_signo;			/* [I] */
	int ks_code;			/* [I] SI_*, CLD_*, ... */
	int32_t ks_pid;			/* [I] sender, or child */
	uint32_t ks_uid;		/* [I] */
	int ks_status;			/* [I] of a child */
	uint64_t ks_addr;		/* [I] si_addr */
	uint64_t ks_value;		/* [I] si_value */
};

/* As programs see it; all of *si is written. */
void	siginfo_export(const struct ksiginfo *ks, siginfo_t *si);
/* Send; any context that may take spinlocks.  ESRCH: p is a zombie. */
int	proc_signal(struct proc *p, int sig);
/*
 * The same with all that is known of it; ks is copied.  One of SI_QUEUE
 * comes as often as it was sent: EAGAIN when too many wait.
 */
int	proc_signal_info(struct proc *p, const struct ksiginfo *ks);
/* To the one thread of p whose number is tid.  ESRCH: there is none. */
int	proc_signal_thread(struct proc *p, int32_t tid,
	    const struct ksiginfo *ks);
void	pgrp_signal(struct pgrp *pg, int sig);	/* proc_tree held */
/* Is an unblocked signal (or stop, kill) waiting for td? */
int	signal_pending(struct thread *td);
/* sigaction(2); new may be NULL.  0 or EINVAL. */
int	proc_sigaction(struct proc *p, int sig, const struct sigact *new,
	    struct sigact *old);
/* Replace td's mask; KILL and STOP never stay blocked. */
void	thread_sigmask(struct thread *td, uint64_t mask);
/* Wait with mask until a handler is due: always EINTR. */
int	thread_sigsuspend(struct thread *td, uint64_t mask);
/*
 * Take one signal of set, which td blocks, off; waits until deadline_ns.
 * EAGAIN: none came; EINTR.
 */
int	thread_sigwait(struct thread *td, uint64_t set, uint64_t deadline_ns,
	    struct ksiginfo *out);
/* Does td, in user mode, stand on its other stack? */
int	thread_on_altstack(struct thread *td);
/* Put back what the handler's ucontext at uc says.  0, EFAULT, EINVAL. */
int	thread_sigreturn(struct thread *td, uaddr_t uc);
/* ITIMER_REAL: set (at_ns 0 disarms) and read what was left. */
void	proc_alarm_set(struct proc *p, uint64_t in_ns, uint64_t every_ns);
void	proc_alarm_get(struct proc *p, uint64_t *in_ns, uint64_t *every_ns);

/* ---------------------------------------------------------------- life */

/*
 * td_frame's tf_error in a system call: begin it again, unless a handler
 * runs and is without SA_RESTART, or is any.
 */
#define FRAME_RESTART	1
#define FRAME_RESTART_QUIET	2

#define FORK_VFORK	0x1

/*
 * Copy the running process; the child returns 0 from the call.  0, EAGAIN
 * (limits), ENOMEM, or what a hook says.
 */
int	proc_fork(struct thread *td, int flags, int32_t *pid);

/* Strings for a new program, packed one after the other. */
struct exec_args {
	char *ea_buf;			/* [t] argv strings, then envp's */
	size_t ea_len;			/* [t] used */
	size_t ea_room;			/* [t] */
	size_t ea_argv_len;		/* [t] bytes that are argv's */
	int ea_argc;			/* [t] */
	int ea_envc;			/* [t] */
};

void	exec_args_init(struct exec_args *ea);
void	exec_args_free(struct exec_args *ea);
/* Append a string; all of argv before any of envp.  E2BIG, ENOMEM. */
int	exec_args_add(struct exec_args *ea, const char *s, int is_env);
/* Both vectors from user memory; either may be 0.  EFAULT, E2BIG, ENOMEM. */
int	exec_args_copyin(struct exec_args *ea, uaddr_t argv, uaddr_t envp);
/*
 * Run the program path (a kernel string) in the running process.  On
 * success td_frame starts it; on error nothing has changed.
 */
int	proc_exec(struct thread *td, const char *path, struct exec_args *ea);

/* End the running process; status as wait4 reports it. */
void	proc_exit(int status) __attribute__((noreturn));

/* ------------------------------------------------------------- threads */

/* Where a new thread begins, all as user registers hold it. */
struct thread_start {
	uaddr_t ts_entry;		/* [I] */
	uint64_t ts_arg;		/* [I] */
	uaddr_t ts_sp;			/* [I] as after a call */
	uaddr_t ts_fsbase;		/* [I] */
};
/*
 * A further thread in the running process, not started: thread_start or
 * proc_thread_discard.  It has the caller's mask.  0, EAGAIN, ENOMEM.
 */
int	proc_thread_new(struct thread *td, const struct thread_start *ts,
	    struct thread **out);
void	proc_thread_discard(struct proc *p, struct thread *td);
/* End the running thread, and with the last one the process. */
void	proc_thread_exit(struct thread *td) __attribute__((noreturn));
/*
 * Be the only thread of the running process that runs: the others stand at
 * the border of user mode until proc_single_end (SINGLE_PARK), or have
 * ended.  May sleep.  ERESTART: another thread does this; go to the border.
 */
int	proc_single_begin(struct proc *p, struct thread *td,
	    enum single_mode mode);
void	proc_single_end(struct proc *p, struct thread *td);

struct wait_result {
	int32_t wr_pid;			/* [t] 0: WNOHANG, nothing yet */
	int wr_status;			/* [t] */
	uint64_t wr_runtime_ns;		/* [t] of it and its children */
};
/* wait4(2) for the running process p.  0, ECHILD, EINTR, EINVAL. */
int	proc_wait(struct proc *p, int32_t pid, int options,
	    struct wait_result *wr);

/* The running process replaces its credential (takes over cr). */
void	proc_set_cred(struct proc *p, struct cred *cr);
/*
 * May the running process, whose other threads are parked, go below root?
 * 0, EPERM (an open directory is not below it), ENOMEM.
 */
int	proc_attach_check(struct proc *p, struct vnode *root);
/*
 * Replace root, cwd and credential of the running process in one step
 * (jail_attach); takes over all references.
 */
void	proc_attach(struct proc *p, struct vnode *root, struct vnode *cwd,
	    struct cred *cr);
/* Held root and current directory, for a look-up. */
void	proc_dirs(struct proc *p, struct vnode **root, struct vnode **cwd);
void	proc_set_cwd(struct proc *p, struct vnode *cwd);	/* takes over */
void	proc_set_root(struct proc *p, struct vnode *root);	/* takes over */

/* Make the first process and run path in it; hooks see parent NULL. */
void	proc_start_init(const char *path);

/* -------------------------------------------------------------- groups */

/* Controlling terminals: what kernel tty code asks about. */
struct session {
	int32_t se_sid;			/* [I] */
	struct pidset *se_pids;		/* [I] its numbers; NULL: base only */
	uint32_t se_refs;		/* [P] its groups */
	struct list se_hash;		/* [P] */
	struct proc *se_leader;		/* [P] NULL once it has exited */
	struct tty *se_tty;		/* [P] */
	char se_login[LOGIN_MAX];	/* [P] setlogin(2)'s */
	char se_ttyname[16];		/* [P] "console", by the tty */
	uint64_t se_ttydev;		/* [P] its st_rdev, by the tty */
	int32_t se_ttypgid;		/* [P] its foreground, by the tty */
};
struct pgrp {
	int32_t pg_id;			/* [I] in the base space */
	struct pidset *pg_pids;		/* [I] numbers below; NULL: none */
	struct list pg_members;		/* [P] by p_pglink */
	struct list pg_all;		/* [P] hash chain */
	struct session *pg_session;	/* [I] */
};
/* By base number, and by a space's; proc_tree held; NULL none. */
struct pgrp *pgrp_find(int32_t pgid);
struct pgrp *pgrp_find_in(const struct pidspace *in, int32_t pgid);
void	proc_tree_rlock(void);
void	proc_tree_runlock(void);
/* For se_tty and other changes. */
void	proc_tree_wlock(void);
void	proc_tree_wunlock(void);
/* Has every member's parent left the session?  proc_tree held. */
int	pgrp_is_orphaned(struct pgrp *pg);
/* Its session's login name, in and out; size LOGIN_MAX.  proc_tree free. */
void	proc_get_login(struct proc *p, char *name);
void	proc_set_login(struct proc *p, const char *name);
/* setsid(2), setpgid(2) for the running process p. */
int	proc_setsid(struct proc *p);
int	proc_setpgid(struct proc *p, int32_t pid, int32_t pgid);
