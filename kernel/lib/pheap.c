// SPDX-License-Identifier: BSD-2-Clause
/*
 * pheap - the pairing heap.
 *
 * A tree in which no child is smaller than its parent; children form a list
 * of siblings.  All work is in melding two trees (the larger root becomes
 * the smaller one's first child) and in pairing up the orphans of a removed
 * node, which is what keeps the tree shallow.
 */
#include "kernel/lib/pheap.h"

/* Join two trees without siblings; returns the root. */
static struct pheap_node *
meld(struct pheap_node *a, struct pheap_node *b)
{
	struct pheap_node *t;

	if (a == NULL)
		return b;
	if (b == NULL)
		return a;
	if (b->pn_key < a->pn_key) {
		t = a;
		a = b;
		b = t;
	}
	b->pn_prev = a;
	b->pn_next = a->pn_child;
	if (b->pn_next != NULL)
		b->pn_next->pn_prev = b;
	a->pn_child = b;
	return a;
}

/* Make one tree of a list of siblings: pair left to right, meld back. */
static struct pheap_node *
pair_up(struct pheap_node *n)
{
	struct pheap_node *done = NULL, *a, *b, *root = NULL;

	while (n != NULL) {
		a = n;
		b = a->pn_next;
		n = b != NULL ? b->pn_next : NULL;
		a->pn_next = NULL;
		if (b != NULL)
			b->pn_next = NULL;
		a = meld(a, b);
		a->pn_next = done;	/* the pairs, last first */
		done = a;
	}
	while (done != NULL) {
		a = done;
		done = a->pn_next;
		a->pn_next = NULL;
		root = meld(root, a);
	}
	return root;
}

void
pheap_insert(struct pheap *ph, struct pheap_node *n, uint64_t key)
{
	n->pn_key = key;
	n->pn_child = n->pn_next = n->pn_prev = NULL;
	ph->ph_root = meld(ph->ph_root, n);
}

void
pheap_remove(struct pheap *ph, struct pheap_node *n)
{
	struct pheap_node *sub = pair_up(n->pn_child);

	if (n == ph->ph_root) {
		ph->ph_root = sub;
		if (sub != NULL)
			sub->pn_prev = NULL;
		return;
	}
	if (n->pn_prev->pn_child == n)	/* first child: pn_prev is parent */
		n->pn_prev->pn_child = n->pn_next;
	else
		n->pn_prev->pn_next = n->pn_next;
	if (n->pn_next != NULL)
		n->pn_next->pn_prev = n->pn_prev;
	ph->ph_root = meld(ph->ph_root, sub);
}

/* Down, else across, else up to the next parent that has a sibling. */
struct pheap_node *
pheap_next(struct pheap_node *n)
{
	if (n->pn_child != NULL)
		return n->pn_child;
	while (n->pn_next == NULL) {
		while (n->pn_prev != NULL && n->pn_prev->pn_child != n)
			n = n->pn_prev;		/* the first sibling */
		n = n->pn_prev;			/* the parent */
		if (n == NULL)
			return NULL;
	}
	return n->pn_next;
}
