// SPDX-License-Identifier: BSD-2-Clause
/*
 * memfs - nodes of a memory file system: making, status, end.
 *
 * All its memory is charged to a ledger of its own, whose limit is the
 * file system's size.  The ledger outlives the mount as long as a mapping
 * keeps some file's contents.
 *
 * See memfs_priv.h for nodes and locks, memfs_dir.c for names, memfs_file.c
 * for contents.
 */
#include <sys/errno.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/callout.h"
#include "kernel/vfs/memfs_priv.h"
#include "kernel/vm/uio.h"

#define NS_PER_S	1000000000UL
#define ROOT_INO	2
#define ALL_BITS	07777

int
memfs_no_memory(const struct memfs *mf, uint64_t wanted)
{
	const struct ledger *ld = &mf->mf_ledger;

	return ld->ld_limit != 0 &&
	    ld->ld_bytes + (int64_t)wanted > ld->ld_limit ? ENOSPC : ENOMEM;
}

static struct memfs *
memfs_create(struct mount *mp, uint64_t limit)
{
	struct memfs *mf;

	mf = kmem_zalloc(NULL, sizeof(*mf), KM_SLEEP);
	if (mf == NULL)
		return NULL;
	mf->mf_refs = 1;
	mf->mf_mount = mp;
	mf->mf_next_ino = ROOT_INO;
	spin_init(&mf->mf_lock, "memfs");
	ledger_init(&mf->mf_ledger, "memfs", NULL);
	mf->mf_ledger.ld_limit = (int64_t)limit;
	return mf;
}

void
memfs_drop(struct memfs *mf)
{
	if (atomic_sub(&mf->mf_refs, 1) > 0)
		return;
	KASSERT(mf->mf_nodes == 0);
	ledger_destroy(&mf->mf_ledger);
	spin_destroy(&mf->mf_lock);
	kmem_free(mf);
}

void
memnode_touch(struct memnode *mn, int what)
{
	uint64_t now = clock_realtime_ns();

	spin_lock(&mn->mn_fs->mf_lock);
	if (what & MEMNODE_ACCESS)
		mn->mn_atime_ns = now;
	if (what & MEMNODE_MODIFY)
		mn->mn_mtime_ns = now;
	if (what & (MEMNODE_MODIFY | MEMNODE_CHANGE))
		mn->mn_ctime_ns = now;
	spin_unlock(&mn->mn_fs->mf_lock);
}

uint32_t
memnode_links(struct memnode *mn, int by)
{
	uint32_t links;

	spin_lock(&mn->mn_fs->mf_lock);
	mn->mn_nlink += (uint32_t)by;
	links = mn->mn_nlink;
	spin_unlock(&mn->mn_fs->mf_lock);
	return links;
}

static void
memnode_init(struct memnode *mn, enum vnode_type type, uint64_t time_ns)
{
	struct memfs *mf = mn->mn_fs;

	mn->mn_atime_ns = mn->mn_mtime_ns = time_ns;
	mn->mn_ctime_ns = mn->mn_btime_ns = time_ns;
	if (type == VDIR) {
		list_init(&mn->mn_dir.md_entries);
		mn->mn_dir.md_next = 2;		/* after . and .. */
		mn->mn_nlink = 1;		/* its own "." */
	}
	spin_lock(&mf->mf_lock);
	mn->mn_ino = mf->mf_next_ino++;
	mf->mf_nodes++;
	spin_unlock(&mf->mf_lock);
}

/* A node without a name yet; *out is its vnode, held. */
static int
memnode_create(struct memfs *mf, enum vnode_type type,
    const struct memfs_attr *ma, const char *target, struct vnode **out)
{
	struct memnode *mn;
	struct vnode *vn;
	int error = 0;

	mn = kmem_zalloc(&mf->mf_ledger, sizeof(*mn), KM_SLEEP);
	if (mn == NULL)
		return memfs_no_memory(mf, sizeof(*mn));
	mn->mn_fs = mf;
	if (target != NULL) {
		mn->mn_target = kmem_strdup(&mf->mf_ledger, target, KM_SLEEP);
		if (mn->mn_target == NULL)
			error = memfs_no_memory(mf, strlen(target));
	}
	if (error == 0)
		error = vnode_create(mf->mf_mount, type, &memfs_ops, mn, &vn);
	if (error != 0) {
		kmem_free(target != NULL ? mn->mn_target : NULL);
		kmem_free(mn);
		return error;
	}
	mn->mn_vnode = vn;
	vn->vn_mode = ma->ma_mode & ALL_BITS;
	vn->vn_uid = ma->ma_uid;
	vn->vn_gid = ma->ma_gid;
	memnode_init(mn, type, ma->ma_time_ns);
	*out = vn;
	return 0;
}

