// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_break - breakpoints: a trap instruction in place of the code's first
 * byte.
 *
 *	break ADDR|FILE.c:LINE [count N] [if jail NAME] [if CONDITION]
 *	commands N { COMMAND; .. }
 *	delete N|ADDR, show breaks
 *
 * They are in the code only while the machine runs.  One that is met but
 * not wanted, for its jail, condition or count, is stepped over and nobody
 * sees it.  Text is read-only, for others: write protection is off while we
 * write, with the other CPUs parked in their NMI handlers, whose return
 * makes them read the code anew.
 *
 * Letter: [d] the debugger's owner.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/cpu.h"
#include "kernel/debug/db_control.h"
#include "kernel/debug/db_typed.h"
#include "kernel/lib/string.h"

#define TRAP_CODE	0xcc
#define CR0_PROTECT	0x10000ul	/* read-only holds for us too */
#define JAIL_NAME	64
#define TEXT_SIZE	160

struct breakpoint {
	uintptr_t br_addr;		/* [d] 0: free */
	uint8_t br_byte;		/* [d] the code's own, when in */
	int br_in;			/* [d] in the code now? */
	int br_once;			/* [d] a step's, not the user's */
	uintptr_t br_rsp;		/* [d] a step's: not deeper; or 0 */
	unsigned long br_hits;		/* [d] times wanted */
	unsigned long br_count;		/* [d] stop from that time on */
	char br_jail[JAIL_NAME];	/* [d] "": any */
	char br_condition[TEXT_SIZE];	/* [d] "": always */
	char br_commands[TEXT_SIZE];	/* [d] "": none */
};

SET_DECLARE(db_jail, const struct db_jail);

static struct breakpoint break_table[BREAK_MAX];	/* [d] */
static struct breakpoint *break_last;			/* [d] met last */

/* ------------------------------------------------------ in the code */

/* Change a byte of code.  0 or EFAULT. */
static int
code_write(uintptr_t addr, uint8_t byte)
{
	uint64_t cr0 = cpu_cr0_read();
	int error;

	cpu_cr0_write(cr0 & ~CR0_PROTECT);
	error = db_write(addr, &byte, 1);
	cpu_cr0_write(cr0);
	return error;
}

void
db_break_insert(void)
{
	struct breakpoint *br;

	for (br = break_table; br < break_table + BREAK_MAX; br++)
		if (br->br_addr != 0 && !br->br_in &&
		    db_read(br->br_addr, &br->br_byte, 1) == 0)
			br->br_in = code_write(br->br_addr, TRAP_CODE) == 0;
}

/* In reverse, should two lie at one place. */
void
db_break_remove(void)
{
	struct breakpoint *br;

	for (br = break_table + BREAK_MAX; br-- > break_table;) {
		if (br->br_in)
			code_write(br->br_addr, br->br_byte);
		br->br_in = 0;
	}
}

int
db_break_at(uintptr_t addr)
{
	struct breakpoint *br;

	for (br = break_table; br < break_table + BREAK_MAX; br++)
		if (br->br_addr == addr)
			return addr != 0;
	return 0;
}

/* ------------------------------------------------------ met */

/* Evaluated under a guard: a condition may fault. */
struct wanted {
	const struct breakpoint *wa_break;	/* [t] */
	int wa_truth;				/* [t] */
};

static void
wanted_check(void *arg)
{
	struct wanted *wa = arg;
	const struct breakpoint *br = wa->wa_break;
	const struct db_jail *const *dj;
	int truth, found = br->br_jail[0] == '\0';

	SET_FOREACH(dj, db_jail)
		found = found || (*dj)->dj_current(br->br_jail);
	wa->wa_truth = found;
	/* A condition that cannot be evaluated stops, for all to see. */
	if (found && br->br_condition[0] != '\0' &&
	    db_typed_condition(br->br_condition, &truth) == 0)
		wa->wa_truth = truth;
}

