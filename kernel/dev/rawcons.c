// SPDX-License-Identifier: BSD-2-Clause
/*
 * rawcons - /dev/console without a terminal behind it.
 *
 * A core kernel has no tty; this device sends bytes to the polled console
 * and reads lines from it by asking again and again, a few times a second
 * at worst.  The tty driver, where it is built in, takes the name over.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/poll.h>
#include "kernel/debug/cons.h"
#include "kernel/dev/dev.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/lock/spin.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/waitq.h"
#include "kernel/vm/uio.h"

#define RAWCONS_CHUNK	128
#define RAWCONS_POLL_NS	20000000UL	/* 20 ms between two looks */

static struct spinlock rawcons_lock = SPIN_INITIALIZER("dev");
static struct waitq rawcons_wait;	/* [rawcons_lock] never woken */

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

/* The next character, waiting for it; echoed, for nobody else does. */
static int
rawcons_getc(int *c)
{
	int error;

	while ((*c = cons_getc()) < 0) {
		spin_lock(&rawcons_lock);
		error = waitq_sleep(&rawcons_wait, &rawcons_lock, WQ_INTR,
		    clock_uptime_ns() + RAWCONS_POLL_NS);
		spin_unlock(&rawcons_lock);
		if (error == EINTR)
			return error;
	}
	if (*c == '\r')
		*c = '\n';
	cons_putc(*c);
	return 0;
}

static int
rawcons_read(void *cookie, struct uio *uio, int fflags)
{
	int c = 0, error = 0;
	char ch;

	(void)cookie;
	(void)fflags;
	while (uio->uio_resid > 0 && c != '\n' && error == 0) {
		error = rawcons_getc(&c);
		ch = (char)c;
		if (error == 0)
			error = uio_move(&ch, 1, uio);
	}
	return error;
}

static const struct dev_ops rawcons_ops = {
	.do_read = rawcons_read,
	.do_write = rawcons_write,
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
}
INITCALL(PHASE_DEVICE, rawcons_init);
