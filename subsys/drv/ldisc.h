// SPDX-License-Identifier: BSD-2-Clause
/*
 * ldisc - what a terminal makes of the characters that pass through it:
 * line editing, echo, special characters, output processing.
 *
 * Pure: no locks, no waiting; the tty calls it under its own lock and sends
 * what collects in the output buffer.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/termios.h>

#define LDISC_INPUT	1024	/* characters of input kept, a power of two */
#define LDISC_OUTPUT	1024	/* bytes of output at most between drains */

/* [x] the tty's lock.  Input places: tail <= commit <= head. */
struct ldisc {
	struct termios ld_termios;	/* [x] */
	uint16_t ld_ring[LDISC_INPUT];	/* [x] characters and LDISC_* marks */
	uint32_t ld_tail;		/* [x] next to be read */
	uint32_t ld_commit;		/* [x] end of what may be read */
	uint32_t ld_head;		/* [x] end of the line being edited */
	unsigned ld_column;		/* [x] of the cursor */
	unsigned ld_line_column;	/* [x] where the line's echo began */
	int ld_literal;			/* [x] next character is no special */
	int ld_stopped;			/* [x] output, by VSTOP */
	char ld_out[LDISC_OUTPUT];	/* [x] to be sent */
	uint32_t ld_nout;		/* [x] */
};

/* What ldisc_input answers. */
#define LDISC_READABLE	0x01	/* there is (more) to be read */
#define LDISC_INTR	0x02	/* VINTR, VQUIT, VSUSP were typed */
#define LDISC_QUIT	0x04
#define LDISC_SUSP	0x08
#define LDISC_START	0x10	/* output may go on */

/* Settings as a terminal has them at first; raw: bytes pass unchanged. */
void	ldisc_init(struct ldisc *ld);
void	ldisc_init_raw(struct ldisc *ld);
/* New settings.  Leaving canonical mode, an unfinished line is input. */
void	ldisc_set(struct ldisc *ld, const struct termios *t);
/* A character from the line.  LDISC_* bits. */
int	ldisc_input(struct ldisc *ld, int c);
/*
 * Take up to size characters for a reader, in canonical mode not beyond the
 * end of a line; *end says that it was met (or end of file, if the result
 * is 0).
 */
size_t	ldisc_read(struct ldisc *ld, char *buf, size_t size, int *end);
/* Characters, in canonical mode of whole lines, that wait. */
size_t	ldisc_waiting(const struct ldisc *ld);
/*
 * Process up to len bytes from a writer into the output buffer; returns how
 * many it took: all, if the buffer had 8 times as much room.
 */
size_t	ldisc_output(struct ldisc *ld, const char *buf, size_t len);
/* Take the collected output; returns its length.  buf: LDISC_OUTPUT bytes. */
size_t	ldisc_drain(struct ldisc *ld, char *buf);
void	ldisc_flush_input(struct ldisc *ld);
