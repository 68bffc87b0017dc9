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
#include "kernel/cred/cred.h"
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

/* A file has no bytes whose place is no off_t. */
static int
mmap_check(struct proc *p, size_t len, int flags, uint64_t offset)
{
	if ((flags & (MAP_ANON | MAP_GUARD)) == 0 &&
	    ((int64_t)offset < 0 || len > (uint64_t)INT64_MAX - offset))
		return EOVERFLOW;
	if ((p->p_flags & PF_MLOCKALL) != 0 &&
	    len > (uint64_t)p->p_rlimit[RLIMIT_MEMLOCK].rlim_cur)
		return EAGAIN;
	return vm_limit_check(p, len);
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
	if (fp->f_ops->fo_mmap == NULL)
		error = ENODEV;
	else if ((fp->f_flags & FREAD) == 0 || ((prot & PROT_WRITE) != 0 &&
	    (*flags & MAP_READONLY) != 0))
		error = EACCES;
	else
		error = fp->f_ops->fo_mmap(fp, prot, *flags, obj);
	file_drop(fp);
	return error;
}

/*
 * Memory is never paged out, so to lock it is to have it there: each page
 * of the range is touched.  ENOMEM: not all of it is mapped, or there is no
 * memory.
 */
static int
vm_touch(struct proc *p, uaddr_t start, uaddr_t end)
{
	struct vm_range range;
	uaddr_t at;
	int error = 0;

	for (at = start; error == 0 && at < end; at += PAGE_SIZE) {
		if (vm_space_range(p->p_vm, at, &range) != 0 ||
		    range.vr_start > at)
			return ENOMEM;
		if (range.vr_prot != PROT_NONE)
			error = vm_fault(p->p_vm, at, range.vr_prot &
			    (PROT_WRITE | PROT_READ));
		/* What cannot be read, or is beyond a file's end, stays so. */
		if (error == EACCES || error == EFAULT || error == EIO)
			error = 0;
		if (signal_pending(curthread))
			return EAGAIN;
	}
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
	error = mmap_check(td->td_proc, len, flags, sa->sa_arg[5]);
	if (error == 0 && (flags & (MAP_ANON | MAP_GUARD)) == 0)
		error = mmap_file(td, (int)sa->sa_arg[4], prot, &flags, &obj);
	if (error != 0)
		return error;
	error = vm_map(td->td_proc->p_vm, &addr, len, prot, flags, obj,
	    obj != NULL ? sa->sa_arg[5] : 0);
	vm_object_drop(obj);
	/* As MCL_FUTURE has it; without memory for all it is there later. */
	if (error == 0 && (td->td_proc->p_flags & PF_MLOCKALL) != 0)
		(void)vm_touch(td->td_proc, addr, addr + len);
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

/*
 * Files live in the very pages that are mapped: always in step.  What is
 * left to do is to note when they were written.  ENOMEM: a hole.
 */
static int
sys_msync(struct thread *td, struct syscall_args *sa)
{
	struct vm_space *vs = td->td_proc->p_vm;
	uaddr_t at = sa->sa_arg[0], end = at + sa->sa_arg[1];
	int flags = (int)sa->sa_arg[2];
	struct vm_object *obj;
	struct vm_range range;
	uint64_t offset;

	if ((at & PAGE_MASK) != 0 || (flags & ~(MS_ASYNC | MS_INVALIDATE)) != 0)
		return EINVAL;
	if (end < at)
		return ENOMEM;
	if ((flags & MS_INVALIDATE) != 0 &&
	    (td->td_proc->p_flags & PF_MLOCKED) != 0)
		return EBUSY;
	for (; at < end; at = range.vr_end) {
		if (vm_space_range(vs, at, &range) != 0 ||
		    range.vr_start > at)
			return ENOMEM;
		if ((range.vr_prot & PROT_WRITE) == 0 ||
		    vm_space_object(vs, at, &obj, &offset) != 0)
			continue;
		vm_object_written(obj);
		vm_object_drop(obj);
	}
	return 0;
}

/* ------------------------------------------------- memory that stays */

/* Both ends of a range given to mlock; ENOMEM: there is no such range. */
static int
lock_range(struct syscall_args *sa, uaddr_t *start, uaddr_t *end)
{
	*start = sa->sa_arg[0] & ~(uaddr_t)PAGE_MASK;
	if (sa->sa_arg[1] > USER_MAX || sa->sa_arg[0] > USER_MAX -
	    sa->sa_arg[1])
		return ENOMEM;
	*end = sa->sa_arg[0] + sa->sa_arg[1];
	return 0;
}

static int
sys_mlock(struct thread *td, struct syscall_args *sa)
{
	uint64_t max = (uint64_t)
	    td->td_proc->p_rlimit[RLIMIT_MEMLOCK].rlim_cur;
	uaddr_t start, end;
	int error;

	error = lock_range(sa, &start, &end);
	if (error == 0 && end - start > max)
		error = priv_check(td->td_cred, PRIV_VM_MLOCK) != 0 ?
		    ENOMEM : 0;
	return error != 0 ? error : vm_touch(td->td_proc, start, end);
}

/* There is nothing to undo but to say where nothing is mapped. */
static int
sys_munlock(struct thread *td, struct syscall_args *sa)
{
	struct vm_range range;
	uaddr_t at, end;
	int error;

	error = lock_range(sa, &at, &end);
	for (; error == 0 && at < end; at = range.vr_end) {
		if (vm_space_range(td->td_proc->p_vm, at, &range) != 0 ||
		    range.vr_start > at)
			error = ENOMEM;
	}
	return error;
}

/* Keep in mind what is locked, 0 for nothing. */
static void
lock_note(struct proc *p, int flags)
{
	spin_lock(&p->p_lock);
	p->p_flags &= ~(PF_MLOCKALL | PF_MLOCKED);
	if (flags != 0)
		p->p_flags |= PF_MLOCKED;
	if ((flags & MCL_FUTURE) != 0)
		p->p_flags |= PF_MLOCKALL;
	spin_unlock(&p->p_lock);
}

static int
sys_mlockall(struct thread *td, struct syscall_args *sa)
{
	int flags = (int)sa->sa_arg[0], error;
	struct vm_range range;
	uaddr_t at = 0;

	if (flags == 0 || (flags & ~(MCL_CURRENT | MCL_FUTURE)) != 0)
		return EINVAL;
	error = priv_check(td->td_cred, PRIV_VM_MLOCK);
	if (error != 0)
		return error;
	lock_note(td->td_proc, flags);
	if ((flags & MCL_CURRENT) == 0)
		return 0;
	while (error == 0 &&
	    vm_space_range(td->td_proc->p_vm, at, &range) == 0) {
		if (range.vr_object != 0 || range.vr_shared == 0)
			error = vm_touch(td->td_proc, range.vr_start,
			    range.vr_end);
		at = range.vr_end;
	}
	return error;
}

static int
sys_munlockall(struct thread *td, struct syscall_args *sa)
{
	int error = priv_check(td->td_cred, PRIV_VM_MLOCK);

	(void)sa;
	if (error == 0)
		lock_note(td->td_proc, 0);
	return error;
}

/* ------------------------------------------------------------- the heap */

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
SYSCALL(SYS_mlock, 2, sys_mlock);
SYSCALL(SYS_munlock, 2, sys_munlock);
SYSCALL(SYS_mlockall, 1, sys_mlockall);
SYSCALL(SYS_munlockall, 0, sys_munlockall);
SYSCALL(SYS_sbrk, 1, sys_sbrk);
