// SPDX-License-Identifier: BSD-2-Clause
/*
 * thread_db - threads and the locks they hold, for the debugger.
 *
 * A thread that runs on a parked CPU has its registers in that CPU's NMI
 * frame; any other one left them on its stack when it was switched out
 * (arch-x86_64/ctx), td_rsp pointing at them.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/percpu.h"
#include "arch-x86_64/ctx/ctx.h"
#include "kernel/debug/db.h"
#include "kernel/debug/db_gdb.h"
#include "kernel/lock/witness_db.h"
#include "kernel/sched/thread.h"
#include "kernel/sched/thread_db.h"
#include "kernel/lib/string.h"

#define TRACE_LINES	64

/* What thread_foreach() looks for, and finds. */
struct thread_search {
	long ts_tid;			/* [t] */
	struct thread *ts_found;	/* [t] */
};

static const char *const thread_states[] = {
	[TD_NEW] = "new", [TD_READY] = "ready", [TD_RUNNING] = "running",
	[TD_SLEEPING] = "sleeping", [TD_DEAD] = "dead",
};

#define THREAD_STATES	(sizeof(thread_states) / sizeof(thread_states[0]))

const char *
thread_db_state(const struct thread *td)
{
	return td->td_state < THREAD_STATES ? thread_states[td->td_state] :
	    "?";
}

void
thread_db_line(const struct thread *td)
{
	db_printf("%6d %p cpu %2u pri %2u %-9s %-12s %s\n", td->td_tid,
	    (const void *)td, td->td_cpu, td->td_pri, thread_db_state(td),
	    td->td_state == TD_SLEEPING && td->td_wmesg != NULL ?
	    td->td_wmesg : "", td->td_name);
}

static int
search_tid(struct thread *td, void *arg)
{
	struct thread_search *ts = arg;

	if (td->td_tid == ts->ts_tid)
		ts->ts_found = td;
	return ts->ts_found != NULL || db_quit();
}

struct thread *
thread_db_find(long tid)
{
	struct thread_search ts = { tid, NULL };

	thread_foreach(search_tid, &ts);
	return ts.ts_found;
}

void
thread_db_trace(const struct thread *td)
{
	const struct trapframe *tf;
	struct ctx_frame cf;
	uint32_t i;

	for (i = 0; i < cpu_count; i++) {
		if (cpu_table[i] == NULL || cpu_table[i]->pc_thread != td)
			continue;
		tf = db_cpu_frame(i);
		if (tf != NULL && trapframe_is_user(tf))
			db_printf("in user mode at 0x%lx\n", tf->tf_rip);
		else
			db_trace(tf, TRACE_LINES);
		return;
	}
	if (db_read(td->td_rsp, &cf, sizeof(cf)) == 0)
		db_trace_frames(cf.cf_rip, cf.cf_rbp, TRACE_LINES);
	else
		db_printf("cannot read its stack at 0x%lx\n", td->td_rsp);
}

static int
thread_list(struct thread *td, void *arg)
{
	(void)arg;
	thread_db_line(td);
	return db_quit();
}

static void
thread_db_threads(int nwords, char *const *words)
{
	(void)nwords, (void)words;
	thread_foreach(thread_list, NULL);
}

static int
thread_trace(struct thread *td, void *arg)
{
	(void)arg;
	db_printf("\nthread %d (%s) at %p, %s\n", td->td_tid, td->td_name,
	    (void *)td, thread_db_state(td));
	thread_db_trace(td);
	return db_quit();
}

static void
thread_db_alltrace(int nwords, char *const *words)
{
	(void)nwords, (void)words;
	thread_foreach(thread_trace, NULL);
}

static void
thread_print(const struct thread *td)
{
	db_printf("thread %d (%s) at %p\n", td->td_tid, td->td_name,
	    (const void *)td);
	db_printf("    state %s, cpu %u, priority %u, flags 0x%x, ast 0x%x\n",
	    thread_db_state(td), td->td_cpu, td->td_pri, td->td_flags,
	    td->td_ast);
	if (td->td_state == TD_SLEEPING)
		db_printf("    sleeps on %p \"%s\"\n", (void *)td->td_waitq,
		    td->td_wmesg != NULL ? td->td_wmesg : "");
	db_printf("    kernel stack 0x%lx, proc %p, cred %p, ran %lu us\n",
	    td->td_kstack, (void *)td->td_proc, (void *)td->td_cred,
	    td->td_runtime_ns / 1000);
	witness_db_held(&td->td_held);
}

