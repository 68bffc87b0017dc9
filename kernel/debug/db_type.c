// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_type - commands about types: whatis, ptype, sizeof, offsetof.
 */
#include <sys/errno.h>

#include "kernel/debug/db_priv.h"
#include "kernel/debug/db_typed.h"
#include "kernel/lib/string.h"

#define DECL_SIZE	160

/* The type the words name or have, or the command is given up. */
static uint32_t
type_arg(int nwords, char *const *words)
{
	char text[DB_LINE];
	uint32_t id;
	int error;

	error = db_words_join(nwords, words, text, sizeof(text));
	if (error == 0)
		error = db_typed_name(text, &id);
	if (error == 0)
		return id;
	if (error == ENOENT)
		db_printf("no type or variable: %s\n", text);
	db_fail(error);
}

static void
whatis_db(int nwords, char *const *words)
{
	char decl[DECL_SIZE];

	db_btf_declare(db_types(), type_arg(nwords, words), "", decl,
	    sizeof(decl));
	db_printf("type = %s\n", decl);
}

/* One member with its place, as a comment C could read. */
static void
ptype_member(const struct btf_member *bm)
{
	char decl[DECL_SIZE], name[DECL_SIZE];

	strlcpy(name, bm->bm_name, sizeof(name));
	if (bm->bm_bits != 0)
		snprintf(name, sizeof(name), "%s : %u", bm->bm_name,
		    bm->bm_bits);
	db_btf_declare(db_types(), bm->bm_type, name, decl, sizeof(decl));
	db_printf("    %s;\t/* %u */\n", decl, bm->bm_bit / 8);
}

static void
ptype_db(int nwords, char *const *words)
{
	uint32_t id = db_btf_strip(db_types(), type_arg(nwords, words)), i;
	struct btf_member bm;
	char decl[DECL_SIZE];

	db_btf_declare(db_types(), id, "", decl, sizeof(decl));
	db_printf("%s", decl);
	if (db_btf_member(db_types(), id, 0, &bm) != 0) {
		db_printf("\n");
		return;
	}
	db_printf(" {\n");
	for (i = 0; db_btf_member(db_types(), id, i, &bm) == 0 &&
	    !db_quit(); i++)
		ptype_member(&bm);
	db_printf("}\n");
}

static void
sizeof_db(int nwords, char *const *words)
{
	size_t size;

	if (db_btf_size(db_types(), type_arg(nwords, words), &size) != 0) {
		db_printf("it has no size\n");
		db_fail(EINVAL);
	}
	db_printf("%zu (0x%zx)\n", size, size);
}

/* offsetof struct NAME MEMBER */
static void
offsetof_db(int nwords, char *const *words)
{
	struct btf_member bm;
	uint32_t id;

	if (nwords < 2) {
		db_printf("usage: offsetof TYPE MEMBER\n");
		db_fail(EINVAL);
	}
	id = type_arg(nwords - 1, words);
	if (db_btf_member_find(db_types(), id, words[nwords - 1],
	    &bm) != 0) {
		db_printf("No member %s\n", words[nwords - 1]);
		db_fail(ENOENT);
	}
	db_printf("%u (0x%x)", bm.bm_bit / 8, bm.bm_bit / 8);
	if (bm.bm_bits != 0)
		db_printf(" bit %u, %u wide", bm.bm_bit % 8, bm.bm_bits);
	db_printf("\n");
}

DB_COMMAND("whatis", "EXPR|TYPE", "the type of a variable", DB_ANY,
    whatis_db);
DB_COMMAND("ptype", "EXPR|TYPE", "a type with its members", DB_ANY,
    ptype_db);
DB_COMMAND("sizeof", "EXPR|TYPE", "bytes of a type", DB_ANY, sizeof_db);
DB_COMMAND("offsetof", "TYPE MEMBER", "where a member lies", DB_ANY,
    offsetof_db);
