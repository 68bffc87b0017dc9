// SPDX-License-Identifier: BSD-2-Clause
/*
 * kbd - the PS/2 keyboard, US layout.
 *
 * The controller translates to scan code set 1: a code when a key goes
 * down, the same with bit 7 when it comes up, 0xe0 before the keys added
 * later.  Cursor keys become the escape sequences of a vt100, kept in a
 * small buffer.  Ctrl-Alt-Esc enters the debugger.
 */
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/intr/intr.h"
#include "arch-x86_64/uart/uart_priv.h"
#include "kernel/debug/cons.h"
#include "kernel/debug/db.h"

#define PORT_DATA	0x60
#define PORT_STATUS	0x64
#define STATUS_FULL	0x01
#define STATUS_MOUSE	0x20
#define STATUS_NONE	0xff		/* no controller at all */
#define KBD_IRQ		1
#define CODE_EXTENDED	0xe0
#define CODE_UP		0x80

enum {
	KEY_ESC = 0x01, KEY_CTRL = 0x1d, KEY_SHIFT = 0x2a,
	KEY_SHIFT2 = 0x36, KEY_ALT = 0x38, KEY_CAPS = 0x3a
};

/* By scan code; 0 for keys without a character. */
static const char kbd_plain[] =
    "\0\0331234567890-=\177\tqwertyuiop[]\r\0asdfghjkl;'`\0\\zxcvbnm,./\0*"
    "\0 ";
static const char kbd_shifted[] =
    "\0\033!@#$%^&*()_+\177\tQWERTYUIOP{}\r\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0*"
    "\0 ";

static int kbd_extended, kbd_shift, kbd_ctrl, kbd_alt, kbd_caps; /* down */
static int kbd_wanted;		/* Ctrl-Alt-Esc: the debugger */
static const char *kbd_pending = "";	/* rest of a sequence */

static const char *
kbd_cursor_key(unsigned code)
{
	switch (code) {
	case 0x47:
		return "\033[H";
	case 0x48:
		return "\033[A";
	case 0x4b:
		return "\033[D";
	case 0x4d:
		return "\033[C";
	case 0x4f:
		return "\033[F";
	case 0x50:
		return "\033[B";
	case 0x53:
		return "\033[3~";
	default:
		return "";
	}
}

static int
kbd_character(unsigned code)
{
	int c;

	if (code >= sizeof(kbd_plain) - 1)
		return -1;
	c = (kbd_shift ? kbd_shifted : kbd_plain)[code];
	if (kbd_caps && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
		c ^= 0x20;
	if (kbd_ctrl && c >= '@')
		c &= 0x1f;
	return c == 0 ? -1 : c;
}

/* A code from the controller; the character it makes, or -1. */
static int
kbd_code(unsigned code)
{
	int extended = kbd_extended, down = (code & CODE_UP) == 0;

	kbd_extended = code == CODE_EXTENDED;
	if (kbd_extended)
		return -1;
	code &= ~(unsigned)CODE_UP;
	if (code == KEY_CTRL) {
		kbd_ctrl = down;
	} else if (code == KEY_ALT) {
		kbd_alt = down;
	} else if (code == KEY_ESC && kbd_ctrl && kbd_alt) {
		kbd_wanted |= down;
	} else if (code == KEY_SHIFT || code == KEY_SHIFT2) {
		if (!extended)		/* 0xe0 0x2a is no key */
			kbd_shift = down;
	} else if (code == KEY_CAPS) {
		kbd_caps ^= down;
	} else if (down && extended && code != 0x1c && code != 0x35) {
		kbd_pending = kbd_cursor_key(code);
	} else if (down) {
		return kbd_character(code);
	}
	return -1;
}

int
kbd_getc(void)
{
	uint8_t status, code;
	int c = -1;

	while (c == -1) {
		if (*kbd_pending != '\0')
			return (unsigned char)*kbd_pending++;
		status = cpu_in8(PORT_STATUS);
		if (status == STATUS_NONE || (status & STATUS_FULL) == 0)
			break;
		code = cpu_in8(PORT_DATA);
		if ((status & STATUS_MOUSE) == 0)
			c = kbd_code(code);
	}
	return c;
}

static void
kbd_intr(void *arg)
{
	int c;

	(void)arg;
	while ((c = kbd_getc()) != -1)
		uart_input(UART_SCREEN, c);
	/* Only here: the debugger itself polls kbd_getc(). */
	if (kbd_wanted) {
		kbd_wanted = 0;
		db_break("key");
	}
}

void
kbd_input_enable(void)
{
	if (intr_register(KBD_IRQ, kbd_intr, NULL) != 0)
		kprintf("keyboard: no interrupt\n");
	kbd_intr(NULL);			/* empties the controller */
}
