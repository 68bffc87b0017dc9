// SPDX-License-Identifier: BSD-2-Clause
/*
 * fault_control - the sysctls of the fault injector that check, or set,
 * more than one number.
 *
 *	debug.fault.site=NAME	only allocations in a function, a file or on
 *				a line ("image.c:57"); ENOENT: no allocation
 *				there; "" any
 *	debug.fault.random=N	one matching allocation in N fails, until 0;
 *				the seed is logged
 *	debug.fault.seed=S	where the random mode begins; 0: a new one
 *				each time
 */
#include <sys/errno.h>

#include "kernel/debug/cons.h"
#include "kernel/dev/random.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/sys/sysctl.h"

#define RANDOM_MAX	1000000

static uint64_t fault_seed;		/* [a] asked for; 0: choose */

static int
site_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	char name[FAULT_SITE_MAX];
	int error;

	(void)so;
	error = sysctl_out(req, fault_site, strlen(fault_site) + 1);
	if (error != 0 || !sysctl_writes(req))
		return error;
	if (req->sr_newlen >= sizeof(name))
		return ENAMETOOLONG;
	error = sysctl_in(req, name, req->sr_newlen);
	if (error != 0)
		return error;
	name[req->sr_newlen] = '\0';
	if (name[0] != '\0' && !ledger_site_exists(name))
		return ENOENT;
	strlcpy(fault_site, name, sizeof(fault_site));
	return 0;
}

/* The same seed makes the same draws: everything starts afresh. */
static void
random_begin(int n)
{
	uint64_t seed = fault_seed;

	fault_after = 0;
	fault_random = n;
	if (n == 0)
		return;		/* what there was can still be read */
	while (seed == 0)
		random_bytes(&seed, sizeof(seed));
	fault_state = seed;
	fault_count = 0;
	fault_trace = 0;
	kprintf("fault: one allocation in %d fails, debug.fault.seed=%llu\n",
	    n, (unsigned long long)seed);
	fault_after = INT64_MAX;
}

static int
random_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	int n = fault_random, error;

	(void)so;
	error = sysctl_out(req, &n, sizeof(n));
	if (error != 0 || !sysctl_writes(req))
		return error;
	error = sysctl_in(req, &n, sizeof(n));
	if (error == 0 && (n < 0 || n > RANDOM_MAX))
		error = EINVAL;
	if (error == 0)
		random_begin(n);
	return error;
}

SYSCTL_NODE_(fault_site, "debug.fault.site", SYSCTL_T_PROC,
    SYSCTL_RW | SYSCTL_AS_STRING, NULL, 0, site_sysctl, NULL,
    "function, file or file:line whose allocations may fail; empty: any");
SYSCTL_RANGE_(fault_random, "debug.fault.random", SYSCTL_T_PROC,
    SYSCTL_RW | SYSCTL_AS_INT, NULL, sizeof(int), random_sysctl, NULL,
    "one allocation in so many fails; 0 off", 0, RANDOM_MAX);
SYSCTL_U64(fault_seed, "debug.fault.seed", SYSCTL_RW, fault_seed,
    "what debug.fault.random begins with; 0: chosen, and logged");
