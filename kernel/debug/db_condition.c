// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_condition - the numbers and truths that expressions have.
 *
 * For breakpoints: "V_ip_ttl == 40 && $rdi != 0".  Each side may be an
 * expression with types, whose scalar is read, or one of the older kind.
 * The operators bind loosest, so the text is simply cut at them.
 */
#include <sys/errno.h>

#include "kernel/debug/db_priv.h"
#include "kernel/debug/db_typed.h"
#include "kernel/lib/string.h"

int
db_typed_number(const char *text, uint64_t *value)
{
	char line[DB_LINE], *word = line;
	struct db_typed ty;
	uintptr_t number;
	size_t size;
	int error;

	strlcpy(line, text, sizeof(line));
	error = db_typed_eval(line, &ty);
	if (error == 0 && ty.ty_loose == 2) {
		*value = ty.ty_addr;
		return 0;
	}
	if (error == 0) {
		error = db_typed_load(&ty, value);
		if (error != 0)
			db_printf("It has no number\n");
		return error;
	}
	if (error != ENOENT)
		return error;
	error = db_eval(1, &word, &number, &size);
	*value = number;
	return error;
}

/* Longer ones first: "<=" begins with "<". */
static const char *const compare_ops[] = {
	"==", "!=", "<=", ">=", "<", ">",
};

#define OP_COUNT	(sizeof(compare_ops) / sizeof(compare_ops[0]))

static int
compare(unsigned op, uint64_t a, uint64_t b)
{
	switch (op) {
	case 0:
		return a == b;
	case 1:
		return a != b;
	case 2:
		return (int64_t)a <= (int64_t)b;
	case 3:
		return (int64_t)a >= (int64_t)b;
	case 4:
		return (int64_t)a < (int64_t)b;
	default:
		return (int64_t)a > (int64_t)b;
	}
}

/* Where the first comparison is; NULL for none.  "->" and "<<" are none. */
static char *
compare_find(char *text, unsigned *op)
{
	char *c;

	for (c = text; *c != '\0'; c++) {
		if ((c[0] == '-' && c[1] == '>') ||
		    (c[0] == '<' && c[1] == '<') ||
		    (c[0] == '>' && c[1] == '>')) {
			c++;
			continue;
		}
		for (*op = 0; *op < OP_COUNT; (*op)++)
			if (strncmp(c, compare_ops[*op],
			    strlen(compare_ops[*op])) == 0)
				return c;
	}
	return NULL;
}

static int
condition_one(char *text, int *truth)
{
	uint64_t left, right = 0;
	unsigned op;
	char *at = compare_find(text, &op);
	int error;

	if (at == NULL) {
		error = db_typed_number(text, &left);
		*truth = left != 0;
		return error;
	}
	*at = '\0';
	error = db_typed_number(text, &left);
	if (error == 0)
		error = db_typed_number(at + strlen(compare_ops[op]), &right);
	*truth = compare(op, left, right);
	return error;
}

int
db_typed_condition(const char *text, int *truth)
{
	char line[DB_LINE], *part = line, *next;
	int error = 0;

	strlcpy(line, text, sizeof(line));
	*truth = 1;
	while (part != NULL && *truth && error == 0) {
		next = strstr(part, "&&");
		if (next != NULL) {
			*next = '\0';
			next += 2;
		}
		error = condition_one(part, truth);
		part = next;
	}
	return error;
}
