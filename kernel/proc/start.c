// SPDX-License-Identifier: BSD-2-Clause
/*
 * start - the first process.
 *
 * pid 1 is made by hand: there is nobody to fork from.  Hooks see it with
 * a NULL parent, before its thread first looks at its credential.  The
 * kernel's command line may name another program by init=PATH.
 */
#include <sys/errno.h>
#include <sys/exec.h>
#include <sys/signal.h>
#include "arch-x86_64/cpu/bootinfo.h"
#include "kernel/cred/cred.h"
#include "kernel/debug/cons.h"
#include "kernel/file/file.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"
#include "kernel/vfs/vfs.h"
#include "kernel/vm/vm.h"

#define START_PATH_MAX	1024

static char start_name[START_PATH_MAX];	/* [I] once init's thread runs */
static const char *start_path;		/* [I] the same */

static void
start_limits(struct proc *p)
{
	int i;

	for (i = 0; i < RLIM_NLIMITS; i++) {
		p->p_rlimit[i].rlim_cur = RLIM_INFINITY;
		p->p_rlimit[i].rlim_max = RLIM_INFINITY;
	}
	p->p_rlimit[RLIMIT_STACK].rlim_cur = USER_STACK_MAX;
	p->p_rlimit[RLIMIT_STACK].rlim_max = USER_STACK_MAX;
	p->p_rlimit[RLIMIT_CORE].rlim_cur = 0;
}

static void
start_family(struct proc *p)
{
	struct session *se;
	struct pgrp *pg = NULL;

	rw_wlock(&proc_tree);
	se = session_create(1, NULL);
	if (se != NULL)
		pg = pgrp_create(1, NULL, se);
	if (pg == NULL || proc_link(p, NULL, pg, 0, INT32_MAX) != 0)
		panic("no memory for the first process");
	se->se_leader = p;
	strlcpy(se->se_login, "root", sizeof(se->se_login));
	p->p_flags |= PF_LEADER;
	proc_init = p;
	rw_wunlock(&proc_tree);
	KASSERT(p->p_pid == 1);
}

static void
start_main(void *arg)
{
	static const char *const env[] = {
		"PATH=/bin:/sbin:/usr/bin:/usr/sbin", "HOME=/root"
	};
	struct thread *td = curthread;
	struct exec_args ea;
	size_t i;
	int error;

	(void)arg;
	cred_enter(td);
	exec_args_init(&ea);
	error = exec_args_add(&ea, start_path, 0);
	for (i = 0; i < sizeof(env) / sizeof(env[0]) && error == 0; i++)
		error = exec_args_add(&ea, env[i], 1);
	if (error == 0)
		error = proc_exec(td, start_path, &ea);
	if (error != 0)
		panic("cannot run %s: error %d", start_path, error);
	exec_args_free(&ea);
	proc_thread_enter(td);
}

void
proc_start_init(const char *path)
{
	struct proc *p = proc_alloc(NULL);
	struct thread *td;

	if (p == NULL)
		panic("no memory for the first process");
	start_path = path;
	p->p_root = vnode_hold(vfs_rootvnode);
	p->p_cwd = vnode_hold(vfs_rootvnode);
	p->p_umask = 022;
	p->p_cred = cred_create();
	p->p_fd = fdtable_create(NULL);
	if (p->p_cred == NULL || p->p_fd == NULL)
		panic("no memory for the first process");
	start_limits(p);
	proc_signal_exec(p);
	strlcpy(p->p_comm, "init", sizeof(p->p_comm));
	start_family(p);
	if (proc_hooks_fork(NULL, p) != 0 ||
	    proc_thread_create(p, "init", start_main, NULL, &td) != 0)
		panic("no memory for the first process");
	p->p_state = PR_ALIVE;
	thread_start(td);
}

static void
start_first(void)
{
	if (vfs_rootvnode == NULL) {
		kprintf("no root file system: nothing to run\n");
		return;
	}
	if (bootinfo_option("init", start_name, sizeof(start_name)) != 0)
		strlcpy(start_name, "/sbin/init", sizeof(start_name));
	proc_start_init(start_name);
}

/* Not INITCALL: whatever the layer, programs come after everything else. */
static const struct initcall start_last = {
	PHASE_USER, INT32_MAX, "start_first", start_first
};
SET_ENTRY(initcall, start_last);