/* show thread [TID] */
static void
thread_db_show(int nwords, char *const *words)
{
	const struct thread *td;
	long tid;

	if (nwords == 0) {
		td = cpu_table[0] != NULL ? curthread : NULL;
	} else {
		if (db_number(words[0], &tid) != 0)
			db_fail(EINVAL);
		td = thread_db_find(tid);
	}
	if (td == NULL) {
		db_printf("no thread\n");
		db_fail(ESRCH);
	}
	thread_print(td);
}

static int
thread_locks(struct thread *td, void *arg)
{
	(void)arg;
	if (td->td_held.hk_count > 0) {
		db_printf("thread %d (%s)\n", td->td_tid, td->td_name);
		witness_db_held(&td->td_held);
	}
	return db_quit();
}

/* show locks: the spinlocks CPUs hold, the sleeping locks threads hold. */
static void
thread_db_locks(int nwords, char *const *words)
{
	const struct percpu *pc;
	uint32_t i;

	(void)nwords, (void)words;
	for (i = 0; i < cpu_count && !db_quit(); i++) {
		pc = cpu_table[i];
		if (pc == NULL || pc->pc_held == NULL ||
		    pc->pc_held->hk_count == 0)
			continue;
		db_printf("cpu %u\n", i);
		witness_db_held(pc->pc_held);
	}
	thread_foreach(thread_locks, NULL);
}

/* ------------------------------------------------------ for gdb */

static int
search_above(struct thread *td, void *arg)
{
	struct thread_search *ts = arg;

	if (td->td_tid > ts->ts_tid && (ts->ts_found == NULL ||
	    td->td_tid < ts->ts_found->td_tid))
		ts->ts_found = td;
	return db_quit();
}

static long
thread_gdb_next(long after, const char **name)
{
	struct thread_search ts = { after, NULL };

	thread_foreach(search_above, &ts);
	if (ts.ts_found == NULL)
		return 0;
	*name = ts.ts_found->td_name;
	return ts.ts_found->td_tid;
}

static long
thread_gdb_current(void)
{
	return cpu_table[0] != NULL ? curthread->td_tid : 0;
}

/* Of one that runs elsewhere its CPU's, else what ctx_switch() kept. */
static int
thread_gdb_frame(long tid, struct trapframe *tf)
{
	const struct thread *td = thread_db_find(tid);
	struct ctx_frame cf;
	uint32_t i;

	if (td == NULL)
		return ESRCH;
	for (i = 0; i < cpu_count; i++)
		if (cpu_table[i] != NULL && cpu_table[i]->pc_thread == td &&
		    db_cpu_frame(i) != NULL) {
			*tf = *db_cpu_frame(i);
			return 0;
		}
	if (db_read(td->td_rsp, &cf, sizeof(cf)) != 0)
		return EFAULT;
	memset(tf, 0, sizeof(*tf));
	tf->tf_rbx = cf.cf_rbx;
	tf->tf_rbp = cf.cf_rbp;
	tf->tf_r12 = cf.cf_r12;
	tf->tf_r13 = cf.cf_r13;
	tf->tf_r14 = cf.cf_r14;
	tf->tf_r15 = cf.cf_r15;
	tf->tf_rip = cf.cf_rip;
	tf->tf_rsp = td->td_rsp + sizeof(cf);
	tf->tf_cs = SEL_KCODE;
	tf->tf_ss = SEL_KDATA;
	return 0;
}

static const struct gdb_threads thread_gdb = {
	thread_gdb_next, thread_gdb_current, thread_gdb_frame
};
GDB_THREADS(thread_gdb);

DB_COMMAND("show threads", "", "all threads", DB_ANY, thread_db_threads);
DB_COMMAND("show thread", "[TID]", "a thread, or the interrupted one",
    DB_ANY, thread_db_show);
DB_COMMAND("alltrace", "", "backtraces of all threads", DB_ANY,
    thread_db_alltrace);
DB_COMMAND("show locks", "", "all locks that are held", DB_ANY,
    thread_db_locks);
DB_COMMAND("show alllocks", "", "all locks that are held", DB_ANY,
    thread_db_locks);
