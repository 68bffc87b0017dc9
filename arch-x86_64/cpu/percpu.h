// SPDX-License-Identifier: BSD-2-Clause
/*
 * percpu - what each CPU keeps for itself, reached by GS.
 *
 * GS base points at this CPU's struct percpu whenever the kernel runs.
 * Assembly knows the PC_* offsets; the asserts below keep them true.
 * A thread may be preempted and move to another CPU between two accesses:
 * only members that are the same for the running thread everywhere
 * (pc_thread, pc_image) may be read with interrupts on.
 *
 * pc_image mirrors the running thread's images, one bias a slot.  The
 * linker places the slot symbols of the instanced subsystems at the
 * address offsetof(struct percpu, pc_image), so that a slot's symbol *is*
 * its GS displacement and reading a bias is one instruction.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define PC_SELF		0	/* offsets for assembly */
#define PC_THREAD	8
#define PC_USER_RSP	16
#define PC_KERNEL_RSP	24
#define PC_CANARY	40
#define PC_IMAGE	64
#define IMAGE_SLOTS	24	/* most instanced subsystems, modules' too */
#define CPU_MAX		64

/*
 * The bias of a slot with no image.  Added to an address of the kernel's it
 * gives one in a range where nothing is ever mapped, 4 GiB a slot, so that
 * the fault tells which variable of which slot was touched.
 */
#define IMAGE_POISON_BASE	0xffffb00000000000ul
#define IMAGE_POISON(slot)						\
	(IMAGE_POISON_BASE + ((uintptr_t)(slot) << 32) - 0xffffffff80000000ul)

struct thread;
struct held_locks;

/* Owner's letter: [c] only this CPU, interrupts off; [t] see above. */
struct percpu {
	struct percpu *pc_self;		/* [I] */
	struct thread *pc_thread;	/* [t] the running thread */
	uint64_t pc_user_rsp;		/* [c] scratch of syscall entry */
	uint64_t pc_kernel_rsp;		/* [c] top of thread's kernel stack */
	void (*pc_onfault)(void);	/* [c] where a guarded read resumes */
	uint64_t pc_canary;		/* [I] stack protector's value */
	uint64_t pc_pad[2];
	uintptr_t pc_image[IMAGE_SLOTS];	/* [t] image biases */

	uint32_t pc_id;			/* [I] 0 is the boot CPU */
	uint32_t pc_apic_id;		/* [I] */
	struct held_locks *pc_held;	/* [c] spinlocks held here */
	uint32_t pc_spin_depth;		/* [c] nesting of interrupt-off */
	uint32_t pc_spin_iflag;		/* [c] interrupts on before the first */
	uint32_t pc_intr_depth;		/* [c] nesting of interrupt handlers */
	volatile uint32_t pc_resched;	/* [c] preempt at the next chance */
	struct thread *pc_idle;		/* [I] */
	void *pc_sched;			/* [I] struct runq of this CPU */
	void *pc_callout;		/* [I] struct callout_wheel */
	void *pc_mag;			/* [I] struct magazines of this CPU */
	void *pc_arch;			/* [I] GDT, TSS, fault stacks */
	uint64_t pc_onfault_rsp;	/* [c] stack to resume onfault with */
	volatile uint32_t pc_stopped;	/* [a] parked for the debugger */
	uint32_t pc_online;		/* [a] schedules threads */
	void *pc_pmap;			/* [c] struct pmap loaded in CR3 */
	uint64_t pc_idle_ns;		/* [c] time spent idle */
} __attribute__((aligned(64)));

_Static_assert(offsetof(struct percpu, pc_thread) == PC_THREAD, "asm");
_Static_assert(offsetof(struct percpu, pc_user_rsp) == PC_USER_RSP, "asm");
_Static_assert(offsetof(struct percpu, pc_kernel_rsp) == PC_KERNEL_RSP,
    "asm");
_Static_assert(offsetof(struct percpu, pc_canary) == PC_CANARY, "asm");
_Static_assert(offsetof(struct percpu, pc_image) == PC_IMAGE, "asm");

/* All CPUs found, by pc_id; entries from cpu_count on are NULL. */
extern struct percpu *cpu_table[CPU_MAX];	/* [I] after phase CPU */
extern uint32_t cpu_count;			/* [I] after phase CPU */

/* This CPU; the caller must not be able to move (interrupts off). */
static inline struct percpu *
percpu_self(void)
{
	struct percpu *pc;

	__asm__ volatile("movq %%gs:0, %0" : "=r"(pc));
	return pc;
}

/* The running thread; right at any time. */
static inline struct thread *
thread_current(void)
{
	return *(struct thread *__seg_gs *)(uintptr_t)PC_THREAD;
}

#define curthread	thread_current()
