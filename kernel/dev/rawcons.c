// SPDX-License-Identifier: BSD-2-Clause
/*
 * rawcons - /dev/console without a terminal driver behind it.
 *
 * A core kernel has no tty; this device sends bytes to the polled console,
 * and gives what was typed, with echo and by lines as its settings say, but
 * with nothing to edit a line and no job control.  Where the tty driver is
 * built in, it takes both the name and the input over.
 *
 * Locks: [r] rawcons_lock, a spinlock; characters come in by interrupt.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/ttycom.h>
#include "arch-x86_64/uart/uart.h"
#include "kernel/debug/cons.h"
#include "kernel/dev/dev.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/lock/spin.h"
#include "kernel/sched/waitq.h"
#include "kernel/vm/uio.h"

#define RAWCONS_CHUNK	128
#define RAWCONS_RING	256	/* characters typed ahead, a power of two */
#define CHAR_EOF	4	/* control D */

static struct spinlock rawcons_lock = SPIN_INITIALIZER("dev");
static struct waitq rawcons_wait;		/* [r] */
static uint8_t rawcons_ring[RAWCONS_RING];	/* [r] */
static uint32_t rawcons_head;			/* [r] */
static uint32_t rawcons_tail;			/* [r] */
static struct termios rawcons_termios = {	/* [r] */
	.c_iflag = ICRNL, .c_oflag = OPOST | ONLCR,
	.c_lflag = ICANON | ECHO, .c_cflag = CREAD | CS8,
	.c_ispeed = TTYDEF_SPEED, .c_ospeed = TTYDEF_SPEED,
};

static void
rawcons_input(void *arg, int c)
{
	(void)arg;
	spin_lock(&rawcons_lock);
	if (rawcons_head - rawcons_tail < RAWCONS_RING)
		rawcons_ring[rawcons_head++ % RAWCONS_RING] = (uint8_t)c;
	waitq_wake_one(&rawcons_wait);
	spin_unlock(&rawcons_lock);
}

/* The next character, waiting for it.  *lflag: how to treat it. */
static int
rawcons_getc(char *c, int fflags, tcflag_t *lflag)
{
	int error = 0;

	spin_lock(&rawcons_lock);
	while (error == 0 && rawcons_head == rawcons_tail) {
		if (fflags & O_NONBLOCK)
			error = EAGAIN;
		else
			error = waitq_sleep(&rawcons_wait, &rawcons_lock,
			    WQ_INTR, WQ_FOREVER);
	}
	if (error == 0) {
		*c = (char)rawcons_ring[rawcons_tail++ % RAWCONS_RING];
		*lflag = rawcons_termios.c_lflag;
		if (*c == '\r' && (rawcons_termios.c_iflag & ICRNL))
			*c = '\n';
	}
	spin_unlock(&rawcons_lock);
	return error;
}

static int
rawcons_read(void *cookie, struct uio *uio, int fflags)
{
	size_t total = uio->uio_resid;
	tcflag_t lflag = ICANON;
	int error = 0;
	char c = 0;

	(void)cookie;
	while (uio->uio_resid > 0 && error == 0) {
		error = rawcons_getc(&c, fflags, &lflag);
		if (error != 0 || ((lflag & ICANON) && c == CHAR_EOF))
			break;
		if (lflag & ECHO)
			cons_putc(c);
		error = uio_move(&c, 1, uio);
		if (c == '\n' || (lflag & ICANON) == 0)
			break;
	}
	return uio->uio_resid < total && error != EFAULT ? 0 : error;
}

static int
rawcons_write(void *cookie, struct uio *uio, int fflags)
{
	char buf[RAWCONS_CHUNK];
	size_t i, n;
	int error;

	(void)cookie;
	(void)fflags;
	while (uio->uio_resid > 0) {
		n = uio->uio_resid < sizeof(buf) ? uio->uio_resid :
		    sizeof(buf);
		error = uio_move(buf, n, uio);
		if (error != 0)
			return error;
		for (i = 0; i < n; i++)
			cons_putc(buf[i]);
	}
	return 0;
}

static int
rawcons_ioctl(void *cookie, unsigned long cmd, void *data, struct thread *td)
{
	struct winsize *ws = data;
	unsigned columns, rows;
	int error = 0;

	(void)cookie;
	(void)td;
	spin_lock(&rawcons_lock);
	switch (cmd) {
	case TIOCGETA:
		*(struct termios *)data = rawcons_termios;
		break;
	case TIOCSETA:
	case TIOCSETAW:
	case TIOCSETAF:
		rawcons_termios = *(struct termios *)data;
		break;
	case TIOCGWINSZ:
		uart_size(UART_COM1, &columns, &rows);
		memset(ws, 0, sizeof(*ws));
		ws->ws_col = (unsigned short)columns;
		ws->ws_row = (unsigned short)rows;
		break;
	default:
		error = ENOTTY;
	}
	spin_unlock(&rawcons_lock);
	return error;
}

static const struct dev_ops rawcons_ops = {
	.do_read = rawcons_read,
	.do_write = rawcons_write,
	.do_ioctl = rawcons_ioctl,
};

static struct dev rawcons_dev = {
	.dv_name = "console",
	.dv_mode = 0600,
	.dv_ops = &rawcons_ops,
};

static void
rawcons_init(void)
{
	int error;

	waitq_init(&rawcons_wait, "rawcons");
	error = dev_register(&rawcons_dev);
	KASSERT(error == 0);
	uart_input_set(UART_COM1, rawcons_input, NULL);
	uart_input_set(UART_SCREEN, rawcons_input, NULL);
}
INITCALL(PHASE_DEVICE, rawcons_init);
