// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_why - who holds a jail, or one of the images it owns.
 *
 * References that are counted (on the jail itself while a call uses it, on
 * its images by sockets and the like) name their holders themselves.  What
 * is not counted, but keeps the jail's memory by a credential, or its file
 * systems busy, is found by asking every layer's walker (kernel/mem/why.h).
 *
 * The sysctl serves jls -w by running the debugger's command: with the
 * machine held still the answer is one moment, and there is one text of it.
 */
#include <sys/errno.h>

#include "kernel/cred/cred.h"
#include "kernel/debug/db.h"
#include "kernel/jail/jail_priv.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/mem/why.h"
#include "kernel/sched/callout.h"
#include "kernel/sys/sysctl.h"

#define WHY_TEXT	(64 * 1024)	/* bytes of an answer, at most */
#define WHY_TRIES	3		/* a parked CPU may be amid a change */

static struct why why_question;		/* [d] too large for the stack */

static void
why_head(const struct jail *j)
{
	uint64_t ms = (clock_uptime_ns() - j->j_state_since_ns) / 1000000;

	db_printf("jail %d is %s for %lu ms", j->j_id,
	    jail_state_names[j->j_state], ms);
	teardown_db_where(j);
	if (j->j_waitsfor[0] != '\0')
		db_printf(", waits for %s", j->j_waitsfor);
	db_printf("\n");
}

/* Images it owns: their references, and that they are parts of it. */
static void
why_images(struct why *wy, const struct jail *j)
{
	const struct vimage_subsys *vs;
	const struct image *img;
	unsigned i;

	for (i = 0; i < vimage_nsubsys && !db_quit(); i++) {
		vs = vimage_sorted[i];
		img = j->j_image[vimage_slot(vs)];
		if (img == NULL || !jail_owns(j, vimage_slot(vs)))
			continue;
		why_add(wy, img, sizeof(*img), &img->im_ledger);
		why_add(wy, vs->vs_start + image_bias(img),
		    vs->vs_stop - vs->vs_start, NULL);
		refs_db_why(wy, &img->im_refs, vs->vs_name);
	}
}

/* Jails below it, whose end its own waits for. */
static void
why_jails(struct why *wy, const struct jail *j)
{
	const struct jail *d;

	LIST_FOREACH(d, &j->j_children, j_sibling) {
		if (db_quit())
			return;
		why_line(wy, "jail");
		db_printf("%d %s is %s\n", d->j_id, d->j_name,
		    jail_state_names[d->j_state]);
	}
}

/* show why NAME */
static void
jail_db_why(int nwords, char *const *words)
{
	struct jail *j = nwords > 0 ? jail_db_find(words[0]) : NULL;
	struct why *wy = &why_question;

	if (j == NULL) {
		db_printf("no such jail\n");
		db_fail(ENOENT);
	}
	memset(wy, 0, sizeof(*wy));
	wy->wy_jail = j == &prison0 ? NULL : j;	/* as cr_jail has it */
	wy->wy_root = j->j_root;
	why_head(j);
	why_add(wy, j, sizeof(*j), NULL);
	refs_db_why(wy, &j->j_refs, "the jail");
	why_jails(wy, j);
	why_images(wy, j);
	why_ask(wy);
	if (wy->wy_found == 0)
		db_printf("  nothing\n");
}

/* ------------------------------------------------------------- jls -w */

/* May the caller ask about it?  What is below it, dying or not. */
static int
why_allowed(struct thread *td, int jid)
{
	struct jail *self = jail_of(td->td_cred), *j;
	int error;

	error = priv_check(td->td_cred, PRIV_JAIL_REMOVE);
	if (error != 0)
		return error;
	mutex_lock(&jail_lock);
	j = jail_lookup_id(jid);
	if (j == NULL || j == self || !jail_contains(self, j))
		error = ENOENT;
	mutex_unlock(&jail_lock);
	return error;
}

static int
why_answer(int jid, struct sysctl_req *req)
{
	char command[24], *buf;
	int error = EFAULT, i;
	size_t len = 0;

	buf = kmem_alloc(NULL, WHY_TEXT, KM_SLEEP);
	if (buf == NULL)
		return ENOMEM;
	snprintf(command, sizeof(command), "show why %d", jid);
	for (i = 0; i < WHY_TRIES && error == EFAULT; i++)
		error = db_run(command, buf, WHY_TEXT, &len);
	if (len >= WHY_TEXT)
		len = WHY_TEXT - 1;
	buf[len] = '\0';
	if (error == 0)
		error = sysctl_out(req, buf, len + 1);
	kmem_free(buf);
	return error;
}

/* Written: a jid.  Read: what show why says of it. */
static int
why_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	int jid, error;

	(void)so;
	if (!sysctl_writes(req))
		return sysctl_out(req, "", 1);
	error = sysctl_in(req, &jid, sizeof(jid));
	if (error == 0)
		error = why_allowed(req->sr_td, jid);
	return error != 0 ? error : why_answer(jid, req);
}

SYSCTL_NODE_(jail_why, "security.jail.why", SYSCTL_T_PROC,
    SYSCTL_RW | SYSCTL_JAILWR | SYSCTL_AS_STRING, NULL, 0, why_sysctl, NULL,
    "write a jid, read who holds that jail");
DB_COMMAND("show why", "NAME", "who holds a jail or what it owns", DB_ANY,
    jail_db_why);
