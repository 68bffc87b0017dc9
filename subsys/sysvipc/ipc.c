// SPDX-License-Identifier: BSD-2-Clause
/*
 * ipc - tables of System V objects; see ipc.h.
 *
 * A table is allocated when the first object is made and grows by doubling,
 * so that an idle jail pays for an empty struct only.  Slots are never
 * given back while the image lives, so that sequences are never repeated.
 */
#include <sys/errno.h>

#include "kernel/cred/cred.h"
#include "kernel/debug/cons.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc_db.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/thread.h"
#include "subsys/sysvipc/ipc.h"

#define IPC_FIRST	8	/* slots a table begins with */
#define IPC_MOST	32768	/* an id has 15 bits for the slot */
#define IPC_SEQ_MASK	0x7fff
#define IPC_TELL_NS	60000000000ul

static REF_KIND_OPS(ipc_sleeper, "sleeper of IPC", proc_db_print_thread,
    NULL);

void
ipc_table_init(struct ipc_table *it, unsigned image)
{
	it->it_image = image;
	mutex_init(&it->it_lock, "sysvipc");
}

void
ipc_table_destroy(struct ipc_table *it)
{
	kmem_free(it->it_slot);
	it->it_slot = NULL;
	mutex_destroy(&it->it_lock);
}

struct ipc_object *
ipc_at(const struct ipc_table *it, int i)
{
	return it->it_slot[i].is_object;
}

int
ipc_find(struct ipc_table *it, int id, struct ipc_object **out)
{
	int i = id & 0xffff;

	MUTEX_ASSERT(&it->it_lock);
	if (id < 0 || i >= it->it_size)
		return EINVAL;
	*out = it->it_slot[i].is_object;
	return *out == NULL || (*out)->io_id != id ? EINVAL : 0;
}

/* Owner, then group, then others. */
static int
ipc_grants(const struct ipc_perm *pe, const struct cred *cr, int mode)
{
	int owns = cr->cr_uid == pe->uid || cr->cr_uid == pe->cuid;

	if ((mode & IPC_M) != 0)
		return owns;
	if (!owns) {
		mode >>= 3;
		if (!cred_ingroup(cr, pe->gid) && !cred_ingroup(cr, pe->cgid))
			mode >>= 3;
	}
	return (pe->mode & (unsigned)mode) == (unsigned)mode;
}

/* Root of the image may all; asked last, for it is seldom needed. */
int
ipc_check(const struct ipc_table *it, const struct ipc_perm *pe, int mode)
{
	const struct cred *cr = curthread->td_cred;

	if (ipc_grants(pe, cr, mode))
		return 0;
	/* Root of a jail that shares the table is nobody special in it. */
	if (priv_check(cr, PRIV_IPC_ADMIN) == 0 &&
	    cred_owns_image(cr, it->it_image) == 0)
		return 0;
	return (mode & IPC_M) != 0 ? EPERM : EACCES;
}

int
ipc_find_allowed(struct ipc_table *it, int id, int mode,
    struct ipc_object **out)
{
	int error;

	error = ipc_find(it, id, out);
	if (error != 0)
		return error;
	return ipc_check(it, &(*out)->io_perm, mode);
}

static struct ipc_object *
ipc_by_key(struct ipc_table *it, key_t key)
{
	struct ipc_object *io;
	int i;

	for (i = 0; key != IPC_PRIVATE && i < it->it_size; i++) {
		io = ipc_at(it, i);
		if (io != NULL && io->io_perm.key == key)
			return io;
	}
	return NULL;
}

int
ipc_find_key(struct ipc_table *it, key_t key, int flags,
    struct ipc_object **out)
{
	MUTEX_ASSERT(&it->it_lock);
	*out = ipc_by_key(it, key);
	if (*out == NULL)
		return key == IPC_PRIVATE || (flags & IPC_CREAT) != 0 ? 0 :
		    ENOENT;
	if ((flags & (IPC_CREAT | IPC_EXCL)) == (IPC_CREAT | IPC_EXCL))
		return EEXIST;
	/* What the caller asks for must be granted: fold to one digit. */
	return ipc_check(it, &(*out)->io_perm,
	    (flags | flags << 3 | flags << 6) & (IPC_R | IPC_W));
}

void
ipc_limit_note(struct ipc_table *it, const char *limit)
{
	uint64_t now = clock_uptime_ns();

	MUTEX_ASSERT(&it->it_lock);
	if (it->it_told_ns != 0 && now - it->it_told_ns < IPC_TELL_NS)
		return;
	it->it_told_ns = now;
	kprintf("sysvipc: %s has reached its limit %s\n",
	    image_current(it->it_image)->im_name, limit);
}

int
ipc_reserve(struct ipc_table *it, const char *limit, int max,
    struct ledger *ld)
{
	struct ipc_slot *slots;
	int size;

	MUTEX_ASSERT(&it->it_lock);
	if (it->it_count >= max || it->it_count >= IPC_MOST) {
		ipc_limit_note(it, limit);
		return ENOSPC;
	}
	if (it->it_count < it->it_size)
		return 0;
	size = it->it_size == 0 ? IPC_FIRST : it->it_size * 2;
	slots = kmem_zalloc(ld, (size_t)size * sizeof(*slots), KM_SLEEP);
	if (slots == NULL)
		return ENOMEM;
	if (it->it_size > 0)
		memcpy(slots, it->it_slot, (size_t)it->it_size *
		    sizeof(*slots));
	kmem_free(it->it_slot);
	it->it_slot = slots;
	it->it_size = size;
	return 0;
}

void
ipc_insert(struct ipc_table *it, struct ipc_object *io, key_t key, int mode)
{
	const struct cred *cr = curthread->td_cred;
	struct ipc_slot *slot = it->it_slot;

	while (slot->is_object != NULL)
		slot++;
	io->io_perm = (struct ipc_perm){ .cuid = cr->cr_uid,
	    .cgid = cr->cr_gid, .uid = cr->cr_uid, .gid = cr->cr_gid,
	    .mode = (mode_t)mode & 0777, .seq = slot->is_seq, .key = key };
	io->io_id = (int)(slot - it->it_slot) | slot->is_seq << 16;
	slot->is_object = io;
	it->it_count++;
}

void
ipc_remove(struct ipc_table *it, struct ipc_object *io)
{
	struct ipc_slot *slot = &it->it_slot[io->io_id & 0xffff];

	MUTEX_ASSERT(&it->it_lock);
	slot->is_object = NULL;
	slot->is_seq = (slot->is_seq + 1) & IPC_SEQ_MASK;
	it->it_count--;
	io->io_gone = 1;
}

void
ipc_set(struct ipc_perm *pe, const struct ipc_perm *from)
{
	pe->uid = from->uid;
	pe->gid = from->gid;
	pe->mode = from->mode & 0777;
}

int
ipc_sleep(struct ipc_table *it, struct ipc_object *io, struct ref *rf,
    struct condvar *cv, uint64_t deadline_ns)
{
	struct image *img = image_current(it->it_image);
	int error;

	/* The caller drops the reference when it has let go of the table. */
	if (rf->rf_kind == NULL)
		ref_take(&img->im_refs, rf, &ipc_sleeper, curthread);
	io->io_busy++;
	error = cv_wait(cv, &it->it_lock, WQ_INTR, deadline_ns);
	io->io_busy--;
	return io->io_gone ? EIDRM : error;
}

int64_t
ipc_now(void)
{
	return (int64_t)(clock_realtime_ns() / 1000000000);
}
