// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_set - the system call that makes and changes jails.
 *
 * The steps stand in jail_set_steps: read everything the caller says, find
 * the jail it means, let every parameter object, and only then change
 * something.  After the first commit nothing can fail.  Errors and their
 * texts are FreeBSD's jail_set(2), in its order; where FreeBSD gives no
 * text there is one here that names the parameter.
 *
 * Locks: jail_lock over finding and checking, so that what was checked is
 * still true at the commit; dropped around the making of images.
 */
#include <stdarg.h>
#include <sys/errno.h>
#include <sys/stat.h>

#include "kernel/cred/cred.h"
#include "kernel/file/file.h"
#include "kernel/jail/jail_priv.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc.h"
#include "kernel/sys/syscall.h"
#include "kernel/vfs/vfs.h"

#include <sys/syscall.h>

#define JAIL_SET_FLAGS	JAIL_SET_MASK

int
jail_error(struct jail_set_ctx *ctx, int error, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(ctx->jc_errmsg, sizeof(ctx->jc_errmsg), fmt, ap);
	va_end(ap);
	return error;
}

struct jail *
jail_ctx_parent(struct jail_set_ctx *ctx)
{
	return ctx->jc_parent;
}

struct jail *
jail_ctx_target(struct jail_set_ctx *ctx)
{
	return ctx->jc_target;
}

/* ------------------------------------------------- the call itself */

static int
set_check_flags(struct jail_set_ctx *ctx)
{
	if ((ctx->jc_flags & (JAIL_CREATE | JAIL_UPDATE)) == 0)
		return jail_error(ctx, EINVAL,
		    "no valid operation (create or update)");
	return 0;
}

/* The jail that a descriptor names, and a descriptor to give back. */
static int
set_descriptors(struct jail_set_ctx *ctx)
{
	int flags = ctx->jc_flags, error;

	error = jail_desc_check(ctx->jc_opts, flags);
	if ((flags & (JAIL_USE_DESC | JAIL_CREATE)) ==
	    (JAIL_USE_DESC | JAIL_CREATE))
		error = EINVAL;
	if (error == 0 && (flags & (JAIL_USE_DESC | JAIL_AT_DESC)) != 0)
		error = jail_desc_find(ctx->jc_td, ctx->jc_opts->os_desc,
		    S_IWUSR, &ctx->jc_desc);
	if (error != 0)
		return jail_error(ctx, error, "desc: not one to be used so");
	if ((flags & JAIL_AT_DESC) != 0) {
		mutex_lock(&jail_lock);
		error = jail_ref(ctx->jc_desc, &ctx->jc_descref);
		mutex_unlock(&jail_lock);
		if (error != 0)
			return error;
		ctx->jc_self = ctx->jc_desc;
	}
	if ((flags & JAIL_CREATE) != 0 && ctx->jc_self->j_children_max == 0)
		return EPERM;
	return jail_desc_create(ctx->jc_td, flags, &ctx->jc_file);
}

/* Every known value, in the order given. */
static int
set_decode(struct jail_set_ctx *ctx)
{
	struct jail_opts *os = ctx->jc_opts;
	struct jail_opt *jo;
	const char *why;
	unsigned i;
	int error;

	for (i = 0; i < os->os_count; i++) {
		jo = &os->os_opt[i];
		if (jo->jo_param == NULL)
			continue;
		if ((jo->jo_param->jp_flags & JP_RDONLY) != 0)
			return jail_error(ctx, EINVAL,
			    "%s cannot be set", jo->jo_name);
		error = jail_opt_decode(jo, &why);
		if (error != 0)
			return jail_error(ctx, error, "%s: %s", jo->jo_name,
			    why);
	}
	return 0;
}

static int
set_check_persist(struct jail_set_ctx *ctx)
{
	struct jail_opt *jo = jail_opts_find(ctx->jc_opts, "persist");

	if ((ctx->jc_flags & (JAIL_CREATE | JAIL_ATTACH)) == JAIL_CREATE &&
	    (jo == NULL || !jo->jo_number))
		return jail_error(ctx, EINVAL,
		    "new jail must persist or attach");
	return 0;
}

