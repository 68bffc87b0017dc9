// SPDX-License-Identifier: BSD-2-Clause
/*
 * uart - one face for serial ports and screen.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/uart/uart_priv.h"
#include "kernel/debug/cons.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/init.h"

struct uart_user {
	void (*uu_func)(void *, int);	/* [a] NULL: nobody */
	void *uu_arg;			/* [a] written before uu_func */
};

static struct uart_user uart_users[UART_LINES];		/* [a] */
static int uart_present[UART_LINES];			/* [I] phase CPU */

int
uart_probe(enum uart_line line)
{
	return uart_present[line] ? 0 : ENXIO;
}

void
uart_write(enum uart_line line, const char *buf, size_t len)
{
	if (!uart_present[line])
		return;
	for (; len > 0; len--, buf++) {
		if (line == UART_SCREEN)
			screen_putc((unsigned char)*buf);
		else
			serial_putc(line, *buf);
	}
}

void
uart_input(enum uart_line line, int c)
{
	void (*func)(void *, int) = atomic_load(&uart_users[line].uu_func);

	if (func != NULL)
		func(uart_users[line].uu_arg, c);
}

void
uart_input_set(enum uart_line line, void (*func)(void *, int), void *arg)
{
	atomic_store(&uart_users[line].uu_func, NULL);
	uart_users[line].uu_arg = arg;
	atomic_store(&uart_users[line].uu_func, func);
}

void
uart_size(enum uart_line line, unsigned *columns, unsigned *rows)
{
	*columns = 80;
	*rows = 24;
	if (line == UART_SCREEN && uart_present[line])
		screen_size(columns, rows);
}

/* The console, COM1, was set up when kprintf wanted it; the rest is here. */
static void
uart_init(void)
{
	cons_init();
	uart_present[UART_COM1] = serial_probe(UART_COM1) == 0;
	uart_present[UART_COM2] = serial_probe(UART_COM2) == 0;
	uart_present[UART_COM3] = serial_probe(UART_COM3) == 0;
	uart_present[UART_SCREEN] = screen_probe() == 0;
	if (uart_present[UART_COM1])
		serial_input_enable(UART_COM1);
	if (uart_present[UART_COM2])
		serial_input_enable(UART_COM2);
	if (uart_present[UART_COM3])
		serial_input_enable(UART_COM3);
	if (uart_present[UART_SCREEN])
		kbd_input_enable();
}
INITCALL(PHASE_CPU, uart_init);
