// SPDX-License-Identifier: BSD-2-Clause
/*
 * unix_revoke - files in messages nobody has received yet: named to who asks
 * what holds a container, and taken away when what they lead to is to end.
 *
 * The receiver gets a descriptor all the same, of a file that is no more:
 * a message must not change its shape on the way.  Sockets are never among
 * those files, for their stack's end cuts them off by itself; so what the
 * collector counts stays as it is.
 */
#include "kernel/cred/cred.h"
#include "kernel/debug/db.h"
#include "kernel/file/revoke.h"
#include "kernel/mem/why.h"
#include "subsys/unix/unix_var.h"

/* The first in the messages of sb, replaced; NULL: none. */
static struct file *
queue_replace(struct revoke *rv, const struct sockbuf *sb)
{
	const struct mbuf *record;
	struct unix_scm *scm;
	struct file *fp;
	int i;

	for (record = sb->sb_head; record != NULL;
	    record = record->m_nextpkt) {
		scm = unix_head_of(record)->uh_scm;
		for (i = 0; scm != NULL && i < scm->us_nfiles; i++) {
			fp = scm->us_files[i];
			if (fp == NULL || !revoke_wants(fp, rv))
				continue;
			scm->us_files[i] = file_hold(revoked_file);
			return fp;
		}
	}
	return NULL;
}

static struct file *
pcb_replace(struct revoke *rv, struct unix_pcb *up)
{
	struct file *fp;

	if (up->up_so == NULL)
		return queue_replace(rv, &up->up_early);
	spin_lock(&up->up_so->so_lock);
	fp = queue_replace(rv, &up->up_so->so_rcv);
	spin_unlock(&up->up_so->so_lock);
	return fp;
}

/* One at a time: dropping it sleeps. */
static struct file *
message_replace(struct revoke *rv)
{
	struct file *fp = NULL;
	struct unix_pcb *up;

	spin_lock(&unix_lock);
	LIST_FOREACH(up, &unix_pcbs, up_link) {
		fp = pcb_replace(rv, up);
		if (fp != NULL)
			break;
	}
	spin_unlock(&unix_lock);
	return fp;
}

static void
unix_revoke(struct revoke *rv)
{
	struct file *fp;

	while ((fp = message_replace(rv)) != NULL) {
		revoke_log(rv, "a %s in a message", file_db_type(fp));
		file_drop(fp);
	}
}

REVOKER(unix_revoke);

/* --------------------------------------------------- for the debugger */

static void
why_queue(struct why *wy, const struct sockbuf *sb, const void *socket)
{
	const struct unix_scm *scm;
	const struct mbuf *record;
	const struct file *fp;
	int i;

	for (record = sb->sb_head; record != NULL && !db_quit();
	    record = record->m_nextpkt) {
		scm = unix_head_of(record)->uh_scm;
		for (i = 0; scm != NULL && i < scm->us_nfiles; i++) {
			fp = scm->us_files[i];
			if (fp == NULL || (fp->f_cred->cr_jail !=
			    wy->wy_jail && !why_owns(wy, fp->f_data)))
				continue;
			why_line(wy, "message");
			db_printf("to socket %p holds a %s %p\n", socket,
			    file_db_type(fp), fp->f_data);
		}
	}
}

static void
unix_why(struct why *wy)
{
	const struct unix_pcb *up;

	if (wy->wy_jail == NULL)
		return;			/* the host's own are no news */
	LIST_FOREACH(up, &unix_pcbs, up_link) {
		if (db_quit())
			return;
		why_queue(wy, up->up_so != NULL ? &up->up_so->so_rcv :
		    &up->up_early, up->up_so);
	}
}

WHY_WALKER(unix_why);
