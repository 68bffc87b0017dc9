// SPDX-License-Identifier: BSD-2-Clause
/*
 * kld_quiet - is anybody still in there?
 *
 * Theory.  A module may be unmapped when no thread runs its code, will
 * return to it, or holds a pointer to one of its records.  To count users at
 * each call would slow every walker and every call for something done
 * once a week.  Instead the machine is held still, as the debugger does,
 * and each thread's kernel stack is read, with its saved registers: a word
 * that lies in the module's memory may be such a pointer.  The test errs on
 * one side: an old word may look like one, and is gone the next time or the
 * module stays.  Records are taken out before, so the answer "none" is final.
 *
 * Memory that walkers may stand in is retired, and freed by the same test.
 *
 * Locks: [k] kld_lock.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/cpu.h"
#include "kernel/jail/jail.h"
#include "kernel/kld/kld_priv.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/taskq.h"
#include "kernel/sched/thread.h"
#include "kernel/sched/waitq.h"

#define TRY_NS	5000000ul		/* between two looks */

static struct list retired = LIST_INITIALIZER(retired);	/* [k] */
static struct spinlock quiet_lock = SPIN_INITIALIZER("kld_quiet");
static struct waitq quiet_wait = {		/* [quiet_lock] */
	LIST_INITIALIZER(quiet_wait.wq_sleepers), "kldquiet"
};

/* What one look is for; the machine stands still meanwhile. */
struct look {
	uintptr_t lo_lo, lo_hi;		/* [t] the module */
	const struct thread *lo_now;	/* [t] whose words are read */
	int lo_held;			/* [t] found a pointer into it */
	char lo_who[KLD_WHO];		/* [t] the first who has one */
};

static void
word_look(struct look *lo, uintptr_t word)
{
	struct kld_retired *kr;

	if (word >= lo->lo_lo && word < lo->lo_hi && !lo->lo_held) {
		lo->lo_held = 1;
		/* The machine stands still, but formatting takes no lock. */
		snprintf(lo->lo_who, sizeof(lo->lo_who), "%s, thread %d",
		    lo->lo_now->td_name, lo->lo_now->td_tid);
	}
	/* Walkers stand behind the head; old words mostly lead to it. */
	LIST_FOREACH(kr, &retired, kr_link)
		if (word >= (uintptr_t)(kr + 1) && word <= kr->kr_end)
			kr->kr_held = 1;
}

static void
words_look(struct look *lo, uintptr_t from, uintptr_t end)
{
	for (from &= ~7ul; from + 8 <= end; from += 8)
		word_look(lo, *(const uintptr_t *)from);
}

/* The CPU that td runs on was stopped with these registers, or NULL. */
static const struct trapframe *
frame_of(const struct thread *td)
{
	uint32_t i;

	for (i = 0; i < cpu_count; i++)
		if (cpu_table[i] != NULL && cpu_table[i]->pc_thread == td)
			return db_cpu_frame(i);
	return NULL;
}

static int
thread_look(struct thread *td, void *arg)
{
	const struct trapframe *tf = frame_of(td);
	uintptr_t top = thread_kstack_top(td), from = td->td_rsp;
	struct look *lo = arg;

	lo->lo_now = td;
	if (td == curthread || td->td_state == TD_NEW ||
	    td->td_state == TD_DEAD)
		return 0;
	if (tf != NULL) {
		words_look(lo, (uintptr_t)tf, (uintptr_t)(tf + 1));
		if (trapframe_is_user(tf))
			return 0;	/* its kernel stack is empty */
		from = tf->tf_rsp;
	}
	/* What user mode had in its registers is nothing of ours. */
	if (td->td_frame != NULL && (uintptr_t)td->td_frame < top)
		top = (uintptr_t)td->td_frame;
	if (from >= td->td_kstack && from < top)
		words_look(lo, from, top);
	word_look(lo, (uintptr_t)td->td_func);
	return 0;
}

/* One look; frees what was retired and is held by nobody. */
static int
quiet_look(uintptr_t from, uintptr_t end, char *who)
{
	struct look lo = { .lo_lo = from, .lo_hi = end };
	struct kld_retired *kr, *next;
	uint64_t flags;

	LIST_FOREACH(kr, &retired, kr_link)
		kr->kr_held = 0;
	flags = cpu_intr_save();
	db_stop_enter(NULL);
	thread_foreach(thread_look, &lo);
	db_stop_leave();
	cpu_intr_restore(flags);
	LIST_FOREACH_SAFE(kr, &retired, kr_link, next) {
		if (kr->kr_held)
			continue;
		list_remove(&kr->kr_link);
		kmem_free(kr);
	}
	/* Old words of those who wait for work may be all: clear them. */
	if (lo.lo_held || !list_empty(&retired)) {
		workers_poke();
		jail_work_poke();
	}
	strlcpy(who, lo.lo_who, KLD_WHO);
	return lo.lo_held ? EBUSY : 0;
}

void
kld_pause(void)
{
	uint64_t end = clock_uptime_ns() + TRY_NS;

	spin_lock(&quiet_lock);
	while (clock_uptime_ns() < end)
		waitq_sleep(&quiet_wait, &quiet_lock, 0, end);
	spin_unlock(&quiet_lock);
}

int
kld_quiet_wait(uintptr_t lo, uintptr_t hi, uint64_t deadline_ns, char *who)
{
	while (quiet_look(lo, hi, who) != 0) {
		if (clock_uptime_ns() >= deadline_ns)
			return EBUSY;
		kld_pause();
	}
	return 0;
}

void
kld_retire(struct kld_retired *kr, const void *end)
{
	kr->kr_end = (uintptr_t)end;
	list_insert_tail(&retired, &kr->kr_link);
}
