// SPDX-License-Identifier: BSD-2-Clause
/*
 * ldisc - terminal input: line editing, echo, special characters.
 *
 * The ring holds what was typed and not yet read.  In canonical mode the
 * line being edited lies between commit and head; its end moves commit up.
 * An end-of-file character becomes a mark in the ring: it ends a line
 * without being part of it.  A character after VLNEXT is marked as literal,
 * so that a literal newline ends nothing.
 *
 * Erasing goes by columns: the column after the shorter line is computed
 * anew and the cursor walks back to it, wiping; so tabs, ^X pairs and
 * UTF-8 need no cases of their own.
 */
#include "kernel/lib/string.h"
#include "subsys/drv/ldisc_priv.h"

#define LDISC_EOF	0x100	/* mark: end of file was typed here */
#define LDISC_LITERAL	0x200	/* mark on a character */
#define LDISC_CHAR	0x0ff
#define WIPE_MAX	TAB_WIDTH	/* columns one character can take */

#define CTRL(c)		((c) & 0x1f)

static const cc_t ldisc_chars[NCCS] = {
	[VEOF] = CTRL('D'), [VEOL] = _POSIX_VDISABLE,
	[VEOL2] = _POSIX_VDISABLE, [VERASE] = CHAR_DEL,
	[VWERASE] = CTRL('W'), [VKILL] = CTRL('U'), [VREPRINT] = CTRL('R'),
	[VERASE2] = CHAR_BS, [VINTR] = CTRL('C'), [VQUIT] = CTRL('\\'),
	[VSUSP] = CTRL('Z'), [VDSUSP] = CTRL('Y'), [VSTART] = CTRL('Q'),
	[VSTOP] = CTRL('S'), [VLNEXT] = CTRL('V'), [VDISCARD] = CTRL('O'),
	[VMIN] = 1, [VTIME] = 0, [VSTATUS] = CTRL('T'),
};

void
ldisc_init(struct ldisc *ld)
{
	struct termios *t = &ld->ld_termios;

	memset(ld, 0, sizeof(*ld));
	t->c_iflag = TTYDEF_IFLAG;
	t->c_oflag = TTYDEF_OFLAG;
	t->c_lflag = TTYDEF_LFLAG;
	t->c_cflag = TTYDEF_CFLAG;
	t->c_ispeed = t->c_ospeed = TTYDEF_SPEED;
	memcpy(t->c_cc, ldisc_chars, sizeof(ldisc_chars));
}

void
ldisc_init_raw(struct ldisc *ld)
{
	ldisc_init(ld);
	ld->ld_termios.c_iflag = 0;
	ld->ld_termios.c_oflag = 0;
	ld->ld_termios.c_lflag = 0;
}

void
ldisc_set(struct ldisc *ld, const struct termios *t)
{
	int was_canon = (ld->ld_termios.c_lflag & ICANON) != 0;

	ld->ld_termios = *t;
	if (was_canon && (t->c_lflag & ICANON) == 0)
		ld->ld_commit = ld->ld_head;
	if ((t->c_iflag & IXON) == 0)
		ld->ld_stopped = 0;
}

void
ldisc_flush_input(struct ldisc *ld)
{
	ld->ld_tail = ld->ld_commit = ld->ld_head;
	ld->ld_literal = 0;
}

static uint16_t *
ldisc_slot(struct ldisc *ld, uint32_t place)
{
	return &ld->ld_ring[place % LDISC_INPUT];
}

/* Is c the special character at index which? */
static int
ldisc_is(const struct ldisc *ld, int c, int which)
{
	cc_t cc = ld->ld_termios.c_cc[which];

	return cc != _POSIX_VDISABLE && c == cc;
}

/* Show c as typed: control characters as ^X if so set. */
static void
ldisc_show(struct ldisc *ld, int c)
{
	char pair[2] = { '^', (char)(c ^ 0x40) };

	if ((c < ' ' || c == CHAR_DEL) && c != '\n' && c != '\t' &&
	    (ld->ld_termios.c_lflag & ECHOCTL)) {
		ldisc_emit(ld, pair, 2);
		ld->ld_column += 2;
	} else {
		ldisc_put(ld, (char)c);
	}
}

static void
ldisc_echo(struct ldisc *ld, int c)
{
	tcflag_t lflag = ld->ld_termios.c_lflag;

	if ((lflag & ECHO) || (c == '\n' && (lflag & ECHONL)))
		ldisc_show(ld, c);
}

