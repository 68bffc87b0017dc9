// SPDX-License-Identifier: BSD-2-Clause
/*
 * vfs_priv - what the files of this folder share.
 */
#pragma once

#include "kernel/vfs/vfs.h"

extern struct rwlock mount_lock;	/* class "mount" */
extern struct list mount_all;		/* [m] for the debugger, too */
extern const struct file_ops vnode_fops;

/* Make a mount of type ft, on covers (held) or as the root.  As vfs_mount. */
int	mount_create(const struct fs_type *ft, struct vnode *covers,
	    const char *path, const char *options, struct cred *cr,
	    struct mount **out);
/* A user less; the last takes a detached mount apart.  May sleep. */
void	mount_leave(struct mount *mp);

/*
 * From vn (a reference, taken over) down to the root of what is mounted
 * there; returns a reference.
 */
struct vnode *mount_cross(struct vnode *vn);
/*
 * The directory above vn, out of mounts as well, held; vn itself at the
 * very top.  ENOENT if vn was removed.
 */
int	vnode_up(struct vnode *vn, struct vnode **out);
/* Is vn root, or below it? */
int	vnode_below(struct vnode *root, struct vnode *vn);
static inline int
vnode_is_mount_root(const struct vnode *vn)
{
	return vn == vn->vn_mount->mt_root;
}

/* EROFS if vn's file system must not be written. */
int	vnode_writable(struct vnode *vn);
/* Is cr the owner of vn, or privileged?  0 or EPERM. */
int	vnode_owner_check(struct vnode *vn, struct cred *cr);
