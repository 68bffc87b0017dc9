// SPDX-License-Identifier: BSD-2-Clause
/*
 * witness_db - lock classes and held spinlocks, for the debugger.
 *
 * "show locks" is kernel/sched's, for it also knows the threads.
 */
#include <sys/errno.h>

#include "kernel/debug/db.h"
#include "kernel/lib/string.h"
#include "kernel/lock/lock_class.h"
#include "kernel/lock/spin.h"
#include "kernel/lock/witness.h"
#include "kernel/lock/witness_db.h"

#define NAME_SHOWN	32

void
witness_db_held(const struct held_locks *hk)
{
	const struct held_lock *hl;
	uint32_t i;

	for (i = 0; hk != NULL && i < hk->hk_count && i < HELD_MAX; i++) {
		hl = &hk->hk_lock[i];
		db_printf("    %s (%p) locked at ", hl->hl_name,
		    hl->hl_lock);
		db_print_symbol(hl->hl_where);
		db_printf("\n");
	}
}

/* show witness: the order, outermost first. */
static void
witness_db_show(int nwords, char *const *words)
{
	uint16_t i;

	(void)nwords, (void)words;
	for (i = 1; i < lock_class_count && !db_quit(); i++)
		db_printf("%3u %s%s\n", i, lock_classes[i].lc_name,
		    lock_classes[i].lc_dup ? " (dup)" : "");
}

/* show spinlock ADDR */
static void
witness_db_spin(int nwords, char *const *words)
{
	char name[NAME_SHOWN];
	struct spinlock l;
	uintptr_t addr;
	size_t size;

	if (nwords == 0 || db_eval(nwords, words, &addr, &size) != 0)
		db_fail(EINVAL);
	if (db_read(addr, &l, sizeof(l)) != 0)
		db_read_error(addr);
	if (db_read_string((uintptr_t)l.sl_name, name, sizeof(name)) != 0)
		strlcpy(name, "(bad name)", sizeof(name));
	db_printf("spinlock %s (0x%lx): ", name, addr);
	if (l.sl_lock == 0)
		db_printf("free\n");
	else
		db_printf("held by cpu %u\n", l.sl_lock - 1);
}

DB_COMMAND("show witness", "", "lock classes, outermost first", DB_ANY,
    witness_db_show);
DB_COMMAND("show spinlock", "ADDR", "a spinlock and its holder", DB_ANY,
    witness_db_spin);