/* Keep c; one place stays free for the end of a line.  Nonzero: no room. */
static int
ldisc_keep(struct ldisc *ld, int c, int room_wanted)
{
	if (ld->ld_head - ld->ld_tail + (uint32_t)room_wanted >
	    LDISC_INPUT) {
		if (ld->ld_termios.c_iflag & IMAXBEL)
			ldisc_emit(ld, "\a", 1);
		return 1;
	}
	if (ld->ld_head == ld->ld_commit)
		ld->ld_line_column = ld->ld_column;
	*ldisc_slot(ld, ld->ld_head++) = (uint16_t)c;
	return 0;
}

/* Column at which the line being edited ends on the screen. */
static unsigned
ldisc_end_column(struct ldisc *ld)
{
	unsigned column = ld->ld_line_column;
	uint32_t i;

	for (i = ld->ld_commit; i != ld->ld_head; i++)
		column = ldisc_advance(ld, column,
		    *ldisc_slot(ld, i) & LDISC_CHAR);
	return column;
}

static void
ldisc_wipe(struct ldisc *ld)
{
	unsigned column = ldisc_end_column(ld), n;

	if ((ld->ld_termios.c_lflag & (ECHO | ECHOE)) != (ECHO | ECHOE))
		return;
	for (n = 0; ld->ld_column > column && n < WIPE_MAX; n++) {
		ldisc_emit(ld, "\b \b", 3);
		ld->ld_column--;
	}
}

/* Take the last character off the line, with all its UTF-8 bytes. */
static void
ldisc_erase(struct ldisc *ld)
{
	int c;

	do {
		if (ld->ld_head == ld->ld_commit)
			return;
		c = *ldisc_slot(ld, --ld->ld_head) & LDISC_CHAR;
	} while ((c & 0xc0) == 0x80);
	ldisc_wipe(ld);
}

static int
ldisc_last_is_blank(struct ldisc *ld)
{
	int c = *ldisc_slot(ld, ld->ld_head - 1) & LDISC_CHAR;

	return c == ' ' || c == '\t';
}

static void
ldisc_erase_word(struct ldisc *ld)
{
	while (ld->ld_head != ld->ld_commit && ldisc_last_is_blank(ld))
		ldisc_erase(ld);
	while (ld->ld_head != ld->ld_commit && !ldisc_last_is_blank(ld))
		ldisc_erase(ld);
}

static void
ldisc_kill(struct ldisc *ld)
{
	if ((ld->ld_termios.c_lflag & ECHOKE) == 0) {
		ldisc_echo(ld, ld->ld_termios.c_cc[VKILL]);
		if (ld->ld_termios.c_lflag & ECHOK)
			ldisc_echo(ld, '\n');
		ld->ld_head = ld->ld_commit;
	}
	while (ld->ld_head != ld->ld_commit)
		ldisc_erase(ld);
}

static void
ldisc_reprint(struct ldisc *ld)
{
	uint32_t i;

	ldisc_echo(ld, ld->ld_termios.c_cc[VREPRINT]);
	ldisc_echo(ld, '\n');
	ld->ld_line_column = ld->ld_column;
	for (i = ld->ld_commit; i != ld->ld_head; i++)
		ldisc_echo(ld, *ldisc_slot(ld, i) & LDISC_CHAR);
}

/* The line ends with c: a character, or the end-of-file mark. */
static int
ldisc_end_line(struct ldisc *ld, int c)
{
	if (ldisc_keep(ld, c, 1) != 0)
		return 0;
	if (c != LDISC_EOF)
		ldisc_echo(ld, c);
	ld->ld_commit = ld->ld_head;
	return LDISC_READABLE;
}

/* Editing characters of canonical mode.  Nonzero if c was one. */
static int
ldisc_edit(struct ldisc *ld, int c)
{
	int extended = (ld->ld_termios.c_lflag & IEXTEN) != 0;

	if (ldisc_is(ld, c, VERASE) || ldisc_is(ld, c, VERASE2))
		ldisc_erase(ld);
	else if (ldisc_is(ld, c, VKILL))
		ldisc_kill(ld);
	else if (extended && ldisc_is(ld, c, VWERASE))
		ldisc_erase_word(ld);
	else if (extended && ldisc_is(ld, c, VREPRINT))
		ldisc_reprint(ld);
	else if (extended && ldisc_is(ld, c, VLNEXT))
		ld->ld_literal = 1;
	else
		return 0;
	return 1;
}

