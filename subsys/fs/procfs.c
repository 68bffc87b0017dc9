// SPDX-License-Identifier: BSD-2-Clause
/*
 * procfs - processes as directories: /proc/PID/{cmdline,maps,status}, and
 * /proc/curproc for one's own.
 *
 * Nothing is kept: a vnode carries a process number and which file it is,
 * and is made anew by each look-up.  A process that ends leaves vnodes
 * whose reads fail with ESRCH.  Who may see which process is asked for
 * the running thread at each use, so one mount serves any number of jails.
 */
#include <sys/dirent.h>
#include <sys/errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include "kernel/cred/allow.h"
#include "kernel/cred/cred.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/vfs/vfs.h"
#include "kernel/vm/uio.h"
#include "kernel/vm/vm.h"

#define PROCFS_TEXT	8192		/* most bytes of a file */
#define PID_CHARS	12
#define MAPS_LINE	64		/* most bytes of a line of maps */

/* The root, a process's directory, and what is in it. */
enum procfs_kind {
	PROCFS_ROOT, PROCFS_DIR, PROCFS_CMDLINE, PROCFS_MAPS, PROCFS_STATUS,
	PROCFS_KINDS
};

struct procfs_node {
	int32_t pn_pid;			/* [I] 0 for the root */
	enum procfs_kind pn_kind;	/* [I] */
};

static const char *const procfs_names[PROCFS_KINDS] = {
	[PROCFS_CMDLINE] = "cmdline", [PROCFS_MAPS] = "maps",
	[PROCFS_STATUS] = "status",
};

static const struct vnode_ops procfs_ops;

/*
 * The process, held, if it exists and the running thread may see it; *uid
 * is its user.
 */
static int
procfs_find(int32_t pid, struct proc **out, uint32_t *uid)
{
	struct cred *cr;
	struct proc *p;
	int error;

	p = proc_find(pid);
	if (p == NULL)
		return ESRCH;
	cr = proc_cred_hold(p);
	error = cred_cansee(curthread->td_cred, cr);
	*uid = cr->cr_uid;
	cred_drop(cr);
	if (error != 0)
		proc_release(p);
	else
		*out = p;
	return error;
}

static uint64_t
procfs_ino(int32_t pid, enum procfs_kind kind)
{
	return (uint64_t)pid * PROCFS_KINDS + kind + 2;
}

static int
procfs_vnode(struct mount *mp, int32_t pid, enum procfs_kind kind,
    uint32_t uid, struct vnode **out)
{
	int isdir = kind == PROCFS_ROOT || kind == PROCFS_DIR;
	struct procfs_node *pn;
	int error;

	pn = kmem_alloc(NULL, sizeof(*pn), KM_SLEEP);
	if (pn == NULL)
		return ENOMEM;
	pn->pn_pid = pid;
	pn->pn_kind = kind;
	error = vnode_create(mp, isdir ? VDIR : VREG, &procfs_ops, pn, out);
	if (error != 0) {
		kmem_free(pn);
		return error;
	}
	/* Where things lie in memory is nobody else's business. */
	(*out)->vn_mode = isdir ? 0555 : kind == PROCFS_MAPS ? 0400 : 0444;
	(*out)->vn_uid = uid;
	return 0;
}

/* 0 if name is no number of a process. */
static int32_t
procfs_pid(const char *name)
{
	unsigned long pid;
	char *end;

	if (strcmp(name, "curproc") == 0 && curthread->td_proc != NULL)
		return curthread->td_proc->p_vpid;
	pid = strtoul(name, &end, 10);
	return *end == '\0' && name[0] != '0' && pid <= INT32_MAX ?
	    (int32_t)pid : 0;
}

static enum procfs_kind
procfs_kind_of(const char *name)
{
	int kind;

	for (kind = PROCFS_CMDLINE; kind < PROCFS_KINDS; kind++)
		if (strcmp(name, procfs_names[kind]) == 0)
			return (enum procfs_kind)kind;
	return PROCFS_ROOT;
}

static int
procfs_lookup(struct vnode *dir, const char *name, struct vnode **out)
{
	const struct procfs_node *dn = dir->vn_data;
	enum procfs_kind kind = PROCFS_DIR;
	int32_t pid = dn->pn_pid;
	struct proc *p;
	uint32_t uid;

	if (dn->pn_kind == PROCFS_ROOT)
		pid = procfs_pid(name);
	else
		kind = procfs_kind_of(name);
	if (pid == 0 || kind == PROCFS_ROOT || procfs_find(pid, &p, &uid) != 0)
		return ENOENT;
	proc_release(p);
	return procfs_vnode(dir->vn_mount, pid, kind, uid, out);
}

static int
procfs_parent(struct vnode *dir, struct vnode **out)
{
	*out = vnode_hold(dir->vn_mount->mt_root);
	return 0;
}

