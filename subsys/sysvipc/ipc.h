// SPDX-License-Identifier: BSD-2-Clause
/*
 * ipc - what the three kinds of System V objects share: a table of slots in
 * each image, ids that grow stale, keys, owners and modes.
 *
 * Each kind embeds struct ipc_object first.  One sleeping lock an image and
 * kind, [T] it_lock, class "sysvipc", guards the table and its objects;
 * sleepers wait on condition variables under it.  An object that sleepers
 * still know is taken off the table at once and freed by the last of them.
 */
#pragma once

#include <stdint.h>
#include <sys/ipc.h>
#include "kernel/sync/condvar.h"
#include "kernel/sync/mutex.h"
#include "kernel/vimage/vimage.h"

struct ipc_object {
	struct ipc_perm io_perm;	/* [T] */
	int io_id;			/* [I] slot, sequence << 16 */
	int io_gone;			/* [T] removed: EIDRM to sleepers */
	uint32_t io_busy;		/* [T] who must see it live on */
};

/* A place for an object; the sequence outlives it. */
struct ipc_slot {
	struct ipc_object *is_object;	/* [T] or NULL */
	uint16_t is_seq;		/* [T] 15 bits, of the next one */
};

struct ipc_table {
	struct mutex it_lock;		/* class "sysvipc" */
	unsigned it_image;		/* [I] image slot of the kind */
	struct ipc_slot *it_slot;	/* [T] NULL before the first use */
	int it_size;			/* [T] slots there are */
	int it_count;			/* [T] in use */
	uint64_t it_told_ns;		/* [T] a limit was logged */
};

void	ipc_table_init(struct ipc_table *it, unsigned image);
/* Was it initialised?  No in an image that was never built. */
static inline int
ipc_table_made(const struct ipc_table *it)
{
	return it->it_lock.mx_name != NULL;
}

/* Its objects must be gone. */
void	ipc_table_destroy(struct ipc_table *it);

/*
 * All that follow: table locked.
 *
 * By id; EINVAL: none, or one that came later in its slot.
 */
int	ipc_find(struct ipc_table *it, int id, struct ipc_object **out);
/* By id, and may the caller do that?  EINVAL, EACCES, EPERM (IPC_M). */
int	ipc_find_allowed(struct ipc_table *it, int id, int mode,
	    struct ipc_object **out);
/*
 * The object of key if flags allow to use it, or NULL: one is to be made.
 * ENOENT, EEXIST, EACCES.
 */
int	ipc_find_key(struct ipc_table *it, key_t key, int flags,
	    struct ipc_object **out);
/*
 * Log that a limit was reached, at most once a minute: it may be somebody's
 * mistake, and programs seldom say which limit it was.
 */
void	ipc_limit_note(struct ipc_table *it, const char *limit);
/*
 * Room for one more of at most max, charged to ld.  ENOSPC, ENOMEM.  Later
 * ipc_insert cannot fail.
 */
int	ipc_reserve(struct ipc_table *it, const char *limit, int max,
	    struct ledger *ld);
/* Give io an id and an owner, the running thread. */
void	ipc_insert(struct ipc_table *it, struct ipc_object *io, key_t key,
	    int mode);
/* Off the table, marked gone; the id is stale from now on. */
void	ipc_remove(struct ipc_table *it, struct ipc_object *io);
/* Object in slot i, or NULL. */
struct ipc_object *ipc_at(const struct ipc_table *it, int i);
/* mode IPC_R, IPC_W, both, or IPC_M.  0, EACCES, EPERM. */
int	ipc_check(const struct ipc_table *it, const struct ipc_perm *pe,
	    int mode);
/* Owner and mode, as IPC_SET takes them. */
void	ipc_set(struct ipc_perm *pe, const struct ipc_perm *from);

/*
 * Sleep until woken; io is kept, and the image it is in.  0, EINTR,
 * ETIMEDOUT, EIDRM: io is gone; the last one out (io_busy 0) frees it.  rf,
 * zeroed before, is to be dropped after the lock if it has a kind.
 */
int	ipc_sleep(struct ipc_table *it, struct ipc_object *io,
	    struct ref *rf, struct condvar *cv, uint64_t deadline_ns);

/* Seconds since 1970. */
int64_t	ipc_now(void);
