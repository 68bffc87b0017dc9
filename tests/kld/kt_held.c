// SPDX-License-Identifier: BSD-2-Clause
/*
 * kt_held - what users can hold of a module: files with its functions, a
 * mount of its type, sockets of its protocol.
 */
#include "kernel/file/file.h"
#include "kernel/kld/module.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/syscall.h"
#include "kernel/vfs/memfs.h"
#include "kernel/vfs/vfs.h"
#include "subsys/socket/protocol.h"

#define FILE_NUMBER	631	/* nobody's in <sys/syscall.h> */
#define PROTO_NUMBER	250	/* nor this one a protocol's */
#define FS_BYTES	(1u << 20)

static const struct file_ops held_ops;		/* all is EOPNOTSUPP */

/* int kt_file(void): a descriptor */
static int
sys_kt_file(struct thread *td, struct syscall_args *sa)
{
	struct file *fp;
	int error, fd;

	(void)sa;
	error = file_create(td->td_cred, FTYPE_PIPE, 0, &held_ops, NULL,
	    &fp);
	if (error != 0)
		return error;
	error = fd_install(td->td_proc->p_fd, fp, 0, 0, &fd);
	if (error != 0)
		file_drop(fp);
	else
		sa->sa_ret = (uint64_t)fd;
	return error;
}

static int
held_mount(struct mount *mp, const char *options)
{
	(void)options;
	return memfs_mount(mp, FS_BYTES, 0755, 0, 0);
}

static const struct fs_type held_type = {
	.ft_name = "ktfs",
	.ft_mount = held_mount,
	.ft_unmount = memfs_unmount,
};

static int
held_attach(struct socket *so, int number, struct thread *td)
{
	(void)so, (void)number, (void)td;
	return 0;
}

static const struct protocol held_protocol = {
	.pr_name = "held",
	.pr_domain = AF_INET,
	.pr_type = SOCK_RAW,
	.pr_number = PROTO_NUMBER,
	.pr_flags = PR_ATOMIC,
	.pr_attach = held_attach,
};

SYSCALL(FILE_NUMBER, 0, sys_kt_file);
FS_TYPE(held_type);
PROTOCOL(held_protocol);
MODULE(kt_held, NULL, NULL, "files, a file system, a protocol");
