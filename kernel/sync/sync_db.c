// SPDX-License-Identifier: BSD-2-Clause
/*
 * sync_db - sleeping locks and references, for the debugger.
 *
 * Who waits for a lock is shown by "show threads" in the column of what
 * each thread sleeps on, which is the lock's name.
 */
#include <sys/errno.h>

#include "kernel/debug/db.h"
#include "kernel/lib/string.h"
#include "kernel/mem/why.h"
#include "kernel/sched/thread.h"
#include "kernel/sched/thread_db.h"
#include "kernel/sync/mutex.h"
#include "kernel/sync/refs.h"
#include "kernel/sync/rwlock.h"

#define NAME_SHOWN	32

/* Copy the object of n bytes whose address the words give, or give up. */
static uintptr_t
object_read(int nwords, char *const *words, void *buf, size_t n)
{
	uintptr_t addr;
	size_t size;

	if (nwords == 0 || db_eval(nwords, words, &addr, &size) != 0)
		db_fail(EINVAL);
	if (db_read(addr, buf, n) != 0)
		db_read_error(addr);
	return addr;
}

static void
name_print(const char *kind, const char *name, uintptr_t addr)
{
	char buf[NAME_SHOWN];

	if (db_read_string((uintptr_t)name, buf, sizeof(buf)) != 0)
		strlcpy(buf, "(bad name)", sizeof(buf));
	db_printf("%s %s (0x%lx): ", kind, buf, addr);
}

static void
owner_print(uintptr_t owner)
{
	struct thread td;

	if (db_read(owner, &td, sizeof(td)) != 0) {
		db_printf("held by thread at 0x%lx, unreadable\n", owner);
		return;
	}
	td.td_name[TD_NAME_MAX - 1] = '\0';
	db_printf("held by thread %d (%s, %s)\n", td.td_tid, td.td_name,
	    thread_db_state(&td));
}

/* show mutex ADDR */
static void
sync_db_mutex(int nwords, char *const *words)
{
	struct mutex mx;
	uintptr_t addr = object_read(nwords, words, &mx, sizeof(mx));

	name_print("mutex", mx.mx_name, addr);
	if (mx.mx_owner == 0)
		db_printf("free\n");
	else if (mx.mx_owner == MUTEX_HANDOFF)
		db_printf("being handed over\n");
	else
		owner_print(mx.mx_owner & ~MUTEX_FLAGS);
	if (mx.mx_nwait > 0)
		db_printf("    %u waiting\n", mx.mx_nwait);
}

/* show rwlock ADDR */
static void
sync_db_rwlock(int nwords, char *const *words)
{
	struct rwlock rw;
	uintptr_t addr = object_read(nwords, words, &rw, sizeof(rw));

	name_print("rwlock", rw.rw_name, addr);
	if (rw.rw_owner != NULL)
		owner_print((uintptr_t)rw.rw_owner);
	else if (rw.rw_readers > 0)
		db_printf("%d readers\n", rw.rw_readers);
	else
		db_printf("free\n");
	if (rw.rw_wwaiting > 0)
		db_printf("    %d writers waiting\n", rw.rw_wwaiting);
}

/* show refs ADDR: who keeps an object alive. */
static void
sync_db_refs(int nwords, char *const *words)
{
	struct ref_kind kind;
	char name[NAME_SHOWN];
	struct refs rs;
	struct ref rf;
	uintptr_t addr = object_read(nwords, words, &rs, sizeof(rs));
	uintptr_t head = addr + offsetof(struct refs, rs_list), at;

	db_printf("%u references\n", rs.rs_count);
	for (at = (uintptr_t)rs.rs_list.next; at != head && !db_quit();
	    at = (uintptr_t)rf.rf_link.next) {
		at -= offsetof(struct ref, rf_link);
		if (db_read(at, &rf, sizeof(rf)) != 0)
			db_read_error(at);
		if (db_read((uintptr_t)rf.rf_kind, &kind, sizeof(kind)) != 0 ||
		    db_read_string((uintptr_t)kind.rk_name, name,
		    sizeof(name)) != 0)
			strlcpy(name, "?", sizeof(name));
		db_printf("    %s %p, taken at ", name, rf.rf_holder);
		db_print_symbol(rf.rf_where);
		db_printf("\n");
	}
}

void
refs_db_why(struct why *wy, const struct refs *rs, const char *of)
{
	uintptr_t head = (uintptr_t)&rs->rs_list, at;
	struct ref_kind kind;
	struct ref rf;

	for (at = (uintptr_t)rs->rs_list.next; at != head && !db_quit();
	    at = (uintptr_t)rf.rf_link.next) {
		at -= offsetof(struct ref, rf_link);
		if (db_read(at, &rf, sizeof(rf)) != 0)
			db_read_error(at);
		/* Being taken or dropped at this moment, by a parked CPU. */
		if (db_read((uintptr_t)rf.rf_kind, &kind, sizeof(kind)) != 0)
			continue;
		why_line(wy, "reference");
		db_printf("on %s by %s %p", of, kind.rk_name, rf.rf_holder);
		if (kind.rk_print != NULL)
			kind.rk_print(rf.rf_holder);
		db_printf(", taken at ");
		db_print_symbol(rf.rf_where);
		db_printf("\n");
	}
}

DB_COMMAND("show mutex", "ADDR", "a mutex and its owner", DB_ANY,
    sync_db_mutex);
DB_COMMAND("show rwlock", "ADDR", "a read-write lock and who has it", DB_ANY,
    sync_db_rwlock);
DB_COMMAND("show refs", "ADDR", "the holders of counted references", DB_ANY,
    sync_db_refs);
