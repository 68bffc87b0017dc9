// SPDX-License-Identifier: BSD-2-Clause
/*
 * ldisc_out - output processing, and where the cursor is.
 *
 * The column is followed so that tabs can be expanded and erased.  Bytes
 * 0x80 to 0xbf continue a UTF-8 character and take no column.
 */
#include "kernel/lib/string.h"
#include "subsys/drv/ldisc_priv.h"

#define EXPAND_MAX	TAB_WIDTH	/* most bytes one character becomes */

void
ldisc_emit(struct ldisc *ld, const char *s, size_t n)
{
	size_t room = LDISC_OUTPUT - ld->ld_nout;

	if (n > room)
		n = room;
	memcpy(ld->ld_out + ld->ld_nout, s, n);
	ld->ld_nout += (uint32_t)n;
}

static int
ldisc_is_control(int c)
{
	return (c >= 0 && c < ' ') || c == CHAR_DEL;
}

unsigned
ldisc_advance(const struct ldisc *ld, unsigned column, int c)
{
	if (c == '\t')
		return column - column % TAB_WIDTH + TAB_WIDTH;
	if (ldisc_is_control(c))
		return ld->ld_termios.c_lflag & ECHOCTL ? column + 2 : column;
	if ((c & 0xc0) == 0x80)
		return column;
	return column + 1;
}

static void
ldisc_follow(struct ldisc *ld, int c)
{
	switch (c) {
	case '\n':
		if (ld->ld_termios.c_oflag & ONLRET)
			ld->ld_column = 0;
		break;
	case '\r':
		ld->ld_column = 0;
		break;
	case CHAR_BS:
		if (ld->ld_column > 0)
			ld->ld_column--;
		break;
	default:
		if (!ldisc_is_control(c) || c == '\t')
			ld->ld_column = ldisc_advance(ld, ld->ld_column, c);
	}
}

static void
ldisc_put_newline(struct ldisc *ld)
{
	if (ld->ld_termios.c_oflag & ONLCR) {
		ldisc_emit(ld, "\r\n", 2);
		ld->ld_column = 0;
	} else {
		ldisc_emit(ld, "\n", 1);
		ldisc_follow(ld, '\n');
	}
}

static void
ldisc_put_tab(struct ldisc *ld)
{
	unsigned n = TAB_WIDTH - ld->ld_column % TAB_WIDTH;

	ldisc_emit(ld, "        ", n);
	ld->ld_column += n;
}

void
ldisc_put(struct ldisc *ld, char c)
{
	tcflag_t oflag = ld->ld_termios.c_oflag;

	if ((oflag & OPOST) == 0) {
		ldisc_emit(ld, &c, 1);
		ldisc_follow(ld, (unsigned char)c);
		return;
	}
	if (c == '\r' && (oflag & OCRNL))
		c = '\n';
	if (c == '\r' && (oflag & ONOCR) && ld->ld_column == 0)
		return;
	if (c == '\n') {
		ldisc_put_newline(ld);
	} else if (c == '\t' && (oflag & OXTABS)) {
		ldisc_put_tab(ld);
	} else {
		ldisc_emit(ld, &c, 1);
		ldisc_follow(ld, (unsigned char)c);
	}
}

size_t
ldisc_output(struct ldisc *ld, const char *buf, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (ld->ld_nout + EXPAND_MAX > LDISC_OUTPUT)
			break;
		ldisc_put(ld, buf[i]);
	}
	return i;
}

size_t
ldisc_drain(struct ldisc *ld, char *buf)
{
	size_t n = ld->ld_nout;

	memcpy(buf, ld->ld_out, n);
	ld->ld_nout = 0;
	return n;
}
