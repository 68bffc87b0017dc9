// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_fd - descriptors as such: open, close, duplicate, position.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/stat.h>
#include "kernel/file/file.h"
#include "kernel/lib/string.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sys_priv.h"
#include "kernel/sys/syscall.h"

/* Flags of F_SETFL. */
#define SETFL_MASK	(O_APPEND | O_NONBLOCK | O_ASYNC | O_SYNC)

static int
fd_open(struct thread *td, int dirfd, uaddr_t name, int oflags,
    uint32_t mode, uint64_t *ret)
{
	struct proc *p = td->td_proc;
	struct file *fp;
	struct path pa;
	int error, fd;

	error = path_begin(td, dirfd, name, &pa);
	if (error != 0)
		return error;
	error = vnode_open(&pa.pa_ni, pa.pa_name, oflags,
	    mode & ALLPERMS & ~p->p_umask, td, &fp);
	path_end(&pa);
	if (error != 0)
		return error == EINTR ? ERESTART : error;
	error = fd_install(p->p_fd, fp, 0, (oflags & O_CLOEXEC) != 0, &fd);
	if (error != 0) {
		file_drop(fp);
		return error;
	}
	*ret = (uint64_t)fd;
	return 0;
}

static int
sys_open(struct thread *td, struct syscall_args *sa)
{
	return fd_open(td, AT_FDCWD, sa->sa_arg[0], (int)sa->sa_arg[1],
	    (uint32_t)sa->sa_arg[2], &sa->sa_ret);
}

static int
sys_openat(struct thread *td, struct syscall_args *sa)
{
	return fd_open(td, (int)sa->sa_arg[0], sa->sa_arg[1],
	    (int)sa->sa_arg[2], (uint32_t)sa->sa_arg[3], &sa->sa_ret);
}

static int
sys_close(struct thread *td, struct syscall_args *sa)
{
	return fd_close(td->td_proc->p_fd, (int)sa->sa_arg[0]);
}

static int
sys_closefrom(struct thread *td, struct syscall_args *sa)
{
	struct fdtable *fdt = td->td_proc->p_fd;
	int low = (int)sa->sa_arg[0], fd;

	if (low < 0)
		low = 0;
	for (fd = fd_last(fdt); fd >= low; fd--)
		(void)fd_close(fdt, fd);
	return 0;
}

/* A second name for fd: the lowest free one from min on. */
static int
fd_duplicate(struct thread *td, int fd, int min, int cloexec, uint64_t *ret)
{
	struct fdtable *fdt = td->td_proc->p_fd;
	struct file *fp;
	int error, new;

	error = fd_get(fdt, fd, &fp);
	if (error != 0)
		return error;
	error = min < 0 ? EINVAL : fd_install(fdt, fp, min, cloexec, &new);
	if (error != 0) {
		file_drop(fp);
		return error;
	}
	*ret = (uint64_t)new;
	return 0;
}

static int
sys_dup(struct thread *td, struct syscall_args *sa)
{
	return fd_duplicate(td, (int)sa->sa_arg[0], 0, 0, &sa->sa_ret);
}

static int
sys_dup2(struct thread *td, struct syscall_args *sa)
{
	struct fdtable *fdt = td->td_proc->p_fd;
	int from = (int)sa->sa_arg[0], to = (int)sa->sa_arg[1], error;
	struct file *fp;

	error = fd_get(fdt, from, &fp);
	if (error != 0)
		return error;
	if (from == to)
		file_drop(fp);
	else
		error = fd_install_at(fdt, fp, to, 0);
	if (error != 0)
		file_drop(fp);
	else
		sa->sa_ret = (uint64_t)to;
	return error;
}

static int
fcntl_getfl(struct thread *td, int fd, uint64_t *ret)
{
	struct file *fp;
	int error;

	error = fd_get(td->td_proc->p_fd, fd, &fp);
	if (error != 0)
		return error;
	*ret = (uint64_t)OFLAGS(fp->f_flags);
	file_drop(fp);
	return 0;
}

static int
fcntl_setfl(struct thread *td, int fd, uint32_t flags)
{
	struct file *fp;
	int error;

	error = fd_get(td->td_proc->p_fd, fd, &fp);
	if (error != 0)
		return error;
	spin_lock(&fp->f_lock);
	fp->f_flags = (fp->f_flags & ~SETFL_MASK) | (flags & SETFL_MASK);
	spin_unlock(&fp->f_lock);
	file_drop(fp);
	return 0;
}

static int
sys_fcntl(struct thread *td, struct syscall_args *sa)
{
	struct fdtable *fdt = td->td_proc->p_fd;
	int fd = (int)sa->sa_arg[0], arg = (int)sa->sa_arg[2], on, error;

	switch ((int)sa->sa_arg[1]) {
	case F_DUPFD:
		return fd_duplicate(td, fd, arg, 0, &sa->sa_ret);
	case F_DUPFD_CLOEXEC:
		return fd_duplicate(td, fd, arg, 1, &sa->sa_ret);
	case F_GETFD:
		error = fd_cloexec(fdt, fd, &on, NULL);
		sa->sa_ret = error == 0 && on ? FD_CLOEXEC : 0;
		return error;
	case F_SETFD:
		on = (arg & FD_CLOEXEC) != 0;
		return fd_cloexec(fdt, fd, NULL, &on);
	case F_GETFL:
		return fcntl_getfl(td, fd, &sa->sa_ret);
	case F_SETFL:
		return fcntl_setfl(td, fd, (uint32_t)arg);
	case F_GETLK: case F_SETLK: case F_SETLKW:
		return fcntl_lock(td, fd, (int)sa->sa_arg[1], sa->sa_arg[2]);
	default:
		return EINVAL;
	}
}