/* No names and no users are left. */
static void
memfs_inactive(struct vnode *vn)
{
	struct memnode *mn = memnode_of(vn);
	struct memfs *mf = mn->mn_fs;

	if (vn->vn_type == VREG)
		memfile_destroy(mn);
	if (vn->vn_type == VLNK)
		kmem_free(mn->mn_target);
	if (vn->vn_type == VDIR)
		KASSERT(list_empty(&mn->mn_dir.md_entries));
	spin_lock(&mf->mf_lock);
	mf->mf_nodes--;
	spin_unlock(&mf->mf_lock);
	kmem_free(mn);
}

int
memfs_make(struct vnode *dir, const char *name, enum vnode_type type,
    const struct memfs_attr *ma, const char *target, struct dev *dev,
    struct vnode **out)
{
	struct vnode *vn;
	int error;

	error = memnode_create(memnode_of(dir)->mn_fs, type, ma, target, &vn);
	if (error != 0)
		return error;
	vn->vn_dev = dev;
	error = memdir_enter(dir, name, vn);
	if (error != 0) {
		vnode_drop(vn);
		return error;
	}
	*out = vn;
	return 0;
}

/* New files get their directory's group, as in BSD. */
static struct memfs_attr
memfs_new_attr(const struct vnode *dir, const struct cred *cr, uint32_t mode)
{
	return (struct memfs_attr){
		mode, cr->cr_uid, dir->vn_gid, clock_realtime_ns()
	};
}

static int
memfs_vo_create(struct vnode *dir, const char *name, uint32_t mode,
    enum vnode_type type, struct cred *cr, struct vnode **out)
{
	struct memfs_attr ma = memfs_new_attr(dir, cr, mode);

	return memfs_make(dir, name, type, &ma, NULL, NULL, out);
}

static int
memfs_symlink(struct vnode *dir, const char *name, const char *target,
    struct cred *cr)
{
	struct memfs_attr ma = memfs_new_attr(dir, cr, 0777);
	struct vnode *vn;
	int error;

	error = memfs_make(dir, name, VLNK, &ma, target, NULL, &vn);
	if (error == 0)
		vnode_drop(vn);
	return error;
}

static int
memfs_readlink(struct vnode *vn, struct uio *uio)
{
	char *target = memnode_of(vn)->mn_target;
	size_t len = strlen(target);

	return uio_move(target, len < uio->uio_resid ? len : uio->uio_resid,
	    uio);
}

static struct timespec
memfs_timespec(uint64_t ns)
{
	return (struct timespec){
		(time_t)(ns / NS_PER_S), (long)(ns % NS_PER_S)
	};
}

/* Size is read without the vnode's lock: one aligned word. */
static void
memfs_size(const struct vnode *vn, struct stat *st)
{
	const struct memnode *mn = memnode_of(vn);

	if (vn->vn_type == VREG)
		st->st_size = (off_t)atomic_load(&mn->mn_file.fl_size);
	if (vn->vn_type == VLNK)
		st->st_size = (off_t)strlen(mn->mn_target);
	if (vn->vn_type == VDIR)
		st->st_size = (off_t)
		    (atomic_load(&mn->mn_dir.md_count) + 2) * 32;
}

/*
 * Date what mappings wrote.  Before the times are set by hand too, or it
 * would come after and undo that.
 */
static void
memnode_written_locked(struct memnode *mn)
{
	uint64_t written = 0;

	SPIN_ASSERT(&mn->mn_fs->mf_lock);
	if (mn->mn_vnode->vn_type == VREG)
		written = memfile_take_written_ns(&mn->mn_file);
	if (written > mn->mn_mtime_ns)
		mn->mn_mtime_ns = written;
	if (written > mn->mn_ctime_ns)
		mn->mn_ctime_ns = written;
}

