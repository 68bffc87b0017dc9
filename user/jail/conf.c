// SPDX-License-Identifier: BSD-2-Clause
/*
 * conf - reading jail.conf: words, statements, blocks, included files.
 *
 * The text may come from anybody who can write the file, so every length is
 * bounded and control characters, which mark variables inside of us, are
 * refused.  Comments are shell's, C's and C++'s; they begin where a word
 * could, so that a path may have slashes as it likes.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "user/jail/conf.h"

enum token { T_END, T_WORD, T_ASSIGN, T_APPEND, T_COMMA, T_SEMI, T_OPEN,
	T_CLOSE, T_BAD };

/* A file being read. */
struct reader {
	struct conf *rd_conf;
	const char *rd_file;
	const char *rd_at;
	const char *rd_end;
	unsigned rd_line;
	enum token rd_token;		/* the one looked at */
	char *rd_word;			/* of a T_WORD, owned */
	size_t rd_len;
	size_t rd_room;
};

static int
fail(struct reader *rd, const char *fmt, const char *arg)
{
	char what[100];

	snprintf(what, sizeof(what), fmt, arg);
	snprintf(rd->rd_conf->cf_error, sizeof(rd->rd_conf->cf_error),
	    "%.80s:%u: %s", rd->rd_file, rd->rd_line, what);
	return -1;
}

/* ------------------------------------------------------------- words */

static int
word_add(struct reader *rd, char c)
{
	char *more;

	if (rd->rd_len + 1 >= rd->rd_room) {
		more = realloc(rd->rd_word, rd->rd_room * 2 + 32);
		if (more == NULL)
			return fail(rd, "%s", "no memory");
		rd->rd_word = more;
		rd->rd_room = rd->rd_room * 2 + 32;
	}
	rd->rd_word[rd->rd_len++] = c;
	rd->rd_word[rd->rd_len] = '\0';
	return 0;
}

