// SPDX-License-Identifier: BSD-2-Clause
/*
 * memfs_priv - the nodes of a memory file system.
 *
 * A node has its vnode for life; each name that leads to it holds a link
 * reference on that vnode, and the root is held by the mount.  When the
 * last reference goes, so does the node.
 *
 * Locks: [v] the node's vn_lock; [e] mf_lock, a spinlock, class "memfs".
 */
#pragma once

#include <stdint.h>
#include "kernel/lib/list.h"
#include "kernel/lock/spin.h"
#include "kernel/mem/ledger.h"
#include "kernel/vfs/memfs.h"

/* One file system.  Counted by its mount and by contents still mapped. */
struct memfs {
	volatile uint32_t mf_refs;	/* [a] */
	struct ledger mf_ledger;	/* [I] all its memory; its limit */
	struct spinlock mf_lock;	/* class "memfs" */
	uint64_t mf_next_ino;		/* [e] */
	uint64_t mf_nodes;		/* [e] */
	struct mount *mf_mount;		/* [I] valid while nodes exist */
};

struct mementry {
	struct list me_link;		/* [v] of the directory */
	struct memnode *me_node;	/* [v] */
	uint64_t me_place;		/* [I] readdir position, rising */
	uint32_t me_hash;		/* [I] of the name */
	uint16_t me_len;		/* [I] */
	char me_name[];			/* [I] with its NUL */
};

/* Contents of a regular file. */
struct memfile {
	uint64_t fl_size;		/* [v] */
	const char *fl_lower;		/* [v] foreign contents, or NULL */
	struct vm_object *fl_object;	/* [v] made at first need */
};

struct memdir {
	struct list md_entries;		/* [v] by me_place */
	uint64_t md_next;		/* [v] me_place of the next entry */
	struct memnode *md_parent;	/* [e] NULL once removed */
	uint32_t md_count;		/* [v] entries */
};

struct memnode {
	struct memfs *mn_fs;		/* [I] */
	struct vnode *mn_vnode;		/* [I] */
	uint64_t mn_ino;		/* [I] */
	uint32_t mn_nlink;		/* [e] */
	uint64_t mn_atime_ns;		/* [e] */
	uint64_t mn_mtime_ns;		/* [e] */
	uint64_t mn_ctime_ns;		/* [e] */
	uint64_t mn_btime_ns;		/* [I] */
	union {
		struct memfile mn_file;
		struct memdir mn_dir;
		char *mn_target;	/* [I] */
	};
};

extern const struct vnode_ops memfs_ops;

static inline struct memnode *
memnode_of(const struct vnode *vn)
{
	return vn->vn_data;
}

/* ENOSPC if mf's limit is what was met, else ENOMEM. */
int	memfs_no_memory(const struct memfs *mf, uint64_t wanted);
void	memfs_drop(struct memfs *mf);

/*
 * When msync last told that a mapping may have written it; 0: not since this
 * was last asked.
 */
uint64_t memfile_take_written_ns(struct memfile *fl);
/* Note that contents (mtime) or status (ctime only) changed now. */
#define MEMNODE_ACCESS	0x1
#define MEMNODE_MODIFY	0x2
#define MEMNODE_CHANGE	0x4
void	memnode_touch(struct memnode *mn, int what);
/* nlink += by; returns the new count. */
uint32_t memnode_links(struct memnode *mn, int by);

/* memfs_dir.c: names; the directory's lock as vnode_ops says. */
int	memfs_link(struct vnode *dir, const char *name, struct vnode *vn);
int	memfs_unlink(struct vnode *dir, const char *name, struct vnode *vn,
	    int isdir);
int	memfs_rename(struct vnode *sdir, const char *sname,
	    struct vnode *ddir, const char *dname);
int	memfs_parent(struct vnode *dir, struct vnode **out);
int	memfs_nameof(struct vnode *dir, struct vnode *vn, char *buf);
int	memfs_readdir(struct vnode *vn, struct uio *uio);
/* Enter vn as name in dir, taking a link; EEXIST, ENOENT, ENOSPC. */
int	memdir_enter(struct vnode *dir, const char *name, struct vnode *vn);
/* Drop all links below dir, for unmounting. */
void	memdir_clear(struct memnode *dir);

/* memfs_file.c: contents. */
int	memfs_read(struct vnode *vn, struct uio *uio, int fflags);
int	memfs_write(struct vnode *vn, struct uio *uio, int fflags);
int	memfs_truncate(struct vnode *vn, uint64_t size);
int	memfs_mmap(struct vnode *vn, struct vm_object **obj);
void	memfile_destroy(struct memnode *mn);
