// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_typed - expressions that know C's types.
 *
 *	whole	: unary [ "in" where ]
 *	unary	: "*" unary | "&" unary | "(" type ")" unary | postfix
 *	postfix	: primary { "." member | "->" member | "[" number "]" }
 *	primary	: name | "(" unary ")"
 *
 * The operand of a cast may also be whatever db_expr makes a number of.
 * "in where" comes last and holds for every V_ name before it.  What is not
 * of this form is no error: ENOENT leaves it to db_expr.
 */
#include <sys/errno.h>

#include "arch-x86_64/boot/boot.h"
#include "kernel/debug/db_priv.h"
#include "kernel/debug/db_typed.h"
#include "kernel/lib/string.h"

#define NAME_MAX	80
#define DEPTH_MAX	12
#define ENTRY		"vimage_entry_"	/* what V_x is called in C */

struct typed {
	const char *td_at;		/* [t] next character */
	const char *td_where;		/* [t] after "in", or "" */
	int td_depth;			/* [t] */
};

static struct btf types;		/* [d] the debugger's owner */
static int types_open;			/* [d] tried already? */

static int typed_unary(struct typed *td, struct db_typed *ty);

const struct btf *
db_types(void)
{
	if (!types_open)
		db_btf_open(&types, kernel_types,
		    (size_t)(kernel_types_end - kernel_types));
	types_open = 1;
	return &types;
}

int
db_typed_load(const struct db_typed *ty, uint64_t *value)
{
	uint32_t id = db_btf_strip(db_types(), ty->ty_type);
	uint32_t bits, shift = 0;
	size_t size;

	*value = ty->ty_addr;
	if (ty->ty_loose)
		return 0;
	if (db_btf_size(db_types(), id, &size) != 0 || size == 0 || size > 8)
		return EFAULT;
	bits = (uint32_t)size * 8;
	*value = 0;
	if (ty->ty_bits != 0) {
		/* Byte by byte, for its word may end beyond the page. */
		bits = ty->ty_bits;
		shift = ty->ty_bit % 8;
		size = (shift + bits + 7) / 8;
		if (bits > 64 || size > 8)
			return EFAULT;
	}
	if (db_read(ty->ty_addr + ty->ty_bit / 8, value, size) != 0)
		return EFAULT;
	*value = *value >> shift << (64 - bits);
	*value = db_btf_signed(db_types(), id) ?
	    (uint64_t)((int64_t)*value >> (64 - bits)) : *value >> (64 - bits);
	return 0;
}

static int
typed_fail(const char *what)
{
	db_printf("%s\n", what);
	return EINVAL;
}

static char
typed_peek(struct typed *td)
{
	while (*td->td_at == ' ')
		td->td_at++;
	return *td->td_at;
}

static int
typed_take(struct typed *td, const char *op)
{
	typed_peek(td);
	if (strncmp(td->td_at, op, strlen(op)) != 0)
		return 0;
	td->td_at += strlen(op);
	return 1;
}

/* An identifier.  0 or ENOENT. */
static int
typed_word(struct typed *td, char *buf, size_t size)
{
	char c = typed_peek(td);
	size_t len = 0;

	if (c >= '0' && c <= '9')
		return ENOENT;
	while ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_') {
		if (len + 1 >= size)
			return ENOENT;
		buf[len++] = c;
		c = *++td->td_at;
	}
	buf[len] = '\0';
	return len == 0 ? ENOENT : 0;
}

/* An identifier, or FILE.c:NAME; *plain is the name alone. */
static int
typed_symbol(struct typed *td, char *buf, size_t size, const char **plain)
{
	size_t len;

	*plain = buf;
	if (typed_word(td, buf, size) != 0)
		return ENOENT;
	if (strncmp(td->td_at, ".c:", 3) != 0)
		return 0;
	td->td_at += 3;
	len = strlcat(buf, ".c:", size);
	if (len + 1 >= size)
		return ENOENT;
	*plain = buf + len;
	return typed_word(td, buf + len, size - len);
}

/* A plain variable: its type is found by where it lies. */
static int
typed_global(const char *name, const char *plain, struct db_typed *ty)
{
	size_t size;
	uint32_t var;
	int error = db_sym_value(name, &ty->ty_addr, &size);

	if (error == EEXIST)
		return typed_fail("Ambiguous, say FILE.c:NAME");
	if (error != 0)
		return error;
	var = db_btf_variable(db_types(), plain,
	    (uint32_t)(ty->ty_addr - (uintptr_t)kernel_rodata));
	ty->ty_type = db_btf_target(db_types(), var);
	return var == 0 ? ENOENT : 0;
}

