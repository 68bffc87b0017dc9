// SPDX-License-Identifier: BSD-2-Clause
/*
 * machine - one percpu, some memory.
 *
 * GS is free for the taking in a Linux program, so code that reaches its
 * percpu by GS runs as it is.
 */
#include <asm/prctl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/mem/kmem.h"
#include "tests/unit/shim/machine.h"

/* Physical addresses begin here, so that page 0 is never dealt. */
#define MEMORY_START	(1ul << 20)
#define ALIGNMENT	(4ul << 20)

struct bootinfo bootinfo;
struct percpu *cpu_table[CPU_MAX];
uint32_t cpu_count;
uintptr_t unit_direct_base;
uint64_t unit_flags;

static struct percpu machine_cpu;
static char *machine_memory;

void
machine_start(size_t memory)
{
	size_t size;

	machine_stop();
	memset(&machine_cpu, 0, sizeof(machine_cpu));
	machine_cpu.pc_self = &machine_cpu;
	cpu_table[0] = &machine_cpu;
	cpu_count = 1;
	unit_flags = 0x200;
	syscall(SYS_arch_prctl, ARCH_SET_GS, &machine_cpu);

	size = (MEMORY_START + memory + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	machine_memory = aligned_alloc(ALIGNMENT, size);
	memset(machine_memory, 0xa5, size);
	unit_direct_base = (uintptr_t)machine_memory;
	memset(&bootinfo, 0, sizeof(bootinfo));
	bootinfo.bi_free[0].br_start = MEMORY_START;
	bootinfo.bi_free[0].br_end = MEMORY_START + memory;
	bootinfo.bi_free_count = 1;
	bootinfo.bi_ram_bytes = memory;
	bootinfo.bi_phys_end = MEMORY_START + memory;
}

void
machine_stop(void)
{
	free(machine_memory);
	machine_memory = NULL;
}

/* The scheduler's: there is nobody to wait for. */
int
mem_wait(void)
{
	return 0;
}
