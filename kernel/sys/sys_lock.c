// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_lock - advisory locks: fcntl's and flock.
 *
 * What fcntl locks is the process's, for which its descriptor table stands:
 * it is not shared with a child, survives exec, and has gone with the last
 * of the process's descriptors.  What flock locks is the open file's.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/stat.h>
#include "kernel/cred/cred.h"
#include "kernel/cred/limit.h"
#include "kernel/file/file.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sys_priv.h"
#include "kernel/sys/syscall.h"

/* What l_start counts from. */
static int
lock_base(struct file *fp, int whence, int64_t *base)
{
	struct stat st;
	int error;

	switch (whence) {
	case SEEK_SET:
		*base = 0;
		return 0;
	case SEEK_CUR:
		*base = fp->f_offset;
		return 0;
	case SEEK_END:
		error = vnode_getattr(file_vnode(fp), &st);
		*base = error == 0 ? st.st_size : 0;
		return error;
	default:
		return EINVAL;
	}
}

/* The range that fl means; a negative length is what lies before. */
static int
lock_range(struct file *fp, const struct flock *fl, struct vlock *vl)
{
	int64_t start, end;
	int error;

	error = lock_base(fp, fl->l_whence, &start);
	if (error != 0)
		return error;
	if (__builtin_add_overflow(start, fl->l_start, &start))
		return EOVERFLOW;
	end = INT64_MAX;
	if (fl->l_len > 0) {
		/* The last byte may be the last there can be. */
		if (__builtin_add_overflow(start, fl->l_len - 1, &end))
			return EOVERFLOW;
	} else if (fl->l_len < 0) {
		end = start - 1;
		if (__builtin_add_overflow(start, fl->l_len, &start))
			return EINVAL;
	}
	if (start < 0)
		return EINVAL;
	vl->vl_start = start;
	vl->vl_end = end;
	return 0;
}

static int
lock_get(struct vnode *vn, const struct vlock *want, struct flock *fl)
{
	struct vlock found;

	if (want->vl_type == F_UNLCK)
		return EINVAL;
	if (!vnode_lock_test(vn, want, &found)) {
		fl->l_type = F_UNLCK;
		return 0;
	}
	fl->l_type = (short)found.vl_type;
	fl->l_whence = SEEK_SET;
	fl->l_start = found.vl_start;
	fl->l_len = found.vl_end == INT64_MAX ? 0 :
	    found.vl_end - found.vl_start + 1;
	/* Of a process outside of what the asker may know: 0. */
	fl->l_pid = found.vl_pid < 0 ? -1 : pid_export(found.vl_pid);
	return 0;
}

/*
 * Another thread may have closed fd while this one came to its lock, and
 * nothing would ever take that away.
 */
static void
lock_recheck(struct thread *td, int fd, struct file *fp)
{
	struct fdtable *fdt = td->td_proc->p_fd;
	struct file *now;

	if (fd_get(fdt, fd, &now) != 0)
		now = NULL;
	if (now != fp)
		vnode_unlock_all(file_vnode(fp), fdt);
	if (now != NULL)
		file_drop(now);
}

static int
lock_set(struct thread *td, int fd, struct file *fp, int wait,
    const struct vlock *vl)
{
	struct vnode *vn = file_vnode(fp);
	struct ledger *ld = cred_ledger(td->td_cred);
	int error;

	if (vl->vl_type == F_UNLCK)
		return vnode_unlock(vn, vl, ld);
	if ((fp->f_flags & (vl->vl_type == F_RDLCK ? FREAD : FWRITE)) == 0)
		return EBADF;
	error = vnode_lock(vn, vl, wait, ld);
	if (error == 0)
		lock_recheck(td, fd, fp);
	return error == EINTR ? ERESTART : error;
}

int
fcntl_lock(struct thread *td, int fd, int cmd, uaddr_t at)
{
	struct proc *p = td->td_proc;
	struct vlock vl = { .vl_owner = p->p_fd, .vl_pid = p->p_pid };
	struct flock fl;
	struct file *fp;
	int error;

	error = fd_get(p->p_fd, fd, &fp);
	if (error != 0)
		return error;
	error = copyin(at, &fl, sizeof(fl));
	if (error == 0 && (file_vnode(fp) == NULL ||
	    (fl.l_type != F_RDLCK && fl.l_type != F_WRLCK &&
	    fl.l_type != F_UNLCK)))
		error = EINVAL;
	if (error == 0)
		error = lock_range(fp, &fl, &vl);
	vl.vl_type = fl.l_type;
	if (error == 0 && cmd == F_GETLK) {
		error = lock_get(file_vnode(fp), &vl, &fl);
		if (error == 0)
			error = copyout(&fl, at, sizeof(fl));
	} else if (error == 0) {
		error = lock_set(td, fd, fp, cmd == F_SETLKW, &vl);
	}
	file_drop(fp);
	return error;
}

/* Charged to who opened the file: the lock may live as long as that. */
static int
flock_file(struct file *fp, int how)
{
	struct vlock vl = {
		.vl_owner = fp, .vl_pid = -1, .vl_end = INT64_MAX
	};
	struct vnode *vn = file_vnode(fp);
	int error;

	if (vn == NULL)
		return EOPNOTSUPP;
	switch (how & ~LOCK_NB) {
	case LOCK_UN:
		vnode_unlock_all(vn, fp);
		return 0;
	case LOCK_SH:
		vl.vl_type = F_RDLCK;
		break;
	case LOCK_EX:
		vl.vl_type = F_WRLCK;
		break;
	default:
		return EINVAL;
	}
	error = vnode_lock(vn, &vl, (how & LOCK_NB) == 0,
	    cred_ledger(fp->f_cred));
	return error == EINTR ? ERESTART : error;
}

static int
sys_flock(struct thread *td, struct syscall_args *sa)
{
	struct file *fp;
	int error;

	error = fd_get(td->td_proc->p_fd, (int)sa->sa_arg[0], &fp);
	if (error != 0)
		return error;
	error = flock_file(fp, (int)sa->sa_arg[1]);
	file_drop(fp);
	return error;
}

SYSCALL(SYS_flock, 2, sys_flock);
