// SPDX-License-Identifier: BSD-2-Clause
/*
 * arena - dealing spans of integers.
 *
 * Every span, free or dealt, has a node; all nodes form a list in order of
 * address, so that a freed span finds its neighbours and joins them.  Free
 * spans are on a second list, searched first fit; dealt ones are in a small
 * hash by start.  Dealing part of a span needs one more node; freeing needs
 * none, and so cannot fail.
 *
 * Locks: [a] ar_lock, class "arena"; nodes are allocated without it.
 */
#include <sys/errno.h>

#include "kernel/lib/hash.h"
#include "kernel/lib/list.h"
#include "kernel/lib/panic.h"
#include "kernel/lock/spin.h"
#include "kernel/mem/arena.h"
#include "kernel/mem/kmem.h"

#define ARENA_HASH	64

struct span {
	struct list sp_order;		/* [a] all spans, by address */
	struct list sp_link;		/* [a] free list, or hash chain */
	uint64_t sp_start;		/* [a] */
	uint64_t sp_size;		/* [a] */
	int sp_free;			/* [a] */
};

struct arena {
	struct spinlock ar_lock;		/* class "arena" */
	const char *ar_name;			/* [I] */
	uint64_t ar_quantum;			/* [I] */
	struct list ar_order;			/* [a] */
	struct list ar_free;			/* [a] */
	struct list ar_hash[ARENA_HASH];	/* [a] dealt spans */
};

static struct list *
chain_of(struct arena *ar, uint64_t start)
{
	return &ar->ar_hash[hash_u64(start / ar->ar_quantum) % ARENA_HASH];
}

struct arena *
arena_create(const char *name, uint64_t base, uint64_t size, uint64_t quantum)
{
	struct arena *ar = kmem_zalloc(NULL, sizeof(*ar), KM_SLEEP);
	struct span *sp = kmem_zalloc(NULL, sizeof(*sp), KM_SLEEP);
	int i;

	if (ar == NULL || sp == NULL) {
		kmem_free(ar);
		kmem_free(sp);
		return NULL;
	}
	spin_init(&ar->ar_lock, "arena");
	ar->ar_name = name;
	ar->ar_quantum = quantum;
	list_init(&ar->ar_order);
	list_init(&ar->ar_free);
	for (i = 0; i < ARENA_HASH; i++)
		list_init(&ar->ar_hash[i]);
	sp->sp_start = base;
	sp->sp_size = size;
	sp->sp_free = 1;
	list_insert_head(&ar->ar_order, &sp->sp_order);
	list_insert_head(&ar->ar_free, &sp->sp_link);
	return ar;
}

void
arena_destroy(struct arena *ar)
{
	struct span *sp;

	if (ar == NULL)
		return;
	sp = LIST_FIRST(&ar->ar_order, struct span, sp_order);
	KASSERT(sp != NULL && sp->sp_free &&
	    sp->sp_order.next == &ar->ar_order);
	kmem_free(sp);
	spin_destroy(&ar->ar_lock);
	kmem_free(ar);
}

/* Mark sp dealt, cutting what is over size off into rest. */
static void
span_deal_locked(struct arena *ar, struct span *sp, uint64_t size,
    struct span *rest)
{
	SPIN_ASSERT(&ar->ar_lock);
	list_remove(&sp->sp_link);
	if (sp->sp_size > size) {
		rest->sp_start = sp->sp_start + size;
		rest->sp_size = sp->sp_size - size;
		rest->sp_free = 1;
		list_insert_after(&sp->sp_order, &rest->sp_order);
		list_insert_head(&ar->ar_free, &rest->sp_link);
		sp->sp_size = size;
	}
	sp->sp_free = 0;
	list_insert_head(chain_of(ar, sp->sp_start), &sp->sp_link);
}

int
arena_alloc(struct arena *ar, uint64_t size, uint64_t *start)
{
	struct span *sp, *rest;
	int error = ENOSPC;

	if (size == 0 || size % ar->ar_quantum != 0)
		return EINVAL;
	rest = kmem_alloc(NULL, sizeof(*rest), KM_NOSLEEP);
	if (rest == NULL)
		return ENOMEM;
	spin_lock(&ar->ar_lock);
	LIST_FOREACH(sp, &ar->ar_free, sp_link) {
		if (sp->sp_size < size)
			continue;
		*start = sp->sp_start;
		error = 0;
		if (sp->sp_size == size) {
			span_deal_locked(ar, sp, size, NULL);
		} else {
			span_deal_locked(ar, sp, size, rest);
			rest = NULL;
		}
		break;
	}
	spin_unlock(&ar->ar_lock);
	kmem_free(rest);
	return error;
}

/* Join sp, free, with the free span that follows it; returns that. */
static struct span *
span_join_locked(struct arena *ar, struct span *sp)
{
	struct span *next;

	SPIN_ASSERT(&ar->ar_lock);
	if (sp->sp_order.next == &ar->ar_order)
		return NULL;
	next = LIST_ENTRY(sp->sp_order.next, struct span, sp_order);
	if (!next->sp_free)
		return NULL;
	sp->sp_size += next->sp_size;
	list_remove(&next->sp_order);
	list_remove(&next->sp_link);
	return next;
}

void
arena_free(struct arena *ar, uint64_t start, uint64_t size)
{
	struct span *sp, *before, *gone[2] = { NULL, NULL };
	struct list *chain = chain_of(ar, start);

	spin_lock(&ar->ar_lock);
	LIST_FOREACH(sp, chain, sp_link) {
		if (sp->sp_start == start)
			break;
	}
	if (&sp->sp_link == chain || sp->sp_size != size)
		panic("arena %s: %#lx+%#lx was not dealt", ar->ar_name,
		    start, size);
	list_remove(&sp->sp_link);
	sp->sp_free = 1;
	list_insert_head(&ar->ar_free, &sp->sp_link);
	gone[0] = span_join_locked(ar, sp);
	if (sp->sp_order.prev != &ar->ar_order) {
		before = LIST_ENTRY(sp->sp_order.prev, struct span, sp_order);
		if (before->sp_free)
			gone[1] = span_join_locked(ar, before);
	}
	spin_unlock(&ar->ar_lock);
	kmem_free(gone[0]);
	kmem_free(gone[1]);
}
