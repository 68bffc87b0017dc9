// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_guard - reading memory that may not be there.
 *
 * The debugger's own faults never reach the rest of the kernel.  While it
 * owns the machine, a handler of the lowest layer, hence the first asked,
 * takes every page and protection fault on its CPU and jumps back to the
 * innermost guard.  That drops the trap's stack frames, which is safe: the
 * debugger runs with interrupts off and nothing below it waits for them.
 *
 * Letter: [d] the debugger's owner.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/trap/trap.h"
#include "kernel/debug/db_control.h"
#include "kernel/lib/string.h"

/* What __builtin_setjmp keeps, and the guard around this one. */
struct guard {
	void *gd_jump[5];		/* [d] */
	struct guard *gd_outer;		/* [d] */
	int gd_error;			/* [d] why it ended early */
};

struct copy_args {
	void *ca_to;			/* [d] */
	const void *ca_from;		/* [d] */
	size_t ca_size;			/* [d] */
};

static struct guard *guard_top;		/* [d] innermost, or NULL */
static uintptr_t guard_address;		/* [d] */

int
db_guard_run(void (*func)(void *), void *arg)
{
	struct guard gd;

	gd.gd_outer = guard_top;
	gd.gd_error = 0;
	if (__builtin_setjmp(gd.gd_jump) == 0) {
		guard_top = &gd;
		func(arg);
	}
	guard_top = gd.gd_outer;
	return gd.gd_error;
}

/* Not inlined: a jump must not leave the function that set it. */
void __attribute__((noinline))
db_fail(int error)
{
	guard_top->gd_error = error;
	__builtin_longjmp(guard_top->gd_jump, 1);
}

int
db_guard_active(void)
{
	return guard_top != NULL && db_cpu() == db_stop_self();
}

uintptr_t
db_guard_address(void)
{
	return guard_address;
}

static enum trap_claim
guard_fault(struct trapframe *tf)
{
	if (trapframe_is_user(tf) || !db_guard_active()) {
		if (db_cpu() == db_stop_self())
			db_step_abandon(tf);
		return TRAP_PASS;
	}
	guard_address = tf->tf_vector == T_PAGE ? cpu_cr2_read() : 0;
	cpu_user_close();
	db_fail(EFAULT);
}

static void
guard_copy(void *arg)
{
	struct copy_args *ca = arg;

	cpu_user_open();
	memcpy(ca->ca_to, ca->ca_from, ca->ca_size);
	cpu_user_close();
}

int
db_read(uintptr_t addr, void *buf, size_t n)
{
	struct copy_args ca = { buf, (const void *)addr, n };

	return db_guard_run(guard_copy, &ca);
}

int
db_write(uintptr_t addr, const void *buf, size_t n)
{
	struct copy_args ca = { (void *)addr, buf, n };

	return db_guard_run(guard_copy, &ca);
}

int
db_read_string(uintptr_t addr, char *buf, size_t size)
{
	size_t i;
	int error;

	for (i = 0; i + 1 < size; i++) {
		error = db_read(addr + i, &buf[i], 1);
		if (error != 0)
			break;
		if (buf[i] == '\0')
			return 0;
	}
	if (size > 0)
		buf[i] = '\0';
	return i + 1 < size ? EFAULT : 0;
}

void
db_read_error(uintptr_t addr)
{
	guard_address = addr;
	db_fail(EFAULT);
}

TRAP_HANDLER(T_PAGE, guard_fault);
TRAP_HANDLER(T_PROTECTION, guard_fault);
