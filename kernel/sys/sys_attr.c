// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_attr - what is known of a file: status, access, mode, owner, times,
 * length; and where the process stands: chdir, chroot, umask.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include "kernel/cred/cred.h"
#include "kernel/file/file.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sys_priv.h"
#include "kernel/sys/syscall.h"

#define X_OK		1
#define ACCESS_ALL	7

static int
sys_fstatat(struct thread *td, struct syscall_args *sa)
{
	int flags = (int)sa->sa_arg[3], error;
	struct vnode *vn;
	struct stat st;

	if ((flags & ~AT_SYMLINK_NOFOLLOW) != 0)
		return EINVAL;
	error = path_vnode(td, (int)sa->sa_arg[0], sa->sa_arg[1],
	    flags != 0 ? 0 : NAMEI_FOLLOW, &vn);
	if (error != 0)
		return error;
	memset(&st, 0, sizeof(st));
	error = vnode_getattr(vn, &st);
	vnode_drop(vn);
	return error != 0 ? error : copyout(&st, sa->sa_arg[2], sizeof(st));
}

/* access(2) asks for the real user, whoever we act as. */
static int
access_cred(struct thread *td, int flags, struct cred **out)
{
	struct cred *cr = td->td_cred, *real;

	if ((flags & AT_EACCESS) != 0 || (cr->cr_uid == cr->cr_ruid &&
	    cr->cr_gid == cr->cr_rgid)) {
		*out = cred_hold(cr);
		return 0;
	}
	real = cred_dup(cr);
	if (real == NULL)
		return ENOMEM;
	real->cr_uid = cr->cr_ruid;
	real->cr_gid = cr->cr_rgid;
	*out = real;
	return 0;
}

static int
access_at(struct thread *td, int dirfd, uaddr_t name, int want, int flags)
{
	struct cred *cr;
	struct path pa;
	int error;

	if ((want & ~ACCESS_ALL) != 0 || (flags & ~AT_EACCESS) != 0)
		return EINVAL;
	error = access_cred(td, flags, &cr);
	if (error != 0)
		return error;
	error = path_begin(td, dirfd, name, &pa);
	if (error == 0) {
		pa.pa_ni.ni_cred = cr;
		pa.pa_ni.ni_flags = NAMEI_FOLLOW;
		error = namei(&pa.pa_ni, pa.pa_name);
		if (error == 0) {
			if (want != 0)
				error = vnode_access(pa.pa_ni.ni_vn, want,
				    cr);
			vnode_drop(pa.pa_ni.ni_vn);
		}
		path_end(&pa);
	}
	cred_drop(cr);
	return error;
}

static int
sys_access(struct thread *td, struct syscall_args *sa)
{
	return access_at(td, AT_FDCWD, sa->sa_arg[0], (int)sa->sa_arg[1], 0);
}

static int
sys_faccessat(struct thread *td, struct syscall_args *sa)
{
	return access_at(td, (int)sa->sa_arg[0], sa->sa_arg[1],
	    (int)sa->sa_arg[2], (int)sa->sa_arg[3]);
}

/* ---------------------------------------------------- changing attributes */

static int
setattr_at(struct thread *td, int dirfd, uaddr_t name, int follow,
    const struct stat *st, int mask)
{
	struct vnode *vn;
	int error;

	error = path_vnode(td, dirfd, name, follow ? NAMEI_FOLLOW : 0, &vn);
	if (error != 0)
		return error;
	error = vnode_setattr(vn, st, mask, td->td_cred);
	vnode_drop(vn);
	return error;
}

static int
setattr_fd(struct thread *td, int fd, const struct stat *st, int mask)
{
	struct vnode *vn;
	struct file *fp;
	int error;

	error = fd_get(td->td_proc->p_fd, fd, &fp);
	if (error != 0)
		return error;
	vn = file_vnode(fp);
	error = vn == NULL ? EINVAL :
	    vnode_setattr(vn, st, mask, td->td_cred);
	file_drop(fp);
	return error;
}

static int
sys_chmod(struct thread *td, struct syscall_args *sa)
{
	struct stat st = { .st_mode = sa->sa_arg[1] & ALLPERMS };

	return setattr_at(td, AT_FDCWD, sa->sa_arg[0], 1, &st, VA_MODE);
}

static int
sys_fchmod(struct thread *td, struct syscall_args *sa)
{
	struct stat st = { .st_mode = sa->sa_arg[1] & ALLPERMS };

	return setattr_fd(td, (int)sa->sa_arg[0], &st, VA_MODE);
}

