// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_force - the end of a jail against the will of those who hold it.
 *
 * While an image waits for its last reference nothing is done for as long
 * as jail.teardown_timeout says, or jail -r -t (security.jail.force): then
 * what holds it is taken away, by two means.  References that can be told to
 * let go are told (rk_revoke); and descriptors, messages and mappings of
 * whatever is charged to the image, wherever they have got to, are replaced
 * by what answers with an error (kernel/file/revoke.h).  That is repeated,
 * for descriptors travel, until nothing is left; the log says of whom what
 * was taken.  What cannot be taken, a system call under way, is waited for
 * on: its memory may be freed only when it lets go.
 *
 * Locks: none of its own; j_force_ns is atomic.
 */
#include <sys/errno.h>

#include "kernel/cred/cred.h"
#include "kernel/debug/cons.h"
#include "kernel/file/revoke.h"
#include "kernel/jail/jail_priv.h"
#include "kernel/lib/atomic.h"
#include "kernel/sched/callout.h"
#include "kernel/sys/sysctl.h"

#define SECOND_NS	1000000000ul
#define LOOK_NS		100000000ul	/* between looks at a wait that lasts */

static int teardown_timeout = 10;	/* [a] seconds */

static uint64_t
patience_ns(void)
{
	return (uint64_t)atomic_load_relaxed(&teardown_timeout) * SECOND_NS;
}

uint64_t
jail_wait_deadline(void)
{
	return clock_uptime_ns() + patience_ns();
}

/* refs_foreach: the first holder stands for the rest. */
static int
holder_kind(const struct ref *rf, void *arg)
{
	*(const char **)arg = rf->rf_kind->rk_name;
	return 1;
}

static void
wait_tell(struct jail *j, struct image *img)
{
	const char *kind = "?";

	refs_foreach(&img->im_refs, holder_kind, &kind);
	jail_waits_for(j, "%s, held %u times, by %s", img->im_subsys->vs_name,
	    img->im_refs.rs_count, kind);
}

/* refs_foreach: tell those who can be told. */
static int
holder_revoke(const struct ref *rf, void *arg)
{
	if (rf->rf_kind->rk_revoke == NULL)
		return 0;
	rf->rf_kind->rk_revoke(rf);
	revoke_log(arg, "what a %s held, %p", rf->rf_kind->rk_name,
	    rf->rf_holder);
	return 0;
}

/* When patience with j is over, its wait having begun then. */
static uint64_t
force_at(const struct jail *j, uint64_t began_ns)
{
	uint64_t at = atomic_load_relaxed(&j->j_force_ns);

	return at != 0 ? at : began_ns + patience_ns();
}

/* A wait that lasts, and what has been done about it. */
struct wait {
	uint64_t wt_began_ns;		/* [t] */
	uint64_t wt_tell_ns;		/* [t] when to log holders again */
	int wt_forced;			/* [t] */
	struct revoke wt_revoke;	/* [t] */
};

/* Told once, they let go in their time; descriptors travel, so each time. */
static void
wait_force(struct jail *j, struct image *img, struct wait *wt)
{
	if (!wt->wt_forced) {
		teardown_stage(j, "force", img->im_subsys->vs_name);
		refs_foreach(&img->im_refs, holder_revoke, &wt->wt_revoke);
	}
	wt->wt_forced = 1;
	revoke_all(&wt->wt_revoke);
}

/* One look at it: say who holds, force if it is time, wait a little. */
static int
wait_look(struct jail *j, struct image *img, struct wait *wt)
{
	wait_tell(j, img);
	if (clock_uptime_ns() >= wt->wt_tell_ns) {
		image_log_holders(img);
		wt->wt_tell_ns = jail_wait_deadline();
	}
	if (clock_uptime_ns() >= force_at(j, wt->wt_began_ns))
		wait_force(j, img, wt);
	return image_wait(img, clock_uptime_ns() + LOOK_NS);
}

void
jail_image_wait(struct jail *j, struct image *img)
{
	struct wait wt = { .wt_began_ns = clock_uptime_ns(),
	    .wt_revoke = { &img->im_ledger, j->j_name, 0 } };
	uint64_t quiet = wt.wt_began_ns + JAIL_QUIET_NS;
	uint64_t at = force_at(j, wt.wt_began_ns);

	if (image_wait(img, at < quiet ? at : quiet) == 0)
		return;
	jail_work_blocked(1);
	while (wait_look(j, img, &wt) != 0)
		continue;
	jail_work_blocked(0);
	if (wt.wt_forced)
		kprintf("jail: %s: its end was forced, %u things that held "
		    "%s revoked\n", j->j_name, wt.wt_revoke.rv_count,
		    img->im_subsys->vs_name);
}

/* ---------------------------------------------------------- jail -r -t */

/* The jail and all below it: a jail's end waits for theirs. */
static int
force_set(struct jail *self, const struct jail_force *fo)
{
	uint64_t at = clock_uptime_ns() + (uint64_t)fo->jf_seconds * SECOND_NS;
	struct jail *j, *d;
	int error = ENOENT;

	mutex_lock(&jail_lock);
	j = jail_lookup_id(fo->jf_jid);
	if (j != NULL && j != self && jail_contains(self, j)) {
		error = 0;
		for (d = j; d != NULL; d = jail_next(j, d))
			atomic_store(&d->j_force_ns, at);
	}
	mutex_unlock(&jail_lock);
	return error;
}

static int
force_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	struct jail_force fo = { 0, 0 };
	int error;

	(void)so;
	if (!sysctl_writes(req))
		return sysctl_out(req, &fo, sizeof(fo));
	error = priv_check(req->sr_td->td_cred, PRIV_JAIL_REMOVE);
	if (error == 0)
		error = sysctl_in(req, &fo, sizeof(fo));
	if (error == 0 && (fo.jf_seconds < 0 || fo.jf_seconds > 86400))
		error = EINVAL;
	return error != 0 ? error :
	    force_set(jail_of(req->sr_td->td_cred), &fo);
}

SYSCTL_NODE_(jail_force, "security.jail.force", SYSCTL_T_PROC,
    SYSCTL_RW | SYSCTL_JAILWR, NULL, sizeof(struct jail_force),
    force_sysctl, NULL,
    "write a jid and seconds: its end is forced that long from now");
SYSCTL_INT_RANGE(jail_teardown_timeout, "jail.teardown_timeout", SYSCTL_RW,
    teardown_timeout, 1, 86400,
    "seconds that a jail's end waits for who holds it, before it is forced");
