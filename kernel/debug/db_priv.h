// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_priv - what the debugger's own files share.
 */
#pragma once

#include "kernel/debug/db.h"

/* ------------------------------------------------------ panic.c */

/* Has there been a panic?  Unlike panicking, not just a debugger visit. */
int	panic_happened(void);

/* ------------------------------------------------------ db_out.c */

/* Where db_printf() goes. */
enum db_sink {
	DB_SINK_LOG,		/* kprintf: panics, before the prompt */
	DB_SINK_CONSOLE,	/* the prompt, through the pager */
	DB_SINK_BUFFER		/* db_run()'s caller */
};

void	db_out_log(void);
void	db_out_console(void);
void	db_out_buffer(char *buf, size_t size);
size_t	db_out_length(void);	/* bytes printed since db_out_buffer() */
void	db_out_begin(void);	/* a new command: pager and loop count */
void	db_out_newline(void);	/* unless at the start of a line */
extern uintptr_t db_lines;	/* $lines [d] the debugger's owner */

/* ------------------------------------------------------ db_stop.c */

uint32_t db_stop_self(void);	/* this CPU's id, even very early */

/* ------------------------------------------------------ db_guard.c */

int	db_guard_active(void);

/* The address of the last fault that ended a guarded run. */
uintptr_t db_guard_address(void);

/* ------------------------------------------------------ db_main.c */

/* Prompt, read, run, until the user continues.  CPUs are stopped. */
void	db_main(void);

/* ------------------------------------------------------ db_run.c */

/*
 * Run the commands in line, split at semicolons and newlines; each must
 * have all the flags in need.  Returns 0 or the error of the first that
 * failed, after which no other runs.
 */
int	db_run_line(const char *line, int need);

/* ------------------------------------------------------ db_line.c */

#define DB_LINE		200	/* longest line, with its end */
#define DB_HISTORY	16

/* A line being edited, and those before it. */
struct db_line {
	char dl_text[DB_LINE];		/* [d] the debugger's owner */
	size_t dl_len, dl_pos;		/* [d] */
	char dl_old[DB_HISTORY][DB_LINE];	/* [d] a ring */
	unsigned dl_old_count;		/* [d] ever added */
	unsigned dl_back;		/* [d] how far up we are */
	int dl_escape;			/* [d] inside an escape sequence */
};

enum db_line_state { DB_LINE_MORE, DB_LINE_DONE };

/* Start a new line; then feed keys until one answers DONE. */
void	db_line_start(struct db_line *dl);
enum db_line_state db_line_key(struct db_line *dl, int key);

/* ------------------------------------------------------ db_input.c */

/* Read a line from the console; it stays valid until the next call. */
char	*db_input(const char *prompt);

/* ------------------------------------------------------ db_match.c */

#define DB_WORDS	48

/*
 * Cut line into words at blanks; "x/s" makes two, "x" and "/s".  words ends
 * with NULL.  The line needs room for one character more.  Returns their
 * number, at most DB_WORDS - 1.
 */
int	db_words_split(char *line, char *words[DB_WORDS]);

/*
 * The command of [first, limit) that the words name, by unique prefixes of
 * its name's words; *used is how many words that took.  Returns 0, ENOENT
 * or EEXIST (ambiguous).
 */
int	db_command_match(const struct db_command *const *first,
	    const struct db_command *const *limit, int nwords,
	    char *const *words, const struct db_command **found, int *used);

/* ------------------------------------------------------ db_expr.c */

/* How db_expr_parse() looks at the machine; the host test has its own. */
struct db_expr_ops {
	/* Value and size of a name, "where" after "in" or NULL.  0, ENOENT. */
	int (*eo_name)(const char *name, const char *where, uintptr_t *value,
	    size_t *size);
	int (*eo_register)(const char *name, uintptr_t *value);
	int (*eo_read)(uintptr_t addr, void *buf, size_t n);
};

struct db_value {
	uintptr_t dv_value;	/* [t] */
	size_t dv_size;		/* [t] bytes at that address, 0 unknown */
};

/*
 * Evaluate text.  *end is left at the first character not used.  On error
 * *what names the trouble.  Returns 0, EINVAL, ENOENT or EFAULT.
 */
int	db_expr_parse(const struct db_expr_ops *ops, const char *text,
	    const char **end, struct db_value *value, const char **what);

/* ------------------------------------------------------ db_eval.c */

/* db_eval() of one text; *end is left behind the expression. */
int	db_eval_text(const char *text, const char **end,
	    struct db_value *value);

/* Join words by blanks.  0 or E2BIG. */
int	db_words_join(int nwords, char *const *words, char *buf, size_t size);

/* ------------------------------------------------------ db_examine.c */

/* How a value is shown: "/lx". */
struct db_format {
	size_t fo_size;		/* [t] bytes */
	char fo_form;		/* [t] letter */
};

/* Take a first word like "/lx" away, into fo; fails if it is none. */
void	db_format_take(int *nwords, char *const **words, struct db_format *fo);
void	db_format_print(const struct db_format *fo, uintptr_t value);

/* The low size bytes of value with their sign. */
long	db_value_signed(uintptr_t value, size_t size);

/* Show count values from db_dot on. */
void	db_examine_count(const struct db_format *fo, unsigned long count);

/* ------------------------------------------------------ db_list.c */

/* print/list: EXPR [MEMBER] [in NAME]. */
void	db_list_print(int nwords, char *const *words);

/* ------------------------------------------------------ db_var.c */

extern uintptr_t db_dot;	/* [d] where x goes on; $dot and . */

/* The CPU whose registers are looked at: at first the debugger's. */
void	db_view_set(uint32_t cpu);

/* $name: registers of that CPU, and settings.  0, ENOENT. */
int	db_var_get(const char *name, uintptr_t *value);
