// SPDX-License-Identifier: BSD-2-Clause
/*
 * uart_priv - between the lines' drivers.
 */
#pragma once

#include "arch-x86_64/uart/uart.h"

/* Give a received character to the line's user.  In an interrupt. */
void	uart_input(enum uart_line line, int c);

/* serial.c */
int	serial_probe(enum uart_line line);
void	serial_putc(enum uart_line line, int c);
void	serial_input_enable(enum uart_line line);

/* screen.c: bootinfo's text cells or pixels. */
int	screen_probe(void);
void	screen_putc(int c);
void	screen_size(unsigned *columns, unsigned *rows);

/* kbd.c: the keyboard; kbd_getc() polls, -1 for nothing. */
int	kbd_getc(void);
void	kbd_input_enable(void);

/* The build makes it from a font of Debian's: rows of each character. */
#define FONT_FIRST	0x20
#define FONT_LAST	0x7e
#define FONT_WIDTH	8
#define FONT_HEIGHT	16
extern const unsigned char font_rows[FONT_LAST - FONT_FIRST + 1][FONT_HEIGHT];
