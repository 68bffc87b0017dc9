// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_stages - the end of a jail, stage by stage: named, timed, and one at
 * a time if the user wants to look in between.
 *
 * The thread that takes a jail to its end keeps the record of it and says
 * where each stage begins; jls -w shows the one it is in.  The last 64
 * records are kept (security.jail.teardowns, show teardowns, jail -rv).
 *
 * With debug.teardown_step=1 every stage waits before it begins until
 * debug.teardown_go is written, or stepping is turned off.
 *
 * Locks: [s] stage_lock, class "jail_work", a spinlock: the ring of records
 * and stepping; [i] a jail's own j_lock keeps the record under way there for
 * those who read it; its one writer lets them see a stage once it is whole.
 */
#include <sys/errno.h>

#include "kernel/cred/cred.h"
#include "kernel/debug/db.h"
#include "kernel/jail/jail_priv.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/callout.h"
#include "kernel/sys/sysctl.h"

#define KEPT	64		/* records */
#define LINE	160		/* bytes of a line of text, at most */

static struct spinlock stage_lock = SPIN_INITIALIZER("jail_stages");
static struct teardown kept[KEPT];	/* [s] a ring */
static uint64_t kept_count;		/* [s] ever; newest at count - 1 */
static int step_on;			/* [s] */
static uint64_t step_leave;		/* [s] times the user said go on */
static struct waitq step_wait;		/* [s] those stepped */

/* --------------------------------------------------------- the record */

void
teardown_begin(struct teardown *tn, struct jail *j, uint64_t closing_ns)
{
	tn->tn_jid = j->j_id;
	tn->tn_parent = j->j_parent->j_id;
	tn->tn_count = 0;
	tn->tn_began_ns = closing_ns;
	strlcpy(tn->tn_name, j->j_name, sizeof(tn->tn_name));
	/* Closed until now: that was the wait for its children. */
	tn->tn_stage[0] = (struct teardown_stage){ "children", "", closing_ns };
	tn->tn_count = 1;
	spin_lock(&j->j_lock);
	j->j_teardown = tn;
	spin_unlock(&j->j_lock);
}

/* Before the stage: has the user leave to give? */
static void
step_stop(struct jail *j, const char *what, const char *of)
{
	uint64_t seen;

	jail_waits_for(j, "leave to begin %s %s", what, of);
	jail_work_blocked(1);
	spin_lock(&stage_lock);
	seen = step_leave;
	while (step_on && seen == step_leave)
		waitq_sleep(&step_wait, &stage_lock, 0, WQ_FOREVER);
	spin_unlock(&stage_lock);
	jail_work_blocked(0);
	jail_waits_for(j, "%s %s", what, of);
}

void
teardown_stage(struct jail *j, const char *what, const char *of)
{
	struct teardown *tn = j->j_teardown;
	struct teardown_stage *ts;

	if (tn == NULL)
		return;			/* a failed creation, not an end */
	if (step_on)
		step_stop(j, what, of);
	if (tn->tn_count == TEARDOWN_STAGES)
		return;
	ts = &tn->tn_stage[tn->tn_count];
	ts->ts_what = what;
	strlcpy(ts->ts_of, of, sizeof(ts->ts_of));
	ts->ts_began_ns = clock_uptime_ns();
	/* Whoever sees the count sees the stage: no lock for the writer. */
	atomic_store(&tn->tn_count, tn->tn_count + 1);
}

void
teardown_end(struct jail *j)
{
	struct teardown *tn = j->j_teardown;

	tn->tn_ended_ns = clock_uptime_ns();
	spin_lock(&j->j_lock);
	j->j_teardown = NULL;
	spin_unlock(&j->j_lock);
	spin_lock(&stage_lock);
	kept[kept_count++ % KEPT] = *tn;
	spin_unlock(&stage_lock);
}

/* --------------------------------------------------------------- text */

static uint64_t
stage_ends(const struct teardown *tn, unsigned i)
{
	return i + 1 < tn->tn_count ? tn->tn_stage[i + 1].ts_began_ns :
	    tn->tn_ended_ns;
}

/* "jid name stage began-after-us took-us" */
static void
stage_text(const struct teardown *tn, unsigned i, char *buf, size_t size)
{
	const struct teardown_stage *ts = &tn->tn_stage[i];

	snprintf(buf, size, "%d %s %s%s%s %lu %lu\n", tn->tn_jid, tn->tn_name,
	    ts->ts_of, ts->ts_of[0] != '\0' ? "-" : "", ts->ts_what,
	    (ts->ts_began_ns - tn->tn_began_ns) / 1000,
	    (stage_ends(tn, i) - ts->ts_began_ns) / 1000);
}

