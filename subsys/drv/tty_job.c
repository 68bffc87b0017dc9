// SPDX-License-Identifier: BSD-2-Clause
/*
 * tty_job - sessions and their controlling terminals.
 *
 * A session leader without a terminal may take one (TIOCSCTTY); the two
 * then point at each other until the leader exits or gives it up.  The
 * terminal has one foreground group of the session: it gets the signals
 * typed, and only it may read.
 *
 * Locks: [P] proc_tree, for both pointers and t_pgid.
 */
#include <sys/errno.h>
#include <sys/signal.h>
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "subsys/drv/tty_priv.h"

/* td's session; NULL for kernel threads. */
static struct session *
tty_job_session(struct thread *td)
{
	struct proc *p = td->td_proc;

	return p != NULL && p->p_pgrp != NULL ? p->p_pgrp->pg_session : NULL;
}

struct tty *
tty_job_controlling(struct thread *td)
{
	struct session *se;
	struct tty *tp;

	proc_tree_rlock();
	se = tty_job_session(td);
	tp = se != NULL ? se->se_tty : NULL;
	proc_tree_runlock();
	return tp;
}

static int
tty_job_defers(struct thread *td, int sig)
{
	uint64_t bit = SIGBIT(sig);

	return (td->td_sigmask & bit) || (td->td_proc->p_sigignore & bit);
}

/* Reading for one who will not stop is an error; writing is let through. */
static int
tty_job_check_group(struct pgrp *pg, struct thread *td, int sig)
{
	if (tty_job_defers(td, sig))
		return sig == SIGTTIN ? EIO : 0;
	if (pgrp_is_orphaned(pg))
		return EIO;
	pgrp_signal(pg, sig);
	return ERESTART;
}

int
tty_job_check(struct tty *tp, struct thread *td, int sig)
{
	struct session *se;
	int error = 0;

	proc_tree_rlock();
	se = tty_job_session(td);
	if (se != NULL && tp->t_session == se &&
	    td->td_proc->p_pgrp->pg_id != tp->t_pgid)
		error = tty_job_check_group(td->td_proc->p_pgrp, td, sig);
	proc_tree_runlock();
	return error;
}

static void
tty_job_signal_locked(struct tty *tp, int sig)
{
	struct pgrp *pg;

	pg = tp->t_pgid != 0 ? pgrp_find(tp->t_pgid) : NULL;
	if (pg != NULL)
		pgrp_signal(pg, sig);
}

void
tty_job_signal(struct tty *tp, int sig)
{
	proc_tree_rlock();
	tty_job_signal_locked(tp, sig);
	proc_tree_runlock();
}

/* ps reads it from the session. */
static void
tty_job_foreground_locked(struct tty *tp, int32_t pgid)
{
	tp->t_pgid = pgid;
	tp->t_session->se_ttypgid = pgid;
}

int
tty_job_acquire(struct tty *tp, struct thread *td)
{
	struct session *se;
	int error = 0;

	proc_tree_wlock();
	se = tty_job_session(td);
	if (se == NULL || se->se_leader != td->td_proc)
		error = EPERM;
	else if (se->se_tty == tp)
		error = 0;
	else if (se->se_tty != NULL || tp->t_session != NULL)
		error = EPERM;
	if (error == 0) {
		se->se_tty = tp;
		se->se_ttydev = tp->t_dev.dv_number;
		strlcpy(se->se_ttyname, tp->t_dev.dv_name,
		    sizeof(se->se_ttyname));
		tp->t_session = se;
		tty_job_foreground_locked(tp, td->td_proc->p_pgrp->pg_id);
	}
	proc_tree_wunlock();
	return error;
}

static void
tty_job_part_locked(struct session *se)
{
	se->se_tty->t_session = NULL;
	se->se_tty->t_pgid = 0;
	se->se_tty = NULL;
}

int
tty_job_release(struct tty *tp, struct thread *td)
{
	struct session *se;
	int error = 0;

	proc_tree_wlock();
	se = tty_job_session(td);
	if (se == NULL || se->se_tty != tp)
		error = ENOTTY;
	else if (se->se_leader == td->td_proc)
		tty_job_part_locked(se);
	proc_tree_wunlock();
	return error;
}

static int
tty_job_set_pgrp_locked(struct tty *tp, int32_t pgid, struct session *se)
{
	struct pgrp *pg;

	if (se == NULL || tp->t_session != se)
		return ENOTTY;
	if (pgid <= 0)
		return EINVAL;
	pg = pgrp_find_in(proc_space(curproc), pgid);
	if (pg == NULL || pg->pg_session != se)
		return EPERM;
	tty_job_foreground_locked(tp, pg->pg_id);
	return 0;
}

int
tty_job_set_pgrp(struct tty *tp, int32_t pgid, struct thread *td)
{
	int error;

	proc_tree_wlock();
	error = tty_job_set_pgrp_locked(tp, pgid, tty_job_session(td));
	proc_tree_wunlock();
	return error;
}

int
tty_job_get(struct tty *tp, struct thread *td, int32_t *sid, int32_t *pgid)
{
	struct session *se;
	struct pgrp *pg;
	int error = 0;

	proc_tree_rlock();
	se = tty_job_session(td);
	if (se == NULL || tp->t_session != se) {
		error = ENOTTY;
	} else {
		*sid = sid_in(se, proc_space(td->td_proc));
		pg = pgrp_find(tp->t_pgid);
		*pgid = pg != NULL ? pgid_in(pg, proc_space(td->td_proc)) :
		    td->td_proc->p_pids == NULL ? tp->t_pgid : 0;
	}
	proc_tree_runlock();
	return error;
}

/* A leader takes the terminal with it: the foreground group is hung up. */
static void
tty_job_exit(struct proc *p)
{
	struct session *se;

	if ((p->p_flags & PF_LEADER) == 0)
		return;
	proc_tree_wlock();
	se = p->p_pgrp != NULL ? p->p_pgrp->pg_session : NULL;
	if (se != NULL && se->se_leader == p && se->se_tty != NULL) {
		tty_job_signal_locked(se->se_tty, SIGHUP);
		tty_job_signal_locked(se->se_tty, SIGCONT);
		tty_job_part_locked(se);
	}
	proc_tree_wunlock();
}

static const struct proc_hook tty_job_hook = {
	.ph_exit = tty_job_exit,
};
PROC_HOOK(tty_job_hook);