static int
procfs_nameof(struct vnode *dir, struct vnode *vn, char *buf)
{
	const struct procfs_node *pn = vn->vn_data;

	(void)dir;
	(void)snprintf(buf, PID_CHARS, "%d", pn->pn_pid);
	return 0;
}

/* Search for the smallest visible process number of at least nx_min. */
struct procfs_next {
	int32_t nx_min;		/* [t] */
	int32_t nx_best;	/* [t] 0: none so far */
};

static int
procfs_next_look(struct proc *p, void *arg)
{
	struct procfs_next *nx = arg;

	int32_t pid = pid_seen(p);

	if (pid >= nx->nx_min &&
	    (nx->nx_best == 0 || pid < nx->nx_best) &&
	    p->p_cred != NULL &&
	    cred_cansee(curthread->td_cred, p->p_cred) == 0)
		nx->nx_best = pid;
	return 0;
}

/* The place in the root directory is the process number plus two. */
static int
procfs_root_entry(uint64_t place, char *name, uint64_t *next, uint64_t *ino)
{
	struct procfs_next nx = { .nx_min = (int32_t)(place - 1) };

	(void)proc_foreach(procfs_next_look, &nx);
	if (nx.nx_best == 0)
		return ENOENT;
	(void)snprintf(name, PID_CHARS, "%d", nx.nx_best);
	*next = (uint64_t)nx.nx_best + 2;
	*ino = procfs_ino(nx.nx_best, PROCFS_DIR);
	return 0;
}

/* Entry at place: its name, where the next is; ENOENT at the end. */
static int
procfs_entry(const struct procfs_node *pn, uint64_t place, char *name,
    uint64_t *next, uint64_t *ino)
{
	uint64_t kind = place - 2 + PROCFS_CMDLINE;

	*next = place + 1;
	if (place < 2) {
		strlcpy(name, place == 0 ? "." : "..", PID_CHARS);
		*ino = place == 0 ? procfs_ino(pn->pn_pid, pn->pn_kind) :
		    procfs_ino(0, PROCFS_ROOT);
		return 0;
	}
	if (pn->pn_kind == PROCFS_ROOT)
		return procfs_root_entry(place, name, next, ino);
	if (kind >= PROCFS_KINDS)
		return ENOENT;
	strlcpy(name, procfs_names[kind], PID_CHARS);
	*ino = procfs_ino(pn->pn_pid, (enum procfs_kind)kind);
	return 0;
}

static int
procfs_readdir(struct vnode *vn, struct uio *uio)
{
	const struct procfs_node *pn = vn->vn_data;
	uint64_t place = (uint64_t)uio->uio_offset, next;
	size_t room = uio->uio_resid;
	struct dirent de;
	int error = 0;

	if (place > INT32_MAX)
		return 0;
	while (error == 0) {
		memset(&de, 0, DIRENT_RECLEN(PID_CHARS));
		if (procfs_entry(pn, place, de.d_name, &next,
		    &de.d_fileno) != 0)
			break;
		de.d_namlen = (uint16_t)strlen(de.d_name);
		de.d_reclen = (uint16_t)DIRENT_RECLEN(de.d_namlen);
		de.d_off = (off_t)next;
		de.d_type = place < 2 || pn->pn_kind == PROCFS_ROOT ?
		    DT_DIR : DT_REG;
		if (de.d_reclen > uio->uio_resid)
			error = uio->uio_resid < room ? ENOSPC : EINVAL;
		else
			error = uio_move(&de, de.d_reclen, uio);
		if (error == 0)
			place = next;
	}
	uio->uio_offset = (int64_t)place;
	return error == ENOSPC ? 0 : error;
}

static const char *
procfs_wchan(struct proc *p)
{
	struct thread *td;

	td = LIST_FIRST(&p->p_threads, struct thread, td_plink);
	if (td == NULL || td->td_state != TD_SLEEPING || td->td_wmesg == NULL)
		return "nochan";
	return td->td_wmesg;
}

/*
 * One line, its first fields FreeBSD's: name pid ppid pgid sid, then the
 * state, wait channel, user and group.
 */
static size_t
procfs_status(struct proc *p, char *buf)
{
	static const char *const states[] = {
		[PR_EMBRYO] = "embryo", [PR_ALIVE] = "alive",
		[PR_STOPPED] = "stopped", [PR_ZOMBIE] = "zombie",
	};
	int ppid, pgid = 0, sid = 0, n;
	struct cred *cr;

	proc_tree_rlock();
	ppid = p->p_parent != NULL ? pid_seen(p->p_parent) : 0;
	if (p->p_pgrp != NULL) {
		pgid = pgid_in(p->p_pgrp, proc_space(curproc));
		sid = sid_in(p->p_pgrp->pg_session, proc_space(curproc));
	}
	proc_tree_runlock();
	cr = proc_cred_hold(p);
	spin_lock(&p->p_lock);
	n = snprintf(buf, PROCFS_TEXT, "%s %d %d %d %d %s %s %u %u\n",
	    p->p_comm, pid_seen(p), ppid, pgid, sid, states[p->p_state],
	    procfs_wchan(p), cr->cr_uid, cr->cr_gid);
	spin_unlock(&p->p_lock);
	cred_drop(cr);
	return (size_t)n;
}

