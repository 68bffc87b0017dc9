// SPDX-License-Identifier: BSD-2-Clause
/*
 * vnode_file - a vnode as an open file.
 *
 * Regular files go to their file system under the vnode's lock, which also
 * keeps reading and moving the file's offset in one step for writers.
 * Devices and FIFOs may wait for ever, so nothing is locked for them.
 * A device that can make its reader wait has do_poll; one that has not is
 * always ready and may be positioned (/dev/null, memory).
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/filio.h>
#include <sys/mman.h>
#include <sys/poll.h>
#include <sys/stat.h>
#include "kernel/cred/cred.h"
#include "kernel/dev/dev.h"
#include "kernel/vfs/vfs_priv.h"
#include "kernel/vm/uio.h"
#include "kernel/vm/vm.h"

typedef int dev_io(void *cookie, struct uio *uio, int fflags);

/* Where the transfer begins: the file's own place, or the one given. */
static int
vnode_fo_begin(struct file *fp, struct uio *uio, int *current)
{
	*current = uio->uio_offset == UIO_CURRENT;
	if (*current)
		uio->uio_offset = fp->f_offset;
	if (uio->uio_offset < 0)
		return EINVAL;
	if (uio->uio_resid > (size_t)(INT64_MAX - uio->uio_offset))
		return EFBIG;
	return 0;
}

static int
vnode_dev_io(struct file *fp, struct uio *uio, dev_io *io)
{
	struct vnode *vn = fp->f_data;
	int current, error;

	if (io == NULL)
		return ENODEV;
	error = vnode_fo_begin(fp, uio, &current);
	if (error == 0)
		error = io(vn->vn_dev->dv_cookie, uio, (int)fp->f_flags);
	if (current)
		fp->f_offset = uio->uio_offset;
	return error;
}

static int
vnode_fo_read(struct file *fp, struct uio *uio, struct thread *td)
{
	struct vnode *vn = fp->f_data;
	int current, error;

	(void)td;
	if (vn->vn_type == VCHR)
		return vnode_dev_io(fp, uio, vn->vn_dev->dv_ops->do_read);
	if (vn->vn_type == VFIFO)
		return pipe_read(vn->vn_fifo, uio, fp->f_flags);
	if (vn->vn_type == VDIR)
		return EISDIR;
	rw_rlock(&vn->vn_lock);
	error = vnode_fo_begin(fp, uio, &current);
	if (error == 0)
		error = vn->vn_ops->vo_read(vn, uio, (int)fp->f_flags);
	if (current)
		fp->f_offset = uio->uio_offset;
	rw_runlock(&vn->vn_lock);
	return error;
}

/* A program that another writes to must not keep its set-id bits. */
static void
vnode_clear_setid(struct vnode *vn, struct cred *cr)
{
	if ((vn->vn_mode & (S_ISUID | S_ISGID)) == 0)
		return;
	if (priv_check(cr, PRIV_VFS_RETAINSUGID) != 0)
		vn->vn_mode &= ~(uint32_t)(S_ISUID | S_ISGID);
}

static int
vnode_fo_write(struct file *fp, struct uio *uio, struct thread *td)
{
	struct vnode *vn = fp->f_data;
	int current, error;

	(void)td;
	if (vn->vn_type == VCHR)
		return vnode_dev_io(fp, uio, vn->vn_dev->dv_ops->do_write);
	if (vn->vn_type == VFIFO)
		return pipe_write(vn->vn_fifo, uio, fp->f_flags);
	if (vn->vn_ops->vo_write == NULL)
		return EOPNOTSUPP;
	rw_wlock(&vn->vn_lock);
	error = vnode_fo_begin(fp, uio, &current);
	if (error == 0) {
		vnode_clear_setid(vn, fp->f_cred);
		error = vn->vn_ops->vo_write(vn, uio, (int)fp->f_flags);
	}
	if (current)
		fp->f_offset = uio->uio_offset;
	rw_wunlock(&vn->vn_lock);
	return error;
}

static int
vnode_bytes_left(struct file *fp, int *left)
{
	struct stat st;
	int error;

	error = vnode_getattr(fp->f_data, &st);
	if (error == 0)
		*left = st.st_size > fp->f_offset ?
		    (int)(st.st_size - fp->f_offset) : 0;
	return error;
}

static int
vnode_fo_ioctl(struct file *fp, unsigned long cmd, void *data,
    struct thread *td)
{
	struct vnode *vn = fp->f_data;

