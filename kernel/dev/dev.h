// SPDX-License-Identifier: BSD-2-Clause
/*
 * dev - character devices by name, for devfs and the console.
 *
 * A device is a name, an ops pointer and a cookie.  devfs (or bootfs in a
 * core build) shows what is registered.
 */
#pragma once

#include <stdint.h>
#include "kernel/lib/list.h"

struct thread;
struct uio;

/*
 * Called without locks; each device guards itself.  fflags are the file's
 * f_flags: FREAD, FWRITE, O_NONBLOCK.
 */
struct dev_ops {
	int (*do_open)(void *cookie, int fflags, struct thread *td);
	int (*do_close)(void *cookie, int fflags);
	int (*do_read)(void *cookie, struct uio *uio, int fflags);
	int (*do_write)(void *cookie, struct uio *uio, int fflags);
	/* data is a kernel copy, in and out, as <sys/ioctl.h> encodes */
	int (*do_ioctl)(void *cookie, unsigned long cmd, void *data,
	    struct thread *td);
	/* POLL* bits ready now; arms the poller for the rest */
	int (*do_poll)(void *cookie, int events, struct thread *td);
};

struct dev {
	struct list dv_link;		/* [dev] dev_lock: all devices */
	char dv_name[32];		/* [I] below /dev, "ttyS0" */
	uint32_t dv_mode;		/* [I] permission bits */
	uint32_t dv_number;		/* [I] st_rdev */
	const struct dev_ops *dv_ops;	/* [I] NULL members: ENODEV */
	void *dv_cookie;		/* [I] */
	int dv_jail;			/* [I] shown inside jails as well */
};

/* Add (the caller's static or allocated record); EEXIST. */
int	dev_register(struct dev *dv);
/* The same, taking the name over from a record that has it. */
void	dev_replace(struct dev *dv);
/* Walk by index: nth device or NULL. */
struct dev *dev_nth(int n);
