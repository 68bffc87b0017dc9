// SPDX-License-Identifier: BSD-2-Clause
/*
 * posixipc_db - POSIX IPC objects, for the debugger: show mq, show posix;
 * and one of them, for who asks what holds a jail.
 *
 * Walked without locks; each loop asks db_quit().
 */
#include <sys/errno.h>

#include "kernel/debug/db.h"
#include "kernel/lib/string.h"
#include "subsys/posixipc/mqueue.h"
#include "subsys/posixipc/posixipc.h"

#define NAME_SHOWN	64

/* The list of all objects of the jail that the words name. */
static struct list *
posixipc_db_all(int nwords, char *const *words)
{
	char name[] = "V_posix_all", in[] = "in";
	char *expr[4] = { name, in, NULL, NULL };
	uintptr_t addr;
	size_t size;

	if (nwords > 0)
		expr[2] = words[0];
	if (db_eval(nwords > 0 ? 3 : 1, expr, &addr, &size) != 0)
		db_fail(ENOENT);
	return (struct list *)addr;
}

void
posixipc_db_print(const void *object)
{
	static const char *const kinds[] = { "?", "queue", "memory",
	    "semaphore" };
	struct pobject po;
	char name[NAME_SHOWN] = "(no name)";

	if (db_read((uintptr_t)object, &po, sizeof(po)) != 0) {
		db_printf("unreadable");
		return;
	}
	if (po.po_name != NULL &&
	    db_read_string((uintptr_t)po.po_name, name, sizeof(name)) != 0)
		strlcpy(name, "(bad name)", sizeof(name));
	db_printf("%-9s %s mode %03o owner %u:%u, made by process %d, "
	    "%u references", kinds[po.po_kind & 3], name, po.po_mode,
	    po.po_uid, po.po_gid, po.po_cpid, po.po_refs);
}

/* show posix [JAIL] */
static void
posixipc_db_show(int nwords, char *const *words)
{
	struct list *head = posixipc_db_all(nwords, words);
	struct pobject *po;

	if (head->next == NULL)
		return;
	LIST_FOREACH(po, head, po_all) {
		if (db_quit())
			return;
		db_printf("%p ", (void *)po);
		posixipc_db_print(po);
		db_printf("\n");
	}
}

/* show mq [JAIL] */
static void
posixipc_db_mq(int nwords, char *const *words)
{
	struct list *head = posixipc_db_all(nwords, words);
	const struct mqueue *mq;
	struct pobject *po;

	if (head->next == NULL)
		return;
	LIST_FOREACH(po, head, po_all) {
		if (db_quit())
			return;
		if (po->po_kind != POSIXIPC_MQ)
			continue;
		mq = (const struct mqueue *)po;
		db_printf("%p %s: %ld of %ld messages, %lu bytes, %d receive%s"
		    "\n", (const void *)mq,
		    po->po_name != NULL ? po->po_name : "(no name)",
		    mq->mq_ready, mq->mq_maxmsg, mq->mq_bytes,
		    mq->mq_nreceivers,
		    mq->mq_nproc != NULL ? ", somebody is to be told" : "");
	}
}

DB_COMMAND("show posix", "[JAIL]", "POSIX IPC objects", DB_ANY,
    posixipc_db_show);
DB_COMMAND("show mq", "[JAIL]", "POSIX message queues", DB_ANY,
    posixipc_db_mq);
