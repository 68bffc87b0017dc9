// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_var - $names: the registers at entry, and the debugger's settings.
 *
 * Registers are those of the CPU that "cpu" chose, at first the one that
 * entered.  Writing one changes what "continue" goes on with.
 *
 * Letter: [d] the debugger's owner.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/cpu.h"
#include "kernel/debug/db_priv.h"
#include "kernel/lib/string.h"

struct reg {
	const char *rg_name;	/* [I] */
	size_t rg_offset;	/* [I] in struct trapframe */
};

#define REG(name)	{ #name, offsetof(struct trapframe, tf_##name) }

static const struct reg reg_table[] = {
	REG(rax), REG(rbx), REG(rcx), REG(rdx), REG(rsi), REG(rdi),
	REG(rbp), REG(rsp), REG(r8), REG(r9), REG(r10), REG(r11), REG(r12),
	REG(r13), REG(r14), REG(r15), REG(rip), REG(rflags), REG(cs),
	REG(ss), REG(vector), REG(error),
};

#define REG_COUNT	(sizeof(reg_table) / sizeof(reg_table[0]))

uintptr_t db_dot;		/* [d] */
static uint32_t var_view;	/* [d] */

/* Settings by name. */
struct setting {
	const char *se_name;	/* [I] */
	uintptr_t *se_value;	/* [d] */
};

static const struct setting setting_table[] = {
	{ "lines", &db_lines },
	{ "dot", &db_dot },
};

SET_DECLARE(db_variable, const struct db_variable);

#define SETTING_COUNT	(sizeof(setting_table) / sizeof(setting_table[0]))

/* Nobody stopped there, as on a live system: then our own. */
uint32_t
db_view(void)
{
	return db_cpu_frame(var_view) != NULL ? var_view : db_cpu();
}

void
db_view_set(uint32_t cpu)
{
	var_view = cpu;
}

/* The registers are not const here: "set" may write them. */
static uint64_t *
reg_find(const char *name)
{
	struct trapframe *tf = (struct trapframe *)db_cpu_frame(db_view());
	size_t i;

	for (i = 0; tf != NULL && i < REG_COUNT; i++)
		if (strcmp(reg_table[i].rg_name, name) == 0)
			return (uint64_t *)((char *)tf +
			    reg_table[i].rg_offset);
	return NULL;
}

static uintptr_t *
setting_find(const char *name)
{
	size_t i;

	for (i = 0; i < SETTING_COUNT; i++)
		if (strcmp(setting_table[i].se_name, name) == 0)
			return setting_table[i].se_value;
	return NULL;
}

int
db_var_get(const char *name, uintptr_t *value)
{
	uint64_t *reg = reg_find(name);
	uintptr_t *setting = setting_find(name);
	const struct db_variable *const *dv;
	int error;

	if (reg != NULL || setting != NULL) {
		*value = reg != NULL ? *reg : *setting;
		return 0;
	}
	SET_FOREACH(dv, db_variable) {
		error = (*dv)->dv_get(name, value);
		if (error != ENOENT)
			return error;
	}
	return ENOENT;
}

static int
var_set(const char *name, uintptr_t value)
{
	uint64_t *reg = reg_find(name);
	uintptr_t *setting = setting_find(name);
	const struct db_variable *const *dv;
	int error = ENOENT;

	if (reg != NULL || setting != NULL) {
		*(reg != NULL ? reg : (uint64_t *)setting) = value;
		return 0;
	}
	SET_FOREACH(dv, db_variable) {
		error = (*dv)->dv_set(name, value);
		if (error != ENOENT)
			break;
	}
	return error;
}

/* set $name = expr */
static void
var_db_set(int nwords, char *const *words)
{
	uintptr_t value = 0;
	size_t size;
	int skip = 1, error;

	if (nwords > 1 && strcmp(words[1], "=") == 0)
		skip = 2;
	if (nwords <= skip || words[0][0] != '$') {
		db_printf("usage: set $NAME = EXPR\n");
		db_fail(EINVAL);
	}
	if (db_eval(nwords - skip, words + skip, &value, &size) != 0)
		db_fail(EINVAL);
	error = var_set(words[0] + 1, value);
	if (error == 0)
		return;
	db_printf(error == EPERM ? "Read-only variable.\n" :
	    error == EINVAL ? "Bad value\n" : "Unknown variable\n");
	db_fail(error);
}

static void
var_db_registers(int nwords, char *const *words)
{
	uintptr_t value = 0;
	size_t i;

	(void)nwords, (void)words;
	if (db_cpu_frame(db_view()) == NULL) {
		db_printf("no registers: nothing was interrupted\n");
		return;
	}
	for (i = 0; i < REG_COUNT; i++) {
		db_var_get(reg_table[i].rg_name, &value);
		db_printf("%-8s0x%-18lx", reg_table[i].rg_name, value);
		db_print_symbol(value);
		db_printf("\n");
	}
}

static void
var_db_all(int nwords, char *const *words)
{
	const struct db_variable *const *dv;
	size_t i;

	(void)nwords, (void)words;
	for (i = 0; i < SETTING_COUNT; i++)
		db_printf("$%-8s= 0x%lx\n", setting_table[i].se_name,
		    *setting_table[i].se_value);
	SET_FOREACH(dv, db_variable)
		(*dv)->dv_list();
}

DB_COMMAND("set", "$NAME = EXPR", "change a register or setting", DB_PANIC,
    var_db_set);
DB_COMMAND("show registers", "", "the interrupted code's registers",
    DB_PANIC, var_db_registers);
DB_COMMAND("show all db_vars", "", "the debugger's settings", DB_ANY,
    var_db_all);
