// SPDX-License-Identifier: BSD-2-Clause
/*
 * panic - the kernel's last words, and assertions.
 *
 * An up-call: declared here so that every layer can give up, defined once
 * by kernel/debug.  Assertions go quiet once panicking: the debugger must
 * still be able to walk what is left.
 */
#pragma once

/*
 * Nonzero while the machine is held still: in the debugger, and from the
 * first panic on.  Then locks are not taken and assertions not made.  [a]
 */
extern volatile int panicking;

/* Stop all CPUs, print the message and a backtrace, enter the debugger. */
void	panic(const char *fmt, ...)
	    __attribute__((noreturn, format(printf, 1, 2)));

#define KASSERT(cond) do {						\
	if (__builtin_expect(!(cond), 0) && !panicking)			\
		panic("%s:%d: %s: assertion failed: %s",		\
		    __FILE__, __LINE__, __func__, #cond);		\
} while (0)
