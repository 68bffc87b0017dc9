// SPDX-License-Identifier: BSD-2-Clause
/*
 * start - the first C code: from the loader's words to kernel_main().
 *
 * Runs on the boot stack with interrupts off, no console and no way to
 * take a trap; so it does only what the phases need before them.
 */
#include "arch-x86_64/boot/boot.h"
#include "arch-x86_64/boot/boot_priv.h"
#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"

#define RAM_MIN		(24ul << 20)	/* 32 MiB less what firmware takes */
#define COM1_DATA	0x3f8
#define STATUS_REFUSED	126

struct percpu boot_percpu = { .pc_self = &boot_percpu };
struct percpu *cpu_table[CPU_MAX] = { &boot_percpu };
uint32_t cpu_count = 1;

/* In the boot assembly's reach; nobody else calls it. */
void	boot_main(uint64_t info);

void *
boot_alloc(size_t size)
{
	struct boot_range *r;
	void *p;

	size = (size + PAGE_MASK) & ~PAGE_MASK;
	/* From the top of the highest piece that all mappings cover. */
	for (uint32_t i = bootinfo.bi_free_count; i-- > 0;) {
		r = &bootinfo.bi_free[i];
		if (r->br_end > 1ul << 32 || r->br_end - r->br_start < size)
			continue;
		r->br_end -= size;
		p = direct_map(r->br_end);
		memset(p, 0, size);
		return p;
	}
	panic("no memory to boot with");
}

void
boot_refuse_text(const char *text)
{
	for (; *text != '\0'; text++)
		cpu_out8(COM1_DATA, (uint8_t)*text);
	emulator_exit(STATUS_REFUSED);
	cpu_halt();
}

/* The build appends a count, the entries, the names: see bootinfo.h. */
static void
boot_symbols_find(void)
{
	const uint32_t *count = (const void *)kernel_symbols;

	if (kernel_symbols_end - kernel_symbols < 4 || *count == 0)
		return;
	bootinfo.bi_sym = (const void *)(count + 1);
	bootinfo.bi_sym_count = *count;
	bootinfo.bi_sym_names = (const void *)(bootinfo.bi_sym + *count);
}

/*
 * The stack protector compares this function's canary too, so it must not
 * have one: it changes the value.
 */
__attribute__((no_stack_protector, noreturn)) void
boot_main(uint64_t info)
{
	boot_percpu.pc_canary = cpu_tsc() * 0x9e3779b97f4a7c15ul & ~0xfful;
	bootinfo.bi_tsc = cpu_tsc();
	bootinfo.bi_kernel_start = (uint64_t)kernel_start - KERNEL_BASE;
	bootinfo.bi_kernel_end = (uint64_t)kernel_end - KERNEL_BASE;
	multiboot_parse(info);
	if (bootinfo.bi_ram_bytes < RAM_MIN)
		boot_refuse_text("Cellblock: too little memory: "
		    "at least 32 MiB are needed\r\n");
	boot_map_build();
	boot_symbols_find();
	fwcfg_init();
	kernel_main();
}
