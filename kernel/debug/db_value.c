// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_value - printing values by their type.
 *
 * Structs member by member, text as text, enumerators and functions by
 * name.  Pointers are shown, not followed, so no circle can catch us; depth
 * and length are bounded, for types and lengths may be wrong.
 */
#include "arch-x86_64/boot/boot.h"
#include "kernel/debug/db_priv.h"
#include "kernel/debug/db_typed.h"
#include "kernel/lib/string.h"

#define DEPTH_MAX	5
#define BRIEF		100	/* a depth at which nothing is opened */
#define ELEMENTS_MAX	16	/* of an array that are shown */
#define RANGE_MAX	1024	/* of a range somebody asked for */
#define TEXT_MAX	80

static void	value_print(const struct db_typed *ty, int depth);

/* The string at addr in quotes, if it is one of printable characters. */
static int
text_print(uintptr_t addr, size_t size)
{
	char text[TEXT_MAX];
	size_t i;

	if (size > sizeof(text))
		size = sizeof(text);
	if (db_read_string(addr, text, size) != 0)
		return 0;
	for (i = 0; text[i] != '\0'; i++)
		if (text[i] < ' ' || text[i] > '~')
			return 0;
	db_printf("\"%s\"", text);
	return 1;
}

static int
is_char(uint32_t id)
{
	size_t size;

	id = db_btf_strip(db_types(), id);
	return db_btf_kind(db_types(), id) == BTF_INT &&
	    db_btf_size(db_types(), id, &size) == 0 && size == 1 &&
	    strcmp(db_btf_name(db_types(), id), "char") == 0;
}

static void
pointer_print(uint32_t id, uintptr_t value)
{
	const char *name;
	uintptr_t offset;

	db_printf("0x%lx", value);
	if (value == 0)
		return;
	if (is_char(db_btf_target(db_types(), id))) {
		db_printf(" ");
		text_print(value, TEXT_MAX);
	} else if (db_sym_find(value, &name, &offset) == 0 && offset == 0)
		db_printf(" <%s>", name);
}

static void
scalar_print(const struct db_typed *ty, uint32_t id, int depth)
{
	const char *name;
	uint64_t value;

	if (db_typed_load(ty, &value) != 0) {
		db_printf("<cannot read 0x%lx>", ty->ty_addr);
		return;
	}
	if (db_btf_kind(db_types(), id) == BTF_PTR)
		pointer_print(id, value);
	else if (db_btf_enum_name(db_types(), id, value, &name) == 0)
		db_printf("%s", name);
	else if (db_btf_signed(db_types(), id))
		db_printf("%ld", (long)value);
	else
		db_printf("%lu", value);
	/* Alone on its line there is room for both forms. */
	if (depth == 0 && db_btf_kind(db_types(), id) == BTF_INT)
		db_printf(" (0x%lx)", value);
}

/* count things of that type in a row, at most as many as are bearable. */
static void
elements_print(struct db_typed one, uint32_t count, uint32_t most, int depth)
{
	uint32_t i;
	size_t size;

	if (db_btf_size(db_types(), one.ty_type, &size) != 0)
		return;
	db_printf("{");
	for (i = 0; i < count && i < most && !db_quit(); i++) {
		db_printf(i > 0 ? ", " : " ");
		value_print(&one, depth + 1);
		one.ty_addr += size;
	}
	db_printf(i < count ? ", ... %u more }" : " }", count - i);
}

static void
array_print(const struct db_typed *ty, uint32_t id, int depth)
{
	struct db_typed one = *ty;
	uint32_t count = db_btf_elements(db_types(), id);

	one.ty_type = db_btf_target(db_types(), id);
	if (is_char(one.ty_type) && count > 0 &&
	    text_print(ty->ty_addr, count))
		return;
	elements_print(one, count, ELEMENTS_MAX, depth);
}

static void
struct_print(const struct db_typed *ty, uint32_t id, int depth)
{
	struct btf_member bm;
	uint32_t i;

	db_printf("{\n");
	for (i = 0; db_btf_member(db_types(), id, i, &bm) == 0 &&
	    !db_quit(); i++) {
		struct db_typed one = { .ty_type = bm.bm_type,
		    .ty_addr = ty->ty_addr + bm.bm_bit / 8,
		    .ty_bit = bm.bm_bit % 8, .ty_bits = bm.bm_bits };

		db_printf("%*s", 4 * (depth + 1), "");
		if (bm.bm_name[0] != '\0')
			db_printf("%s = ", bm.bm_name);
		value_print(&one, depth + 1);
		db_printf("\n");
	}
	db_printf("%*s}", 4 * depth, "");
}

static void
value_print(const struct db_typed *ty, int depth)
{
	uint32_t id = db_btf_strip(db_types(), ty->ty_type);
	enum btf_kind kind = db_btf_kind(db_types(), id);

	if (depth > DEPTH_MAX && (kind == BTF_STRUCT || kind == BTF_UNION ||
	    (kind == BTF_ARRAY && !is_char(db_btf_target(db_types(), id)))))
		db_printf("{...}");
	else if (kind == BTF_STRUCT || kind == BTF_UNION)
		struct_print(ty, id, depth);
	else if (kind == BTF_ARRAY)
		array_print(ty, id, depth);
	else
		scalar_print(ty, id, depth);
}

void
db_value_print(const struct db_typed *ty)
{
	/* The address of a thing: the type of such pointers has no number. */
	if (ty->ty_loose == 2)
		pointer_print(0, ty->ty_addr);
	else if (ty->ty_count != 0)
		elements_print(*ty, ty->ty_count, RANGE_MAX, 0);
	else
		value_print(ty, 0);
}

void
db_value_brief(const struct db_typed *ty)
{
	value_print(ty, BRIEF);
}
