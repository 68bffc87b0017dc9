// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_examine - looking at memory and values: x and print.
 *
 * "x/lx addr,8" shows eight words.  Letters for the size: b h l g (1, 2, 4,
 * 8 bytes), for the form: x (hexadecimal), d u o (decimal, unsigned,
 * octal), c (character), s (string), a (address as symbol), z (signed
 * hexadecimal as x).  Without an address it goes on where it stopped.
 *
 * print shows a value; a variable named alone is read, as many bytes as it
 * has, for that is what one wants of "print V_ip_ttl in web".
 */
#include <sys/errno.h>

#include "arch-x86_64/boot/boot.h"
#include "kernel/debug/db_priv.h"
#include "kernel/debug/db_typed.h"
#include "kernel/lib/string.h"

#define COUNT_MAX	4096
#define DUMP_MAX	4096	/* bytes of a variable that are shown */
#define STRING_MAX	256

struct format {
	size_t fo_size;		/* [t] bytes */
	char fo_form;		/* [t] letter */
};

/* What write stores. */
struct db_write {
	uintptr_t dw_addr;	/* [t] */
	uintptr_t dw_value;	/* [t] */
	size_t dw_size;		/* [t] bytes of it */
};

/* Letters after the slash; words[0] may be "/lx".  0 or EINVAL. */
static int
format_parse(const char *word, struct format *fo)
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

static long
value_signed(uintptr_t value, size_t size)
{
	unsigned shift = 64 - 8 * (unsigned)size;

	return (long)(value << shift) >> shift;
}

