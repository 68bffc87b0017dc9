// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_expr - the debugger's expressions.
 *
 *	expr	: and { "|" and }
 *	and	: shift { "&" shift }
 *	shift	: sum { ("<<" | ">>") sum }
 *	sum	: product { ("+" | "-") product }
 *	product	: unary { ("*" | "/" | "%" | "#") unary }
 *	unary	: ("-" | "~" | "!") unary | "*" unary [ ":" 1|2|4|8 ] | primary
 *	primary	: number | name [ "in" where ] | "$" name | "." | "(" expr ")"
 *
 * Numbers are hexadecimal unless 0t (decimal), 0o (octal) or 0x says
 * otherwise; one that begins with a letter is a name first.  a # b rounds a
 * up to a multiple of b.  All arithmetic is unsigned, 64 bits.  The value
 * of a variable is its address, as in a linker; *V_x reads it.
 *
 * Pure: the machine is reached through struct db_expr_ops only, and the
 * host tests bring their own.  Depth is bounded; it runs on any stack.
 */
#include <sys/errno.h>
#include <stdint.h>

#include "kernel/debug/db_priv.h"
#include "kernel/lib/string.h"

#define DEPTH_MAX	16	/* parentheses and prefix operators */
#define NAME_MAX	80

struct parser {
	const struct db_expr_ops *pa_ops;	/* [t] */
	const char *pa_at;	/* [t] next character */
	const char *pa_what;	/* [t] what is wrong, for the user */
	int pa_error;		/* [t] first error, or 0 */
	int pa_depth;		/* [t] */
	int pa_operators;	/* [t] seen: sizes mean nothing then */
	size_t pa_size;		/* [t] of the last name */
};

static uintptr_t parse_expr(struct parser *pa);

static uintptr_t
parse_fail(struct parser *pa, int error, const char *what)
{
	if (pa->pa_error == 0) {
		pa->pa_error = error;
		pa->pa_what = what;
	}
	return 0;
}

static char
parse_peek(struct parser *pa)
{
	while (*pa->pa_at == ' ' || *pa->pa_at == '\t')
		pa->pa_at++;
	return *pa->pa_at;
}

/* Take operator op if it is next. */
static int
parse_take(struct parser *pa, const char *op)
{
	size_t len = strlen(op);

	parse_peek(pa);
	if (strncmp(pa->pa_at, op, len) != 0)
		return 0;
	pa->pa_at += len;
	return 1;
}

static int
digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

static int
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '@';
}

/* All of text as a number in its radix.  0 or EINVAL. */
static int
number_convert(const char *text, uintptr_t *value)
{
	uintptr_t v = 0;
	unsigned radix = 16, d;

	if (text[0] == '0' && (text[1] == 't' || text[1] == 'x' ||
	    text[1] == 'o')) {
		radix = text[1] == 't' ? 10 : text[1] == 'x' ? 16 : 8;
		text += 2;
	}
	if (*text == '\0')
		return EINVAL;
	for (; *text != '\0'; text++) {
		d = (unsigned)digit_value(*text);
		if (d >= radix || v > (UINTPTR_MAX - d) / radix)
			return EINVAL;
		v = v * radix + d;
	}
	*value = v;
	return 0;
}

/* Copy the longest run of name characters.  0, or ENAMETOOLONG. */
static int
parse_word(struct parser *pa, char *buf, size_t size, const char *also)
{
	size_t len = 0;

	while (*pa->pa_at != '\0' && (is_name(*pa->pa_at) ||
	    strchr(also, *pa->pa_at) != NULL)) {
		if (len + 1 >= size)
			return ENAMETOOLONG;
		buf[len++] = *pa->pa_at++;
	}
	buf[len] = '\0';
	return 0;
}

/* The word after " in ", if there is one.  0 or error. */
static int
parse_where(struct parser *pa, char *buf, size_t size, int *found)
{
	const char *back = pa->pa_at;

	parse_peek(pa);
	*found = pa->pa_at > back && strncmp(pa->pa_at, "in ", 3) == 0;
	if (!*found) {
		pa->pa_at = back;
		return 0;
	}
	pa->pa_at += 3;
	parse_peek(pa);
	if (parse_word(pa, buf, size, "-") != 0)
		return ENAMETOOLONG;
	return buf[0] == '\0' ? EINVAL : 0;
}

static uintptr_t
parse_name(struct parser *pa)
{
	char name[NAME_MAX], where[NAME_MAX];
	uintptr_t value;
	int error, in;

	if (parse_word(pa, name, sizeof(name), "") != 0)
		return parse_fail(pa, EINVAL, "Name too long");
	/* "file.c:name" tells statics apart; else a colon is no name's. */
	error = (int)strlen(name);
	if (error > 2 && strcmp(name + error - 2, ".c") == 0 &&
	    *pa->pa_at == ':' && parse_word(pa, name + error,
	    sizeof(name) - (size_t)error, ":") != 0)
		return parse_fail(pa, EINVAL, "Name too long");
	if (name[0] >= '0' && name[0] <= '9') {
		if (number_convert(name, &value) != 0)
			return parse_fail(pa, EINVAL, "Bad number");
		return value;
	}
	if (parse_where(pa, where, sizeof(where), &in) != 0)
		return parse_fail(pa, EINVAL, "Bad name after \"in\"");
	error = pa->pa_ops->eo_name(name, in ? where : NULL, &value,
	    &pa->pa_size);
	if (error == 0)
		return value;
	if (!in && number_convert(name, &value) == 0)
		return value;
	return parse_fail(pa, error, error == EEXIST ?
	    "Ambiguous, say FILE.c:NAME" : "Symbol not found");
}

