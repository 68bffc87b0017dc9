// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_typed - values that know their type.
 */
#pragma once

#include "kernel/debug/db_btf.h"

/* A thing in memory, or a value that lies nowhere. */
struct db_typed {
	uint32_t ty_type;	/* [t] */
	uintptr_t ty_addr;	/* [t] of the thing; of a bit-field's struct */
	uint32_t ty_bit;	/* [t] bit-field: where from ty_addr, and */
	uint32_t ty_bits;	/* [t] how wide; else 0 */
	uint32_t ty_count;	/* [t] so many of them in a row; 0: one */
	int ty_loose;		/* [t] no thing: ty_addr is the value */
};

/* The kernel's own types; empty if the build gave none. */
const struct btf *db_types(void);

/*
 * Evaluate a C-like expression with types: V_x.member in web, p->a[3],
 * *(struct jail *)ADDR, &x.  0; ENOENT: this is not one, perhaps it means
 * something without types; EINVAL, EFAULT: it is one, but wrong, and that
 * has been printed.
 */
int	db_typed_eval(const char *text, struct db_typed *ty);

/*
 * The variable a symbol names, at the symbol's own address: of an instanced
 * one that is the template.  0 or ENOENT.
 */
int	db_typed_symbol(const char *symbol, struct db_typed *ty);

/* The type a text names: "struct jail", "int", or of an expression. */
int	db_typed_name(const char *text, uint32_t *id);

/* The number in a scalar or pointer, its sign extended.  0, EFAULT. */
int	db_typed_load(const struct db_typed *ty, uint64_t *value);

/* Print it, as deep and long as is bearable.  No newline at the end. */
void	db_value_print(const struct db_typed *ty);

/* The same on one line: what is inside of structs is left out. */
void	db_value_brief(const struct db_typed *ty);

/*
 * Print where two things of one type differ, a line for each member that
 * does: ".member: this -> that".  Returns how many.
 */
int	db_value_differ(const struct db_typed *a, const struct db_typed *b);

/*
 * The number an expression has: a scalar's value if it is one with a type,
 * else what db_eval makes of it.  0 or errno, said.
 */
int	db_typed_number(const char *text, uint64_t *value);

/*
 * Is a condition true: "a == b", "a < b", "a & b", or a number that is not
 * 0; several joined by "&&".  *truth is set; 0 or errno, said.
 */
int	db_typed_condition(const char *text, int *truth);
