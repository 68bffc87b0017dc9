// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_btf - the kernel's types, as the build wrote them down (BTF).
 *
 * A type is a number from 1 on; 0 is void.  db_btf_open() checks the whole,
 * so that what the rest returns lies inside; only circles are left, and
 * every walk here is bounded.  Pure: no function reads anything but the
 * blob, none allocates.  Any context.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define BTF_TYPES_MAX	16384

enum btf_kind {
	BTF_VOID, BTF_INT, BTF_PTR, BTF_ARRAY, BTF_STRUCT, BTF_UNION,
	BTF_ENUM, BTF_FWD, BTF_TYPEDEF, BTF_VOLATILE, BTF_CONST,
	BTF_RESTRICT, BTF_FUNC, BTF_FUNC_PROTO, BTF_VAR, BTF_DATASEC,
	BTF_FLOAT, BTF_DECL_TAG, BTF_TYPE_TAG, BTF_ENUM64, BTF_KINDS
};

#define BTF_SIGNED	0x1u	/* in the top byte of an INT's word */

/* A record's head; what follows depends on the kind.  All [I]. */
struct btf_type {
	uint32_t bt_name;	/* offset in the strings */
	uint32_t bt_info;	/* flag 31, kind 24-28, count 0-15 */
	uint32_t bt_size;	/* bytes, or the type referred to */
};

/* An open blob.  All [I]. */
struct btf {
	const uint8_t *bf_types;
	uint32_t bf_types_len;
	const char *bf_strings;	/* ends with 0 */
	uint32_t bf_strings_len;
	uint32_t bf_count;	/* types 1 .. bf_count */
	uint32_t bf_offset[BTF_TYPES_MAX + 1];	/* of type n */
};

/* A member of a struct, or a parameter. */
struct btf_member {
	const char *bm_name;	/* [t] "" if it has none */
	uint32_t bm_type;	/* [t] */
	uint32_t bm_bit;	/* [t] offset from the start, in bits */
	uint32_t bm_bits;	/* [t] width of a bit-field, else 0 */
};

/* Check a blob of size bytes and index it.  0, EINVAL or E2BIG. */
int	db_btf_open(struct btf *bf, const void *data, size_t size);

/* Kind of a type; BTF_VOID for 0 and for numbers that are none. */
enum btf_kind db_btf_kind(const struct btf *bf, uint32_t id);

/* Its name, "" if it has none.  Valid for ever. */
const char *db_btf_name(const struct btf *bf, uint32_t id);

/* Members, enumerators, parameters: how many. */
uint32_t db_btf_count(const struct btf *bf, uint32_t id);

/* What a pointer, array, typedef or variable is of; else 0. */
uint32_t db_btf_target(const struct btf *bf, uint32_t id);

/* Elements of an array; else 0. */
uint32_t db_btf_elements(const struct btf *bf, uint32_t id);

/* Is an integer signed? */
int	db_btf_signed(const struct btf *bf, uint32_t id);

/* The type without typedef, const and the like; 0 for a circle. */
uint32_t db_btf_strip(const struct btf *bf, uint32_t id);

/* The first type of that kind and name, or 0. */
uint32_t db_btf_find(const struct btf *bf, enum btf_kind kind,
	    const char *name);

/*
 * The variable of that name which lies offset bytes into the image's data,
 * so that statics of one name are told apart; else 0.
 */
uint32_t db_btf_variable(const struct btf *bf, const char *name,
	    uint32_t offset);

/*
 * A struct with a member of that name, for most members' names are unlike
 * all others.  0, ENOENT, or EEXIST if there are several.
 */
int	db_btf_member_owner(const struct btf *bf, const char *name,
	    uint32_t *id, struct btf_member *bm);

/* Bytes of a type.  0, or EINVAL if it has no size. */
int	db_btf_size(const struct btf *bf, uint32_t id, size_t *size);

/* Member i of a struct or union. 0 or ENOENT. */
int	db_btf_member(const struct btf *bf, uint32_t id, uint32_t i,
	    struct btf_member *bm);

/* A member by name, those of nameless members too.  0 or ENOENT. */
int	db_btf_member_find(const struct btf *bf, uint32_t id,
	    const char *name, struct btf_member *bm);

/* The name of an enum's value.  0 or ENOENT. */
int	db_btf_enum_name(const struct btf *bf, uint32_t id, uint64_t value,
	    const char **name);

/* A declaration of name (may be "") with that type, cut to fit. */
void	db_btf_declare(const struct btf *bf, uint32_t id, const char *name,
	    char *buf, size_t size);
