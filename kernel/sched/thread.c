// SPDX-License-Identifier: BSD-2-Clause
/*
 * thread - making and ending threads.
 *
 * A thread's kernel stack holds, from its end down: the floating point
 * area, the trapframe of a user thread, and then what functions push.
 * A thread that ends cannot free the stack it stands on; the next thread on
 * the CPU does (thread_reap).
 *
 * Locks: [threads] thread_lock, over the list of all threads.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/frame.h"
#include "arch-x86_64/ctx/ctx.h"
#include "arch-x86_64/intr/intr.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/mem/page.h"
#include "kernel/sched/sched_priv.h"

#define PAGES_A_THREAD	16	/* no more threads than memory / this */
#define LOCK_TRIES	(1 << 20)	/* far beyond any honest wait */

static struct spinlock thread_lock = SPIN_INITIALIZER("threads");
static struct list thread_list = LIST_INITIALIZER(thread_list); /* [threads] */
static int thread_total;				/* [threads] */
/* Beyond any pid, so that the two are not taken for each other. */
static int32_t thread_last_tid = 100000;		/* [threads] */
static struct slab_cache *thread_cache;			/* [I] */

void
thread_init(void)
{
	thread_cache = slab_create("thread", sizeof(struct thread));
	if (thread_cache == NULL)
		panic("thread: no memory");
}

/* Where every thread begins. */
static void
thread_main(void)
{
	struct thread *td;

	sched_first();
	td = curthread;
	td->td_func(td->td_arg);
	thread_exit();
}

static void
thread_setup(struct thread *td, uintptr_t stack, const char *name)
{
	unsigned i;

	td->td_kstack = stack;
	td->td_fpu = (uint8_t *)stack + KSTACK_SIZE - FPU_SIZE;
	td->td_frame = (struct trapframe *)thread_kstack_top(td) - 1;
	td->td_rsp = ctx_prepare((uintptr_t)td->td_frame, thread_main);
	td->td_state = TD_NEW;
	td->td_flags = TDF_KERNEL;
	td->td_pri = td->td_pri_base = PRI_KERNEL;
	for (i = 0; i < IMAGE_SLOTS; i++)
		td->td_image_bias[i] = IMAGE_POISON(i);
	list_init(&td->td_runlink);
	list_init(&td->td_plink);
	list_init(&td->td_wlink);
	list_init(&td->td_siginfos);
	strlcpy(td->td_name, name, sizeof(td->td_name));
}

/* Put td on the list; 0 if there are too many already. */
static int
thread_enlist(struct thread *td)
{
	int fits;

	spin_lock(&thread_lock);
	fits = (uint64_t)thread_total < page_total() / PAGES_A_THREAD;
	if (fits) {
		thread_total++;
		td->td_tid = ++thread_last_tid;
		list_insert_tail(&thread_list, &td->td_all);
	}
	spin_unlock(&thread_lock);
	return fits;
}

int
thread_create(const char *name, void (*func)(void *), void *arg,
    struct thread **out)
{
	struct thread *td = slab_alloc(thread_cache, NULL, KM_SLEEP | KM_ZERO);
	uintptr_t stack = td != NULL ? kstack_alloc() : 0;

	if (stack == 0) {
		slab_free(thread_cache, td);
		return ENOMEM;
	}
	thread_setup(td, stack, name);
	td->td_func = func;
	td->td_arg = arg;
	if (!thread_enlist(td)) {
		kstack_free(stack);
		slab_free(thread_cache, td);
		return EAGAIN;
	}
	*out = td;
	return 0;
}

struct thread *
thread_idle_create(uint32_t cpu)
{
	struct thread *td;
	char name[TD_NAME_MAX];

	snprintf(name, sizeof(name), "idle/%u", cpu);
	if (thread_create(name, NULL, NULL, &td) != 0)
		return NULL;
	td->td_pri = td->td_pri_base = PRI_IDLE;
	td->td_flags |= TDF_IDLE;
	td->td_bound = 1;
	td->td_cpu = (uint16_t)cpu;
	return td;
}

void
thread_set_user(struct thread *td, const struct thread *from)
{
	td->td_flags = (td->td_flags & ~(uint32_t)TDF_KERNEL) | TDF_FPU;
	td->td_pri = td->td_pri_base = PRI_USER;
	if (from == NULL) {
		ctx_fpu_init(td->td_fpu);
		return;
	}
	ctx_fpu_save(td->td_fpu);
	td->td_fsbase = from->td_fsbase;
}

