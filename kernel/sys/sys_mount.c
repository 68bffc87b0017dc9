// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_mount - mounting and what is mounted.
 *
 * nmount takes pairs of iovecs, a name and a value.  fstype and fspath are
 * ours; "from" and "errmsg" are let pass; all others become the file
 * system's option string, "name=value,name".
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/mount.h>
#include "kernel/cred/cred.h"
#include "kernel/file/file.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sys_priv.h"
#include "kernel/sys/syscall.h"

#define MOUNT_IOVECS	32
#define MOUNT_NAME	32
#define MOUNT_OPTIONS	512

/* What nmount's pairs say. */
struct mount_args {
	char ma_type[MFSNAMELEN];		/* [t] */
	char ma_path[PATH_MAX_BYTES];		/* [t] */
	char ma_options[MOUNT_OPTIONS];		/* [t] */
	char ma_value[PATH_MAX_BYTES];		/* [t] scratch */
};

/* A string of len bytes, with or without its NUL. */
static int
mount_string(const struct uio_seg *seg, char *buf, size_t size)
{
	int error;

	buf[0] = '\0';
	if (seg->us_len == 0)
		return 0;
	if (seg->us_len >= size)
		return ENAMETOOLONG;
	error = copyin(seg->us_base, buf, seg->us_len);
	buf[seg->us_len] = '\0';
	return error;
}

static int
mount_option(struct mount_args *ma, const char *name)
{
	char *o = ma->ma_options;

	if (o[0] != '\0')
		strlcat(o, ",", MOUNT_OPTIONS);
	strlcat(o, name, MOUNT_OPTIONS);
	if (ma->ma_value[0] != '\0') {
		strlcat(o, "=", MOUNT_OPTIONS);
		if (strlcat(o, ma->ma_value, MOUNT_OPTIONS) >= MOUNT_OPTIONS)
			return EINVAL;
	}
	return 0;
}

static int
mount_pair(struct mount_args *ma, const struct uio_seg *seg)
{
	char name[MOUNT_NAME];
	int error;

	error = mount_string(&seg[0], name, sizeof(name));
	if (error != 0)
		return error;
	if (strcmp(name, "errmsg") == 0)
		return 0;
	if (strcmp(name, "fstype") == 0)
		return mount_string(&seg[1], ma->ma_type,
		    sizeof(ma->ma_type));
	if (strcmp(name, "fspath") == 0)
		return mount_string(&seg[1], ma->ma_path,
		    sizeof(ma->ma_path));
	error = mount_string(&seg[1], ma->ma_value, sizeof(ma->ma_value));
	if (error != 0 || strcmp(name, "from") == 0)
		return error;
	return mount_option(ma, name);
}

static int
mount_args_copyin(struct mount_args *ma, uaddr_t iov, unsigned n, int flags)
{
	struct uio_seg seg[2];
	unsigned i;
	int error;

	for (i = 0; i < n; i += 2) {
		error = copyin(iov + i * sizeof(seg[0]), seg, sizeof(seg));
		if (error == 0)
			error = mount_pair(ma, seg);
		if (error != 0)
			return error;
	}
	ma->ma_value[0] = '\0';
	if ((flags & (int)MNT_RDONLY) != 0)
		return mount_option(ma, "ro");
	return 0;
}

static int
mount_run(struct thread *td, struct mount_args *ma)
{
	struct namei ni = { .ni_cred = td->td_cred,
	    .ni_flags = NAMEI_FOLLOW | NAMEI_DIR };
	int error;

	if (ma->ma_type[0] == '\0' || ma->ma_path[0] == '\0')
		return EINVAL;
	proc_dirs(td->td_proc, &ni.ni_root, &ni.ni_cwd);
	error = namei(&ni, ma->ma_path);
	if (error == 0) {
		error = vfs_mount(ma->ma_type, ni.ni_vn, ma->ma_path,
		    ma->ma_options, td->td_cred);
		vnode_drop(ni.ni_vn);
	}
	vnode_drop(ni.ni_root);
	vnode_drop(ni.ni_cwd);
	return error;
}

