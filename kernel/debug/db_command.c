// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_command - the commands about the machine itself: CPUs, log, stacks.
 *
 * Those about threads, processes, locks and so on live beside what they
 * show, in X_db.c.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/percpu.h"
#include "kernel/debug/cons.h"
#include "kernel/debug/db_priv.h"

#define TRACE_LINES	64

static void
command_db_where(int nwords, char *const *words)
{
	(void)nwords, (void)words;
	db_trace(db_cpu_frame(db_view()), TRACE_LINES);
}

static void
pcpu_print(const struct percpu *pc)
{
	const struct trapframe *tf = db_cpu_frame(pc->pc_id);

	db_printf("cpuid        = %u\n", pc->pc_id);
	db_printf("apic id      = %u\n", pc->pc_apic_id);
	db_printf("state        = %s\n", !pc->pc_online ? "not started" :
	    pc->pc_stopped ? "stopped" : "debugger");
	db_printf("curthread    = %p\n", (void *)pc->pc_thread);
	db_printf("idlethread   = %p\n", (void *)pc->pc_idle);
	db_printf("interrupts   = %u deep\n", pc->pc_intr_depth);
	db_printf("spinlocks    = %u deep\n", pc->pc_spin_depth);
	db_printf("idle time    = %lu us\n", pc->pc_idle_ns / 1000);
	if (tf != NULL) {
		db_printf("stopped at   = ");
		db_print_symbol(tf->tf_rip);
		db_printf("%s\n", trapframe_is_user(tf) ? " (user)" : "");
	}
}

/* show pcpu [N]: this CPU, or CPU N. */
static void
command_db_pcpu(int nwords, char *const *words)
{
	long n = (long)db_view();

	if (nwords > 0 && db_number(words[0], &n) != 0)
		n = -1;
	if (n < 0 || n >= (long)cpu_count || cpu_table[n] == NULL) {
		db_printf("no such CPU\n");
		db_fail(EINVAL);
	}
	pcpu_print(cpu_table[n]);
}

static void
command_db_pcpu_all(int nwords, char *const *words)
{
	uint32_t i;

	(void)nwords, (void)words;
	for (i = 0; i < cpu_count && !db_quit(); i++) {
		if (cpu_table[i] == NULL)
			continue;
		db_printf(i > 0 ? "\n" : "");
		pcpu_print(cpu_table[i]);
	}
}

/* cpu [N]: whose registers, stack and thread are looked at from now on. */
static void
command_db_cpu(int nwords, char *const *words)
{
	const struct trapframe *tf;
	long n = (long)db_view();

	if (nwords > 0 && db_number(words[0], &n) != 0)
		n = -1;
	if (n < 0 || n >= (long)cpu_count ||
	    db_cpu_frame((uint32_t)n) == NULL) {
		db_printf("no such CPU, or it was not interrupted\n");
		db_fail(EINVAL);
	}
	db_view_set((uint32_t)n);
	tf = db_cpu_frame((uint32_t)n);
	db_printf("[ cpu %ld ] stopped at ", n);
	db_print_symbol(tf->tf_rip);
	db_print_line(tf->tf_rip);
	db_printf("\n");
}

static void
command_db_msgbuf(int nwords, char *const *words)
{
	unsigned long pos = 0;
	char piece[128];
	size_t n, i;

	(void)nwords, (void)words;
	while (!db_quit() &&
	    (n = cons_log_next(&pos, piece, sizeof(piece))) > 0)
		for (i = 0; i < n; i++)
			db_printf("%c", piece[i]);
}

/* Where is this address? */
static void
command_db_symbol(int nwords, char *const *words)
{
	uintptr_t value;
	size_t size;

	if (nwords == 0 || db_eval(nwords, words, &value, &size) != 0)
		db_fail(EINVAL);
	db_printf("%lx = ", value);
	db_print_symbol(value);
	db_printf("\n");
}

DB_COMMAND("where", "", "backtrace of the interrupted code", DB_PANIC,
    command_db_where);
DB_COMMAND("cpu", "[N]", "look at another CPU", DB_PANIC, command_db_cpu);
DB_COMMAND("show pcpu", "[CPU]", "a CPU's own data", DB_ANY, command_db_pcpu);
DB_COMMAND("show all pcpu", "", "every CPU's own data", DB_ANY,
    command_db_pcpu_all);
DB_COMMAND("show msgbuf", "", "the kernel's log", DB_ANY, command_db_msgbuf);
DB_COMMAND("dmesg", "", "the kernel's log", DB_ANY, command_db_msgbuf);
DB_COMMAND("show symbol", "EXPR", "the symbol an address lies in", DB_ANY,
    command_db_symbol);
