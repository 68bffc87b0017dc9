// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_gdb_packet - the packets of gdb's remote protocol, on their line.
 *
 * "$text#sum", answered by "+" and, if it is a question, by a packet that
 * gdb answers by "+" in its turn; "-" asks for it once more.
 *
 * A "+" that is late makes gdb send its packet again, and our first is: the
 * machine has to stop for it.  Such a packet must be told from a new one and
 * not be answered again, or from then on gdb takes each answer for that to
 * its next question.  gdb asks nothing new before it has the answer, so what
 * comes instead of the "+" for an answer, and says the same, is the old one;
 * so is what comes to a machine that runs and says what had let it go.
 * gdb of today does without all this (QStartNoAckMode) once it has heard
 * that we can.
 *
 * Letter: [d] the debugger's owner.
 */
#include "kernel/debug/cons.h"
#include "kernel/debug/db_gdb.h"
#include "kernel/debug/db_gdb_priv.h"
#include "kernel/lib/string.h"

#define CTRL_C		3
#define LINE_REST	50000	/* rounds of nothing between two looks */

SET_DECLARE(gdb_port, const struct gdb_port);

/* A packet: not whole, another than the last, or the same as that. */
enum taken { TAKEN_GARBLED, TAKEN_NEW, TAKEN_AGAIN };

static char gdb_coming[GDB_PACKET];	/* [d] what comes */
static char gdb_packet[GDB_PACKET];	/* [d] the last that came whole */
static int gdb_first;			/* [d] "$" has been read already */
static int gdb_ahead;			/* [d] gdb_packet waits to be taken */
static int gdb_noack;			/* [d] no "+" is sent or awaited */
static int gdb_lost;			/* [d] the user took over */

static const struct gdb_port *
gdb_line(void)
{
	const struct gdb_port *const *gp, *found = NULL;

	SET_FOREACH(gp, gdb_port)
		found = *gp;
	return found;
}

static int
gdb_getc(void)
{
	unsigned i;
	int c;

	while ((c = gdb_line()->gp_getc()) < 0 && !gdb_lost) {
		if (cons_getc() == CTRL_C)
			gdb_lost = 1;
		/* An emulator needs our quiet to bring the next character. */
		for (i = 0; i < LINE_REST; i++)
			__asm__ volatile("");
	}
	return c;
}

static void
gdb_puts(const char *text)
{
	for (; *text != '\0'; text++)
		gdb_line()->gp_putc(*text);
}

/* A packet into gdb_coming, from behind its "$" on.  Is it whole? */
static int
gdb_read(void)
{
	char sum[3] = "";
	uint8_t real = 0;
	size_t len = 0;
	int c;

	while ((c = gdb_getc()) != '#' && c >= 0) {
		real = (uint8_t)(real + c);
		if (len + 1 < sizeof(gdb_coming))
			gdb_coming[len++] = (char)c;
	}
	gdb_coming[len] = '\0';
	sum[0] = (char)gdb_getc();
	sum[1] = (char)gdb_getc();
	return !gdb_lost && strtoul(sum, NULL, 16) == real;
}

/* After its "$": take a packet into gdb_packet, and say so. */
static enum taken
gdb_take(void)
{
	int whole = gdb_read(), again;

	/* A session begins by these, whatever the one before agreed on. */
	if (strncmp(gdb_coming, "qSupported", 10) == 0 ||
	    strcmp(gdb_coming, "QStartNoAckMode") == 0)
		gdb_noack = 0;
	if (!gdb_noack && !gdb_lost)
		gdb_puts(whole ? "+" : "-");
	if (!whole)
		return TAKEN_GARBLED;
	again = strcmp(gdb_coming, gdb_packet) == 0;
	strlcpy(gdb_packet, gdb_coming, sizeof(gdb_packet));
	return again ? TAKEN_AGAIN : TAKEN_NEW;
}

/*
 * What gdb says to an answer.  Returns whether it has it, or is gone.  A
 * first "-" may only say that it has waited for long: if the answer was
 * garbled another one follows.
 */
static int
gdb_acknowledged(void)
{
	int c, again = 0;

	while (again < 2 && (c = gdb_getc()) >= 0) {
		if (c == '+')
			return 1;
		again += c == '-';
		/* Its next question: we did not hear the "+". */
		if (c == '$' && gdb_take() == TAKEN_NEW) {
			gdb_ahead = 1;
			return 1;
		}
	}
	return again < 2;
}

/* An answer, or the news of a stop; gdb may ask for what was garbled. */
void
db_gdb_send(const char *text)
{
	char end[4];
	uint8_t sum = 0;
	const char *c;

	for (c = text; *c != '\0'; c++)
		sum = (uint8_t)(sum + (uint8_t)*c);
	snprintf(end, sizeof(end), "#%02x", sum);
	do {
		gdb_puts("$");
		gdb_puts(text);
		gdb_puts(end);
	} while (!gdb_noack && !gdb_acknowledged());
}

/* The user took over: what was begun is no more. */
static char *
gdb_forget(void)
{
	gdb_lost = gdb_first = gdb_ahead = 0;
	gdb_packet[0] = '\0';
	return NULL;
}

char *
db_gdb_receive(void)
{
	int c;

	while (!gdb_ahead) {
		while (!gdb_first && (c = gdb_getc()) != '$')
			if (c < 0)
				return gdb_forget();
		gdb_first = 0;
		gdb_ahead = gdb_take() != TAKEN_GARBLED;
	}
	gdb_ahead = 0;
	return gdb_packet;
}

int
db_gdb_goes_again(void)
{
	enum taken taken;

	if (!gdb_first)
		return 0;
	gdb_first = 0;
	taken = gdb_take();
	gdb_ahead = taken == TAKEN_NEW;
	return taken == TAKEN_AGAIN;
}

void
db_gdb_packet_begun(void)
{
	gdb_first = 1;
}

void
db_gdb_acks(int on)
{
	gdb_noack = !on;
}

int
db_gdb_has_line(void)
{
	return gdb_line() != NULL;
}
