// SPDX-License-Identifier: BSD-2-Clause
/*
 * init - the ten phases, and the record that runs a function in one.
 *
 * Phases name kinds of work, not subsystems.  Within a phase records run by
 * layer number (given by the build), then by name; nobody writes an order.
 * The same phases order the making of images; their ending is the reverse.
 */
#pragma once

#include "kernel/lib/linker_set.h"

enum init_phase {
	PHASE_CPU,		/* console, traps, interrupt controllers */
	PHASE_MEMORY,		/* pages, slabs, address space */
	PHASE_THREAD,		/* scheduler, callouts, the other CPUs */
	PHASE_DEVICE,		/* devices, file systems */
	PHASE_FRAMEWORK,	/* image slots, base images, prison0 */
	PHASE_IFACE,		/* interfaces and what they carry */
	PHASE_ADDR,		/* addresses, neighbours, routes */
	PHASE_FILTER,		/* packet filters */
	PHASE_PROTO,		/* protocols, sockets */
	PHASE_USER,		/* IPC, processes, the first program */
	PHASE_COUNT
};

struct initcall {
	enum init_phase ic_phase;	/* [I] */
	int ic_layer;			/* [I] */
	const char *ic_name;		/* [I] */
	void (*ic_func)(void);		/* [I] panics if it cannot go on */
};

/* Run func(void) once at boot, in phase. */
#define INITCALL(phase, func)						\
	static const struct initcall initcall_##func = {		\
		phase, LAYER, #func, func				\
	};								\
	SET_ENTRY(initcall, initcall_##func)

/*
 * Run the calls that have not been run yet, in order.  The scheduler's start
 * takes the boot stack away in the middle; a thread then calls this again.
 */
void	init_run(void);

/* From arch-x86_64/boot, once bootinfo is complete; does not return. */
void	kernel_main(void) __attribute__((noreturn));
