// SPDX-License-Identifier: BSD-2-Clause
/*
 * sysctl_proc - processes as ps shows them: kern.proc.all and
 * kern.proc.pid.N, struct kinfo_proc each.
 *
 * Only what the caller's credential can see is there.  The records are
 * made under the tree's lock into kernel memory and copied out afterwards,
 * for copying out may fault and wait.
 */
#include <sys/errno.h>
#include <sys/user.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/mem/page.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/thread.h"
#include "kernel/sched/waitq.h"
#include "kernel/sys/sysctl.h"
#include "kernel/vm/vm.h"

#define NS_PER_S	1000000000ul
#define SPARE		8	/* room for processes that come meanwhile */

static struct timeval
kinfo_time(uint64_t ns)
{
	return (struct timeval){ .tv_sec = (time_t)(ns / NS_PER_S),
	    .tv_usec = (suseconds_t)(ns % NS_PER_S / 1000) };
}

/* Identity and place in the family; proc_tree held. */
static void
kinfo_family(struct proc *p, struct kinfo_proc *ki)
{
	struct session *se;

	ki->ki_ppid = p->p_parent != NULL ? pid_seen(p->p_parent) : 0;
	ki->ki_tdev = (dev_t)-1;
	if (p->p_pgrp == NULL)
		return;
	se = p->p_pgrp->pg_session;
	ki->ki_pgid = pgid_in(p->p_pgrp, proc_space(curproc));
	ki->ki_sid = sid_in(se, proc_space(curproc));
	if (se->se_leader == p)
		ki->ki_flags |= KI_SESSLEADER;
	if (se->se_tty != NULL) {
		ki->ki_flags |= KI_CTTY;
		if (se->se_ttypgid == p->p_pgrp->pg_id)
			ki->ki_flags |= KI_FOREGROUND;
		ki->ki_tdev = se->se_ttydev;
		strlcpy(ki->ki_ttyname, se->se_ttyname,
		    sizeof(ki->ki_ttyname));
	}
}

static int
kinfo_state(const struct proc *p, const struct thread *td)
{
	switch (p->p_state) {
	case PR_EMBRYO:
		return SIDL;
	case PR_ZOMBIE:
		return SZOMB;
	case PR_STOPPED:
		return SSTOP;
	default:
		return td != NULL && td->td_waitq != NULL ? SSLEEP : SRUN;
	}
}

/* What p_lock guards. */
static void
kinfo_running(struct proc *p, struct kinfo_proc *ki)
{
	struct cred *cr = p->p_cred;
	struct thread *td, *other;
	uint64_t ns;

	spin_lock(&p->p_lock);
	td = LIST_FIRST(&p->p_threads, struct thread, td_plink);
	ki->ki_uid = cr->cr_uid;
	ki->ki_ruid = cr->cr_ruid;
	ki->ki_gid = cr->cr_gid;
	ki->ki_jid = cr->cr_jid;
	if (cr->cr_jid != 0)
		ki->ki_flags |= KI_JAILED;
	ki->ki_stat = kinfo_state(p, td);
	ki->ki_nthreads = p->p_nthreads;
	ki->ki_nice = p->p_nice;
	ns = p->p_runtime_ns;
	LIST_FOREACH(other, &p->p_threads, td_plink)
		ns += other->td_runtime_ns;
	if (td != NULL) {
		ki->ki_cpu = td->td_cpu;
		if (ki->ki_stat == SSLEEP && td->td_wmesg != NULL)
			strlcpy(ki->ki_wmesg, td->td_wmesg,
			    sizeof(ki->ki_wmesg));
	}
	if (p->p_vm != NULL) {
		ki->ki_size = vm_space_size(p->p_vm);
		ki->ki_rss = vm_space_resident(p->p_vm) * PAGE_SIZE;
	}
	strlcpy(ki->ki_comm, p->p_comm, sizeof(ki->ki_comm));
	strlcpy(ki->ki_args, p->p_args, sizeof(ki->ki_args));
	spin_unlock(&p->p_lock);
	ki->ki_runtime = kinfo_time(ns);
}

static void
kinfo_fill(struct proc *p, struct kinfo_proc *ki)
{
	uint64_t boot = clock_realtime_ns() - clock_uptime_ns();

	memset(ki, 0, sizeof(*ki));
	ki->ki_structsize = sizeof(*ki);
	ki->ki_pid = pid_seen(p);
	/* Its own, where that differs: what it calls itself. */
	ki->ki_vpid = p->p_vpid;
	ki->ki_start = kinfo_time(boot + p->p_start_ns);
	kinfo_family(p, ki);
	kinfo_running(p, ki);
}

static int
kinfo_may_see(struct thread *td, struct proc *p)
{
	struct cred *cr = proc_cred_hold(p);
	int error = cred_cansee(td->td_cred, cr);

	cred_drop(cr);
	return error == 0;
}

struct kinfo_walk {
	struct thread *kw_td;		/* [I] who asks */
	struct kinfo_proc *kw_buf;	/* [I] room for kw_room */
	int kw_room;			/* [I] */
	int kw_count;			/* [t] */
};

static int
kinfo_walk(struct proc *p, void *arg)
{
	struct kinfo_walk *kw = arg;

	if (kw->kw_count == kw->kw_room)
		return 1;
	if (kinfo_may_see(kw->kw_td, p))
		kinfo_fill(p, &kw->kw_buf[kw->kw_count++]);
	return 0;
}

static int
kern_proc_all(const struct sysctl_node *node, struct sysctl_req *req)
{
	struct kinfo_walk kw = { .kw_td = req->sr_td };
	int error;

	(void)node;
	kw.kw_room = proc_count() + SPARE;
	if (req->sr_old == 0)
		return sysctl_out(req, NULL, (size_t)kw.kw_room *
		    sizeof(*kw.kw_buf));
	kw.kw_buf = kmem_alloc(NULL, (size_t)kw.kw_room *
	    sizeof(*kw.kw_buf), KM_SLEEP);
	if (kw.kw_buf == NULL)
		return ENOMEM;
	(void)proc_foreach(kinfo_walk, &kw);
	error = sysctl_out(req, kw.kw_buf, (size_t)kw.kw_count *
	    sizeof(*kw.kw_buf));
	kmem_free(kw.kw_buf);
	return error;
}
SYSCTL_PROC(proc_all, "kern.proc.all", SYSCTL_RD, kern_proc_all,
    "All processes, an array of struct kinfo_proc");

static int
kern_proc_pid(const struct sysctl_node *node, struct sysctl_req *req)
{
	struct kinfo_proc ki;
	struct proc *p;

	(void)node;
	if (req->sr_index < 0)
		return EINVAL;
	p = req->sr_index > INT32_MAX ? NULL :
	    proc_find((int32_t)req->sr_index);
	if (p == NULL)
		return ESRCH;
	if (!kinfo_may_see(req->sr_td, p)) {
		proc_release(p);
		return ESRCH;
	}
	proc_tree_rlock();
	kinfo_fill(p, &ki);
	proc_tree_runlock();
	proc_release(p);
	return sysctl_out(req, &ki, sizeof(ki));
}
SYSCTL_PROC(proc_pid, "kern.proc.pid", SYSCTL_RD, kern_proc_pid,
    "One process, a struct kinfo_proc; the name is followed by its pid");
