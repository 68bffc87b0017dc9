// SPDX-License-Identifier: BSD-2-Clause
/*
 * kdb_sysctl - the debugger as programs see it.
 *
 *	debug.kdb.enter=1	stop here, prompt on the console
 *	debug.kdb.panic=1	panic
 *	debug.kdb.run		new value: commands; old value: an int, 0 or
 *				the errno of the command that failed, then
 *				what they printed
 *
 * The commands run with the machine held still, so what they show is one
 * moment; only those marked safe do.  All need PRIV_DEBUG, which no jail
 * has.
 */
#include <sys/errno.h>

#include "kernel/cred/cred.h"
#include "kernel/debug/db.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/sysctl_record.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sysctl.h"

#define COMMANDS_MAX	1024
#define OUTPUT_MAX	(128 * 1024)

/* The number written; *value is 0 if this is only a read. */
static int
kdb_flag(struct sysctl_req *req, int *value)
{
	int error;

	*value = 0;
	error = priv_check(req->sr_td->td_cred, PRIV_DEBUG);
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
	if (error == 0 && value != 0)
		db_break("sysctl debug.kdb.enter");
	return error;
}

static int
kdb_panic(const struct sysctl_node *node, struct sysctl_req *req)
{
	int value, error;

	(void)node;
	error = kdb_flag(req, &value);
	if (error == 0 && value != 0)
		panic("kdb_sysctl_panic");
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
	error = priv_check(req->sr_td->td_cred, PRIV_DEBUG);
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

SYSCTL_PROC(kdb_enter, "debug.kdb.enter", SYSCTL_RW, kdb_enter,
    "write 1 to enter the debugger");
SYSCTL_PROC(kdb_panic, "debug.kdb.panic", SYSCTL_RW, kdb_panic,
    "write 1 to panic");
SYSCTL_PROC(kdb_run, "debug.kdb.run", SYSCTL_RW, kdb_run,
    "write debugger commands, read what they print");
