// SPDX-License-Identifier: BSD-2-Clause
/*
 * main - where the machine-independent kernel begins.
 *
 * All that happens from here on is an INITCALL somewhere: look for that
 * word, and at the phases in kernel/lib/init.h, to follow the boot.  In
 * phase THREAD the last call starts the scheduler and never comes back;
 * the rest runs in a thread.
 */
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"

void
kernel_main(void)
{
	init_run();
	panic("nothing started the scheduler");
}
