// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_examine - looking at memory: x and write.
 *
 * "x/lx addr,8" shows eight words.  Letters for the size: b h l g (1, 2, 4,
 * 8 bytes), for the form: x (hexadecimal), d u o (decimal, unsigned,
 * octal), c (character), s (string), a (address as symbol), z (signed
 * hexadecimal as x).  Without an address it goes on where it stopped.
 */
#include <sys/errno.h>

#include "kernel/debug/db_priv.h"
#include "kernel/lib/string.h"

#define COUNT_MAX	4096
#define STRING_MAX	256

/* Letters after the slash.  0 or EINVAL. */
static int
format_parse(const char *word, struct db_format *fo)
{
	static const char sizes[] = "bhlg";
	const char *c, *found;

	for (c = word + 1; *c != '\0'; c++) {
		found = strchr(sizes, *c);
		if (found != NULL)
			fo->fo_size = (size_t)1 << (found - sizes);
		else if (strchr("xduocsaz", *c) != NULL)
			fo->fo_form = *c;
		else
			return EINVAL;
	}
	if (fo->fo_form == 'a')
		fo->fo_size = 8;
	else if (fo->fo_form == 'c')
		fo->fo_size = 1;
	return 0;
}

void
db_format_take(int *nwords, char *const **words, struct db_format *fo)
{
	const char *word;

	if (*nwords == 0 || (**words)[0] != '/')
		return;
	word = **words;
	if (format_parse(word, fo) != 0) {
		db_printf("bad format %s: a size of b h l g, a form of "
		    "x d u o c s a z; how many is told after a comma\n",
		    word);
		db_fail(EINVAL);
	}
	--*nwords;
	++*words;
}

long
db_value_signed(uintptr_t value, size_t size)
{
	unsigned shift = 64 - 8 * (unsigned)size;

	return (long)(value << shift) >> shift;
}

void
db_format_print(const struct db_format *fo, uintptr_t value)
{
	int width = (int)fo->fo_size * 2;

	switch (fo->fo_form) {
	case 'd':
		db_printf("%ld", db_value_signed(value, fo->fo_size));
		break;
	case 'u':
		db_printf("%lu", value);
		break;
	case 'o':
		db_printf("%lo", value);
		break;
	case 'c':
		db_printf("%c", value >= ' ' && value < 127 ? (int)value :
		    '.');
		break;
	case 'a':
		db_print_symbol(value);
		break;
	default:
		db_printf("%0*lx", width, value);
	}
}

/* One string at db_dot. */
static void
examine_string(void)
{
	char text[STRING_MAX];

	if (db_read_string(db_dot, text, sizeof(text)) != 0)
		db_read_error(db_dot);
	db_print_symbol(db_dot);
	db_printf(":\t%s\n", text);
	db_dot += strlen(text) + 1;
}

static void
examine_value(const struct db_format *fo, int first_of_line)
{
	uintptr_t value = 0;

	if (first_of_line) {
		db_print_symbol(db_dot);
		db_printf(":");
	}
	db_printf(fo->fo_form == 'c' && !first_of_line ? "" : "\t");
	if (db_read(db_dot, &value, fo->fo_size) != 0)
		db_read_error(db_dot);
	db_format_print(fo, value);
	db_dot += fo->fo_size;
}

void
db_examine_count(const struct db_format *fo, unsigned long count)
{
	unsigned long i, per_line;

	per_line = fo->fo_form == 'c' ? 64 : fo->fo_form == 'a' ? 1 :
	    16 / fo->fo_size;
	for (i = 0; i < count && !db_quit(); i++) {
		if (fo->fo_form == 's') {
			examine_string();
			continue;
		}
		examine_value(fo, i % per_line == 0);
		if (i % per_line == per_line - 1 || i == count - 1)
			db_printf("\n");
	}
}

/* "addr,count": both may be missing.  0 or errno. */
static int
examine_where(int nwords, char *const *words, unsigned long *count)
{
	char text[DB_LINE];
	struct db_value dv;
	const char *end = text;
	int error;

	error = db_words_join(nwords, words, text, sizeof(text));
	if (error == 0 && text[0] != '\0' && text[0] != ',') {
		error = db_eval_text(text, &end, &dv);
		db_dot = dv.dv_value;
	}
	if (error != 0)
		return error;
	if (*end == ',') {
		error = db_eval_text(end + 1, &end, &dv);
		*count = dv.dv_value;
	}
	return error;
}

static void
examine_db(int nwords, char *const *words)
{
	static struct db_format fo = { 4, 'x' };	/* for the next */
	unsigned long count = 1;

	db_format_take(&nwords, &words, &fo);
	if (examine_where(nwords, words, &count) != 0)
		db_fail(EINVAL);
	if (count > COUNT_MAX)
		count = COUNT_MAX;
	db_examine_count(&fo, count);
}

/* write[/bhlg] ADDR VALUE */
static void
write_db(int nwords, char *const *words)
{
	struct db_format fo = { 4, 'x' };
	uintptr_t addr, value;
	size_t size;

	db_format_take(&nwords, &words, &fo);
	if (nwords != 2) {
		db_printf("usage: write[/bhlg] ADDR VALUE\n");
		db_fail(EINVAL);
	}
	if (db_eval(1, words, &addr, &size) != 0 ||
	    db_eval(1, words + 1, &value, &size) != 0)
		db_fail(EINVAL);
	if (db_write(addr, &value, fo.fo_size) != 0)
		db_read_error(addr);
}

DB_COMMAND("examine", "[/FORM] [ADDR][,COUNT]", "show memory", DB_ANY,
    examine_db);
DB_COMMAND("x", "[/FORM] [ADDR][,COUNT]", "show memory", DB_ANY, examine_db);
DB_COMMAND("write", "[/FORM] ADDR VALUE", "change memory", DB_PANIC,
    write_db);
