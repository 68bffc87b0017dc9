// SPDX-License-Identifier: BSD-2-Clause
/*
 * random - /dev/random and /dev/urandom, which are the same: the generator
 * is seeded before any program runs.  What is written is stirred in.
 */
#include "kernel/dev/dev.h"
#include "kernel/dev/random.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/vm/uio.h"

#define RANDOM_CHUNK	256

static int
random_dev_read(void *cookie, struct uio *uio, int fflags)
{
	char buf[RANDOM_CHUNK];
	size_t n;
	int error = 0;

	(void)cookie;
	(void)fflags;
	while (uio->uio_resid > 0 && error == 0) {
		n = uio->uio_resid < sizeof(buf) ? uio->uio_resid :
		    sizeof(buf);
		random_bytes(buf, n);
		error = uio_move(buf, n, uio);
	}
	memset(buf, 0, sizeof(buf));
	return error;
}

static int
random_dev_write(void *cookie, struct uio *uio, int fflags)
{
	char buf[RANDOM_CHUNK];
	size_t n;
	int error = 0;

	(void)cookie;
	(void)fflags;
	while (uio->uio_resid > 0 && error == 0) {
		n = uio->uio_resid < sizeof(buf) ? uio->uio_resid :
		    sizeof(buf);
		error = uio_move(buf, n, uio);
		if (error == 0)
			random_stir(buf, n);
	}
	return error;
}

static const struct dev_ops random_ops = {
	.do_read = random_dev_read, .do_write = random_dev_write,
};

static struct dev random_devs[] = {
	{ .dv_name = "random", .dv_mode = 0666, .dv_ops = &random_ops,
	    .dv_jail = 1 },
	{ .dv_name = "urandom", .dv_mode = 0666, .dv_ops = &random_ops,
	    .dv_jail = 1 },
};

static void
random_dev_init(void)
{
	size_t i;
	int error;

	for (i = 0; i < sizeof(random_devs) / sizeof(random_devs[0]); i++) {
		error = dev_register(&random_devs[i]);
		KASSERT(error == 0);
	}
}
INITCALL(PHASE_DEVICE, random_dev_init);
