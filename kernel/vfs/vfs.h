// SPDX-License-Identifier: BSD-2-Clause
/*
 * vfs - vnodes, mounts, and walking names.
 *
 * A vnode is a file system object in use; its ops pointer says how.  Name
 * look-up gets root, current directory and credential by hand, so that this
 * layer never looks at a process.  A look-up never rises above root, and in
 * a directory outside root ".." is the directory itself.
 *
 * Locks: [v] vn_lock, sleeping rwlock, class "vnode"; parents before
 * children.  [m] mount_lock, sleeping rwlock, class "mount".  mt_rename,
 * mutex, class "rename", before any vnode of that mount.  [L] the spinlock
 * of vnode_lock.c, class "vlock".
 */
#pragma once

#include <stdint.h>
#include "kernel/file/file.h"
#include "kernel/lib/linker_set.h"
#include "kernel/sync/mutex.h"
#include "kernel/sync/rwlock.h"

struct allow;
struct bounds;
struct cred;
struct dev;
struct dirent;
struct jail;
struct mount;
struct stat;
struct statfs;
struct thread;
struct uio;
struct vlock;
struct vm_object;
struct vnode;

enum vnode_type { VNON, VREG, VDIR, VCHR, VLNK, VFIFO, VSOCK };

/*
 * All are called with vn held; those marked L with it write-locked, S
 * read-locked.  A NULL member: EOPNOTSUPP (or the obvious default).
 * Permission is checked by vfs before; a new vnode's out is held.  Devices
 * and FIFOs are read, written and polled by vfs itself (vn_dev, vn_fifo).
 */
struct vnode_ops {
	/* S: name in directory; ENOENT.  "." and ".." are vfs's own. */
	int (*vo_lookup)(struct vnode *dir, const char *name,
	    struct vnode **out);
	/* L: new entry; type VREG VDIR VFIFO VSOCK; EEXIST, ENOSPC */
	int (*vo_create)(struct vnode *dir, const char *name, uint32_t mode,
	    enum vnode_type type, struct cred *cr, struct vnode **out);
	int (*vo_symlink)(struct vnode *dir, const char *name,
	    const char *target, struct cred *cr);		/* L */
	int (*vo_link)(struct vnode *dir, const char *name,
	    struct vnode *vn);					/* L dir */
	/* L both; isdir: rmdir, ENOTEMPTY */
	int (*vo_unlink)(struct vnode *dir, const char *name,
	    struct vnode *vn, int isdir);
	/* what dname named is replaced; both directories L */
	int (*vo_rename)(struct vnode *sdir, const char *sname,
	    struct vnode *ddir, const char *dname);
	int (*vo_parent)(struct vnode *dir, struct vnode **out); /* - */
	/* S dir: the name, NAME_MAX_BYTES + 1 bytes, of directory vn in it */
	int (*vo_nameof)(struct vnode *dir, struct vnode *vn, char *buf);
	int (*vo_readlink)(struct vnode *vn, struct uio *uio);	/* S */
	/* S: whole struct dirent records from uio_offset on */
	int (*vo_readdir)(struct vnode *vn, struct uio *uio);
	int (*vo_read)(struct vnode *vn, struct uio *uio, int fflags); /* S */
	int (*vo_write)(struct vnode *vn, struct uio *uio, int fflags); /* L */
	int (*vo_truncate)(struct vnode *vn, uint64_t size);	/* L */
	int (*vo_getattr)(struct vnode *vn, struct stat *st);	/* - */
	/* L: mask VA_*; vn_mode, vn_uid, vn_gid are the op's to set */
	int (*vo_setattr)(struct vnode *vn, const struct stat *st, int mask);
	/* L: object to map; the caller gets a reference */
	int (*vo_mmap)(struct vnode *vn, struct vm_object **obj);
	void (*vo_inactive)(struct vnode *vn);	/* last reference gone */
};

#define VA_MODE		0x1
#define VA_UID		0x2
#define VA_GID		0x4
#define VA_TIMES	0x8	/* st_atim, st_mtim; UTIME_NOW, UTIME_OMIT */

struct vnode {
	volatile uint32_t vn_refs;	/* [a] files, cwds, roots, links.. */
	enum vnode_type vn_type;	/* [I] */
	const struct vnode_ops *vn_ops;	/* [I] */
	struct mount *vn_mount;		/* [I] file system it is on */
	struct mount *volatile vn_covered;	/* [m] mounted here, or NULL */
	void *vn_data;			/* [I] the file system's own */
	struct dev *vn_dev;		/* [I] of a VCHR */
	struct pipe *volatile vn_fifo;	/* [a] of a VFIFO once opened */
	volatile uint32_t vn_mode;	/* [a] permission bits */
	volatile uint32_t vn_uid;	/* [a] */
	volatile uint32_t vn_gid;	/* [a] */
	struct vlock *vn_locks;		/* [L] held on it; vnode_lock.c */
	struct rwlock vn_lock;		/* class "vnode" */
};

