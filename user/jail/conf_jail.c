// SPDX-License-Identifier: BSD-2-Clause
/*
 * conf_jail - what all of jail.conf comes to for one jail.
 *
 * Statements are taken in the order of the file: those of every block whose
 * pattern matches.  A later one replaces an earlier one of that name, unless
 * it is +=; "allow.nomount" and "allow.mount" are one name.  Only then are
 * variables filled in, so that one may be used before it is set; any
 * parameter with a value can be used as a variable.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "user/jail/conf.h"

/* ------------------------------------------------------------ blocks */

struct conf_block *
conf_block_make(const char *name)
{
	struct conf_block *cb = calloc(1, sizeof(*cb));

	if (cb == NULL)
		return NULL;
	cb->cb_name = strdup(name);
	if (cb->cb_name == NULL) {
		free(cb);
		return NULL;
	}
	return cb;
}

static void
values_free(struct conf_param *cp)
{
	while (cp->cp_count > 0)
		free(cp->cp_value[--cp->cp_count]);
	free(cp->cp_value);
	cp->cp_value = NULL;
}

static void
param_free(struct conf_param *cp)
{
	values_free(cp);
	free(cp->cp_name);
	free(cp);
}

void
conf_block_free(struct conf_block *cb)
{
	struct conf_param *cp;

	if (cb == NULL)
		return;
	while ((cp = cb->cb_params) != NULL) {
		cb->cb_params = cp->cp_next;
		param_free(cp);
	}
	free(cb->cb_name);
	free(cb);
}

/* Where the last component begins. */
static size_t
last_part(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL ? (size_t)(dot + 1 - name) : 0;
}

/* Is b a with "no" before its last component? */
static int
is_negation(const char *a, const char *b)
{
	size_t at = last_part(a);

	return strncmp(a, b, at) == 0 && strncmp(b + at, "no", 2) == 0 &&
	    strcmp(a + at, b + at + 2) == 0;
}

static int
same_name(const char *a, const char *b)
{
	return strcmp(a, b) == 0 || is_negation(a, b) || is_negation(b, a);
}

static int
value_add(struct conf_param *cp, const char *value)
{
	char **more;

	more = realloc(cp->cp_value, (cp->cp_count + 1) * sizeof(*more));
	if (more == NULL)
		return -1;
	cp->cp_value = more;
	more[cp->cp_count] = strdup(value);
	if (more[cp->cp_count] == NULL)
		return -1;
	cp->cp_count++;
	return 0;
}

/*
 * Statements of a file are kept apart, so that they can be merged in order
 * later: append 1 begins one, 2 goes on with the last.
 */
int
conf_block_set(struct conf_block *cb, const char *name,
    const char *const *value, unsigned count, int append)
{
	struct conf_param *cp = cb->cb_last;
	unsigned i;

	if (append != 2 || cp == NULL) {
		cp = calloc(1, sizeof(*cp));
		if (cp == NULL)
			return -1;
		cp->cp_name = strdup(name);
		if (cp->cp_name == NULL) {
			free(cp);
			return -1;
		}
		cp->cp_append = append;
		if (cb->cb_last != NULL)
			cb->cb_last->cp_next = cp;
		else
			cb->cb_params = cp;
		cb->cb_last = cp;
		cb->cb_count++;
	}
	for (i = 0; i < count; i++)
		if (value_add(cp, value[i]) != 0)
			return -1;
	return 0;
}

int
conf_block_append(struct conf_block *cb, const char *name, const char *value)
{
	struct conf_param *cp;

	for (cp = cb->cb_params; cp != NULL; cp = cp->cp_next)
		if (strcmp(cp->cp_name, name) == 0)
			return value_add(cp, value);
	return conf_block_set(cb, name, &value, 1, 0);
}

const struct conf_param *
conf_find(const struct conf_block *cb, const char *name)
{
	const struct conf_param *cp, *found = NULL;

	for (cp = cb->cb_params; cp != NULL; cp = cp->cp_next)
		if (strcmp(cp->cp_name, name) == 0)
			found = cp;
	return found;
}

