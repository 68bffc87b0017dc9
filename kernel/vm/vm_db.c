// SPDX-License-Identifier: BSD-2-Clause
/*
 * vm_db - walking the table of a space that nobody has locked.
 *
 * The machine may have stopped in the middle of a change, so each entry is
 * copied by db_read() and its object as well.
 */
#include <sys/errno.h>

#include "kernel/debug/db.h"
#include "kernel/vm/vm_db.h"
#include "kernel/vm/vm_priv.h"

int
vm_db_next(const struct vm_space *vs, uint32_t *at,
    struct vm_db_mapping *out)
{
	const struct vm_table *vt = &vs->vs_table;
	struct vm_object obj;
	struct vm_entry ve;

	while (*at < vt->vt_count && *at < VM_ENTRIES_MAX) {
		if (db_read((uintptr_t)&vt->vt_entry[(*at)++], &ve,
		    sizeof(ve)) != 0)
			return ENOENT;
		if (ve.ve_obj == NULL || db_read((uintptr_t)ve.ve_obj, &obj,
		    sizeof(obj)) != 0)
			continue;
		out->vm_range = (struct vm_range){
			ve.ve_start, ve.ve_end, ve.ve_offset, ve.ve_prot, 1,
			(ve.ve_flags & VE_SHARED) != 0
		};
		out->vm_ledger = obj.vo_ledger;
		out->vm_cookie = obj.vo_cookie;
		return 0;
	}
	return ENOENT;
}
