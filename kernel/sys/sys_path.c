// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_path - calls that work on names: directories, links, status, modes,
 * owners, times.
 *
 * Each call brings the name in, looks at where it starts, and hands both
 * to the vnode layer, which checks and locks.  The calls without "at" are
 * the others with AT_FDCWD.
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

/* The directory that a descriptor stands for, held. */
static int
fd_directory(struct thread *td, int fd, struct vnode **out)
{
	struct vnode *vn;
	struct file *fp;
	int error;

	error = fd_get(td->td_proc->p_fd, fd, &fp);
	if (error != 0)
		return error;
	vn = file_vnode(fp);
	if (vn == NULL || vn->vn_type != VDIR)
		error = ENOTDIR;
	else
		*out = vnode_hold(vn);
	file_drop(fp);
	return error;
}

int
path_begin(struct thread *td, int dirfd, uaddr_t name, struct path *pa)
{
	struct namei *ni = &pa->pa_ni;
	struct vnode *dir;
	int error;

	memset(ni, 0, offsetof(struct namei, ni_last));
	error = copyinstr(name, pa->pa_name, sizeof(pa->pa_name), NULL);
	if (error != 0)
		return error;
	ni->ni_cred = td->td_cred;
	proc_dirs(td->td_proc, &ni->ni_root, &ni->ni_cwd);
	if (dirfd == AT_FDCWD || pa->pa_name[0] == '/')
		return 0;
	error = fd_directory(td, dirfd, &dir);
	if (error != 0) {
		path_end(pa);
		return error;
	}
	vnode_drop(ni->ni_cwd);
	ni->ni_cwd = dir;
	return 0;
}

void
path_end(struct path *pa)
{
	vnode_drop(pa->pa_ni.ni_root);
	vnode_drop(pa->pa_ni.ni_cwd);
}

int
path_vnode(struct thread *td, int dirfd, uaddr_t name, int flags,
    struct vnode **out)
{
	struct path pa;
	int error;

	error = path_begin(td, dirfd, name, &pa);
	if (error != 0)
		return error;
	pa.pa_ni.ni_flags = flags;
	error = namei(&pa.pa_ni, pa.pa_name);
	if (error == 0)
		*out = pa.pa_ni.ni_vn;
	path_end(&pa);
	return error;
}

/* ------------------------------------------------- names come and go */

static int
make_at(struct thread *td, int dirfd, uaddr_t name, enum vnode_type type,
    uint32_t mode)
{
	struct path pa;
	int error;

	error = path_begin(td, dirfd, name, &pa);
	if (error != 0)
		return error;
	error = vnode_make(&pa.pa_ni, pa.pa_name, type,
	    mode & ALLPERMS & ~td->td_proc->p_umask, NULL);
	path_end(&pa);
	return error;
}

static int
sys_mkdir(struct thread *td, struct syscall_args *sa)
{
	return make_at(td, AT_FDCWD, sa->sa_arg[0], VDIR,
	    (uint32_t)sa->sa_arg[1]);
}

static int
sys_mkdirat(struct thread *td, struct syscall_args *sa)
{
	return make_at(td, (int)sa->sa_arg[0], sa->sa_arg[1], VDIR,
	    (uint32_t)sa->sa_arg[2]);
}

static int
sys_mkfifo(struct thread *td, struct syscall_args *sa)
{
	return make_at(td, AT_FDCWD, sa->sa_arg[0], VFIFO,
	    (uint32_t)sa->sa_arg[1]);
}

static int
sys_mkfifoat(struct thread *td, struct syscall_args *sa)
{
	return make_at(td, (int)sa->sa_arg[0], sa->sa_arg[1], VFIFO,
	    (uint32_t)sa->sa_arg[2]);
}

/* Devices come from devfs alone; only FIFOs can be made here. */
static int
sys_mknodat(struct thread *td, struct syscall_args *sa)
{
	uint32_t mode = (uint32_t)sa->sa_arg[2];

	if (S_ISFIFO(mode))
		return make_at(td, (int)sa->sa_arg[0], sa->sa_arg[1], VFIFO,
		    mode);
	return priv_check(td->td_cred, PRIV_VFS_MKNOD_DEV) != 0 ? EPERM :
	    EOPNOTSUPP;
}

static int
remove_at(struct thread *td, int dirfd, uaddr_t name, int isdir)
{
	struct path pa;
	int error;

	error = path_begin(td, dirfd, name, &pa);
	if (error != 0)
		return error;
	error = isdir ? vnode_rmdir(&pa.pa_ni, pa.pa_name) :
	    vnode_unlink(&pa.pa_ni, pa.pa_name);
	path_end(&pa);
	return error;
}

static int
sys_unlink(struct thread *td, struct syscall_args *sa)
{
	return remove_at(td, AT_FDCWD, sa->sa_arg[0], 0);
}

static int
sys_rmdir(struct thread *td, struct syscall_args *sa)
{
	return remove_at(td, AT_FDCWD, sa->sa_arg[0], 1);
}

static int
sys_unlinkat(struct thread *td, struct syscall_args *sa)
{
	int flags = (int)sa->sa_arg[2];

	if ((flags & ~AT_REMOVEDIR) != 0)
		return EINVAL;
	return remove_at(td, (int)sa->sa_arg[0], sa->sa_arg[1],
	    (flags & AT_REMOVEDIR) != 0);
}

