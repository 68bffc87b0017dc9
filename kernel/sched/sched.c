// SPDX-License-Identifier: BSD-2-Clause
/*
 * sched - who runs where.
 *
 * Theory.  Each CPU has a run queue with a list for each priority, and an
 * idle thread for when all are empty.  The running thread is on no list.
 * A CPU that runs dry steals from the others; a woken thread goes to an
 * idle CPU if there is one, so work does not wait beside idleness.
 *
 * Time slices exist only where somebody waits: the timer is set when a
 * thread is queued behind a running one, and not otherwise.  A user thread
 * loses a step of priority for each slice's worth of time it has used, in
 * one piece or many; a real rest restores it.  So who answers a person goes
 * first, and two that wake each other all day cannot starve a third.
 *
 * The switch.  A thread that stops running is still on its stack until the
 * very last moment, and must not be picked up by another CPU before.  So
 * the run queue's lock is taken by the old thread and released by the new
 * one after the switch; whoever wakes the old thread takes that lock too,
 * and therefore comes after.  Spinlocks belong to CPUs, not threads, so
 * that is no trick.  What does belong to the thread is whether interrupts
 * were on; it is kept on its stack.
 *
 * Sleep and wake.  A sleeper sets td_wresult to WAITING while it holds the
 * lock of its condition.  Waker, timeout and signal compete to replace that
 * by a result (thread_claim); the winner, alone, calls sched_wake.  If the
 * sleeper is not yet asleep then, it finds itself claimed when it gets to
 * the run queue's lock, and does not sleep.  So no wakeup is lost and none
 * is given twice.
 *
 * Locks: [s] a run queue's rq_lock, innermost but for timers; never two but
 * by trying.
 */
#include "arch-x86_64/ctx/ctx.h"
#include "arch-x86_64/cpu/copy.h"
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/intr/intr.h"
#include "arch-x86_64/pmap/pmap.h"
#include "arch-x86_64/trap/trap.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/sched_priv.h"

static volatile uint64_t sched_idle_cpus;	/* [a] set of idle CPUs */
static struct thread sched_boot_thread = {	/* [t] until sched_start */
	.td_flags = TDF_KERNEL, .td_state = TD_RUNNING, .td_name = "boot",
};

static void
ready_insert_locked(struct runq *rq, struct thread *td)
{
	SPIN_ASSERT(&rq->rq_lock);
	td->td_state = TD_READY;
	list_insert_tail(&rq->rq_ready[td->td_pri], &td->td_runlink);
	rq->rq_bitmap |= 1ul << td->td_pri;
	rq->rq_count++;
}

static void
ready_remove_locked(struct runq *rq, struct thread *td)
{
	SPIN_ASSERT(&rq->rq_lock);
	list_remove(&td->td_runlink);
	if (list_empty(&rq->rq_ready[td->td_pri]))
		rq->rq_bitmap &= ~(1ul << td->td_pri);
	rq->rq_count--;
}

/* Priority of the best thread waiting; PRIORITIES if none. */
static unsigned
ready_best_locked(const struct runq *rq)
{
	return rq->rq_bitmap == 0 ? PRIORITIES :
	    (unsigned)__builtin_ctzl(rq->rq_bitmap);
}

/* Let the CPU's picture of its thread be next instead of prev. */
static void
cpu_load_thread(struct percpu *pc, struct thread *prev, struct thread *next)
{
	pc->pc_thread = next;
	cpu_copy_words(pc->pc_image, next->td_image_bias, IMAGE_SLOTS);
	if ((prev->td_flags & TDF_FPU) != 0)
		ctx_fpu_save(prev->td_fpu);
	if ((next->td_flags & TDF_KERNEL) != 0)
		return;		/* any address space will do, no user side */
	trap_kernel_stack_set(thread_kstack_top(next));
	if ((next->td_flags & TDF_FPU) != 0)
		ctx_fpu_load(next->td_fpu);
	cpu_msr_write(MSR_FS_BASE, next->td_fsbase);
	if (next->td_pmap != NULL && pc->pc_pmap != next->td_pmap)
		pmap_activate(next->td_pmap);
}

