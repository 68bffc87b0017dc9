// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_gdb - gdb's remote protocol: what packets ask for.
 *
 * How they come and go is db_gdb_packet's.  gdb speaks first: a "$" or a
 * ctrl-C on its line stops the machine.  From then on each stop is told to
 * gdb instead of the user at the console, until it detaches; a ctrl-C at the
 * console takes the machine back should gdb have died.
 *
 * What we do not know gets an empty answer, as the protocol wants.  No byte
 * of a packet is trusted: numbers and lengths are cut to what fits.
 *
 * Letter: [d] the debugger's owner.
 */
#include <sys/errno.h>

#include "arch-x86_64/boot/boot.h"
#include "kernel/debug/db_control.h"
#include "kernel/debug/db_gdb.h"
#include "kernel/debug/db_gdb_priv.h"
#include "kernel/lib/string.h"

#define CTRL_C		3
#define OUTPUT_MAX	16384	/* of one monitor command */

SET_DECLARE(gdb_threads, const struct gdb_threads);

static char gdb_reply[GDB_PACKET];	/* [d] what goes */
static char gdb_output[OUTPUT_MAX];	/* [d] of a monitor command */
static int gdb_attached;		/* [d] */
static int gdb_running;			/* [d] it waits for a stop */
static int gdb_asked;			/* [d] why we enter: gdb wants to */
static long gdb_thread;			/* [d] whose registers are meant */

int
db_gdb_received(int c)
{
	if (c != '$' && c != CTRL_C)
		return 0;
	if (c == '$')
		db_gdb_packet_begun();
	gdb_asked = 1;
	return 1;
}

int
db_gdb_attached(void)
{
	return db_gdb_has_line() && (gdb_attached || gdb_asked);
}

/* ------------------------------------------------------ threads */

static const struct gdb_threads *
gdb_threads(void)
{
	const struct gdb_threads *const *gt, *found = NULL;

	SET_FOREACH(gt, gdb_threads)
		found = *gt;
	return found;
}

static long
thread_now(void)
{
	const struct gdb_threads *gt = gdb_threads();
	long tid = gt != NULL ? gt->gt_current() : 0;

	return tid > 0 ? tid : 1;
}

/* The registers of the thread gdb has chosen.  0 or errno. */
static int
thread_frame(struct trapframe *tf, struct trapframe *out)
{
	if (gdb_thread <= 0 || gdb_thread == thread_now()) {
		*out = *tf;
		return 0;
	}
	return gdb_threads()->gt_frame(gdb_thread, out);
}

static void
thread_list(void)
{
	const char *name;
	size_t len = 0;
	long tid = 0;

	gdb_reply[len++] = 'm';
	while (gdb_threads() != NULL && len + 20 < sizeof(gdb_reply) &&
	    (tid = gdb_threads()->gt_next(tid, &name)) > 0)
		len += (size_t)snprintf(gdb_reply + len,
		    sizeof(gdb_reply) - len, len > 1 ? ",%lx" : "%lx", tid);
	gdb_reply[len] = '\0';
}

static int
thread_exists(long tid, const char **name)
{
	return gdb_threads() != NULL &&
	    gdb_threads()->gt_next(tid - 1, name) == tid;
}

/* ------------------------------------------------------ memory, stops */

/* Two numbers, "addr,length"; what follows is left at *end. */
static void
two_numbers(char *text, unsigned long *first, unsigned long *second,
    char **end)
{
	*first = strtoul(text, end, 16);
	*second = **end == ',' ? strtoul(*end + 1, end, 16) : 0;
}

static void
memory_read(char *text)
{
	uint8_t some[64];
	unsigned long addr, len, i, n;
	size_t at = 0;
	char *end;

	two_numbers(text, &addr, &len, &end);
	if (len > GDB_PACKET / 2 - 1)
		len = GDB_PACKET / 2 - 1;
	for (; len > 0; len -= n, addr += n) {
		n = len < sizeof(some) ? len : sizeof(some);
		if (db_read(addr, some, n) != 0)
			break;
		for (i = 0; i < n; i++, at += 2)
			snprintf(gdb_reply + at, 3, "%02x", some[i]);
	}
	if (at == 0)
		strlcpy(gdb_reply, "E0e", sizeof(gdb_reply));
}

