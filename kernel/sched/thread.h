// SPDX-License-Identifier: BSD-2-Clause
/*
 * thread - kernel threads and the processor's time.
 *
 * A thread runs, is on a run queue, or sleeps on a waitq.  The scheduler
 * is preemptive, one run queue a CPU with stealing; time slices only when
 * somebody else wants the CPU.  struct thread is what all layers share:
 * each later layer's members are opaque slots here.
 *
 * Locks: [s] the run-queue lock of td_cpu; [t] the thread itself; [w] the
 * lock of the waitq slept on.
 */
#pragma once

#include <stdint.h>
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/lib/list.h"
#include "kernel/lock/witness.h"

struct cred;
struct image;
struct ledger;
struct ledger_entry;
struct pmap;
struct poller;
struct proc;
struct trapframe;
struct waitq;

enum thread_state {
	TD_NEW, TD_READY, TD_RUNNING, TD_SLEEPING, TD_DEAD
};

/* td_flags */
#define TDF_INTERRUPT	0x01	/* [t] sleeps so that it can be interrupted */
#define TDF_KERNEL	0x02	/* [I] has no user side */
#define TDF_FPU		0x04	/* [t] td_fpu holds user state */
#define TDF_IDLE	0x08	/* [I] */
#define TDF_OLDMASK	0x10	/* [t] td_oldmask is to be put back */
/* td_ast, looked at on the way back to user mode */
#define AST_SIGNAL	0x01	/* look for signals */
#define AST_CRED	0x02	/* reload credential and images */
#define AST_SCHED	0x04	/* give up the CPU */

#define KSTACK_SIZE	16384	/* with td_fpu at its very top */

/* td_pri, the smaller the better */
#define PRI_CALLOUT	4
#define PRI_KERNEL	16
#define PRI_USER	32	/* falls to PRI_USER_LOW for who hardly rests */
#define PRI_USER_LOW	47
#define PRI_IDLE	63
#define TD_NAME_MAX	24

struct thread {
	uint64_t td_rsp;		/* [s] saved kernel stack pointer */
	uint8_t *td_fpu;		/* [I] 512-byte fxsave area */
	struct pmap *td_pmap;		/* [t] address space, NULL kernel's */
	uint64_t td_fsbase;		/* [t] user TLS pointer */
	uintptr_t td_kstack;		/* [I] lowest address */
	struct ledger_entry *td_charge;	/* [I] for both, or NULL */
	uint32_t td_state;		/* [s] enum thread_state */
	volatile uint32_t td_flags;	/* [a] TDF_* */
	volatile uint32_t td_ast;	/* [a] AST_* */
	int32_t td_tid;			/* [I] */
	uint16_t td_cpu;		/* [s] where it runs or waits */
	uint8_t td_pri;			/* [s] 0 best .. 63 */
	uint8_t td_pri_base;		/* [I] td_pri after a sleep */
	volatile uint8_t td_bound;	/* [t] may not move to another CPU */
	uintptr_t td_image_bias[IMAGE_SLOTS];	/* [t] mirrored in percpu */
	struct image *td_image[IMAGE_SLOTS];	/* [t] current images */