/* td, of this CPU, stops running, or might: charge it for its time. */
static void
account_stop_locked(struct runq *rq, struct thread *td)
{
	uint64_t now = clock_now_ns(), ran = now - td->td_started_ns;

	SPIN_ASSERT(&rq->rq_lock);
	td->td_started_ns = td->td_stopped_ns = now;
	td->td_runtime_ns += ran;
	td->td_used_ns += ran;
	if (td == rq->rq_idle)
		rq->rq_percpu->pc_idle_ns += ran;
	if (td->td_used_ns < SLICE_NS)
		return;
	td->td_used_ns = 0;
	if (td->td_pri_base >= PRI_USER && td->td_pri < PRI_USER_LOW)
		td->td_pri++;
}

/* next runs instead of prev, which has just been charged. */
static void
account_start_locked(struct runq *rq, struct thread *prev,
    struct thread *next)
{
	next->td_started_ns = prev->td_stopped_ns;
	rq->rq_slice_end_ns = prev->td_stopped_ns + SLICE_NS;
	rq->rq_slice_over = 0;
	if (rq->rq_count > 0)
		timer_want(rq, rq->rq_slice_end_ns);
}

/* td is woken: did it sleep long enough to be as good as new? */
static void
account_wake_locked(struct thread *td)
{
	if (td->td_pri == td->td_pri_base ||
	    clock_now_ns() - td->td_stopped_ns < SLICE_NS)
		return;
	td->td_pri = td->td_pri_base;
	td->td_used_ns = 0;
}

/* After a switch, in the new thread: release the queue, bury the dead. */
static void
switch_finish(void)
{
	struct runq *rq = percpu_self()->pc_sched;
	struct thread *dead = rq->rq_dead;

	rq->rq_dead = NULL;
	spin_unlock(&rq->rq_lock);
	if (dead != NULL)
		thread_reap(dead);
}

/*
 * Run the best thread instead of the current one, which has been charged
 * and has its new state; rq is this CPU's, locked, the only lock; comes
 * back unlocked.
 */
static void
switch_locked(struct runq *rq)
{
	struct percpu *pc = rq->rq_percpu;
	struct thread *prev = pc->pc_thread, *next;
	uint32_t iflag = pc->pc_spin_iflag;

	SPIN_ASSERT(&rq->rq_lock);
	KASSERT(pc->pc_spin_depth == 1);
	pc->pc_resched = 0;
	if (rq->rq_bitmap == 0) {
		next = rq->rq_idle;
	} else {
		next = LIST_ENTRY(rq->rq_ready[ready_best_locked(rq)].next,
		    struct thread, td_runlink);
		ready_remove_locked(rq, next);
	}
	account_start_locked(rq, prev, next);
	next->td_state = TD_RUNNING;
	if (next != prev) {
		if (prev == rq->rq_idle)
			atomic_and(&sched_idle_cpus, ~(1ul << pc->pc_id));
		cpu_load_thread(pc, prev, next);
		ctx_switch(&prev->td_rsp, next->td_rsp);
		/* prev again, perhaps on another CPU */
		percpu_self()->pc_spin_iflag = iflag;
	}
	switch_finish();
}

void
sched_first(void)
{
	percpu_self()->pc_spin_iflag = 1;
	switch_finish();
}

/* The CPU a woken thread should go to. */
static uint32_t
cpu_choose(const struct thread *td)
{
	uint64_t idle = atomic_load_relaxed(&sched_idle_cpus);

	if (td->td_bound || idle == 0 || (idle >> td->td_cpu & 1) != 0)
		return td->td_cpu;
	return (uint32_t)__builtin_ctzl(idle);
}

/*
 * td was queued on rq, which is still locked: see that its CPU notices, now
 * if td is better than what runs there, else by the end of the slice.
 */