const char *
conf_value(const struct conf_block *cb, const char *name)
{
	const struct conf_param *cp = conf_find(cb, name);

	return cp != NULL && cp->cp_count > 0 ?
	    cp->cp_value[cp->cp_count - 1] : NULL;
}

int
conf_true(const struct conf_block *cb, const char *name)
{
	const struct conf_param *cp = conf_find(cb, name);
	const char *v = conf_value(cb, name);

	return cp != NULL && (v == NULL || (strcmp(v, "0") != 0 &&
	    strcmp(v, "false") != 0 && strcmp(v, "no") != 0));
}

/* ---------------------------------------------------------- matching */

int
conf_match(const char *pattern, const char *name)
{
	size_t p, n;

	if (strcmp(pattern, "*") == 0)
		return 1;
	for (;;) {
		p = strcspn(pattern, ".");
		n = strcspn(name, ".");
		if (!(p == 1 && *pattern == '*' && n > 0) &&
		    (p != n || strncmp(pattern, name, n) != 0))
			return 0;
		if (pattern[p] != name[n])
			return 0;
		if (pattern[p] == '\0')
			return 1;
		pattern += p + 1;
		name += n + 1;
	}
}

int
conf_has(const struct conf *cf, const char *name)
{
	const struct conf_block *cb;

	for (cb = cf->cf_blocks; cb != NULL; cb = cb->cb_next)
		if (strcmp(cb->cb_name, name) == 0 &&
		    strchr(name, '*') == NULL)
			return 1;
	return 0;
}

/* ----------------------------------------------------------- merging */

/* Put one statement over what was said before. */
static int
merge(struct conf *cf, struct conf_block *into, const struct conf_param *cp)
{
	struct conf_param *old;
	unsigned i;
	char *name;

	for (old = into->cb_params; old != NULL; old = old->cp_next)
		if (same_name(old->cp_name, cp->cp_name))
			break;
	if (old == NULL && into->cb_count >= CONF_PARAMS_MAX) {
		snprintf(cf->cf_error, sizeof(cf->cf_error),
		    "%.60s: too many parameters", into->cb_name);
		return -1;
	}
	if (old == NULL)
		return conf_block_set(into, cp->cp_name,
		    (const char *const *)cp->cp_value, cp->cp_count, 0);
	name = strdup(cp->cp_name);
	if (name == NULL)
		return -1;
	free(old->cp_name);
	old->cp_name = name;
	if (!cp->cp_append)
		values_free(old);
	for (i = 0; i < cp->cp_count; i++)
		if (value_add(old, cp->cp_value[i]) != 0)
			return -1;
	return 0;
}

/* --------------------------------------------------------- variables */

/* A text that grows up to CONF_VALUE_MAX. */
struct text {
	char *tx_buf;
	size_t tx_len;
};

static int
text_add(struct conf *cf, struct text *tx, const char *s, size_t len)
{
	char *more;

	if (len > CONF_VALUE_MAX - tx->tx_len) {
		snprintf(cf->cf_error, sizeof(cf->cf_error),
		    "a value becomes too long");
		return -1;
	}
	more = realloc(tx->tx_buf, tx->tx_len + len + 1);
	if (more == NULL) {
		snprintf(cf->cf_error, sizeof(cf->cf_error), "no memory");
		return -1;
	}
	memcpy(more + tx->tx_len, s, len);
	tx->tx_buf = more;
	tx->tx_len += len;
	more[tx->tx_len] = '\0';
	return 0;
}

static int	expand(struct conf *cf, const struct conf_block *cb,
		    struct text *tx, const char *value, unsigned depth);

