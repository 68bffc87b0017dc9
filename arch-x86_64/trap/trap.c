// SPDX-License-Identifier: BSD-2-Clause
/*
 * trap - running the handlers of a vector.
 *
 * The records are sorted once, by vector and layer, into a table with an
 * index, so that a dispatch touches only its own.  On the way back from an
 * interrupt into the kernel, the running thread may lose the CPU if a
 * better one waits: unless it holds a spinlock or is in another handler.
 *
 * Locks: none; the tables are written in phase CPU and then only read.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/percpu.h"
#include "arch-x86_64/trap/trap.h"
#include "arch-x86_64/trap/trap_priv.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"

#define TRAP_RECORDS	96

SET_DECLARE_FIXED(trap_handler, const struct trap_handler);
SET_DECLARE(trap_fixup, const struct trap_fixup);

static const struct trap_handler *trap_sorted[TRAP_RECORDS];	/* [I] */
static uint16_t trap_first[T_COUNT + 1];	/* [I] into trap_sorted */

enum trap_claim (*trap_syscall_func)(struct trapframe *);	/* [I] */

static const char *const trap_names[] = {
	[T_DIVIDE] = "divide error",
	[T_DEBUG] = "debug exception",
	[T_NMI] = "non-maskable interrupt",
	[T_BREAKPOINT] = "breakpoint",
	[T_OVERFLOW] = "overflow",
	[T_BOUND] = "bound range exceeded",
	[T_OPCODE] = "invalid opcode",
	[T_NO_FPU] = "device not available",
	[T_DOUBLE] = "double fault",
	[T_TSS] = "invalid task segment",
	[T_SEGMENT] = "segment not present",
	[T_STACK] = "stack fault",
	[T_PROTECTION] = "general protection fault",
	[T_PAGE] = "page fault",
	[T_FPU] = "floating-point error",
	[T_ALIGN] = "alignment check",
	[T_MACHINE] = "machine check",
	[T_SIMD] = "SIMD floating-point error"
};

const char *
trap_name(uint64_t vector)
{
	if (vector < sizeof(trap_names) / sizeof(trap_names[0]) &&
	    trap_names[vector] != NULL)
		return trap_names[vector];
	return "unexpected interrupt";
}

static enum trap_claim
trap_syscall_none(struct trapframe *tf)
{
	tf->tf_rax = ENOSYS;
	tf->tf_rflags |= RFLAGS_CF;
	return TRAP_DONE;
}

/* Insertion sort: there are few, once. */
static void
trap_sort(void)
{
	const struct trap_handler *const *p;
	unsigned n = 0, i;

	SET_FOREACH(p, trap_handler) {
		KASSERT(n < TRAP_RECORDS);
		for (i = n++; i > 0; i--) {
			if (trap_sorted[i - 1]->th_vector < (*p)->th_vector ||
			    (trap_sorted[i - 1]->th_vector ==
			    (*p)->th_vector &&
			    trap_sorted[i - 1]->th_layer <= (*p)->th_layer))
				break;
			trap_sorted[i] = trap_sorted[i - 1];
		}
		trap_sorted[i] = *p;
	}
	for (unsigned v = 0, k = 0; v <= T_COUNT; v++) {
		while (k < n && (unsigned)trap_sorted[k]->th_vector < v)
			k++;
		trap_first[v] = (uint16_t)k;
	}
}

static enum trap_claim
trap_run(unsigned vector, struct trapframe *tf)
{
	enum trap_claim claim = TRAP_PASS;

	for (unsigned i = trap_first[vector]; i < trap_first[vector + 1]; i++) {
		claim = trap_sorted[i]->th_func(tf);
		if (claim == TRAP_DONE)
			break;
	}
	return claim;
}

/* A guarded read has priority over all handlers: it must not page in. */
static int
trap_is_guarded(const struct trapframe *tf)
{
	return tf->tf_rip >= (uintptr_t)trap_guarded_copy &&
	    tf->tf_rip < (uintptr_t)trap_guarded_copy + 16;
}

