// SPDX-License-Identifier: BSD-2-Clause
/*
 * trap_user - what exceptions mean to a program.
 *
 * A page fault on a user address is resolved by the address space, whether
 * the program or a copy on its behalf touched it; what cannot be resolved
 * becomes a signal, or, in the kernel, is left to the copy's fixup.  Other
 * exceptions in user mode are signals.
 */
#include <sys/errno.h>
#include <sys/mman.h>
#include <sys/signal.h>
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/trap/trap.h"
#include "kernel/debug/cons.h"
#include "kernel/lib/atomic.h"
#include "kernel/mem/page.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"
#include "kernel/vm/vm.h"

#define LOG_PAUSE_NS	100000000ul

static int
fault_prot(uint64_t error)
{
	if ((error & PF_FETCH) != 0)
		return PROT_EXEC;
	return (error & PF_WRITE) != 0 ? PROT_WRITE : PROT_READ;
}

/* Not more than ten lines a second: a hog has many children. */
static void
fault_log(struct proc *p)
{
	static volatile uint64_t last_ns;	/* [a] */
	uint64_t now = clock_uptime_ns();

	if (now - atomic_load_relaxed(&last_ns) < LOG_PAUSE_NS)
		return;
	atomic_store(&last_ns, now);
	kprintf("pid %d (%s): killed, out of memory\n", p->p_pid, p->p_comm);
}

static void
fault_signal(struct thread *td, int error, uint64_t addr)
{
	switch (error) {
	case EFAULT:
		thread_trap_signal(td, SIGSEGV, SEGV_MAPERR, addr);
		break;
	case EACCES:
		thread_trap_signal(td, SIGSEGV, SEGV_ACCERR, addr);
		break;
	case ENOMEM:
		fault_log(td->td_proc);
		(void)proc_signal(td->td_proc, SIGKILL);
		break;
	default:
		thread_trap_signal(td, SIGBUS, BUS_ADRERR, addr);
	}
}

/*
 * May the kernel touch user memory where it did?  With SMAP on, only inside
 * user_copy(); without, any low address is taken for one.
 */
static int
fault_is_copy(const struct trapframe *tf)
{
	return (cpu_cr4_read() & CR4_SMAP) == 0 ||
	    (tf->tf_rflags & RFLAGS_AC) != 0;
}

static enum trap_claim
trap_page(struct trapframe *tf)
{
	struct thread *td = curthread;
	uint64_t addr = cpu_cr2_read();
	int error;

	/* With interrupts off a spinlock is held: nobody may sleep here. */
	if (td == NULL || td->td_proc == NULL ||
	    (tf->tf_rflags & RFLAGS_IF) == 0)
		return TRAP_PASS;
	if (!trapframe_is_user(tf) &&
	    (addr >= USER_MAX || !fault_is_copy(tf)))
		return TRAP_PASS;
	if (td->td_proc->p_vm == NULL)
		return TRAP_PASS;
	cpu_intr_enable();
	error = vm_fault(td->td_proc->p_vm, addr, fault_prot(tf->tf_error));
	/* Without memory the call would tell of a bad address: no use. */
	if (error == ENOMEM || (error != 0 && trapframe_is_user(tf)))
		fault_signal(td, error, addr);
	cpu_intr_disable();
	if (error == 0 || trapframe_is_user(tf))
		return TRAP_DONE;
	return TRAP_PASS;
}

struct trap_meaning {
	int tm_signal;
	int tm_code;
};

static enum trap_claim
trap_signal(struct trapframe *tf)
{
	static const struct trap_meaning meaning[T_SIMD + 1] = {
		[T_DIVIDE] = { SIGFPE, FPE_INTDIV },
		[T_DEBUG] = { SIGTRAP, TRAP_TRACE },
		[T_BREAKPOINT] = { SIGTRAP, TRAP_BRKPT },
		[T_OVERFLOW] = { SIGFPE, FPE_INTDIV },
		[T_BOUND] = { SIGFPE, FPE_INTDIV },
		[T_OPCODE] = { SIGILL, ILL_ILLOPC },
		[T_NO_FPU] = { SIGFPE, FPE_FLTINV },
		[T_SEGMENT] = { SIGBUS, BUS_ADRERR },
		[T_STACK] = { SIGBUS, BUS_ADRERR },
		[T_PROTECTION] = { SIGBUS, BUS_ADRERR },
		[T_FPU] = { SIGFPE, FPE_FLTINV },
		[T_ALIGN] = { SIGBUS, BUS_ADRALN },
		[T_SIMD] = { SIGFPE, FPE_FLTINV }
	};
	const struct trap_meaning *tm = &meaning[tf->tf_vector];

	if (!trapframe_is_user(tf) || curthread->td_proc == NULL)
		return TRAP_PASS;
	cpu_intr_enable();
	thread_trap_signal(curthread, tm->tm_signal, tm->tm_code,
	    tf->tf_rip);
	cpu_intr_disable();
	return TRAP_DONE;
}

TRAP_HANDLER(T_PAGE, trap_page);
TRAP_HANDLER(T_DIVIDE, trap_signal);
TRAP_HANDLER(T_DEBUG, trap_signal);
TRAP_HANDLER(T_BREAKPOINT, trap_signal);
TRAP_HANDLER(T_OVERFLOW, trap_signal);
TRAP_HANDLER(T_BOUND, trap_signal);
TRAP_HANDLER(T_OPCODE, trap_signal);
TRAP_HANDLER(T_NO_FPU, trap_signal);
TRAP_HANDLER(T_SEGMENT, trap_signal);
TRAP_HANDLER(T_STACK, trap_signal);
TRAP_HANDLER(T_PROTECTION, trap_signal);
TRAP_HANDLER(T_FPU, trap_signal);
TRAP_HANDLER(T_ALIGN, trap_signal);
TRAP_HANDLER(T_SIMD, trap_signal);