static void
memory_write(char *text)
{
	unsigned long addr, len, i;
	char *end, digits[3] = "";
	uint8_t byte;

	two_numbers(text, &addr, &len, &end);
	strlcpy(gdb_reply, "OK", sizeof(gdb_reply));
	for (i = 0; *end == ':' && i < len && end[1 + 2 * i] != '\0' &&
	    end[2 + 2 * i] != '\0'; i++) {
		memcpy(digits, end + 1 + 2 * i, 2);
		byte = (uint8_t)strtoul(digits, NULL, 16);
		if (db_write(addr + i, &byte, 1) != 0) {
			strlcpy(gdb_reply, "E0e", sizeof(gdb_reply));
			return;
		}
	}
}

/* Z0 to Z4: breakpoints, watchpoints; z takes them away. */
static void
stop_point(char *text)
{
	unsigned long addr, size;
	int on = text[0] == 'Z', kind = text[1] - '0', error;
	char *end;

	if (kind < 0 || kind > 4 || text[2] != ',')
		return;
	two_numbers(text + 3, &addr, &size, &end);
	if (kind <= 1)
		error = db_break_plain(addr, on);
	else
		error = on ? db_watch_set(addr, size, kind == 2 ? 1 : 3) :
		    db_watch_clear(addr, kind == 2 ? 1 : 3);
	snprintf(gdb_reply, sizeof(gdb_reply), error == 0 ? "OK" : "E%02x",
	    error);
}

static void
stop_reason(void)
{
	uintptr_t watched = db_watch_address();
	size_t len;

	len = (size_t)snprintf(gdb_reply, sizeof(gdb_reply), "T05");
	if (watched != 0)
		len += (size_t)snprintf(gdb_reply + len,
		    sizeof(gdb_reply) - len, "watch:%lx;", watched);
	snprintf(gdb_reply + len, sizeof(gdb_reply) - len, "thread:%lx;",
	    thread_now());
}

/* ------------------------------------------------------ questions */

/* Text as digits, sent in pieces: the output of a command. */
static void
send_output(const char *text)
{
	size_t at;

	while (*text != '\0') {
		at = 0;
		gdb_reply[at++] = 'O';
		for (; *text != '\0' && at + 3 < sizeof(gdb_reply); text++,
		    at += 2)
			snprintf(gdb_reply + at, 3, "%02x", (uint8_t)*text);
		db_gdb_send(gdb_reply);
	}
}

/* Any command of the debugger's own; text is in digits. */
static void
monitor(const char *text)
{
	char line[DB_LINE], digits[3] = "";
	size_t len;

	for (len = 0; text[0] != '\0' && text[1] != '\0' &&
	    len + 1 < sizeof(line); text += 2) {
		memcpy(digits, text, 2);
		line[len++] = (char)strtoul(digits, NULL, 16);
	}
	line[len] = '\0';
	db_out_buffer(gdb_output, sizeof(gdb_output));
	db_run_line(line, 0);
	db_out_log();
	send_output(gdb_output);
	strlcpy(gdb_reply, "OK", sizeof(gdb_reply));
}

/* qXfer:features:read:target.xml:OFFSET,LENGTH */
static void
features(char *text)
{
	const char *xml = db_gdb_target();
	unsigned long offset, len;
	char *end;

	two_numbers(text, &offset, &len, &end);
	if (offset > strlen(xml))
		offset = strlen(xml);
	if (len > sizeof(gdb_reply) - 2)
		len = sizeof(gdb_reply) - 2;
	gdb_reply[0] = len < strlen(xml + offset) ? 'm' : 'l';
	strlcpy(gdb_reply + 1, xml + offset, len + 1);
}

