// SPDX-License-Identifier: BSD-2-Clause
/*
 * slab - what a cache is made of, for kernel/mem and its debugger commands.
 *
 * Letters: [c] lock word of the magazine, [s] sc_lock.
 */
#pragma once

#include <stdint.h>
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/lib/list.h"
#include "kernel/lock/spin.h"

#define MAGAZINE_SIZE	15
#define SLAB_ORDER_MAX	3

/* Free objects of one CPU, ready to hand. */
struct magazine {
	volatile uint32_t mg_lock;		/* [a] see cpulock_enter */
	uint32_t mg_count;			/* [c] */
	void *mg_object[MAGAZINE_SIZE];		/* [c] */
};

struct slab_cache {
	struct list sc_all;		/* [slab_list] */
	const char *sc_name;		/* [I] */
	struct spinlock sc_lock;	/* class "slab" */
	struct list sc_partial;		/* [s] slabs with free objects */
	uint32_t sc_stride;		/* [I] bytes from one to the next */
	uint32_t sc_size;		/* [I] bytes the user sees */
	uint16_t sc_order;		/* [I] pages a slab, as 2^order */
	uint16_t sc_per_slab;		/* [I] objects a slab */
	uint16_t sc_mag_max;		/* [I] objects a magazine */
	uint16_t sc_ncpu;		/* [I] magazines */
	uint64_t sc_slabs;		/* [s] */
	uint64_t sc_empty;		/* [s] slabs without a used object */
	uint64_t sc_out;		/* [s] objects out of slabs */
	struct magazine sc_mag[];	/* [c] one a CPU */
};

extern struct spinlock slab_list_lock;		/* class "slab_list" */
/* The ledger of the object that p points into, which is in use. */
struct ledger *slab_ledger_within(const struct slab_cache *sc,
	    const void *p);

extern struct list slab_list;			/* [slab_list_lock] */
