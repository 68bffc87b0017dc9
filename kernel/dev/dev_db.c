// SPDX-License-Identifier: BSD-2-Clause
/*
 * dev_db - character devices, for the debugger.
 */
#include "kernel/debug/db.h"
#include "kernel/dev/dev.h"
#include "kernel/dev/dev_priv.h"

static void
dev_db_devices(int nwords, char *const *words)
{
	const struct dev *dv;

	(void)nwords, (void)words;
	db_printf("%-18s %4s %5s %-4s %-12s %s\n", "device", "no", "mode",
	    "jail", "name", "ops");
	LIST_FOREACH(dv, &dev_list, dv_link) {
		if (db_quit())
			break;
		db_printf("%p %4u %5o %-4s %-12s ", (const void *)dv,
		    dv->dv_number, dv->dv_mode, dv->dv_jail ? "yes" : "no",
		    dv->dv_name);
		db_print_symbol((uintptr_t)dv->dv_ops);
		db_printf(" cookie %p\n", dv->dv_cookie);
	}
}

DB_COMMAND("show devices", "", "character devices", DB_ANY, dev_db_devices);
