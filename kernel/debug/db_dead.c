// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_dead - the debugger after death.
 *
 * A dump is read by running the debugger that lies in it: libkvm interprets
 * the dead kernel's own code on a copy of its memory (user/libkvm/machine.h)
 * and calls db_dead_run().  So each command of each subsystem, a module's
 * too, works on dumps, on any host, and knows the layouts of its own build.
 * Nobody in the living kernel calls these functions.
 *
 * A fault there comes back as a call of db_read_error(): the guard that is
 * active ends the command.
 */
#include <sys/dump.h>

#include "arch-x86_64/boot/boot.h"
#include "kernel/debug/db_control.h"

static const struct dump_anchor dead_anchor __attribute__((used)) = {
	.da_magic = DUMP_ANCHOR_MAGIC,
	.da_version = DUMP_VERSION,
	.da_size = sizeof(dead_anchor),
	.da_self = (uintptr_t)&dead_anchor,
	.da_symbols = (uintptr_t)kernel_symbols,
	.da_symbols_end = (uintptr_t)kernel_symbols_end,
	.da_types = (uintptr_t)kernel_types,
	.da_types_end = (uintptr_t)kernel_types_end,
	.da_build = (uintptr_t)kernel_build,
};

const struct dump_anchor *
db_anchor(void)
{
	return &dead_anchor;
}

/* The first time, look at the CPU that died. */
static void
dead_begin(void)
{
	static int begun;

	db_stop_dead();
	if (!begun)
		db_view_set(db_cpu());
	begun = 1;
}

int
db_dead_run(const char *commands, char *buf, size_t size, size_t *len)
{
	int error;

	dead_begin();
	db_out_buffer(buf, size);
	error = db_run_line(commands, 0);
	*len = db_out_length();
	return error;
}

int
db_dead_call(void (*func)(void *), void *arg)
{
	dead_begin();
	return db_guard_run(func, arg);
}
