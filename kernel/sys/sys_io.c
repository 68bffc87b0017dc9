// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_io - moving data through descriptors: read, write and their kin,
 * ioctl.
 *
 * A transfer that was broken off after it moved something has succeeded;
 * one that was interrupted before begins again unless a handler wants
 * EINTR.  Lengths are checked before they are added up.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/filio.h>
#include <sys/ioccom.h>
#include <sys/signal.h>
#include "kernel/file/file.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/syscall.h"
#include "kernel/vm/uio.h"

#define IO_MAX		0x7fffffffffffffffull
#define SEGS_SMALL	8	/* vectors up to this need no memory */
#define IOCTL_SMALL	128

/* Read or write fp as uio says; *done is what was moved. */
static int
file_transfer(struct thread *td, struct file *fp, struct uio *uio,
    uint64_t *done)
{
	size_t want = uio->uio_resid;
	int error;

	if (uio->uio_rw == UIO_READ)
		error = fp->f_ops->fo_read == NULL ? EOPNOTSUPP :
		    fp->f_ops->fo_read(fp, uio, td);
	else
		error = fp->f_ops->fo_write == NULL ? EOPNOTSUPP :
		    fp->f_ops->fo_write(fp, uio, td);
	*done = want - uio->uio_resid;
	if (error == EPIPE && uio->uio_rw == UIO_WRITE &&
	    fp->f_type != FTYPE_SOCKET)
		(void)proc_signal(td->td_proc, SIGPIPE);
	if (*done > 0 && (error == EINTR || error == ERESTART ||
	    error == EAGAIN))
		return 0;
	/* A socket says EINTR only of a timed wait, which must not go on. */
	return error == EINTR && fp->f_type != FTYPE_SOCKET ? ERESTART :
	    error;
}

/* Is fp open for this direction, and at this offset? */
static int
file_may_transfer(const struct file *fp, enum uio_rw rw, int64_t offset)
{
	if ((fp->f_flags & (rw == UIO_READ ? FREAD : FWRITE)) == 0)
		return EBADF;
	if (offset == UIO_CURRENT)
		return 0;
	if (fp->f_ops->fo_seek == NULL)
		return ESPIPE;
	return offset < 0 ? EINVAL : 0;
}

static int
fd_transfer(struct thread *td, int fd, struct uio *uio, uint64_t *done)
{
	struct file *fp;
	int error;

	error = fd_get(td->td_proc->p_fd, fd, &fp);
	if (error != 0)
		return error;
	error = file_may_transfer(fp, uio->uio_rw, uio->uio_offset);
	if (error == 0)
		error = file_transfer(td, fp, uio, done);
	file_drop(fp);
	return error;
}

/* One buffer: arguments are fd, buf, len. */
static int
sys_transfer(struct thread *td, struct syscall_args *sa, int64_t offset,
    enum uio_rw rw)
{
	struct uio_seg seg;
	struct uio uio;

	if (sa->sa_arg[2] > IO_MAX)
		return EINVAL;
	uio_init_user(&uio, &seg, sa->sa_arg[1], sa->sa_arg[2], offset, rw);
	return fd_transfer(td, (int)sa->sa_arg[0], &uio, &sa->sa_ret);
}

static int
sys_read(struct thread *td, struct syscall_args *sa)
{
	return sys_transfer(td, sa, UIO_CURRENT, UIO_READ);
}

static int
sys_write(struct thread *td, struct syscall_args *sa)
{
	return sys_transfer(td, sa, UIO_CURRENT, UIO_WRITE);
}

static int
sys_pread(struct thread *td, struct syscall_args *sa)
{
	if ((int64_t)sa->sa_arg[3] < 0)
		return EINVAL;
	return sys_transfer(td, sa, (int64_t)sa->sa_arg[3], UIO_READ);
}

static int
sys_pwrite(struct thread *td, struct syscall_args *sa)
{
	if ((int64_t)sa->sa_arg[3] < 0)
		return EINVAL;
	return sys_transfer(td, sa, (int64_t)sa->sa_arg[3], UIO_WRITE);
}

/* Many buffers: struct iovec and struct uio_seg are laid out alike. */
static int
sys_transfer_vector(struct thread *td, struct syscall_args *sa,
    enum uio_rw rw)
{
	struct uio_seg small[SEGS_SMALL], *segs = small;
	uint64_t n = sa->sa_arg[2], total = 0, i;
	struct uio uio;
	int error;

