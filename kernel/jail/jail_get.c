// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_get - the system call that finds a jail and reads its parameters.
 *
 * One of lastjid, jid or name (in this order) is the key; all other names
 * are filled in, and the length of each value is written back into the
 * caller's array.  A value without a buffer just tells its length.
 *
 * A jail past ALIVE is shown to those who ask with JAIL_DYING, without
 * what lives in its images: those may be gone at any moment.
 */
#include <sys/errno.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "kernel/cred/cred.h"
#include "kernel/jail/jail_priv.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/sys/syscall.h"

/* Belongs to the calling thread. */
struct get_ctx {
	struct thread *gc_td;		/* [I] caller */
	struct jail *gc_self;		/* [I] its jail, or with JAIL_AT_DESC
					   one below in place of it */
	struct jail *gc_desc;		/* [t] held: what a descriptor gave */
	struct file *gc_file;		/* [t] a descriptor to be given */
	int gc_flags;			/* [I] JAIL_* */
	struct jail_opts *gc_opts;	/* [t] */
	struct jail_opt *gc_last;	/* [t] "lastjid", or NULL */
	struct jail *gc_jail;		/* [t] found: held, */
	int gc_alive;			/* [t] and if so also referred to */
	struct ref gc_ref;		/* [t] */
	char gc_errmsg[160];		/* [t] */
};

static int
get_error(struct get_ctx *gc, int error, const char *fmt, const char *text)
{
	snprintf(gc->gc_errmsg, sizeof(gc->gc_errmsg), fmt, text);
	return error;
}

/* ------------------------------------------------------------- the key */

/* The int the caller put into an option's buffer. */
static int
key_int(struct jail_opt *jo, int *out)
{
	if (jo->jo_len != sizeof(int))
		return EINVAL;
	return copyin(jo->jo_base, out, sizeof(int));
}

static struct jail_opt *
opt_named(struct get_ctx *gc, const char *name)
{
	struct jail_opts *os = gc->gc_opts;
	unsigned i;

	for (i = 0; i < os->os_count; i++)
		if (strcmp(os->os_opt[i].jo_name, name) == 0)
			return &os->os_opt[i];
	return NULL;
}

/* May the caller see it?  Half-made ones nobody sees. */
static int
visible(struct get_ctx *gc, struct jail *j)
{
	return j != NULL && j != gc->gc_self && j->j_state != JAIL_CREATING &&
	    jail_contains(gc->gc_self, j);
}

static int
find_last(struct get_ctx *gc)
{
	struct jail *j;
	char text[16];
	int jid, error;

	error = key_int(gc->gc_last, &jid);
	if (error != 0)
		return error;
	snprintf(text, sizeof(text), "%d", jid);
	for (j = jail_lookup_after(gc->gc_self, jid); j != NULL;
	    j = jail_lookup_after(gc->gc_self, j->j_id))
		if (visible(gc, j) && (j->j_state == JAIL_ALIVE ||
		    (gc->gc_flags & JAIL_DYING) != 0))
			break;
	gc->gc_jail = j;
	return j != NULL ? 0 : get_error(gc, ENOENT, "no jail after %s",
	    text);
}

/* *jid 0: no key. */
static int
find_jid(struct get_ctx *gc, int jid)
{
	struct jail *j = jail_lookup_id(jid);
	char text[16];

	snprintf(text, sizeof(text), "%d", jid);
	if (!visible(gc, j))
		return get_error(gc, ENOENT, "jail %s not found", text);
	if (j->j_state != JAIL_ALIVE && (gc->gc_flags & JAIL_DYING) == 0)
		return get_error(gc, ENOENT, "jail %s is dying", text);
	gc->gc_jail = j;
	return 0;
}

static int
find_name(struct get_ctx *gc, const char *name)
{
	struct jail *j = jail_lookup_name(gc->gc_self, name, strlen(name));

	if (!visible(gc, j))
		return get_error(gc, ENOENT, "jail \"%s\" not found", name);
	if (j->j_state != JAIL_ALIVE && (gc->gc_flags & JAIL_DYING) == 0)
		return get_error(gc, ENOENT, "jail \"%s\" is dying", name);
	gc->gc_jail = j;
	return 0;
}

