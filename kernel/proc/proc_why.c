// SPDX-License-Identifier: BSD-2-Clause
/*
 * proc_why - processes, and what they have of a container, for the question
 * who holds it.
 *
 * Four kinds: processes whose credential is the container's; descriptors of
 * any process for files that were opened from inside, which keep its memory
 * by the opener's credential, for what is part of it or charged to it, and
 * for files below its root; mappings of objects charged to one of its
 * images; and, of processes outside, roots and current directories that
 * keep its file systems busy.
 */
#include "kernel/cred/cred.h"
#include "kernel/debug/db.h"
#include "kernel/file/file.h"
#include "kernel/mem/why.h"
#include "kernel/proc/proc_db.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"
#include "kernel/sched/thread_db.h"
#include "kernel/vfs/vfs.h"
#include "kernel/vm/vm_db.h"

static int
is_inside(const struct why *wy, const struct proc *p)
{
	return p->p_cred != NULL && p->p_cred->cr_jail == wy->wy_jail;
}

/* The process, its state, and what its first thread sleeps on. */
static void
why_process(struct why *wy, const struct proc *p)
{
	const struct thread *td;

	td = LIST_FIRST(&p->p_threads, struct thread, td_plink);
	why_line(wy, "process");
	db_printf("%d %s, %s%s%s\n", p->p_pid, p->p_comm,
	    td == NULL ? "ended, its parent did not wait" :
	    thread_db_state(td),
	    td != NULL && td->td_wmesg != NULL ? " on " : "",
	    td != NULL && td->td_wmesg != NULL ? td->td_wmesg : "");
}

/* Opened from inside, or for something of the inside, or for itself. */
static int
is_held(const struct why *wy, const struct file *fp)
{
	const void *jail;

	if (fp->f_cred != NULL && fp->f_cred->cr_jail == wy->wy_jail)
		return 1;
	if (fp->f_type == FTYPE_JAILDESC && db_read((uintptr_t)fp->f_data,
	    &jail, sizeof(jail)) == 0)
		return why_is_part(wy, jail);
	return fp->f_data != NULL && why_owns(wy, fp->f_data);
}

/* A file of a file system that is mounted on, or somewhere below, its root. */
static int
is_below(const struct why *wy, const struct file *fp)
{
	return fp->f_type == FTYPE_VNODE && wy->wy_root != NULL &&
	    wy->wy_root != vfs_rootvnode &&
	    vfs_db_inside(wy->wy_root, fp->f_data);
}

static void
why_descriptors(struct why *wy, const struct proc *p)
{
	const struct file *fp;
	int fd;

	if (p->p_fd == NULL)
		return;
	for (fd = 0; (fp = fdtable_db_next(p->p_fd, &fd)) != NULL &&
	    !db_quit(); fd++) {
		if (!is_held(wy, fp) && !is_below(wy, fp))
			continue;
		why_line(wy, "descriptor");
		db_printf("%d of process %d %s, a %s %p%s\n", fd, p->p_pid,
		    p->p_comm, file_db_type(fp), fp->f_data,
		    is_held(wy, fp) ? "" : ", below its root");
	}
}

static void
why_mappings(struct why *wy, const struct proc *p)
{
	struct vm_db_mapping vm;
	uint32_t at = 0;

	if (p->p_vm == NULL)
		return;
	while (vm_db_next(p->p_vm, &at, &vm) == 0 && !db_quit()) {
		if (!why_is_charged(wy, vm.vm_ledger) &&
		    !why_owns(wy, vm.vm_cookie))
			continue;
		why_line(wy, "mapping");
		db_printf("0x%lx-0x%lx of process %d %s", vm.vm_range.vr_start,
		    vm.vm_range.vr_end, p->p_pid, p->p_comm);
		why_print_site(vm.vm_cookie);
	}
}

/* In a file system that is mounted on, or somewhere below, the root? */
static void
why_directories(struct why *wy, const struct proc *p)
{
	if (wy->wy_root == NULL || wy->wy_root == vfs_rootvnode)
		return;
	if (p->p_root == wy->wy_root) {
		why_line(wy, "vnode");
		db_printf("root of process %d %s\n", p->p_pid, p->p_comm);
	}
	if (p->p_cwd != NULL && vfs_db_inside(wy->wy_root, p->p_cwd)) {
		why_line(wy, "vnode");
		db_printf("current directory of process %d %s\n", p->p_pid,
		    p->p_comm);
	}
}

static void
proc_why(struct why *wy)
{
	const struct proc *p;

	LIST_FOREACH(p, &proc_all, p_all) {
		if (db_quit())
			return;
		if (is_inside(wy, p))
			why_process(wy, p);
		else
			why_directories(wy, p);
		why_descriptors(wy, p);
		why_mappings(wy, p);
	}
}

WHY_WALKER(proc_why);

void
proc_db_print_thread(const void *holder)
{
	const struct thread *td = holder;

	if (td->td_proc != NULL)
		db_printf(" process %d %s,", td->td_proc->p_pid,
		    td->td_proc->p_comm);
	db_printf(" thread %d %s", td->td_tid, thread_db_state(td));
}

void
proc_db_print(const void *holder)
{
	const struct proc *p = holder;

	db_printf(" process %d %s", p->p_pid, p->p_comm);
}
