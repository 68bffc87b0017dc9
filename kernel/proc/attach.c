// SPDX-License-Identifier: BSD-2-Clause
/*
 * attach - who a process is and where it stands: credential, root, current
 * directory.
 *
 * The process's credential is the truth; each thread works with a
 * reference of its own, which it renews on its way to user mode when
 * AST_CRED tells it to.
 */
#include <sys/errno.h>
#include "kernel/cred/cred.h"
#include "kernel/file/file.h"
#include "kernel/lib/atomic.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"
#include "kernel/vfs/vfs.h"

void
proc_dirs(struct proc *p, struct vnode **root, struct vnode **cwd)
{
	spin_lock(&p->p_lock);
	*root = vnode_hold(p->p_root);
	*cwd = vnode_hold(p->p_cwd);
	spin_unlock(&p->p_lock);
}

void
proc_set_cwd(struct proc *p, struct vnode *cwd)
{
	struct vnode *old;

	spin_lock(&p->p_lock);
	old = p->p_cwd;
	p->p_cwd = cwd;
	spin_unlock(&p->p_lock);
	vnode_drop(old);
}

void
proc_set_root(struct proc *p, struct vnode *root)
{
	struct vnode *old;

	spin_lock(&p->p_lock);
	old = p->p_root;
	p->p_root = root;
	spin_unlock(&p->p_lock);
	vnode_drop(old);
}

/* Give td the process's credential now. */
static void
thread_renew_cred(struct thread *td)
{
	struct cred *old = td->td_cred;
	int moved;

	td->td_cred = proc_cred_hold(td->td_proc);
	moved = old->cr_jail != td->td_cred->cr_jail;
	cred_drop(old);
	if (moved)
		cred_enter(td);
}

/* Install cr; the other threads take it up when they leave the kernel. */
static struct cred *
proc_swap_cred_locked(struct proc *p, struct cred *cr)
{
	struct cred *old = p->p_cred;
	struct thread *td;

	p->p_cred = cr;
	LIST_FOREACH(td, &p->p_threads, td_plink)
		atomic_or(&td->td_ast, AST_CRED);
	return old;
}

void
proc_set_cred(struct proc *p, struct cred *cr)
{
	struct cred *old;

	spin_lock(&p->p_lock);
	old = proc_swap_cred_locked(p, cr);
	if (old->cr_uid != cr->cr_uid || old->cr_gid != cr->cr_gid)
		p->p_flags |= PF_SUGID;
	spin_unlock(&p->p_lock);
	if (old->cr_ruid != cr->cr_ruid)
		proc_recount(p, cr->cr_ruid);
	cred_drop(old);
	thread_renew_cred(curthread);
}

int
proc_attach_check(struct proc *p, struct vnode *root)
{
	struct vnode *vn;
	struct file *fp;
	char *buf;
	int fd, error = 0;

	buf = kmem_alloc(NULL, PATH_MAX_BYTES, KM_SLEEP);
	if (buf == NULL)
		return ENOMEM;
	for (fd = fd_last(p->p_fd); fd >= 0 && error == 0; fd--) {
		if (fd_get(p->p_fd, fd, &fp) != 0)
			continue;
		vn = file_vnode(fp);
		if (vn != NULL && vn->vn_type == VDIR &&
		    vnode_path(root, vn, buf, PATH_MAX_BYTES) == ENOENT)
			error = EPERM;
		file_drop(fp);
	}
	kmem_free(buf);
	return error;
}

void
proc_attach(struct proc *p, struct vnode *root, struct vnode *cwd,
    struct cred *cr)
{
	struct vnode *oldroot, *oldcwd;
	struct cred *old;

	spin_lock(&p->p_lock);
	oldroot = p->p_root;
	oldcwd = p->p_cwd;
	p->p_root = root;
	p->p_cwd = cwd;
	old = proc_swap_cred_locked(p, cr);
	spin_unlock(&p->p_lock);
	vnode_drop(oldroot);
	vnode_drop(oldcwd);
	cred_drop(old);
	thread_renew_cred(curthread);
}
