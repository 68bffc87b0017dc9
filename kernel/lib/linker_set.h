// SPDX-License-Identifier: BSD-2-Clause
/*
 * linker_set - static records collected by the linker.
 *
 * A record set is a section named set_NAME that holds pointers to records;
 * ld makes __start_set_NAME and __stop_set_NAME for it.  Adding a record is
 * adding a file: no table anywhere names the members.  A set without any
 * member exists as well: SET_DECLARE opens the section, so that ld makes
 * its bounds, equal.
 *
 * Modules bring records of their own.  A walker therefore reads the bounds
 * through struct linker_set, in one load: kernel/kld makes a longer array of
 * the old records and the new ones and stores its address.  Who is in the
 * middle of a walk goes on over the old array, which kernel/kld keeps until
 * no thread can be looking at it.  A set whose walker made a table of the
 * records at boot says how one joins and leaves that table.
 */
#pragma once

#define SET_CONCAT_(a, b)	a##b
#define SET_CONCAT(a, b)	SET_CONCAT_(a, b)

/* The records from begin to limit; never changed once it can be seen. */
struct set_span {
	const void *const *ss_begin;		/* [I] */
	const void *const *ss_limit;		/* [I] */
};

/* A set as its walkers see it. */
struct linker_set {
	const char *ls_name;			/* [I] */
	const struct set_span *ls_span;		/* [a] */
	/* A module's record comes: 0, or errno and nothing has changed. */
	int (*ls_join)(const void *record);	/* [I] or NULL: just walked */
	/* It goes again; nobody may find it by the table from now on. */
	void (*ls_leave)(const void *record);	/* [I] or NULL */
	int ls_fixed;				/* [I] read at boot only */
};

/* Put the address of record sym into set. */
#define SET_ENTRY(set, sym)						\
	static const void *const SET_CONCAT(set_entry_##set##_, sym)	\
	    __attribute__((used, section("set_" #set))) = &sym

/* The linker's bounds of a set of struct type, in this file. */
#define SET_BOUNDS(set, type)						\
	__asm__(".pushsection set_" #set ",\"a\"\n.popsection");	\
	extern type *const __start_set_##set[];				\
	extern type *const __stop_set_##set[]

/*
 * Make a set of struct type known in the file that walks it.  The longer
 * form is for tables: int join(const type *), void leave(const type *).
 */
#define SET_DECLARE(set, type)						\
	SET_DECLARE_(set, type, (void *)0, (void *)0, 0)
#define SET_DECLARE_JOIN(set, type, join, leave)			\
	static int join(type *);					\
	static void leave(type *);					\
	SET_DECLARE_(set, type, (int (*)(const void *))join,		\
	    (void (*)(const void *))leave, 0)
/* Read at boot only: a module with such a record is refused. */
#define SET_DECLARE_FIXED(set, type)					\
	SET_DECLARE_(set, type, (void *)0, (void *)0, 1)
#define SET_DECLARE_(set, type, join, leave, fixed)			\
	SET_BOUNDS(set, type);						\
	static const struct set_span set_span_##set = {			\
		(const void *const *)__start_set_##set,			\
		(const void *const *)__stop_set_##set			\
	};								\
	static struct linker_set linker_set_##set = {			\
		#set, &set_span_##set, join, leave, fixed		\
	};								\
	SET_ENTRY(linker_set, linker_set_##set)

/* The records as they are now; take it once for one walk. */
#define SET_SPAN(set)							\
	(*(const struct set_span *const volatile *)			\
	    &linker_set_##set.ls_span)
#define SET_COUNT(set)							\
	((unsigned)(SET_SPAN(set)->ss_limit - SET_SPAN(set)->ss_begin))

/* Walk: pvar is a pointer to a set element, *pvar the record. */
#define SET_FOREACH(pvar, set)						\
	SET_FOREACH_SPAN(pvar, SET_SPAN(set))
/* The same over a span taken before. */
#define SET_FOREACH_SPAN(pvar, span)					\
	for (const struct set_span *const span_ = (span), *const first_	\
	    __attribute__((unused)) = ((pvar) = (__typeof__(pvar))	\
	    (const void *)span_->ss_begin, span_);			\
	    (const void *const *)(const void *)(pvar) < span_->ss_limit; \
	    (pvar)++)