	if (vn->vn_type == VCHR) {
		if (vn->vn_dev->dv_ops->do_ioctl == NULL)
			return ENOTTY;
		return vn->vn_dev->dv_ops->do_ioctl(vn->vn_dev->dv_cookie,
		    cmd, data, td);
	}
	if (cmd != FIONREAD)
		return ENOTTY;
	if (vn->vn_type == VFIFO) {
		*(int *)data = (int)pipe_used(vn->vn_fifo);
		return 0;
	}
	return vnode_bytes_left(fp, data);
}

static int
vnode_fo_poll(struct file *fp, int events, struct thread *td)
{
	struct vnode *vn = fp->f_data;

	if (vn->vn_type == VFIFO)
		return pipe_poll(vn->vn_fifo, events, fp->f_flags, td);
	if (vn->vn_type == VCHR && vn->vn_dev->dv_ops->do_poll != NULL)
		return vn->vn_dev->dv_ops->do_poll(vn->vn_dev->dv_cookie,
		    events, td);
	return events & (POLLIN | POLLRDNORM | POLLOUT);
}

static int
vnode_fo_stat(struct file *fp, struct stat *st, struct thread *td)
{
	(void)td;
	return vnode_getattr(fp->f_data, st);
}

static int
vnode_seekable(const struct vnode *vn)
{
	return vn->vn_type != VFIFO && vn->vn_type != VSOCK &&
	    (vn->vn_type != VCHR || vn->vn_dev->dv_ops->do_poll == NULL);
}

static int
vnode_fo_seek(struct file *fp, int64_t off, int whence, int64_t *res)
{
	struct stat st;
	int64_t base = 0;
	int error;

	if (!vnode_seekable(fp->f_data))
		return ESPIPE;
	if (whence == SEEK_END) {
		error = vnode_getattr(fp->f_data, &st);
		if (error != 0)
			return error;
		base = st.st_size;
	} else if (whence == SEEK_CUR) {
		base = fp->f_offset;
	} else if (whence != SEEK_SET) {
		return EINVAL;
	}
	if (__builtin_add_overflow(base, off, &base))
		return EOVERFLOW;
	if (base < 0)
		return EINVAL;
	fp->f_offset = *res = base;
	return 0;
}

static int
vnode_fo_truncate(struct file *fp, int64_t len, struct thread *td)
{
	(void)td;
	if ((fp->f_flags & FWRITE) == 0)
		return EINVAL;
	return vnode_truncate(fp->f_data, len, NULL);
}

/* A private mapping is never written back, so reading is enough for it. */
static int
vnode_fo_mmap(struct file *fp, int prot, int flags, struct vm_object **obj)
{
	int error;

	if ((fp->f_flags & FREAD) == 0)
		return EACCES;
	if ((flags & MAP_SHARED) && (prot & PROT_WRITE) &&
	    (fp->f_flags & FWRITE) == 0)
		return EACCES;
	error = vnode_object(fp->f_data, obj);
	if (error == 0 && (flags & MAP_SHARED) != 0)
		vm_object_clear_tail(*obj);
	return error;
}

/* One descriptor fewer is enough to end all that the process has locked. */
static void
vnode_fo_leave(struct file *fp, const struct fdtable *fdt)
{
	struct vnode *vn = fp->f_data;

	vnode_unlock_all(vn, fdt);
}

static void
vnode_fo_close(struct file *fp)
{
	struct vnode *vn = fp->f_data;

	vnode_unlock_all(vn, fp);	/* flock's */
	if (vn->vn_type == VFIFO)
		pipe_close(vn->vn_fifo, fp->f_flags);
	if (vn->vn_type == VCHR && vn->vn_dev->dv_ops->do_close != NULL)
		(void)vn->vn_dev->dv_ops->do_close(vn->vn_dev->dv_cookie,
		    (int)fp->f_flags);
	vnode_drop(vn);
}

const struct file_ops vnode_fops = {
	.fo_read = vnode_fo_read,
	.fo_write = vnode_fo_write,
	.fo_ioctl = vnode_fo_ioctl,
	.fo_poll = vnode_fo_poll,
	.fo_stat = vnode_fo_stat,
	.fo_seek = vnode_fo_seek,
	.fo_truncate = vnode_fo_truncate,
	.fo_mmap = vnode_fo_mmap,
	.fo_leave = vnode_fo_leave,
	.fo_close = vnode_fo_close,
};

struct vnode *
file_vnode(struct file *fp)
{
	return fp->f_type == FTYPE_VNODE ? fp->f_data : NULL;
}