static int
memfs_getattr(struct vnode *vn, struct stat *st)
{
	struct memnode *mn = memnode_of(vn);

	memfs_size(vn, st);
	spin_lock(&mn->mn_fs->mf_lock);
	memnode_written_locked(mn);
	st->st_ino = mn->mn_ino;
	st->st_nlink = mn->mn_nlink;
	st->st_atim = memfs_timespec(mn->mn_atime_ns);
	st->st_mtim = memfs_timespec(mn->mn_mtime_ns);
	st->st_ctim = memfs_timespec(mn->mn_ctime_ns);
	st->st_birthtim = memfs_timespec(mn->mn_btime_ns);
	spin_unlock(&mn->mn_fs->mf_lock);
	return 0;
}

static void
memnode_set_time(uint64_t *to_ns, const struct timespec *ts)
{
	if (ts->tv_nsec != UTIME_OMIT)
		*to_ns = (uint64_t)ts->tv_sec * NS_PER_S +
		    (uint64_t)ts->tv_nsec;
}

static int
memfs_setattr(struct vnode *vn, const struct stat *st, int mask)
{
	struct memnode *mn = memnode_of(vn);

	if (mask & VA_MODE)
		vn->vn_mode = st->st_mode & ALL_BITS;
	if (mask & VA_UID)
		vn->vn_uid = st->st_uid;
	if (mask & VA_GID)
		vn->vn_gid = st->st_gid;
	if (mask & VA_TIMES) {
		spin_lock(&mn->mn_fs->mf_lock);
		memnode_written_locked(mn);
		memnode_set_time(&mn->mn_atime_ns, &st->st_atim);
		memnode_set_time(&mn->mn_mtime_ns, &st->st_mtim);
		spin_unlock(&mn->mn_fs->mf_lock);
	}
	memnode_touch(mn, MEMNODE_CHANGE);
	return 0;
}

void
memfs_set_lower(struct vnode *vn, const void *data, size_t len)
{
	struct memfile *fl = &memnode_of(vn)->mn_file;

	KASSERT(fl->fl_object == NULL);
	fl->fl_lower = data;
	fl->fl_size = len;
}

int
memfs_mount(struct mount *mp, uint64_t limit, uint32_t mode, uint32_t uid,
    uint32_t gid)
{
	struct memfs_attr ma = { mode, uid, gid, clock_realtime_ns() };
	struct memfs *mf;
	struct vnode *root;
	int error;

	mf = memfs_create(mp, limit);
	if (mf == NULL)
		return ENOMEM;
	error = memnode_create(mf, VDIR, &ma, NULL, &root);
	if (error != 0) {
		memfs_drop(mf);
		return error;
	}
	memnode_of(root)->mn_dir.md_parent = memnode_of(root);
	memnode_of(root)->mn_nlink++;		/* it is its own parent */
	mp->mt_data = mf;
	mp->mt_root = root;
	vnode_link_hold(root);
	vnode_drop(root);
	return 0;
}

void
memfs_unmount(struct mount *mp)
{
	struct memfs *mf = mp->mt_data;

	memdir_clear(memnode_of(mp->mt_root));
	vnode_link_drop(mp->mt_root);
	memfs_drop(mf);
}

void
memfs_statfs(struct mount *mp, struct statfs *st)
{
	struct memfs *mf = mp->mt_data;
	uint64_t used = (uint64_t)mf->mf_ledger.ld_bytes;
	uint64_t limit = (uint64_t)mf->mf_ledger.ld_limit;

	if (limit == 0)
		limit = used + page_free_count() * PAGE_SIZE;
	if (limit < used)
		limit = used;
	st->f_blocks = limit / st->f_bsize;
	st->f_bfree = (limit - used) / st->f_bsize;
	st->f_bavail = (int64_t)st->f_bfree;
	st->f_files = mf->mf_nodes;
}

const struct vnode_ops memfs_ops = {
	.vo_lookup = memfs_lookup,
	.vo_create = memfs_vo_create,
	.vo_symlink = memfs_symlink,
	.vo_link = memfs_link,
	.vo_unlink = memfs_unlink,
	.vo_rename = memfs_rename,
	.vo_parent = memfs_parent,
	.vo_nameof = memfs_nameof,
	.vo_readlink = memfs_readlink,
	.vo_readdir = memfs_readdir,
	.vo_read = memfs_read,
	.vo_write = memfs_write,
	.vo_truncate = memfs_truncate,
	.vo_getattr = memfs_getattr,
	.vo_setattr = memfs_setattr,
	.vo_mmap = memfs_mmap,
	.vo_inactive = memfs_inactive,
};