/* What is made for another jail may not lead out of its root. */
static int
path_below(struct jail_set_ctx *ctx)
{
	char *buf;
	int error;

	if ((ctx->jc_flags & JAIL_AT_DESC) == 0)
		return 0;
	buf = kmem_alloc(NULL, PATH_MAX_BYTES, KM_SLEEP);
	if (buf == NULL)
		return ENOMEM;
	error = vnode_path(ctx->jc_desc->j_root, ctx->jc_root, buf,
	    PATH_MAX_BYTES);
	kmem_free(buf);
	return error == 0 ? 0 : jail_error(ctx, EPERM,
	    "path: not below the root of the jail above");
}

/* Resolve "path" as the caller sees it; a directory, held. */
static int
path_lookup(struct jail_set_ctx *ctx, const char *path)
{
	struct namei ni = { .ni_flags = NAMEI_FOLLOW | NAMEI_DIR };
	int error;

	proc_dirs(ctx->jc_td->td_proc, &ni.ni_root, &ni.ni_cwd);
	ni.ni_cred = ctx->jc_td->td_cred;
	error = namei(&ni, path);
	vnode_drop(ni.ni_root);
	vnode_drop(ni.ni_cwd);
	if (error != 0)
		return jail_error(ctx, error, "path: %s: %s", path,
		    error == ENOTDIR ? "not a directory" :
		    error == ENOENT ? "does not exist" : "cannot be used");
	ctx->jc_root = ni.ni_vn;
	return path_below(ctx);
}

/* Without a path the new jail has the root of the process that makes it. */
static int
set_path(struct jail_set_ctx *ctx)
{
	struct jail_opt *jo = jail_opts_find(ctx->jc_opts, "path");
	struct vnode *cwd;
	char *buf;
	int error = 0;

	if ((ctx->jc_flags & JAIL_CREATE) == 0)
		return 0;
	if (jo != NULL) {
		error = path_lookup(ctx, jo->jo_string);
	} else if ((ctx->jc_flags & JAIL_AT_DESC) != 0) {
		ctx->jc_root = vnode_hold(ctx->jc_desc->j_root);
	} else {
		proc_dirs(ctx->jc_td->td_proc, &ctx->jc_root, &cwd);
		vnode_drop(cwd);
	}
	if (error != 0)
		return error;
	buf = kmem_alloc(NULL, PATH_MAX_BYTES, KM_SLEEP);
	if (buf == NULL)
		return ENOMEM;
	error = vnode_path(vfs_rootvnode, ctx->jc_root, buf, PATH_MAX_BYTES);
	if (error == 0) {
		ctx->jc_path = kmem_strdup(NULL, buf, KM_SLEEP);
		error = ctx->jc_path != NULL ? 0 : ENOMEM;
	}
	kmem_free(buf);
	return error;
}

/* ----------------------------------------------------- objections */

/* Is what the value lives in the jail's own, or about to be? */
static int
check_owned(struct jail_set_ctx *ctx, const struct jail_opt *jo)
{
	unsigned slot = VIMAGE_SLOT_OF(jo->jo_param->jp_slot);
	const struct vimage_subsys *vs = vimage_by_slot(slot);
	struct jail_opt *own;

	if (vs == NULL)			/* its module has just gone */
		return jail_error(ctx, EINVAL, "%s: is no more", jo->jo_name);
	own = jail_opts_find(ctx->jc_opts, vs->vs_param);
	if (ctx->jc_target != NULL ? !jail_owns(ctx->jc_target, slot) :
	    own != NULL && own->jo_number == JAIL_SYS_INHERIT)
		return jail_error(ctx, EINVAL, "%s: %s is inherited",
		    jo->jo_name, vs->vs_param);
	return 0;
}

/* No jail has what the one above has disabled. */
static int
check_enabled(struct jail_set_ctx *ctx, const struct jail_opt *jo)
{
	unsigned slot = VIMAGE_SLOT_OF(jo->jo_param->jp_slot);

	const struct image *above = ctx->jc_parent->j_image[slot];

	if (above == NULL)		/* its module is on its way out */
		return jail_error(ctx, EINVAL, "%s: is no more", jo->jo_name);
	if (!above->im_disabled ||
	    (jail_param_is_subsys(jo->jo_param) &&
	    jo->jo_number != JAIL_SYS_NEW))
		return 0;
	return jail_error(ctx, EPERM, "%s: disabled in the jail above",
	    jo->jo_name);
}