/*
 * For file systems: new vnode, one reference, counted as a user of mp;
 * mode, uid, gid and what the type needs are the caller's to fill in.
 */
int	vnode_create(struct mount *mp, enum vnode_type type,
	    const struct vnode_ops *ops, void *data, struct vnode **out);
struct vnode *vnode_hold(struct vnode *vn);	/* returns vn */
void	vnode_drop(struct vnode *vn);		/* may sleep; NULL allowed */
/* References by the file system's own links: not users of the mount. */
void	vnode_link_hold(struct vnode *vn);
void	vnode_link_drop(struct vnode *vn);

#define NAMEI_FOLLOW	0x01	/* follow a symlink in the last place */
#define NAMEI_PARENT	0x02	/* want the directory; last may be absent */
#define NAMEI_DIR	0x04	/* must be a directory: ENOTDIR */

#define NAME_MAX_BYTES	255
#define PATH_MAX_BYTES	1024
#define SYMLINK_MAX	32	/* followed in one look-up, then ELOOP */

struct namei {
	struct vnode *ni_root;		/* [I] caller's, held by it */
	struct vnode *ni_cwd;		/* [I] or the *at directory */
	struct cred *ni_cred;		/* [I] */
	int ni_flags;			/* [I] NAMEI_* */
	struct vnode *ni_vn;		/* [t] out: held, or NULL (PARENT) */
	struct vnode *ni_dir;		/* [t] out with PARENT: held */
	int ni_slash;			/* [t] out: the path ended in a slash */
	char ni_last[NAME_MAX_BYTES + 1];	/* [t] out with PARENT */
};

/*
 * 0 or ENOENT ENOTDIR EACCES ELOOP ENAMETOOLONG ENOMEM.  On error nothing
 * is held.  path is a kernel string; the calls below set ni_flags
 * themselves and leave nothing held in ni.
 */
int	namei(struct namei *ni, const char *path);
/* Drop ni_vn and ni_dir. */
void	namei_done(struct namei *ni);
/*
 * Absolute path of vn, a directory, seen from root; ENOENT if not below,
 * ERANGE.
 */
int	vnode_path(struct vnode *root, struct vnode *vn, char *buf,
	    size_t size);

/*
 * What the system calls do, permission checks and locking included.  mode
 * has the umask applied.  Errors as the manual pages say.
 */
/* mkdir (VDIR), mkfifo (VFIFO), and local sockets (VSOCK, out wanted). */
int	vnode_make(struct namei *ni, const char *path, enum vnode_type type,
	    uint32_t mode, struct vnode **out);		/* out may be NULL */
int	vnode_symlink(struct namei *ni, const char *path, const char *target);
/* vn: what the new name path shall name. */
int	vnode_link(struct namei *ni, const char *path, struct vnode *vn);
int	vnode_unlink(struct namei *ni, const char *path);
int	vnode_rmdir(struct namei *ni, const char *path);
int	vnode_rename(struct namei *from, const char *frompath,
	    struct namei *to, const char *topath);

/* Permission bits: want is R_OK|W_OK|X_OK.  0 or EACCES. */
int	vnode_access(struct vnode *vn, int want, struct cred *cr);
int	vnode_getattr(struct vnode *vn, struct stat *st);
/* chmod, chown, utimes by cr; EPERM. */
int	vnode_setattr(struct vnode *vn, const struct stat *st, int mask,
	    struct cred *cr);
int	vnode_truncate(struct vnode *vn, int64_t size, struct cred *cr);
int	vnode_readlink(struct vnode *vn, struct uio *uio);	/* EINVAL */
/* getdirentries: at uio_offset, which ends as the next position. */
int	vnode_readdir(struct vnode *vn, struct uio *uio);

/* Open for the kernel or a process: a file on it.  As open(2). */
int	vnode_open(struct namei *ni, const char *path, int oflags,
	    uint32_t mode, struct thread *td, struct file **out);
/* Read exactly len bytes at off into kernel memory (exec).  0, EIO.. */
int	vnode_read_kernel(struct vnode *vn, void *buf, size_t len,
	    uint64_t off);
/* The object to map vn's contents from, held.  0, ENODEV, ENOMEM. */
int	vnode_object(struct vnode *vn, struct vm_object **obj);
struct vnode *file_vnode(struct file *fp);	/* NULL if not a vnode */

/*
 * Advisory locks of bytes vl_start to vl_end, both included.  The owner is
 * the descriptor table of a process, or a file that flock was called on.
 */
