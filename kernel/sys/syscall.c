// SPDX-License-Identifier: BSD-2-Clause
/*
 * syscall - from the trap frame to a call's body and back.
 *
 * The records are put into an array by number once; the path of a call is
 * then a bound check, an indexed load and a call.  tf_r11 follows the
 * flags so that the quick return path stays open (see trap.asm).
 */
#include <sys/errno.h>
#include <sys/syscall.h>
#include "arch-x86_64/cpu/copy.h"
#include "arch-x86_64/cpu/percpu.h"
#include "arch-x86_64/trap/trap.h"
#include "kernel/debug/db.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/syscall.h"

SET_DECLARE_JOIN(syscall, const struct syscall, syscall_join, syscall_leave);

#define SYSCALL_SIZE	2	/* bytes of the instruction */

static syscall_fn *syscall_table[SYS_MAXSYSCALL];	/* [a] */

static int
syscall_none(struct thread *td, struct syscall_args *sa)
{
	(void)td;
	(void)sa;
	return ENOSYS;
}

/* Anything but success. */
static void
syscall_fail(struct trapframe *tf, uint64_t number, int error)
{
	switch (error) {
	case EJUSTRETURN:
		return;
	case ERESTART:
	case ERESTARTQUIET:
		/* ast() turns it into EINTR if a handler wants that. */
		tf->tf_error = error == ERESTART ? FRAME_RESTART :
		    FRAME_RESTART_QUIET;
		tf->tf_rip -= SYSCALL_SIZE;
		tf->tf_rax = number;
		return;
	default:
		tf->tf_rax = (uint64_t)error;
		tf->tf_rflags |= RFLAGS_CF;
		tf->tf_r11 = tf->tf_rflags;
	}
}

/* No canary: only registers are copied here, at known places. */
static enum trap_claim __attribute__((no_stack_protector))
syscall_dispatch(struct trapframe *tf)
{
	struct syscall_args sa;
	uint64_t number = tf->tf_rax;
	syscall_fn *fn = syscall_none;
	int error;

	if (number < SYS_MAXSYSCALL)
		fn = syscall_table[number];
	sa.sa_arg[0] = tf->tf_rdi;
	sa.sa_arg[1] = tf->tf_rsi;
	sa.sa_arg[2] = tf->tf_rdx;
	sa.sa_arg[3] = tf->tf_r10;
	sa.sa_arg[4] = tf->tf_r8;
	sa.sa_arg[5] = tf->tf_r9;
	sa.sa_ret = 0;
	sa.sa_ret2 = 0;
	error = fn(curthread, &sa);
	if (__builtin_expect(error != 0, 0)) {
		syscall_fail(tf, number, error);
		return TRAP_DONE;
	}
	tf->tf_rax = sa.sa_ret;
	tf->tf_rdx = sa.sa_ret2;
	tf->tf_rflags &= ~RFLAGS_CF;
	tf->tf_r11 = tf->tf_rflags;
	return TRAP_DONE;
}
TRAP_HANDLER(T_SYSCALL, syscall_dispatch);

/* A call in a dump, by a program outside: see dead_call(). */
struct dead {
	struct thread *de_td;		/* [t] */
	syscall_fn *de_func;		/* [t] */
	struct syscall_args de_args;	/* [t] */
	int de_error;			/* [t] */
};

/* As the first thread of init, which is root and in no jail. */
static void
dead_body(void *arg)
{
	struct dead *de = arg;
	struct percpu *pc = percpu_self();

	pc->pc_thread = de->de_td;
	cpu_copy_words(pc->pc_image, de->de_td->td_image_bias, IMAGE_SLOTS);
	de->de_error = de->de_func(de->de_td, &de->de_args);
}

int
syscall_dead(uint64_t number, const uint64_t *args, uint64_t *ret)
{
	struct proc *p = proc_find_base(1);
	struct dead de = { .de_func = syscall_none };
	int error;

	if (p == NULL || list_empty(&p->p_threads))
		return ESRCH;
	de.de_td = LIST_FIRST(&p->p_threads, struct thread, td_plink);
	if (number < SYS_MAXSYSCALL)
		de.de_func = syscall_table[number];
	memcpy(de.de_args.sa_arg, args, sizeof(de.de_args.sa_arg));
	error = db_dead_call(dead_body, &de);
	ret[0] = de.de_args.sa_ret;
	ret[1] = de.de_args.sa_ret2;
	return error != 0 ? error : de.de_error;
}

/* Of a module, or at boot; callers of kldload are serialised. */
static int
syscall_join(const struct syscall *sc)
{
	if (sc->sc_number < 0 || sc->sc_number >= SYS_MAXSYSCALL)
		return ERANGE;
	if (syscall_table[sc->sc_number] != syscall_none)
		return EEXIST;
	syscall_table[sc->sc_number] = sc->sc_func;
	return 0;
}

static void
syscall_leave(const struct syscall *sc)
{
	syscall_table[sc->sc_number] = syscall_none;
}

static void
syscall_init(void)
{
	const struct syscall *const *sc;
	int i;

	for (i = 0; i < SYS_MAXSYSCALL; i++)
		syscall_table[i] = syscall_none;
	SET_FOREACH(sc, syscall)
		if (syscall_join(*sc) != 0)
			panic("two system calls %d", (*sc)->sc_number);
}
INITCALL(PHASE_THREAD, syscall_init);
