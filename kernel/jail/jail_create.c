// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_create - making a jail, all or nothing.
 *
 * First its number and name are reserved by putting it into the tree in
 * state CREATING (under jail_lock), then its images are made, lowest phase
 * first (no lock), then the caller commits values and publishes.  Whatever
 * fails before, jail_abandon takes it back from where it got to.
 */
#include <sys/errno.h>

#include "kernel/jail/jail_priv.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/vfs/vfs.h"

static struct jail *
jail_alloc(const struct jail *parent)
{
	struct jail *j;

	j = kmem_zalloc(NULL, sizeof(*j), KM_SLEEP);
	if (j == NULL)
		return NULL;
	j->j_state = JAIL_CREATING;
	spin_init(&j->j_lock, "jail_inner");
	refs_init(&j->j_refs, "jail");
	waitq_init(&j->j_wait, "jail");
	poll_head_init(&j->j_poll);
	list_init(&j->j_children);
	list_init(&j->j_sibling);
	list_init(&j->j_all);
	list_init(&j->j_idlink);
	list_init(&j->j_namelink);
	list_init(&j->j_procs);
	list_init(&j->j_worklink);
	j->j_holds = 1;		/* the tree's */
	j->j_limits.ls_ledger = ledger_create("jail",
	    parent->j_limits.ls_ledger);
	if (j->j_limits.ls_ledger == NULL) {
		refs_destroy(&j->j_refs);
		spin_destroy(&j->j_lock);
		kmem_free(j);
		return NULL;
	}
	return j;
}

/* Is there room in every jail above? */
static int
limits_check(struct jail_set_ctx *ctx)
{
	struct jail *up;

	for (up = ctx->jc_parent; up != NULL; up = up->j_parent)
		if (up->j_children_cur >= up->j_children_max)
			return jail_error(ctx, EPERM, "prison limit exceeded");
	return 0;
}

static int
number_choose(struct jail_set_ctx *ctx)
{
	if (ctx->jc_jid == 0)
		ctx->jc_jid = jail_id_next();
	if (ctx->jc_jid == 0)
		return jail_error(ctx, EAGAIN, "no available jail IDs");
	return 0;
}

/* The name asked for, or the number as text. */
static int
name_choose(struct jail_set_ctx *ctx)
{
	char text[16];

	if (ctx->jc_name == NULL) {
		snprintf(text, sizeof(text), "%d", ctx->jc_jid);
		if (jail_lookup_child(ctx->jc_parent, text, strlen(text)))
			return jail_error(ctx, EEXIST,
			    "jail \"%s\" already exists", text);
		ctx->jc_name = kmem_strdup(NULL, text, KM_SLEEP);
	}
	return ctx->jc_name != NULL ? 0 : ENOMEM;
}

/* What those inside are bound by until somebody says otherwise. */
static void
bounds_start(struct jail *j)
{
	const struct bounds *up = &j->j_parent->j_bounds;

	j->j_bounds = *up;
	j->j_bounds.bn_allow = jail_allow_start(j->j_parent);
	j->j_bounds.bn_enforce_statfs = 2;
}

int
jail_reserve(struct jail_set_ctx *ctx, struct jail **out)
{
	struct jail *j;
	int error;

	MUTEX_ASSERT(&jail_lock);
	error = limits_check(ctx);
	if (error == 0)
		error = number_choose(ctx);
	if (error == 0)
		error = name_choose(ctx);
	if (error != 0)
		return error;
	j = jail_alloc(ctx->jc_parent);
	if (j == NULL)
		return ENOMEM;
	j->j_id = ctx->jc_jid;
	j->j_parent = ctx->jc_parent;
	j->j_name = ctx->jc_name;
	j->j_path = ctx->jc_path;
	j->j_root = ctx->jc_root;
	j->j_securelevel = ctx->jc_parent->j_securelevel;
	j->j_limits.ls_parent = ctx->jc_parent == &prison0 ? NULL :
	    &ctx->jc_parent->j_limits;
	bounds_start(j);
	ctx->jc_name = ctx->jc_path = NULL;	/* the jail's now */
	ctx->jc_root = NULL;
	jail_tree_insert(j);
	*out = j;
	return 0;
}

/* What the options say about images; a bit for each slot. */
struct image_wishes {
	uint32_t iw_asked;		/* [t] by the subsystem's parameter.. */
	uint32_t iw_inherit;		/* [t] ..to share the one above */
	uint32_t iw_disable;		/* [t] ..to have one that refuses */
	uint32_t iw_touched;		/* [t] something in it is set */
};

