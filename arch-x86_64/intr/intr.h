// SPDX-License-Identifier: BSD-2-Clause
/*
 * intr - interrupts, the timer, the clock, and calls between CPUs.
 *
 * Interrupt handlers run with interrupts off, see no image, must not sleep
 * and should only note what happened and wake a thread.
 */
#pragma once

#include <stdint.h>

#include "kernel/lib/linker_set.h"

/* ------------------------------------------------- between CPUs, timer */

enum intr_source {
	INTR_TIMER,		/* the deadline of this CPU has come */
	INTR_RESCHED,		/* look at pc_resched; needs no handler */
	INTR_TLB,		/* flush, as the pmap's note says */
	INTR_CALL,		/* run what another CPU left for this one */
	INTR_SOURCES
};

struct intr_handler {
	enum intr_source ih_source;	/* [I] */
	void (*ih_func)(void);		/* [I] */
};

/* Have func run, on the CPU it was sent to, for source. */
#define INTR_HANDLER(source, func)					\
	static const struct intr_handler intr_handler_##func = {	\
		source, func						\
	};								\
	SET_ENTRY(intr_handler, intr_handler_##func)

/* Interrupt CPU pc_id = cpu, which may be this one.  Any context. */
void	ipi_send(uint32_t cpu, enum intr_source source);

/* Interrupt all other CPUs that have started.  Any context. */
void	ipi_send_others(enum intr_source source);

/* NMI to one CPU: reaches it even with interrupts off.  Any context. */
void	ipi_send_nmi(uint32_t cpu);

/* INIT and start-up messages, for mp.  page: physical, below 1 MiB. */
void	ipi_send_init(uint32_t apic_id);
void	ipi_send_startup(uint32_t apic_id, uint64_t page);

/* ------------------------------------------------------------- devices */

/*
 * Call func(arg) for legacy (ISA) interrupt irq, 0-15, or I/O APIC input
 * gsi >= 16; delivered to CPU 0.  Several may share one.  Returns 0,
 * ENOSPC or ENODEV (no such input).  Any context but interrupts.
 */
int	intr_register(unsigned irq, void (*func)(void *), void *arg);

/*
 * A message interrupt for a PCI device: write *data to *addr.
 * Returns 0 or ENOSPC.
 */
int	intr_register_msi(void (*func)(void *), void *arg, uint64_t *addr,
	    uint32_t *data);

/* Undo either.  Waits for running handlers; not from one.  */
void	intr_unregister(void (*func)(void *), void *arg);

/* --------------------------------------------------------------- time */

/* Nanoseconds since boot; never goes back on a CPU.  Any context. */
uint64_t clock_now_ns(void);

/* Seconds since 1970 at boot, from the real-time clock.  Any context. */
uint64_t clock_boot_epoch_s(void);

/*
 * Have INTR_TIMER come on this CPU at clock_now_ns() = ns, once; a past
 * time means at once, UINT64_MAX never; may come early when seconds away.
 * Replaces the last.  Interrupts off.
 */
void	timer_deadline_set(uint64_t ns);

/* Busy-wait; for devices that want it.  Any context. */
void	clock_delay_us(uint32_t us);

/* Turn on this CPU's local APIC; mp calls it on the CPUs it starts. */
void	intr_cpu_init(void);
