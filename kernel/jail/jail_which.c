// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_which - which jail a jail_set(2) is about.
 *
 * By number, by dotted name, or both; an existing one (jc_target) or one to
 * be made.  The order of the tests is FreeBSD's, so that the same mistake
 * gets the same answer.  All of this runs under jail_lock, which the caller
 * keeps until it has acted on the answer.
 */
#include <sys/errno.h>

#include "kernel/jail/jail_priv.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"

static int
is_number(const char *s)
{
	const char *c;

	for (c = s; *c >= '0' && *c <= '9'; c++)
		continue;
	return c != s && *c == '\0';
}

static int
find_by_jid(struct jail_set_ctx *ctx)
{
	struct jail *j = jail_lookup_id(ctx->jc_jid);
	int jid = ctx->jc_jid;

	if (j == NULL) {
		if ((ctx->jc_flags & JAIL_CREATE) == 0)
			return jail_error(ctx, ENOENT, "jail %d not found",
			    jid);
		return 0;
	}
	if ((ctx->jc_flags & JAIL_UPDATE) == 0)
		return jail_error(ctx, EEXIST, "jail %d already exists", jid);
	if (j == ctx->jc_self || !jail_contains(ctx->jc_self, j) ||
	    j->j_state == JAIL_CREATING)
		return jail_error(ctx, ENOENT, "jail %d not found", jid);
	if (j->j_state != JAIL_ALIVE || j->j_parent->j_state != JAIL_ALIVE)
		return jail_error(ctx, ENOENT, "jail %d is dying", jid);
	ctx->jc_target = j;
	ctx->jc_parent = j->j_parent;
	return 0;
}

/* The jail of a descriptor: whichever, as long as it lives. */
static int
find_by_desc(struct jail_set_ctx *ctx)
{
	struct jail *j = ctx->jc_desc;

	if (j->j_state != JAIL_ALIVE || j->j_parent->j_state != JAIL_ALIVE)
		return jail_error(ctx, ENOENT, "jail %d is dying", j->j_id);
	if (ctx->jc_jid != 0 && ctx->jc_jid != j->j_id)
		return jail_error(ctx, EINVAL, "desc: not of jail %d",
		    ctx->jc_jid);
	ctx->jc_target = j;
	ctx->jc_parent = j->j_parent;
	return 0;
}

/* What stands before the last dot names the jail above. */
static int
find_parent(struct jail_set_ctx *ctx, const char *name)
{
	const char *dot = strrchr(name, '.');
	int len = dot != NULL ? (int)(dot - name) : 0;
	struct jail *parent = ctx->jc_self;

	ctx->jc_leaf = dot != NULL ? dot + 1 : name;
	if (dot != NULL)
		parent = jail_lookup_name(ctx->jc_self, name, len);
	if (parent == NULL || parent->j_state == JAIL_CREATING)
		return jail_error(ctx, ENOENT, "jail \"%.*s\" not found",
		    len, name);
	if (parent->j_state != JAIL_ALIVE)
		return jail_error(ctx, ENOENT, "jail \"%.*s\" is dying",
		    len, name);
	if (ctx->jc_target != NULL && ctx->jc_parent != parent)
		return jail_error(ctx, EINVAL, "cannot change jail's parent");
	ctx->jc_parent = parent;
	return 0;
}

static int
find_by_name(struct jail_set_ctx *ctx, const char *name)
{
	struct jail *j;
	int error;

	error = find_parent(ctx, name);
	if (error != 0)
		return error;
	j = jail_lookup_child(ctx->jc_parent, ctx->jc_leaf,
	    strlen(ctx->jc_leaf));
	if (ctx->jc_target != NULL || (j != NULL && ctx->jc_jid != 0)) {
		if (j != NULL && j != ctx->jc_target)
			goto exists;
		return 0;
	}
	/* One half made is there for who would make it, not for others. */
	if ((ctx->jc_flags & JAIL_CREATE) == 0 &&
	    (j == NULL || j->j_state == JAIL_CREATING))
		return jail_error(ctx, ENOENT, "jail \"%s\" not found", name);
	if (j == NULL)
		return 0;
	if ((ctx->jc_flags & JAIL_UPDATE) == 0 || j->j_state != JAIL_ALIVE)
		goto exists;
	ctx->jc_target = j;
	return 0;

exists:
	return jail_error(ctx, EEXIST, "jail \"%s\" already exists", name);
}

/* A name may be a number only if it is the jail's own. */
static int
name_check(struct jail_set_ctx *ctx)
{
	size_t above = jail_name_length(ctx->jc_parent);
	int jid = ctx->jc_target != NULL ? ctx->jc_target->j_id : ctx->jc_jid;

	if (is_number(ctx->jc_leaf) &&
	    strtol(ctx->jc_leaf, NULL, 10) != jid)
		return jail_error(ctx, EINVAL,
		    "name cannot be numeric (unless it is the jid)");
	if (above + 1 + strlen(ctx->jc_leaf) >= JAIL_NAME_MAX)
		return jail_error(ctx, ENAMETOOLONG, "name: too long");
	ctx->jc_name = kmem_strdup(NULL, ctx->jc_leaf, KM_SLEEP);
	return ctx->jc_name != NULL ? 0 : ENOMEM;
}

static int
descendants_check(struct jail_set_ctx *ctx)
{
	struct jail *t = ctx->jc_target, *d;
	size_t more;

	if (t == NULL)
		return 0;
	more = strlen(ctx->jc_name);
	for (d = jail_next(t, t); d != NULL; d = jail_next(t, d))
		if (jail_name_length(d) - strlen(t->j_name) + more >=
		    JAIL_NAME_MAX)
			return jail_error(ctx, ENAMETOOLONG,
			    "name: too long for a jail below");
	return 0;
}

int
jail_set_find(struct jail_set_ctx *ctx)
{
	struct jail_opt *jid = jail_opts_find(ctx->jc_opts, "jid");
	struct jail_opt *name = jail_opts_find(ctx->jc_opts, "name");
	const char *text = name != NULL ? name->jo_string : "";
	int error = 0;

	if (ctx->jc_self->j_state != JAIL_ALIVE)
		return EAGAIN;
	ctx->jc_jid = jid != NULL ? jid->jo_number : 0;
	if (ctx->jc_jid < 0)
		return jail_error(ctx, EINVAL, "negative jid");
	if (ctx->jc_jid == 0 && is_number(text) && strlen(text) <= 6)
		ctx->jc_jid = (int)strtol(text, NULL, 10);
	if (ctx->jc_jid > JAIL_MAX)
		return jail_error(ctx, EINVAL, "jid: out of range");
	ctx->jc_parent = ctx->jc_self;
	if ((ctx->jc_flags & JAIL_USE_DESC) != 0)
		error = find_by_desc(ctx);
	else if (ctx->jc_jid != 0)
		error = find_by_jid(ctx);
	if (error == 0 && text[0] != '\0')
		error = find_by_name(ctx, text);
	if (error != 0)
		return error;
	if (ctx->jc_target == NULL && (ctx->jc_flags & JAIL_CREATE) == 0)
		return jail_error(ctx, ENOENT, "update specified no jail");
	if (text[0] == '\0')
		return 0;
	error = name_check(ctx);
	return error != 0 ? error : descendants_check(ctx);
}
