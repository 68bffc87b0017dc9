// SPDX-License-Identifier: BSD-2-Clause
/*
 * gate - makers of images on one side, changers of what they make on the
 * other.
 *
 * A module that brings a subsystem, or a part of one, must find each set of
 * images either whole or not begun.  Many makers may be inside at once; who
 * closes the gate waits for them, which takes as long as constructors take,
 * and opens it as soon as the tables are changed.  The ends of images do not
 * pass here: a jail that takes long to die holds up nobody.
 *
 * Locks: [g] gate_lock.
 */
#include "kernel/sched/waitq.h"
#include "kernel/vimage/vimage_priv.h"

static struct spinlock gate_lock = SPIN_INITIALIZER("vimage_gate");
static struct waitq gate_wait = {	/* [g] */
	LIST_INITIALIZER(gate_wait.wq_sleepers), "vimgate"
};
static unsigned gate_makers;		/* [g] inside */
static int gate_closed;			/* [g] */

void
vimage_gate_enter(void)
{
	spin_lock(&gate_lock);
	while (gate_closed)
		waitq_sleep(&gate_wait, &gate_lock, 0, WQ_FOREVER);
	gate_makers++;
	spin_unlock(&gate_lock);
}

void
vimage_gate_leave(void)
{
	spin_lock(&gate_lock);
	KASSERT(gate_makers > 0);
	if (--gate_makers == 0)
		waitq_wake_all(&gate_wait);
	spin_unlock(&gate_lock);
}

void
vimage_gate_close(void)
{
	spin_lock(&gate_lock);
	while (gate_closed)
		waitq_sleep(&gate_wait, &gate_lock, 0, WQ_FOREVER);
	gate_closed = 1;
	while (gate_makers > 0)
		waitq_sleep(&gate_wait, &gate_lock, 0, WQ_FOREVER);
	spin_unlock(&gate_lock);
}

void
vimage_gate_open(void)
{
	spin_lock(&gate_lock);
	gate_closed = 0;
	waitq_wake_all(&gate_wait);
	spin_unlock(&gate_lock);
}