static void
cpu_notify_locked(struct runq *rq, const struct thread *td)
{
	struct percpu *pc = rq->rq_percpu;
	int better;

	if (!pc->pc_online)		/* it will look when it starts */
		return;
	better = td->td_pri < pc->pc_thread->td_pri;
	if (better)
		pc->pc_resched = 1;
	if (pc != percpu_self()) {
		atomic_and(&sched_idle_cpus, ~(1ul << pc->pc_id));
		if (better || rq->rq_count == 1)
			ipi_send(pc->pc_id, INTR_RESCHED);
		return;
	}
	if (rq->rq_armed_ns <= rq->rq_slice_end_ns)
		return;
	if (rq->rq_slice_end_ns <= clock_now_ns())
		rq->rq_slice_end_ns = clock_now_ns() + SLICE_NS;
	timer_want(rq, rq->rq_slice_end_ns);
}

static void
wake_on(struct runq *rq, struct thread *td)
{
	spin_lock(&rq->rq_lock);
	ready_insert_locked(rq, td);
	cpu_notify_locked(rq, td);
	spin_unlock(&rq->rq_lock);
}

void
sched_wake(struct thread *td)
{
	struct runq *rq = runq_of(td->td_cpu);
	uint32_t cpu;

	spin_lock(&rq->rq_lock);
	if (td->td_state != TD_SLEEPING && td->td_state != TD_NEW) {
		spin_unlock(&rq->rq_lock);	/* it will find the claim */
		return;
	}
	account_wake_locked(td);
	cpu = cpu_choose(td);
	if (runq_of(cpu) == rq) {
		ready_insert_locked(rq, td);
		cpu_notify_locked(rq, td);
		spin_unlock(&rq->rq_lock);
		return;
	}
	td->td_state = TD_READY;	/* ours alone until queued */
	td->td_cpu = (uint16_t)cpu;
	spin_unlock(&rq->rq_lock);
	wake_on(runq_of(cpu), td);
}

void
sched_sleep(struct thread *td, struct spinlock *lock)
{
	struct runq *rq = percpu_self()->pc_sched;

	KASSERT(td != rq->rq_idle);
	spin_lock(&rq->rq_lock);
	if (td->td_wresult != WRESULT_WAITING) {
		spin_unlock(&rq->rq_lock);
		spin_unlock(lock);
		return;
	}
	td->td_state = TD_SLEEPING;
	spin_unlock(lock);
	account_stop_locked(rq, td);
	switch_locked(rq);
}

/* This CPU's run queue, locked. */
static struct runq *
runq_lock_mine(void)
{
	struct runq *rq;

	spin_enter();
	rq = percpu_self()->pc_sched;
	spin_lock(&rq->rq_lock);
	spin_leave();
	return rq;
}

void
sched_exit(void)
{
	struct runq *rq = runq_lock_mine();

	account_stop_locked(rq, curthread);
	curthread->td_state = TD_DEAD;
	rq->rq_dead = curthread;
	switch_locked(rq);
	panic("a dead thread ran");
}

/* Queue the running thread, just charged, again and run the best. */
static void
requeue_locked(struct runq *rq, struct thread *td)
{
	if (td == rq->rq_idle)
		td->td_state = TD_READY;
	else
		ready_insert_locked(rq, td);
	switch_locked(rq);
}

void
thread_yield(void)
{
	struct runq *rq = runq_lock_mine();
	struct thread *td = curthread;

	account_stop_locked(rq, td);
	if (ready_best_locked(rq) <= td->td_pri)
		requeue_locked(rq, td);
	else
		spin_unlock(&rq->rq_lock);
}

void
sched_preempt(void)
{
	struct runq *rq = runq_lock_mine();
	struct thread *td = curthread;
	unsigned best;

	rq->rq_percpu->pc_resched = 0;
	account_stop_locked(rq, td);
	best = ready_best_locked(rq);
	if (best < td->td_pri || (rq->rq_slice_over && best <= td->td_pri)) {
		requeue_locked(rq, td);
		return;
	}
	/* Another slice; or it would keep its priority and the CPU for ever. */
	if (rq->rq_slice_over && rq->rq_count > 0) {
		rq->rq_slice_end_ns = td->td_stopped_ns + SLICE_NS;
		timer_want(rq, rq->rq_slice_end_ns);
	}
	rq->rq_slice_over = 0;
	spin_unlock(&rq->rq_lock);
}