static uintptr_t
parse_primary(struct parser *pa)
{
	char name[NAME_MAX];
	uintptr_t value;

	if (parse_take(pa, "(")) {
		value = parse_expr(pa);
		if (!parse_take(pa, ")"))
			return parse_fail(pa, EINVAL, "Missing )");
		return value;
	}
	if (parse_take(pa, "$")) {
		if (parse_word(pa, name, sizeof(name), "") != 0 ||
		    pa->pa_ops->eo_register(name, &value) != 0)
			return parse_fail(pa, ENOENT, "Unknown variable");
		pa->pa_operators++;
		return value;
	}
	if (!is_name(parse_peek(pa)))
		return parse_fail(pa, EINVAL, "Syntax error");
	if (*pa->pa_at == '.' && !is_name(pa->pa_at[1])) {
		pa->pa_at++;
		pa->pa_ops->eo_register("dot", &value);
		return value;
	}
	return parse_name(pa);
}

/* The bytes at addr, as many as ":N" says, else 8. */
static uintptr_t
parse_deref(struct parser *pa, uintptr_t addr)
{
	uintptr_t value = 0;
	size_t size = 8;

	if (parse_take(pa, ":")) {
		size = (size_t)digit_value(parse_peek(pa));
		if (size != 1 && size != 2 && size != 4 && size != 8)
			return parse_fail(pa, EINVAL, "Bad size");
		pa->pa_at++;
	}
	if (pa->pa_error == 0 && pa->pa_ops->eo_read(addr, &value, size) != 0)
		return parse_fail(pa, EFAULT, "Cannot read memory");
	return value;
}

static uintptr_t
parse_unary(struct parser *pa)
{
	uintptr_t value;

	if (pa->pa_depth == DEPTH_MAX)
		return parse_fail(pa, EINVAL, "Too deep");
	pa->pa_depth++;
	pa->pa_operators++;
	if (parse_take(pa, "-"))
		value = -parse_unary(pa);
	else if (parse_take(pa, "~"))
		value = ~parse_unary(pa);
	else if (parse_take(pa, "!"))
		value = !parse_unary(pa);
	else if (parse_take(pa, "*"))
		value = parse_deref(pa, parse_unary(pa));
	else {
		pa->pa_operators--;
		value = parse_primary(pa);
	}
	pa->pa_depth--;
	return value;
}

static uintptr_t
parse_product(struct parser *pa)
{
	uintptr_t value = parse_unary(pa), right;
	char op;

	while (pa->pa_error == 0 && parse_peek(pa) != '\0' &&
	    strchr("*/%#", *pa->pa_at) != NULL) {
		op = *pa->pa_at++;
		right = parse_unary(pa);
		pa->pa_operators++;
		if (op == '*')
			value *= right;
		else if (right == 0)
			return parse_fail(pa, EINVAL, "Division by 0");
		else if (op == '/')
			value /= right;
		else if (op == '%')
			value %= right;
		else
			value = (value + right - 1) / right * right;
	}
	return value;
}

static uintptr_t
parse_sum(struct parser *pa)
{
	uintptr_t value = parse_product(pa);
	int minus;

	while (pa->pa_error == 0) {
		minus = parse_take(pa, "-");
		if (!minus && !parse_take(pa, "+"))
			break;
		pa->pa_operators++;
		value += minus ? -parse_product(pa) : parse_product(pa);
	}
	return value;
}

static uintptr_t
parse_shift(struct parser *pa)
{
	uintptr_t value = parse_sum(pa), by;
	int left;

	while (pa->pa_error == 0) {
		left = parse_take(pa, "<<");
		if (!left && !parse_take(pa, ">>"))
			break;
		pa->pa_operators++;
		by = parse_sum(pa);
		if (by >= 64)
			value = 0;
		else
			value = left ? value << by : value >> by;
	}
	return value;
}

static uintptr_t
parse_and(struct parser *pa)
{
	uintptr_t value = parse_shift(pa);

	while (pa->pa_error == 0 && parse_take(pa, "&")) {
		pa->pa_operators++;
		value &= parse_shift(pa);
	}
	return value;
}

static uintptr_t
parse_expr(struct parser *pa)
{
	uintptr_t value;

	if (pa->pa_depth == DEPTH_MAX)
		return parse_fail(pa, EINVAL, "Too deep");
	pa->pa_depth++;
	value = parse_and(pa);
	while (pa->pa_error == 0 && parse_take(pa, "|")) {
		pa->pa_operators++;
		value |= parse_and(pa);
	}
	pa->pa_depth--;
	return value;
}

int
db_expr_parse(const struct db_expr_ops *ops, const char *text,
    const char **end, struct db_value *value, const char **what)
{
	struct parser pa = { .pa_ops = ops, .pa_at = text, .pa_what = "" };

	value->dv_value = parse_expr(&pa);
	value->dv_size = pa.pa_operators == 0 ? pa.pa_size : 0;
	*end = pa.pa_at;
	*what = pa.pa_what;
	return pa.pa_error;
}
