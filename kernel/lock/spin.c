// SPDX-License-Identifier: BSD-2-Clause
/*
 * spin - spinlocks.
 *
 * One word, swapped for this CPU's number.  Interrupts are off from before
 * the swap until after the release, counted in the percpu area: an
 * interrupt that wanted the same lock would otherwise spin for ever on the
 * CPU whose thread holds it.  The first lock saves whether interrupts were
 * on, the last unlock brings that back, in whatever order they are released.
 *
 * After a panic the other CPUs are parked, perhaps with locks held, and
 * what the last CPU still does must not hang on them: it waits a little,
 * then goes in.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/lock/spin.h"
#include "kernel/lock/witness.h"

#define SPINS_STUCK	(1ul << 30)	/* many seconds */
#define SPINS_PANICKING	(1ul << 16)

/* What each CPU holds; pc_held points here after its first lock. */
static struct held_locks spin_held_locks[CPU_MAX];	/* [c] */

/* Interrupts off; returns this CPU, which it now is to stay on. */
static inline struct percpu *
intr_off(void)
{
	uint64_t flags = cpu_intr_save();
	struct percpu *pc = percpu_self();

	if (pc->pc_spin_depth++ == 0)
		pc->pc_spin_iflag = (flags & RFLAGS_IF) != 0;
	return pc;
}

static inline void
intr_back(struct percpu *pc)
{
	if (--pc->pc_spin_depth == 0 && pc->pc_spin_iflag != 0)
		cpu_intr_enable();
}

static inline struct held_locks *
held(struct percpu *pc)
{
	if (__builtin_expect(pc->pc_held == NULL, 0))
		pc->pc_held = &spin_held_locks[pc->pc_id];
	return pc->pc_held;
}

/* The lock was taken: wait for it. */
static __attribute__((noinline)) void
spin_contend(struct spinlock *l, uint32_t self)
{
	unsigned long n;
	uint32_t was;

	for (n = 0;; n++) {
		was = 0;
		if (l->sl_lock == 0 && atomic_cas(&l->sl_lock, &was, self))
			return;
		cpu_pause();
		if (panicking) {
			if (n > SPINS_PANICKING)
				return;
		} else if (n > SPINS_STUCK) {
			panic("spin: %s (%p) stuck, held by CPU %u",
			    l->sl_name, (void *)l, l->sl_lock - 1);
		}
	}
}

void
spin_init(struct spinlock *l, const char *name)
{
	l->sl_lock = 0;
	l->sl_class = witness_class(name);
	l->sl_pad = 0;
	l->sl_name = name;
}

/* First use of the lock or of this CPU, or an order that must be judged. */
static __attribute__((noinline)) void
spin_lock_hard(struct spinlock *l, struct percpu *pc, uintptr_t where)
{
	uint32_t was = 0;

	if (l->sl_class == 0)
		l->sl_class = witness_class(l->sl_name);
	witness_lock(held(pc), l, l->sl_name, l->sl_class, where);
	if (!atomic_cas(&l->sl_lock, &was, pc->pc_id + 1))
		spin_contend(l, pc->pc_id + 1);
}

/*
 * This and unlock are the most often called functions of the kernel: the
 * common way has no call in it, so that no register need be saved.
 */
void
spin_lock(struct spinlock *l)
{
	uintptr_t where = (uintptr_t)__builtin_return_address(0);
	struct percpu *pc = intr_off();
	struct held_locks *hk = pc->pc_held;
	uint16_t cls = l->sl_class;
	uint32_t was = 0, self = pc->pc_id + 1;

	if (__builtin_expect(hk == NULL || cls == 0 || !witness_fits(hk, cls),
	    0)) {
		spin_lock_hard(l, pc, where);
		return;
	}
	witness_push(hk, l, l->sl_name, cls, where);
	if (__builtin_expect(!atomic_cas(&l->sl_lock, &was, self), 0))
		spin_contend(l, self);
}

int
spin_trylock(struct spinlock *l)
{
	struct percpu *pc = intr_off();
	uint32_t was = 0;

	if (!atomic_cas(&l->sl_lock, &was, pc->pc_id + 1)) {
		intr_back(pc);
		return EBUSY;
	}
	if (l->sl_class == 0)
		l->sl_class = witness_class(l->sl_name);
	witness_note(held(pc), l, l->sl_name, l->sl_class,
	    (uintptr_t)__builtin_return_address(0));
	return 0;
}

/* Not the last lock taken, or not held at all. */
static __attribute__((noinline)) void
spin_unlock_hard(struct spinlock *l, struct percpu *pc)
{
	KASSERT(l->sl_lock == pc->pc_id + 1);
	witness_unlock(held(pc), l);
	/* The debugger may have gone in past a parked CPU, which goes on. */
	if (l->sl_lock == pc->pc_id + 1)
		atomic_store(&l->sl_lock, 0);
	intr_back(pc);
}

void
spin_unlock(struct spinlock *l)
{
	struct percpu *pc = percpu_self();	/* a holder cannot move */
	struct held_locks *hk = pc->pc_held;

	if (__builtin_expect(l->sl_lock != pc->pc_id + 1 ||
	    !witness_is_last(hk, l), 0)) {
		spin_unlock_hard(l, pc);
		return;
	}
	hk->hk_count--;
	atomic_store(&l->sl_lock, 0);
	intr_back(pc);
}

void
spin_destroy(struct spinlock *l)
{
	KASSERT(l->sl_lock == 0);
}

void
spin_enter(void)
{
	intr_off();
}

void
spin_leave(void)
{
	intr_back(percpu_self());
}
