// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_main - entering the debugger, its prompt, and leaving it.
 *
 * Ways in: a panic, a breakpoint instruction, a break on the serial line,
 * an NMI, sysctl debug.kdb.enter.  All end in db_enter() with the
 * interrupted registers; db_stop parks the other CPUs, the prompt runs,
 * and "continue" undoes it.  After a panic there is nothing to go on with.
 *
 * Letter: [d] the debugger's owner.
 */
#include <sys/errno.h>

#include "arch-x86_64/boot/boot.h"
#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/trap/trap.h"
#include "kernel/debug/cons.h"
#include "kernel/debug/db_control.h"
#include "kernel/debug/db_gdb.h"
#include "kernel/lib/string.h"

#define SCREEN_LINES	24

static int main_entered;			/* [d] visits so far */
static int main_leave;				/* [d] */
static char main_last[DB_LINE];			/* [d] for an empty line */
static const char *main_why = "breakpoint";	/* [d] of db_break() */

/*
 * An empty line repeats the last one; after an examine, only its first two
 * words, so that it goes on where it stopped.
 */
static const char *
main_repeat(const char *line)
{
	char *blank;

	if (line[0] != '\0') {
		strlcpy(main_last, line, sizeof(main_last));
		return line;
	}
	if (main_last[0] == 'x' || main_last[0] == 'e') {
		blank = strchr(main_last, ' ');
		if (blank != NULL)
			*blank = '\0';
	}
	return main_last;
}

/* What a breakpoint has to do comes first, and may leave again. */
void
db_main(void)
{
	const char *line, *first = db_break_commands();

	if (!main_entered++ && bootinfo.bi_script == NULL)
		db_lines = SCREEN_LINES;	/* somebody is reading */
	db_out_console();
	main_leave = 0;
	if (first[0] != '\0' && !panic_happened())
		db_run_line(first, 0);
	while (!main_leave) {
		line = main_repeat(db_input("db> "));
		db_run_line(line, panic_happened() ? DB_PANIC : 0);
	}
	db_out_log();
}

void
db_main_leave(void)
{
	main_leave = 1;
}

void
db_visit(const char *why, struct trapframe *tf)
{
	db_step_reset();
	db_stop_frame(tf);
	kprintf("KDB: enter: %s\n", why);
	kprintf("[ cpu %u ] stopped at ", db_stop_self());
	db_out_log();
	db_print_symbol(tf->tf_rip);
	db_print_line(tf->tf_rip);
	kprintf("\n");
	db_view_set(db_stop_self());
	if (db_gdb_attached())
		db_gdb_main(tf);
	else
		db_main();
	db_step_leave(tf);
}

void
db_enter(const char *why, struct trapframe *tf)
{
	uint64_t flags = cpu_intr_save();

	db_stop_enter(tf);
	db_visit(why, tf);
	cpu_intr_restore(flags);
}

void
db_break(const char *why)
{
	uint64_t flags = cpu_intr_save();

	main_why = why;
	__asm__ volatile("int3");
	cpu_intr_restore(flags);
}

/* Programs' breakpoints are their own affair. */
static enum trap_claim
main_breakpoint(struct trapframe *tf)
{
	const char *why = main_why;
	int ours, wanted;

	if (trapframe_is_user(tf))
		return TRAP_PASS;
	db_stop_enter(tf);
	db_view_set(db_stop_self());	/* conditions read its registers */
	wanted = db_break_hit(tf, &ours);
	if (!ours)
		main_why = "breakpoint";
	if (!ours || wanted)
		db_visit(ours ? "breakpoint" : why, tf);
	else
		db_step_leave(tf);
	return TRAP_DONE;
}

static void
main_db_continue(int nwords, char *const *words)
{
	(void)nwords, (void)words;
	if (panic_happened()) {
		db_printf("there is nothing to continue after a panic\n");
		db_fail(EPERM);
	}
	main_leave = 1;
}

static void
main_db_reboot(int nwords, char *const *words)
{
	(void)nwords, (void)words;
	machine_reboot();
}

static void
main_db_halt(int nwords, char *const *words)
{
	long status = 0;

	if (nwords > 0 && db_number(words[0], &status) != 0)
		db_printf("usage: halt [STATUS]\n");
	else
		machine_poweroff((int)status);
}

TRAP_HANDLER(T_BREAKPOINT, main_breakpoint);

DB_COMMAND("continue", "", "go on", DB_PANIC, main_db_continue);
DB_COMMAND("c", "", "go on", DB_PANIC, main_db_continue);
DB_COMMAND("reboot", "", "start the machine afresh", DB_PANIC,
    main_db_reboot);
DB_COMMAND("reset", "", "start the machine afresh", DB_PANIC,
    main_db_reboot);
DB_COMMAND("halt", "[STATUS]", "turn the machine off", DB_PANIC,
    main_db_halt);
DB_COMMAND("poweroff", "[STATUS]", "turn the machine off", DB_PANIC,
    main_db_halt);
