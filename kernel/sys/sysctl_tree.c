// SPDX-License-Identifier: BSD-2-Clause
/*
 * sysctl_tree - sorting and numbering the sysctl records.
 *
 * One sorted array is the whole tree: a node's children lie next to each
 * other, and the order by name is the order by number.  Numbers are good
 * until a module comes or goes: who wants one later asks by name.
 *
 * A leaf lies beside its record, so a pointer to one stays good as long as
 * its module does; that no thread is left with one is kernel/kld's care.
 *
 * Locks: [y] tree_lock.
 */
#include <sys/errno.h>
#include <sys/sysctl.h>
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/lock/spin.h"
#include "kernel/mem/kmem.h"
#include "kernel/sys/sysctl_tree.h"

SET_DECLARE_JOIN(sysctl, const struct sysctl_node, sysctl_join, sysctl_leave);

#define GROW	64	/* leaves more, when there is no room */

static struct spinlock tree_lock = SPIN_INITIALIZER("sysctl_tree");
static struct sysctl_leaf **sysctl_leaves;	/* [y] sorted */
static unsigned sysctl_count;			/* [y] */
static unsigned sysctl_room;			/* [y] */

/* A dot sorts below all else, so that "a.b" comes before "a-b". */
static int
name_rank(char c)
{
	return c == '.' ? 1 : (unsigned char)c + 1;
}

static int
name_compare(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	if (*a == '\0' || *b == '\0')
		return (*a != '\0') - (*b != '\0');
	return name_rank(*a) - name_rank(*b);
}

static int
oid_compare(const int32_t *a, int alen, const int32_t *b, int blen)
{
	int i;

	for (i = 0; i < alen && i < blen; i++) {
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	}
	return alen - blen;
}

/* Words that a and b have in common from the left. */
static int
name_shared(const char *a, const char *b)
{
	int words = 0;

	for (; *a == *b; a++, b++) {
		if (*a == '\0')
			return words + 1;
		if (*a == '.')
			words++;
	}
	/* "a.b" and "a" share the word a. */
	if ((*a == '\0' && *b == '.') || (*b == '\0' && *a == '.'))
		words++;
	return words;
}

static int
name_words(const char *name)
{
	int words = 1;

	for (; *name != '\0'; name++)
		words += *name == '.';
	return words;
}

/* Number of a leaf from the one before it. */
static void
leaf_number(struct sysctl_leaf *leaf, const struct sysctl_leaf *prev)
{
	int i, shared = 0;

	leaf->sl_depth = name_words(leaf->sl_node->so_name);
	if (leaf->sl_depth > OID_DEPTH)
		panic("sysctl name too deep: %s", leaf->sl_node->so_name);
	if (prev != NULL)
		shared = name_shared(prev->sl_node->so_name,
		    leaf->sl_node->so_name);
	for (i = 0; i < leaf->sl_depth; i++) {
		if (i < shared)
			leaf->sl_oid[i] = prev->sl_oid[i];
		else if (i == shared && prev != NULL &&
		    i < prev->sl_depth)
			leaf->sl_oid[i] = prev->sl_oid[i] + 1;
		else
			leaf->sl_oid[i] = 1;
	}
}

