// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_text - texts and numbers that each image has its own of, like host
 * names.
 *
 * JAIL_TEXT names the template of a char array and of the rwlock over it,
 * JAIL_LONG of a number; here they become a jail parameter and a sysctl.
 * All is done with the right image current, so adding the bias finds the
 * copy that is meant.
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

/* A number is as long as itself, a text as far as its NUL. */
static void
text_commit(struct jail *j, const struct jail_param *jp,
    const struct jail_value *v)
{
	struct rwlock *lock = current_copy(jp, jp->jp_lock);
	void *to = current_copy(jp, jp->jp_entry);

	(void)j;
	rw_wlock(lock);
	if (jp->jp_type == JP_STRING)
		strlcpy(to, v->v, jp->jp_size);
	else
		memcpy(to, v->v, jp->jp_size);
	rw_wunlock(lock);
}

static void
text_get(struct jail *j, const struct jail_param *jp, void *buf, size_t *len)
{
	struct rwlock *lock = current_copy(jp, jp->jp_lock);

	(void)j;
	rw_rlock(lock);
	memcpy(buf, current_copy(jp, jp->jp_entry), jp->jp_size);
	rw_runlock(lock);
	*len = jp->jp_type == JP_STRING ? strlen(buf) + 1 : jp->jp_size;
}

const struct jail_family jail_text_family = { NULL, text_commit, text_get };

int
jail_text_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	const struct jail_param *jp = so->so_ptr;
	struct jail_value v;
	char buf[TEXT_MAX];
	size_t len;
	int error;

	KASSERT(jp->jp_size <= sizeof(buf));
	text_get(NULL, jp, buf, &len);
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
	v = (struct jail_value){ buf, len + 1 };
	text_commit(NULL, jp, &v);
	return 0;
}

int
jail_long_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	const struct jail_param *jp = so->so_ptr;
	struct jail_value v;
	uint64_t n;
	size_t len;
	int error;

	text_get(NULL, jp, &n, &len);
	error = sysctl_out(req, &n, sizeof(n));
	if (error != 0 || !sysctl_writes(req))
		return error;
	error = priv_check(req->sr_td->td_cred, jp->jp_priv);
	if (error == 0)
		error = sysctl_in(req, &n, sizeof(n));
	if (error != 0)
		return error;
	v = (struct jail_value){ &n, sizeof(n) };
	text_commit(NULL, jp, &v);
	return 0;
}
