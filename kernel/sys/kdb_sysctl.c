// SPDX-License-Identifier: BSD-2-Clause
/*
 * kdb_sysctl - the debugger as programs see it.
 *
 *	debug.kdb.enter=1	stop here, prompt on the console; ENXIO if
 *				nobody is there
 *	debug.kdb.panic=1	panic; 2: with a spinlock held
 *	debug.kdb.trap=1	write to address 0
 *	debug.kdb.trap_code=1	jump to address 0
 *	debug.kdb.stack_overflow=1	recurse without end
 *	debug.kdb.run		new value: commands; old value: an int, 0 or
 *				the errno of the command that failed, then
 *				what they printed
 *
 *	debug.kdb.symbol	new value: a name; old value: its address
 *	debug.kdb.memory	new value: an address and how many bytes, at
 *				most a page; old value: those (libkvm)
 *
 * The commands run with the machine held still, so what they show is one
 * moment; only those marked safe do.  All need PRIV_KDB, which no jail
 * has.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/cpu.h"
#include "kernel/cred/cred.h"
#include "kernel/debug/db.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/sysctl_record.h"
#include "kernel/lock/spin.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sysctl.h"

#define COMMANDS_MAX	1024
#define OUTPUT_MAX	(128 * 1024)

/* Guards nothing: to be held in a panic. */
static struct spinlock kdb_lock = SPIN_INITIALIZER("db");

/* Address 0, hidden from the compiler.  [I] */
static volatile uintptr_t kdb_nowhere;

/* The number written; *value is 0 if this is only a read. */
static int
kdb_flag(struct sysctl_req *req, int *value)
{
	int error;

	*value = 0;
	error = priv_check(req->sr_td->td_cred, PRIV_KDB);
	if (error != 0)
		return error;
	error = sysctl_out(req, value, sizeof(*value));
	if (error != 0 || !sysctl_writes(req))
		return error;
	return sysctl_in(req, value, sizeof(*value));
}

static int
kdb_enter(const struct sysctl_node *node, struct sysctl_req *req)
{
	int value, error;

	(void)node;
	error = kdb_flag(req, &value);
	if (error != 0 || value == 0)
		return error;
	if (!db_attended())
		return ENXIO;
	db_break("sysctl debug.kdb.enter");
	return 0;
}

static int
kdb_panic(const struct sysctl_node *node, struct sysctl_req *req)
{
	int value, error;

	(void)node;
	error = kdb_flag(req, &value);
	if (error != 0 || value == 0)
		return error;
	if (value == 2)
		spin_lock(&kdb_lock);
	panic("kdb_sysctl_panic");
}

/* The processor's own ways to stop a kernel; for trying the debugger. */
static int
kdb_trap(const struct sysctl_node *node, struct sysctl_req *req)
{
	int value, error;

	(void)node;
	error = kdb_flag(req, &value);
	if (error == 0 && value != 0)
		*(volatile int *)kdb_nowhere = 0;
	return error;
}

static int
kdb_trap_code(const struct sysctl_node *node, struct sysctl_req *req)
{
	int value, error;

	(void)node;
	error = kdb_flag(req, &value);
	if (error == 0 && value != 0)
		((void (*)(void))kdb_nowhere)();
	return error;
}

/* Each round needs the one below, so that no loop can be made of it. */
static int
kdb_recurse(int depth)
{
	volatile char room[256];

	room[0] = (char)depth;
	return depth < 0 ? 0 : kdb_recurse(depth + 1) + room[0];
}

static int
kdb_stack_overflow(const struct sysctl_node *node, struct sysctl_req *req)
{
	int value, error;

	(void)node;
	error = kdb_flag(req, &value);
	if (error == 0 && value != 0)
		error = kdb_recurse(0) == 0 ? 0 : EFAULT;
	return error;
}

/* Run what was written; what is printed goes through buf. */
static int
kdb_run_buffer(struct sysctl_req *req, char *buf)
{
	char commands[COMMANDS_MAX];
	int error, result;
	size_t len;

	error = sysctl_in(req, commands, req->sr_newlen);
	if (error != 0)
		return error;
	commands[req->sr_newlen] = '\0';
	result = db_run(commands, buf, OUTPUT_MAX, &len);
	if (len >= OUTPUT_MAX)
		len = OUTPUT_MAX - 1;
	error = sysctl_out(req, &result, sizeof(result));
	return error != 0 ? error : sysctl_out(req, buf, len);
}

