// SPDX-License-Identifier: BSD-2-Clause
/*
 * kld_users - does anything still lead to a module?
 *
 * Threads are found on their stacks (kld_quiet.c), objects by MODULE_USER
 * records in the layers that have them.  Both are asked twice, in turn: a
 * pointer may go from an object to a stack (the last close of a file) or
 * from a stack to an object between two looks.  New ones cannot be had, for
 * the records are hidden by then.
 *
 * Locks: [k] kld_lock.
 */
#include <sys/errno.h>

#include "kernel/kld/kld_priv.h"
#include "kernel/lib/module_user.h"
#include "kernel/lib/string.h"
#include "kernel/sched/callout.h"

#define ROUNDS	2

SET_DECLARE(module_user, const struct module_user);

/* What is in the way, in words. */
struct obstacle {
	char ob_text[160];		/* [t] */
};

/*
 * Memory of the base system that its code allocated, for whatever purpose:
 * freeing it would write to the site's entry, which lies in the module.
 */
static int
memory_look(const struct kld_file *kf, struct obstacle *ob)
{
	const struct alloc_site *const *p;

	for (p = kf->kf_sites; p < kf->kf_sites_end; p++) {
		if ((*p)->as_base->le_objects == 0)
			continue;
		snprintf(ob->ob_text, sizeof(ob->ob_text),
		    "%ld bytes allocated by %s() line %d",
		    (*p)->as_base->le_bytes, (*p)->as_func, (*p)->as_line);
		return EBUSY;
	}
	return 0;
}

static int
objects_look(const struct kld_file *kf, int flags, struct obstacle *ob)
{
	const struct module_user *const *p;
	struct module_use mu;

	SET_FOREACH(p, module_user) {
		if ((*p)->mu_flags != flags && flags != 0)
			continue;
		mu = (struct module_use){ .mu_lo = kf->kf_base,
		    .mu_hi = kf->kf_base + kf->kf_size };
		(*p)->mu_find(&mu);
		if (mu.mu_found == 0)
			continue;
		snprintf(ob->ob_text, sizeof(ob->ob_text),
		    "used by %d %s: %s", mu.mu_found, (*p)->mu_name,
		    mu.mu_who);
		return EBUSY;
	}
	return flags == 0 ? memory_look(kf, ob) : 0;
}

static int
threads_wait(const struct kld_file *kf, uint64_t deadline,
    struct obstacle *ob)
{
	char who[KLD_WHO];

	if (kld_quiet_wait(kf->kf_base, kf->kf_base + kf->kf_size, deadline,
	    who) == 0)
		return 0;
	snprintf(ob->ob_text, sizeof(ob->ob_text),
	    "a thread is inside: %s", who);
	return EBUSY;
}

static int
obstacle_say(const struct kld_file *kf, const struct obstacle *ob)
{
	return kld_say(EBUSY, "%s: %s%s", kf->kf_name, kf->kf_ended ?
	    "it has ended, its memory is kept: " : "", ob->ob_text);
}

int
kld_users_check(const struct kld_file *kf, int flags)
{
	struct obstacle ob;

	return objects_look(kf, flags, &ob) == 0 ? 0 : obstacle_say(kf, &ob);
}

int
kld_users_wait(const struct kld_file *kf, int flags, uint64_t wait_ns)
{
	uint64_t deadline = clock_uptime_ns() + wait_ns;
	struct obstacle ob;
	int i, error;

	for (;;) {
		error = 0;
		for (i = 0; i < ROUNDS && error == 0; i++) {
			error = threads_wait(kf, deadline, &ob);
			if (error == 0)
				error = objects_look(kf, flags, &ob);
		}
		if (error == 0)
			return 0;
		if (clock_uptime_ns() >= deadline)
			return obstacle_say(kf, &ob);
		kld_pause();
	}
}
