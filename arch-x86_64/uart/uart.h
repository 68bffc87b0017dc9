// SPDX-License-Identifier: BSD-2-Clause
/*
 * uart - the lines a terminal can hang on: three serial ports, and the screen
 * with its keyboard.
 *
 * Output is polled.  Input comes by interrupt, one character at a time, to
 * whoever asked for it; nobody asking, it is lost.  A BREAK on the first
 * port enters the debugger.
 */
#pragma once

#include <stddef.h>

enum uart_line {
	UART_COM1,		/* the system console and its log */
	UART_COM2,		/* in script mode: the script's output */
	UART_COM3,		/* gdb's, see kernel/debug/db_gdb.h */
	UART_SCREEN,
	UART_LINES
};

/* Is the line there?  0 or ENXIO.  After phase CPU; any context. */
int	uart_probe(enum uart_line line);

/* Write len bytes as they are; waits for the device.  Any context. */
void	uart_write(enum uart_line line, const char *buf, size_t len);

/*
 * From now on call func(arg, c) for each character received; NULL stops
 * it.  func runs in an interrupt.  Thread context, one caller a line.
 */
void	uart_input_set(enum uart_line line, void (*func)(void *arg, int c),
	    void *arg);

/* Size in characters: 80 by 24 where the line does not know. */
void	uart_size(enum uart_line line, unsigned *columns, unsigned *rows);
