// SPDX-License-Identifier: BSD-2-Clause
/*
 * meter - what each constructor took that one thread ran: for kldload -v.
 *
 * Loading a module makes its images in every jail; a line for each would be
 * thousands.  So the loading thread lays a table out, and each constructor
 * that runs in it adds to the line of its record.  The table is that
 * thread's alone: what others construct meanwhile is not metered.
 */
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/vimage/vimage_priv.h"

struct thread *volatile vimage_meter_thread;
static struct vimage_made *meter_table;	/* [t] of vimage_meter_thread */

void
vimage_meter_begin(struct vimage_made *table)
{
	KASSERT(vimage_meter_thread == NULL);
	meter_table = table;
	vimage_meter_thread = curthread;
}

void
vimage_meter_end(void)
{
	KASSERT(vimage_metered());
	vimage_meter_thread = NULL;
	meter_table = NULL;
}

/* The line of record, or the first free one; none left: it goes unnoted. */
void
vimage_meter_note(const void *record, const char *kind, const char *name,
    uint64_t cycles, int64_t bytes)
{
	struct vimage_made *vm;

	if (!vimage_metered())
		return;
	for (vm = meter_table; vm < meter_table + VIMAGE_METERS; vm++) {
		if (vm->vm_record != NULL && vm->vm_record != record)
			continue;
		vm->vm_record = record;
		vm->vm_kind = kind;
		vm->vm_name = name;
		vm->vm_times++;
		vm->vm_cycles += cycles;
		vm->vm_bytes += bytes;
		return;
	}
}