static int
check_one(struct jail_set_ctx *ctx, const struct jail_opt *jo)
{
	const struct jail_param *jp = jo->jo_param;
	struct jail_value v = jail_opt_value(jo);
	int error = 0;

	if (ctx->jc_target != NULL && (jp->jp_flags & JP_CREATE) != 0)
		return jail_error(ctx, EINVAL,
		    "%s cannot be changed after creation", jo->jo_name);
	if (jp->jp_slot != NULL && !jail_param_is_subsys(jp))
		error = check_owned(ctx, jo);
	if (error == 0 && jp->jp_slot != NULL)
		error = check_enabled(ctx, jo);
	if (error == 0 && jp->jp_family != NULL &&
	    jp->jp_family->jf_check != NULL)
		error = jp->jp_family->jf_check(ctx, jp, &v);
	if (error == 0 && jp->jp_check != NULL)
		error = jp->jp_check(ctx, &v);
	return error;
}

static int
set_check(struct jail_set_ctx *ctx)
{
	struct jail_opts *os = ctx->jc_opts;
	unsigned i;
	int error;

	for (i = 0; i < os->os_count; i++) {
		if (os->os_opt[i].jo_param == NULL)
			continue;
		error = check_one(ctx, &os->os_opt[i]);
		if (error != 0)
			return error;
	}
	for (i = 0; i < os->os_count; i++)
		if (os->os_opt[i].jo_param == NULL &&
		    &os->os_opt[i] != os->os_errmsg &&
		    &os->os_opt[i] != os->os_desc &&
		    strcmp(os->os_opt[i].jo_name, "errmsg") != 0)
			return jail_error(ctx, EINVAL,
			    "unknown parameter: %s", os->os_opt[i].jo_name);
	return 0;
}

/* -------------------------------------------------------- changing */

/* Let the new jail be seen, unless the one above began to end meanwhile. */
static int
publish(struct jail_set_ctx *ctx, struct jail *j)
{
	unsigned slot;
	int error = ENOENT;

	mutex_lock(&jail_lock);
	if (j->j_parent->j_state == JAIL_ALIVE) {
		for (slot = 0; slot < IMAGE_SLOTS; slot++)
			if (jail_owns(j, slot))
				image_publish(j->j_image[slot]);
		jail_commit_core(ctx, j);
		jail_state_set(j, JAIL_ALIVE);
		error = jail_ref(j, &ctx->jc_ref);
	}
	mutex_unlock(&jail_lock);
	if (error != 0)
		jail_error(ctx, error, "jail %d is dying", j->j_parent->j_id);
	return error;
}

/* Entered with jail_lock held, left without. */
static int
set_create(struct jail_set_ctx *ctx, struct jail **out)
{
	struct jail *j;
	int error;

	error = jail_reserve(ctx, &j);
	mutex_unlock(&jail_lock);
	if (error != 0)
		return error;
	error = jail_build(ctx, j);
	if (error == 0) {
		jail_commit_images(ctx, j);
		error = publish(ctx, j);
	}
	if (error != 0)
		jail_abandon(j);
	*out = j;
	return error;
}

/* Entered with jail_lock held, left without. */
static int
set_update(struct jail_set_ctx *ctx, struct jail **out)
{
	struct jail *j = ctx->jc_target;
	int error;

	error = jail_ref(j, &ctx->jc_ref);
	if (error == 0 && ctx->jc_name != NULL)
		ctx->jc_name = jail_tree_rename(j, ctx->jc_name);
	if (error == 0)
		jail_commit_core(ctx, j);
	mutex_unlock(&jail_lock);
	if (error != 0)
		return error;
	jail_commit_images(ctx, j);
	*out = j;
	return 0;
}

/*
 * The caller gets a descriptor and enters, as it asked for; a jail made for
 * one who then got neither goes again.
 */
