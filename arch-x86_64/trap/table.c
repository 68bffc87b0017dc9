// SPDX-License-Identifier: BSD-2-Clause
/*
 * table - the processor's tables: segments, vectors, task state.
 *
 * One vector table serves all CPUs.  Each CPU has its own segments, task
 * state (which tells it where its stacks are) and stacks for the faults
 * that must not trust the current one.  Protections that a processor has
 * are turned on here; SMAP needs the kernel's text patched, while it can
 * still be written.
 */
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/cpu/percpu.h"
#include "arch-x86_64/trap/trap.h"
#include "arch-x86_64/trap/trap_priv.h"
#include "kernel/lib/linker_set.h"
#include "kernel/lib/string.h"

#define IST_STACK	16384		/* the debugger runs on it */
#define GATE_INTR	0x8e00u		/* present, ring 0, interrupts off */
#define GATE_USER	0xee00u		/* the same, reachable by int n */
#define CPUID7_SMEP	(1u << 7)
#define CPUID7_SMAP	(1u << 20)

SET_BOUNDS(smap_open, uint8_t);
SET_BOUNDS(smap_close, uint8_t);

/* Fault stacks, by their number in the task state. */
enum ist { IST_NONE, IST_NMI, IST_DOUBLE, IST_MACHINE, IST_DEBUG, IST_END };

struct gate {
	uint16_t offset0;
	uint16_t selector;
	uint16_t attributes;		/* low three bits: enum ist */
	uint16_t offset16;
	uint32_t offset32;
	uint32_t zero;
};

struct task_state {
	uint32_t zero0;
	uint64_t rsp[3];
	uint64_t zero1;
	uint64_t ist[7];		/* 1 is ist[0] */
	uint64_t zero2;
	uint16_t zero3;
	uint16_t io_map;
} __attribute__((packed));

/* What pc_arch points at.  Written at start-up but for ca_tss.rsp[0]. */
struct cpu_arch {
	uint64_t ca_gdt[8];			/* [I] */
	struct task_state ca_tss;		/* [c] its own CPU */
	uint8_t ca_stack[IST_END - 1][IST_STACK]	/* [c] */
	    __attribute__((aligned(16)));
};

