// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_btf - reading type information.
 *
 * The blob is a head, the records one after the other, and the strings.
 * Opening walks the records once, checks that each lies inside and that
 * each name and each type it speaks of exists, and notes where it begins.
 * After that nothing can point outside; but a typedef may still lead to
 * itself, and a struct contain itself, so walks count their steps.
 */
#include <sys/errno.h>

#include "kernel/debug/db_btf.h"
#include "kernel/lib/string.h"

#define BTF_MAGIC	0xeb9fu
#define HEAD_MIN	24u
#define STEPS_MAX	32	/* typedefs, or structs within structs */

struct btf_head {
	uint16_t bh_magic;	/* [I] */
	uint8_t bh_version;	/* [I] */
	uint8_t bh_flags;	/* [I] */
	uint32_t bh_len;	/* [I] of this head */
	uint32_t bh_types;	/* [I] from the head's end */
	uint32_t bh_types_len;	/* [I] */
	uint32_t bh_strings;	/* [I] */
	uint32_t bh_strings_len;	/* [I] */
};

/* Bytes behind a record's head: some, and some for each part. */
static const struct {
	uint8_t ex_once;	/* [I] */
	uint8_t ex_each;	/* [I] */
} extra[BTF_KINDS] = {
	[BTF_INT] = { 4, 0 }, [BTF_ARRAY] = { 12, 0 },
	[BTF_STRUCT] = { 0, 12 }, [BTF_UNION] = { 0, 12 },
	[BTF_ENUM] = { 0, 8 }, [BTF_FUNC_PROTO] = { 0, 8 },
	[BTF_VAR] = { 4, 0 }, [BTF_DATASEC] = { 0, 12 },
	[BTF_DECL_TAG] = { 4, 0 }, [BTF_ENUM64] = { 0, 12 },
};

static uint32_t
word_at(const struct btf *bf, uint32_t offset)
{
	uint32_t word;

	memcpy(&word, bf->bf_types + offset, sizeof(word));
	return word;
}

/* Word n behind the head of a type. */
static uint32_t
word_of(const struct btf *bf, uint32_t id, uint32_t n)
{
	return word_at(bf, bf->bf_offset[id] + 12 + 4 * n);
}

static struct btf_type
type_of(const struct btf *bf, uint32_t id)
{
	struct btf_type bt = { 0, 0, 0 };

	if (id != 0 && id <= bf->bf_count)
		memcpy(&bt, bf->bf_types + bf->bf_offset[id], sizeof(bt));
	return bt;
}

enum btf_kind
db_btf_kind(const struct btf *bf, uint32_t id)
{
	return (enum btf_kind)(type_of(bf, id).bt_info >> 24 & 0x1f);
}

uint32_t
db_btf_count(const struct btf *bf, uint32_t id)
{
	return type_of(bf, id).bt_info & 0xffff;
}

/* Does the kind keep a type, not a size, in its third word? */
static int
kind_refers(enum btf_kind kind)
{
	return kind == BTF_PTR || kind == BTF_TYPEDEF || kind == BTF_CONST ||
	    kind == BTF_VOLATILE || kind == BTF_RESTRICT ||
	    kind == BTF_FUNC || kind == BTF_FUNC_PROTO || kind == BTF_VAR ||
	    kind == BTF_TYPE_TAG || kind == BTF_DECL_TAG;
}

/* Note where each record begins.  0, EINVAL or E2BIG. */
static int
open_index(struct btf *bf)
{
	uint32_t at = 0, info, kind;
	uint64_t len;

	while (at < bf->bf_types_len) {
		if (bf->bf_types_len - at < sizeof(struct btf_type))
			return EINVAL;
		info = word_at(bf, at + 4);
		kind = info >> 24 & 0x1f;
		if (kind == BTF_VOID || kind >= BTF_KINDS)
			return EINVAL;
		len = sizeof(struct btf_type) + extra[kind].ex_once +
		    (uint64_t)extra[kind].ex_each * (info & 0xffff);
		if (len > bf->bf_types_len - at)
			return EINVAL;
		if (bf->bf_count == BTF_TYPES_MAX)
			return E2BIG;
		bf->bf_offset[++bf->bf_count] = at;
		at += (uint32_t)len;
	}
	return 0;
}

/* The parts of type id: do their names and types exist? */
static int
check_parts(const struct btf *bf, uint32_t id, enum btf_kind kind)
{
	uint32_t i, step = extra[kind].ex_each / 4u;

	if (kind == BTF_ARRAY)
		return word_of(bf, id, 0) <= bf->bf_count &&
		    word_of(bf, id, 1) <= bf->bf_count;
	if (step == 0 || kind == BTF_DATASEC)
		return 1;
	for (i = 0; i < db_btf_count(bf, id); i++) {
		if (word_of(bf, id, i * step) >= bf->bf_strings_len)
			return 0;
		if (kind != BTF_ENUM && kind != BTF_ENUM64 &&
		    word_of(bf, id, i * step + 1) > bf->bf_count)
			return 0;
	}
	return 1;
}

