// SPDX-License-Identifier: BSD-2-Clause
/*
 * route_trie - prefixes of 32 bits, found by the longest match.
 *
 * Keys are in host byte order.  The trie holds nodes embedded in their
 * owner's entries; a fork where two prefixes part is a node of its own.
 * Each entry brings one along and each removal hands one back (not always
 * the same), so nothing here allocates.  The owner locks.
 */
#pragma once

#include <stdint.h>

struct trie_node {
	struct trie_node *tn_child[2];	/* [x] by bit tn_len of a key */
	uint32_t tn_key;		/* [x] bits behind tn_len are 0 */
	uint8_t tn_len;			/* [x] 0..32 */
	uint8_t tn_fork;		/* [x] has no entry */
};

struct trie {
	struct trie_node *tr_root;	/* [x] */
	struct trie_node *tr_spare;	/* [x] forks not in use */
};

/* The len leading bits. */
static inline uint32_t
trie_mask(unsigned len)
{
	return len == 0 ? 0 : 0xffffffffU << (32 - len);
}

/*
 * Insert node (tn_key, tn_len set) and keep fork.  0, or EEXIST: neither
 * was taken.
 */
int	trie_insert(struct trie *tr, struct trie_node *node,
	    struct trie_node *fork);
/* Remove node, which is in.  Returns a fork to free, never NULL. */
struct trie_node *trie_remove(struct trie *tr, struct trie_node *node);
/* Longest prefix that matches key; the exact one; NULL if none. */
struct trie_node *trie_match(const struct trie *tr, uint32_t key);
struct trie_node *trie_find(const struct trie *tr, uint32_t key,
	    unsigned len);
/*
 * Smallest prefix above (key, len) in the order key, then len; start at
 * (0, -1).  NULL at the end.
 */
struct trie_node *trie_next(const struct trie *tr, uint32_t key, int len);