/* By descriptor, which may have outlived what it was for. */
static int
find_desc(struct get_ctx *gc)
{
	struct jail *j = gc->gc_desc;

	if (j->j_state == JAIL_DEAD || (j->j_state != JAIL_ALIVE &&
	    (gc->gc_flags & JAIL_DYING) == 0))
		return get_error(gc, ENOENT, "jail \"%s\" is dying",
		    j->j_name);
	gc->gc_jail = j;
	return 0;
}

/* The name in the caller's buffer; empty when it only wants to be told. */
static int
key_name(struct jail_opt *jo, char *buf, size_t size)
{
	size_t len = jo->jo_len < size ? jo->jo_len : size;
	int error;

	buf[0] = '\0';
	if (jo->jo_base == 0 || len == 0)
		return 0;
	error = copyinstr(jo->jo_base, buf, len, NULL);
	return error == ENAMETOOLONG && jo->jo_len <= size ? EINVAL : error;
}

static int
get_find_locked(struct get_ctx *gc)
{
	struct jail_opt *jo;
	char name[JAIL_NAME_MAX];
	int jid = 0, error;

	gc->gc_last = opt_named(gc, "lastjid");
	if (gc->gc_last != NULL)
		return find_last(gc);
	jo = opt_named(gc, "jid");
	if (jo != NULL) {
		error = jo->jo_base != 0 ? key_int(jo, &jid) : 0;
		if (error != 0)
			return error;
		if (jid != 0)
			return find_jid(gc, jid);
	}
	jo = opt_named(gc, "name");
	if (jo != NULL) {
		error = key_name(jo, name, sizeof(name));
		if (error != 0)
			return error;
		if (name[0] != '\0')
			return find_name(gc, name);
	}
	if ((gc->gc_flags & JAIL_USE_DESC) != 0)
		return find_desc(gc);
	return get_error(gc, ENOENT, "%s", "no jail specified");
}

/* ---------------------------------------------------------- the values */

static void
param_get(struct get_ctx *gc, const struct jail_param *jp, void *buf,
    size_t *len)
{
	if (jp->jp_family != NULL)
		jp->jp_family->jf_get(gc->gc_jail, jp, buf, len);
	else
		jp->jp_get(gc->gc_jail, gc->gc_self, buf, len);
}

/* The value of jp in buf; images of a dying jail are left alone. */
static void
value_get(struct get_ctx *gc, const struct jail_param *jp, void *buf,
    size_t *len)
{
	struct jail *j = gc->gc_jail;
	struct image *old;
	unsigned slot;

	memset(buf, 0, sizeof(int64_t));
	*len = jp->jp_type == JP_STRING ? 1 : sizeof(int);
	if (jail_param_is_subsys(jp)) {
		slot = VIMAGE_SLOT_OF(jp->jp_slot);
		*(int *)buf = jail_owns(j, slot) ? JAIL_SYS_NEW :
		    JAIL_SYS_INHERIT;
		if (gc->gc_alive && j->j_image[slot] != NULL &&
		    j->j_image[slot]->im_disabled)
			*(int *)buf = JAIL_SYS_DISABLE;
	} else if (jp->jp_slot == NULL) {
		mutex_lock(&jail_lock);
		param_get(gc, jp, buf, len);
		mutex_unlock(&jail_lock);
	} else if (gc->gc_alive &&
	    j->j_image[VIMAGE_SLOT_OF(jp->jp_slot)] != NULL) {
		slot = VIMAGE_SLOT_OF(jp->jp_slot);
		old = image_switch(slot, j->j_image[slot], NULL, 0);
		param_get(gc, jp, buf, len);
		image_switch(slot, old, NULL, 0);
	}
}

/* Tell the caller how long the value of option i is. */
static int
length_out(struct get_ctx *gc, unsigned i, size_t len)
{
	uint64_t n = len;

	return copyout(&n, gc->gc_opts->os_iov + i * 32 + 24, sizeof(n));
}

