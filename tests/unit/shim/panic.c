// SPDX-License-Identifier: BSD-2-Clause
/*
 * panic - the up-call, for host programs: back to the test, or out.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "kernel/lib/panic.h"
#include "tests/unit/shim/machine.h"

volatile int panicking;
jmp_buf panic_return;
int panic_expected;
char panic_text[256];

void
panic(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(panic_text, sizeof(panic_text), fmt, ap);
	va_end(ap);
	if (panic_expected)
		longjmp(panic_return, 1);
	fprintf(stderr, "panic: %s\n", panic_text);
	abort();
}