static void
wishes_read(const struct jail_opts *os, struct image_wishes *iw)
{
	const struct jail_opt *jo;
	uint32_t bit;

	memset(iw, 0, sizeof(*iw));
	for (jo = os->os_opt; jo < os->os_opt + os->os_count; jo++) {
		if (jo->jo_param == NULL || jo->jo_param->jp_slot == NULL)
			continue;
		bit = 1u << VIMAGE_SLOT_OF(jo->jo_param->jp_slot);
		if (!jail_param_is_subsys(jo->jo_param)) {
			iw->iw_touched |= bit;
			continue;
		}
		/* The last one counts, as if each had been set in turn. */
		iw->iw_asked |= bit;
		iw->iw_inherit &= ~bit;
		iw->iw_disable &= ~bit;
		if (jo->jo_number == JAIL_SYS_INHERIT)
			iw->iw_inherit |= bit;
		else if (jo->jo_number == JAIL_SYS_DISABLE)
			iw->iw_disable |= bit;
	}
}

/*
 * Does the jail get an image of its own?  When it is asked for, by name or
 * by setting something that lives in one; otherwise the subsystem decides.
 * What the jail above has disabled is so below.
 */
static int
image_wanted(const struct image_wishes *iw, const struct vimage_subsys *vs,
    const struct image *parent)
{
	uint32_t bit = 1u << vimage_slot(vs);

	if ((iw->iw_asked & bit) != 0)
		return (iw->iw_inherit & bit) == 0;
	if (parent->im_disabled)
		return 0;
	return (iw->iw_touched & bit) != 0 || (vs->vs_flags & VS_OWN) != 0;
}

int
jail_build(struct jail_set_ctx *ctx, struct jail *j)
{
	const struct vimage_subsys *vs;
	struct image_wishes iw;
	struct image *parent;
	unsigned i, n, slot;
	uint8_t order[IMAGE_SLOTS];
	char name[JAIL_NAME_MAX];
	int error;

	mutex_lock(&jail_lock);
	jail_name(&prison0, j, name, sizeof(name));
	mutex_unlock(&jail_lock);
	wishes_read(ctx->jc_opts, &iw);
	n = vimage_order(~0u, order);
	for (i = 0; i < n; i++) {
		slot = order[i];
		vs = vimage_by_slot(slot);
		parent = j->j_parent->j_image[slot];
		/* Its module is on its way in, or out: no jail has one yet. */
		if (parent == NULL || vs == NULL)
			continue;
		if (!image_wanted(&iw, vs, parent)) {
			j->j_image[slot] = parent;
			continue;
		}
		error = image_create(vs, parent, name, j,
		    &j->j_image[slot]);
		if (error != 0)
			return jail_error(ctx, error, "%s: cannot be made",
			    vs->vs_param);
		j->j_owned |= 1u << slot;
		j->j_image[slot]->im_disabled =
		    (iw.iw_disable >> slot & 1) != 0;
	}
	return 0;
}

void
jail_abandon(struct jail *j)
{
	struct jail *parent = j->j_parent;

	jail_images_shutdown(j);
	jail_images_wait(j);
	jail_images_destroy(j);
	vnode_drop(j->j_root);
	j->j_root = NULL;
	mutex_lock(&jail_lock);
	jail_state_set(j, JAIL_DEAD);
	jail_tree_remove(j);
	if (parent->j_state != JAIL_ALIVE || !parent->j_persist)
		jail_work_enqueue(parent);	/* it may have waited for j */
	mutex_unlock(&jail_lock);
	jail_release(j);
}

/* ---------------------------------------------------------- commits */

static void
param_commit(struct jail *j, const struct jail_param *jp,
    const struct jail_value *v)
{
	if (jp->jp_family != NULL)
		jp->jp_family->jf_commit(j, jp, v);
	else if (jp->jp_commit != NULL)
		jp->jp_commit(j, v);
}

void
jail_commit_core(struct jail_set_ctx *ctx, struct jail *j)
{
	struct jail_opts *os = ctx->jc_opts;
	const struct jail_param *jp;
	struct jail_value v;
	unsigned i;

	MUTEX_ASSERT(&jail_lock);
	for (i = 0; i < os->os_count; i++) {
		jp = os->os_opt[i].jo_param;
		if (jp == NULL || jp->jp_slot != NULL)
			continue;
		v = jail_opt_value(&os->os_opt[i]);
		param_commit(j, jp, &v);
	}
}

void
jail_commit_images(struct jail_set_ctx *ctx, struct jail *j)
{
	struct jail_opts *os = ctx->jc_opts;
	const struct jail_param *jp;
	struct jail_value v;
	struct image *old;
	unsigned i, slot;

	for (i = 0; i < os->os_count; i++) {
		jp = os->os_opt[i].jo_param;
		if (jp == NULL || jp->jp_slot == NULL)
			continue;
		slot = VIMAGE_SLOT_OF(jp->jp_slot);
		v = jail_opt_value(&os->os_opt[i]);
		old = image_switch(slot, j->j_image[slot], NULL, 0);
		param_commit(j, jp, &v);
		image_switch(slot, old, NULL, 0);
	}
}
