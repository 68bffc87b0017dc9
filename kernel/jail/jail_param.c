// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_param - which parameters there are.
 *
 * Most are records (JAIL_PARAM) in the files they concern.  For each
 * instanced subsystem one more is made here at boot, NAME=new|inherit, so
 * that a subsystem becomes choosable without a line of code.
 *
 * A subsystem's entry is written before anybody can find it.
 */
#include "kernel/jail/jail_priv.h"
#include "kernel/lib/string.h"
#include "kernel/sys/sysctl.h"

SET_DECLARE(jail_param, const struct jail_param);

static struct jail_param subsys_params[IMAGE_SLOTS];	/* [I] by slot */

void
jail_param_subsys_add(const struct vimage_subsys *vs)
{
	struct jail_param *jp = &subsys_params[vimage_slot(vs)];

	jp->jp_name = vs->vs_param;
	jp->jp_type = JP_JAILSYS;
	jp->jp_size = sizeof(int);
	jp->jp_flags = JP_CREATE;
	if ((vs->vs_flags & VS_DISABLE) != 0)
		jp->jp_flags |= JP_DISABLE;
	jp->jp_slot = vs->vs_slot;
}

static void
jail_param_init(void)
{
	unsigned i;

	for (i = 0; i < vimage_nsubsys; i++)
		jail_param_subsys_add(vimage_sorted[i]);
}

INITCALL(PHASE_FRAMEWORK, jail_param_init);

int
jail_param_is_subsys(const struct jail_param *jp)
{
	return jp >= subsys_params && jp < subsys_params + IMAGE_SLOTS;
}

const struct jail_param *
jail_param_subsys(const struct vimage_subsys *vs)
{
	return &subsys_params[vimage_slot(vs)];
}

static const struct jail_param *
param_find_exact(const char *name)
{
	const struct jail_param *const *p, *jp;
	const struct vimage_subsys *vs;
	unsigned slot;

	for (slot = 0; slot < IMAGE_SLOTS; slot++) {
		vs = vimage_by_slot(slot);
		if (vs != NULL && jail_text_same(vs->vs_param, name))
			return jail_param_subsys(vs);
	}
	SET_FOREACH(p, jail_param)
		if (jail_text_same((*p)->jp_name, name))
			return *p;
	jp = jail_limit_find(name);
	return jp != NULL ? jp : jail_allow_find(name);
}

/* "allow.nomount" is "allow.mount" turned round. */
const struct jail_param *
jail_param_find(const char *name, int *negated)
{
	const struct jail_param *jp = param_find_exact(name);
	const char *last = strrchr(name, '.');
	char plain[JAIL_OPT_NAME];
	size_t at;

	*negated = 0;
	at = last != NULL ? (size_t)(last + 1 - name) : 0;
	if (jp != NULL || strncmp(name + at, "no", 2) != 0)
		return jp;
	if (strlcpy(plain, name, sizeof(plain)) >= sizeof(plain))
		return NULL;
	memmove(plain + at, plain + at + 2, strlen(plain + at + 2) + 1);
	jp = param_find_exact(plain);
	if (jp == NULL || jp->jp_type != JP_BOOL)
		return NULL;
	*negated = 1;
	return jp;
}

int
jail_param_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	const struct jail_param *jp = so->so_ptr;
	static const char *const types[] = {
		"I", "B", "S", "E,jailsys", "L"
	};
	char text[32];
	int len;

	len = snprintf(text, sizeof(text), "%s", types[jp->jp_type]);
	if (jp->jp_type == JP_STRING)
		len = snprintf(text, sizeof(text), "S,%zu", jp->jp_size);
	len += snprintf(text + len, sizeof(text) - len, " %s",
	    (jp->jp_flags & JP_RDONLY) != 0 ? "r" :
	    (jp->jp_flags & JP_CREATE) != 0 ? "c" : "w");
	return sysctl_out(req, text, len + 1);
}
