// SPDX-License-Identifier: BSD-2-Clause
/*
 * linker_set - static records collected by the linker.
 *
 * A record set is a section named set_NAME that holds pointers to records;
 * ld makes __start_set_NAME and __stop_set_NAME for it.  Adding a record is
 * adding a file: no table anywhere names the members.  A set without any
 * member exists as well: SET_DECLARE opens the section, so that ld makes
 * its bounds, equal.
 */
#pragma once

#define SET_CONCAT_(a, b)	a##b
#define SET_CONCAT(a, b)	SET_CONCAT_(a, b)

/* Put the address of record sym into set. */
#define SET_ENTRY(set, sym)						\
	static const void *const SET_CONCAT(set_entry_##set##_, sym)	\
	    __attribute__((used, section("set_" #set))) = &sym

/* Make the bounds of a set of struct type known in this file. */
#define SET_DECLARE(set, type)						\
	__asm__(".pushsection set_" #set ",\"a\"\n.popsection");	\
	extern type *const __start_set_##set[];				\
	extern type *const __stop_set_##set[]

#define SET_BEGIN(set)	(__start_set_##set)
#define SET_LIMIT(set)	(__stop_set_##set)
#define SET_COUNT(set)	((unsigned)(SET_LIMIT(set) - SET_BEGIN(set)))

/* Walk: pvar is a pointer to a set element, *pvar the record. */
#define SET_FOREACH(pvar, set)						\
	for (pvar = SET_BEGIN(set); pvar < SET_LIMIT(set); pvar++)