static int
ldisc_input_canonical(struct ldisc *ld, int c)
{
	if (ldisc_edit(ld, c))
		return 0;
	if (ldisc_is(ld, c, VEOF))
		return ldisc_end_line(ld, LDISC_EOF);
	if (c == '\n' || ldisc_is(ld, c, VEOL) || ldisc_is(ld, c, VEOL2))
		return ldisc_end_line(ld, c);
	if (ldisc_keep(ld, c, 2) == 0)
		ldisc_echo(ld, c);
	return 0;
}

/* VSTOP and VSTART.  Nonzero if c was one of them; *events. */
static int
ldisc_flow(struct ldisc *ld, int c, int *events)
{
	tcflag_t iflag = ld->ld_termios.c_iflag;

	if ((iflag & IXON) == 0)
		return 0;
	if (ldisc_is(ld, c, VSTOP) && !ld->ld_stopped) {
		ld->ld_stopped = 1;
		return 1;
	}
	if (ld->ld_stopped && (ldisc_is(ld, c, VSTART) || (iflag & IXANY))) {
		ld->ld_stopped = 0;
		*events |= LDISC_START;
	}
	return ldisc_is(ld, c, VSTART) || ldisc_is(ld, c, VSTOP);
}

static int
ldisc_signal(struct ldisc *ld, int c)
{
	int event = 0;

	if ((ld->ld_termios.c_lflag & ISIG) == 0)
		return 0;
	if (ldisc_is(ld, c, VINTR))
		event = LDISC_INTR;
	if (ldisc_is(ld, c, VQUIT))
		event = LDISC_QUIT;
	if (ldisc_is(ld, c, VSUSP))
		event = LDISC_SUSP;
	if (event == 0)
		return 0;
	if ((ld->ld_termios.c_lflag & NOFLSH) == 0)
		ldisc_flush_input(ld);
	ldisc_echo(ld, c);
	ld->ld_stopped = 0;
	return event | LDISC_START;
}

/* A character that nothing special becomes of. */
static int
ldisc_input_plain(struct ldisc *ld, int c)
{
	if (ldisc_keep(ld, c, 1) != 0)
		return 0;
	ldisc_echo(ld, c & LDISC_CHAR);
	if (ld->ld_termios.c_lflag & ICANON)
		return 0;
	ld->ld_commit = ld->ld_head;
	return LDISC_READABLE;
}

int
ldisc_input(struct ldisc *ld, int c)
{
	tcflag_t iflag = ld->ld_termios.c_iflag;
	int events = 0, sig;

	c &= iflag & ISTRIP ? 0x7f : LDISC_CHAR;
	if (ld->ld_literal) {
		ld->ld_literal = 0;
		return ldisc_input_plain(ld, c | LDISC_LITERAL);
	}
	if (ldisc_flow(ld, c, &events))
		return events;
	sig = ldisc_signal(ld, c);
	if (sig != 0)
		return events | sig;
	if (c == '\r' && (iflag & IGNCR))
		return events;
	if (c == '\r' && (iflag & ICRNL))
		c = '\n';
	else if (c == '\n' && (iflag & INLCR))
		c = '\r';
	if (ld->ld_termios.c_lflag & ICANON)
		return events | ldisc_input_canonical(ld, c);
	return events | ldisc_input_plain(ld, c);
}

static int
ldisc_ends_line(const struct ldisc *ld, int v)
{
	return v == '\n' || ldisc_is(ld, v, VEOL) || ldisc_is(ld, v, VEOL2);
}

size_t
ldisc_read(struct ldisc *ld, char *buf, size_t size, int *end)
{
	int canon = (ld->ld_termios.c_lflag & ICANON) != 0;
	size_t n = 0;
	int v;

	*end = 0;
	while (!*end && ld->ld_tail != ld->ld_commit) {
		v = *ldisc_slot(ld, ld->ld_tail);
		if (v == LDISC_EOF) {		/* even if buf is full */
			ld->ld_tail++;
			*end = canon;
			continue;
		}
		if (n == size)
			break;
		ld->ld_tail++;
		buf[n++] = (char)v;
		*end = canon && ldisc_ends_line(ld, v);
	}
	return n;
}

size_t
ldisc_waiting(const struct ldisc *ld)
{
	return ld->ld_commit - ld->ld_tail;
}
