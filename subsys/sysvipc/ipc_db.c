// SPDX-License-Identifier: BSD-2-Clause
/*
 * ipc_db - System V objects, for the debugger: show msg, show sem.
 *
 * The image is said as jail's name behind the command.  Tables are walked
 * without their locks; what may have gone meanwhile is read by db_read.
 */
#include <sys/errno.h>

#include "kernel/debug/db.h"
#include "kernel/lib/string.h"
#include "subsys/sysvipc/msg_priv.h"
#include "subsys/sysvipc/sem_priv.h"

#define SEMS_SHOWN	32	/* of a set */

/* The table V_name of the jail that the words name, copied. */
static void
table_read(const char *var, int nwords, char *const *words,
    struct ipc_table *it)
{
	char name[32], in[] = "in";
	char *expr[4] = { name, in, NULL, NULL };
	uintptr_t addr;
	size_t size;

	strlcpy(name, var, sizeof(name));
	if (nwords > 0)
		expr[2] = words[0];
	if (db_eval(nwords > 0 ? 3 : 1, expr, &addr, &size) != 0)
		db_fail(ENOENT);
	if (db_read(addr, it, sizeof(*it)) != 0)
		db_read_error(addr);
}

/* The object in slot i, its address in *at; 0: none. */
static int
slot_read(const struct ipc_table *it, int i, void *buf, size_t len,
    uintptr_t *at)
{
	struct ipc_slot slot;

	if (db_read((uintptr_t)&it->it_slot[i], &slot, sizeof(slot)) != 0 ||
	    slot.is_object == NULL)
		return 0;
	*at = (uintptr_t)slot.is_object;
	return db_read(*at, buf, len) == 0;
}

static void
perm_print(uintptr_t at, const struct ipc_object *io)
{
	db_printf("%p id %d key %ld mode %03o owner %u:%u by %u:%u%s, "
	    "%u asleep", (void *)at, io->io_id, (long)io->io_perm.key,
	    io->io_perm.mode, io->io_perm.uid, io->io_perm.gid,
	    io->io_perm.cuid, io->io_perm.cgid,
	    io->io_gone ? " removed" : "", io->io_busy);
}

/* show msg [JAIL] */
static void
ipc_db_msg(int nwords, char *const *words)
{
	struct msg_queue mq;
	struct ipc_table it;
	uintptr_t at;
	int i;

	table_read("V_msg_table", nwords, words, &it);
	for (i = 0; i < it.it_size && !db_quit(); i++) {
		if (!slot_read(&it, i, &mq, sizeof(mq), &at))
			continue;
		perm_print(at, &mq.mq_ipc);
		db_printf(", %lu messages of %lu bytes, at most %lu\n",
		    mq.mq_ds.msg_qnum, mq.mq_ds.msg_cbytes,
		    mq.mq_ds.msg_qbytes);
	}
}

static void
sems_print(uintptr_t at, const struct sem_set *ss)
{
	struct sem se;
	int i;

	for (i = 0; i < ss->ss_count && i < SEMS_SHOWN; i++) {
		if (db_read(at + sizeof(*ss) + (size_t)i * sizeof(se), &se,
		    sizeof(se)) != 0)
			return;
		db_printf("  [%d] = %u", i, se.se_value);
		if (se.se_ncnt != 0 || se.se_zcnt != 0)
			db_printf(", %u wait for more, %u for zero",
			    se.se_ncnt, se.se_zcnt);
		db_printf(", last by %d\n", se.se_pid);
	}
}

/* show sem [JAIL] */
static void
ipc_db_sem(int nwords, char *const *words)
{
	struct ipc_table it;
	struct sem_set ss;
	uintptr_t at;
	int i;

	table_read("V_sem_table", nwords, words, &it);
	for (i = 0; i < it.it_size && !db_quit(); i++) {
		if (!slot_read(&it, i, &ss, sizeof(ss), &at))
			continue;
		perm_print(at, &ss.ss_ipc);
		db_printf(", %d semaphores\n", ss.ss_count);
		sems_print(at, &ss);
	}
}

DB_COMMAND("show msg", "[JAIL]", "System V message queues", DB_ANY,
    ipc_db_msg);
DB_COMMAND("show sem", "[JAIL]", "System V semaphores", DB_ANY, ipc_db_sem);