static int
is_varchar(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

/* After the dollar sign: x, or {any.name}. */
static int
word_variable(struct reader *rd)
{
	int brace = rd->rd_at < rd->rd_end && *rd->rd_at == '{';
	size_t before;

	rd->rd_at += brace;
	if (word_add(rd, CONF_VAR) != 0)
		return -1;
	before = rd->rd_len;
	while (rd->rd_at < rd->rd_end && (is_varchar(*rd->rd_at) || (brace &&
	    (*rd->rd_at == '.' || *rd->rd_at == '-'))))
		if (word_add(rd, *rd->rd_at++) != 0)
			return -1;
	if (rd->rd_len == before || (brace && (rd->rd_at == rd->rd_end ||
	    *rd->rd_at != '}')))
		return fail(rd, "%s", "bad name of a variable");
	rd->rd_at += brace;
	return word_add(rd, CONF_VAR_END);
}

static int
is_control(char c)
{
	return (unsigned char)c < ' ' && c != '\t' && c != '\n' && c != '\r';
}

/* A backslash and what it stands for. */
static int
word_escape(struct reader *rd, int quoted)
{
	static const char from[] = "ntrab", to[] = "\n\t\r\a\b";
	const char *f;
	char c;

	if (rd->rd_at == rd->rd_end || *rd->rd_at == '\0')
		return fail(rd, "%s", "the file ends in a backslash");
	c = *rd->rd_at++;
	rd->rd_line += c == '\n';
	if (c == '\n')
		return 0;		/* the line goes on */
	if (is_control(c))
		return fail(rd, "%s", "control character");
	f = quoted ? strchr(from, c) : NULL;
	return word_add(rd, f != NULL ? to[f - from] : c);
}

static int
word_quoted(struct reader *rd, char quote)
{
	char c;

	while (rd->rd_at < rd->rd_end && *rd->rd_at != quote) {
		c = *rd->rd_at++;
		rd->rd_line += c == '\n';
		if (is_control(c))
			return fail(rd, "%s", "control character");
		if (c == '\\' && quote == '"') {
			if (word_escape(rd, 1) != 0)
				return -1;
		} else if (c == '$' && quote == '"') {
			if (word_variable(rd) != 0)
				return -1;
		} else if (word_add(rd, c) != 0) {
			return -1;
		}
	}
	if (rd->rd_at == rd->rd_end)
		return fail(rd, "%s", "a quoted text has no end");
	rd->rd_at++;
	return 0;
}

/* Quoted and plain parts, as far as nothing stands between them. */
static enum token
word_read(struct reader *rd)
{
	int error;
	char c;

	rd->rd_len = 0;
	error = word_add(rd, '\0');	/* it exists, even if empty */
	rd->rd_len = 0;
	while (error == 0 && rd->rd_at < rd->rd_end &&
	    strchr(" \t\r\n{};=,", *rd->rd_at) == NULL) {
		c = *rd->rd_at++;
		if (c == '+' && rd->rd_at < rd->rd_end && *rd->rd_at == '=') {
			rd->rd_at--;
			break;
		}
		if (is_control(c))
			error = fail(rd, "%s", "control character");
		else if (c == '"' || c == '\'')
			error = word_quoted(rd, c);
		else if (c == '\\')
			error = word_escape(rd, 0);
		else if (c == '$' && rd->rd_len > 0)
			error = word_variable(rd);
		else if (c == '$' && rd->rd_token != T_SEMI)
			error = word_variable(rd);
		else
			error = word_add(rd, c);
	}
	if (error == 0 && rd->rd_at < rd->rd_end && *rd->rd_at == '\0')
		error = fail(rd, "%s", "control character");
	return error == 0 ? T_WORD : T_BAD;
}

/* Blanks and comments; -1 if a comment has no end. */
static int
skip(struct reader *rd)
{
	const char *at = rd->rd_at, *end = rd->rd_end;

	while (at < end) {
		if (*at == '#' || (end - at > 1 && at[0] == '/' &&
		    at[1] == '/')) {
			while (at < end && *at != '\n')
				at++;
		} else if (end - at > 1 && at[0] == '/' && at[1] == '*') {
			for (at += 2; end - at > 1 && (at[0] != '*' ||
			    at[1] != '/'); at++)
				rd->rd_line += *at == '\n';
			if (end - at < 2)
				return fail(rd, "%s", "a comment has no end");
			at += 2;
		} else if (*at != '\0' && strchr(" \t\r\n", *at) != NULL) {
			rd->rd_line += *at++ == '\n';
		} else {
			break;
		}
	}
	rd->rd_at = at;
	return 0;
}

/* The next one.  rd_token tells word_read where in a statement it is. */
static enum token
next(struct reader *rd)
{
	static const char marks[] = "=,;{}";
	static const enum token kinds[] = {
		T_ASSIGN, T_COMMA, T_SEMI, T_OPEN, T_CLOSE
	};
	const char *m;

	if (skip(rd) != 0)
		return rd->rd_token = T_BAD;
	if (rd->rd_at == rd->rd_end)
		return rd->rd_token = T_END;
	m = *rd->rd_at != '\0' ? strchr(marks, *rd->rd_at) : NULL;
	if (m != NULL) {
		rd->rd_at++;
		return rd->rd_token = kinds[m - marks];
	}
	if (rd->rd_end - rd->rd_at > 1 && rd->rd_at[0] == '+' &&
	    rd->rd_at[1] == '=') {
		rd->rd_at += 2;
		return rd->rd_token = T_APPEND;
	}
	return rd->rd_token = word_read(rd);
}

/* ------------------------------------------------------- statements */

static struct conf_block *
block_add(struct reader *rd, const char *name)
{
	struct conf_block *cb = conf_block_make(name);
	struct conf *cf = rd->rd_conf;

	if (cb == NULL)
		fail(rd, "%s", "no memory");
	else if (cf->cf_last != NULL)
		cf->cf_last->cb_next = cb;
	else
		cf->cf_blocks = cb;
	if (cb != NULL)
		cf->cf_last = cb;
	return cb;
}

/* Values up to the semicolon, each added to the parameter. */
static int
values_read(struct reader *rd, struct conf_block *cb, const char *name)
{
	const char *value;
	int append = rd->rd_token == T_APPEND;

	do {
		if (next(rd) != T_WORD)
			return rd->rd_token == T_BAD ? -1 :
			    fail(rd, "%s: value missing", name);
		value = rd->rd_word;
		if (conf_block_set(cb, name, &value, 1, append) != 0)
			return fail(rd, "%s", "no memory");
		append = 2;		/* to the same statement */
	} while (next(rd) == T_COMMA);
	return 0;
}

/* What follows the name of a parameter; the closing brace may end it too. */
static int
param_read(struct reader *rd, struct conf_block *cb, const char *name)
{
	int error = 0;

	if (strchr(name, CONF_VAR) != NULL)
		return fail(rd, "%s", "a variable in the place of a name");
	if (rd->rd_token == T_ASSIGN || rd->rd_token == T_APPEND)
		error = values_read(rd, cb, name);
	else if (conf_block_set(cb, name, NULL, 0, 0) != 0)
		error = fail(rd, "%s", "no memory");
	if (error == 0 && rd->rd_token != T_SEMI && rd->rd_token != T_CLOSE)
		error = rd->rd_token == T_BAD ? -1 :
		    fail(rd, "%s: semicolon missing", name);
	return error;
}

/* Words at the start of a statement may begin with a plain dollar sign. */
static enum token
next_statement(struct reader *rd)
{
	rd->rd_token = T_SEMI;
	return next(rd);
}

/* From after the brace to the closing one. */
static int
block_read(struct reader *rd, const char *name)
{
	struct conf_block *cb = block_add(rd, name);
	char *param;
	int error = cb != NULL ? 0 : -1;

	while (error == 0 && rd->rd_token != T_CLOSE &&
	    next_statement(rd) != T_CLOSE) {
		if (rd->rd_token == T_SEMI)
			continue;
		if (rd->rd_token != T_WORD)
			return rd->rd_token == T_BAD ? -1 :
			    fail(rd, "%s: closing brace missing", name);
		param = strdup(rd->rd_word);
		if (param == NULL)
			return fail(rd, "%s", "no memory");
		next(rd);
		error = param_read(rd, cb, param);
		free(param);
	}
	return error;
}

static int
include_read(struct reader *rd)
{
	struct conf *cf = rd->rd_conf;

	if (rd->rd_token != T_WORD)
		return fail(rd, "%s", ".include: name of a file missing");
	if (strchr(rd->rd_word, CONF_VAR) != NULL)
		return fail(rd, "%s", ".include: no variables here");
	if (cf->cf_depth >= CONF_DEPTH_MAX)
		return fail(rd, "%s", ".include: too deep");
	if (conf_read_file(cf, rd->rd_word) != 0)
		return -1;
	return next(rd) == T_SEMI || rd->rd_token == T_END ? 0 :
	    fail(rd, "%s", ".include: semicolon missing");
}

/* A block, an include, or a parameter for all jails. */
static int
statement_read(struct reader *rd)
{
	struct conf_block *cb;
	char *name;
	int error;

	if (rd->rd_token == T_SEMI)
		return 0;
	if (rd->rd_token != T_WORD)
		return rd->rd_token == T_BAD ? -1 :
		    fail(rd, "%s", "name of a jail or parameter expected");
	name = strdup(rd->rd_word);
	if (name == NULL)
		return fail(rd, "%s", "no memory");
	next(rd);
	if (strcmp(name, ".include") == 0) {
		error = include_read(rd);
	} else if (rd->rd_token == T_OPEN) {
		error = block_read(rd, name);
	} else {
		cb = block_add(rd, "*");
		error = cb == NULL ? -1 : param_read(rd, cb, name);
		if (error == 0 && rd->rd_token == T_CLOSE)
			error = fail(rd, "%s", "a brace too many");
	}
	free(name);
	return error;
}

/* ------------------------------------------------------------- files */

int
conf_read_text(struct conf *cf, const char *file, const char *text,
    size_t len)
{
	struct reader rd = {
		.rd_conf = cf, .rd_file = file, .rd_at = text,
		.rd_end = text + len, .rd_line = 1
	};
	int error = 0;

	if (len > CONF_SIZE_MAX)
		return fail(&rd, "%s", "too long");
	cf->cf_depth++;
	while (error == 0 && next_statement(&rd) != T_END)
		error = statement_read(&rd);
	cf->cf_depth--;
	free(rd.rd_word);
	return error;
}

int
conf_read_file(struct conf *cf, const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = f != NULL ? malloc(CONF_SIZE_MAX + 1) : NULL;
	size_t len = 0;
	int error;

	if (text == NULL) {
		snprintf(cf->cf_error, sizeof(cf->cf_error), "%.120s: %s",
		    path, strerror(errno));
		if (f != NULL)
			fclose(f);
		return -1;
	}
	len = fread(text, 1, CONF_SIZE_MAX + 1, f);
	fclose(f);
	error = conf_read_text(cf, path, text, len);
	free(text);
	return error;
}

void
conf_free(struct conf *cf)
{
	struct conf_block *cb;

	while ((cb = cf->cf_blocks) != NULL) {
		cf->cf_blocks = cb->cb_next;
		conf_block_free(cb);
	}
	cf->cf_last = NULL;
}
