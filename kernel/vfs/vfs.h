// SPDX-License-Identifier: BSD-2-Clause
/*
 * vfs - vnodes, mounts, and walking names.
 *
 * A vnode is a file system object in use; its ops pointer says how.  Name
 * look-up gets root, current directory and credential by hand, so that this
 * layer never looks at a process.  A look-up never rises above root, and a
 * current directory outside root resolves ".." to itself at root's edge.
 * Locks: [v] vn_lock, sleeping rwlock, class "vnode"; parents before children.
 */
#pragma once

#include <stdint.h>
#include "kernel/file/file.h"
#include "kernel/sync/rwlock.h"

struct cred;
struct dirent;
struct mount;
struct stat;
struct thread;
struct uio;
struct vnode;

enum vnode_type { VNON, VREG, VDIR, VCHR, VLNK, VFIFO, VSOCK };

/*
 * All are called with vn held; those marked L with it write-locked, S
 * read-locked.  Members may be NULL: EOPNOTSUPP (or the obvious default).
 */
struct vnode_ops {
	/* S: name in directory; ENOENT.  "." and ".." are vfs's own. */
	int (*vo_lookup)(struct vnode *dir, const char *name,
	    struct vnode **out);
	/* L: new entry; type VREG VDIR VFIFO; EEXIST */
	int (*vo_create)(struct vnode *dir, const char *name, uint32_t mode,
	    enum vnode_type type, struct cred *cr, struct vnode **out);
	int (*vo_symlink)(struct vnode *dir, const char *name,
	    const char *target, struct cred *cr);		/* L */
	int (*vo_link)(struct vnode *dir, const char *name,
	    struct vnode *vn);					/* L dir */
	int (*vo_unlink)(struct vnode *dir, const char *name,
	    struct vnode *vn, int isdir);			/* L both */
	/* replace allowed; both directories L */
	int (*vo_rename)(struct vnode *sdir, const char *sname,
	    struct vnode *ddir, const char *dname);
	int (*vo_parent)(struct vnode *dir, struct vnode **out); /* - */
	int (*vo_readlink)(struct vnode *vn, struct uio *uio);	/* S */
	/* S: whole struct dirent records from uio_offset on */
	int (*vo_readdir)(struct vnode *vn, struct uio *uio);
	int (*vo_read)(struct vnode *vn, struct uio *uio, int oflags); /* S */
	int (*vo_write)(struct vnode *vn, struct uio *uio, int oflags); /* L */
	int (*vo_truncate)(struct vnode *vn, uint64_t size);	/* L */
	int (*vo_getattr)(struct vnode *vn, struct stat *st);	/* - */
	/* mask VA_*: chmod, chown, utimes */
	int (*vo_setattr)(struct vnode *vn, const struct stat *st, int mask);
	int (*vo_ioctl)(struct vnode *vn, unsigned long cmd, void *data,
	    struct thread *td);					/* - */
	int (*vo_poll)(struct vnode *vn, int events, struct thread *td);
	int (*vo_open)(struct vnode *vn, int oflags, struct thread *td);
	void (*vo_close)(struct vnode *vn, int oflags);
	int (*vo_mmap)(struct vnode *vn, struct vm_object **obj);
	void (*vo_inactive)(struct vnode *vn);	/* last reference gone */
};

#define VA_MODE		0x1
#define VA_UID		0x2
#define VA_GID		0x4
#define VA_TIMES	0x8

struct vnode {
	volatile uint32_t vn_refs;	/* [a] files, cwds, roots, mounts.. */
	enum vnode_type vn_type;	/* [I] */
	const struct vnode_ops *vn_ops;	/* [I] */
	struct mount *vn_mount;		/* [I] file system it is on */
	struct mount *vn_covered;	/* [mount] mounted here, or NULL */
	void *vn_data;			/* [I] the file system's own */
	struct rwlock vn_lock;		/* class "vnode" */
};

/* For file systems: new vnode, one reference. */
int	vnode_create(struct mount *mp, enum vnode_type type,
	    const struct vnode_ops *ops, void *data, struct vnode **out);
struct vnode *vnode_hold(struct vnode *vn);
void	vnode_drop(struct vnode *vn);

#define NAMEI_FOLLOW	0x01	/* follow a symlink in the last place */
#define NAMEI_PARENT	0x02	/* want the directory; last may be absent */
#define NAMEI_DIR	0x04	/* must be a directory: ENOTDIR */

#define NAME_MAX_BYTES	255
#define PATH_MAX_BYTES	1024

struct namei {
	struct vnode *ni_root;		/* [I] caller's, held by it */
	struct vnode *ni_cwd;		/* [I] or the *at directory */
	struct cred *ni_cred;		/* [I] */
	int ni_flags;			/* [I] NAMEI_* */
	struct vnode *ni_vn;		/* out: held, or NULL with PARENT */
	struct vnode *ni_dir;		/* out with PARENT: held */
	char ni_last[NAME_MAX_BYTES + 1];	/* out with PARENT */
};

/* 0 or ENOENT ENOTDIR EACCES ELOOP ENAMETOOLONG EINVAL ENOMEM. */
int	namei(struct namei *ni, const char *path);
/* Absolute path of vn seen from root; ENOENT if not below, ERANGE. */
int	vnode_path(struct vnode *root, struct vnode *vn, char *buf,
	    size_t size);
/* Permission bits: want is R_OK|W_OK|X_OK.  0 or EACCES. */
int	vnode_access(struct vnode *vn, int want, struct cred *cr);
/* Open for the kernel or a process: a file on it.  As open(2). */
int	vnode_open(struct namei *ni, const char *path, int oflags,
	    uint32_t mode, struct thread *td, struct file **out);
/* Read exactly len bytes at off into kernel memory (exec).  0, EIO.. */
int	vnode_read_kernel(struct vnode *vn, void *buf, size_t len,
	    uint64_t off);
struct vnode *file_vnode(struct file *fp);	/* NULL if not a vnode */

/* A file system type, a record. */
struct fs_type {
	const char *ft_name;		/* [I] "tmpfs" */
	/* make the mount's root vnode in mp->mt_root */
	int (*ft_mount)(struct mount *mp, const char *options);
	void (*ft_unmount)(struct mount *mp);
};
#define FS_TYPE(sym)	SET_ENTRY(fs_type, sym)

struct mount {
	struct list mt_link;		/* [mount] */
	const struct fs_type *mt_type;	/* [I] */
	struct vnode *mt_root;		/* [I] */
	struct vnode *mt_covers;	/* [I] NULL for the root */
	void *mt_data;			/* [I] the file system's */
	char mt_path[PATH_MAX_BYTES];	/* [I] as given, for statfs */
	volatile uint32_t mt_vnodes;	/* [a] vnodes in use */
};

/* 0, ENODEV (type unknown), ENOTDIR, EBUSY.. */
int	vfs_mount(const char *type, struct vnode *dir, const char *path,
	    const char *options);
int	vfs_unmount(struct vnode *root_of_mount);	/* EBUSY while in use */
extern struct vnode *vfs_rootvnode;	/* [I] after phase DEVICE */