struct table_pointer {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

static struct gate idt[256];			/* [I] after phase CPU */
static struct cpu_arch boot_arch;		/* [c] the boot CPU's */

size_t
trap_cpu_size(void)
{
	return sizeof(struct cpu_arch);
}

static enum ist
vector_ist(unsigned vector)
{
	switch (vector) {
	case T_NMI:
		return IST_NMI;
	case T_DOUBLE:
		return IST_DOUBLE;
	case T_MACHINE:
		return IST_MACHINE;
	case T_DEBUG:
		return IST_DEBUG;
	default:
		return IST_NONE;
	}
}

static void
idt_build(void)
{
	uintptr_t stub = (uintptr_t)trap_vectors;
	struct gate *g;

	for (unsigned v = 0; v < 256; v++, stub += TRAP_STUB) {
		g = &idt[v];
		g->offset0 = (uint16_t)stub;
		g->offset16 = (uint16_t)(stub >> 16);
		g->offset32 = (uint32_t)(stub >> 32);
		g->selector = SEL_KCODE;
		g->attributes = (uint16_t)((v == T_BREAKPOINT ? GATE_USER :
		    GATE_INTR) | vector_ist(v));
	}
}

static void
arch_build(struct cpu_arch *ca)
{
	uint64_t tss = (uint64_t)&ca->ca_tss;

	ca->ca_gdt[SEL_KCODE / 8] = 0x00af9a000000ffff;
	ca->ca_gdt[SEL_KDATA / 8] = 0x00cf92000000ffff;
	ca->ca_gdt[SEL_UDATA / 8] = 0x00cff2000000ffff;
	ca->ca_gdt[SEL_UCODE / 8] = 0x00affa000000ffff;
	/* Available 64-bit task state, its address cut in pieces. */
	ca->ca_gdt[SEL_TSS / 8] = (sizeof(struct task_state) - 1) |
	    (tss & 0xffffff) << 16 | 0x89ul << 40 | (tss >> 24 & 0xff) << 56;
	ca->ca_gdt[SEL_TSS / 8 + 1] = tss >> 32;
	for (unsigned i = 0; i < IST_END - 1; i++)
		ca->ca_tss.ist[i] = (uint64_t)ca->ca_stack[i] + IST_STACK;
	ca->ca_tss.io_map = sizeof(struct task_state);
}

static void
arch_load(struct cpu_arch *ca)
{
	struct table_pointer gdt = { sizeof(ca->ca_gdt) - 1,
	    (uint64_t)ca->ca_gdt };
	struct table_pointer it = { sizeof(idt) - 1, (uint64_t)idt };

	__asm__ volatile(
	    "lgdt %0\n\t"
	    "lidt %1\n\t"
	    "ltr %w2\n\t"
	    "pushq %3\n\t"
	    "leaq 1f(%%rip), %%rax\n\t"
	    "pushq %%rax\n\t"
	    "lretq\n"
	    "1:\n\t"
	    "movw %w4, %%ss\n\t"
	    "movw %w4, %%ds\n\t"
	    "movw %w4, %%es"
	    : : "m"(gdt), "m"(it), "r"(SEL_TSS), "i"(SEL_KCODE), "r"(SEL_KDATA)
	    : "rax", "memory");
}

/* Replace the three-byte no-op at each site by 0f 01 last. */
static void
smap_patch(uint8_t *const *site, uint8_t *const *limit, uint8_t last)
{
	for (; site < limit; site++) {
		(*site)[1] = 0x01;
		(*site)[2] = last;
	}
}

static void
protections_enable(void)
{
	uint64_t cr4 = cpu_cr4_read() | CR4_PGE | CR4_OSFXSR | CR4_OSXMMEXCPT;
	uint32_t has = 0;

	if (cpu_id(0, 0).eax >= 7)
		has = cpu_id(7, 0).ebx;
	if ((has & CPUID7_SMEP) != 0)
		cr4 |= CR4_SMEP;
	if ((has & CPUID7_SMAP) != 0) {
		if (percpu_self() == cpu_table[0]) {
			smap_patch(__start_set_smap_open,
			    __stop_set_smap_open, 0xcb);
			smap_patch(__start_set_smap_close,
			    __stop_set_smap_close, 0xca);
		}
		cr4 |= CR4_SMAP;
	}
	cpu_cr4_write(cr4);
	cpu_cr0_write((cpu_cr0_read() | CR0_MP | CR0_NE | CR0_WP) &
	    ~(CR0_EM | CR0_TS));
}

static void
syscall_enable(void)
{
	cpu_msr_write(MSR_EFER, cpu_msr_read(MSR_EFER) | EFER_SCE);
	cpu_msr_write(MSR_STAR, (uint64_t)(SEL_KDATA | 3) << 48 |
	    (uint64_t)SEL_KCODE << 32);
	cpu_msr_write(MSR_LSTAR, (uint64_t)trap_syscall_entry);
	cpu_msr_write(MSR_SFMASK, RFLAGS_IF | RFLAGS_TF | RFLAGS_DF |
	    RFLAGS_AC | RFLAGS_NT | RFLAGS_IOPL);
}

void
trap_cpu_init(void)
{
	struct percpu *pc = percpu_self();

	if (pc->pc_arch == NULL) {
		pc->pc_arch = &boot_arch;
		idt_build();
	}
	arch_build(pc->pc_arch);
	arch_load(pc->pc_arch);
	/* ltr and the segment loads leave GS alone; its base stays ours. */
	protections_enable();
	syscall_enable();
}

void
trap_kernel_stack_set(uintptr_t top)
{
	struct percpu *pc = percpu_self();
	struct cpu_arch *ca = pc->pc_arch;

	pc->pc_kernel_rsp = top;
	ca->ca_tss.rsp[0] = top;
}
