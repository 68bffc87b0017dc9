// SPDX-License-Identifier: BSD-2-Clause
/*
 * panic - the end: stop everything, say why, hand over to the debugger.
 *
 * The first CPU to panic wins; others, and interrupts, wait for its NMI.
 * A panic inside the panic (or inside a debugger command) prints its
 * message and goes back to the prompt if there is one, else ends the
 * machine: nothing is tried a third time.
 *
 * With nobody at the console (a script runs the machine) there is no
 * prompt: the emulator is told status 125 and ends.  The boot option
 * debugger=1 or debugger=0 and the sysctl debug.debugger_on_panic override
 * that guess.
 */
#include <sys/errno.h>
#include <stdarg.h>

#include "arch-x86_64/boot/boot.h"
#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/debug/cons.h"
#include "kernel/debug/db_gdb.h"
#include "kernel/debug/db_priv.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/lib/sysctl_record.h"

#define STATUS_PANIC	125	/* what the machine's starter is told */
#define TRACE_LINES	32

SET_DECLARE(db_dumper, const struct db_dumper);

volatile int panicking;			/* [a] */

static int panic_debugger = -1;		/* [a] 1 prompt, 0 end, -1 early */
static int panic_owner;			/* [a] id + 1 of the panicking CPU */
static int panic_asked;			/* [d] by the command "panic" */
static char panic_message[480];		/* [I] once panicking */

int
panic_happened(void)
{
	return panic_owner != 0;
}

int
db_attended(void)
{
	char value[8];

	if (panic_debugger >= 0)
		return panic_debugger;
	if (bootinfo_option("debugger", value, sizeof(value)) == 0)
		return value[0] != '0';
	return bootinfo.bi_script == NULL;
}

static void
panic_init(void)
{
	panic_debugger = db_attended();
}

static void __attribute__((noreturn))
panic_poweroff(void)
{
	machine_poweroff(STATUS_PANIC);
	cpu_halt();
}

/* A panic while this CPU deals with an earlier one. */
static void __attribute__((noreturn))
panic_again(const char *fmt, va_list ap)
{
	static int again;

	kprintf("panic while in panic: ");
	kvprintf(fmt, ap);
	kprintf("\n");
	if (db_guard_active())
		db_fail(EDEADLK);
	if (again++ == 0)
		panic_poweroff();
	cpu_halt();
}

static void
panic_say(uintptr_t rip, uintptr_t rbp)
{
	const struct db_dumper *const *dm;

	db_out_log();
	db_out_begin();
	kprintf("panic: %s\n", panic_message);
	kprintf("cpuid = %u\n", db_stop_self());
	db_run_line("show thread", DB_PANIC);
	kprintf("backtrace:\n");
	db_trace_frames(rip, rbp, TRACE_LINES);
	SET_FOREACH(dm, db_dumper)
		(*dm)->dm_write(panic_message);
}

/* As if the caller had been interrupted just after its call of panic. */
static void
panic_frame(struct trapframe *tf, uintptr_t *frame)
{
	memset(tf, 0, sizeof(*tf));
	tf->tf_rbp = frame[0];
	tf->tf_rip = frame[1];
	tf->tf_rsp = (uintptr_t)&frame[2];
	tf->tf_cs = SEL_KCODE;
	tf->tf_ss = SEL_KDATA;
	tf->tf_rflags = cpu_flags();
}

/* Become the CPU that panics, or never return. */
static void
panic_claim(const char *fmt, va_list ap)
{
	int self = (int)db_stop_self() + 1, nobody = 0;

	if (panic_owner == self || (db_guard_active() && !panic_asked))
		panic_again(fmt, ap);
	while (!atomic_cas(&panic_owner, &nobody, self)) {
		nobody = -1;
		cpu_pause();		/* the winner's NMI parks us */
	}
}

void
panic(const char *fmt, ...)
{
	struct trapframe tf;
	va_list ap;

	cpu_intr_disable();
	va_start(ap, fmt);
	panic_claim(fmt, ap);
	vsnprintf(panic_message, sizeof(panic_message), fmt, ap);
	va_end(ap);

	panic_frame(&tf, __builtin_frame_address(0));
	db_stop_enter(&tf);
	panic_say(tf.tf_rip, tf.tf_rbp);
	while (db_gdb_attached())
		db_gdb_main(&tf);
	if (db_attended())
		db_main();
	panic_poweroff();
}

static void
panic_db_show(int nwords, char *const *words)
{
	(void)nwords, (void)words;
	if (panic_happened())
		db_printf("panic: %s (cpu %d)\n", panic_message,
		    panic_owner - 1);
	else
		db_printf("no panic\n");
}

static void
panic_db_panic(int nwords, char *const *words)
{
	(void)nwords, (void)words;
	if (panic_happened())
		panic_poweroff();
	panic_asked = 1;
	panic("from debugger");
}

INITCALL(PHASE_CPU, panic_init);

SYSCTL_INT(on_panic, "debug.debugger_on_panic", SYSCTL_RW, panic_debugger,
    "enter the debugger on a panic, or end the machine");

DB_COMMAND("show panic", "", "the panic message", DB_ANY, panic_db_show);
DB_COMMAND("panic", "", "panic now; after a panic, end", DB_PANIC,
    panic_db_panic);
