// SPDX-License-Identifier: BSD-2-Clause
/*
 * pheap - a pairing heap threaded through its elements.
 *
 * A priority queue that needs no memory of its own: the smallest key is at
 * the root at once, insertion takes constant time, removal of any element
 * log n on average.  The owner names the lock.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* [x] the owner's lock for all members */
struct pheap_node {
	uint64_t pn_key;
	struct pheap_node *pn_child;	/* first child */
	struct pheap_node *pn_next;	/* next sibling */
	struct pheap_node *pn_prev;	/* previous sibling, or parent */
};

struct pheap {
	struct pheap_node *ph_root;	/* [x] smallest, or NULL */
};

static inline void
pheap_init(struct pheap *ph)
{
	ph->ph_root = NULL;
}

/* Element with the smallest key, or NULL. */
static inline struct pheap_node *
pheap_first(const struct pheap *ph)
{
	return ph->ph_root;
}

/*
 * All elements, parents before children: the one after n, which is in a
 * heap; NULL after the last.
 */
struct pheap_node *pheap_next(struct pheap_node *n);

/* Put n, which is in no heap, in with key. */
void	pheap_insert(struct pheap *ph, struct pheap_node *n, uint64_t key);
/* Take n, which is in ph, out. */
void	pheap_remove(struct pheap *ph, struct pheap_node *n);
