// SPDX-License-Identifier: BSD-2-Clause
/*
 * kstack - kernel stacks, guarded and kept.
 *
 * Mapping a stack and, worse, unmapping it (every CPU must forget it) costs
 * more than all the rest of a thread, so some are kept for the next ones.
 * Stacks over that are unmapped by the system task queue, for a dying
 * thread's successor can be in no position to wait.
 *
 * Locks: [k] kstack_lock.
 */
#include "arch-x86_64/pmap/kva.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/sched_priv.h"

#define KEEP_MAX	32
#define RECLAIM_MAX	16

/* Written into the stacks themselves while nobody uses them. */
struct kstack {
	struct list ks_link;		/* [k] */
};

static struct spinlock kstack_lock = SPIN_INITIALIZER("kstack");
static struct list kstack_kept = LIST_INITIALIZER(kstack_kept);	/* [k] */
static int kstack_kept_count;					/* [k] */
static struct list kstack_excess = LIST_INITIALIZER(kstack_excess); /* [k] */
static struct task kstack_task;					/* [x] taskq */

/* Take one off a list, or NULL. */
static struct kstack *
stack_pop(struct list *from)
{
	struct kstack *ks;

	spin_lock(&kstack_lock);
	ks = LIST_FIRST(from, struct kstack, ks_link);
	if (ks != NULL)
		list_remove(&ks->ks_link);
	if (ks != NULL && from == &kstack_kept)
		kstack_kept_count--;
	spin_unlock(&kstack_lock);
	return ks;
}

uintptr_t
kstack_alloc(void)
{
	struct kstack *ks = stack_pop(&kstack_kept);

	if (ks == NULL)
		ks = stack_pop(&kstack_excess);
	if (ks == NULL)
		ks = kva_alloc(KSTACK_SIZE);
	return (uintptr_t)ks;
}

void
kstack_free(uintptr_t stack)
{
	struct kstack *ks = (struct kstack *)stack;
	int keep;

	spin_lock(&kstack_lock);
	keep = kstack_kept_count < KEEP_MAX || taskq_system == NULL;
	if (keep)
		kstack_kept_count++;
	list_insert_head(keep ? &kstack_kept : &kstack_excess, &ks->ks_link);
	spin_unlock(&kstack_lock);
	if (!keep)
		taskq_enqueue(taskq_system, &kstack_task);
}

/* Unmap at most max stacks of a list; returns how many. */
static int
stacks_unmap(struct list *from, int max)
{
	struct kstack *ks;
	int n;

	for (n = 0; n < max && (ks = stack_pop(from)) != NULL; n++)
		kva_free(ks, KSTACK_SIZE);
	return n;
}

static void
kstack_trim(void *arg)
{
	(void)arg;
	stacks_unmap(&kstack_excess, INT32_MAX);
}

/*
 * After a storm of processes thousands wait to be unmapped.  Who needs one
 * page should not do it all: a few, and the task queue goes on.
 */
static void
kstack_reclaim(void)
{
	int n = stacks_unmap(&kstack_excess, RECLAIM_MAX);

	stacks_unmap(&kstack_kept, RECLAIM_MAX - n);
}

static void
kstack_init(void)
{
	task_init(&kstack_task, kstack_trim, NULL);
}

INITCALL(PHASE_MEMORY, kstack_init);
MEM_RECLAIM(kstack_reclaim);