static int
opt_out(struct get_ctx *gc, unsigned i, char *buf)
{
	struct jail_opt *jo = &gc->gc_opts->os_opt[i];
	size_t len;
	int error;

	value_get(gc, jo->jo_param, buf, &len);
	if (jo->jo_negated)
		*(int *)buf = !*(int *)buf;
	if (jo->jo_base == 0)
		return length_out(gc, i, len);
	if (jo->jo_len < len || (jo->jo_param->jp_type != JP_STRING &&
	    jo->jo_len != len))
		return get_error(gc, EINVAL, "%s: buffer has the wrong size",
		    jo->jo_name);
	error = copyout(buf, jo->jo_base, len);
	return error != 0 ? error : length_out(gc, i, len);
}

static int
get_values(struct get_ctx *gc)
{
	struct jail_opts *os = gc->gc_opts;
	struct jail_opt *jo;
	char *buf;
	unsigned i;
	int error = 0;

	buf = kmem_alloc(NULL, 1024, KM_SLEEP);
	if (buf == NULL)
		return ENOMEM;
	for (i = 0; i < os->os_count && error == 0; i++) {
		jo = &os->os_opt[i];
		if (jo->jo_param != NULL)
			error = opt_out(gc, i, buf);
		else if (jo != gc->gc_last && jo != os->os_errmsg &&
		    jo != os->os_desc)
			error = get_error(gc, EINVAL,
			    "unknown parameter: %s", jo->jo_name);
	}
	kmem_free(buf);
	return error;
}

static int
jail_get_steps(struct get_ctx *gc, uint64_t *jid)
{
	int fd, error;

	mutex_lock(&jail_lock);
	error = get_find_locked(gc);
	if (error == 0) {
		jail_hold(gc->gc_jail);
		gc->gc_alive = jail_ref(gc->gc_jail, &gc->gc_ref) == 0;
	}
	mutex_unlock(&jail_lock);
	if (error != 0)
		return error;
	error = get_values(gc);
	if (error == 0) {
		error = jail_desc_install(gc->gc_td, gc->gc_file,
		    gc->gc_jail, gc->gc_opts->os_desc, &fd);
		gc->gc_file = NULL;
	}
	*jid = (uint64_t)gc->gc_jail->j_id;
	if (gc->gc_alive)
		jail_drop(gc->gc_jail, &gc->gc_ref);
	jail_release(gc->gc_jail);
	return error;
}

/* The jail that a descriptor names, and a descriptor to give back. */
static int
get_descriptors(struct get_ctx *gc)
{
	int flags = gc->gc_flags, error;

	error = jail_desc_check(gc->gc_opts, flags);
	if (error == 0 && (flags & (JAIL_USE_DESC | JAIL_AT_DESC)) != 0)
		error = jail_desc_find(gc->gc_td, gc->gc_opts->os_desc,
		    S_IRUSR, &gc->gc_desc);
	if (error != 0)
		return get_error(gc, error, "%s",
		    "desc: not one to be used so");
	if ((flags & JAIL_AT_DESC) != 0)
		gc->gc_self = gc->gc_desc;
	return jail_desc_create(gc->gc_td, flags, &gc->gc_file);
}

/* int jail_get(struct iovec *iov, unsigned niov, int flags) */
static int
sys_jail_get(struct thread *td, struct syscall_args *sa)
{
	struct get_ctx gc = {
		.gc_td = td,
		.gc_self = jail_of(td->td_cred),
		.gc_flags = (int)sa->sa_arg[2],
	};
	int error;

	if ((gc.gc_flags & ~JAIL_GET_MASK) != 0)
		return EINVAL;
	error = jail_opts_read(sa->sa_arg[0], (unsigned)sa->sa_arg[1],
	    &gc.gc_opts);
	if (error != 0)
		return error;
	error = get_descriptors(&gc);
	if (error == 0) {
		vimage_gate_enter();	/* images stay while they are read */
		error = jail_get_steps(&gc, &sa->sa_ret);
		vimage_gate_leave();
	}
	if (error != 0 && gc.gc_errmsg[0] != '\0')
		jail_opts_errmsg(gc.gc_opts, gc.gc_errmsg);
	if (gc.gc_file != NULL)
		file_drop(gc.gc_file);
	jail_release(gc.gc_desc);
	jail_opts_free(gc.gc_opts);
	return error;
}

SYSCALL(SYS_jail_get, 3, sys_jail_get);
