// SPDX-License-Identifier: BSD-2-Clause
/*
 * revoke - the file that stands in for those taken away, and the log.
 */
#include <stdarg.h>
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/poll.h>

#include "kernel/cred/cred.h"
#include "kernel/debug/cons.h"
#include "kernel/file/file.h"
#include "kernel/file/revoke.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"

#define TOLD	32	/* lines for one order: the rest is a number */

SET_DECLARE(revoker, const struct revoker);

struct file *revoked_file;

void
revoke_all(struct revoke *rv)
{
	const struct revoker *const *rr;

	SET_FOREACH(rr, revoker)
		(*rr)->rr_revoke(rv);
}

int
revoke_wants(const struct file *fp, const void *rv)
{
	const struct ledger *ld = ((const struct revoke *)rv)->rv_ledger;

	return fp->f_data != NULL && kmem_ledger(fp->f_data) == ld;
}

void
revoke_log(struct revoke *rv, const char *fmt, ...)
{
	char text[128];
	va_list ap;

	if (rv->rv_count++ >= TOLD)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	kprintf("jail: %s: revoked %s\n", rv->rv_name, text);
}

/* ------------------------------------------------- what stands in for it */

static int
revoked_read(struct file *fp, struct uio *uio, struct thread *td)
{
	(void)fp, (void)uio, (void)td;
	return EIO;
}

static int
revoked_ioctl(struct file *fp, unsigned long cmd, void *data,
    struct thread *td)
{
	(void)fp, (void)cmd, (void)data, (void)td;
	return EIO;
}

/* Ready for everything, as a file that has ended is. */
static int
revoked_poll(struct file *fp, int events, struct thread *td)
{
	(void)fp, (void)td;
	return POLLHUP | (events & (POLLIN | POLLRDNORM | POLLOUT));
}

static int
revoked_stat(struct file *fp, struct stat *st, struct thread *td)
{
	(void)fp, (void)st, (void)td;
	return EIO;
}

static const struct file_ops revoked_ops = {
	.fo_read = revoked_read,
	.fo_write = revoked_read,
	.fo_ioctl = revoked_ioctl,
	.fo_poll = revoked_poll,
	.fo_stat = revoked_stat
};

/* One for all, of nobody in particular. */
static void
revoke_init(void)
{
	struct cred *cr = cred_create();

	if (cr == NULL || file_create(cr, FTYPE_REVOKED, O_RDWR, &revoked_ops,
	    NULL, &revoked_file) != 0)
		panic("revoke: no memory for a file");
	cred_drop(cr);
}

INITCALL(PHASE_FRAMEWORK, revoke_init);