static int
break_wanted(struct breakpoint *br, struct trapframe *tf)
{
	struct wanted wa = { br, 1 };

	if (br->br_once)
		return (br->br_rsp == 0 || tf->tf_rsp > br->br_rsp) &&
		    db_step_met(tf);
	if (db_guard_run(wanted_check, &wa) != 0)
		db_printf("breakpoint %d: condition failed\n",
		    (int)(br - break_table));
	if (!wa.wa_truth)
		return 0;
	return ++br->br_hits >= br->br_count;
}

int
db_break_hit(struct trapframe *tf, int *ours)
{
	struct breakpoint *br;
	int wanted = 0;
	uint8_t byte = 0;

	*ours = 0;
	break_last = NULL;
	for (br = break_table; br < break_table + BREAK_MAX; br++) {
		if (br->br_addr == 0 || br->br_addr != tf->tf_rip - 1)
			continue;
		*ours = 1;
		if (!break_wanted(br, tf))
			continue;
		wanted = 1;
		if (!br->br_once) {
			break_last = br;
			db_printf("Breakpoint %d, hit %lu\n",
			    (int)(br - break_table), br->br_hits);
		}
	}
	/* Deleted while this CPU was already in the trap? */
	if (!*ours && db_read(tf->tf_rip - 1, &byte, 1) == 0 &&
	    byte != TRAP_CODE)
		*ours = 1;
	if (*ours)
		tf->tf_rip--;
	return wanted;
}

const char *
db_break_commands(void)
{
	return break_last != NULL ? break_last->br_commands : "";
}

/* ------------------------------------------------------ made, deleted */

static struct breakpoint *
break_new(uintptr_t addr)
{
	struct breakpoint *br;
	uint8_t byte;

	if (db_read(addr, &byte, 1) != 0)
		return NULL;
	for (br = break_table; br < break_table + BREAK_MAX; br++) {
		if (br->br_addr != 0)
			continue;
		*br = (struct breakpoint){ .br_addr = addr, .br_count = 1 };
		return br;
	}
	return NULL;
}

int
db_break_once(uintptr_t addr, uintptr_t rsp)
{
	struct breakpoint *br = break_new(addr);

	if (br == NULL)
		return ENOSPC;
	br->br_once = 1;
	br->br_rsp = rsp;
	return 0;
}

void
db_break_forget(void)
{
	struct breakpoint *br;

	for (br = break_table; br < break_table + BREAK_MAX; br++)
		if (br->br_once)
			br->br_addr = 0;
}

int
db_break_plain(uintptr_t addr, int on)
{
	struct breakpoint *br;

	for (br = break_table; br < break_table + BREAK_MAX; br++) {
		if (br->br_addr != addr || br->br_once)
			continue;
		if (!on)
			br->br_addr = 0;
		return 0;
	}
	if (!on)
		return ENOENT;
	return break_new(addr) == NULL ? ENOSPC : 0;
}

/* ------------------------------------------------------ commands */

int
db_place(char *word, uintptr_t *addr)
{
	char file[TEXT_SIZE], *colon = strchr(word, ':');
	size_t size;
	long line;

	if (colon != NULL && db_number(colon + 1, &line) == 0) {
		strlcpy(file, word, (size_t)(colon - word) + 1);
		if (db_line_place(file, (uint32_t)line, addr) == 0)
			return 0;
		db_printf("no code for that line\n");
		return ENOENT;
	}
	return db_eval(1, &word, addr, &size);
}

/* "count N", "if jail NAME", "if CONDITION" to the end. 0 or EINVAL. */
static int
break_options(struct breakpoint *br, int nwords, char *const *words)
{
	long count;
	int i = 1;

	while (i + 1 < nwords) {
		if (strcmp(words[i], "count") == 0) {
			if (db_number(words[i + 1], &count) != 0 || count < 1)
				return EINVAL;
			br->br_count = (unsigned long)count;
			i += 2;
		} else if (strcmp(words[i], "if") == 0 && i + 2 < nwords &&
		    strcmp(words[i + 1], "jail") == 0) {
			strlcpy(br->br_jail, words[i + 2], JAIL_NAME);
			i += 3;
		} else if (strcmp(words[i], "if") == 0) {
			return db_words_join(nwords - i - 1, words + i + 1,
			    br->br_condition, TEXT_SIZE);
		} else {
			return EINVAL;
		}
	}
	return i == nwords ? 0 : EINVAL;
}

