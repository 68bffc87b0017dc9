// SPDX-License-Identifier: BSD-2-Clause
/*
 * vnode_attr - status and contents of a vnode by itself, no path involved:
 * stat, chmod, chown, utimes, truncate, readlink, readdir, and the kernel's
 * own reading of programs.
 */
#include <sys/errno.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include "kernel/cred/cred.h"
#include "kernel/dev/dev.h"
#include "kernel/lib/string.h"
#include "kernel/sched/callout.h"
#include "kernel/vfs/vfs_priv.h"
#include "kernel/vm/uio.h"

#define NS_PER_S	1000000000UL
#define ACCESS_W	2

static const mode_t vnode_format[] = {
	[VREG] = S_IFREG, [VDIR] = S_IFDIR, [VCHR] = S_IFCHR,
	[VLNK] = S_IFLNK, [VFIFO] = S_IFIFO, [VSOCK] = S_IFSOCK,
};

/* What every file system has in the same place is filled in here. */
int
vnode_getattr(struct vnode *vn, struct stat *st)
{
	int error;

	memset(st, 0, sizeof(*st));
	st->st_dev = vn->vn_mount->mt_id;
	st->st_mode = vnode_format[vn->vn_type] | vn->vn_mode;
	st->st_uid = vn->vn_uid;
	st->st_gid = vn->vn_gid;
	st->st_nlink = 1;
	st->st_blksize = 4096;
	if (vn->vn_dev != NULL)
		st->st_rdev = vn->vn_dev->dv_number;
	error = vn->vn_ops->vo_getattr(vn, st);
	if (st->st_blocks == 0)
		st->st_blocks = (st->st_size + S_BLKSIZE - 1) / S_BLKSIZE;
	return error;
}

static void
vnode_time_now(struct timespec *ts)
{
	uint64_t now = clock_realtime_ns();

	ts->tv_sec = (time_t)(now / NS_PER_S);
	ts->tv_nsec = (long)(now % NS_PER_S);
}

/* Explicit times are the owner's to set; "now" also the writer's. */
static int
vnode_times_check(struct vnode *vn, struct stat *st, struct cred *cr)
{
	int now = st->st_atim.tv_nsec == UTIME_NOW &&
	    st->st_mtim.tv_nsec == UTIME_NOW;
	int error;

	error = vnode_owner_check(vn, cr);
	if (error != 0 && now)
		error = vnode_access(vn, ACCESS_W, cr);
	if (st->st_atim.tv_nsec == UTIME_NOW)
		vnode_time_now(&st->st_atim);
	if (st->st_mtim.tv_nsec == UTIME_NOW)
		vnode_time_now(&st->st_mtim);
	return error;
}

/* Only the privileged give files away; owners choose among own groups. */
static int
vnode_chown_check(struct vnode *vn, const struct stat *st, int mask,
    struct cred *cr)
{
	int error;

	error = vnode_owner_check(vn, cr);
	if (error != 0)
		return error;
	if ((mask & VA_UID) && st->st_uid != vn->vn_uid)
		return priv_check(cr, PRIV_VFS_CHOWN);
	if ((mask & VA_GID) && !cred_ingroup(cr, st->st_gid))
		return priv_check(cr, PRIV_VFS_CHOWN);
	return 0;
}

/* Check all that mask asks for, and take from *st what cr may not set. */
static int
vnode_setattr_check(struct vnode *vn, struct stat *st, int *mask,
    struct cred *cr)
{
	int error = 0;

	if (*mask & VA_MODE) {
		error = vnode_owner_check(vn, cr);
		st->st_mode &= ALLPERMS;
		if (!cred_ingroup(cr, vn->vn_gid) &&
		    priv_check(cr, PRIV_VFS_RETAINSUGID) != 0)
			st->st_mode &= ~(mode_t)S_ISGID;
	}
	if (error == 0 && (*mask & (VA_UID | VA_GID))) {
		error = vnode_chown_check(vn, st, *mask, cr);
		if (!(*mask & VA_MODE) && (vn->vn_mode & (S_ISUID | S_ISGID))
		    && priv_check(cr, PRIV_VFS_RETAINSUGID) != 0) {
			st->st_mode = vn->vn_mode &
			    ~(mode_t)(S_ISUID | S_ISGID);
			*mask |= VA_MODE;
		}
	}
	if (error == 0 && (*mask & VA_TIMES))
		error = vnode_times_check(vn, st, cr);
	return error;
}

int
vnode_setattr(struct vnode *vn, const struct stat *st, int mask,
    struct cred *cr)
{
	struct stat want = *st;
	int error;

	error = vnode_writable(vn);
	if (error == 0 && vn->vn_ops->vo_setattr == NULL)
		error = EOPNOTSUPP;
	if (error == 0)
		error = vnode_setattr_check(vn, &want, &mask, cr);
	if (error != 0)
		return error;
	rw_wlock(&vn->vn_lock);
	error = vn->vn_ops->vo_setattr(vn, &want, mask);
	rw_wunlock(&vn->vn_lock);
	return error;
}

int
vnode_truncate(struct vnode *vn, int64_t size, struct cred *cr)
{
	int error;

	if (size < 0)
		return EINVAL;
	if (vn->vn_type == VDIR)
		return EISDIR;
	if (vn->vn_type != VREG || vn->vn_ops->vo_truncate == NULL)
		return EINVAL;
	error = vnode_writable(vn);
	if (error == 0 && cr != NULL)
		error = vnode_access(vn, ACCESS_W, cr);
	if (error != 0)
		return error;
	rw_wlock(&vn->vn_lock);
	error = vn->vn_ops->vo_truncate(vn, (uint64_t)size);
	rw_wunlock(&vn->vn_lock);
	return error;
}

int
vnode_readlink(struct vnode *vn, struct uio *uio)
{
	int error;

	if (vn->vn_type != VLNK)
		return EINVAL;
	rw_rlock(&vn->vn_lock);
	error = vn->vn_ops->vo_readlink(vn, uio);
	rw_runlock(&vn->vn_lock);
	return error;
}

int
vnode_readdir(struct vnode *vn, struct uio *uio)
{
	int error;

	if (vn->vn_type != VDIR)
		return ENOTDIR;
	if (uio->uio_offset < 0)
		return EINVAL;
	rw_rlock(&vn->vn_lock);
	error = vn->vn_ops->vo_readdir(vn, uio);
	rw_runlock(&vn->vn_lock);
	return error;
}

int
vnode_read_kernel(struct vnode *vn, void *buf, size_t len, uint64_t off)
{
	struct uio_seg seg;
	struct uio uio;
	int error;

	if (vn->vn_type != VREG || off > INT64_MAX - len)
		return EIO;
	uio_init_kernel(&uio, &seg, buf, len, (int64_t)off, UIO_READ);
	rw_rlock(&vn->vn_lock);
	error = vn->vn_ops->vo_read(vn, &uio, 0);
	rw_runlock(&vn->vn_lock);
	if (error == 0 && uio.uio_resid != 0)
		error = EIO;
	return error;
}

int
vnode_object(struct vnode *vn, struct vm_object **obj)
{
	int error;

	if (vn->vn_type != VREG || vn->vn_ops->vo_mmap == NULL)
		return ENODEV;
	rw_wlock(&vn->vn_lock);
	error = vn->vn_ops->vo_mmap(vn, obj);
	rw_wunlock(&vn->vn_lock);
	return error;
}
