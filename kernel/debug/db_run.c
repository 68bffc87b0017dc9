// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_run - finding and running commands, at the prompt and for kdb -c.
 *
 * Commands are records (DB_COMMAND); nobody here knows their names.  Each
 * runs under a guard, so that the worst one can do is to be abandoned.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/cpu.h"
#include "kernel/debug/db_priv.h"
#include "kernel/lib/string.h"

SET_DECLARE(db_command, const struct db_command);
SET_DECLARE(db_words, const struct db_words);

/* A command about to run; of none, the hooks are asked. */
struct call {
	const struct db_command *ca_command;	/* [d] */
	int ca_nwords;				/* [d] */
	char *const *ca_words;			/* [d] */
};

static void
run_call(void *arg)
{
	struct call *ca = arg;
	const struct db_words *const *dw;
	int error = ENOENT;

	if (ca->ca_command != NULL) {
		ca->ca_command->dc_func(ca->ca_nwords, ca->ca_words);
		return;
	}
	SET_FOREACH(dw, db_words) {
		error = (*dw)->dw_func(ca->ca_nwords, ca->ca_words);
		if (error == 0)
			return;
		if (error != ENOENT)
			break;
	}
	db_fail(error);
}

/* Run the body; tell of a fault.  Returns 0 or errno. */
static int
run_guarded(struct call *ca)
{
	int error;

	db_out_begin();
	error = db_guard_run(run_call, ca);
	db_out_newline();
	if (error == EFAULT)
		db_printf("*** error reading from address %lx ***\n",
		    db_guard_address());
	return error;
}

/* Is the command's name typed in full, all of it? */
static int
run_in_full(const struct db_command *dc, char *const *words, int used)
{
	char typed[64];

	return db_words_join(used, words, typed, sizeof(typed)) == 0 &&
	    strcmp(typed, dc->dc_name) == 0;
}

static int
run_words(int nwords, char *const *words, int need)
{
	const struct set_span *span = SET_SPAN(db_command);
	const void *first = span->ss_begin, *limit = span->ss_limit;
	struct call ca, hooks = { NULL, nwords, words };
	int error, used;

	error = db_command_match(first, limit, nwords, words,
	    &ca.ca_command, &used);
	/* What records name beats what is only a prefix of a command. */
	if (error != 0 || !run_in_full(ca.ca_command, words, used)) {
		int hooked = run_guarded(&hooks);

		if (hooked != ENOENT)
			return hooked;
	}
	if (error == EEXIST)
		db_printf("Ambiguous\n");
	else if (error != 0)
		db_printf("No such command; use \"help\" to list available "
		    "commands\n");
	if (error != 0)
		return error;

	if ((ca.ca_command->dc_flags & need) != need) {
		db_printf("%s: not %s\n", ca.ca_command->dc_name,
		    need & DB_SAFE ? "on a live system" : "after a panic");
		return EPERM;
	}
	ca.ca_nwords = nwords - used;
	ca.ca_words = words + used;
	return run_guarded(&ca);
}

int
db_run_line(const char *line, int need)
{
	char text[DB_LINE + 1], *words[DB_WORDS];
	int error = 0, nwords;
	size_t len;
	int depth;

	while (*line != '\0' && error == 0) {
		/* What is in braces is one word of its command. */
		for (len = 0, depth = 0; line[len] != '\0' &&
		    line[len] != '\n' && (line[len] != ';' || depth > 0);
		    len++)
			depth += (line[len] == '{') - (line[len] == '}');
		if (len >= DB_LINE) {
			db_printf("Command too long\n");
			return E2BIG;
		}
		memcpy(text, line, len);
		text[len] = '\0';
		line += len + (line[len] != '\0');
		nwords = db_words_split(text, words);
		if (nwords > 0)
			error = run_words(nwords, words, need);
	}
	return error;
}

int
db_run(const char *commands, char *buf, size_t size, size_t *len)
{
	uint64_t flags = cpu_intr_save();
	int error;

	db_stop_enter(NULL);
	db_out_buffer(buf, size);
	error = db_run_line(commands, DB_SAFE);
	*len = db_out_length();
	db_out_log();
	db_stop_leave();
	cpu_intr_restore(flags);
	return error;
}

static int
command_shown(const struct db_command *dc, const char *prefix)
{
	return strncmp(dc->dc_name, prefix, strlen(prefix)) == 0;
}

/* The command that comes next after name in the alphabet, or NULL. */
static const struct db_command *
command_after(const char *name, const char *prefix)
{
	const struct db_command *const *dc, *best = NULL;

	SET_FOREACH(dc, db_command) {
		if (!command_shown(*dc, prefix) ||
		    strcmp((*dc)->dc_name, name) <= 0)
			continue;
		if (best == NULL || strcmp((*dc)->dc_name, best->dc_name) < 0)
			best = *dc;
	}
	return best;
}

/* help [WORD ..]: the commands that begin so. */
static void
run_db_help(int nwords, char *const *words)
{
	const struct db_command *dc;
	char prefix[64], line[64];

	db_words_join(nwords, words, prefix, sizeof(prefix));
	for (dc = command_after("", prefix); dc != NULL && !db_quit();
	    dc = command_after(dc->dc_name, prefix)) {
		snprintf(line, sizeof(line), "%s%s%s", dc->dc_name,
		    dc->dc_usage[0] != '\0' ? " " : "", dc->dc_usage);
		db_printf("%-34s %s\n", line, dc->dc_help);
	}
}

DB_COMMAND("help", "[WORD ..]", "commands, or those that begin so", DB_ANY,
    run_db_help);
DB_COMMAND("show all commands", "", "all commands", DB_ANY, run_db_help);
