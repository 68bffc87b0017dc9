// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_stop - holding the machine still.
 *
 * One CPU owns the debugger; it parks all others by NMI, which reaches them
 * even with interrupts off.  An NMI may be lost while its target handles an
 * earlier one, so requests are idempotent and repeated until the target has
 * set pc_stopped.  Parked CPUs spin in the NMI handler until the owner's
 * request is taken back, and leave their registers where the owner finds
 * them.
 *
 * A repeated NMI may arrive after its CPU was let go again.  stop_sent[]
 * remembers that one was sent, so that the handler swallows it; an NMI
 * nobody sent is the operator's (QEMU's "nmi"), and enters the debugger.
 *
 * Two CPUs may want the debugger at once: the second waits, is parked as
 * any other by the first's NMI, and tries again when let go.
 */
#include "arch-x86_64/cpu/percpu.h"
#include "arch-x86_64/intr/intr.h"
#include "arch-x86_64/trap/trap.h"
#include "kernel/debug/cons.h"
#include "kernel/debug/db_control.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"

#define STOP_TRIES	200	/* times a CPU is asked */
#define STOP_LOOKS	20000000 /* at pc_stopped, between two tries */
#define PARK_LOOKS	100000	/* at stop_wanted, between two pauses */
#define NO_OWNER	(-1)

static int stop_owner = NO_OWNER;		/* [a] id of the owning CPU */
static int stop_depth;				/* [d] the owner's nesting */
static volatile uint32_t stop_wanted;		/* [a] others must be parked */
static int stop_sent[CPU_MAX];			/* [a] NMI may be under way */
static struct trapframe *stop_frame[CPU_MAX];	/* [d] while stopped */
static void (*stop_onfault)(void);		/* [d] the owner's */

/* Before GS is set there is but one CPU. */
uint32_t
db_stop_self(void)
{
	return cpu_msr_read(MSR_GS_BASE) == 0 ? 0 : percpu_self()->pc_id;
}

uint32_t
db_cpu(void)
{
	return stop_owner == NO_OWNER ? db_stop_self() : (uint32_t)stop_owner;
}

const struct trapframe *
db_cpu_frame(uint32_t cpu)
{
	return cpu < CPU_MAX ? stop_frame[cpu] : NULL;
}

/*
 * Look at a word for a while, or until it is no longer v.  Without pauses:
 * under an emulator each takes the lock that its devices need to bring us
 * the next character.
 */
static int
stop_look(const volatile uint32_t *word, uint32_t v, unsigned looks)
{
	while (*word == v && looks > 0)
		looks--;
	return *word == v;
}

/* In the NMI handler: stand still until told to go. */
static void
stop_park(struct trapframe *tf)
{
	struct percpu *pc = percpu_self();

	stop_frame[pc->pc_id] = tf;
	db_watch_off();
	atomic_store(&pc->pc_stopped, 1);
	while (stop_look(&stop_wanted, 1, PARK_LOOKS))
		cpu_pause();
	db_watch_load();
	stop_frame[pc->pc_id] = NULL;
	atomic_store(&pc->pc_stopped, 0);
}

static enum trap_claim
stop_nmi(struct trapframe *tf)
{
	uint32_t self = db_stop_self();

	if (stop_wanted && stop_owner != (int)self)
		stop_park(tf);
	else if (stop_owner != (int)self && !atomic_swap(&stop_sent[self], 0))
		db_enter("NMI", tf);
	return TRAP_DONE;
}

/* Returns whether pc stands still. */
static int
stop_cpu(struct percpu *pc)
{
	int try;

	for (try = 0; try < STOP_TRIES; try++) {
		atomic_store(&stop_sent[pc->pc_id], 1);
		ipi_send_nmi(pc->pc_id);
		if (!stop_look(&pc->pc_stopped, 0, STOP_LOOKS))
			return 1;
	}
	return 0;
}

static void
stop_others(void)
{
	uint32_t i;

	for (i = 0; i < cpu_count; i++) {
		if ((int)i == stop_owner || cpu_table[i] == NULL ||
		    !atomic_load(&cpu_table[i]->pc_online))
			continue;
		if (!stop_cpu(cpu_table[i]))
			kprintf("debugger: cpu %u does not stop\n", i);
	}
}

/*
 * The interrupted code may be in the middle of a copy from user space; our
 * faults are not its faults.
 */
static void
stop_onfault_save(void)
{
	if (cpu_msr_read(MSR_GS_BASE) == 0)
		return;
	stop_onfault = percpu_self()->pc_onfault;
	percpu_self()->pc_onfault = NULL;
}

static void
stop_onfault_restore(void)
{
	percpu_self()->pc_onfault = stop_onfault;
}

void
db_stop_enter(struct trapframe *tf)
{
	int self = (int)db_stop_self(), nobody;

	if (stop_owner == self) {
		stop_depth++;
		return;
	}
	nobody = NO_OWNER;
	while (!atomic_cas(&stop_owner, &nobody, self)) {
		nobody = NO_OWNER;
		cpu_pause();
	}
	db_watch_off();
	stop_depth = 1;
	stop_frame[self] = tf;
	stop_onfault_save();
	stop_wanted = 1;
	cons_force(1);
	stop_others();
	panicking = 1;
	db_break_remove();
}

void
db_stop_frame(struct trapframe *tf)
{
	stop_frame[stop_owner] = tf;
}

void
db_stop_lend(void)
{
	stop_onfault_restore();
}

void
db_stop_again(void)
{
	stop_onfault_save();
}

void
db_stop_dead(void)
{
	struct percpu *pc = percpu_self();

	stop_owner = (int)pc->pc_id;
	if (stop_depth == 0)
		stop_depth = 1;
	stop_wanted = 1;
	panicking = 1;
	pc->pc_onfault = NULL;
	pc->pc_resched = 0;
}

void
db_dead_frame(uint32_t cpu, struct trapframe *tf)
{
	if (cpu < CPU_MAX && stop_frame[cpu] == NULL)
		stop_frame[cpu] = tf;
}

/* Wait until each has seen it: a new owner must not find pc_stopped set. */
static void
stop_release(void)
{
	uint32_t i;

	stop_wanted = 0;
	for (i = 0; i < cpu_count; i++)
		while (cpu_table[i] != NULL && cpu_table[i]->pc_stopped)
			cpu_pause();
}

void
db_stop_leave(void)
{
	if (--stop_depth > 0)
		return;
	db_break_insert();
	stop_frame[stop_owner] = NULL;
	stop_onfault_restore();
	panicking = panic_happened();
	stop_release();
	cons_force(0);
	db_watch_load();
	atomic_store(&stop_owner, NO_OWNER);
}

TRAP_HANDLER(T_NMI, stop_nmi);
