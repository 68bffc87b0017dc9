// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_btf_parts - what types are made of: members, enumerators, spelling.
 *
 * Pure, on top of what db_btf.c has checked.  Structs within structs and
 * pointers to pointers are followed only so far: a blob may hold a circle.
 */
#include <sys/errno.h>

#include "kernel/debug/db_btf.h"
#include "kernel/lib/string.h"

#define DEPTH_MAX	8	/* nameless structs, parts of a declaration */
#define DECL_MAX	128	/* characters of a declaration */

static uint32_t
part_word(const struct btf *bf, uint32_t id, uint32_t n)
{
	uint32_t word;

	memcpy(&word, bf->bf_types + bf->bf_offset[id] +
	    sizeof(struct btf_type) + 4 * (size_t)n, sizeof(word));
	return word;
}

static int
is_compound(const struct btf *bf, uint32_t id)
{
	enum btf_kind kind = db_btf_kind(bf, id);

	return kind == BTF_STRUCT || kind == BTF_UNION;
}

int
db_btf_member(const struct btf *bf, uint32_t id, uint32_t i,
    struct btf_member *bm)
{
	struct btf_type bt;
	uint32_t where;

	if (!is_compound(bf, id) || i >= db_btf_count(bf, id))
		return ENOENT;
	memcpy(&bt, bf->bf_types + bf->bf_offset[id], sizeof(bt));
	where = part_word(bf, id, 3 * i + 2);
	bm->bm_name = bf->bf_strings + part_word(bf, id, 3 * i);
	bm->bm_type = part_word(bf, id, 3 * i + 1);
	/* With the flag the width of a bit-field is in the top byte. */
	bm->bm_bits = bt.bt_info >> 31 != 0 ? where >> 24 : 0;
	bm->bm_bit = bt.bt_info >> 31 != 0 ? where & 0xffffff : where;
	return 0;
}

/* In struct id and in the nameless ones in it, depth levels down. */
static int
member_search(const struct btf *bf, uint32_t id, const char *name,
    struct btf_member *bm, int depth)
{
	struct btf_member one;
	uint32_t i;

	id = db_btf_strip(bf, id);
	for (i = 0; db_btf_member(bf, id, i, &one) == 0; i++) {
		if (strcmp(one.bm_name, name) == 0) {
			*bm = one;
			return 0;
		}
		if (one.bm_name[0] == '\0' && depth > 0 && member_search(bf,
		    one.bm_type, name, bm, depth - 1) == 0) {
			bm->bm_bit += one.bm_bit;
			return 0;
		}
	}
	return ENOENT;
}

int
db_btf_member_find(const struct btf *bf, uint32_t id, const char *name,
    struct btf_member *bm)
{
	/* Three levels are more than anybody writes. */
	return name[0] == '\0' ? ENOENT : member_search(bf, id, name, bm, 3);
}

int
db_btf_member_owner(const struct btf *bf, const char *name, uint32_t *id,
    struct btf_member *bm)
{
	struct btf_member one;
	uint32_t at, found = 0;

	for (at = 1; at <= bf->bf_count; at++) {
		if (!is_compound(bf, at) ||
		    db_btf_member_find(bf, at, name, &one) != 0)
			continue;
		/* A nameless struct inside a named one counts once. */
		if (found != 0 && db_btf_name(bf, at)[0] == '\0')
			continue;
		if (found != 0 && db_btf_name(bf, found)[0] != '\0')
			return EEXIST;
		found = at;
		*bm = one;
	}
	*id = found;
	return found == 0 ? ENOENT : 0;
}

uint32_t
db_btf_variable(const struct btf *bf, const char *name, uint32_t offset)
{
	uint32_t id, i, var;

	for (id = 1; id <= bf->bf_count; id++) {
		if (db_btf_kind(bf, id) != BTF_DATASEC)
			continue;
		for (i = 0; i < db_btf_count(bf, id); i++) {
			var = part_word(bf, id, 3 * i);
			if (part_word(bf, id, 3 * i + 1) == offset &&
			    db_btf_kind(bf, var) == BTF_VAR &&
			    strcmp(db_btf_name(bf, var), name) == 0)
				return var;
		}
	}
	return 0;
}

int
db_btf_enum_name(const struct btf *bf, uint32_t id, uint64_t value,
    const char **name)
{
	uint32_t i, step = db_btf_kind(bf, id) == BTF_ENUM64 ? 3 : 2;

	if (step == 2 && db_btf_kind(bf, id) != BTF_ENUM)
		return ENOENT;
	for (i = 0; i < db_btf_count(bf, id); i++) {
		if (part_word(bf, id, step * i + 1) != (uint32_t)value ||
		    (step == 3 && part_word(bf, id, 3 * i + 2) !=
		    (uint32_t)(value >> 32)))
			continue;
		*name = bf->bf_strings + part_word(bf, id, step * i);
		return 0;
	}
	return ENOENT;
}

/* The word a type's name begins with. */
static const char *
tag_of(enum btf_kind kind)
{
	switch (kind) {
	case BTF_STRUCT: case BTF_FWD:
		return "struct ";
	case BTF_UNION:
		return "union ";
	case BTF_ENUM: case BTF_ENUM64:
		return "enum ";
	case BTF_CONST:
		return "const ";
	case BTF_VOLATILE:
		return "volatile ";
	default:
		return "";
	}
}

/*
 * C is spelled from the name outwards: pointers go to its left, arrays and
 * parameters to its right.  Returns the type left over.
 */
static uint32_t
declare_around(const struct btf *bf, uint32_t id, char *text)
{
	char last[DECL_MAX - 16];	/* room for what is added */
	int depth, pointer = 0;

	for (depth = 0; depth < DEPTH_MAX; depth++) {
		enum btf_kind kind = db_btf_kind(bf, id);

		if (kind != BTF_PTR && kind != BTF_ARRAY &&
		    kind != BTF_FUNC_PROTO)
			return id;
		strlcpy(last, text, sizeof(last));
		if (kind == BTF_PTR)
			snprintf(text, DECL_MAX, "*%s", last);
		else if (kind == BTF_ARRAY)
			snprintf(text, DECL_MAX, pointer ? "(%s)[%u]" :
			    "%s[%u]", last, db_btf_elements(bf, id));
		else
			snprintf(text, DECL_MAX, pointer ? "(%s)()" : "%s()",
			    last);
		pointer = kind == BTF_PTR;
		id = db_btf_target(bf, id);
	}
	return 0;
}

void
db_btf_declare(const struct btf *bf, uint32_t id, const char *name,
    char *buf, size_t size)
{
	char text[DECL_MAX];
	const char *own;
	int depth;

	strlcpy(text, name, sizeof(text));
	buf[0] = '\0';
	for (depth = 0; depth < DEPTH_MAX; depth++) {
		id = declare_around(bf, id, text);
		if (db_btf_kind(bf, id) != BTF_CONST &&
		    db_btf_kind(bf, id) != BTF_VOLATILE)
			break;
		/* Of a pointer itself it would go right; nobody asks. */
		strlcat(buf, tag_of(db_btf_kind(bf, id)), size);
		id = db_btf_target(bf, id);
	}
	own = db_btf_name(bf, id);
	strlcat(buf, tag_of(db_btf_kind(bf, id)), size);
	strlcat(buf, id == 0 ? "void" : own[0] == '\0' ? "{...}" : own, size);
	if (text[0] != '\0')
		strlcat(buf, " ", size);
	strlcat(buf, text, size);
}
