// SPDX-License-Identifier: BSD-2-Clause
/*
 * trap - vectors, and who handles them.
 *
 * Every entry to the kernel builds a struct trapframe and runs the handlers
 * recorded for its vector, lowest layer first, until one claims it.  An
 * exception nobody claims is a panic.  Handlers run with interrupts off, on
 * the thread's kernel stack (NMI, double fault and machine check from
 * kernel mode: on a stack of their own); one that may sleep turns
 * interrupts on itself, if tf_rflags had them on, and off again.
 */
#pragma once

#include "arch-x86_64/cpu/frame.h"
#include "kernel/lib/linker_set.h"

enum trap_vector {
	T_DIVIDE = 0,
	T_DEBUG = 1,
	T_NMI = 2,
	T_BREAKPOINT = 3,
	T_OVERFLOW = 4,
	T_BOUND = 5,
	T_OPCODE = 6,
	T_NO_FPU = 7,
	T_DOUBLE = 8,
	T_TSS = 10,
	T_SEGMENT = 11,
	T_STACK = 12,
	T_PROTECTION = 13,
	T_PAGE = 14,			/* cpu_cr2_read() has the address */
	T_FPU = 16,
	T_ALIGN = 17,
	T_MACHINE = 18,
	T_SIMD = 19,

	T_INTR_BASE = 32,		/* first vector of an interrupt */

	/* Not the processor's: events that take the same way. */
	T_SYSCALL = 256,		/* never passes; see below */
	T_INTR = 257,			/* all vectors from T_INTR_BASE on */
	T_PREEMPT = 258,		/* pc_resched is set, on the way out */
	T_COUNT
};

/* Bits of tf_error for T_PAGE. */
#define PF_PRESENT	0x01ul		/* protection, not absence */
#define PF_WRITE	0x02ul
#define PF_USER		0x04ul
#define PF_FETCH	0x10ul

enum trap_claim {
	TRAP_PASS,			/* not mine: ask the next */
	TRAP_DONE			/* dealt with; return to the frame */
};

struct trap_handler {
	enum trap_vector th_vector;	/* [I] */
	int th_layer;			/* [I] */
	enum trap_claim (*th_func)(struct trapframe *);	/* [I] */
};

/*
 * Have func handle vector.  T_PREEMPT: called with interrupts off and no
 * spinlock held; may switch threads; returns with interrupts off.
 * T_SYSCALL: called with interrupts on; sets the frame's registers.
 */
#define TRAP_HANDLER(vector, func)					\
	static const struct trap_handler trap_handler_##vector##_##func = { \
		vector, LAYER, func					\
	};								\
	SET_ENTRY(trap_handler, trap_handler_##vector##_##func)

/*
 * Code that may fault on purpose: a page fault or protection fault at an
 * instruction in [tx_start, tx_end), when no handler claims it, resumes at
 * tx_resume with all other registers as they were.  For assembly, which
 * makes the record and its entry in set_trap_fixup itself.
 */
struct trap_fixup {
	uintptr_t tx_start;		/* [I] */
	uintptr_t tx_end;		/* [I] */
	uintptr_t tx_resume;		/* [I] */
};

/*
 * Called on each return to user mode, with interrupts off; the third
 * up-call, defined by kernel/proc.  Does what the thread has pending
 * (signals, stops) and may turn interrupts on meanwhile; returns with them
 * off and nothing pending.
 */
void	ast(struct trapframe *tf);

/*
 * Give the running thread's kernel stack to the processor: entries from
 * user mode start at top (16-byte aligned).  Interrupts off.
 */
void	trap_kernel_stack_set(uintptr_t top);

/*
 * First return to user mode of a new thread, which has built tf at the top
 * of its kernel stack.  Interrupts off; does not return.
 */
void	trap_return(struct trapframe *tf) __attribute__((noreturn));

/*
 * Copy n bytes from or to any kernel address, valid or not.  No paging in,
 * no locks: for the debugger.  Returns 0 or EFAULT.  Interrupts off.
 */
int	trap_guarded_copy(void *dst, const void *src, size_t n);

/* Name of an exception, "page fault"; never NULL. */
const char *trap_name(uint64_t vector);

/*
 * Load this CPU's descriptor tables and turn its protections on; called on
 * each CPU once, with GS set.  Interrupts off.
 */
void	trap_cpu_init(void);

/* Bytes pc_arch points at: descriptor tables and fault stacks of a CPU. */
size_t	trap_cpu_size(void);

/*
 * For backtraces: if ret is a return address into the entry code, the frame
 * that lies above the call, given the callee's frame pointer; else NULL.
 */
struct trapframe *trap_frame_above(uintptr_t ret, uintptr_t rbp);
