// SPDX-License-Identifier: BSD-2-Clause
/*
 * mutex - sleeping mutual exclusion.
 *
 * Free and taken without waiters are one compare-and-swap on mx_owner.  The
 * rest goes under mx_lock: a waiter marks the owner word MUTEX_WAITED, which
 * makes the owner's swap at unlock fail; the owner then leaves the word at
 * MUTEX_HANDOFF, which only somebody under mx_lock can turn into ownership.
 *
 * So after an unlock that others can have seen, the mutex is not touched
 * again: by the plain swap it never was, and a hand-over is seen only after
 * mx_lock has been released.  The next owner may therefore free it.
 *
 * A waiter first spins a little while the owner is running: most critical
 * sections are shorter than two switches.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/cpu.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/sched/thread.h"
#include "kernel/sync/hung.h"
#include "kernel/sync/mutex.h"

#define SPINS_MAX	200

void
mutex_init(struct mutex *mx, const char *name)
{
	mx->mx_owner = 0;
	spin_init(&mx->mx_lock, "mutex_inner");
	waitq_init(&mx->mx_waiters, name);
	mx->mx_nwait = 0;
	mx->mx_class = witness_class(name);
	mx->mx_name = name;
}

void
mutex_destroy(struct mutex *mx)
{
	KASSERT(mx->mx_owner == 0);
	spin_destroy(&mx->mx_lock);
}

static int
take_free(struct mutex *mx, struct thread *td)
{
	uintptr_t was = 0;

	return atomic_cas(&mx->mx_owner, &was, (uintptr_t)td);
}

/* Spin while the owner runs on another CPU; 1 if the mutex was got. */
static int
take_spinning(struct mutex *mx, struct thread *td)
{
	const struct thread *owner;
	int n;

	for (n = 0; n < SPINS_MAX; n++) {
		if (take_free(mx, td))
			return 1;
		owner = mutex_owner(mx);
		/* It may have ended: its memory can still be read. */
		if (owner == NULL || owner->td_state != TD_RUNNING)
			return 0;
		cpu_pause();
	}
	return 0;
}

/*
 * One try under mx_lock, by a waiter already counted in mx_nwait.  Gets the
 * mutex, or sees to it that its owner will wake somebody.
 */
static int
take_waited_locked(struct mutex *mx, struct thread *td)
{
	uintptr_t was = mx->mx_owner, new;

	SPIN_ASSERT(&mx->mx_lock);
	for (;;) {
		if (was == 0 || was == MUTEX_HANDOFF) {
			new = (uintptr_t)td |
			    (mx->mx_nwait > 1 ? MUTEX_WAITED : 0);
			if (atomic_cas(&mx->mx_owner, &was, new))
				return 1;
		} else if ((was & MUTEX_WAITED) != 0 ||
		    atomic_cas(&mx->mx_owner, &was, was | MUTEX_WAITED)) {
			return 0;
		}
	}
}

static __attribute__((noinline)) void
lock_hard(struct mutex *mx, struct thread *td)
{
	if (panicking || (cpu_count > 1 && take_spinning(mx, td)))
		return;		/* in a dump its owner stands still for ever */
	spin_lock(&mx->mx_lock);
	mx->mx_nwait++;
	while (!take_waited_locked(mx, td)) {
		/* Waited for, the owner cannot unlock past mx_lock. */
		if (hung_sleep(&mx->mx_waiters, &mx->mx_lock))
			hung_report(mx->mx_name, mutex_owner(mx));
	}
	mx->mx_nwait--;
	spin_unlock(&mx->mx_lock);
}

void
mutex_lock(struct mutex *mx)
{
	struct thread *td = curthread;

	witness_may_sleep("mutex_lock");
	witness_lock(&td->td_held, mx, mx->mx_name, mx->mx_class,
	    (uintptr_t)__builtin_return_address(0));
	if (!take_free(mx, td))
		lock_hard(mx, td);
}

int
mutex_trylock(struct mutex *mx)
{
	struct thread *td = curthread;

	if (!take_free(mx, td))
		return EBUSY;
	witness_note(&td->td_held, mx, mx->mx_name, mx->mx_class,
	    (uintptr_t)__builtin_return_address(0));
	return 0;
}

static __attribute__((noinline)) void
unlock_hard(struct mutex *mx)
{
	if (panicking)
		return;		/* never had it: see lock_hard */
	spin_lock(&mx->mx_lock);
	KASSERT(mx->mx_nwait > 0);
	atomic_store(&mx->mx_owner, MUTEX_HANDOFF);
	waitq_wake_one(&mx->mx_waiters);
	spin_unlock(&mx->mx_lock);
}

void
mutex_unlock(struct mutex *mx)
{
	struct thread *td = curthread;
	uintptr_t was = (uintptr_t)td;

	MUTEX_ASSERT(mx);
	witness_unlock(&td->td_held, mx);
	if (!atomic_cas(&mx->mx_owner, &was, 0))
		unlock_hard(mx);
}

int
mutex_held(const struct mutex *mx)
{
	return panicking || mutex_owner(mx) == curthread;
}
