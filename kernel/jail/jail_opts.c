// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_opts - what a caller's iovec array says.
 *
 * The array comes from anybody, so nothing in it is believed: counts and
 * lengths are bounded before they are used, names and values are copied
 * once and never looked at again in user memory.  Names are read first;
 * a value is copied in only when its parameter is known, and then at most
 * as much as the parameter can take.
 *
 * Only the calling thread changes these objects.  Locks: [jail_opts]
 * opts_lock, over the list of all, where parameters of modules are sought.
 */
#include <sys/errno.h>

#include "kernel/jail/jail_priv.h"
#include "kernel/lib/module_user.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"

static struct spinlock opts_lock = SPIN_INITIALIZER("jail_opts");
static struct list opts_all =				/* [jail_opts] */
    LIST_INITIALIZER(opts_all);

/* Two of the caller's struct iovec. */
struct iov_pair {
	uaddr_t ip_name;	/* [t] */
	uint64_t ip_namelen;	/* [t] */
	uaddr_t ip_value;	/* [t] */
	uint64_t ip_valuelen;	/* [t] */
};

static int
name_read(struct jail_opt *jo, const struct iov_pair *ip)
{
	size_t len = ip->ip_namelen;
	int error;

	if (len == 0)
		return EINVAL;
	if (len > sizeof(jo->jo_name)) {
		/* No parameter is so long: keep the start for the message. */
		len = sizeof(jo->jo_name);
		error = copyin(ip->ip_name, jo->jo_name, len);
		jo->jo_name[len - 1] = '\0';
		return error;
	}
	error = copyin(ip->ip_name, jo->jo_name, len);
	if (error == 0 && jo->jo_name[len - 1] != '\0')
		error = EINVAL;
	return error;
}

static int
pair_read(struct jail_opts *os, unsigned i)
{
	struct jail_opt *jo = &os->os_opt[i];
	struct iov_pair ip;
	int error;

	error = copyin(os->os_iov + i * sizeof(ip), &ip, sizeof(ip));
	if (error == 0)
		error = name_read(jo, &ip);
	if (error != 0)
		return error;
	jo->jo_base = ip.ip_value;
	jo->jo_len = ip.ip_valuelen;
	if (strcmp(jo->jo_name, "errmsg") == 0)
		os->os_errmsg = jo;
	else if (strcmp(jo->jo_name, "desc") == 0)
		os->os_desc = jo;
	else
		jo->jo_param = jail_param_find(jo->jo_name, &jo->jo_negated);
	return 0;
}

int
jail_opts_read(uaddr_t iov, unsigned niov, struct jail_opts **out)
{
	struct jail_opts *os;
	unsigned i, count = niov / 2;
	int error = 0;

	if (niov % 2 != 0 || count > JAIL_OPTS_MAX)
		return EINVAL;
	os = kmem_zalloc(NULL, sizeof(*os) + count * sizeof(os->os_opt[0]),
	    KM_SLEEP);
	if (os == NULL)
		return ENOMEM;
	os->os_iov = iov;
	os->os_count = count;
	spin_lock(&opts_lock);
	list_insert_tail(&opts_all, &os->os_link);
	spin_unlock(&opts_lock);
	for (i = 0; i < count && error == 0; i++)
		error = pair_read(os, i);
	if (error != 0) {
		jail_opts_free(os);
		return error;
	}
	*out = os;
	return 0;
}

void
jail_opts_free(struct jail_opts *os)
{
	unsigned i;

	if (os == NULL)
		return;
	spin_lock(&opts_lock);
	list_remove(&os->os_link);
	spin_unlock(&opts_lock);
	for (i = 0; i < os->os_count; i++)
		kmem_free(os->os_opt[i].jo_string);
	kmem_free(os);
}

/* The last one counts, as if each had been set in turn. */
struct jail_opt *
jail_opts_find(struct jail_opts *os, const char *name)
{
	struct jail_opt *jo;
	unsigned i;

	for (i = os->os_count; i > 0; i--) {
		jo = &os->os_opt[i - 1];
		if (jo->jo_param != NULL &&
		    jail_text_same(jo->jo_param->jp_name, name))
			return jo;
	}
	return NULL;
}

