// SPDX-License-Identifier: BSD-2-Clause
/*
 * counter - a module in one file: how often each jail has asked.
 *
 * It has a subsystem of its own, "counter", of which every jail gets an
 * image; a jail can be made with counter=inherit to share that of the jail
 * above.  Reading the sysctl kern.counter.next counts one up.  A maker of
 * modules has nothing else to write: the debugger prints V_counter_value in
 * any jail, and the jail's end frees what it had.
 */
#include <kernel/kld/module.h>
#include <kernel/lib/atomic.h>
#include <kernel/sys/sysctl.h>
#include <kernel/vimage/vimage.h>

VIMAGE_SUBSYS_DECLARE(counter);
VIMAGE_DEFINE_STATIC(counter, int, counter_value) = 0;	/* [a] */
#define V_counter_value	VIMAGE_VAR(counter, counter_value)

static int
counter_next(const struct sysctl_node *so, struct sysctl_req *req)
{
	int value = V_counter_value;

	(void)so;
	if (req->sr_old != 0)		/* not only asked for the length */
		value = atomic_add(&V_counter_value, 1);
	return sysctl_out(req, &value, sizeof(value));
}

VIMAGE_SUBSYS_PARAM(counter, PHASE_USER, NULL, NULL, NULL,
    "how often a jail has asked", "counter", VS_OWN);
SYSCTL_PROC(counter_next, "kern.counter.next", SYSCTL_RD | SYSCTL_AS_INT,
    counter_next, "one more than the last time, in each jail");
MODULE(counter, NULL, NULL, "counts for each jail");
