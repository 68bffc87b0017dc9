// SPDX-License-Identifier: BSD-2-Clause
/*
 * vnode - life of vnodes, and who may do what with one.
 *
 * Two kinds of references keep a vnode: users' (open files, current
 * directories, look-ups under way), which keep its mount in use as well;
 * and links', which a file system that lives in memory takes for each of
 * its names.  When the last of either goes the file system is told
 * (vo_inactive) and the vnode is freed.
 */
#include <sys/errno.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/kmem.h"
#include "kernel/vfs/vfs_priv.h"

/* R_OK, W_OK, X_OK are the mode bits' values. */
#define ACCESS_R	4
#define ACCESS_W	2
#define ACCESS_X	1

static struct slab_cache *vnode_cache;	/* [I] after phase MEMORY */

int
vnode_create(struct mount *mp, enum vnode_type type,
    const struct vnode_ops *ops, void *data, struct vnode **out)
{
	struct vnode *vn;

	vn = slab_alloc(vnode_cache, NULL, KM_SLEEP | KM_ZERO);
	if (vn == NULL)
		return ENOMEM;
	vn->vn_refs = 1;
	vn->vn_type = type;
	vn->vn_ops = ops;
	vn->vn_mount = mp;
	vn->vn_data = data;
	rw_init(&vn->vn_lock, "vnode");
	(void)atomic_add(&mp->mt_users, 1);
	*out = vn;
	return 0;
}

struct vnode *
vnode_hold(struct vnode *vn)
{
	KASSERT(vn->vn_refs > 0);
	(void)atomic_add(&vn->vn_refs, 1);
	(void)atomic_add(&vn->vn_mount->mt_users, 1);
	return vn;
}

void
vnode_link_hold(struct vnode *vn)
{
	KASSERT(vn->vn_refs > 0);
	(void)atomic_add(&vn->vn_refs, 1);
}

void
vnode_link_drop(struct vnode *vn)
{
	KASSERT(vn->vn_refs > 0);
	if (atomic_sub(&vn->vn_refs, 1) > 0)
		return;
	KASSERT(vn->vn_locks == NULL);
	if (vn->vn_ops->vo_inactive != NULL)
		vn->vn_ops->vo_inactive(vn);
	pipe_free(vn->vn_fifo);
	rw_destroy(&vn->vn_lock);
	slab_free(vnode_cache, vn);
}

void
vnode_drop(struct vnode *vn)
{
	struct mount *mp;

	if (vn == NULL)
		return;
	mp = vn->vn_mount;
	vnode_link_drop(vn);
	mount_leave(mp);
}

int
vnode_writable(struct vnode *vn)
{
	return vn->vn_mount->mt_flags & MNT_RDONLY ? EROFS : 0;
}

int
vnode_owner_check(struct vnode *vn, struct cred *cr)
{
	if (cr->cr_uid == vn->vn_uid)
		return 0;
	return priv_check(cr, PRIV_VFS_ADMIN);
}

/* The three bits of mode that count for cr. */
static int
vnode_mode_bits(struct vnode *vn, struct cred *cr)
{
	if (cr->cr_uid == vn->vn_uid)
		return (vn->vn_mode >> 6) & 7;
	if (cred_ingroup(cr, vn->vn_gid))
		return (vn->vn_mode >> 3) & 7;
	return vn->vn_mode & 7;
}

/* What it takes to pass over the bits of want. */
static int
vnode_access_priv(struct vnode *vn, int want, struct cred *cr)
{
	int error = 0;

	if (want & ACCESS_R)
		error = priv_check(cr, PRIV_VFS_READ);
	if (error == 0 && (want & ACCESS_W))
		error = priv_check(cr, PRIV_VFS_WRITE);
	if (error == 0 && (want & ACCESS_X))
		error = priv_check(cr, vn->vn_type == VDIR ?
		    PRIV_VFS_LOOKUP : PRIV_VFS_EXEC);
	return error;
}

/*
 * Privilege opens everything but a file nobody may execute: the execute
 * bit also says that it is a program.
 */
int
vnode_access(struct vnode *vn, int want, struct cred *cr)
{
	if ((vnode_mode_bits(vn, cr) & want) == want)
		return 0;
	if (vnode_access_priv(vn, want, cr) != 0)
		return EACCES;
	if ((want & ACCESS_X) && vn->vn_type != VDIR &&
	    (vn->vn_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) == 0)
		return EACCES;
	return 0;
}

static void
vnode_init(void)
{
	vnode_cache = slab_create("vnode", sizeof(struct vnode));
	if (vnode_cache == NULL)
		panic("vnode: no memory for the cache");
}
INITCALL(PHASE_MEMORY, vnode_init);