static int
set_enter(struct jail_set_ctx *ctx, struct jail *j)
{
	struct thread *td = ctx->jc_td;
	struct file *fp = ctx->jc_file;
	int fd, error;

	ctx->jc_file = NULL;
	error = jail_desc_install(td, fp, j, ctx->jc_opts->os_desc, &fd);
	if (error == 0 && (ctx->jc_flags & JAIL_ATTACH) != 0) {
		error = jail_attach(td, j);
		if (error != 0 && fd >= 0)
			(void)fd_close(td->td_proc->p_fd, fd);
	}
	if (error == 0)
		return 0;
	if (ctx->jc_target == NULL) {
		mutex_lock(&jail_lock);
		jail_close(j);
		mutex_unlock(&jail_lock);
	}
	return jail_error(ctx, error, (ctx->jc_flags & JAIL_ATTACH) != 0 ?
	    "attach failed" : "no descriptor");
}

static int
jail_set_steps(struct jail_set_ctx *ctx, int *jid)
{
	struct jail *j;
	int error;

	error = set_check_flags(ctx);
	if (error == 0)
		error = set_descriptors(ctx);
	if (error == 0)
		error = set_decode(ctx);
	if (error == 0)
		error = set_check_persist(ctx);
	if (error == 0)
		error = set_path(ctx);
	if (error != 0)
		return error;

	mutex_lock(&jail_lock);
	error = jail_set_find(ctx);
	if (error == 0)
		error = set_check(ctx);
	if (error != 0) {
		mutex_unlock(&jail_lock);
		return error;
	}
	error = ctx->jc_target != NULL ? set_update(ctx, &j) :
	    set_create(ctx, &j);
	if (error != 0)
		return error;
	*jid = j->j_id;
	error = set_enter(ctx, j);
	jail_drop(j, &ctx->jc_ref);
	return error;
}

static int
set_check_caller(struct jail_set_ctx *ctx)
{
	int error;

	error = priv_check(ctx->jc_td->td_cred, PRIV_JAIL_SET);
	if (error == 0 && (ctx->jc_flags & JAIL_ATTACH) != 0)
		error = priv_check(ctx->jc_td->td_cred, PRIV_JAIL_ATTACH);
	if (error != 0)
		return error;
	if ((ctx->jc_flags & (JAIL_CREATE | JAIL_AT_DESC)) == JAIL_CREATE &&
	    ctx->jc_self->j_children_max == 0)
		return EPERM;
	return (ctx->jc_flags & ~JAIL_SET_FLAGS) != 0 ? EINVAL : 0;
}

static void
set_ctx_free(struct jail_set_ctx *ctx)
{
	if (ctx->jc_root != NULL)
		vnode_drop(ctx->jc_root);
	if (ctx->jc_file != NULL)
		file_drop(ctx->jc_file);
	if (ctx->jc_self == ctx->jc_desc)
		jail_drop(ctx->jc_desc, &ctx->jc_descref);
	jail_release(ctx->jc_desc);
	kmem_free(ctx->jc_path);
	kmem_free(ctx->jc_name);
	jail_opts_free(ctx->jc_opts);
}

/* int jail_set(struct iovec *iov, unsigned niov, int flags) */
static int
jail_set_run(struct thread *td, struct syscall_args *sa)
{
	struct jail_set_ctx ctx = {
		.jc_td = td,
		.jc_self = jail_of(td->td_cred),
		.jc_flags = (int)sa->sa_arg[2],
	};
	int error, jid = 0;

	error = set_check_caller(&ctx);
	if (error == 0)
		error = jail_opts_read(sa->sa_arg[0],
		    (unsigned)sa->sa_arg[1], &ctx.jc_opts);
	if (error != 0)
		return error;
	vimage_gate_enter();		/* modules change what sets hold */
	error = jail_set_steps(&ctx, &jid);
	vimage_gate_leave();
	if (error != 0 && ctx.jc_errmsg[0] != '\0')
		jail_opts_errmsg(ctx.jc_opts, ctx.jc_errmsg);
	set_ctx_free(&ctx);
	sa->sa_ret = (uint64_t)jid;
	return error;
}

/* Who will attach is made the only thread before anything is done. */
static int
sys_jail_set(struct thread *td, struct syscall_args *sa)
{
	int error;

	if ((sa->sa_arg[2] & JAIL_ATTACH) == 0)
		return jail_set_run(td, sa);
	error = proc_single_begin(td->td_proc, td, SINGLE_PARK);
	if (error != 0)
		return error;
	error = jail_set_run(td, sa);
	proc_single_end(td->td_proc, td);
	return error;
}

SYSCALL(SYS_jail_set, 3, sys_jail_set);
