// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_watch - watchpoints: the processors tell when memory is touched.
 *
 *	watch EXPR [in JAIL]	written, by whomever
 *	rwatch EXPR [in JAIL]	read or written
 *	hwatch ADDR[,SIZE]	written; FreeBSD's form
 *	dhwatch N|all		no longer
 *
 * "watch V_ip_ttl in web" watches one jail's copy, for it has an address of
 * its own.  Each CPU has its own registers; they are loaded when it is let
 * go, and emptied while the machine is held.  The processor stops after the
 * instruction that touched.
 *
 * Letter: [d] the debugger's owner.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/debugreg.h"
#include "kernel/debug/db_control.h"
#include "kernel/debug/db_typed.h"
#include "kernel/lib/string.h"

#define NAME_SIZE	80

struct watch {
	uintptr_t wt_addr;		/* [d] 0: free */
	size_t wt_size;			/* [d] 1, 2, 4 or 8 */
	int wt_kind;			/* [d] of DR7 */
	uint64_t wt_value;		/* [d] when last looked at */
	unsigned long wt_hits;		/* [d] */
	char wt_name[NAME_SIZE];	/* [d] as the user said */
};

static struct watch watch_table[DR_COUNT];	/* [d] */
static uintptr_t watch_last;			/* [d] */

void
db_watch_load(void)
{
	uint64_t dr7 = DR7_NONE;
	int n;

	for (n = 0; n < DR_COUNT; n++)
		if (watch_table[n].wt_addr != 0)
			dr7 |= DR7_WATCH(n, watch_table[n].wt_kind,
			    watch_table[n].wt_size);
	cpu_dr0_write(watch_table[0].wt_addr);
	cpu_dr1_write(watch_table[1].wt_addr);
	cpu_dr2_write(watch_table[2].wt_addr);
	cpu_dr3_write(watch_table[3].wt_addr);
	cpu_dr7_write(dr7);
}

void
db_watch_off(void)
{
	cpu_dr7_write(DR7_NONE);
}

int
db_watch_set(uintptr_t addr, size_t size, int kind)
{
	struct watch *wt;

	if ((size != 1 && size != 2 && size != 4 && size != 8) ||
	    addr % size != 0 || addr == 0)
		return EINVAL;
	for (wt = watch_table; wt < watch_table + DR_COUNT; wt++) {
		if (wt->wt_addr != 0)
			continue;
		*wt = (struct watch){ .wt_addr = addr, .wt_size = size,
		    .wt_kind = kind };
		db_read(addr, &wt->wt_value, size);
		snprintf(wt->wt_name, NAME_SIZE, "*0x%lx", addr);
		return 0;
	}
	return ENOSPC;
}

int
db_watch_clear(uintptr_t addr, int kind)
{
	struct watch *wt;

	for (wt = watch_table; wt < watch_table + DR_COUNT; wt++) {
		if (wt->wt_addr != addr || addr == 0 || wt->wt_kind != kind)
			continue;
		wt->wt_addr = 0;
		return 0;
	}
	return ENOENT;
}

uintptr_t
db_watch_address(void)
{
	uintptr_t addr = watch_last;

	watch_last = 0;
	return addr;
}

int
db_watch_hit(uint64_t dr6)
{
	struct watch *wt;
	uint64_t value;
	int n, found = 0;

	for (n = 0; n < DR_COUNT; n++) {
		wt = &watch_table[n];
		if ((dr6 >> n & 1) == 0 || wt->wt_addr == 0)
			continue;
		value = 0;
		db_read(wt->wt_addr, &value, wt->wt_size);
		wt->wt_hits++;
		watch_last = wt->wt_addr;
		db_printf("Watchpoint %d, %s: %ld (0x%lx) -> %ld (0x%lx)\n",
		    n, wt->wt_name,
		    db_value_signed(wt->wt_value, wt->wt_size), wt->wt_value,
		    db_value_signed(value, wt->wt_size), value);
		wt->wt_value = value;
		found = 1;
	}
	return found;
}

/* ------------------------------------------------------ commands */

