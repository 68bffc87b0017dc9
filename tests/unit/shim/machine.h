// SPDX-License-Identifier: BSD-2-Clause
/*
 * machine - a one-CPU machine for kernel code under test on the host.
 */
#pragma once

#include <setjmp.h>
#include <stddef.h>

#include "kernel/lib/init.h"

SET_DECLARE(initcall, const struct initcall);

/*
 * Give the running program a CPU (percpu behind GS) and so many bytes of
 * memory that bootinfo names free.  Kernel code keeps what it knows of it,
 * so once a program.
 */
void	machine_start(size_t memory);
void	machine_stop(void);

/* machine_start, and the initcalls of what the test is linked with. */
static inline void
machine_boot(size_t memory)
{
	const struct initcall *const *ic;

	machine_start(memory);
	SET_FOREACH(ic, initcall)
		(*ic)->ic_func();
}

/* Where panic() goes when panic_expected, and what it said. */
extern jmp_buf panic_return;
extern int panic_expected;
extern char panic_text[256];

/* Run stmt, which must panic. */
#define EXPECT_PANIC(stmt) do {						\
	panic_expected = 1;						\
	if (setjmp(panic_return) == 0) {				\
		stmt;							\
		fail_msg("did not panic: %s", #stmt);			\
	}								\
	panic_expected = 0;						\
} while (0)