int
db_typed_symbol(const char *symbol, struct db_typed *ty)
{
	*ty = (struct db_typed){ .ty_type = 0 };
	return typed_global(symbol, symbol, ty);
}

static int
typed_variable(struct typed *td, struct db_typed *ty)
{
	char name[NAME_MAX], entry[NAME_MAX + sizeof(ENTRY)] = ENTRY;
	char *words[] = { name, "in", (char *)td->td_where, NULL };
	const char *plain;
	uint32_t var;
	size_t size;

	*ty = (struct db_typed){ .ty_type = 0 };
	if (typed_symbol(td, name, sizeof(name), &plain) != 0)
		return ENOENT;
	if (strncmp(name, "V_", 2) != 0)
		return typed_global(name, plain, ty);
	strlcat(entry, name + 2, sizeof(entry));
	var = db_btf_find(db_types(), BTF_VAR, entry);
	if (var == 0)
		return ENOENT;
	ty->ty_type = db_btf_target(db_types(), var);
	return db_eval(*td->td_where != '\0' ? 3 : 1, words, &ty->ty_addr,
	    &size) == 0 ? 0 : EINVAL;
}

/* struct, union and enum by tag, else a typedef or basic type. 0, ENOENT */
static int
type_word(struct typed *td, uint32_t *id)
{
	static const struct { const char *tag; enum btf_kind kind; } tags[] = {
		{ "struct", BTF_STRUCT }, { "union", BTF_UNION },
		{ "enum", BTF_ENUM },
	};
	char name[NAME_MAX], more[NAME_MAX];
	size_t i;

	if (typed_word(td, name, sizeof(name)) != 0)
		return ENOENT;
	for (i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (strcmp(name, tags[i].tag) != 0)
			continue;
		if (typed_word(td, more, sizeof(more)) != 0)
			return ENOENT;
		*id = db_btf_find(db_types(), tags[i].kind, more);
		return *id == 0 ? ENOENT : 0;
	}
	/* "unsigned char", "long unsigned int": words with blanks. */
	while (typed_word(td, more, sizeof(more)) == 0) {
		strlcat(name, " ", sizeof(name));
		strlcat(name, more, sizeof(name));
	}
	*id = db_btf_find(db_types(), BTF_INT, name);
	if (*id == 0)
		*id = db_btf_find(db_types(), BTF_TYPEDEF, name);
	return *id == 0 ? ENOENT : 0;
}

/* "(TYPE)" or "(TYPE *)" before an operand.  0, ENOENT if it is none. */
static int
typed_cast(struct typed *td, struct db_typed *ty)
{
	const char *back = td->td_at, *end;
	struct db_value dv;
	uint32_t id;
	int pointer;

	if (!typed_take(td, "(") || type_word(td, &id) != 0)
		goto none;
	pointer = typed_take(td, "*");
	if (!typed_take(td, ")"))
		goto none;
	*ty = (struct db_typed){ .ty_type = id, .ty_loose = 1 };
	if (db_eval_text(td->td_at, &end, &dv) != 0)
		return EINVAL;
	td->td_at = end;
	ty->ty_addr = dv.dv_value;
	/* A pointer type need not exist; say where the thing is instead. */
	if (pointer)
		ty->ty_loose = 2;
	return 0;
none:
	td->td_at = back;
	return ENOENT;
}

/* Follow a pointer; a cast one (loose 2) is already its thing's place. */
static int
typed_follow(struct db_typed *ty)
{
	uint32_t id = db_btf_strip(db_types(), ty->ty_type);
	uint64_t value;

	if (ty->ty_loose == 2) {
		ty->ty_loose = 0;
		return 0;
	}
	if (db_btf_kind(db_types(), id) == BTF_ARRAY) {
		ty->ty_type = db_btf_target(db_types(), id);
		return 0;
	}
	if (db_btf_kind(db_types(), id) != BTF_PTR)
		return typed_fail("Not a pointer");
	if (db_typed_load(ty, &value) != 0)
		return typed_fail("Cannot read memory");
	*ty = (struct db_typed){ .ty_addr = value,
	    .ty_type = db_btf_target(db_types(), id) };
	return 0;
}

