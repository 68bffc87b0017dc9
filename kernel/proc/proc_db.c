// SPDX-License-Identifier: BSD-2-Clause
/*
 * proc_db - processes, for the debugger: ps, show proc, trace.
 */
#include <sys/errno.h>

#include "kernel/cred/cred.h"
#include "kernel/debug/db.h"
#include "kernel/lib/string.h"
#include "kernel/proc/proc_db.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"
#include "kernel/sched/thread_db.h"

static const char *const proc_states[] = {
	[PR_EMBRYO] = "new", [PR_ALIVE] = "alive", [PR_STOPPED] = "stopped",
	[PR_ZOMBIE] = "zombie",
};

#define PROC_STATES	(sizeof(proc_states) / sizeof(proc_states[0]))

static const char *
proc_state_name(const struct proc *p)
{
	return (size_t)p->p_state < PROC_STATES ? proc_states[p->p_state] :
	    "?";
}

/* The process, or NULL.  No lock: the machine stands still. */
static struct proc *
proc_db_find(long pid)
{
	struct proc *p;

	LIST_FOREACH(p, &proc_all, p_all)
		if (p->p_pid == pid || db_quit())
			return p->p_pid == pid ? p : NULL;
	return NULL;
}

/* Its first thread, or NULL (a zombie has none). */
static struct thread *
proc_first_thread(struct proc *p)
{
	return LIST_FIRST(&p->p_threads, struct thread, td_plink);
}

unsigned
proc_db_members(const struct jail *jail, int print)
{
	const struct proc *p;
	unsigned n = 0;

	LIST_FOREACH(p, &proc_all, p_all) {
		if (db_quit())
			break;
		if (p->p_cred == NULL || p->p_cred->cr_jail != jail)
			continue;
		if (print)
			db_printf("  process %d %s\n", p->p_pid, p->p_comm);
		n++;
	}
	return n;
}

static void
ps_line(struct proc *p)
{
	const struct thread *td = proc_first_thread(p);

	db_printf("%5d %5d %5d %5u  %-8s %-10s %p %s\n", p->p_pid,
	    p->p_parent != NULL ? p->p_parent->p_pid : 0,
	    p->p_pgrp != NULL ? p->p_pgrp->pg_id : 0,
	    p->p_cred != NULL ? p->p_cred->cr_uid : 0, proc_state_name(p),
	    td == NULL ? "-" : td->td_state == TD_SLEEPING &&
	    td->td_wmesg != NULL ? td->td_wmesg : thread_db_state(td),
	    (void *)td, p->p_comm);
}

static void
proc_db_ps(int nwords, char *const *words)
{
	struct proc *p;

	(void)nwords, (void)words;
	db_printf("%5s %5s %5s %5s  %-8s %-10s %-18s %s\n", "pid", "ppid",
	    "pgrp", "uid", "state", "wmesg", "thread", "cmd");
	LIST_FOREACH(p, &proc_all, p_all) {
		if (db_quit())
			break;
		ps_line(p);
	}
}

/* show proc PID */
static void
proc_db_show(int nwords, char *const *words)
{
	const struct thread *td;
	struct proc *p;
	long pid;

	if (nwords == 0 || db_number(words[0], &pid) != 0) {
		db_printf("usage: show proc PID\n");
		db_fail(EINVAL);
	}
	p = proc_db_find(pid);
	if (p == NULL) {
		db_printf("no process %ld\n", pid);
		db_fail(ESRCH);
	}
	db_printf("process %d (%s) at %p: %s\n", p->p_pid, p->p_comm,
	    (void *)p, proc_state_name(p));
	db_printf("    args: %s\n", p->p_args);
	db_printf("    parent %d, cred %p, vm %p, fd %p, root %p, cwd %p\n",
	    p->p_parent != NULL ? p->p_parent->p_pid : 0, (void *)p->p_cred,
	    (void *)p->p_vm, (void *)p->p_fd, (void *)p->p_root,
	    (void *)p->p_cwd);
	db_printf("    pending 0x%lx, flags 0x%x, status 0x%x\n",
	    p->p_pending, p->p_flags, p->p_status);
	LIST_FOREACH(td, &p->p_threads, td_plink)
		if (!db_quit())
			thread_db_line(td);
}

/* trace [ID]: where the interrupted code, a process or a thread is. */
static void
proc_db_trace(int nwords, char *const *words)
{
	struct thread *td = NULL;
	struct proc *p;
	long id;

	if (nwords == 0) {
		thread_db_trace(cpu_table[db_view()] != NULL ?
		    cpu_table[db_view()]->pc_thread : curthread);
		return;
	}
	if (db_number(words[0], &id) != 0) {
		db_printf("usage: trace [PID|TID]\n");
		db_fail(EINVAL);
	}
	p = proc_db_find(id);
	if (p != NULL)
		td = proc_first_thread(p);
	if (td == NULL)
		td = thread_db_find(id);
	if (td == NULL) {
		db_printf("no process or thread %ld\n", id);
		db_fail(ESRCH);
	}
	db_printf("tracing thread %d (%s) at %p\n", td->td_tid, td->td_name,
	    (void *)td);
	thread_db_trace(td);
}

DB_COMMAND("ps", "", "processes", DB_ANY, proc_db_ps);
DB_COMMAND("show all procs", "", "processes", DB_ANY, proc_db_ps);
DB_COMMAND("show proc", "PID", "a process and its threads", DB_ANY,
    proc_db_show);
DB_COMMAND("trace", "[PID|TID]", "backtrace", DB_ANY, proc_db_trace);
DB_COMMAND("bt", "[PID|TID]", "backtrace", DB_ANY, proc_db_trace);
