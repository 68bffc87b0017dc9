// SPDX-License-Identifier: BSD-2-Clause
/*
 * serial - 16550 serial ports, 115200 bits a second, 8N1.
 *
 * Output waits for room; a port whose line is dead must not hang the
 * kernel, so the wait is bounded.  The first port is the console: probing
 * it sets it up, long before interrupts.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/intr/intr.h"
#include "arch-x86_64/uart/uart_priv.h"
#include "kernel/debug/cons.h"
#include "kernel/debug/db.h"
#include "kernel/debug/db_gdb.h"

enum {
	REG_DATA = 0,
	REG_INTR = 1,			/* interrupts wanted */
	REG_FIFO = 2,
	REG_LINE = 3,
	REG_MODEM = 4,
	REG_STATUS = 5,
	REG_SCRATCH = 7
};

#define INTR_RECEIVE	0x01
#define FIFO_ON		0x07		/* on, both emptied, 1 byte wakes */
#define FIFO_14		0xc7		/* 14 bytes, or fewer after a while */
#define LINE_8N1	0x03
#define LINE_DIVISOR	0x80
#define MODEM_ON	0x0b		/* DTR, RTS, interrupts let through */
#define STATUS_DATA	0x01
#define STATUS_BREAK	0x10
#define STATUS_ROOM	0x20
#define DIVISOR_115200	1
#define WAIT_MAX	200000

static const uint16_t serial_port[] = { 0x3f8, 0x2f8, 0x3e8 };
static const uint8_t serial_irq[] = { 4, 3, 4 };

/*
 * People's characters come one by one, gdb's by the packet: an emulator
 * hands over at once no more than what wakes, and a packet that comes byte
 * by byte from a busy host takes longer than gdb waits.
 */
static const uint8_t serial_fifo[] = { FIFO_ON, FIFO_ON, FIFO_14 };

int
serial_probe(enum uart_line line)
{
	uint16_t port = serial_port[line];

	cpu_out8(port + REG_SCRATCH, 0x5a);
	if (cpu_in8(port + REG_SCRATCH) != 0x5a)
		return ENXIO;
	cpu_out8(port + REG_INTR, 0);
	cpu_out8(port + REG_LINE, LINE_DIVISOR);
	cpu_out8(port + REG_DATA, DIVISOR_115200);
	cpu_out8(port + REG_INTR, 0);
	cpu_out8(port + REG_LINE, LINE_8N1);
	cpu_out8(port + REG_FIFO, serial_fifo[line]);
	cpu_out8(port + REG_MODEM, MODEM_ON);
	return 0;
}

void
serial_putc(enum uart_line line, int c)
{
	uint16_t port = serial_port[line];
	unsigned wait = WAIT_MAX;

	while ((cpu_in8(port + REG_STATUS) & STATUS_ROOM) == 0 && --wait > 0)
		cpu_pause();
	cpu_out8(port + REG_DATA, (uint8_t)c);
}

static int
serial_getc(enum uart_line line)
{
	uint16_t port = serial_port[line];

	if ((cpu_in8(port + REG_STATUS) & STATUS_DATA) == 0)
		return -1;
	return cpu_in8(port + REG_DATA);
}

static void
serial_intr(void *arg)
{
	enum uart_line line = (enum uart_line)(uintptr_t)arg;
	uint16_t port = serial_port[line];
	uint8_t status, c;

	while (((status = cpu_in8(port + REG_STATUS)) & STATUS_DATA) != 0) {
		c = cpu_in8(port + REG_DATA);
		if (line == UART_COM3) {
			if (db_gdb_received(c))
				db_break("gdb");
		} else if ((status & STATUS_BREAK) == 0)
			uart_input(line, c);
		else if (line == UART_COM1)
			db_break("BREAK on the console");
	}
}

void
serial_input_enable(enum uart_line line)
{
	if (intr_register(serial_irq[line], serial_intr,
	    (void *)(uintptr_t)line) != 0)
		kprintf("serial port %d: no interrupt\n", line + 1);
	serial_intr((void *)(uintptr_t)line);	/* what came before */
	cpu_out8(serial_port[line] + REG_INTR, INTR_RECEIVE);
}

static int
com1_probe(void)
{
	return serial_probe(UART_COM1);
}

static void
com1_putc(int c)
{
	serial_putc(UART_COM1, c);
}

static int
com1_getc(void)
{
	return serial_getc(UART_COM1);
}

static void
com3_putc(int c)
{
	serial_putc(UART_COM3, c);
}

static int
com3_getc(void)
{
	return serial_getc(UART_COM3);
}

static const struct gdb_port gdb_port_com3 = { com3_putc, com3_getc };
GDB_PORT(gdb_port_com3);

static const struct consdev consdev_com1 = {
	"ttyS0", com1_probe, com1_putc, com1_getc
};
CONSDEV(consdev_com1);