static int
rename_at(struct thread *td, int fromfd, uaddr_t from, int tofd, uaddr_t to)
{
	struct path *pa;
	int error;

	pa = kmem_alloc(NULL, 2 * sizeof(*pa), KM_SLEEP);
	if (pa == NULL)
		return ENOMEM;
	error = path_begin(td, fromfd, from, &pa[0]);
	if (error == 0) {
		error = path_begin(td, tofd, to, &pa[1]);
		if (error == 0) {
			error = vnode_rename(&pa[0].pa_ni, pa[0].pa_name,
			    &pa[1].pa_ni, pa[1].pa_name);
			path_end(&pa[1]);
		}
		path_end(&pa[0]);
	}
	kmem_free(pa);
	return error;
}

static int
sys_rename(struct thread *td, struct syscall_args *sa)
{
	return rename_at(td, AT_FDCWD, sa->sa_arg[0], AT_FDCWD,
	    sa->sa_arg[1]);
}

static int
sys_renameat(struct thread *td, struct syscall_args *sa)
{
	return rename_at(td, (int)sa->sa_arg[0], sa->sa_arg[1],
	    (int)sa->sa_arg[2], sa->sa_arg[3]);
}

static int
link_at(struct thread *td, int fromfd, uaddr_t from, int tofd, uaddr_t to,
    int flags)
{
	struct vnode *vn;
	struct path pa;
	int error;

	error = path_vnode(td, fromfd, from, flags, &vn);
	if (error != 0)
		return error;
	error = path_begin(td, tofd, to, &pa);
	if (error == 0) {
		error = vnode_link(&pa.pa_ni, pa.pa_name, vn);
		path_end(&pa);
	}
	vnode_drop(vn);
	return error;
}

static int
sys_link(struct thread *td, struct syscall_args *sa)
{
	return link_at(td, AT_FDCWD, sa->sa_arg[0], AT_FDCWD, sa->sa_arg[1],
	    NAMEI_FOLLOW);
}

static int
sys_linkat(struct thread *td, struct syscall_args *sa)
{
	int flags = (int)sa->sa_arg[4];

	if ((flags & ~AT_SYMLINK_FOLLOW) != 0)
		return EINVAL;
	return link_at(td, (int)sa->sa_arg[0], sa->sa_arg[1],
	    (int)sa->sa_arg[2], sa->sa_arg[3], flags != 0 ? NAMEI_FOLLOW : 0);
}

static int
symlink_at(struct thread *td, uaddr_t target, int dirfd, uaddr_t name)
{
	struct path pa;
	char *text;
	int error;

	text = kmem_alloc(NULL, PATH_MAX_BYTES, KM_SLEEP);
	if (text == NULL)
		return ENOMEM;
	error = copyinstr(target, text, PATH_MAX_BYTES, NULL);
	if (error == 0)
		error = path_begin(td, dirfd, name, &pa);
	if (error == 0) {
		error = vnode_symlink(&pa.pa_ni, pa.pa_name, text);
		path_end(&pa);
	}
	kmem_free(text);
	return error;
}

static int
sys_symlink(struct thread *td, struct syscall_args *sa)
{
	return symlink_at(td, sa->sa_arg[0], AT_FDCWD, sa->sa_arg[1]);
}

static int
sys_symlinkat(struct thread *td, struct syscall_args *sa)
{
	return symlink_at(td, sa->sa_arg[0], (int)sa->sa_arg[1],
	    sa->sa_arg[2]);
}

static int
readlink_at(struct thread *td, int dirfd, uaddr_t name, uaddr_t buf,
    size_t len, uint64_t *ret)
{
	struct uio_seg seg;
	struct uio uio;
	struct vnode *vn;
	int error;

	if (len > INT32_MAX)
		return EINVAL;
	error = path_vnode(td, dirfd, name, 0, &vn);
	if (error != 0)
		return error;
	uio_init_user(&uio, &seg, buf, len, 0, UIO_READ);
	error = vnode_readlink(vn, &uio);
	vnode_drop(vn);
	*ret = len - uio.uio_resid;
	return error;
}

static int
sys_readlink(struct thread *td, struct syscall_args *sa)
{
	return readlink_at(td, AT_FDCWD, sa->sa_arg[0], sa->sa_arg[1],
	    sa->sa_arg[2], &sa->sa_ret);
}

static int
sys_readlinkat(struct thread *td, struct syscall_args *sa)
{
	return readlink_at(td, (int)sa->sa_arg[0], sa->sa_arg[1],
	    sa->sa_arg[2], sa->sa_arg[3], &sa->sa_ret);
}

SYSCALL(SYS_mkdir, 2, sys_mkdir);
SYSCALL(SYS_mkdirat, 3, sys_mkdirat);
SYSCALL(SYS_mkfifo, 2, sys_mkfifo);
SYSCALL(SYS_mkfifoat, 3, sys_mkfifoat);
SYSCALL(SYS_mknodat, 4, sys_mknodat);
SYSCALL(SYS_unlink, 1, sys_unlink);
SYSCALL(SYS_rmdir, 1, sys_rmdir);
SYSCALL(SYS_unlinkat, 3, sys_unlinkat);
SYSCALL(SYS_rename, 2, sys_rename);
SYSCALL(SYS_renameat, 4, sys_renameat);
SYSCALL(SYS_link, 2, sys_link);
SYSCALL(SYS_linkat, 5, sys_linkat);
SYSCALL(SYS_symlink, 2, sys_symlink);
SYSCALL(SYS_symlinkat, 3, sys_symlinkat);
SYSCALL(SYS_readlink, 3, sys_readlink);
SYSCALL(SYS_readlinkat, 4, sys_readlinkat);
