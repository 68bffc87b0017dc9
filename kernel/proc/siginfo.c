// SPDX-License-Identifier: BSD-2-Clause
/*
 * siginfo - what is known of signals that wait for their receiver.
 *
 * That a signal is pending is one bit; who sent it, or what happened, is a
 * record in a queue beside it.  The bit never depends on the record: when
 * there is no memory for one, or too many wait, the signal still comes,
 * only that its handler learns less.  sigqueue alone is told.
 *
 * Locks: [p] p_lock, of the process and for its threads' queues too.
 */
#include <sys/errno.h>
#include <sys/signal.h>
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc_priv.h"

#define SIGINFOS_MAX	128	/* of a process */

/*
 * Is the signal pending with a record already?  One more tells nothing but
 * for a child: what it did last is what counts.
 */
static int
siginfo_is_there(struct list *l, const struct ksiginfo *news)
{
	struct ksiginfo *ks;

	LIST_FOREACH(ks, l, ks_link) {
		if (ks->ks_signo != news->ks_signo)
			continue;
		if (ks->ks_signo == SIGCHLD && ks->ks_pid == news->ks_pid) {
			ks->ks_code = news->ks_code;
			ks->ks_status = news->ks_status;
		}
		return 1;
	}
	return 0;
}

int
siginfo_add(struct proc *p, struct list *to, const struct ksiginfo *ks)
{
	struct ksiginfo *copy;

	SPIN_ASSERT(&p->p_lock);
	if (ks->ks_code == 0)
		return 0;
	if (ks->ks_code != SI_QUEUE && ks->ks_signo < SIGRTMIN &&
	    siginfo_is_there(to, ks))
		return 0;
	if (p->p_nsiginfos >= SIGINFOS_MAX)
		return EAGAIN;
	copy = kmem_alloc(NULL, sizeof(*copy), KM_NOSLEEP);
	if (copy == NULL)
		return EAGAIN;
	*copy = *ks;
	list_insert_tail(to, &copy->ks_link);
	p->p_nsiginfos++;
	return 0;
}

static void
siginfo_remove(struct proc *p, struct ksiginfo *ks)
{
	list_remove(&ks->ks_link);
	p->p_nsiginfos--;
	kmem_free(ks);
}

int
siginfo_take(struct proc *p, struct list *from, int sig,
    struct ksiginfo *out, int *more)
{
	struct ksiginfo *ks, *next;
	int found = 0;

	SPIN_ASSERT(&p->p_lock);
	*more = 0;
	LIST_FOREACH_SAFE(ks, from, ks_link, next) {
		if (ks->ks_signo != sig)
			continue;
		if (found) {
			*more = 1;
			break;
		}
		*out = *ks;
		found = 1;
		siginfo_remove(p, ks);
	}
	return found;
}

void
siginfo_purge(struct proc *p, struct list *from, uint64_t set)
{
	struct ksiginfo *ks, *next;

	/* Mostly there are none, and threads end without the lock. */
	LIST_FOREACH_SAFE(ks, from, ks_link, next) {
		if ((SIGBIT(ks->ks_signo) & set) != 0)
			siginfo_remove(p, ks);
	}
}

void
siginfo_export(const struct ksiginfo *ks, siginfo_t *si)
{
	memset(si, 0, sizeof(*si));
	si->si_signo = ks->ks_signo;
	si->si_code = ks->ks_code;
	si->si_pid = ks->ks_pid;
	si->si_uid = ks->ks_uid;
	si->si_status = ks->ks_status;
	si->si_addr = (void *)ks->ks_addr;
	si->si_value.sival_ptr = (void *)ks->ks_value;
}