void
thread_set_pri(struct thread *td, unsigned pri)
{
	KASSERT(td->td_state == TD_NEW && pri < PRI_IDLE);
	td->td_pri = td->td_pri_base = (uint8_t)pri;
}

void
thread_set_cpu(struct thread *td, uint32_t cpu)
{
	KASSERT(td->td_state == TD_NEW && cpu < cpu_count);
	td->td_cpu = (uint16_t)cpu;
	td->td_bound = 1;
}

void
thread_start(struct thread *td)
{
	KASSERT(td->td_state == TD_NEW);
	if (!td->td_bound) {
		spin_enter();
		td->td_cpu = (uint16_t)percpu_self()->pc_id;
		spin_leave();
	}
	sched_wake(td);
}

/* What a thread is to a ledger: itself and its stack. */
#define THREAD_BYTES	((int64_t)(sizeof(struct thread) + KSTACK_SIZE))

int
thread_charge(struct thread *td, struct ledger *ld)
{
	KASSERT(td->td_state == TD_NEW && td->td_charge == NULL);
	if (ld == NULL)
		return 0;		/* the base has no limit */
	td->td_charge = ledger_charge(ld, ALLOC_SITE(), THREAD_BYTES);
	return td->td_charge != NULL ? 0 : ENOMEM;
}

/* Take td off the list and free it; it runs nowhere. */
static void
thread_free(struct thread *td)
{
	spin_lock(&thread_lock);
	list_remove(&td->td_all);
	thread_total--;
	spin_unlock(&thread_lock);
	kstack_free(td->td_kstack);
	if (td->td_charge != NULL)
		ledger_release(td->td_charge, THREAD_BYTES);
	slab_free(thread_cache, td);
}

void
thread_destroy(struct thread *td)
{
	if (td == NULL)
		return;
	KASSERT(td->td_state == TD_NEW);
	thread_free(td);
}

void
thread_exit(void)
{
	witness_none_held(&curthread->td_held, "thread_exit");
	sched_exit();
}

void
thread_reap(struct thread *td)
{
	KASSERT(td->td_state == TD_DEAD);
	thread_free(td);
}

void
thread_bind(void)
{
	curthread->td_bound++;
}

void
thread_unbind(void)
{
	KASSERT(curthread->td_bound > 0);
	curthread->td_bound--;
}

void
thread_interrupt(struct thread *td, uint32_t ast_bits)
{
	atomic_or(&td->td_ast, ast_bits);
	if ((ast_bits & AST_SIGNAL) != 0 &&
	    (td->td_flags & TDF_INTERRUPT) != 0 && thread_claim(td, EINTR)) {
		sched_wake(td);
		return;
	}
	/* In user mode elsewhere?  Any interrupt makes it look. */
	if (td != curthread && td->td_state == TD_RUNNING)
		ipi_send(td->td_cpu, INTR_RESCHED);
}

void
thread_fpu_save(void)
{
	spin_enter();
	ctx_fpu_save(curthread->td_fpu);
	spin_leave();
}

void
thread_fpu_load(void)
{
	spin_enter();
	ctx_fpu_clean(curthread->td_fpu);
	ctx_fpu_load(curthread->td_fpu);
	spin_leave();
}

void
thread_fpu_reset(void)
{
	spin_enter();
	ctx_fpu_init(curthread->td_fpu);
	ctx_fpu_load(curthread->td_fpu);
	spin_leave();
}

/* Lock the list, but for the debugger, which may have stopped the holder. */
static int
list_lock(void)
{
	int tries;

	for (tries = 0; tries < LOCK_TRIES && !panicking; tries++) {
		if (spin_trylock(&thread_lock) == 0)
			return 1;
		cpu_pause();
	}
	return 0;
}

int
thread_foreach(int (*fn)(struct thread *td, void *arg), void *arg)
{
	int locked = list_lock(), r = 0;
	struct thread *td;

	LIST_FOREACH(td, &thread_list, td_all) {
		r = fn(td, arg);
		if (r != 0)
			break;
	}
	if (locked)
		spin_unlock(&thread_lock);
	return r;
}

int
thread_count(void)
{
	return atomic_load_relaxed(&thread_total);
}
