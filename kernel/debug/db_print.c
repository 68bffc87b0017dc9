// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_print - the command print, and changing variables.
 *
 * A value is shown by its type where the build knows one; "in a vs b" shows
 * only where the copies of two jails differ, "/list" follows a list.
 * Without a type, a variable named alone is read, as many bytes as it has,
 * for that is what one wants of "print/x V_ip_ttl in web".
 */
#include <sys/errno.h>

#include "arch-x86_64/boot/boot.h"
#include "kernel/debug/db_priv.h"
#include "kernel/debug/db_typed.h"
#include "kernel/lib/string.h"

#define DUMP_MAX	4096	/* bytes of a variable that are shown */
#define STRING_MAX	256

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
	struct db_format fo = { 4, 'x' };

	if (print_text(addr, size))
		return;
	db_printf("%lu bytes:\n", size);
	db_dot = addr;
	if (size > DUMP_MAX)
		size = DUMP_MAX;
	if (size % 4 != 0)
		fo.fo_size = 1;
	db_examine_count(&fo, size / fo.fo_size);
}

/* The value of size bytes at addr, as an assignment one could read. */
static void
print_variable(int nwords, char *const *words, const struct db_format *fo,
    uintptr_t addr, size_t size)
{
	struct db_format one = { size, fo->fo_form };
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
		db_printf("%ld (0x%lx)", db_value_signed(value, size), value);
	else
		db_format_print(&one, value);
	db_printf("\n");
}

/* The two jails' things side by side; text ends before " in ". */
static void
print_differ(const char *text, const char *a, const char *b)
{
	char line[DB_LINE];
	struct db_typed one, other;
	int error;

	snprintf(line, sizeof(line), "%s in %s", text, a);
	error = db_typed_eval(line, &one);
	snprintf(line, sizeof(line), "%s in %s", text, b);
	if (error == 0)
		error = db_typed_eval(line, &other);
	if (error == ENOENT)
		db_printf("no such variable or jail: %s\n", text);
	if (error != 0)
		db_fail(error);
	db_printf("%s, %s -> %s\n", text, a, b);
	if (db_value_differ(&one, &other) == 0)
		db_printf("no difference\n");
}

/* EXPR in A vs B?  Prints what differs and returns whether it was. */
static int
print_versus(int nwords, char *const *words)
{
	char text[DB_LINE];

	if (nwords < 5 || strcmp(words[nwords - 2], "vs") != 0 ||
	    strcmp(words[nwords - 4], "in") != 0)
		return 0;
	if (db_words_join(nwords - 4, words, text, sizeof(text)) != 0)
		db_fail(E2BIG);
	print_differ(text, words[nwords - 3], words[nwords - 1]);
	return 1;
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
	struct db_format fo = { 8, '\0' };
	uintptr_t value;
	size_t size;

	if (nwords > 1 && strcmp(words[0], "/list") == 0) {
		db_list_print(nwords - 1, words + 1);
		return;
	}
	db_format_take(&nwords, &words, &fo);
	if (nwords == 0) {
		db_printf("usage: print[/FORM] EXPR\n");
		db_fail(EINVAL);
	}
	if (print_versus(nwords, words))
		return;
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
		db_format_print(&fo, value);
	db_printf("\n");
}

/* set var EXPR = EXPR: a scalar, or a bit-field's whole word. */
static void
print_db_set(int nwords, char *const *words)
{
	char text[DB_LINE], *equal;
	struct db_typed ty;
	uint64_t value;
	size_t size;
	int error;

	if (db_words_join(nwords, words, text, sizeof(text)) != 0)
		db_fail(E2BIG);
	equal = strchr(text, '=');
	if (equal == NULL) {
		db_printf("usage: set var EXPR = EXPR\n");
		db_fail(EINVAL);
	}
	*equal = '\0';
	error = db_typed_eval(text, &ty);
	if (error == ENOENT)
		db_printf("no such variable: %s\n", text);
	if (error == 0)
		error = db_typed_number(equal + 1, &value);
	if (error != 0)
		db_fail(error);
	if (ty.ty_loose || ty.ty_bits != 0 || ty.ty_count != 0 ||
	    db_btf_size(db_types(), ty.ty_type, &size) != 0 || size > 8) {
		db_printf("it cannot be set\n");
		db_fail(EINVAL);
	}
	if (db_write(ty.ty_addr, &value, size) != 0)
		db_read_error(ty.ty_addr);
}

DB_COMMAND("print", "[/FORM|/list] EXPR [in A [vs B]]",
    "show a value, V_X in a jail too", DB_ANY, print_db);
DB_COMMAND("p", "[/FORM|/list] EXPR", "show a value", DB_ANY, print_db);
DB_COMMAND("set var", "EXPR = EXPR", "change a variable", DB_PANIC,
    print_db_set);