	if (n == 0 || n > UIO_SEGS_MAX)
		return EINVAL;
	if (n > SEGS_SMALL)
		segs = kmem_alloc(NULL, n * sizeof(*segs), KM_SLEEP);
	if (segs == NULL)
		return ENOMEM;
	error = copyin(sa->sa_arg[1], segs, n * sizeof(*segs));
	for (i = 0; i < n && error == 0; i++) {
		if (segs[i].us_len > IO_MAX - total)
			error = EINVAL;
		total += segs[i].us_len;
	}
	if (error == 0) {
		uio_init_user(&uio, segs, segs[0].us_base, segs[0].us_len,
		    UIO_CURRENT, rw);
		uio.uio_nseg = (int)n;
		uio.uio_resid = total;
		error = fd_transfer(td, (int)sa->sa_arg[0], &uio,
		    &sa->sa_ret);
	}
	if (segs != small)
		kmem_free(segs);
	return error;
}

static int
sys_readv(struct thread *td, struct syscall_args *sa)
{
	return sys_transfer_vector(td, sa, UIO_READ);
}

static int
sys_writev(struct thread *td, struct syscall_args *sa)
{
	return sys_transfer_vector(td, sa, UIO_WRITE);
}

/* ---------------------------------------------------------------- ioctl */

static int
file_set_flag(struct file *fp, uint32_t flag, int on)
{
	spin_lock(&fp->f_lock);
	if (on)
		fp->f_flags |= flag;
	else
		fp->f_flags &= ~flag;
	spin_unlock(&fp->f_lock);
	return 0;
}

/* What every file knows; else the file's own, ENOTTY if it knows nothing. */
static int
file_ioctl(struct thread *td, struct file *fp, int fd, unsigned long cmd,
    void *data)
{
	int on = 1, off = 0, error;

	switch (cmd) {
	case FIOCLEX:
		return fd_cloexec(td->td_proc->p_fd, fd, NULL, &on);
	case FIONCLEX:
		return fd_cloexec(td->td_proc->p_fd, fd, NULL, &off);
	case FIONBIO:
		return file_set_flag(fp, O_NONBLOCK, *(int *)data);
	case FIOASYNC:
		return file_set_flag(fp, O_ASYNC, *(int *)data);
	}
	if (fp->f_ops->fo_ioctl == NULL)
		return ENOTTY;
	error = fp->f_ops->fo_ioctl(fp, cmd, data, td);
	if (error == EINTR)
		return ERESTART;
	return error == ENOIOCTL || error == ENODEV ? ENOTTY : error;
}

static int
ioctl_run(struct thread *td, struct file *fp, const struct syscall_args *sa,
    void *data, size_t len)
{
	unsigned long cmd = (uint32_t)sa->sa_arg[1];
	int error = 0;

	memset(data, 0, len);
	if ((cmd & IOC_IN) != 0)
		error = copyin(sa->sa_arg[2], data, len);
	else if ((cmd & IOC_VOID) != 0)
		memcpy(data, &sa->sa_arg[2], sizeof(sa->sa_arg[2]));
	if (error == 0)
		error = file_ioctl(td, fp, (int)sa->sa_arg[0], cmd, data);
	if (error == 0 && (cmd & IOC_OUT) != 0)
		error = copyout(data, sa->sa_arg[2], len);
	return error;
}

static int
sys_ioctl(struct thread *td, struct syscall_args *sa)
{
	uint64_t small[IOCTL_SMALL / 8];
	size_t len = IOCPARM_LEN((uint32_t)sa->sa_arg[1]);
	void *data = small;
	struct file *fp;
	int error;

	if ((sa->sa_arg[1] & IOC_VOID) != 0)
		len = sizeof(uint64_t);
	if (len == 0 && (sa->sa_arg[1] & IOC_INOUT) != 0)
		return ENOTTY;
	error = fd_get(td->td_proc->p_fd, (int)sa->sa_arg[0], &fp);
	if (error != 0)
		return error;
	if (len > IOCTL_SMALL)
		data = kmem_alloc(NULL, len, KM_SLEEP);
	error = data == NULL ? ENOMEM : ioctl_run(td, fp, sa, data, len);
	if (data != small)
		kmem_free(data);
	file_drop(fp);
	return error;
}

SYSCALL(SYS_read, 3, sys_read);
SYSCALL(SYS_write, 3, sys_write);
SYSCALL(SYS_pread, 4, sys_pread);
SYSCALL(SYS_pwrite, 4, sys_pwrite);
SYSCALL(SYS_readv, 3, sys_readv);
SYSCALL(SYS_writev, 3, sys_writev);
SYSCALL(SYS_ioctl, 3, sys_ioctl);