	struct list td_runlink;		/* [s] run queue */
	struct list td_all;		/* [threads] every thread */
	struct list td_plink;		/* [proc] threads of td_proc */
	struct waitq *td_waitq;		/* [w] slept on, or NULL */
	struct list td_wlink;		/* [w] */
	const char *td_wmesg;		/* [t] why it sleeps */
	volatile int td_wresult;	/* [a] what the sleep returns */
	struct proc *td_proc;		/* [I] or NULL */
	struct cred *td_cred;		/* [t] its own reference */
	struct poller *td_poll;		/* [t] poll(2) in progress */
	struct trapframe *td_frame;	/* [t] user registers, in kernel */
	uint64_t td_sigmask;		/* [t] blocked signals */
	uint64_t td_oldmask;		/* [t] to restore after sigsuspend */
	uint64_t td_sigpend;		/* [proc] sent to this thread alone */
	uint64_t td_sigwait;		/* [proc] sigtimedwait wants these */
	struct list td_siginfos;	/* [proc] struct ksiginfo */
	int td_trapsig;			/* [proc] of the last exception, */
	int td_trapcode;		/* [proc] its si_code */
	uint64_t td_trapaddr;		/* [proc] and si_addr */
	uint64_t td_altstack;		/* [t] sigaltstack: lowest address */
	uint64_t td_altsize;		/* [t] bytes, 0: none */
	uint64_t td_deadline_ns;	/* [t] of a broken-off call, 0 none */
	struct held_locks td_held;	/* [t] sleeping locks */
	uint64_t td_runtime_ns;		/* [s] CPU time used */
	uint64_t td_started_ns;		/* [s] when it was last put on */
	uint64_t td_stopped_ns;		/* [s] when it was last taken off */
	uint64_t td_used_ns;		/* [s] since its priority last fell */
	void (*td_func)(void *arg);	/* [I] kernel thread's body */
	void *td_arg;			/* [I] */
	char td_name[TD_NAME_MAX];	/* [t] */
};

/*
 * Make a thread that will run func(arg) when thread_start is called.  A
 * kernel thread starts with empty image slots; func may return (the thread
 * ends).  0, ENOMEM, EAGAIN (too many).  The thread frees itself after
 * thread_exit; user threads' ends are the business of kernel/proc.
 */
int	thread_create(const char *name, void (*func)(void *), void *arg,
	    struct thread **out);
/* Charge td, not started yet, and its stack to ld (NULL: none): 0, ENOMEM. */
int	thread_charge(struct thread *td, struct ledger *ld);
/*
 * Before thread_start: make it a user thread, with fresh floating point
 * registers, or those of from, which is the running thread.
 */
void	thread_set_user(struct thread *td, const struct thread *from);
/* Before thread_start: a priority of its own; a CPU it stays on. */
void	thread_set_pri(struct thread *td, unsigned pri);
void	thread_set_cpu(struct thread *td, uint32_t cpu);
void	thread_start(struct thread *td);
/* Throw away a thread that was never started. */
void	thread_destroy(struct thread *td);
/* End the running thread.  Spinlocks must not be held. */
void	thread_exit(void) __attribute__((noreturn));
/* Let others of the same or better priority run. */
void	thread_yield(void);
/*
 * Send td to ast() with these bits; AST_SIGNAL also ends an interruptible
 * sleep with EINTR, and keeps td from beginning one until the bit is
 * cleared.  td must stay alive meanwhile.  Any context, spinlocks above
 * class runq may be held.
 */
void	thread_interrupt(struct thread *td, uint32_t ast_bits);
/*
 * Floating point registers of the running user thread: live ones to
 * td_fpu, td_fpu to live ones (made safe first), or as a program begins.
 */
void	thread_fpu_save(void);
void	thread_fpu_load(void);
void	thread_fpu_reset(void);
/* Keep the thread on its CPU; nests. */
void	thread_bind(void);
void	thread_unbind(void);

/*
 * Walk all threads under the list lock; stops when fn returns nonzero.
 * Without the lock when panicking.  fn must not sleep.
 */
int	thread_foreach(int (*fn)(struct thread *td, void *arg), void *arg);
/* Threads alive. */
int	thread_count(void);

/* End of td's kernel stack: its trapframe lies just below. */
static inline uintptr_t
thread_kstack_top(const struct thread *td)
{
	return (uintptr_t)td->td_fpu;
}

/* Switch if a better thread waits.  No spinlock held. */
void	sched_preempt(void);
/*
 * From the boot CPU and each started CPU, once, in phase THREAD or later,
 * with interrupts off: never returns.  The CPU runs threads from now on.
 */
void	sched_start(void) __attribute__((noreturn));
