// SPDX-License-Identifier: BSD-2-Clause
/*
 * pagetree - the pages of an object by index, as a radix tree.
 *
 * Nodes of 64 slots: a file of up to 256 KiB needs one node of 512 bytes,
 * so that many small files stay cheap.  Nodes are freed as they become
 * empty; the height never shrinks but to nothing.  The caller locks.
 */
#include <sys/errno.h>
#include "kernel/mem/kmem.h"
#include "kernel/vm/vm_priv.h"

/* Indices a tree of this height can hold; saturates. */
static uint64_t
pagetree_span(unsigned height)
{
	if (height * PAGETREE_BITS >= 64)
		return UINT64_MAX;
	return 1ul << (height * PAGETREE_BITS);
}

static void **
pagetree_node(struct ledger *ld)
{
	return kmem_zalloc(ld, PAGETREE_FAN * sizeof(void *), KM_SLEEP);
}

/* Slot number of index in a node whose subtree has this height. */
static unsigned
pagetree_slot(uint64_t index, unsigned height)
{
	return (index >> ((height - 1) * PAGETREE_BITS)) & (PAGETREE_FAN - 1);
}

struct page *
pagetree_find(const struct pagetree *pt, uint64_t index)
{
	void **node = pt->pt_root;
	unsigned h;

	if (node == NULL || index >= pagetree_span(pt->pt_height))
		return NULL;
	for (h = pt->pt_height; h > 1 && node != NULL; h--)
		node = node[pagetree_slot(index, h)];
	return node != NULL ? node[pagetree_slot(index, 1)] : NULL;
}

/* Make the tree high enough for index. */
static int
pagetree_grow(struct pagetree *pt, struct ledger *ld, uint64_t index)
{
	void **node;

	while (pt->pt_root == NULL || index >= pagetree_span(pt->pt_height)) {
		node = pagetree_node(ld);
		if (node == NULL)
			return ENOMEM;
		node[0] = pt->pt_root;
		pt->pt_root = node;
		pt->pt_height++;
	}
	return 0;
}

int
pagetree_insert(struct pagetree *pt, struct ledger *ld, uint64_t index,
    struct page *pg)
{
	void **node, **slot;
	unsigned h;
	int error;

	error = pagetree_grow(pt, ld, index);
	if (error != 0)
		return error;
	node = pt->pt_root;
	for (h = pt->pt_height; h > 1; h--) {
		slot = &node[pagetree_slot(index, h)];
		if (*slot == NULL) {
			*slot = pagetree_node(ld);
			if (*slot == NULL)
				return ENOMEM;
		}
		node = *slot;
	}
	node[pagetree_slot(index, 1)] = pg;
	return 0;
}

struct pagetree_cut {
	uint64_t pc_from;
	void (*pc_fn)(struct page *pg, void *arg);
	void *pc_arg;
};

/*
 * Cut what lies at or above pc_from out of a node whose first index is
 * base.  Returns nonzero if the node is empty afterwards.  Recursion is as
 * deep as the tree is high: eleven at most.
 */
static int
pagetree_cut_node(void **node, unsigned height, uint64_t base,
    const struct pagetree_cut *cut)
{
	uint64_t step = pagetree_span(height - 1), first;
	unsigned i;
	int left = 0;

	for (i = 0; i < PAGETREE_FAN; i++) {
		first = base + i * step;
		if (node[i] == NULL)
			continue;
		if (first + (step - 1) < cut->pc_from) {
			left++;
		} else if (height == 1) {
			cut->pc_fn(node[i], cut->pc_arg);
			node[i] = NULL;
		} else if (pagetree_cut_node(node[i], height - 1, first,
		    cut)) {
			kmem_free(node[i]);
			node[i] = NULL;
		} else {
			left++;
		}
	}
	return left == 0;
}

void
pagetree_truncate(struct pagetree *pt, uint64_t from,
    void (*fn)(struct page *pg, void *arg), void *arg)
{
	struct pagetree_cut cut = { from, fn, arg };

	if (pt->pt_root == NULL)
		return;
	if (pagetree_cut_node(pt->pt_root, pt->pt_height, 0, &cut)) {
		kmem_free(pt->pt_root);
		pt->pt_root = NULL;
		pt->pt_height = 0;
	}
}
