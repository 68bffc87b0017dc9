// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_eval - expressions over the real machine.
 *
 * A name is looked up by the DB_ADDR hooks first, for they know instances:
 * V_ip_ttl is a symbol too, but that is the template.  Then come the
 * kernel's symbols.
 */
#include <sys/errno.h>

#include "kernel/debug/db_priv.h"
#include "kernel/lib/string.h"

SET_DECLARE(db_addr, const struct db_addr);

static int
eval_name(const char *name, const char *where, uintptr_t *value,
    size_t *size)
{
	const struct db_addr *const *da;
	int error;

	SET_FOREACH(da, db_addr) {
		error = (*da)->da_find(name, where, value, size);
		if (error != ENOENT)
			return error;
	}
	return where != NULL ? ENOENT : db_sym_value(name, value, size);
}

static const struct db_expr_ops eval_ops = {
	.eo_name = eval_name,
	.eo_register = db_var_get,
	.eo_read = db_read,
};

int
db_eval_text(const char *text, const char **end, struct db_value *value)
{
	const char *what;
	int error;

	error = db_expr_parse(&eval_ops, text, end, value, &what);
	if (error != 0)
		db_printf("%s at \"%s\"\n", what, *end);
	return error;
}

int
db_words_join(int nwords, char *const *words, char *buf, size_t size)
{
	int i;

	buf[0] = '\0';
	for (i = 0; i < nwords; i++) {
		if (i > 0)
			strlcat(buf, " ", size);
		if (strlcat(buf, words[i], size) >= size)
			return E2BIG;
	}
	return 0;
}

int
db_eval(int nwords, char *const *words, uintptr_t *value, size_t *size)
{
	char text[DB_LINE];
	struct db_value dv;
	const char *end;
	int error;

	error = db_words_join(nwords, words, text, sizeof(text));
	if (error != 0)
		return error;
	error = db_eval_text(text, &end, &dv);
	if (error != 0)
		return error;
	while (*end == ' ')
		end++;
	if (*end != '\0') {
		db_printf("Syntax error at \"%s\"\n", end);
		return EINVAL;
	}
	*value = dv.dv_value;
	*size = dv.dv_size;
	return 0;
}

int
db_number(const char *word, long *value)
{
	char *end;

	*value = strtol(word, &end, 10);
	return end != word && *end == '\0' ? 0 : EINVAL;
}
