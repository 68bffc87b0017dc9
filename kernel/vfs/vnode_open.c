// SPDX-License-Identifier: BSD-2-Clause
/*
 * vnode_open - open(2): find or create, check, prepare, make the file.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include "kernel/cred/cred.h"
#include "kernel/cred/limit.h"
#include "kernel/dev/dev.h"
#include "kernel/lib/atomic.h"
#include "kernel/sched/thread.h"
#include "kernel/vfs/vfs_priv.h"

#define ACCESS_R	4
#define ACCESS_W	2
#define ACCESS_X	1

/* Create what ni_last names in ni_dir; ni_vn becomes it.  EEXIST: retry. */
static int
open_create(struct namei *ni, uint32_t mode)
{
	struct vnode *dir = ni->ni_dir;
	int error;

	if (ni->ni_slash)
		return EISDIR;
	error = vnode_writable(dir);
	if (error == 0)
		error = vnode_access(dir, ACCESS_W | ACCESS_X, ni->ni_cred);
	if (error == 0 && dir->vn_ops->vo_create == NULL)
		error = EOPNOTSUPP;
	if (error != 0)
		return error;
	rw_wlock(&dir->vn_lock);
	error = dir->vn_ops->vo_create(dir, ni->ni_last,
	    mode & ALLPERMS & ~(uint32_t)S_ISVTX, VREG, ni->ni_cred,
	    &ni->ni_vn);
	rw_wunlock(&dir->vn_lock);
	if (error != 0)
		ni->ni_vn = NULL;
	return error;
}

/*
 * Look up, creating if need be; on success ni_vn is held.  Another may
 * create the name between look-up and creation: then look up again.
 */
static int
open_lookup(struct namei *ni, const char *path, int oflags, uint32_t mode,
    int *created)
{
	int error;

	*created = 0;
	ni->ni_flags = oflags & O_NOFOLLOW ? 0 : NAMEI_FOLLOW;
	if (oflags & O_CREAT)
		ni->ni_flags = NAMEI_PARENT |
		    (oflags & (O_NOFOLLOW | O_EXCL) ? 0 : NAMEI_FOLLOW);
	for (;;) {
		error = namei(ni, path);
		if (error != 0 || (oflags & O_CREAT) == 0)
			return error;
		if (ni->ni_vn != NULL) {
			if ((oflags & O_EXCL) == 0)
				return 0;
			namei_done(ni);
			return EEXIST;
		}
		error = open_create(ni, mode);
		if (error == 0) {
			*created = 1;
			return 0;
		}
		namei_done(ni);
		if (error != EEXIST || (oflags & O_EXCL))
			return error;
	}
}

/* May the thing be opened like this at all, and by cr? */
static int
open_check(struct vnode *vn, int oflags, struct cred *cr)
{
	uint32_t fflags = FFLAGS((uint32_t)oflags);
	int want = 0;

	if (vn->vn_type == VLNK)
		return ELOOP;		/* O_NOFOLLOW */
	if (vn->vn_type == VSOCK)
		return EOPNOTSUPP;
	if (vn->vn_type == VDIR && (fflags & FWRITE))
		return EISDIR;
	if (vn->vn_type != VDIR && (oflags & O_DIRECTORY))
		return ENOTDIR;
	if (vn->vn_type == VREG && (fflags & FWRITE) &&
	    vnode_writable(vn) != 0)
		return EROFS;
	if (fflags & FREAD)
		want |= ACCESS_R;
	if ((fflags & FWRITE) || (oflags & O_TRUNC))
		want |= ACCESS_W;
	return vnode_access(vn, want, cr);
}

/* The first opener of a FIFO brings its pipe. */
static int
open_fifo(struct vnode *vn, uint32_t fflags, const struct thread *td)
{
	const struct cred *cr = td != NULL ? td->td_cred : NULL;
	struct pipe *none = NULL, *pi;

	if (atomic_load(&vn->vn_fifo) == NULL) {
		pi = pipe_alloc(cr != NULL ? cred_ledger(cr) : NULL);
		if (pi == NULL)
			return ENOMEM;
		if (!atomic_cas(&vn->vn_fifo, &none, pi))
			pipe_free(pi);
	}
	return pipe_open(vn->vn_fifo, fflags);
}

/*
 * A jail that shares a /dev sees all nodes there, but the machine's own
 * consoles and disks are not its to open.
 */
static int
open_device(struct vnode *vn, uint32_t fflags, struct thread *td)
{
	const struct dev *dv = vn->vn_dev;

	if (!dv->dv_jail && td != NULL && td->td_cred != NULL &&
	    td->td_cred->cr_jail != NULL)
		return EPERM;
	if (dv->dv_ops->do_open == NULL)
		return 0;
	return dv->dv_ops->do_open(dv->dv_cookie, (int)fflags, td);
}

/* Tell a device or FIFO; from here on closing must be told as well. */
static int
open_prepare(struct vnode *vn, int oflags, struct thread *td)
{
	uint32_t fflags = FFLAGS((uint32_t)oflags);

	if (vn->vn_type == VFIFO)
		return open_fifo(vn, fflags, td);
	if (vn->vn_type == VCHR)
		return open_device(vn, fflags, td);
	if (vn->vn_type == VREG && (oflags & O_TRUNC))
		return vnode_truncate(vn, 0, NULL);
	return 0;
}

static void
open_undo(struct vnode *vn, int oflags)
{
	uint32_t fflags = FFLAGS((uint32_t)oflags);

	if (vn->vn_type == VFIFO)
		pipe_close(vn->vn_fifo, fflags);
	if (vn->vn_type == VCHR && vn->vn_dev->dv_ops->do_close != NULL)
		(void)vn->vn_dev->dv_ops->do_close(vn->vn_dev->dv_cookie,
		    (int)fflags);
}

int
vnode_open(struct namei *ni, const char *path, int oflags, uint32_t mode,
    struct thread *td, struct file **out)
{
	struct vnode *vn;
	int created, error;

	if ((oflags & O_ACCMODE) == O_ACCMODE)
		return EINVAL;
	if ((oflags & (O_CREAT | O_DIRECTORY)) == (O_CREAT | O_DIRECTORY))
		return EINVAL;
	error = open_lookup(ni, path, oflags, mode, &created);
	if (error != 0)
		return error;
	vn = vnode_hold(ni->ni_vn);
	namei_done(ni);

	if (!created)
		error = open_check(vn, oflags, ni->ni_cred);
	if (error == 0)
		error = open_prepare(vn, oflags, td);
	if (error == 0) {
		error = file_create(ni->ni_cred, FTYPE_VNODE, (uint32_t)oflags,
		    &vnode_fops, vn, out);
		if (error != 0)
			open_undo(vn, oflags);
	}
	if (error != 0)
		vnode_drop(vn);
	return error;
}