/* Both ends installed, or neither. */
static int
sys_pipe2(struct thread *td, struct syscall_args *sa)
{
	struct fdtable *fdt = td->td_proc->p_fd;
	int oflags = (int)sa->sa_arg[1], cloexec, fd[2], error;
	struct file *rd, *wr;

	if ((oflags & ~(O_CLOEXEC | O_NONBLOCK)) != 0)
		return EINVAL;
	cloexec = (oflags & O_CLOEXEC) != 0;
	error = pipe_create(td->td_cred, oflags, &rd, &wr);
	if (error != 0)
		return error;
	error = fd_install(fdt, rd, 0, cloexec, &fd[0]);
	if (error != 0) {
		file_drop(rd);
		file_drop(wr);
		return error;
	}
	error = fd_install(fdt, wr, 0, cloexec, &fd[1]);
	if (error != 0) {
		file_drop(wr);
		(void)fd_close(fdt, fd[0]);
		return error;
	}
	error = copyout(fd, sa->sa_arg[0], sizeof(fd));
	if (error != 0) {
		(void)fd_close(fdt, fd[0]);
		(void)fd_close(fdt, fd[1]);
	}
	return error;
}

static int
sys_lseek(struct thread *td, struct syscall_args *sa)
{
	struct file *fp;
	int64_t at = 0;
	int error;

	error = fd_get(td->td_proc->p_fd, (int)sa->sa_arg[0], &fp);
	if (error != 0)
		return error;
	error = fp->f_ops->fo_seek == NULL ? ESPIPE :
	    fp->f_ops->fo_seek(fp, (int64_t)sa->sa_arg[1],
	    (int)sa->sa_arg[2], &at);
	file_drop(fp);
	sa->sa_ret = (uint64_t)at;
	return error;
}

static int
sys_ftruncate(struct thread *td, struct syscall_args *sa)
{
	struct file *fp;
	int error;

	if ((int64_t)sa->sa_arg[1] < 0)
		return EINVAL;
	error = fd_get(td->td_proc->p_fd, (int)sa->sa_arg[0], &fp);
	if (error != 0)
		return error;
	if ((fp->f_flags & FWRITE) == 0 || fp->f_ops->fo_truncate == NULL)
		error = EINVAL;
	else
		error = fp->f_ops->fo_truncate(fp, (int64_t)sa->sa_arg[1],
		    td);
	file_drop(fp);
	return error;
}

static int
sys_fstat(struct thread *td, struct syscall_args *sa)
{
	struct file *fp;
	struct stat st;
	int error;

	error = fd_get(td->td_proc->p_fd, (int)sa->sa_arg[0], &fp);
	if (error != 0)
		return error;
	memset(&st, 0, sizeof(st));
	error = fp->f_ops->fo_stat == NULL ? EOPNOTSUPP :
	    fp->f_ops->fo_stat(fp, &st, td);
	file_drop(fp);
	return error != 0 ? error : copyout(&st, sa->sa_arg[1], sizeof(st));
}

/* Nothing is ever behind memory: the descriptor need only be good. */
static int
sys_fsync(struct thread *td, struct syscall_args *sa)
{
	struct file *fp;
	int error;

	error = fd_get(td->td_proc->p_fd, (int)sa->sa_arg[0], &fp);
	if (error == 0)
		file_drop(fp);
	return error;
}

static int
sys_getdirentries(struct thread *td, struct syscall_args *sa)
{
	size_t len = sa->sa_arg[2];
	struct uio_seg seg;
	struct uio uio;
	struct file *fp;
	struct vnode *vn;
	int64_t base;
	int error;

	if (len > INT32_MAX)
		return EINVAL;
	error = fd_get(td->td_proc->p_fd, (int)sa->sa_arg[0], &fp);
	if (error != 0)
		return error;
	vn = file_vnode(fp);
	base = fp->f_offset;
	uio_init_user(&uio, &seg, sa->sa_arg[1], len, base, UIO_READ);
	if ((fp->f_flags & FREAD) == 0)
		error = EBADF;
	else if (vn == NULL || vn->vn_type != VDIR)
		error = ENOTDIR;
	else
		error = vnode_readdir(vn, &uio);
	if (error == 0) {
		spin_lock(&fp->f_lock);
		fp->f_offset = uio.uio_offset;
		spin_unlock(&fp->f_lock);
		sa->sa_ret = len - uio.uio_resid;
		if (sa->sa_arg[3] != 0)
			error = copyout(&base, sa->sa_arg[3], sizeof(base));
	}
	file_drop(fp);
	return error;
}

SYSCALL(SYS_open, 3, sys_open);
SYSCALL(SYS_openat, 4, sys_openat);
SYSCALL(SYS_close, 1, sys_close);
SYSCALL(SYS_closefrom, 1, sys_closefrom);
SYSCALL(SYS_dup, 1, sys_dup);
SYSCALL(SYS_dup2, 2, sys_dup2);
SYSCALL(SYS_fcntl, 3, sys_fcntl);
SYSCALL(SYS_pipe2, 2, sys_pipe2);
SYSCALL(SYS_lseek, 3, sys_lseek);
SYSCALL(SYS_ftruncate, 2, sys_ftruncate);
SYSCALL(SYS_fstat, 2, sys_fstat);
SYSCALL(SYS_fsync, 1, sys_fsync);
SYSCALL_ALIAS(SYS_fdatasync, 1, sys_fsync);
SYSCALL(SYS_getdirentries, 4, sys_getdirentries);
