// SPDX-License-Identifier: BSD-2-Clause
/*
 * cpu - the processor's instructions that C has no words for.
 *
 * Only thin inline functions and the numbers of registers; whoever needs a
 * policy keeps it in a higher layer.
 */
#pragma once

#include <stdint.h>

/* The same as in kernel/mem/page.h, for the layers below it. */
#define PAGE_SHIFT	12
#define PAGE_SIZE	4096UL
#define PAGE_MASK	(PAGE_SIZE - 1)
#define DIRECT_BASE	0xffff800000000000UL	/* all physical memory */
#define KERNEL_BASE	0xffffffff80000000UL	/* image is here + phys */
#define USER_MIN	0x1000UL
#define USER_MAX	0x00007ffffffff000UL	/* first address not user's */

/* Selectors; user data lies below user code because sysret wants it so. */
#define SEL_KCODE	0x08
#define SEL_KDATA	0x10
#define SEL_UDATA	(0x18 | 3)
#define SEL_UCODE	(0x20 | 3)
#define SEL_TSS		0x28

#define RFLAGS_CF	0x00000001ul
#define RFLAGS_FIXED	0x00000002ul
#define RFLAGS_TF	0x00000100ul
#define RFLAGS_IF	0x00000200ul
#define RFLAGS_DF	0x00000400ul
#define RFLAGS_IOPL	0x00003000ul
#define RFLAGS_NT	0x00004000ul
#define RFLAGS_RF	0x00010000ul
#define RFLAGS_AC	0x00040000ul

#define CR0_MP		0x00000002ul
#define CR0_EM		0x00000004ul
#define CR0_TS		0x00000008ul
#define CR0_NE		0x00000020ul
#define CR0_WP		0x00010000ul
#define CR4_PGE		0x00000080ul
#define CR4_OSFXSR	0x00000200ul
#define CR4_OSXMMEXCPT	0x00000400ul
#define CR4_SMEP	0x00100000ul
#define CR4_SMAP	0x00200000ul

#define MSR_APIC_BASE		0x0000001b
#define MSR_TSC_DEADLINE	0x000006e0
#define MSR_X2APIC		0x00000800
#define MSR_EFER		0xc0000080
#define MSR_STAR		0xc0000081
#define MSR_LSTAR		0xc0000082
#define MSR_SFMASK		0xc0000084
#define MSR_FS_BASE		0xc0000100
#define MSR_GS_BASE		0xc0000101
#define MSR_KERNEL_GS_BASE	0xc0000102

#define EFER_SCE	0x001ul
#define EFER_NXE	0x800ul

/* What cpuid answers.  All [t]. */
struct cpuid {
	uint32_t eax, ebx, ecx, edx;
};

static inline struct cpuid
cpu_id(uint32_t leaf, uint32_t sub)
{
	struct cpuid r;

	__asm__ volatile("cpuid" : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx),
	    "=d"(r.edx) : "a"(leaf), "c"(sub));
	return r;
}

static inline uint64_t
cpu_msr_read(uint32_t msr)
{
	uint32_t lo, hi;

	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr) : "memory");
	return (uint64_t)hi << 32 | lo;
}

static inline void
cpu_msr_write(uint32_t msr, uint64_t v)
{
	__asm__ volatile("wrmsr" : : "c"(msr), "a"((uint32_t)v),
	    "d"((uint32_t)(v >> 32)) : "memory");
}

static inline uint64_t
cpu_tsc(void)
{
	uint32_t lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return (uint64_t)hi << 32 | lo;
}

static inline uint8_t
cpu_in8(uint16_t port)
{
	uint8_t v;

	__asm__ volatile("inb %1, %0" : "=a"(v) : "Nd"(port) : "memory");
	return v;
}

static inline uint16_t
cpu_in16(uint16_t port)
{
	uint16_t v;

	__asm__ volatile("inw %1, %0" : "=a"(v) : "Nd"(port) : "memory");
	return v;
}