static enum trap_claim
sched_trap_preempt(struct trapframe *tf)
{
	(void)tf;
	sched_preempt();
	return TRAP_DONE;
}

/* Take the best thread that may move off rq, or NULL. */
static struct thread *
steal_from(struct runq *rq)
{
	struct thread *td, *found = NULL;
	uint64_t left;

	if (rq->rq_count == 0 || spin_trylock(&rq->rq_lock) != 0)
		return NULL;
	for (left = rq->rq_bitmap; left != 0 && found == NULL;
	    left &= left - 1) {
		LIST_FOREACH(td, &rq->rq_ready[__builtin_ctzl(left)],
		    td_runlink) {
			if (td->td_bound)
				continue;
			found = td;
			break;
		}
	}
	if (found != NULL)
		ready_remove_locked(rq, found);
	spin_unlock(&rq->rq_lock);
	return found;
}

/* Move a thread that waits elsewhere to rq, this CPU's; 0 if none. */
static int
steal(struct runq *rq)
{
	struct thread *td = NULL;
	uint32_t i, self = rq->rq_percpu->pc_id;

	for (i = 1; i < cpu_count && td == NULL; i++)
		td = steal_from(runq_of((self + i) % cpu_count));
	if (td == NULL)
		return 0;
	td->td_cpu = (uint16_t)self;
	wake_on(rq, td);
	return 1;
}

/* The idle thread: run what there is, or rest until an interrupt. */
static void
idle_main(void *arg)
{
	struct runq *rq = arg;
	uint64_t me = 1ul << rq->rq_percpu->pc_id;

	for (;;) {
		cpu_intr_disable();
		/* The bit first: who queues a thread after that sees it. */
		atomic_or(&sched_idle_cpus, me);
		if (rq->rq_count == 0 && !steal(rq))
			cpu_idle_wait();
		cpu_intr_enable();
		if (rq->rq_count > 0)
			thread_yield();
	}
}

/* Make the run queue of a CPU, with its idle thread. */
static void
runq_create(struct percpu *pc)
{
	struct runq *rq = kmem_zalloc(NULL, sizeof(*rq), KM_SLEEP);
	struct thread *td = thread_idle_create(pc->pc_id);
	int i;

	if (rq == NULL || td == NULL)
		panic("sched: no memory for CPU %u", pc->pc_id);
	spin_init(&rq->rq_lock, "runq");
	for (i = 0; i < PRIORITIES; i++)
		list_init(&rq->rq_ready[i]);
	rq->rq_percpu = pc;
	rq->rq_armed_ns = NEVER;
	rq->rq_idle = td;
	td->td_func = idle_main;
	td->td_arg = rq;
	pc->pc_idle = td;
	pc->pc_sched = rq;
	callout_cpu_init(pc);
}

void
sched_start(void)
{
	struct percpu *pc;
	struct runq *rq;
	uint64_t gone;

	cpu_intr_disable();
	pc = percpu_self();
	rq = pc->pc_sched;
	pmap_activate(NULL);
	spin_lock(&rq->rq_lock);
	atomic_store(&pc->pc_online, 1);
	rq->rq_idle->td_state = TD_RUNNING;
	rq->rq_idle->td_started_ns = clock_now_ns();
	cpu_load_thread(pc, &sched_boot_thread, rq->rq_idle);
	ctx_switch(&gone, rq->rq_idle->td_rsp);
	panic("the boot stack was used again");
}

/* From the first phase on curthread is never NULL on the boot CPU. */
static void
sched_boot(void)
{
	percpu_self()->pc_thread = &sched_boot_thread;
}

static void
sched_init(void)
{
	uint32_t i;

	thread_init();
	for (i = 0; i < cpu_count; i++)
		runq_create(cpu_table[i]);
}

INITCALL(PHASE_CPU, sched_boot);
INITCALL(PHASE_THREAD, sched_init);
TRAP_HANDLER(T_PREEMPT, sched_trap_preempt);
