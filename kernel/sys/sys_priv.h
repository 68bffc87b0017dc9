// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_priv - what the bodies of system calls share.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/_timespec.h>
#include "kernel/sys/deadline.h"
#include "kernel/vfs/vfs.h"
#include "kernel/vm/uio.h"

struct proc;
struct thread;

/*
 * A path argument on its way through namei: the name in kernel memory, the
 * directories held.  Made by path_begin, always ended by path_end.
 */
struct path {
	struct namei pa_ni;			/* [t] */
	char pa_name[PATH_MAX_BYTES];		/* [t] */
};

/*
 * Take the path at name, relative to dirfd (AT_FDCWD: the current
 * directory).  On error nothing is held.  EFAULT, ENAMETOOLONG, EBADF,
 * ENOTDIR.
 */
int	path_begin(struct thread *td, int dirfd, uaddr_t name,
	    struct path *pa);
void	path_end(struct path *pa);
/* The vnode that name stands for, held; flags NAMEI_*. */
int	path_vnode(struct thread *td, int dirfd, uaddr_t name, int flags,
	    struct vnode **out);

/* fcntl's F_GETLK, F_SETLK and F_SETLKW: cmd, and the struct flock at. */
int	fcntl_lock(struct thread *td, int fd, int cmd, uaddr_t at);

/* Send sig (0: only look) to p, as kill(2).  ESRCH, EPERM. */
int	kill_proc(struct thread *td, struct proc *p, int sig);

/* A timespec from user memory as nanoseconds.  EFAULT, EINVAL. */
int	timespec_copyin(uaddr_t at, uint64_t *ns);
int	timespec_copyout(uint64_t ns, uaddr_t at);
/* The same for a timeval. */
int	timeval_copyin(uaddr_t at, uint64_t *ns);
/* Uptime ns from now, saturating: what waitq_sleep takes. */
uint64_t deadline_in(uint64_t ns);
/* The same for a call that may have begun before; see deadline_keep. */
uint64_t deadline_resume(struct thread *td, uint64_t ns);