static int
trap_fixup(struct trapframe *tf)
{
	const struct trap_fixup *const *p;
	struct percpu *pc = percpu_self();

	if (trapframe_is_user(tf))
		return ENOENT;
	if (pc->pc_onfault != NULL) {
		tf->tf_rip = (uintptr_t)pc->pc_onfault;
		tf->tf_rsp = pc->pc_onfault_rsp;
		pc->pc_onfault = NULL;
		return 0;
	}
	SET_FOREACH(p, trap_fixup) {
		if (tf->tf_rip < (*p)->tx_start || tf->tf_rip >= (*p)->tx_end)
			continue;
		tf->tf_rip = (*p)->tx_resume;
		return 0;
	}
	return ENOENT;
}

static void __attribute__((noreturn))
trap_unclaimed(const struct trapframe *tf)
{
	panic("%s (%lu) in %s mode, error %#lx, address %#lx\n"
	    "rip %016lx  rflags %08lx  cs %02lx  ss %02lx\n"
	    "rax %016lx rbx %016lx rcx %016lx rdx %016lx\n"
	    "rsi %016lx rdi %016lx rbp %016lx rsp %016lx",
	    trap_name(tf->tf_vector), tf->tf_vector,
	    trapframe_is_user(tf) ? "user" : "kernel", tf->tf_error,
	    cpu_cr2_read(), tf->tf_rip, tf->tf_rflags, tf->tf_cs, tf->tf_ss,
	    tf->tf_rax, tf->tf_rbx, tf->tf_rcx, tf->tf_rdx,
	    tf->tf_rsi, tf->tf_rdi, tf->tf_rbp, tf->tf_rsp);
}

static void
trap_exception(struct trapframe *tf)
{
	int is_access = tf->tf_vector == T_PAGE ||
	    tf->tf_vector == T_PROTECTION;

	if (is_access && (trap_is_guarded(tf) ||
	    percpu_self()->pc_onfault != NULL) && trap_fixup(tf) == 0)
		return;
	if (trap_run((unsigned)tf->tf_vector, tf) == TRAP_DONE)
		return;
	if (is_access && trap_fixup(tf) == 0)
		return;
	trap_unclaimed(tf);
}

static void
trap_preempt(struct trapframe *tf)
{
	struct percpu *pc = percpu_self();

	if (pc->pc_resched && pc->pc_intr_depth == 0 &&
	    pc->pc_spin_depth == 0)
		trap_run(T_PREEMPT, tf);
}

void
trap_dispatch(struct trapframe *tf)
{
	struct percpu *pc;

	if (tf->tf_vector < T_INTR_BASE) {
		trap_exception(tf);
		cpu_intr_disable();
		return;
	}
	pc = percpu_self();
	pc->pc_intr_depth++;
	if (trap_run(T_INTR, tf) != TRAP_DONE)
		trap_unclaimed(tf);
	pc->pc_intr_depth--;
	if (!trapframe_is_user(tf))
		trap_preempt(tf);
}

/*
 * Everything that a thread owes before it may run user code again.  What
 * the frame says was checked where it was changed; the selectors and flags
 * are forced all the same, since a mistake there gives away the machine.
 */
void
trap_user_leave(struct trapframe *tf)
{
	do {
		trap_preempt(tf);
		ast(tf);
	} while (percpu_self()->pc_resched);
	tf->tf_cs = SEL_UCODE;
	tf->tf_ss = SEL_UDATA;
	tf->tf_rflags = (tf->tf_rflags | RFLAGS_IF) &
	    ~(RFLAGS_IOPL | RFLAGS_NT);
	if (tf->tf_rip >= USER_MAX)
		tf->tf_rip = 0;		/* iretq must not fault here */
}

struct trapframe *
trap_frame_above(uintptr_t ret, uintptr_t rbp)
{
	for (const uintptr_t *p = trap_entry_returns; *p != 0; p++) {
		if (*p == ret)
			return (struct trapframe *)(rbp + 16);
	}
	return NULL;
}

static void
trap_init(void)
{
	trap_sort();
	trap_syscall_func = trap_syscall_none;
	if (trap_first[T_SYSCALL] != trap_first[T_SYSCALL + 1])
		trap_syscall_func =
		    trap_sorted[trap_first[T_SYSCALL]]->th_func;
	trap_cpu_init();
}
INITCALL(PHASE_CPU, trap_init);