static int
sys_fchmodat(struct thread *td, struct syscall_args *sa)
{
	struct stat st = { .st_mode = sa->sa_arg[2] & ALLPERMS };

	return setattr_at(td, (int)sa->sa_arg[0], sa->sa_arg[1],
	    (sa->sa_arg[3] & AT_SYMLINK_NOFOLLOW) == 0, &st, VA_MODE);
}

/* -1 leaves an owner as it is. */
static int
owner_mask(uint64_t uid, uint64_t gid, struct stat *st)
{
	memset(st, 0, sizeof(*st));
	st->st_uid = (uint32_t)uid;
	st->st_gid = (uint32_t)gid;
	return (st->st_uid != (uint32_t)-1 ? VA_UID : 0) |
	    (st->st_gid != (uint32_t)-1 ? VA_GID : 0);
}

static int
sys_chown(struct thread *td, struct syscall_args *sa)
{
	struct stat st;
	int mask = owner_mask(sa->sa_arg[1], sa->sa_arg[2], &st);

	return setattr_at(td, AT_FDCWD, sa->sa_arg[0], 1, &st, mask);
}

static int
sys_lchown(struct thread *td, struct syscall_args *sa)
{
	struct stat st;
	int mask = owner_mask(sa->sa_arg[1], sa->sa_arg[2], &st);

	return setattr_at(td, AT_FDCWD, sa->sa_arg[0], 0, &st, mask);
}

static int
sys_fchown(struct thread *td, struct syscall_args *sa)
{
	struct stat st;
	int mask = owner_mask(sa->sa_arg[1], sa->sa_arg[2], &st);

	return setattr_fd(td, (int)sa->sa_arg[0], &st, mask);
}

static int
sys_fchownat(struct thread *td, struct syscall_args *sa)
{
	struct stat st;
	int mask = owner_mask(sa->sa_arg[2], sa->sa_arg[3], &st);

	return setattr_at(td, (int)sa->sa_arg[0], sa->sa_arg[1],
	    (sa->sa_arg[4] & AT_SYMLINK_NOFOLLOW) == 0, &st, mask);
}

static int
sys_utimes(struct thread *td, struct syscall_args *sa)
{
	struct stat st = { 0 };
	struct timeval tv[2];
	int error, i;

	st.st_atim.tv_nsec = st.st_mtim.tv_nsec = UTIME_NOW;
	if (sa->sa_arg[1] != 0) {
		error = copyin(sa->sa_arg[1], tv, sizeof(tv));
		if (error != 0)
			return error;
		for (i = 0; i < 2; i++)
			if (tv[i].tv_usec < 0 || tv[i].tv_usec > 999999)
				return EINVAL;
		st.st_atim.tv_sec = tv[0].tv_sec;
		st.st_atim.tv_nsec = tv[0].tv_usec * 1000;
		st.st_mtim.tv_sec = tv[1].tv_sec;
		st.st_mtim.tv_nsec = tv[1].tv_usec * 1000;
	}
	return setattr_at(td, AT_FDCWD, sa->sa_arg[0], 1, &st, VA_TIMES);
}

static int
utime_is_good(const struct timespec *ts)
{
	return ts->tv_nsec == UTIME_NOW || ts->tv_nsec == UTIME_OMIT ||
	    (ts->tv_nsec >= 0 && ts->tv_nsec < 1000000000);
}

static int
sys_utimensat(struct thread *td, struct syscall_args *sa)
{
	struct stat st = { 0 };
	struct timespec ts[2];
	int error;

	st.st_atim.tv_nsec = st.st_mtim.tv_nsec = UTIME_NOW;
	if (sa->sa_arg[2] != 0) {
		error = copyin(sa->sa_arg[2], ts, sizeof(ts));
		if (error != 0)
			return error;
		if (!utime_is_good(&ts[0]) || !utime_is_good(&ts[1]))
			return EINVAL;
		st.st_atim = ts[0];
		st.st_mtim = ts[1];
	}
	/* Without a path it is the descriptor: futimens(3). */
	if (sa->sa_arg[1] == 0)
		return setattr_fd(td, (int)sa->sa_arg[0], &st, VA_TIMES);
	return setattr_at(td, (int)sa->sa_arg[0], sa->sa_arg[1],
	    (sa->sa_arg[3] & AT_SYMLINK_NOFOLLOW) == 0, &st, VA_TIMES);
}

