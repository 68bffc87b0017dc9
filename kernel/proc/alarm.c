// SPDX-License-Identifier: BSD-2-Clause
/*
 * alarm - ITIMER_REAL: SIGALRM after a while, and again.
 *
 * The time lies in the process and is exact; the callout only brings it to
 * mind.  A callout that fires after the alarm was set anew finds that by
 * p_alarm_at_ns and does nothing.
 */
#include <sys/signal.h>
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"

static void
proc_alarm_fire(void *arg)
{
	struct ksiginfo ks = { .ks_signo = SIGALRM, .ks_code = SI_TIMER };
	struct proc *p = arg;

	spin_lock(&p->p_lock);
	if (p->p_alarm_at_ns == 0) {
		spin_unlock(&p->p_lock);
		return;
	}
	p->p_alarm_at_ns = 0;
	if (p->p_alarm_every_ns != 0 && (p->p_flags & PF_EXITING) == 0) {
		p->p_alarm_at_ns = clock_uptime_ns() + p->p_alarm_every_ns;
		callout_reset(&p->p_alarm, p->p_alarm_every_ns);
	}
	(void)signal_send_locked(p, NULL, &ks);
	spin_unlock(&p->p_lock);
}

void
proc_alarm_init(struct proc *p)
{
	callout_init(&p->p_alarm, proc_alarm_fire, p);
}

void
proc_alarm_set(struct proc *p, uint64_t in_ns, uint64_t every_ns)
{
	spin_lock(&p->p_lock);
	callout_stop(&p->p_alarm);
	p->p_alarm_at_ns = 0;
	p->p_alarm_every_ns = every_ns;
	p->p_flags |= PF_ALARM;
	if (in_ns != 0 && (p->p_flags & PF_EXITING) == 0) {
		p->p_alarm_at_ns = clock_uptime_ns() + in_ns;
		callout_reset(&p->p_alarm, in_ns);
	}
	spin_unlock(&p->p_lock);
}

void
proc_alarm_get(struct proc *p, uint64_t *in_ns, uint64_t *every_ns)
{
	uint64_t now = clock_uptime_ns();

	spin_lock(&p->p_lock);
	*every_ns = p->p_alarm_every_ns;
	*in_ns = 0;
	if (p->p_alarm_at_ns != 0)
		*in_ns = p->p_alarm_at_ns > now ? p->p_alarm_at_ns - now : 1;
	spin_unlock(&p->p_lock);
}

void
proc_alarm_stop(struct proc *p)
{
	int armed;

	spin_lock(&p->p_lock);
	armed = (p->p_flags & PF_ALARM) != 0;
	p->p_alarm_at_ns = 0;
	p->p_alarm_every_ns = 0;
	spin_unlock(&p->p_lock);
	if (armed)
		callout_drain(&p->p_alarm);
}
