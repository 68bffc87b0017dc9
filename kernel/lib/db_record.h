// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_record - debugger commands and address hooks as records.
 *
 * The types stand low so that every layer can register; the walker is in
 * kernel/debug.  A command runs with all other CPUs stopped or, marked
 * DB_SAFE, on the live kernel on behalf of a shell (kdb -c).  It takes no
 * lock, allocates nothing, reads through db_read (kernel/debug/db.h) and
 * bounds its loops by db_quit().
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "kernel/lib/linker_set.h"

#define DB_SAFE		0x1	/* may run live, reads only */
#define DB_PANIC	0x2	/* works after a panic */
#define DB_ANY		(DB_SAFE | DB_PANIC)

/*
 * words are what follows the command's name, NULL ended; words[n] is NULL.
 * Output by db_printf.  Errors are printed.
 */
struct db_command {
	const char *dc_name;	/* [I] "show jails": words by one blank */
	const char *dc_usage;	/* [I] "NAME" or "" */
	const char *dc_help;	/* [I] one line */
	int dc_flags;		/* [I] DB_* */
	void (*dc_func)(int nwords, char *const *words);	/* [I] */
};

/* DB_COMMAND("show jails", "", "all jails as a tree", DB_ANY, jail_db_all) */
#define DB_COMMAND(name, usage, help, flags, func)			\
	DB_COMMAND_(SET_CONCAT(db_command_##func##_, __LINE__), name,	\
	    usage, help, flags, func)

/* id holds the line, so that one function may have several names. */
#define DB_COMMAND_(id, name, usage, help, flags, func)			\
	static const struct db_command id = {				\
		name, usage, help, flags, func				\
	};								\
	SET_ENTRY(db_command, id)

/*
 * Turns a name in an expression into an address and size.  where is the
 * text after "in" ("a" when asked for "V_ip_ttl in a"), or NULL.  Returns 0, or
 * ENOENT if the name is not this hook's.
 */
struct db_addr {
	const char *da_name;	/* [I] */
	int (*da_find)(const char *name, const char *where, uintptr_t *addr,
	    size_t *size);	/* [I] */
};

#define DB_ADDR(func)							\
	static const struct db_addr db_addr_##func = { #func, func };	\
	SET_ENTRY(db_addr, db_addr_##func)

/*
 * Commands that other records make, such as "show vnet NAME" of a
 * subsystem's: asked when no command is typed in full.  Returns 0, or
 * ENOENT if the words are not this hook's; other errors it has printed.
 */
struct db_words {
	const char *dw_name;	/* [I] */
	int (*dw_func)(int nwords, char *const *words);	/* [I] */
};

#define DB_WORDS_HOOK(func)						\
	static const struct db_words db_words_##func = { #func, func };	\
	SET_ENTRY(db_words, db_words_##func)

/*
 * $names that other records make, such as $db_vnet.  Each returns 0, ENOENT
 * if the name is not this hook's, EPERM if it is read-only.  dv_list prints
 * all, a line each.
 */
struct db_variable {
	int (*dv_get)(const char *name, uintptr_t *value);	/* [I] */
	int (*dv_set)(const char *name, uintptr_t value);	/* [I] */
	void (*dv_list)(void);					/* [I] */
};

#define DB_VARIABLE(id, get, set, list)					\
	static const struct db_variable db_variable_##id = {		\
		get, set, list						\
	};								\
	SET_ENTRY(db_variable, db_variable_##id)

/*
 * Does the interrupted thread work for a jail of that name?  For
 * breakpoints that are limited to one.
 */
struct db_jail {
	int (*dj_current)(const char *name);	/* [I] nonzero: yes */
};

#define DB_JAIL(func)							\
	static const struct db_jail db_jail_##func = { func };		\
	SET_ENTRY(db_jail, db_jail_##func)

/* Print to the debugger's or caller's output (defined by kernel/debug). */
int	db_printf(const char *fmt, ...)
	    __attribute__((format(printf, 1, 2)));
