// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_vm - memory as programs ask for it: mmap and its kin, sbrk.
 *
 * What may be mapped writable and shared is decided by how the descriptor
 * was opened; limits on memory are the resource limits and the ledger.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/mman.h>
#include "kernel/file/file.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/syscall.h"
#include "kernel/vm/vm.h"

/* Would bytes more pass the limit on address space or data? */
static int
vm_limit_check(struct proc *p, uint64_t bytes)
{
	uint64_t size = vm_space_size(p->p_vm);
	uint64_t max = (uint64_t)p->p_rlimit[RLIMIT_AS].rlim_cur;
	uint64_t data = (uint64_t)p->p_rlimit[RLIMIT_DATA].rlim_cur;

	if (data < max)
		max = data;
	return size > max || bytes > max - size ? ENOMEM : 0;
}

/* The object to map of descriptor fd, held; *flags may be narrowed. */
static int
mmap_file(struct thread *td, int fd, int prot, int *flags,
    struct vm_object **obj)
{
	struct file *fp;
	int error;

	error = fd_get(td->td_proc->p_fd, fd, &fp);
	if (error != 0)
		return error;
	if ((*flags & MAP_SHARED) != 0 && (fp->f_flags & FWRITE) == 0)
		*flags |= MAP_READONLY;
	if ((fp->f_flags & FREAD) == 0 || ((prot & PROT_WRITE) != 0 &&
	    (*flags & MAP_READONLY) != 0))
		error = EACCES;
	else if (fp->f_ops->fo_mmap == NULL)
		error = ENODEV;
	else
		error = fp->f_ops->fo_mmap(fp, prot, *flags, obj);
	file_drop(fp);
	return error;
}

static int
sys_mmap(struct thread *td, struct syscall_args *sa)
{
	uaddr_t addr = sa->sa_arg[0];
	size_t len = sa->sa_arg[1];
	int prot = (int)sa->sa_arg[2], flags = (int)sa->sa_arg[3], error;
	struct vm_object *obj = NULL;

	if ((flags & MAP_READONLY) != 0)
		return EINVAL;
	if ((flags & MAP_STACK) != 0)
		flags |= MAP_ANON;
	if ((flags & (MAP_ANON | MAP_GUARD)) != 0 &&
	    (flags & (MAP_SHARED | MAP_PRIVATE)) == 0)
		flags |= MAP_PRIVATE;
	error = vm_limit_check(td->td_proc, len);
	if (error == 0 && (flags & (MAP_ANON | MAP_GUARD)) == 0)
		error = mmap_file(td, (int)sa->sa_arg[4], prot, &flags, &obj);
	if (error != 0)
		return error;
	error = vm_map(td->td_proc->p_vm, &addr, len, prot, flags, obj,
	    obj != NULL ? sa->sa_arg[5] : 0);
	vm_object_drop(obj);
	sa->sa_ret = addr;
	return error;
}

static int
sys_munmap(struct thread *td, struct syscall_args *sa)
{
	return vm_unmap(td->td_proc->p_vm, sa->sa_arg[0], sa->sa_arg[1]);
}

static int
sys_mprotect(struct thread *td, struct syscall_args *sa)
{
	return vm_protect(td->td_proc->p_vm, sa->sa_arg[0], sa->sa_arg[1],
	    (int)sa->sa_arg[2]);
}

/* Files live in the very pages that are mapped: always in step. */
static int
sys_msync(struct thread *td, struct syscall_args *sa)
{
	(void)td;
	return (sa->sa_arg[0] & PAGE_MASK) != 0 ? EINVAL : 0;
}

static int
sys_sbrk(struct thread *td, struct syscall_args *sa)
{
	struct proc *p = td->td_proc;
	int64_t more = (int64_t)sa->sa_arg[0];
	uaddr_t old;
	int error;

	error = vm_brk(p->p_vm, 0, &old);
	if (error == 0 && more > 0)
		error = vm_limit_check(p, (uint64_t)more);
	if (error != 0)
		return error;
	sa->sa_ret = old;
	if (more == 0)
		return 0;
	if (more > 0 ? old + (uint64_t)more < old :
	    old - (uint64_t)-more > old)
		return ENOMEM;
	return vm_brk(p->p_vm, old + (uint64_t)more, &old);
}

SYSCALL(SYS_mmap, 6, sys_mmap);
SYSCALL(SYS_munmap, 2, sys_munmap);
SYSCALL(SYS_mprotect, 3, sys_mprotect);
SYSCALL(SYS_msync, 3, sys_msync);
SYSCALL(SYS_sbrk, 1, sys_sbrk);