static inline uint32_t
cpu_in32(uint16_t port)
{
	uint32_t v;

	__asm__ volatile("inl %1, %0" : "=a"(v) : "Nd"(port) : "memory");
	return v;
}

static inline void
cpu_out8(uint16_t port, uint8_t v)
{
	__asm__ volatile("outb %0, %1" : : "a"(v), "Nd"(port) : "memory");
}

static inline void
cpu_out16(uint16_t port, uint16_t v)
{
	__asm__ volatile("outw %0, %1" : : "a"(v), "Nd"(port) : "memory");
}

static inline void
cpu_out32(uint16_t port, uint32_t v)
{
	__asm__ volatile("outl %0, %1" : : "a"(v), "Nd"(port) : "memory");
}

static inline uint64_t
cpu_flags(void)
{
	uint64_t f;

	__asm__ volatile("pushfq; popq %0" : "=r"(f) : : "memory");
	return f;
}

static inline void
cpu_intr_disable(void)
{
	__asm__ volatile("cli" : : : "memory");
}

static inline void
cpu_intr_enable(void)
{
	__asm__ volatile("sti" : : : "memory");
}

/* Disable interrupts; returns what cpu_intr_restore() needs. */
static inline uint64_t
cpu_intr_save(void)
{
	uint64_t f = cpu_flags();

	cpu_intr_disable();
	return f;
}

static inline void
cpu_intr_restore(uint64_t flags)
{
	if ((flags & RFLAGS_IF) != 0)
		cpu_intr_enable();
}

/*
 * Wait for an interrupt.  Called with interrupts off, after the last look
 * for work: sti takes effect one instruction late, so none slips between.
 */
static inline void
cpu_idle_wait(void)
{
	__asm__ volatile("sti; hlt" : : : "memory");
}

static inline void
cpu_pause(void)
{
	__asm__ volatile("pause" : : : "memory");
}

/* Stop this CPU for good. */
static inline void __attribute__((noreturn))
cpu_halt(void)
{
	for (;;)
		__asm__ volatile("cli; hlt" : : : "memory");
}

#define CPU_CR_ACCESS(n)						\
	static inline uint64_t						\
	cpu_cr##n##_read(void)						\
	{								\
		uint64_t v;						\
									\
		__asm__ volatile("movq %%cr" #n ", %0"			\
		    : "=r"(v) : : "memory");				\
		return v;						\
	}								\
	static inline void						\
	cpu_cr##n##_write(uint64_t v)					\
	{								\
		__asm__ volatile("movq %0, %%cr" #n			\
		    : : "r"(v) : "memory");				\
	}
CPU_CR_ACCESS(0)
CPU_CR_ACCESS(2)
CPU_CR_ACCESS(3)
CPU_CR_ACCESS(4)

static inline void
cpu_invlpg(uintptr_t va)
{
	__asm__ volatile("invlpg (%0)" : : "r"(va) : "memory");
}

/*
 * Open and close user memory to the kernel.  Without SMAP these stay the
 * no-ops they are assembled as; with it, trap_init() patches every site
 * recorded in the sections below.  Never sleep or take a lock in between.
 */
static inline void
cpu_user_open(void)
{
	__asm__ volatile("1: .byte 0x0f, 0x1f, 0x00\n"
	    "\t.pushsection set_smap_open,\"a\"\n"
	    "\t.quad 1b\n\t.popsection" : : : "memory");
}

static inline void
cpu_user_close(void)
{
	__asm__ volatile("1: .byte 0x0f, 0x1f, 0x00\n"
	    "\t.pushsection set_smap_close,\"a\"\n"
	    "\t.quad 1b\n\t.popsection" : : : "memory");
}

/* Direct-map address of physical pa, and back. */
static inline void *
direct_map(uint64_t pa)
{
	return (void *)(DIRECT_BASE + pa);
}

static inline uint64_t
direct_unmap(const void *va)
{
	return (uint64_t)va - DIRECT_BASE;
}