static const struct sysctl_leaf *
leaf_find(const char *name)
{
	unsigned lo = 0, hi = sysctl_count, mid;
	int c;

	SPIN_ASSERT(&tree_lock);
	while (lo < hi) {
		mid = (lo + hi) / 2;
		c = name_compare(sysctl_leaves[mid]->sl_node->so_name, name);
		if (c == 0)
			return sysctl_leaves[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

static const struct sysctl_leaf *
find_name_locked(const char *name, int64_t *index)
{
	const char *dot = strrchr(name, '.');
	const struct sysctl_leaf *leaf = leaf_find(name);
	char head[CTL_NAMEMAX], *end;

	*index = -1;
	if (leaf != NULL || dot == NULL || dot[1] < '0' || dot[1] > '9' ||
	    (size_t)(dot - name) >= sizeof(head))
		return leaf;
	memcpy(head, name, (size_t)(dot - name));
	head[dot - name] = '\0';
	*index = strtol(dot + 1, &end, 10);
	leaf = *end == '\0' ? leaf_find(head) : NULL;
	return leaf != NULL && leaf->sl_node->so_type == SYSCTL_T_PROC ?
	    leaf : NULL;
}

/* First leaf whose oid is not less than oid. */
static unsigned
oid_lower_bound(const int32_t *oid, int len)
{
	unsigned lo = 0, hi = sysctl_count, mid;
	const struct sysctl_leaf *leaf;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		leaf = sysctl_leaves[mid];
		if (oid_compare(leaf->sl_oid, leaf->sl_depth, oid, len) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static const struct sysctl_leaf *
find_oid_locked(const int32_t *oid, int len, int64_t *index)
{
	unsigned i = oid_lower_bound(oid, len);
	const struct sysctl_leaf *leaf;

	*index = -1;
	if (i < sysctl_count && oid_compare(sysctl_leaves[i]->sl_oid,
	    sysctl_leaves[i]->sl_depth, oid, len) == 0)
		return sysctl_leaves[i];
	/* One number more than a leaf has is the leaf's index. */
	if (i == 0 || len < 2)
		return NULL;
	leaf = sysctl_leaves[i - 1];
	if (leaf->sl_node->so_type != SYSCTL_T_PROC ||
	    oid_compare(leaf->sl_oid, leaf->sl_depth, oid, len - 1) != 0)
		return NULL;
	*index = oid[len - 1];
	return leaf;
}

static const struct sysctl_leaf *
next_locked(const int32_t *oid, int len)
{
	unsigned i = oid_lower_bound(oid, len);

	while (i < sysctl_count && oid_compare(sysctl_leaves[i]->sl_oid,
	    sysctl_leaves[i]->sl_depth, oid, len) == 0)
		i++;
	return i < sysctl_count ? sysctl_leaves[i] : NULL;
}

static const struct sysctl_leaf *
below_locked(const int32_t *oid, int len)
{
	unsigned i = oid_lower_bound(oid, len);
	const struct sysctl_leaf *leaf;

	if (i == sysctl_count)
		return NULL;
	leaf = sysctl_leaves[i];
	if (leaf->sl_depth < len ||
	    oid_compare(leaf->sl_oid, len, oid, len) != 0)
		return NULL;
	return leaf;
}

static int
name_oid_locked(const char *name, int32_t *oid)
{
	size_t len = strlen(name);
	const char *have;
	unsigned i;
	int words;

	if (len > 0 && name[len - 1] == '.')
		len--;
	for (i = 0; i < sysctl_count; i++) {
		have = sysctl_leaves[i]->sl_node->so_name;
		if (strncmp(have, name, len) != 0 ||
		    (have[len] != '\0' && have[len] != '.'))
			continue;
		for (words = 1; len > 0; len--)
			words += have[len - 1] == '.';
		memcpy(oid, sysctl_leaves[i]->sl_oid,
		    (size_t)words * sizeof(*oid));
		return words;
	}
	return 0;
}

/* ------------------------------------------------- for those outside */

const struct sysctl_leaf *
sysctl_find_name(const char *name, int64_t *index)
{
	const struct sysctl_leaf *leaf;

	spin_lock(&tree_lock);
	leaf = find_name_locked(name, index);
	spin_unlock(&tree_lock);
	return leaf;
}

const struct sysctl_leaf *
sysctl_find_oid(const int32_t *oid, int len, int64_t *index)
{
	const struct sysctl_leaf *leaf;

	spin_lock(&tree_lock);
	leaf = find_oid_locked(oid, len, index);
	spin_unlock(&tree_lock);
	return leaf;
}

const struct sysctl_leaf *
sysctl_next(const int32_t *oid, int len)
{
	const struct sysctl_leaf *leaf;

	spin_lock(&tree_lock);
	leaf = next_locked(oid, len);
	spin_unlock(&tree_lock);
	return leaf;
}

const struct sysctl_leaf *
sysctl_below(const int32_t *oid, int len)
{
	const struct sysctl_leaf *leaf;

	spin_lock(&tree_lock);
	leaf = below_locked(oid, len);
	spin_unlock(&tree_lock);
	return leaf;
}

int
sysctl_name_oid(const char *name, int32_t *oid)
{
	int len;

	spin_lock(&tree_lock);
	len = name_oid_locked(name, oid);
	spin_unlock(&tree_lock);
	return len;
}

/* --------------------------------------------------- coming and going */

static void
tree_number(void)
{
	unsigned i;

	SPIN_ASSERT(&tree_lock);
	for (i = 0; i < sysctl_count; i++)
		leaf_number(sysctl_leaves[i], i > 0 ? sysctl_leaves[i - 1] :
		    NULL);
}

/* Put a leaf where its name belongs; there is room. */
static void
leaf_insert(struct sysctl_leaf *leaf)
{
	unsigned i;

	for (i = sysctl_count++; i > 0 && name_compare(
	    sysctl_leaves[i - 1]->sl_node->so_name,
	    leaf->sl_node->so_name) > 0; i--)
		sysctl_leaves[i] = sysctl_leaves[i - 1];
	sysctl_leaves[i] = leaf;
}

/* Room for so many leaves.  Comings and goings are serialised above. */
static int
tree_grow(unsigned room)
{
	struct sysctl_leaf **more, **old = sysctl_leaves;

	if (room <= sysctl_room)
		return 0;
	more = kmem_zalloc(NULL, room * sizeof(*more), KM_SLEEP);
	if (more == NULL)
		return ENOMEM;
	spin_lock(&tree_lock);
	memcpy(more, old, sysctl_count * sizeof(*more));
	sysctl_leaves = more;
	sysctl_room = room;
	spin_unlock(&tree_lock);
	kmem_free(old);
	return 0;
}

/* A module's: 0, ENOMEM, EEXIST, or EINVAL for too many words. */
static int
sysctl_join(const struct sysctl_node *node)
{
	int error;

	if (name_words(node->so_name) > OID_DEPTH)
		return EINVAL;
	if (sysctl_count == sysctl_room) {
		error = tree_grow(sysctl_room + GROW);
		if (error != 0)
			return error;
	}
	node->so_leaf->sl_node = node;
	spin_lock(&tree_lock);
	error = leaf_find(node->so_name) != NULL ? EEXIST : 0;
	if (error == 0) {
		leaf_insert(node->so_leaf);
		tree_number();
	}
	spin_unlock(&tree_lock);
	return error;
}

static void
sysctl_leave(const struct sysctl_node *node)
{
	unsigned i = 0, n;

	spin_lock(&tree_lock);
	for (n = 0; n < sysctl_count; n++)
		if (sysctl_leaves[n] != node->so_leaf)
			sysctl_leaves[i++] = sysctl_leaves[n];
	sysctl_count = i;
	tree_number();
	spin_unlock(&tree_lock);
}

static void
sysctl_tree_init(void)
{
	const struct sysctl_node *const *node;

	if (tree_grow(SET_COUNT(sysctl) + GROW) != 0)
		panic("no memory for the sysctl tree");
	spin_lock(&tree_lock);
	SET_FOREACH(node, sysctl) {
		(*node)->so_leaf->sl_node = *node;
		leaf_insert((*node)->so_leaf);
	}
	tree_number();
	spin_unlock(&tree_lock);
}
INITCALL(PHASE_DEVICE, sysctl_tree_init);
