// SPDX-License-Identifier: BSD-2-Clause
/*
 * null - /dev/null, /dev/zero and /dev/full.
 */
#include <sys/errno.h>
#include "kernel/dev/dev.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/vm/uio.h"

#define ZERO_BYTES	4096

static const char null_zeroes[ZERO_BYTES];

static int
null_read(void *cookie, struct uio *uio, int fflags)
{
	(void)cookie;
	(void)uio;
	(void)fflags;
	return 0;		/* end of file */
}

static int
null_write(void *cookie, struct uio *uio, int fflags)
{
	(void)cookie;
	(void)fflags;
	uio->uio_offset += (int64_t)uio->uio_resid;
	uio->uio_resid = 0;
	return 0;
}

static int
zero_read(void *cookie, struct uio *uio, int fflags)
{
	size_t n;
	int error = 0;

	(void)cookie;
	(void)fflags;
	while (uio->uio_resid > 0 && error == 0) {
		n = uio->uio_resid < ZERO_BYTES ? uio->uio_resid : ZERO_BYTES;
		error = uio_move((void *)(uintptr_t)null_zeroes, n, uio);
	}
	return error;
}

static int
full_write(void *cookie, struct uio *uio, int fflags)
{
	(void)cookie;
	(void)uio;
	(void)fflags;
	return ENOSPC;
}

static const struct dev_ops null_ops = {
	.do_read = null_read, .do_write = null_write,
};
static const struct dev_ops zero_ops = {
	.do_read = zero_read, .do_write = null_write,
};
static const struct dev_ops full_ops = {
	.do_read = zero_read, .do_write = full_write,
};

static struct dev null_devs[] = {
	{ .dv_name = "null", .dv_mode = 0666, .dv_ops = &null_ops,
	    .dv_jail = 1 },
	{ .dv_name = "zero", .dv_mode = 0666, .dv_ops = &zero_ops,
	    .dv_jail = 1 },
	{ .dv_name = "full", .dv_mode = 0666, .dv_ops = &full_ops,
	    .dv_jail = 1 },
};

static void
null_init(void)
{
	size_t i;
	int error;

	for (i = 0; i < sizeof(null_devs) / sizeof(null_devs[0]); i++) {
		error = dev_register(&null_devs[i]);
		KASSERT(error == 0);
	}
}
INITCALL(PHASE_DEVICE, null_init);