/* Records of ends the caller could see: of jails right below its own. */
static int
teardown_out(const struct teardown *tn, struct sysctl_req *req)
{
	const struct jail *self = jail_of(req->sr_td->td_cred);
	char line[LINE];
	unsigned i;
	int error = 0;

	if (self != &prison0 && tn->tn_parent != self->j_id)
		return 0;
	for (i = 0; i < tn->tn_count && error == 0; i++) {
		stage_text(tn, i, line, sizeof(line));
		error = sysctl_out(req, line, strlen(line));
	}
	return error;
}

/* Oldest first; a copy of each, since copying out may sleep. */
static int
teardowns_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	struct teardown *tn;
	uint64_t n, end;
	int error = 0;

	(void)so;
	tn = kmem_alloc(NULL, sizeof(*tn), KM_SLEEP);
	if (tn == NULL)
		return ENOMEM;
	end = kept_count;
	for (n = end > KEPT ? end - KEPT : 0; n < end && error == 0; n++) {
		spin_lock(&stage_lock);
		*tn = kept[n % KEPT];
		spin_unlock(&stage_lock);
		error = teardown_out(tn, req);
	}
	kmem_free(tn);
	return error != 0 ? error : sysctl_out(req, "", 1);
}

void
teardown_db_where(const struct jail *j)
{
	const struct teardown *tn = j->j_teardown;
	const struct teardown_stage *ts;

	if (tn == NULL || tn->tn_count == 0)
		return;
	ts = &tn->tn_stage[tn->tn_count - 1];
	db_printf(", stage %s%s%s for %lu ms", ts->ts_of,
	    ts->ts_of[0] != '\0' ? "-" : "", ts->ts_what,
	    (clock_uptime_ns() - ts->ts_began_ns) / 1000000);
}

/* show teardowns */
static void
teardown_db_show(int nwords, char *const *words)
{
	const struct teardown *tn;
	char line[LINE];
	uint64_t n;
	unsigned i;

	(void)nwords, (void)words;
	db_printf("jid, name, stage, began after us, took us\n");
	for (n = kept_count > KEPT ? kept_count - KEPT : 0; n < kept_count;
	    n++) {
		tn = &kept[n % KEPT];
		for (i = 0; i < tn->tn_count; i++) {
			if (db_quit())
				return;
			stage_text(tn, i, line, sizeof(line));
			db_printf("%s", line);
		}
	}
}

/* ----------------------------------------------------------- stepping */

static int
step_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	int on = step_on, error;

	error = sysctl_out(req, &on, sizeof(on));
	if (error != 0 || !sysctl_writes(req))
		return error;
	error = sysctl_in(req, &on, sizeof(on));
	if (error != 0)
		return error;
	if (on < so->so_min || on > so->so_max)
		return EINVAL;
	spin_lock(&stage_lock);
	step_on = on;
	waitq_wake_all(&step_wait);
	spin_unlock(&stage_lock);
	return 0;
}

static int
go_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	int n = (int)step_leave, error;

	(void)so;
	error = sysctl_out(req, &n, sizeof(n));
	if (error != 0 || !sysctl_writes(req))
		return error;
	error = sysctl_in(req, &n, sizeof(n));
	if (error != 0)
		return error;
	spin_lock(&stage_lock);
	step_leave++;
	waitq_wake_all(&step_wait);
	spin_unlock(&stage_lock);
	return 0;
}

static void
stages_init(void)
{
	waitq_init(&step_wait, "jailstep");
}

INITCALL(PHASE_FRAMEWORK, stages_init);
SYSCTL_RANGE_(teardown_step, "debug.teardown_step", SYSCTL_T_PROC,
    SYSCTL_RW | SYSCTL_AS_INT, NULL, sizeof(int), step_sysctl, NULL,
    "1: stop before each stage of a jail's end", 0, 1);
SYSCTL_NODE_(teardown_go, "debug.teardown_go", SYSCTL_T_PROC,
    SYSCTL_RW | SYSCTL_AS_INT, NULL, sizeof(int), go_sysctl, NULL,
    "write: those stopped go on to the next stage; reads how often");
SYSCTL_NODE_(teardowns, "security.jail.teardowns", SYSCTL_T_PROC,
    SYSCTL_RD | SYSCTL_AS_STRING, NULL, 0, teardowns_sysctl, NULL,
    "the last jails' ends: jid, name, stage, began after us, took us");
DB_COMMAND("show teardowns", "", "the last jails' ends, stage by stage",
    DB_ANY, teardown_db_show);
