// SPDX-License-Identifier: BSD-2-Clause
/*
 * intr - from a vector to those who wait for it.
 *
 * Device interrupts: each wire (or message) that somebody registered for
 * gets a vector; a vector's actions are called one after the other, since
 * wires are shared.  All go to CPU 0: the work is done elsewhere, by
 * threads.  Slots of the tables are used once and never again for another
 * wire, so the handler can walk them without a lock.
 *
 * Locks: [l] intr_lock, a bare word, since spinlocks are a layer above;
 * held with interrupts off.
 */
#include <sys/errno.h>
#include <stddef.h>

#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/cpu/percpu.h"
#include "arch-x86_64/intr/intr_priv.h"
#include "arch-x86_64/trap/trap.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/init.h"

#define ACTIONS		64
#define IRQ_NONE	UINT32_MAX	/* a message, no wire */
#define MSI_ADDRESS	0xfee00000ul
#define PIC1_DATA	0x21
#define PIC2_DATA	0xa1

SET_DECLARE_FIXED(intr_handler, const struct intr_handler);

struct intr_action {
	void (*ia_func)(void *);	/* [a] NULL: free */
	void *ia_arg;			/* [l] written before ia_func */
	uint32_t ia_line;		/* [l] index in intr_irq */
};

static struct intr_action intr_actions[ACTIONS];	/* [l] to write */
static uint32_t intr_irq[VECTOR_DEVICES];	/* [l] wire of each vector */
static uint32_t intr_lines;			/* [l] vectors given out */
static int intr_lock;				/* [a] 1 held */
static int intr_running;			/* [a] in device handlers */
static void (*intr_source[INTR_SOURCES])(void);	/* [I] */

static uint64_t
intr_enter(void)
{
	uint64_t flags = cpu_intr_save();

	while (atomic_swap(&intr_lock, 1) != 0)
		cpu_pause();
	return flags;
}

static void
intr_leave(uint64_t flags)
{
	atomic_store(&intr_lock, 0);
	cpu_intr_restore(flags);
}

/* Vector index for a wire, new for messages.  intr_lock held. */
static int
intr_line_get(uint32_t irq, uint32_t *line)
{
	for (uint32_t i = 0; i < intr_lines && irq != IRQ_NONE; i++) {
		if (intr_irq[i] == irq) {
			*line = i;
			return 0;
		}
	}
	if (intr_lines == VECTOR_DEVICES)
		return ENOSPC;
	*line = intr_lines++;
	intr_irq[*line] = irq;
	return 0;
}

static int
intr_add(uint32_t irq, void (*func)(void *), void *arg, uint32_t *line)
{
	uint64_t flags = intr_enter();
	struct intr_action *ia = intr_actions;
	int error = ENOSPC;

	while (ia < intr_actions + ACTIONS && ia->ia_func != NULL)
		ia++;
	if (ia < intr_actions + ACTIONS)
		error = intr_line_get(irq, line);
	if (error == 0) {
		ia->ia_arg = arg;
		ia->ia_line = *line;
		atomic_store(&ia->ia_func, func);
	}
	intr_leave(flags);
	return error;
}

int
intr_register(unsigned irq, void (*func)(void *), void *arg)
{
	uint32_t line;
	int error;

	error = intr_add(irq, func, arg, &line);
	if (error != 0)
		return error;
	error = ioapic_route(irq, (uint8_t)(VECTOR_DEVICE + line),
	    cpu_table[0]->pc_apic_id);
	if (error != 0)
		intr_unregister(func, arg);
	return error;
}

int
intr_register_msi(void (*func)(void *), void *arg, uint64_t *addr,
    uint32_t *data)
{
	uint32_t line;
	int error;

	error = intr_add(IRQ_NONE, func, arg, &line);
	if (error != 0)
		return error;
	*addr = MSI_ADDRESS | (uint64_t)cpu_table[0]->pc_apic_id << 12;
	*data = VECTOR_DEVICE + line;
	return 0;
}

void
intr_unregister(void (*func)(void *), void *arg)
{
	uint64_t flags = intr_enter();

	for (unsigned i = 0; i < ACTIONS; i++) {
		if (intr_actions[i].ia_func == func &&
		    intr_actions[i].ia_arg == arg)
			atomic_store(&intr_actions[i].ia_func, NULL);
	}
	intr_leave(flags);
	while (atomic_load(&intr_running) != 0)
		cpu_pause();
}

static void
intr_device(uint32_t line)
{
	void (*func)(void *);

	atomic_add(&intr_running, 1);
	for (unsigned i = 0; i < ACTIONS; i++) {
		func = atomic_load(&intr_actions[i].ia_func);
		if (func != NULL && intr_actions[i].ia_line == line)
			func(intr_actions[i].ia_arg);
	}
	atomic_sub(&intr_running, 1);
}

/*
 * A source is acknowledged first: what it stands for is a state looked at
 * afterwards, so the next one may come at once.  A wire is acknowledged
 * when its devices are content, else it would come again.
 */
static enum trap_claim
intr_trap(struct trapframe *tf)
{
	uint64_t vector = tf->tf_vector;

	if (vector == VECTOR_SPURIOUS)
		return TRAP_DONE;
	if (vector >= VECTOR_SOURCE) {
		lapic_eoi();
		if (vector < VECTOR_SOURCE + INTR_SOURCES &&
		    intr_source[vector - VECTOR_SOURCE] != NULL)
			intr_source[vector - VECTOR_SOURCE]();
		return TRAP_DONE;
	}
	if (vector >= VECTOR_DEVICE && vector < VECTOR_DEVICE + VECTOR_DEVICES)
		intr_device((uint32_t)vector - VECTOR_DEVICE);
	lapic_eoi();
	return TRAP_DONE;
}
TRAP_HANDLER(T_INTR, intr_trap);

/* Silence the old controllers, which firmware may have left talking. */
static void
pic_mask(void)
{
	cpu_out8(PIC1_DATA, 0xff);
	cpu_out8(PIC2_DATA, 0xff);
}

static void
intr_init(void)
{
	const struct intr_handler *const *p;

	SET_FOREACH(p, intr_handler)
		intr_source[(*p)->ih_source] = (*p)->ih_func;
	pic_mask();
	lapic_init();
	madt_parse();
	clock_init();
}
INITCALL(PHASE_CPU, intr_init);
