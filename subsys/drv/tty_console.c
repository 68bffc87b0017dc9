// SPDX-License-Identifier: BSD-2-Clause
/*
 * tty_console - the machine's terminals: /dev/console on the first serial
 * line and the screen together, /dev/ttyS1 on the second serial line, and
 * /dev/tty, which is whatever terminal controls the caller's session.
 *
 * /dev/ttyS0 is another name of the console.  The second line starts raw:
 * bytes pass as they are until somebody makes a terminal of it.
 */
#include <sys/errno.h>
#include "arch-x86_64/uart/uart.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/sched/thread.h"
#include "kernel/vm/uio.h"
#include "subsys/drv/tty_priv.h"

static struct tty console_tty;
static struct tty serial_tty;

static void
console_write(struct tty *tp, const char *buf, size_t len)
{
	(void)tp;
	if (uart_probe(UART_COM1) == 0)
		uart_write(UART_COM1, buf, len);
	if (uart_probe(UART_SCREEN) == 0)
		uart_write(UART_SCREEN, buf, len);
}

static void
serial_write(struct tty *tp, const char *buf, size_t len)
{
	(void)tp;
	uart_write(UART_COM2, buf, len);
}

static const struct tty_ops console_ops = { .to_write = console_write };
static const struct tty_ops serial_ops = { .to_write = serial_write };

static void
console_input(void *arg, int c)
{
	tty_input_char(arg, c);
}

static void
tty_set_size(struct tty *tp, enum uart_line line)
{
	unsigned columns, rows;

	uart_size(line, &columns, &rows);
	tp->t_winsize.ws_col = (unsigned short)columns;
	tp->t_winsize.ws_row = (unsigned short)rows;
}

static int
ctty_open(void *cookie, int fflags, struct thread *td)
{
	(void)cookie;
	(void)fflags;
	return tty_job_controlling(td) != NULL ? 0 : ENXIO;
}

static int
ctty_read(void *cookie, struct uio *uio, int fflags)
{
	struct tty *tp = tty_job_controlling(curthread);

	(void)cookie;
	return tp != NULL ? tty_read(tp, uio, fflags, curthread) : ENXIO;
}

static int
ctty_write(void *cookie, struct uio *uio, int fflags)
{
	struct tty *tp = tty_job_controlling(curthread);

	(void)cookie;
	return tp != NULL ? tty_write(tp, uio, fflags, curthread) : ENXIO;
}

static int
ctty_ioctl(void *cookie, unsigned long cmd, void *data, struct thread *td)
{
	struct tty *tp = tty_job_controlling(td);

	(void)cookie;
	return tp != NULL ? tty_ioctl(tp, cmd, data, td) : ENXIO;
}

static int
ctty_poll(void *cookie, int events, struct thread *td)
{
	struct tty *tp = tty_job_controlling(td);

	(void)cookie;
	return tp != NULL ? tty_poll(tp, events, td) : events;
}

static const struct dev_ops ctty_ops = {
	.do_open = ctty_open,
	.do_read = ctty_read,
	.do_write = ctty_write,
	.do_ioctl = ctty_ioctl,
	.do_poll = ctty_poll,
};

static struct dev ctty_dev = {
	.dv_name = "tty", .dv_mode = 0666, .dv_ops = &ctty_ops, .dv_jail = 1,
};

static struct dev console_alias = {
	.dv_name = "ttyS0", .dv_mode = 0600, .dv_ops = &tty_dev_ops,
	.dv_cookie = &console_tty,
};

static struct tty console_tty = {
	.t_dev = {
		.dv_name = "console", .dv_mode = 0600,
		.dv_ops = &tty_dev_ops, .dv_cookie = &console_tty,
	},
};

static struct tty serial_tty = {
	.t_dev = {
		.dv_name = "ttyS1", .dv_mode = 0600,
		.dv_ops = &tty_dev_ops, .dv_cookie = &serial_tty,
	},
};

static void
tty_console_init(void)
{
	int error;

	tty_init(&console_tty, &console_ops);
	tty_set_size(&console_tty, uart_probe(UART_COM1) == 0 ? UART_COM1 :
	    UART_SCREEN);
	dev_replace(&console_tty.t_dev);
	error = dev_register(&console_alias);
	KASSERT(error == 0);
	error = dev_register(&ctty_dev);
	KASSERT(error == 0);
	uart_input_set(UART_COM1, console_input, &console_tty);
	uart_input_set(UART_SCREEN, console_input, &console_tty);

	if (uart_probe(UART_COM2) != 0)
		return;
	tty_init(&serial_tty, &serial_ops);
	ldisc_init_raw(&serial_tty.t_ldisc);
	tty_set_size(&serial_tty, UART_COM2);
	error = dev_register(&serial_tty.t_dev);
	KASSERT(error == 0);
	uart_input_set(UART_COM2, console_input, &serial_tty);
}
INITCALL(PHASE_DEVICE, tty_console_init);