static int
sys_truncate(struct thread *td, struct syscall_args *sa)
{
	struct vnode *vn;
	int error;

	if ((int64_t)sa->sa_arg[1] < 0)
		return EINVAL;
	error = path_vnode(td, AT_FDCWD, sa->sa_arg[0], NAMEI_FOLLOW, &vn);
	if (error != 0)
		return error;
	error = vnode_truncate(vn, (int64_t)sa->sa_arg[1], td->td_cred);
	vnode_drop(vn);
	return error;
}

/* ------------------------------------------------------ where we stand */

/* May td stand in vn?  Takes the reference over. */
static int
chdir_to(struct thread *td, struct vnode *vn)
{
	int error = vn->vn_type != VDIR ? ENOTDIR :
	    vnode_access(vn, X_OK, td->td_cred);

	if (error != 0)
		vnode_drop(vn);
	else
		proc_set_cwd(td->td_proc, vn);
	return error;
}

static int
sys_chdir(struct thread *td, struct syscall_args *sa)
{
	struct vnode *vn;
	int error;

	error = path_vnode(td, AT_FDCWD, sa->sa_arg[0],
	    NAMEI_FOLLOW | NAMEI_DIR, &vn);
	return error != 0 ? error : chdir_to(td, vn);
}

static int
sys_fchdir(struct thread *td, struct syscall_args *sa)
{
	struct vnode *vn;
	struct file *fp;
	int error;

	error = fd_get(td->td_proc->p_fd, (int)sa->sa_arg[0], &fp);
	if (error != 0)
		return error;
	vn = file_vnode(fp);
	error = vn == NULL ? ENOTDIR : chdir_to(td, vnode_hold(vn));
	file_drop(fp);
	return error;
}

static int
sys_chroot(struct thread *td, struct syscall_args *sa)
{
	struct vnode *vn;
	int error;

	error = priv_check(td->td_cred, PRIV_VFS_CHROOT);
	if (error == 0)
		error = path_vnode(td, AT_FDCWD, sa->sa_arg[0],
		    NAMEI_FOLLOW | NAMEI_DIR, &vn);
	if (error == 0)
		proc_set_root(td->td_proc, vn);
	return error;
}

static int
sys_getcwd(struct thread *td, struct syscall_args *sa)
{
	struct vnode *root, *cwd;
	size_t len;
	char *buf;
	int error;

	buf = kmem_alloc(NULL, PATH_MAX_BYTES, KM_SLEEP);
	if (buf == NULL)
		return ENOMEM;
	proc_dirs(td->td_proc, &root, &cwd);
	error = vnode_path(root, cwd, buf, PATH_MAX_BYTES);
	vnode_drop(root);
	vnode_drop(cwd);
	if (error == 0) {
		len = strlen(buf) + 1;
		error = len > sa->sa_arg[1] ? ERANGE :
		    copyout(buf, sa->sa_arg[0], len);
		sa->sa_ret = len;
	}
	kmem_free(buf);
	return error;
}

static int
sys_umask(struct thread *td, struct syscall_args *sa)
{
	struct proc *p = td->td_proc;

	spin_lock(&p->p_lock);
	sa->sa_ret = p->p_umask;
	p->p_umask = sa->sa_arg[0] & ACCESSPERMS;
	spin_unlock(&p->p_lock);
	return 0;
}

SYSCALL(SYS_fstatat, 4, sys_fstatat);
SYSCALL(SYS_access, 2, sys_access);
SYSCALL(SYS_faccessat, 4, sys_faccessat);
SYSCALL(SYS_chmod, 2, sys_chmod);
SYSCALL(SYS_fchmod, 2, sys_fchmod);
SYSCALL(SYS_fchmodat, 4, sys_fchmodat);
SYSCALL(SYS_chown, 3, sys_chown);
SYSCALL(SYS_lchown, 3, sys_lchown);
SYSCALL(SYS_fchown, 3, sys_fchown);
SYSCALL(SYS_fchownat, 5, sys_fchownat);
SYSCALL(SYS_utimes, 2, sys_utimes);
SYSCALL(SYS_utimensat, 4, sys_utimensat);
SYSCALL(SYS_truncate, 2, sys_truncate);
SYSCALL(SYS_chdir, 1, sys_chdir);
SYSCALL(SYS_fchdir, 1, sys_fchdir);
SYSCALL(SYS_chroot, 1, sys_chroot);
SYSCALL(SYS_getcwd, 2, sys_getcwd);
SYSCALL(SYS_umask, 1, sys_umask);
