// SPDX-License-Identifier: BSD-2-Clause
/*
 * memfs - a file system in memory.
 *
 * The engine of both the root (bootfs, filled from the boot archive) and
 * tmpfs.  Directories are lists of entries, file contents are vm_objects,
 * and the contents of a file may also lie, until it is first written or
 * mapped, in foreign memory that never goes away (the boot archive).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "kernel/vfs/vfs.h"

struct dev;

/*
 * Make an empty file system for mp: its root has the given mode and owner.
 * limit: most bytes of memory it may use, 0 none.  0 or ENOMEM.
 */
int	memfs_mount(struct mount *mp, uint64_t limit, uint32_t mode,
	    uint32_t uid, uint32_t gid);
void	memfs_unmount(struct mount *mp);		/* as ft_unmount */
void	memfs_statfs(struct mount *mp, struct statfs *st);

/* What the boot archive says of a file. */
struct memfs_attr {
	uint32_t ma_mode;	/* [t] permission bits */
	uint32_t ma_uid;	/* [t] */
	uint32_t ma_gid;	/* [t] */
	uint64_t ma_time_ns;	/* [t] of last change */
};

/*
 * Make name in dir, locked by nobody else or write-locked; *out is held.
 * target is a VLNK's, dev a VCHR's, else NULL.  EEXIST, ENOSPC, ENOMEM.
 */
int	memfs_make(struct vnode *dir, const char *name, enum vnode_type type,
	    const struct memfs_attr *ma, const char *target, struct dev *dev,
	    struct vnode **out);
/* Held; ENOENT.  dir read-locked, or not shared yet. */
int	memfs_lookup(struct vnode *dir, const char *name, struct vnode **out);
/* Let the new regular file vn begin with len bytes at data, for ever. */
void	memfs_set_lower(struct vnode *vn, const void *data, size_t len);