static int
decode_string(struct jail_opt *jo, const char **why)
{
	int error;

	*why = "string is empty or has no end";
	if (jo->jo_len == 0)
		return EINVAL;
	if (jo->jo_len > jo->jo_param->jp_size) {
		*why = "string is too long";
		return ENAMETOOLONG;
	}
	if (jo->jo_string == NULL)
		jo->jo_string = kmem_alloc(NULL, jo->jo_len, KM_SLEEP);
	if (jo->jo_string == NULL) {
		*why = "no memory";
		return ENOMEM;
	}
	error = copyin(jo->jo_base, jo->jo_string, jo->jo_len);
	if (error != 0) {
		jo->jo_string[0] = '\0';
		*why = "value at a bad address";
		return error;
	}
	return jo->jo_string[jo->jo_len - 1] == '\0' ? 0 : EINVAL;
}

/* A boolean is its name alone; an int with it may turn it round. */
static int
decode_number(struct jail_opt *jo, const char **why)
{
	int error, is_bool = jo->jo_param->jp_type == JP_BOOL;

	jo->jo_number = 1;
	if (!is_bool || jo->jo_len != 0) {
		*why = "value has the wrong size";
		if (jo->jo_len != sizeof(int))
			return EINVAL;
		error = copyin(jo->jo_base, &jo->jo_number, sizeof(int));
		if (error != 0) {
			*why = "value at a bad address";
			return error;
		}
	}
	if (is_bool)
		jo->jo_number = (jo->jo_number != 0) != jo->jo_negated;
	return 0;
}

static int
decode_long(struct jail_opt *jo, const char **why)
{
	*why = "value has the wrong size";
	if (jo->jo_len != sizeof(int64_t))
		return EINVAL;
	*why = "value at a bad address";
	return copyin(jo->jo_base, &jo->jo_long, sizeof(int64_t));
}

int
jail_opt_decode(struct jail_opt *jo, const char **why)
{
	int n, error;

	if (jo->jo_param->jp_type == JP_STRING)
		return decode_string(jo, why);
	if (jo->jo_param->jp_type == JP_LONG)
		return decode_long(jo, why);
	error = decode_number(jo, why);
	n = jo->jo_number;
	if (error == 0 && jo->jo_param->jp_type == JP_JAILSYS &&
	    n != JAIL_SYS_NEW && n != JAIL_SYS_INHERIT &&
	    !(n == JAIL_SYS_DISABLE &&
	    (jo->jo_param->jp_flags & JP_DISABLE) != 0)) {
		*why = "neither new nor inherit";
		error = EINVAL;
	}
	return error;
}

struct jail_value
jail_opt_value(const struct jail_opt *jo)
{
	struct jail_value v;

	if (jo->jo_param->jp_type == JP_LONG)
		return (struct jail_value){ &jo->jo_long, sizeof(int64_t) };
	v.v = jo->jo_string != NULL ? (const void *)jo->jo_string :
	    &jo->jo_number;
	v.len = jo->jo_string != NULL ? strlen(jo->jo_string) + 1 :
	    sizeof(int);
	return v;
}

/* The error itself matters more than its text: a bad address is ignored. */
void
jail_opts_errmsg(struct jail_opts *os, const char *text)
{
	size_t len = strlen(text) + 1;
	char nul = '\0';
	int error;

	if (os->os_errmsg == NULL || os->os_errmsg->jo_len == 0)
		return;
	if (len <= os->os_errmsg->jo_len) {
		error = copyout(text, os->os_errmsg->jo_base, len);
	} else {
		len = os->os_errmsg->jo_len - 1;
		error = copyout(text, os->os_errmsg->jo_base, len);
		if (error == 0)
			error = copyout(&nul, os->os_errmsg->jo_base + len, 1);
	}
	(void)error;
}

/* Parameters of a module that a call is about to set or get. */
static void
opts_users(struct module_use *mu)
{
	const struct jail_param *jp;
	struct jail_opts *os;
	unsigned i;

	spin_lock(&opts_lock);
	LIST_FOREACH(os, &opts_all, os_link) {
		for (i = 0; i < os->os_count; i++) {
			jp = os->os_opt[i].jo_param;
			if (module_has(mu, (uintptr_t)jp))
				module_note(mu, "%s", jp->jp_name);
		}
	}
	spin_unlock(&opts_lock);
}

MODULE_USER("parameters in use", MODULE_HELD, opts_users);