/* Arguments, each with a NUL behind it; blanks inside one are lost. */
static size_t
procfs_cmdline(struct proc *p, char *buf)
{
	size_t i, len;

	spin_lock(&p->p_lock);
	len = strlcpy(buf, p->p_args, PROCFS_TEXT);
	spin_unlock(&p->p_lock);
	if (len >= PROCFS_TEXT)
		len = PROCFS_TEXT - 1;
	for (i = 0; i < len; i++)
		if (buf[i] == ' ')
			buf[i] = '\0';
	return len > 0 ? len + 1 : 0;
}

/* The address space, held, or NULL when it has gone already. */
static struct vm_space *
procfs_space(struct proc *p)
{
	struct vm_space *vs;

	spin_lock(&p->p_lock);
	vs = p->p_vm;
	if (vs != NULL)
		vm_space_hold(vs);
	spin_unlock(&p->p_lock);
	return vs;
}

/* A line a mapping: range, protection and sharing, offset, what it maps. */
static size_t
procfs_maps(struct proc *p, char *buf)
{
	struct vm_space *vs = procfs_space(p);
	struct vm_range vr = { 0 };
	size_t len = 0;

	if (vs == NULL)
		return 0;
	while (len + MAPS_LINE < PROCFS_TEXT &&
	    vm_space_range(vs, vr.vr_end, &vr) == 0)
		len += (size_t)snprintf(buf + len, MAPS_LINE,
		    "%012lx-%012lx %c%c%c%c %08lx %s\n", vr.vr_start,
		    vr.vr_end, vr.vr_prot & PROT_READ ? 'r' : '-',
		    vr.vr_prot & PROT_WRITE ? 'w' : '-',
		    vr.vr_prot & PROT_EXEC ? 'x' : '-',
		    vr.vr_shared ? 's' : 'p', vr.vr_offset,
		    vr.vr_object ? "object" : "anonymous");
	vm_space_drop(vs);
	return len;
}

static size_t
procfs_text(enum procfs_kind kind, struct proc *p, char *text)
{
	if (kind == PROCFS_STATUS)
		return procfs_status(p, text);
	if (kind == PROCFS_MAPS)
		return procfs_maps(p, text);
	return procfs_cmdline(p, text);
}

static int
procfs_read(struct vnode *vn, struct uio *uio, int fflags)
{
	const struct procfs_node *pn = vn->vn_data;
	struct proc *p;
	uint32_t uid;
	size_t len;
	char *text;
	int error;

	(void)fflags;
	text = kmem_alloc(NULL, PROCFS_TEXT, KM_SLEEP);
	if (text == NULL)
		return ENOMEM;
	error = procfs_find(pn->pn_pid, &p, &uid);
	if (error == 0) {
		len = procfs_text(pn->pn_kind, p, text);
		proc_release(p);
		len -= len < (size_t)uio->uio_offset ? len :
		    (size_t)uio->uio_offset;
		error = uio_move(text + uio->uio_offset,
		    len < uio->uio_resid ? len : uio->uio_resid, uio);
	}
	kmem_free(text);
	return error;
}

static int
procfs_getattr(struct vnode *vn, struct stat *st)
{
	const struct procfs_node *pn = vn->vn_data;

	st->st_ino = procfs_ino(pn->pn_pid, pn->pn_kind);
	st->st_nlink = vn->vn_type == VDIR ? 2 : 1;
	return 0;
}

static void
procfs_inactive(struct vnode *vn)
{
	kmem_free(vn->vn_data);
}

static const struct vnode_ops procfs_ops = {
	.vo_lookup = procfs_lookup,
	.vo_parent = procfs_parent,
	.vo_nameof = procfs_nameof,
	.vo_readdir = procfs_readdir,
	.vo_read = procfs_read,
	.vo_getattr = procfs_getattr,
	.vo_inactive = procfs_inactive,
};

static int
procfs_mount(struct mount *mp, const char *options)
{
	struct vnode *root;
	int error;

	(void)options;
	error = procfs_vnode(mp, 0, PROCFS_ROOT, 0, &root);
	if (error != 0)
		return error;
	mp->mt_root = root;
	vnode_link_hold(root);
	vnode_drop(root);
	return 0;
}

static void
procfs_unmount(struct mount *mp)
{
	vnode_link_drop(mp->mt_root);
}

ALLOW(mount_procfs, "mount.procfs", 0, "root may mount procfs");

static const struct fs_type procfs_type = {
	.ft_name = "procfs",
	.ft_mount = procfs_mount,
	.ft_unmount = procfs_unmount,
	.ft_allow = &allow_mount_procfs,
};
FS_TYPE(procfs_type);