/* "$name = .." is found before a parameter "name". */
static const struct conf_param *
variable_find(const struct conf_block *cb, const char *name, size_t len)
{
	const struct conf_param *cp, *plain = NULL;

	for (cp = cb->cb_params; cp != NULL; cp = cp->cp_next) {
		if (cp->cp_name[0] == '$' && strlen(cp->cp_name) == len + 1 &&
		    memcmp(cp->cp_name + 1, name, len) == 0)
			return cp;
		if (strlen(cp->cp_name) == len &&
		    memcmp(cp->cp_name, name, len) == 0)
			plain = cp;
	}
	return plain;
}

static int
variable(struct conf *cf, const struct conf_block *cb, struct text *tx,
    const char *name, size_t len, unsigned depth)
{
	const struct conf_param *cp = variable_find(cb, name, len);
	unsigned i;
	int error = 0;

	if (cp == NULL || depth >= CONF_DEPTH_MAX ||
	    ++cf->cf_steps > CONF_STEPS_MAX) {
		snprintf(cf->cf_error, sizeof(cf->cf_error),
		    "%.60s: variable \"%.*s\" %s", cb->cb_name,
		    len < 60 ? (int)len : 60, name, cp == NULL ?
		    "is not defined" : "leads to itself, or too far");
		return -1;
	}
	for (i = 0; i < cp->cp_count && error == 0; i++) {
		if (i > 0)
			error = text_add(cf, tx, " ", 1);
		if (error == 0)
			error = expand(cf, cb, tx, cp->cp_value[i],
			    depth + 1);
	}
	return error;
}

static int
expand(struct conf *cf, const struct conf_block *cb, struct text *tx,
    const char *value, unsigned depth)
{
	const char *v = value, *end;
	size_t n;
	int error = 0;

	while (*v != '\0' && error == 0) {
		n = strcspn(v, "\1");
		error = text_add(cf, tx, v, n);
		v += n;
		if (*v == '\0' || error != 0)
			break;
		end = strchr(++v, CONF_VAR_END);
		error = variable(cf, cb, tx, v, (size_t)(end - v), depth);
		v = end + 1;
	}
	return error;
}

/* All values of cb at once: none may see another already filled in. */
static int
expand_all(struct conf *cf, const struct conf_block *cb,
    struct conf_block *out)
{
	const struct conf_param *cp;
	struct text tx;
	const char *value;
	unsigned i;
	int error = 0;

	for (cp = cb->cb_params; cp != NULL && error == 0; cp = cp->cp_next) {
		if (cp->cp_count == 0)
			error = conf_block_set(out, cp->cp_name, NULL, 0, 0);
		for (i = 0; i < cp->cp_count && error == 0; i++) {
			tx = (struct text){ NULL, 0 };
			error = text_add(cf, &tx, "", 0);
			if (error == 0)
				error = expand(cf, cb, &tx, cp->cp_value[i],
				    0);
			value = tx.tx_buf;
			if (error == 0)
				error = conf_block_set(out, cp->cp_name,
				    &value, 1, i > 0 ? 2 : 0);
			free(tx.tx_buf);
		}
	}
	return error;
}

struct conf_block *
conf_jail(struct conf *cf, const char *name)
{
	struct conf_block *merged = conf_block_make(name);
	struct conf_block *out = conf_block_make(name);
	const struct conf_block *cb;
	const struct conf_param *cp;
	int error = merged == NULL || out == NULL ? -1 : 0;

	snprintf(cf->cf_error, sizeof(cf->cf_error), "no memory");
	cf->cf_steps = 0;
	if (error == 0)
		error = conf_block_set(merged, "name", &name, 1, 0);
	for (cb = cf->cf_blocks; cb != NULL && error == 0; cb = cb->cb_next) {
		if (!conf_match(cb->cb_name, name))
			continue;
		for (cp = cb->cb_params; cp != NULL && error == 0;
		    cp = cp->cp_next)
			error = merge(cf, merged, cp);
	}
	if (error == 0)
		error = expand_all(cf, merged, out);
	conf_block_free(merged);
	if (error == 0)
		return out;
	conf_block_free(out);
	return NULL;
}