static int
sys_nmount(struct thread *td, struct syscall_args *sa)
{
	unsigned n = (unsigned)sa->sa_arg[1];
	struct mount_args *ma;
	int error;

	error = priv_check(td->td_cred, PRIV_VFS_MOUNT);
	if (error != 0)
		return error;
	if (n < 4 || n > MOUNT_IOVECS || n % 2 != 0)
		return EINVAL;
	ma = kmem_zalloc(NULL, sizeof(*ma), KM_SLEEP);
	if (ma == NULL)
		return ENOMEM;
	error = mount_args_copyin(ma, sa->sa_arg[0], n, (int)sa->sa_arg[2]);
	if (error == 0)
		error = mount_run(td, ma);
	kmem_free(ma);
	return error;
}

static int
sys_unmount(struct thread *td, struct syscall_args *sa)
{
	struct vnode *vn;
	int error;

	error = priv_check(td->td_cred, PRIV_VFS_UNMOUNT);
	if (error == 0)
		error = path_vnode(td, AT_FDCWD, sa->sa_arg[0], NAMEI_FOLLOW,
		    &vn);
	if (error != 0)
		return error;
	error = vfs_unmount_check(vn, td->td_cred);
	if (error == 0)
		error = vfs_unmount(vn, (int)sa->sa_arg[1]);
	vnode_drop(vn);
	return error;
}

/* Fill a statfs of vn's file system and copy it out. */
static int
statfs_out(struct thread *td, struct vnode *vn, uaddr_t at)
{
	struct vnode *root, *cwd;
	struct statfs *st;
	int error;

	st = kmem_zalloc(NULL, sizeof(*st), KM_SLEEP);
	if (st == NULL)
		return ENOMEM;
	proc_dirs(td->td_proc, &root, &cwd);
	vfs_statfs(vn, root, td->td_cred->cr_bounds, st);
	vnode_drop(root);
	vnode_drop(cwd);
	error = copyout(st, at, sizeof(*st));
	kmem_free(st);
	return error;
}

static int
sys_statfs(struct thread *td, struct syscall_args *sa)
{
	struct vnode *vn;
	int error;

	error = path_vnode(td, AT_FDCWD, sa->sa_arg[0], NAMEI_FOLLOW, &vn);
	if (error != 0)
		return error;
	error = statfs_out(td, vn, sa->sa_arg[1]);
	vnode_drop(vn);
	return error;
}

static int
sys_fstatfs(struct thread *td, struct syscall_args *sa)
{
	struct vnode *vn;
	struct file *fp;
	int error;

	error = fd_get(td->td_proc->p_fd, (int)sa->sa_arg[0], &fp);
	if (error != 0)
		return error;
	vn = file_vnode(fp);
	error = vn == NULL ? EINVAL : statfs_out(td, vn, sa->sa_arg[1]);
	file_drop(fp);
	return error;
}

/* buf 0: only count.  Else as many whole records as fit. */
static int
sys_getfsstat(struct thread *td, struct syscall_args *sa)
{
	uaddr_t buf = sa->sa_arg[0];
	size_t room = sa->sa_arg[1] / sizeof(struct statfs);
	struct vnode *root, *cwd;
	struct statfs *st;
	int n, error = 0;

	st = kmem_zalloc(NULL, sizeof(*st), KM_SLEEP);
	if (st == NULL)
		return ENOMEM;
	proc_dirs(td->td_proc, &root, &cwd);
	for (n = 0; buf == 0 || (size_t)n < room; n++) {
		if (vfs_statfs_nth(root, td->td_cred->cr_bounds, n, st) != 0)
			break;
		if (buf != 0)
			error = copyout(st, buf + (size_t)n * sizeof(*st),
			    sizeof(*st));
		if (error != 0)
			break;
	}
	vnode_drop(root);
	vnode_drop(cwd);
	kmem_free(st);
	sa->sa_ret = (uint64_t)n;
	return error;
}

SYSCALL(SYS_nmount, 3, sys_nmount);
SYSCALL(SYS_unmount, 2, sys_unmount);
SYSCALL(SYS_statfs, 2, sys_statfs);
SYSCALL(SYS_fstatfs, 2, sys_fstatfs);
SYSCALL(SYS_getfsstat, 3, sys_getfsstat);
