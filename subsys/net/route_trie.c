// SPDX-License-Identifier: BSD-2-Clause
/*
 * route_trie - a path-compressed binary trie.
 *
 * Each node stands for a prefix, and all below it begin with that prefix.
 * A node is an entry, or a fork: two longer prefixes part there and none
 * ends.  A fork always has two children; so n entries have at most n - 1
 * forks: of the n they brought one at least is spare, which is what
 * removing an entry with two children needs.  No path is longer than 33.
 */
#include <stddef.h>
#include <sys/errno.h>
#include "subsys/net/route_trie.h"

static int
trie_bit(uint32_t key, unsigned n)
{
	return key >> (31 - n) & 1;
}

/* Is node's prefix one of key's, looking at len bits of key? */
static int
trie_covers(const struct trie_node *tn, uint32_t key, unsigned len)
{
	return tn->tn_len <= len &&
	    ((tn->tn_key ^ key) & trie_mask(tn->tn_len)) == 0;
}

/* Bits that a and b have in common, at most max. */
static unsigned
trie_common(uint32_t a, uint32_t b, unsigned max)
{
	unsigned n;

	n = a == b ? 32 : (unsigned)__builtin_clz(a ^ b);
	return n < max ? n : max;
}

/*
 * Where a prefix is or would hang: the link to the first node that does not
 * lie above it.
 */
static struct trie_node **
trie_place(struct trie *tr, uint32_t key, unsigned len)
{
	struct trie_node **link = &tr->tr_root, *tn;

	while ((tn = *link) != NULL && tn->tn_len < len &&
	    trie_covers(tn, key, len))
		link = &tn->tn_child[trie_bit(key, tn->tn_len)];
	return link;
}

static void
trie_give(struct trie *tr, struct trie_node *fork)
{
	fork->tn_child[0] = tr->tr_spare;
	tr->tr_spare = fork;
}

static struct trie_node *
trie_take(struct trie *tr)
{
	struct trie_node *fork = tr->tr_spare;

	tr->tr_spare = fork->tn_child[0];
	return fork;
}

/* Put node where another is, of the same prefix, with its children. */
static void
trie_replace(struct trie_node **link, struct trie_node *node)
{
	node->tn_child[0] = (*link)->tn_child[0];
	node->tn_child[1] = (*link)->tn_child[1];
	*link = node;
}

/* A fork at bit n over the node at link and its new neighbour. */
static void
trie_part(struct trie *tr, struct trie_node **link, struct trie_node *node,
    unsigned n)
{
	struct trie_node *fork = trie_take(tr);

	fork->tn_fork = 1;
	fork->tn_len = (uint8_t)n;
	fork->tn_key = node->tn_key & trie_mask(n);
	fork->tn_child[trie_bit((*link)->tn_key, n)] = *link;
	fork->tn_child[trie_bit(node->tn_key, n)] = node;
	*link = fork;
}

int
trie_insert(struct trie *tr, struct trie_node *node, struct trie_node *fork)
{
	struct trie_node **link, *tn;
	unsigned n;

	link = trie_place(tr, node->tn_key, node->tn_len);
	tn = *link;
	n = node->tn_len;
	if (tn != NULL)
		n = trie_common(tn->tn_key, node->tn_key,
		    tn->tn_len < n ? tn->tn_len : n);
	if (tn != NULL && n == tn->tn_len && n == node->tn_len && !tn->tn_fork)
		return EEXIST;

	trie_give(tr, fork);
	node->tn_fork = 0;
	node->tn_child[0] = node->tn_child[1] = NULL;
	if (tn == NULL) {
		*link = node;
	} else if (n == tn->tn_len) {	/* a fork becomes an entry */
		trie_replace(link, node);
		trie_give(tr, tn);
	} else if (n == node->tn_len) {	/* node lies above tn */
		node->tn_child[trie_bit(tn->tn_key, n)] = tn;
		*link = node;
	} else {
		trie_part(tr, link, node, n);
	}
	return 0;
}

/* The link to node, which is in, and the link to what is above it. */
static struct trie_node **
trie_link(struct trie *tr, const struct trie_node *node,
    struct trie_node ***above)
{
	struct trie_node **link = &tr->tr_root;

	*above = NULL;
	while (*link != node) {
		*above = link;
		link = &(*link)->tn_child[trie_bit(node->tn_key,
		    (*link)->tn_len)];
	}
	return link;
}

/*
 * With two children a fork takes the entry's place.  With one or none the
 * child moves up; a fork above that lost its second child goes too.
 */
struct trie_node *
trie_remove(struct trie *tr, struct trie_node *node)
{
	struct trie_node **link, **above, *fork;

	link = trie_link(tr, node, &above);
	if (node->tn_child[0] != NULL && node->tn_child[1] != NULL) {
		fork = trie_take(tr);
		fork->tn_fork = 1;
		fork->tn_key = node->tn_key;
		fork->tn_len = node->tn_len;
		trie_replace(link, fork);
		return trie_take(tr);
	}
	*link = node->tn_child[0] != NULL ? node->tn_child[0] :
	    node->tn_child[1];
	if (*link == NULL && above != NULL && (*above)->tn_fork) {
		fork = *above;
		*above = fork->tn_child[0] != NULL ? fork->tn_child[0] :
		    fork->tn_child[1];
		trie_give(tr, fork);
	}
	return trie_take(tr);
}

struct trie_node *
trie_match(const struct trie *tr, uint32_t key)
{
	struct trie_node *tn, *best = NULL;

	for (tn = tr->tr_root; tn != NULL && trie_covers(tn, key, 32);
	    tn = tn->tn_child[trie_bit(key, tn->tn_len)]) {
		if (!tn->tn_fork)
			best = tn;
		if (tn->tn_len == 32)
			break;
	}
	return best;
}

struct trie_node *
trie_find(const struct trie *tr, uint32_t key, unsigned len)
{
	struct trie_node *tn;

	for (tn = tr->tr_root; tn != NULL && trie_covers(tn, key, len);
	    tn = tn->tn_child[trie_bit(key, tn->tn_len)]) {
		if (tn->tn_len == len)
			return tn->tn_fork ? NULL : tn;
	}
	return NULL;
}

/* Is tn's prefix above (key, len) in the order of trie_next? */
static int
trie_above(const struct trie_node *tn, uint32_t key, int len)
{
	return tn->tn_key > key || (tn->tn_key == key && tn->tn_len > len);
}

/*
 * Down towards (key, len); the last turn to the left with something on the
 * right is where the next is if nothing above is found further down.
 */
struct trie_node *
trie_next(const struct trie *tr, uint32_t key, int len)
{
	struct trie_node *tn = tr->tr_root, *right = NULL;
	int bit;

	while (tn != NULL && !trie_above(tn, key, len)) {
		if (tn->tn_len == 32 || !trie_covers(tn, key, 32)) {
			tn = NULL;	/* all of it lies below */
			break;
		}
		bit = trie_bit(key, tn->tn_len);
		if (bit == 0 && tn->tn_child[1] != NULL)
			right = tn->tn_child[1];
		tn = tn->tn_child[bit];
	}
	if (tn == NULL)
		tn = right;
	while (tn != NULL && tn->tn_fork)	/* its first is its left */
		tn = tn->tn_child[0];
	return tn;
}
