// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_system - calls about the system as a whole: reboot, random bytes,
 * limits of file systems.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/reboot.h>
#include <sys/syslimits.h>
#include "arch-x86_64/boot/boot.h"
#include "arch-x86_64/cpu/cpu.h"
#include "kernel/cred/cred.h"
#include "kernel/debug/cons.h"
#include "kernel/debug/db.h"
#include "kernel/dev/dump.h"
#include "kernel/dev/random.h"
#include "kernel/file/file.h"
#include "kernel/lib/string.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sys_priv.h"
#include "kernel/sys/syscall.h"
#include "kernel/vfs/vfs.h"
#include "kernel/vm/uio.h"

#define RANDOM_CHUNK	256

/* pathconf names, as newlib numbers them */
#define PC_LINK_MAX	0
#define PC_NAME_MAX	3
#define PC_PATH_MAX	4
#define PC_PIPE_BUF	5

/* The machine stands still, so that what is written fits together. */
static void
system_dump(void)
{
	uint64_t flags = cpu_intr_save();

	db_stop_enter(NULL);
	dump_write("reboot -d");
	db_stop_leave();
	cpu_intr_restore(flags);
}

static int
sys_reboot(struct thread *td, struct syscall_args *sa)
{
	int howto = (int)sa->sa_arg[0], error;

	error = priv_check(td->td_cred, PRIV_REBOOT);
	if (error != 0)
		return error;
	if ((howto & RB_DUMP) != 0)
		system_dump();
	if ((howto & RB_POWEROFF) != 0) {
		machine_poweroff((int)RB_STATUS_OF(howto));
		kprintf("this machine cannot be switched off by program\n");
		cpu_halt();
	}
	if ((howto & RB_HALT) != 0) {
		kprintf("halted\n");
		cpu_halt();
	}
	machine_reboot();
}

static int
sys_getrandom(struct thread *td, struct syscall_args *sa)
{
	uaddr_t at = sa->sa_arg[0];
	size_t left = sa->sa_arg[1], n;
	char buf[RANDOM_CHUNK];
	int error = 0;

	(void)td;
	if (left > INT32_MAX)
		return EINVAL;
	for (; left > 0 && error == 0; at += n, left -= n) {
		n = left < sizeof(buf) ? left : sizeof(buf);
		random_bytes(buf, n);
		error = copyout(buf, at, n);
	}
	memset(buf, 0, sizeof(buf));
	sa->sa_ret = sa->sa_arg[1];
	return error;
}

/* The same for all file systems there are. */
static int
pathconf_value(uint64_t name, uint64_t *ret)
{
	switch (name) {
	case PC_LINK_MAX:
		*ret = LINK_MAX;
		return 0;
	case PC_NAME_MAX:
		*ret = NAME_MAX;
		return 0;
	case PC_PATH_MAX:
		*ret = PATH_MAX;
		return 0;
	case PC_PIPE_BUF:
		*ret = PIPE_BUF;
		return 0;
	default:
		return EINVAL;
	}
}

static int
sys_pathconf(struct thread *td, struct syscall_args *sa)
{
	struct vnode *vn;
	int error;

	/* The answer is any file's, but to a file it must lead. */
	error = path_vnode(td, AT_FDCWD, sa->sa_arg[0], NAMEI_FOLLOW, &vn);
	if (error != 0)
		return error;
	vnode_drop(vn);
	return pathconf_value(sa->sa_arg[1], &sa->sa_ret);
}

static int
sys_fpathconf(struct thread *td, struct syscall_args *sa)
{
	struct file *fp;
	int error;

	error = fd_get(td->td_proc->p_fd, (int)sa->sa_arg[0], &fp);
	if (error != 0)
		return error;
	file_drop(fp);
	return pathconf_value(sa->sa_arg[1], &sa->sa_ret);
}

static int
sys_sync(struct thread *td, struct syscall_args *sa)
{
	(void)td;
	(void)sa;
	return 0;
}

SYSCALL(SYS_reboot, 1, sys_reboot);
SYSCALL(SYS_getrandom, 3, sys_getrandom);
SYSCALL(SYS_pathconf, 2, sys_pathconf);
SYSCALL(SYS_fpathconf, 2, sys_fpathconf);
SYSCALL(SYS_sync, 0, sys_sync);