static int
open_check(const struct btf *bf)
{
	struct btf_type bt;
	enum btf_kind kind;
	uint32_t id;

	for (id = 1; id <= bf->bf_count; id++) {
		bt = type_of(bf, id);
		kind = db_btf_kind(bf, id);
		if (bt.bt_name >= bf->bf_strings_len ||
		    (kind_refers(kind) && bt.bt_size > bf->bf_count) ||
		    !check_parts(bf, id, kind))
			return EINVAL;
	}
	return 0;
}

int
db_btf_open(struct btf *bf, const void *data, size_t size)
{
	struct btf_head bh;
	uint64_t room;
	int error;

	bf->bf_count = 0;
	if (size < HEAD_MIN)
		return EINVAL;
	memcpy(&bh, data, sizeof(bh));
	if (bh.bh_magic != BTF_MAGIC || bh.bh_version != 1 ||
	    bh.bh_len < HEAD_MIN || bh.bh_len > size)
		return EINVAL;
	room = size - bh.bh_len;
	if ((uint64_t)bh.bh_types + bh.bh_types_len > room ||
	    (uint64_t)bh.bh_strings + bh.bh_strings_len > room ||
	    bh.bh_strings_len == 0)
		return EINVAL;

	bf->bf_types = (const uint8_t *)data + bh.bh_len + bh.bh_types;
	bf->bf_types_len = bh.bh_types_len;
	bf->bf_strings = (const char *)data + bh.bh_len + bh.bh_strings;
	bf->bf_strings_len = bh.bh_strings_len;
	if (bf->bf_strings[bf->bf_strings_len - 1] != '\0')
		return EINVAL;
	error = open_index(bf);
	if (error == 0)
		error = open_check(bf);
	if (error != 0)
		bf->bf_count = 0;
	return error;
}

const char *
db_btf_name(const struct btf *bf, uint32_t id)
{
	if (id == 0 || id > bf->bf_count)
		return "";
	return bf->bf_strings + type_of(bf, id).bt_name;
}

uint32_t
db_btf_target(const struct btf *bf, uint32_t id)
{
	enum btf_kind kind = db_btf_kind(bf, id);

	if (kind == BTF_ARRAY)
		return word_of(bf, id, 0);
	return kind_refers(kind) ? type_of(bf, id).bt_size : 0;
}

uint32_t
db_btf_elements(const struct btf *bf, uint32_t id)
{
	return db_btf_kind(bf, id) == BTF_ARRAY ? word_of(bf, id, 2) : 0;
}

int
db_btf_signed(const struct btf *bf, uint32_t id)
{
	switch (db_btf_kind(bf, id)) {
	case BTF_INT:
		return (word_of(bf, id, 0) >> 24 & BTF_SIGNED) != 0;
	case BTF_ENUM:
	case BTF_ENUM64:
		return type_of(bf, id).bt_info >> 31 != 0;
	default:
		return 0;
	}
}

uint32_t
db_btf_strip(const struct btf *bf, uint32_t id)
{
	enum btf_kind kind;
	int steps;

	for (steps = 0; steps < STEPS_MAX; steps++) {
		kind = db_btf_kind(bf, id);
		if (kind != BTF_TYPEDEF && kind != BTF_CONST &&
		    kind != BTF_VOLATILE && kind != BTF_RESTRICT &&
		    kind != BTF_TYPE_TAG)
			return id;
		id = db_btf_target(bf, id);
	}
	return 0;
}

uint32_t
db_btf_find(const struct btf *bf, enum btf_kind kind, const char *name)
{
	uint32_t id;

	for (id = 1; id <= bf->bf_count; id++)
		if (db_btf_kind(bf, id) == kind &&
		    strcmp(db_btf_name(bf, id), name) == 0)
			return id;
	return 0;
}

int
db_btf_size(const struct btf *bf, uint32_t id, size_t *size)
{
	uint64_t times = 1;
	int steps;

	for (steps = 0; steps < STEPS_MAX; steps++) {
		id = db_btf_strip(bf, id);
		switch (db_btf_kind(bf, id)) {
		case BTF_ARRAY:
			times *= db_btf_elements(bf, id);
			if (times > UINT32_MAX)
				return EINVAL;
			id = db_btf_target(bf, id);
			continue;
		case BTF_PTR:
			*size = times * 8;
			return 0;
		case BTF_INT: case BTF_STRUCT: case BTF_UNION: case BTF_ENUM:
		case BTF_ENUM64: case BTF_FLOAT:
			*size = times * type_of(bf, id).bt_size;
			return 0;
		default:
			return EINVAL;
		}
	}
	return EINVAL;
}