static void
value_print(const struct format *fo, uintptr_t value)
{
	int width = (int)fo->fo_size * 2;

	switch (fo->fo_form) {
	case 'd':
		db_printf("%ld", value_signed(value, fo->fo_size));
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
examine_value(const struct format *fo, int first_of_line)
{
	uintptr_t value = 0;

	if (first_of_line) {
		db_print_symbol(db_dot);
		db_printf(":");
	}
	db_printf(fo->fo_form == 'c' && !first_of_line ? "" : "\t");
	if (db_read(db_dot, &value, fo->fo_size) != 0)
		db_read_error(db_dot);
	value_print(fo, value);
	db_dot += fo->fo_size;
}

static void
examine_count(const struct format *fo, unsigned long count)
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
	static struct format fo = { 4, 'x' };	/* kept for the next x */
	unsigned long count = 1;

	if (nwords > 0 && words[0][0] == '/') {
		if (format_parse(words[0], &fo) != 0) {
			db_printf("Bad format\n");
			db_fail(EINVAL);
		}
		nwords--;
		words++;
	}
	if (examine_where(nwords, words, &count) != 0)
		db_fail(EINVAL);
	if (count > COUNT_MAX)
		count = COUNT_MAX;
	examine_count(&fo, count);
}

static int
is_text(uintptr_t addr)
{
	return addr >= (uintptr_t)kernel_start &&
	    addr < (uintptr_t)kernel_text_end;
}

/* Print the bytes at addr as a string if they are one.  Returns whether. */
static int
print_text(uintptr_t addr, size_t size)
{
	char text[STRING_MAX];
	size_t i;

	if (size > sizeof(text) || db_read(addr, text, size) != 0)
		return 0;
	for (i = 0; i < size && text[i] >= ' ' && text[i] < 127; i++)
		continue;
	if (i == 0 || i == size || text[i] != '\0')
		return 0;
	db_printf("\"%s\"\n", text);
	return 1;
}

/* A variable too large for a register: all of it, in words. */
static void
print_dump(uintptr_t addr, size_t size)
{
	struct format fo = { 4, 'x' };

	if (print_text(addr, size))
		return;
	db_printf("%lu bytes:\n", size);
	db_dot = addr;
	if (size > DUMP_MAX)
		size = DUMP_MAX;
	if (size % 4 != 0)
		fo.fo_size = 1;
	examine_count(&fo, size / fo.fo_size);
}

/* The value of size bytes at addr, as an assignment one could read. */
static void
print_variable(int nwords, char *const *words, const struct format *fo,
    uintptr_t addr, size_t size)
{
	struct format one = { size, fo->fo_form };
	uintptr_t value = 0;
	int i;

	for (i = 0; i < nwords; i++)
		db_printf("%s ", words[i]);
	db_printf("= ");
	if (size != 1 && size != 2 && size != 4 && size != 8) {
		print_dump(addr, size);
		return;
	}
	if (db_read(addr, &value, size) != 0)
		db_read_error(addr);
	if (fo->fo_form == '\0')
		db_printf("%ld (0x%lx)", value_signed(value, size), value);
	else
		value_print(&one, value);
	db_printf("\n");
}

/* Print it by its type, if it has one.  Returns whether it had. */
static int
print_typed(int nwords, char *const *words)
{
	char text[DB_LINE];
	struct db_typed ty;
	int error;

	if (db_words_join(nwords, words, text, sizeof(text)) != 0)
		return 0;
	error = db_typed_eval(text, &ty);
	if (error == ENOENT)
		return 0;
	if (error != 0)
		db_fail(error);
	db_printf("%s = ", text);
	db_value_print(&ty);
	db_printf("\n");
	return 1;
}

static void
print_db(int nwords, char *const *words)
{
	struct format fo = { 8, '\0' };
	uintptr_t value;
	size_t size;

	if (nwords > 0 && words[0][0] == '/') {
		if (format_parse(words[0], &fo) != 0)
			db_printf("Bad format\n");
		nwords--;
		words++;
	}
	if (nwords == 0) {
		db_printf("usage: print[/FORM] EXPR\n");
		db_fail(EINVAL);
	}
	if (fo.fo_form == '\0' && print_typed(nwords, words))
		return;
	if (db_eval(nwords, words, &value, &size) != 0)
		db_fail(EINVAL);
	if (size != 0 && !is_text(value)) {
		print_variable(nwords, words, &fo, value, size);
		return;
	}
	if (fo.fo_form == '\0')
		db_printf("%lx", value);
	else
		value_print(&fo, value);
	db_printf("\n");
}

static void
write_guarded(void *arg)
{
	const struct db_write *dw = arg;

	memcpy((void *)dw->dw_addr, &dw->dw_value, dw->dw_size);
}

/* write[/bhlg] ADDR VALUE */
static void
write_db(int nwords, char *const *words)
{
	struct format fo = { 4, 'x' };
	struct db_write dw;
	size_t size;

	if (nwords > 0 && words[0][0] == '/') {
		if (format_parse(words[0], &fo) != 0)
			nwords = 0;
		nwords--;
		words++;
	}
	if (nwords != 2) {
		db_printf("usage: write[/bhlg] ADDR VALUE\n");
		db_fail(EINVAL);
	}
	if (db_eval(1, words, &dw.dw_addr, &size) != 0 ||
	    db_eval(1, words + 1, &dw.dw_value, &size) != 0)
		db_fail(EINVAL);
	dw.dw_size = fo.fo_size;
	if (db_guard_run(write_guarded, &dw) != 0)
		db_read_error(dw.dw_addr);
}

DB_COMMAND("examine", "[/FORM] [ADDR][,COUNT]", "show memory", DB_ANY,
    examine_db);
DB_COMMAND("x", "[/FORM] [ADDR][,COUNT]", "show memory", DB_ANY, examine_db);
DB_COMMAND("write", "[/FORM] ADDR VALUE", "change memory", DB_PANIC,
    write_db);
DB_COMMAND("print", "[/FORM] EXPR", "show a value, V_X in JAIL too", DB_ANY,
    print_db);
DB_COMMAND("p", "[/FORM] EXPR", "show a value", DB_ANY, print_db);