static int
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static void
question(char *text)
{
	static const char target[] = "qXfer:features:read:target.xml:";
	const char *name;
	size_t at;
	long tid;

	if (begins(text, "qSupported")) {
		snprintf(gdb_reply, sizeof(gdb_reply),
		    "PacketSize=%x;qXfer:features:read+;QStartNoAckMode+",
		    GDB_PACKET - 16);
	} else if (begins(text, target)) {
		features(text + sizeof(target) - 1);
	} else if (strcmp(text, "qfThreadInfo") == 0) {
		thread_list();
	} else if (strcmp(text, "qsThreadInfo") == 0) {
		strlcpy(gdb_reply, "l", sizeof(gdb_reply));
	} else if (begins(text, "qThreadExtraInfo,")) {
		tid = (long)strtoul(text + 17, NULL, 16);
		if (!thread_exists(tid, &name))
			return;
		for (at = 0; *name != '\0'; name++, at += 2)
			snprintf(gdb_reply + at, 3, "%02x", (uint8_t)*name);
	} else if (strcmp(text, "qC") == 0) {
		snprintf(gdb_reply, sizeof(gdb_reply), "QC%lx", thread_now());
	} else if (begins(text, "qAttached")) {
		strlcpy(gdb_reply, "1", sizeof(gdb_reply));
	} else if (begins(text, "qRcmd,")) {
		monitor(text + 6);
	}
}

/* Registers: g, G, p, P. */
static void
registers(char *text, struct trapframe *tf)
{
	struct trapframe other;
	int mine = gdb_thread <= 0 || gdb_thread == thread_now();

	if (thread_frame(tf, &other) != 0)
		strlcpy(gdb_reply, "E03", sizeof(gdb_reply));
	else if (text[0] == 'g')
		db_gdb_get_all(&other, gdb_reply);
	else if (text[0] == 'p')
		db_gdb_get(&other, (unsigned)strtoul(text + 1, NULL, 16),
		    gdb_reply);
	else if (!mine)
		strlcpy(gdb_reply, "E01", sizeof(gdb_reply));
	else if (text[0] == 'G')
		db_gdb_set_all(tf, text + 1, gdb_reply);
	else
		db_gdb_set(tf, text + 1, gdb_reply);
}

/* One packet.  Returns nonzero if the machine is to go on. */
static int
gdb_serve(char *text, struct trapframe *tf)
{
	const char *name;

	gdb_reply[0] = '\0';
	switch (text[0]) {
	case '?':
		stop_reason();
		break;
	case 'g': case 'G': case 'p': case 'P':
		registers(text, tf);
		break;
	case 'm':
		memory_read(text + 1);
		break;
	case 'M':
		memory_write(text + 1);
		break;
	case 'Z': case 'z':
		stop_point(text);
		break;
	case 'H':
		if (text[1] == 'g')
			gdb_thread = (long)strtoul(text + 2, NULL, 16);
		strlcpy(gdb_reply, "OK", sizeof(gdb_reply));
		break;
	case 'T':
		strlcpy(gdb_reply, thread_exists((long)strtoul(text + 1, NULL,
		    16), &name) ? "OK" : "E03", sizeof(gdb_reply));
		break;
	case 'q':
		question(text);
		break;
	case 'Q':
		if (strcmp(text, "QStartNoAckMode") == 0) {
			db_gdb_send("OK");
			db_gdb_acks(0);
			return 0;
		}
		break;
	case 's':
		db_step_one();
		gdb_running = 1;
		return 1;
	case 'c':
		gdb_running = 1;
		return 1;
	case 'D':
		gdb_attached = 0;
		db_gdb_acks(0);		/* it may be gone before its "+" */
		db_gdb_send("OK");
		return 1;
	case 'k':
		machine_reboot();
	default:
		break;
	}
	db_gdb_send(gdb_reply);
	return 0;
}

void
db_gdb_main(struct trapframe *tf)
{
	char *packet;

	gdb_asked = 0;
	if (!gdb_attached)
		db_gdb_acks(1);
	if (db_gdb_goes_again())
		return;
	gdb_attached = 1;
	gdb_thread = 0;
	if (gdb_running) {
		stop_reason();
		db_gdb_send(gdb_reply);
	}
	gdb_running = 0;
	while ((packet = db_gdb_receive()) != NULL)
		if (gdb_serve(packet, tf))
			return;
	gdb_attached = 0;
	db_main();
}