static int
typed_member(struct typed *td, struct db_typed *ty)
{
	struct btf_member bm;
	char name[NAME_MAX];

	if (typed_word(td, name, sizeof(name)) != 0)
		return typed_fail("Missing member");
	if (ty->ty_loose == 1 || ty->ty_count != 0 ||
	    db_btf_member_find(db_types(), ty->ty_type, name, &bm) != 0) {
		db_printf("No member %s\n", name);
		return EINVAL;
	}
	ty->ty_loose = 0;
	ty->ty_type = bm.bm_type;
	ty->ty_bits = bm.bm_bits;
	ty->ty_addr += bm.bm_bit / 8;
	ty->ty_bit = bm.bm_bit % 8;
	return 0;
}

/* A number, hexadecimal as everywhere in this debugger, before stop. */
static int
typed_number(struct typed *td, const char *stop, uintptr_t *value)
{
	const char *end, *at = strstr(td->td_at, stop);
	char text[NAME_MAX];
	struct db_value dv;

	if (at == NULL || (size_t)(at - td->td_at) >= sizeof(text))
		return EINVAL;
	strlcpy(text, td->td_at, (size_t)(at - td->td_at) + 1);
	if (db_eval_text(text, &end, &dv) != 0)
		return EINVAL;
	while (*end == ' ')
		end++;
	if (*end != '\0')
		return EINVAL;
	td->td_at = at + strlen(stop);
	*value = dv.dv_value;
	return 0;
}

/* "[N]", or "[N..M]": several elements, which are an array again. */
static int
typed_index(struct typed *td, struct db_typed *ty)
{
	const char *range = strstr(td->td_at, ".."),
	    *close = strchr(td->td_at, ']');
	uintptr_t first, last;
	size_t size;
	int many = range != NULL && close != NULL && range < close;

	if (close == NULL)
		return typed_fail("Missing ]");
	if (typed_number(td, many ? ".." : "]", &first) != 0)
		return EINVAL;
	last = first;
	if (many && (typed_number(td, "]", &last) != 0 || last < first))
		return typed_fail("Bad range");
	if (typed_follow(ty) != 0)
		return EINVAL;
	if (db_btf_size(db_types(), ty->ty_type, &size) != 0)
		return typed_fail("Elements of unknown size");
	ty->ty_addr += first * size;
	ty->ty_count = many ? (uint32_t)(last - first + 1) : 0;
	return 0;
}

static int
typed_postfix(struct typed *td, struct db_typed *ty)
{
	int error;

	if (typed_take(td, "(")) {
		error = typed_unary(td, ty);
		if (error == 0 && !typed_take(td, ")"))
			error = ENOENT;
	} else {
		error = typed_variable(td, ty);
	}
	while (error == 0) {
		if (typed_take(td, "->")) {
			error = typed_follow(ty);
			if (error == 0)
				error = typed_member(td, ty);
		} else if (typed_take(td, ".")) {
			error = typed_member(td, ty);
		} else if (typed_take(td, "[")) {
			error = typed_index(td, ty);
		} else {
			break;
		}
	}
	return error;
}

static int
typed_unary(struct typed *td, struct db_typed *ty)
{
	int error;

	if (td->td_depth == DEPTH_MAX)
		return typed_fail("Too deep");
	td->td_depth++;
	if (typed_take(td, "*")) {
		error = typed_unary(td, ty);
		if (error == 0)
			error = typed_follow(ty);
	} else if (typed_take(td, "&")) {
		error = typed_unary(td, ty);
		if (error == 0 && (ty->ty_loose || ty->ty_bits != 0))
			error = typed_fail("It has no address");
		if (error == 0)
			ty->ty_loose = 2;
	} else {
		error = typed_cast(td, ty);
		if (error == ENOENT)
			error = typed_postfix(td, ty);
	}
	td->td_depth--;
	return error;
}

int
db_typed_eval(const char *text, struct db_typed *ty)
{
	char line[DB_LINE];
	struct typed td = { .td_at = line, .td_where = "" };
	char *in = NULL, *c;
	int error;

	if (strlcpy(line, text, sizeof(line)) >= sizeof(line))
		return ENOENT;
	for (c = line; *c != '\0'; c++)
		if (strncmp(c, " in ", 4) == 0)
			in = c;
	if (in != NULL) {
		*in = '\0';
		td.td_where = in + 4;
	}
	error = typed_unary(&td, ty);
	return error == 0 && typed_peek(&td) != '\0' ? ENOENT : error;
}

int
db_typed_name(const char *text, uint32_t *id)
{
	struct typed td = { .td_at = text, .td_where = "" };
	struct db_typed ty;
	int error;

	if (type_word(&td, id) == 0 && typed_peek(&td) == '\0')
		return 0;
	error = db_typed_eval(text, &ty);
	*id = ty.ty_type;
	return error;
}
