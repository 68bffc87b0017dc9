// SPDX-License-Identifier: BSD-2-Clause
/*
 * kt_plain - a module with a variable per network stack, a sysctl over it,
 * a part that sets it up, and a debugger command.
 */
#include "kernel/kld/module.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/db_record.h"
#include "subsys/net/vnet.h"

VNET_DEFINE_STATIC(int, plain_value) = 40;	/* [a] */
#define V_plain_value	VNET(plain_value)

static volatile int plain_stacks;		/* [a] that have the part */

static int
plain_create(void)
{
	V_plain_value += 2;
	atomic_add(&plain_stacks, 1);
	return 0;
}

static void
plain_destroy(void)
{
	V_plain_value = 0;
	atomic_sub(&plain_stacks, 1);
}

static void
plain_db(int nwords, char *const *words)
{
	(void)nwords, (void)words;
	db_printf("plain in %d stacks\n", plain_stacks);
}

VNET_PART(plain, PHASE_PROTO, plain_create, NULL, plain_destroy);
SYSCTL_VNET_INT(plain_value, "net.plain.value", plain_value,
    "set to 42 in each stack");
SYSCTL_NODE_(plain_stacks, "debug.plain_stacks", SYSCTL_T_INT, SYSCTL_RD,
    (void *)(uintptr_t)&plain_stacks, sizeof(int), NULL, NULL,
    "stacks that have the part");
DB_COMMAND("show plain", "", "stacks with the plain part", DB_ANY, plain_db);
MODULE(kt_plain, NULL, NULL, "a variable, a part, a sysctl, a command");
