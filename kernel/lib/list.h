// SPDX-License-Identifier: BSD-2-Clause
/*
 * list - circular doubly linked lists threaded through their elements.
 *
 * One node type serves as head and as link, so insert and remove never
 * branch.  A node that is on no list points at itself once initialised.
 * The owner of the head names the lock; nothing here locks.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct list {
	struct list *next;	/* [x] the owner's lock */
	struct list *prev;	/* [x] the owner's lock */
};

#define LIST_INITIALIZER(name)	{ &(name), &(name) }

/* The element of struct type that holds node ptr as its member. */
#define LIST_ENTRY(ptr, type, member)					\
	((type *)((uintptr_t)(ptr) - offsetof(type, member)))

#define LIST_FIRST(head, type, member)					\
	(list_empty(head) ? NULL :					\
	    LIST_ENTRY((head)->next, type, member))

/* Walk elements in order; the body must not remove var. */
#define LIST_FOREACH(var, head, member)					\
	for (var = LIST_ENTRY((head)->next, __typeof__(*var), member);	\
	    &var->member != (head);					\
	    var = LIST_ENTRY(var->member.next, __typeof__(*var), member))

/* The same; the body may remove var. */
#define LIST_FOREACH_SAFE(var, head, member, tmp)			\
	for (var = LIST_ENTRY((head)->next, __typeof__(*var), member),	\
	    tmp = LIST_ENTRY(var->member.next, __typeof__(*var), member); \
	    &var->member != (head); var = tmp,				\
	    tmp = LIST_ENTRY(var->member.next, __typeof__(*var), member))

static inline void
list_init(struct list *l)
{
	l->next = l->prev = l;
}

static inline int
list_empty(const struct list *l)
{
	return l->next == l;
}

static inline void
list_insert_after(struct list *where, struct list *l)
{
	l->next = where->next;
	l->prev = where;
	where->next->prev = l;
	where->next = l;
}

static inline void
list_insert_head(struct list *head, struct list *l)
{
	list_insert_after(head, l);
}

static inline void
list_insert_tail(struct list *head, struct list *l)
{
	list_insert_after(head->prev, l);
}

/* Take l off its list; l may be removed again harmlessly. */
static inline void
list_remove(struct list *l)
{
	l->next->prev = l->prev;
	l->prev->next = l->next;
	list_init(l);
}

/* Move all of from to the end of to; from is left empty. */
static inline void
list_splice_tail(struct list *to, struct list *from)
{
	if (list_empty(from))
		return;
	from->next->prev = to->prev;
	to->prev->next = from->next;
	from->prev->next = to;
	to->prev = from->prev;
	list_init(from);
}
