// SPDX-License-Identifier: BSD-2-Clause
/*
 * crew - threads for tests, started together, waited for together.
 */
#include <sys/errno.h>

#include "kernel/sched/callout.h"
#include "kernel/sched/thread.h"
#include "tests/kern/crew.h"

#define JOIN_NS		60000000000ul

static struct crew crew_shared;		/* [t] the one ktest thread's */

static void
crew_main(void *arg)
{
	struct crew_member *cm = arg;
	struct crew *cr = cm->cm_crew;

	cr->cr_func(cm->cm_index);
	spin_lock(&cr->cr_lock);
	cr->cr_alive--;
	waitq_wake_all(&cr->cr_wait);
	spin_unlock(&cr->cr_lock);
}

int
crew_start(struct crew *cr, int n, void (*func)(int index))
{
	struct thread *td[CREW_MAX];
	int i, error;

	spin_init(&cr->cr_lock, "test_inner");
	waitq_init(&cr->cr_wait, "crew");
	cr->cr_func = func;
	for (i = 0; i < n; i++) {
		cr->cr_member[i].cm_crew = cr;
		cr->cr_member[i].cm_index = i;
		error = thread_create("crew", crew_main, &cr->cr_member[i],
		    &td[i]);
		if (error != 0) {
			while (i-- > 0)
				thread_destroy(td[i]);
			return error;
		}
	}
	cr->cr_alive = n;
	for (i = 0; i < n; i++)
		thread_start(td[i]);
	return 0;
}

int
crew_join(struct crew *cr)
{
	uint64_t deadline = clock_uptime_ns() + JOIN_NS;
	int error = 0;

	spin_lock(&cr->cr_lock);
	while (cr->cr_alive > 0 && error == 0)
		error = waitq_sleep(&cr->cr_wait, &cr->cr_lock, 0, deadline);
	spin_unlock(&cr->cr_lock);
	return error;
}

int
crew_run(int n, void (*func)(int index))
{
	int error = crew_start(&crew_shared, n, func);

	return error != 0 ? error : crew_join(&crew_shared);
}
