// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_differ - what two things of one type do not have in common.
 *
 * For "print V_tcpstat in a vs b": of hundreds of counters only those that
 * differ are worth a line.  Both are walked side by side, member by member,
 * with the path to where we are kept as text; depth and length are bounded
 * as everywhere, for types may be wrong.
 */
#include "kernel/debug/db_priv.h"
#include "kernel/debug/db_typed.h"
#include "kernel/lib/string.h"

#define DEPTH_MAX	6
#define PATH_MAX	160
#define COMPARE		64	/* bytes looked at together */

static char differ_path[PATH_MAX];	/* [d] from the whole to the part */

static int	part_differ(struct db_typed a, struct db_typed b, int depth);

/* Are n bytes equal?  What cannot be read is not. */
static int
bytes_equal(uintptr_t a, uintptr_t b, size_t n)
{
	char one[COMPARE], other[COMPARE];
	size_t some;

	for (; n > 0 && !db_quit(); n -= some, a += some, b += some) {
		some = n < COMPARE ? n : COMPARE;
		if (db_read(a, one, some) != 0 ||
		    db_read(b, other, some) != 0 ||
		    memcmp(one, other, some) != 0)
			return 0;
	}
	return 1;
}

static int
leaf_differ(const struct db_typed *a, const struct db_typed *b)
{
	uint64_t one = 0, other = 0;
	size_t size = 0;

	if (db_typed_load(a, &one) == 0 && db_typed_load(b, &other) == 0 &&
	    one == other)
		return 0;
	/* Text and what has no number: by its bytes. */
	db_btf_size(db_types(), a->ty_type, &size);
	if (a->ty_bits == 0 && size > 8 &&
	    bytes_equal(a->ty_addr, b->ty_addr, size))
		return 0;
	db_printf("%s: ", differ_path[0] != '\0' ? differ_path : "value");
	db_value_brief(a);
	db_printf(" -> ");
	db_value_brief(b);
	db_printf("\n");
	return 1;
}

static int
struct_differ(const struct db_typed *a, const struct db_typed *b,
    uint32_t id, int depth)
{
	size_t len = strlen(differ_path);
	struct btf_member bm;
	int found = 0;
	uint32_t i;

	for (i = 0; db_btf_member(db_types(), id, i, &bm) == 0 &&
	    !db_quit(); i++) {
		struct db_typed one = { .ty_type = bm.bm_type,
		    .ty_addr = a->ty_addr + bm.bm_bit / 8,
		    .ty_bit = bm.bm_bit % 8, .ty_bits = bm.bm_bits };
		struct db_typed other = one;

		other.ty_addr = b->ty_addr + bm.bm_bit / 8;
		strlcat(differ_path, ".", PATH_MAX);
		strlcat(differ_path, bm.bm_name, PATH_MAX);
		found += part_differ(one, other, depth + 1);
		differ_path[len] = '\0';
	}
	return found;
}

static int
array_differ(const struct db_typed *a, const struct db_typed *b, uint32_t id,
    int depth)
{
	uint32_t i, count = db_btf_elements(db_types(), id);
	struct db_typed one = *a, other = *b;
	size_t len = strlen(differ_path), size;
	int found = 0;

	one.ty_type = other.ty_type = db_btf_target(db_types(), id);
	if (db_btf_size(db_types(), one.ty_type, &size) != 0)
		return 0;
	for (i = 0; i < count && !db_quit(); i++) {
		snprintf(differ_path + len, PATH_MAX - len, "[%u]", i);
		found += part_differ(one, other, depth + 1);
		differ_path[len] = '\0';
		one.ty_addr += size;
		other.ty_addr += size;
	}
	return found;
}

static int
part_differ(struct db_typed a, struct db_typed b, int depth)
{
	uint32_t id = db_btf_strip(db_types(), a.ty_type), of;
	enum btf_kind kind = db_btf_kind(db_types(), id);
	size_t size = 0, one = 0;

	db_btf_size(db_types(), id, &size);
	of = db_btf_target(db_types(), id);
	db_btf_size(db_types(), of, &one);
	if (depth > DEPTH_MAX || (a.ty_bits == 0 &&
	    bytes_equal(a.ty_addr, b.ty_addr, size)))
		return 0;
	if (kind == BTF_STRUCT || kind == BTF_UNION)
		return struct_differ(&a, &b, id, depth);
	/* An array of bytes is most often text: one line. */
	if (kind == BTF_ARRAY && one > 1)
		return array_differ(&a, &b, id, depth);
	return leaf_differ(&a, &b);
}

int
db_value_differ(const struct db_typed *a, const struct db_typed *b)
{
	differ_path[0] = '\0';
	return part_differ(*a, *b, 0);
}
