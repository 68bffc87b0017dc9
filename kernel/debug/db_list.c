// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_list - following lists: print/list EXPR [MEMBER] [in NAME].
 *
 * A head of struct list says nothing of what hangs on it.  MEMBER, the link
 * inside the elements, does, for members' names are unlike all others:
 * "if_link" can only be struct ifnet's.  Without it the head's own name is
 * searched for that of a struct that has a link: ifnet_list holds ifnets.
 * A pointer to a struct with such a pointer inside is a list as well.
 *
 * Bounded, and a circle that misses its head is noticed: a second walker at
 * half the speed would be caught up with.
 */
#include <sys/errno.h>

#include "kernel/debug/db_priv.h"
#include "kernel/debug/db_typed.h"
#include "kernel/lib/list.h"
#include "kernel/lib/string.h"

#define NAME_MAX	80
#define ELEMENTS_MAX	10000

/* How to get from one element to the next. */
struct chain {
	uint32_t ch_type;	/* [t] of the elements */
	uint32_t ch_offset;	/* [t] of the link in them */
	uintptr_t ch_head;	/* [t] the list's end; 0: a null pointer */
};

static int
is_list(uint32_t id)
{
	id = db_btf_strip(db_types(), id);
	return db_btf_kind(db_types(), id) == BTF_STRUCT &&
	    strcmp(db_btf_name(db_types(), id), "list") == 0;
}

/* The first link of a struct, if it has one. */
static int
link_find(uint32_t id, struct btf_member *bm)
{
	uint32_t i;

	for (i = 0; db_btf_member(db_types(), id, i, bm) == 0; i++)
		if (is_list(bm->bm_type))
			return 0;
	return ENOENT;
}

/* The struct with a link whose name is the longest inside text. */
static int
chain_guess(const char *text, struct chain *ch)
{
	struct btf_member bm;
	size_t best = 0, len;
	const char *name;
	uint32_t id;

	for (id = 1; id <= db_types()->bf_count; id++) {
		if (db_btf_kind(db_types(), id) != BTF_STRUCT)
			continue;
		name = db_btf_name(db_types(), id);
		len = strlen(name);
		if (len <= best || strcmp(name, "list") == 0 ||
		    strstr(text, name) == NULL || link_find(id, &bm) != 0)
			continue;
		best = len;
		ch->ch_type = id;
		ch->ch_offset = bm.bm_bit / 8;
	}
	return best == 0 ? ENOENT : 0;
}

/* A pointer's struct: the member named, or one that points to its like. */
static int
chain_pointer(uint32_t id, const char *member, struct chain *ch)
{
	struct btf_member bm;
	uint32_t i, of;

	ch->ch_type = id;
	for (i = 0; db_btf_member(db_types(), id, i, &bm) == 0; i++) {
		of = db_btf_strip(db_types(), bm.bm_type);
		if (member[0] != '\0' ? strcmp(bm.bm_name, member) != 0 :
		    db_btf_kind(db_types(), of) != BTF_PTR ||
		    db_btf_strip(db_types(),
		    db_btf_target(db_types(), of)) != id)
			continue;
		ch->ch_offset = bm.bm_bit / 8;
		return 0;
	}
	return ENOENT;
}

/* Where the list begins and how it goes on.  0 or errno, said. */
static int
chain_open(const char *text, const char *name, const char *member,
    struct chain *ch, uintptr_t *first)
{
	struct btf_member bm;
	struct db_typed ty;
	uint64_t value = 0;
	uint32_t id;
	int error = db_typed_eval(text, &ty);

	if (error == ENOENT)
		db_printf("no such variable: %s\n", text);
	if (error != 0)
		return error;
	if (is_list(ty.ty_type)) {
		error = member[0] == '\0' ? chain_guess(name, ch) :
		    db_btf_member_owner(db_types(), member, &ch->ch_type,
		    &bm);
		if (member[0] != '\0')
			ch->ch_offset = bm.bm_bit / 8;
		ch->ch_head = ty.ty_addr;
		*first = ty.ty_addr;
		if (error == 0 && db_read(ty.ty_addr, first,
		    sizeof(*first)) != 0)
			error = EFAULT;
	} else {
		id = db_btf_strip(db_types(), ty.ty_type);
		id = db_btf_strip(db_types(), db_btf_target(db_types(), id));
		error = chain_pointer(id, member, ch);
		ch->ch_head = 0;
		if (error == 0)
			error = db_typed_load(&ty, &value);
		*first = value;
	}
	if (error != 0)
		db_printf("say the member that links: "
		    "print/list EXPR MEMBER [in NAME]\n");
	return error;
}

/* From one link, or element, to the next.  0 or EFAULT. */
static int
chain_next(const struct chain *ch, uintptr_t *at)
{
	uintptr_t link = ch->ch_head != 0 ? *at : *at + ch->ch_offset;

	return db_read(link, at, sizeof(*at));
}

static void
chain_walk(const struct chain *ch, uintptr_t at)
{
	uintptr_t slow = at;
	struct db_typed ty = { .ty_type = ch->ch_type };
	unsigned n;

	for (n = 0; at != ch->ch_head && n < ELEMENTS_MAX && !db_quit();
	    n++) {
		ty.ty_addr = at - (ch->ch_head != 0 ? ch->ch_offset : 0);
		db_printf("[%u] (struct %s *)0x%lx = ", n,
		    db_btf_name(db_types(), ch->ch_type), ty.ty_addr);
		db_value_print(&ty);
		db_printf("\n");
		if (chain_next(ch, &at) != 0)
			db_read_error(at);
		if (n % 2 == 1)
			chain_next(ch, &slow);
		if (at == slow) {
			db_printf("*** a circle that misses its head\n");
			return;
		}
	}
	db_printf("%u elements\n", n);
}

void
db_list_print(int nwords, char *const *words)
{
	char text[DB_LINE], name[NAME_MAX], *where = NULL;
	const char *member = "";
	struct chain ch;
	uintptr_t first;
	int error;

	if (nwords > 2 && strcmp(words[nwords - 2], "in") == 0) {
		where = words[nwords - 1];
		nwords -= 2;
	}
	if (nwords > 1)
		member = words[--nwords];
	if (db_words_join(nwords, words, text, sizeof(text)) != 0)
		db_fail(E2BIG);
	strlcpy(name, text, sizeof(name));
	if (where != NULL) {
		strlcat(text, " in ", sizeof(text));
		strlcat(text, where, sizeof(text));
	}
	error = chain_open(text, name, member, &ch, &first);
	if (error != 0)
		db_fail(error);
	chain_walk(&ch, first);
}
