// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_text - short texts that each image has its own of, like host names.
 *
 * JAIL_TEXT names the template of a char array and of the rwlock over it;
 * here they become a jail parameter and a sysctl.  All is done with the
 * right image current, so adding the bias finds the copy that is meant.
 */
#include <sys/errno.h>

#include "kernel/cred/cred.h"
#include "kernel/jail/jail_priv.h"
#include "kernel/lib/string.h"
#include "kernel/sync/rwlock.h"
#include "kernel/sys/sysctl.h"

#define TEXT_MAX	256		/* largest array */

/* The copy, in the current image of jp's subsystem, of what ptr points at. */
static void *
current_copy(const struct jail_param *jp, const void *ptr)
{
	unsigned slot = VIMAGE_SLOT_OF(jp->jp_slot);

	return (void *)((uintptr_t)ptr + image_bias(image_current(slot)));
}

void
jail_text_set(const struct jail_param *jp, const char *text)
{
	struct rwlock *lock = current_copy(jp, jp->jp_lock);

	rw_wlock(lock);
	strlcpy(current_copy(jp, jp->jp_text), text, jp->jp_size);
	rw_wunlock(lock);
}

void
jail_text_get(const struct jail_param *jp, char *buf, size_t *len)
{
	struct rwlock *lock = current_copy(jp, jp->jp_lock);

	rw_rlock(lock);
	strlcpy(buf, current_copy(jp, jp->jp_text), jp->jp_size);
	rw_runlock(lock);
	*len = strlen(buf) + 1;
}

int
jail_text_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	const struct jail_param *jp = so->so_ptr;
	char buf[TEXT_MAX];
	size_t len;
	int error;

	KASSERT(jp->jp_size <= sizeof(buf));
	jail_text_get(jp, buf, &len);
	error = sysctl_out(req, buf, len);
	if (error != 0 || !sysctl_writes(req))
		return error;
	error = priv_check(req->sr_td->td_cred, jp->jp_priv);
	if (error != 0)
		return error;
	if (req->sr_newlen >= jp->jp_size)
		return ENAMETOOLONG;
	len = req->sr_newlen;
	error = sysctl_in(req, buf, len);
	if (error != 0)
		return error;
	buf[len] = '\0';
	jail_text_set(jp, buf);
	return 0;
}