struct vlock {
	struct vlock *vl_next;		/* [L] */
	const void *vl_owner;		/* [I] */
	int64_t vl_start;		/* [L] */
	int64_t vl_end;			/* [L] INT64_MAX: for ever */
	int32_t vl_pid;			/* [I] base number; -1: a file's */
	int vl_type;			/* [I] F_RDLCK, F_WRLCK */
};

/*
 * Lock for want's owner, who may have locks of any kind there already.  The
 * caller holds the file that leads to vn, sleeps, and sees to it that
 * vnode_unlock_all is called for each owner.  0, EAGAIN (not wait), EDEADLK
 * (of processes), EINTR, ENOLCK (no memory, too many).
 */
int	vnode_lock(struct vnode *vn, const struct vlock *want, int wait,
	    struct ledger *ld);
/* ENOLCK: what lies within a lock, and no memory for its other half. */
int	vnode_unlock(struct vnode *vn, const struct vlock *what,
	    struct ledger *ld);
void	vnode_unlock_all(struct vnode *vn, const void *owner);
/* Is there one that keeps want away?  found is a copy of the first. */
int	vnode_lock_test(struct vnode *vn, const struct vlock *want,
	    struct vlock *found);

/* A file system type, a record. */
struct fs_type {
	const char *ft_name;		/* [I] "tmpfs" */
	/* make mt_root and mt_data; on error leave nothing */
	int (*ft_mount)(struct mount *mp, const char *options);
	void (*ft_unmount)(struct mount *mp);	/* nobody uses it any more */
	void (*ft_statfs)(struct mount *mp, struct statfs *st); /* or NULL */
	struct allow *ft_allow;		/* [I] jails need it; NULL: never */
	int ft_fixed;			/* [I] names come from it alone */
};
#define FS_TYPE(sym)	SET_ENTRY(fs_type, sym)

/*
 * A mount dies in two steps: unmounting takes it off the tree; when the
 * last user's reference is dropped its file system is taken apart.
 */
struct mount {
	struct list mt_link;		/* [m] on the tree */
	struct list mt_every;		/* [mounts] until it is apart */
	const struct fs_type *mt_type;	/* [I] */
	struct vnode *mt_root;		/* [I] link-held */
	struct vnode *mt_covers;	/* [I] held; NULL for the root */
	void *mt_data;			/* [I] the file system's */
	struct mutex mt_rename;		/* class "rename" */
	char *mt_path;			/* [I] as given, for statfs */
	struct cred *mt_cred;		/* [I] of who mounted; NULL: kernel */
	uint32_t mt_id;			/* [I] st_dev */
	uint32_t mt_flags;		/* [I] MNT_RDONLY | .. */
	volatile uint32_t mt_users;	/* [a] references from outside, and
					   one for being on the tree */
};

/*
 * Mount on dir (held by the caller).  options: "size=1m,mode=755,ro".  cr,
 * NULL for the kernel itself, is who asks: a jail needs the type's flag.
 * 0, ENODEV (type unknown), ENOTDIR, EBUSY, EINVAL, EPERM, ENOMEM.
 */
int	vfs_mount(const char *type, struct vnode *dir, const char *path,
	    const char *options, struct cred *cr);
/*
 * Unmount the file system whose root is vn, which the caller holds and
 * drops afterwards.  EINVAL, EBUSY while others use it; with MNT_FORCE it
 * leaves the tree and dies with its last user.
 */
int	vfs_unmount(struct vnode *root_of_mount, int flags);
/* By force, all that was mounted by those in j, which is at its end. */
void	vfs_unmount_owned(const struct jail *j);
/* Was it mounted by cr's jail or one below?  0 or EPERM. */
int	vfs_unmount_check(struct vnode *root_of_mount, const struct cred *cr);
/*
 * statfs of vn's file system as one with that root and bounds (NULL: none)
 * may see it.  enforce_statfs 2 shows only the file system that root is on,
 * 1 those below root, 0 all; of others statfs hides the place.
 */
void	vfs_statfs(struct vnode *vn, struct vnode *root,
	    const struct bounds *bn, struct statfs *st);
/* The nth mount that may be seen, for getfsstat; ENOENT. */
int	vfs_statfs_nth(struct vnode *root, const struct bounds *bn, int n,
	    struct statfs *st);
/* Value of option name in options, copied; 0 or ENOENT, EINVAL. */
int	vfs_option(const char *options, const char *name, char *buf,
	    size_t size);

/* For the debugger: does vn lie in what is mounted on root, or is it root? */
int	vfs_db_inside(const struct vnode *root, const struct vnode *vn);

extern struct vnode *vfs_rootvnode;	/* [I] after phase DEVICE */