static void
break_line(const struct breakpoint *br)
{
	db_printf("%3d  ", (int)(br - break_table));
	db_print_symbol(br->br_addr);
	db_print_line(br->br_addr);
	db_printf("  hits %lu", br->br_hits);
	if (br->br_count > 1)
		db_printf("  count %lu", br->br_count);
	if (br->br_jail[0] != '\0')
		db_printf("  if jail %s", br->br_jail);
	if (br->br_condition[0] != '\0')
		db_printf("  if %s", br->br_condition);
	if (br->br_commands[0] != '\0')
		db_printf("  { %s }", br->br_commands);
	db_printf("\n");
}

static void
break_db_show(int nwords, char *const *words)
{
	struct breakpoint *br;

	(void)nwords, (void)words;
	for (br = break_table; br < break_table + BREAK_MAX; br++)
		if (br->br_addr != 0)
			break_line(br);
}

static void
break_db_break(int nwords, char *const *words)
{
	struct breakpoint *br;
	uintptr_t addr;

	if (nwords == 0) {
		break_db_show(0, words);
		return;
	}
	if (db_place(words[0], &addr) != 0)
		db_fail(EINVAL);
	br = break_new(addr);
	if (br == NULL) {
		db_printf("no code there, or too many breakpoints\n");
		db_fail(ENOSPC);
	}
	if (break_options(br, nwords, words) != 0) {
		br->br_addr = 0;
		db_printf("usage: break ADDR [count N] [if jail NAME] "
		    "[if CONDITION]\n");
		db_fail(EINVAL);
	}
	break_line(br);
}

/* The breakpoint a word means: its number, else the place. */
static struct breakpoint *
break_arg(int nwords, char *const *words)
{
	struct breakpoint *br;
	uintptr_t addr;
	long n;

	if (nwords > 0 && db_number(words[0], &n) == 0 && n >= 0 &&
	    n < BREAK_MAX && break_table[n].br_addr != 0)
		return &break_table[n];
	if (nwords > 0 && db_number(words[0], &n) != 0 &&
	    db_place(words[0], &addr) == 0)
		for (br = break_table; br < break_table + BREAK_MAX; br++)
			if (br->br_addr == addr)
				return br;
	db_printf("no such breakpoint\n");
	db_fail(ENOENT);
}

static void
break_db_delete(int nwords, char *const *words)
{
	if (nwords == 1 && strcmp(words[0], "all") == 0)
		memset(break_table, 0, sizeof(break_table));
	else
		break_arg(nwords, words)->br_addr = 0;
	break_last = NULL;
}

/* commands N { COMMAND; .. } */
static void
break_db_commands(int nwords, char *const *words)
{
	struct breakpoint *br = break_arg(nwords, words);
	char text[DB_LINE], *end;

	db_words_join(nwords - 1, words + 1, text, sizeof(text));
	end = strrchr(text, '}');
	if (text[0] != '{' || end == NULL) {
		db_printf("usage: commands N { COMMAND; .. }\n");
		db_fail(EINVAL);
	}
	*end = '\0';
	if (strlcpy(br->br_commands, text + 1, TEXT_SIZE) >= TEXT_SIZE) {
		br->br_commands[0] = '\0';
		db_printf("too long\n");
		db_fail(E2BIG);
	}
}

DB_COMMAND("break", "ADDR|FILE.c:LINE [count N] [if jail NAME] [if COND]",
    "stop there", DB_PANIC, break_db_break);
DB_COMMAND("delete", "N|ADDR|all", "delete a breakpoint", DB_PANIC,
    break_db_delete);
DB_COMMAND("commands", "N { COMMAND; .. }", "what to do at a breakpoint",
    DB_PANIC, break_db_commands);
DB_COMMAND("show breaks", "", "breakpoints", DB_ANY, break_db_show);
