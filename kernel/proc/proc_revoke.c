// SPDX-License-Identifier: BSD-2-Clause
/*
 * proc_revoke - descriptors and mappings of any process that are taken away
 * because what they lead to is to end.
 *
 * One process at a time, in the order of their list, each kept by its count
 * while it is looked at, for dropping files and unmapping sleep.  Who forks,
 * exits or sends a descriptor on meanwhile is left to the next order: the
 * count of what is left says whether one is needed.
 */
#include "kernel/file/file.h"
#include "kernel/file/revoke.h"
#include "kernel/lib/atomic.h"
#include "kernel/proc/proc.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/vm/vm.h"

/* Held, and its place in the list good, until the next one is asked for. */
static struct proc *
proc_after(struct proc *before)
{
	struct list *l = before == NULL ? &proc_all : &before->p_all;
	struct proc *p = NULL;

	rw_rlock(&proc_tree);
	/* A process off the list is linked to itself: no more this time. */
	if (l->next != &proc_all && l->next != l) {
		p = LIST_ENTRY(l->next, struct proc, p_all);
		atomic_add(&p->p_refs, 1);
	}
	rw_runlock(&proc_tree);
	proc_release(before);
	return p;
}

/* What it has, kept: a process that exits lets go of both under p_lock. */
static void
proc_parts(struct proc *p, struct fdtable **fdt, struct vm_space **vm)
{
	spin_lock(&p->p_lock);
	*fdt = p->p_fd;
	if (*fdt != NULL)
		fdtable_hold(*fdt);
	*vm = p->p_vm;
	if (*vm != NULL)
		vm_space_hold(*vm);
	spin_unlock(&p->p_lock);
}

static void
revoke_files(struct revoke *rv, const struct proc *p, struct fdtable *fdt)
{
	struct file *fp;
	int fd = 0;

	while ((fp = fdtable_replace(fdt, &fd, revoked_file, revoke_wants,
	    rv)) != NULL) {
		revoke_log(rv, "descriptor %d of process %d %s, a %s", fd,
		    p->p_pid, p->p_comm, file_db_type(fp));
		fd_leave(fdt, fp);
	}
}

static void
proc_revoke(struct revoke *rv)
{
	struct proc *p = NULL;
	struct fdtable *fdt;
	struct vm_space *vm;
	unsigned n;

	while ((p = proc_after(p)) != NULL) {
		proc_parts(p, &fdt, &vm);
		if (fdt != NULL)
			revoke_files(rv, p, fdt);
		n = vm != NULL ? vm_space_revoke(vm, rv->rv_ledger) : 0;
		if (n > 0)
			revoke_log(rv, "%u mappings of process %d %s", n,
			    p->p_pid, p->p_comm);
		fdtable_drop(fdt);
		vm_space_drop(vm);
	}
}

REVOKER(proc_revoke);