static int
kdb_run(const struct sysctl_node *node, struct sysctl_req *req)
{
	int error, empty = 0;
	char *buf;

	(void)node;
	error = priv_check(req->sr_td->td_cred, PRIV_KDB);
	if (error != 0)
		return error;
	if (!sysctl_writes(req))
		return sysctl_out(req, &empty, sizeof(empty));
	if (req->sr_newlen >= COMMANDS_MAX)
		return E2BIG;

	buf = kmem_alloc(NULL, OUTPUT_MAX, KM_SLEEP);
	if (buf == NULL)
		return ENOMEM;
	error = kdb_run_buffer(req, buf);
	kmem_free(buf);
	return error;
}

/* Modules come and go, and their symbols, where nobody holds that still. */
static int
kdb_find(const char *name, uintptr_t *addr)
{
	uint64_t flags = cpu_intr_save();
	size_t size;
	int error;

	db_stop_enter(NULL);
	error = db_sym_value(name, addr, &size);
	db_stop_leave();
	cpu_intr_restore(flags);
	return error;
}

static int
kdb_symbol(const struct sysctl_node *node, struct sysctl_req *req)
{
	uintptr_t addr = 0;
	char name[128];
	int error;

	(void)node;
	error = priv_check(req->sr_td->td_cred, PRIV_KDB);
	if (error != 0 || !sysctl_writes(req))
		return error;
	if (req->sr_newlen >= sizeof(name))
		return ENAMETOOLONG;
	error = sysctl_in(req, name, req->sr_newlen);
	name[req->sr_newlen] = '\0';
	if (error == 0)
		error = kdb_find(name, &addr);
	return error != 0 ? error : sysctl_out(req, &addr, sizeof(addr));
}

/* db_read() is for who holds the machine still. */
static int
kdb_copy(uintptr_t addr, void *buf, size_t n)
{
	uint64_t flags = cpu_intr_save();
	int error;

	db_stop_enter(NULL);
	error = db_read(addr, buf, n);
	db_stop_leave();
	cpu_intr_restore(flags);
	return error;
}

static int
kdb_memory(const struct sysctl_node *node, struct sysctl_req *req)
{
	uint64_t where[2];
	char *buf;
	int error;

	(void)node;
	error = priv_check(req->sr_td->td_cred, PRIV_KDB);
	if (error != 0 || !sysctl_writes(req))
		return error;
	if (req->sr_newlen != sizeof(where))
		return EINVAL;
	error = sysctl_in(req, where, sizeof(where));
	if (error != 0)
		return error;
	if (where[0] < DIRECT_BASE || where[1] > PAGE_SIZE)
		return EINVAL;
	buf = kmem_alloc(NULL, PAGE_SIZE, KM_SLEEP);
	if (buf == NULL)
		return ENOMEM;
	error = kdb_copy(where[0], buf, where[1]);
	if (error == 0)
		error = sysctl_out(req, buf, where[1]);
	kmem_free(buf);
	return error;
}

SYSCTL_PROC(kdb_symbol, "debug.kdb.symbol", SYSCTL_RW, kdb_symbol,
    "write a symbol, read its address");
SYSCTL_PROC(kdb_memory, "debug.kdb.memory", SYSCTL_RW, kdb_memory,
    "write an address and a length, read kernel memory");
SYSCTL_PROC(kdb_enter, "debug.kdb.enter", SYSCTL_RW, kdb_enter,
    "write 1 to enter the debugger");
SYSCTL_PROC(kdb_panic, "debug.kdb.panic", SYSCTL_RW, kdb_panic,
    "write 1 to panic, 2 with a spinlock held");
SYSCTL_PROC(kdb_trap, "debug.kdb.trap", SYSCTL_RW, kdb_trap,
    "write 1 to have the kernel write to a bad address");
SYSCTL_PROC(kdb_trap_code, "debug.kdb.trap_code", SYSCTL_RW, kdb_trap_code,
    "write 1 to have the kernel jump to a bad address");
SYSCTL_PROC(kdb_stack_overflow, "debug.kdb.stack_overflow", SYSCTL_RW,
    kdb_stack_overflow, "write 1 to have the kernel overflow its stack");
SYSCTL_PROC(kdb_run, "debug.kdb.run", SYSCTL_RW, kdb_run,
    "write debugger commands, read what they print");
