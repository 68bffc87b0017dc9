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

/* A walk over the holders of a count, by reads that may fail. */
struct ref_walk {
	uintptr_t wk_next, wk_head;	/* [t] links; the head ends it */
	struct ref wk_ref;		/* [t] the holder met, a copy */
	struct ref_kind wk_kind;	/* [t] */
	char wk_name[NAME_SHOWN];	/* [t] empty: the kind is unreadable */
};

static void
ref_walk_begin(struct ref_walk *wk, const struct refs *rs)
{
	struct refs copy;

	wk->wk_head = (uintptr_t)&rs->rs_list;
	if (db_read((uintptr_t)rs, &copy, sizeof(copy)) != 0)
		db_read_error((uintptr_t)rs);
	wk->wk_next = (uintptr_t)copy.rs_list.next;
}

static int
ref_walk_next(struct ref_walk *wk)
{
	uintptr_t at = wk->wk_next - offsetof(struct ref, rf_link);

	if (wk->wk_next == wk->wk_head || db_quit())
		return 0;
	if (db_read(at, &wk->wk_ref, sizeof(wk->wk_ref)) != 0)
		db_read_error(at);
	wk->wk_next = (uintptr_t)wk->wk_ref.rf_link.next;
	if (db_read((uintptr_t)wk->wk_ref.rf_kind, &wk->wk_kind,
	    sizeof(wk->wk_kind)) != 0 ||
	    db_read_string((uintptr_t)wk->wk_kind.rk_name, wk->wk_name,
	    sizeof(wk->wk_name)) != 0)
		wk->wk_name[0] = '\0';
	return 1;
}

static void
ref_print_place(const struct ref *rf)
{
	db_printf(", taken at ");
	db_print_symbol(rf->rf_where);
	db_printf("\n");
}

void
refs_db_print(const struct refs *rs, const char *before)
{
	struct ref_walk wk;

	ref_walk_begin(&wk, rs);
	while (ref_walk_next(&wk)) {
		db_printf("%s%s %p", before,
		    wk.wk_name[0] == '\0' ? "?" : wk.wk_name,
		    wk.wk_ref.rf_holder);
		ref_print_place(&wk.wk_ref);
	}
}

/* show refs ADDR: who keeps an object alive. */
static void
sync_db_refs(int nwords, char *const *words)
{
	struct refs rs;
	uintptr_t addr = object_read(nwords, words, &rs, sizeof(rs));

	db_printf("%u references\n", rs.rs_count);
	refs_db_print((const struct refs *)addr, "    ");
}

void
refs_db_why(struct why *wy, const struct refs *rs, const char *of)
{
	struct ref_walk wk;

	ref_walk_begin(&wk, rs);
	while (ref_walk_next(&wk)) {
		/* Being taken or dropped at this moment, by a parked CPU. */
		if (wk.wk_name[0] == '\0')
			continue;
		why_line(wy, "reference");
		db_printf("on %s by %s %p", of, wk.wk_name,
		    wk.wk_ref.rf_holder);
		if (wk.wk_kind.rk_print != NULL)
			wk.wk_kind.rk_print(wk.wk_ref.rf_holder);
		ref_print_place(&wk.wk_ref);
	}
}

DB_COMMAND("show mutex", "ADDR", "a mutex and its owner", DB_ANY,
    sync_db_mutex);
DB_COMMAND("show rwlock", "ADDR", "a read-write lock and who has it", DB_ANY,
    sync_db_rwlock);
DB_COMMAND("show refs", "ADDR", "the holders of counted references", DB_ANY,
    sync_db_refs);
