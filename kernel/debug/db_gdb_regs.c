// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_gdb_regs - the registers as gdb numbers them.
 *
 * The order is that of org.gnu.gdb.i386.core for 64 bits.  Segments but cs
 * and ss are nothing in this mode, and the floating point registers are no
 * business of kernel code: both are told as unavailable.
 */
#include "kernel/debug/db_gdb_priv.h"
#include "kernel/lib/string.h"

#define XML_SIZE	4096

struct reg {
	const char *rg_name;	/* [I] */
	int rg_offset;		/* [I] in the frame; -1: not there */
	unsigned rg_bits;	/* [I] */
	const char *rg_type;	/* [I] */
};

#define REG(name)	{ #name, offsetof(struct trapframe, tf_##name), 64, \
			    "int64" }
#define NONE(name, bits, type)	{ name, -1, bits, type }
#define FLOAT(n)	NONE("st" #n, 80, "i387_ext")
#define CONTROL(name)	NONE(name, 32, "int")

static const struct reg reg_table[] = {
	REG(rax), REG(rbx), REG(rcx), REG(rdx), REG(rsi), REG(rdi),
	{ "rbp", offsetof(struct trapframe, tf_rbp), 64, "data_ptr" },
	{ "rsp", offsetof(struct trapframe, tf_rsp), 64, "data_ptr" },
	REG(r8), REG(r9), REG(r10), REG(r11), REG(r12), REG(r13), REG(r14),
	REG(r15),
	{ "rip", offsetof(struct trapframe, tf_rip), 64, "code_ptr" },
	{ "eflags", offsetof(struct trapframe, tf_rflags), 32, "int32" },
	{ "cs", offsetof(struct trapframe, tf_cs), 32, "int32" },
	{ "ss", offsetof(struct trapframe, tf_ss), 32, "int32" },
	NONE("ds", 32, "int32"), NONE("es", 32, "int32"),
	NONE("fs", 32, "int32"), NONE("gs", 32, "int32"),
	FLOAT(0), FLOAT(1), FLOAT(2), FLOAT(3), FLOAT(4), FLOAT(5), FLOAT(6),
	FLOAT(7), CONTROL("fctrl"), CONTROL("fstat"), CONTROL("ftag"),
	CONTROL("fiseg"), CONTROL("fioff"), CONTROL("foseg"),
	CONTROL("fooff"), CONTROL("fop"),
};

#define REG_COUNT	(sizeof(reg_table) / sizeof(reg_table[0]))

/* Made at the first question; there is room, for the table is fixed. */
const char *
db_gdb_target(void)
{
	static char xml[XML_SIZE];	/* [d] */
	char line[120];
	size_t i;

	if (xml[0] != '\0')
		return xml;
	strlcpy(xml, "<?xml version=\"1.0\"?>"
	    "<!DOCTYPE target SYSTEM \"gdb-target.dtd\"><target>"
	    "<architecture>i386:x86-64</architecture>"
	    "<feature name=\"org.gnu.gdb.i386.core\">", XML_SIZE);
	for (i = 0; i < REG_COUNT; i++) {
		snprintf(line, sizeof(line),
		    "<reg name=\"%s\" bitsize=\"%u\" type=\"%s\"/>",
		    reg_table[i].rg_name, reg_table[i].rg_bits,
		    reg_table[i].rg_type);
		strlcat(xml, line, XML_SIZE);
	}
	strlcat(xml, "</feature></target>", XML_SIZE);
	return xml;
}

/* Append a register, lowest byte first; returns the new end. */
static size_t
reg_put(const struct trapframe *tf, const struct reg *rg, char *reply,
    size_t at)
{
	const uint8_t *byte = (const uint8_t *)tf + rg->rg_offset;
	unsigned i;

	for (i = 0; i < rg->rg_bits / 8; i++, at += 2) {
		if (rg->rg_offset < 0)
			strlcpy(reply + at, "xx", 3);
		else
			snprintf(reply + at, 3, "%02x", byte[i]);
	}
	return at;
}

void
db_gdb_get_all(const struct trapframe *tf, char *reply)
{
	size_t i, at = 0;

	for (i = 0; i < REG_COUNT; i++)
		at = reg_put(tf, &reg_table[i], reply, at);
}

void
db_gdb_get(const struct trapframe *tf, unsigned n, char *reply)
{
	if (n < REG_COUNT)
		reg_put(tf, &reg_table[n], reply, 0);
	else
		strlcpy(reply, "E01", GDB_PACKET);
}

/* A register from its digits; what is unavailable is passed over. */
static void
reg_take(struct trapframe *tf, const struct reg *rg, const char *text)
{
	uint8_t *byte = (uint8_t *)tf + rg->rg_offset;
	char digits[3] = "";
	unsigned i;

	for (i = 0; rg->rg_offset >= 0 && i < rg->rg_bits / 8; i++) {
		if (text[2 * i] == '\0' || text[2 * i + 1] == '\0')
			return;
		memcpy(digits, text + 2 * (size_t)i, 2);
		byte[i] = (uint8_t)strtoul(digits, NULL, 16);
	}
}

void
db_gdb_set_all(struct trapframe *tf, const char *text, char *reply)
{
	size_t i;

	for (i = 0; i < REG_COUNT &&
	    strlen(text) >= reg_table[i].rg_bits / 4; i++) {
		reg_take(tf, &reg_table[i], text);
		text += reg_table[i].rg_bits / 4;
	}
	strlcpy(reply, "OK", GDB_PACKET);
}

void
db_gdb_set(struct trapframe *tf, const char *text, char *reply)
{
	char *end;
	unsigned long n = strtoul(text, &end, 16);

	if (n >= REG_COUNT || *end != '=') {
		strlcpy(reply, "E01", GDB_PACKET);
		return;
	}
	reg_take(tf, &reg_table[n], end + 1);
	strlcpy(reply, "OK", GDB_PACKET);
}
