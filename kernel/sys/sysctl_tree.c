// SPDX-License-Identifier: BSD-2-Clause
/*
 * sysctl_tree - sorting and numbering the sysctl records.
 *
 * One sorted array is the whole tree: a node's children lie next to each
 * other, and the order by name is the order by number.
 */
#include <sys/sysctl.h>
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/sys/sysctl_tree.h"

SET_DECLARE(sysctl, const struct sysctl_node);

static struct sysctl_leaf *sysctl_leaves;	/* [I] sorted */
static unsigned sysctl_count;			/* [I] */

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

	while (lo < hi) {
		mid = (lo + hi) / 2;
		c = name_compare(sysctl_leaves[mid].sl_node->so_name, name);
		if (c == 0)
			return &sysctl_leaves[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

const struct sysctl_leaf *
sysctl_find_name(const char *name, int64_t *index)
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
		leaf = &sysctl_leaves[mid];
		if (oid_compare(leaf->sl_oid, leaf->sl_depth, oid, len) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct sysctl_leaf *
sysctl_find_oid(const int32_t *oid, int len, int64_t *index)
{
	unsigned i = oid_lower_bound(oid, len);
	const struct sysctl_leaf *leaf;

	*index = -1;
	if (i < sysctl_count && oid_compare(sysctl_leaves[i].sl_oid,
	    sysctl_leaves[i].sl_depth, oid, len) == 0)
		return &sysctl_leaves[i];
	/* One number more than a leaf has is the leaf's index. */
	if (i == 0 || len < 2)
		return NULL;
	leaf = &sysctl_leaves[i - 1];
	if (leaf->sl_node->so_type != SYSCTL_T_PROC ||
	    oid_compare(leaf->sl_oid, leaf->sl_depth, oid, len - 1) != 0)
		return NULL;
	*index = oid[len - 1];
	return leaf;
}

const struct sysctl_leaf *
sysctl_next(const int32_t *oid, int len)
{
	unsigned i = oid_lower_bound(oid, len);

	while (i < sysctl_count && oid_compare(sysctl_leaves[i].sl_oid,
	    sysctl_leaves[i].sl_depth, oid, len) == 0)
		i++;
	return i < sysctl_count ? &sysctl_leaves[i] : NULL;
}

const struct sysctl_leaf *
sysctl_below(const int32_t *oid, int len)
{
	unsigned i = oid_lower_bound(oid, len);
	const struct sysctl_leaf *leaf;

	if (i == sysctl_count)
		return NULL;
	leaf = &sysctl_leaves[i];
	if (leaf->sl_depth < len ||
	    oid_compare(leaf->sl_oid, len, oid, len) != 0)
		return NULL;
	return leaf;
}

int
sysctl_name_oid(const char *name, int32_t *oid)
{
	size_t len = strlen(name);
	const char *have;
	unsigned i;
	int words;

	if (len > 0 && name[len - 1] == '.')
		len--;
	for (i = 0; i < sysctl_count; i++) {
		have = sysctl_leaves[i].sl_node->so_name;
		if (strncmp(have, name, len) != 0 ||
		    (have[len] != '\0' && have[len] != '.'))
			continue;
		for (words = 1; len > 0; len--)
			words += have[len - 1] == '.';
		memcpy(oid, sysctl_leaves[i].sl_oid,
		    (size_t)words * sizeof(*oid));
		return words;
	}
	return 0;
}

static void
sysctl_tree_init(void)
{
	const struct sysctl_node *const *node;
	struct sysctl_leaf *leaf;
	unsigned n = 0, i;

	sysctl_leaves = kmem_zalloc(NULL, (SET_COUNT(sysctl) + 1) *
	    sizeof(*leaf), KM_SLEEP);
	if (sysctl_leaves == NULL)
		panic("no memory for the sysctl tree");
	SET_FOREACH(node, sysctl) {
		for (i = n++; i > 0 && name_compare(
		    sysctl_leaves[i - 1].sl_node->so_name,
		    (*node)->so_name) > 0; i--)
			sysctl_leaves[i] = sysctl_leaves[i - 1];
		sysctl_leaves[i].sl_node = *node;
	}
	sysctl_count = n;
	for (i = 0; i < n; i++)
		leaf_number(&sysctl_leaves[i], i > 0 ? &sysctl_leaves[i - 1] :
		    NULL);
}
INITCALL(PHASE_DEVICE, sysctl_tree_init);