static void
watch_made(int error, const char *name)
{
	int n;

	if (error == EINVAL)
		db_printf("only 1, 2, 4 or 8 bytes that are aligned\n");
	else if (error != 0)
		db_printf("the processor has only %d\n", DR_COUNT);
	if (error != 0)
		db_fail(error);
	/* The newest is the one not yet called by its name. */
	for (n = 0; n < DR_COUNT; n++) {
		if (watch_table[n].wt_addr == 0 ||
		    watch_table[n].wt_name[0] != '*')
			continue;
		strlcpy(watch_table[n].wt_name, name, NAME_SIZE);
		db_printf("Watchpoint %d, %s\n", n, name);
	}
}

static void
watch_typed(int nwords, char *const *words, int kind)
{
	char text[DB_LINE];
	struct db_typed ty;
	size_t size = 8, plain;
	int error;

	if (nwords == 0 ||
	    db_words_join(nwords, words, text, sizeof(text)) != 0) {
		db_printf("usage: watch EXPR [in JAIL]\n");
		db_fail(EINVAL);
	}
	error = db_typed_eval(text, &ty);
	if (error == ENOENT)
		error = db_eval(nwords, words, &ty.ty_addr, &plain);
	else if (error == 0 && (ty.ty_loose == 1 || (ty.ty_loose == 0 &&
	    db_btf_size(db_types(), ty.ty_type, &size) != 0)))
		error = EINVAL;
	if (error != 0)
		db_fail(error);
	watch_made(db_watch_set(ty.ty_addr, size, kind), text);
}

static void
watch_db_write(int nwords, char *const *words)
{
	watch_typed(nwords, words, 1);
}

static void
watch_db_access(int nwords, char *const *words)
{
	watch_typed(nwords, words, 3);
}

/* hwatch ADDR[,SIZE] */
static void
watch_db_plain(int nwords, char *const *words)
{
	char text[DB_LINE];
	struct db_value addr, size = { 4, 0 };
	const char *end;

	if (nwords == 0 ||
	    db_words_join(nwords, words, text, sizeof(text)) != 0 ||
	    db_eval_text(text, &end, &addr) != 0 ||
	    (*end == ',' && db_eval_text(end + 1, &end, &size) != 0))
		db_fail(EINVAL);
	watch_made(db_watch_set(addr.dv_value, size.dv_value, 1), text);
}

static void
watch_db_delete(int nwords, char *const *words)
{
	long n;

	if (nwords == 1 && strcmp(words[0], "all") == 0) {
		memset(watch_table, 0, sizeof(watch_table));
		return;
	}
	if (nwords != 1 || db_number(words[0], &n) != 0 || n < 0 ||
	    n >= DR_COUNT || watch_table[n].wt_addr == 0) {
		db_printf("no such watchpoint\n");
		db_fail(ENOENT);
	}
	watch_table[n].wt_addr = 0;
}

static void
watch_db_show(int nwords, char *const *words)
{
	const struct watch *wt;

	(void)nwords, (void)words;
	for (wt = watch_table; wt < watch_table + DR_COUNT; wt++)
		if (wt->wt_addr != 0)
			db_printf("%3d  %s  0x%lx,%lu %s  hits %lu\n",
			    (int)(wt - watch_table), wt->wt_name, wt->wt_addr,
			    wt->wt_size, wt->wt_kind == 1 ? "write" : "access",
			    wt->wt_hits);
}

DB_COMMAND("watch", "EXPR [in JAIL]", "stop when it is written", DB_PANIC,
    watch_db_write);
DB_COMMAND("rwatch", "EXPR [in JAIL]", "stop when it is touched", DB_PANIC,
    watch_db_access);
DB_COMMAND("hwatch", "ADDR[,SIZE]", "stop when it is written", DB_PANIC,
    watch_db_plain);
DB_COMMAND("dhwatch", "N|all", "delete a watchpoint", DB_PANIC,
    watch_db_delete);
DB_COMMAND("show watches", "", "watchpoints", DB_ANY, watch_db_show);
