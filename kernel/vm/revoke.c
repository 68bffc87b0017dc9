// SPDX-License-Identifier: BSD-2-Clause
/*
 * revoke - taking memory away from those who still map it.
 *
 * The range stays where it is, over an object without contents: a program
 * that still believes in it gets SIGBUS, and never somebody else's memory
 * that happens to be mapped there next.  Pages it had copied for itself go
 * too; what was promised for them stays promised until the range is
 * unmapped, as after a truncation.
 *
 * Locks: [v] of the space.
 */
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/vm/vm_priv.h"

static struct vm_object *nothing;	/* [I] of no size, for ever */

/* The old object's last user may be this range: it goes onto vs_dead. */
static void
entry_revoke(struct vm_space *vs, struct vm_entry *ve)
{
	vm_entry_empty(vs, ve, ve->ve_start);
	vm_entry_count(ve, -1);
	vm_object_drop_later(ve->ve_obj, &vs->vs_dead);
	vm_object_hold(nothing);
	ve->ve_obj = nothing;
	vm_entry_count(ve, 1);
}

unsigned
vm_space_revoke(struct vm_space *vs, const struct ledger *ld)
{
	struct vm_table *vt = &vs->vs_table;
	struct list dead;
	unsigned i, n = 0;

	list_init(&dead);
	mutex_lock(&vs->vs_lock);
	for (i = 0; i < vt->vt_count; i++) {
		if (vt->vt_entry[i].ve_obj == NULL ||
		    vt->vt_entry[i].ve_obj->vo_ledger != ld)
			continue;
		entry_revoke(vs, &vt->vt_entry[i]);
		n++;
	}
	list_splice_tail(&dead, &vs->vs_dead);
	mutex_unlock(&vs->vs_lock);
	vm_object_bury(&dead);
	return n;
}

static void
vm_revoke_init(void)
{
	nothing = vm_object_create(0, NULL, NULL, NULL);
	if (nothing == NULL)
		panic("vm: no memory for an empty object");
}

INITCALL(PHASE_DEVICE, vm_revoke_init);
