// SPDX-License-Identifier: BSD-2-Clause
/*
 * dev - the list of character devices.
 *
 * Devices come at boot and stay; they are few, so a list in order of
 * registration does.  A record whose name another takes over stays usable
 * through vnodes that point at it.
 *
 * Locks: [dev] dev_lock, a spinlock.
 */
#include <sys/errno.h>
#include "kernel/dev/dev.h"
#include "kernel/dev/dev_priv.h"
#include "kernel/lib/module_user.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/lock/spin.h"

static struct spinlock dev_lock = SPIN_INITIALIZER("dev");
struct list dev_list = LIST_INITIALIZER(dev_list);	/* [dev] */
static uint32_t dev_next_number = 1;	/* [dev] st_rdev of the next */

static struct dev *
dev_find_locked(const char *name)
{
	struct dev *dv;

	SPIN_ASSERT(&dev_lock);
	LIST_FOREACH(dv, &dev_list, dv_link)
		if (strcmp(dv->dv_name, name) == 0)
			return dv;
	return NULL;
}

/* Numbers are dealt in order: programs only compare them. */
static void
dev_insert_locked(struct dev *dv)
{
	SPIN_ASSERT(&dev_lock);
	if (dv->dv_number == 0)
		dv->dv_number = dev_next_number++;
	list_insert_tail(&dev_list, &dv->dv_link);
}

int
dev_register(struct dev *dv)
{
	int error = 0;

	spin_lock(&dev_lock);
	if (dev_find_locked(dv->dv_name) != NULL)
		error = EEXIST;
	else
		dev_insert_locked(dv);
	spin_unlock(&dev_lock);
	return error;
}

void
dev_replace(struct dev *dv)
{
	struct dev *old;

	spin_lock(&dev_lock);
	old = dev_find_locked(dv->dv_name);
	if (old != NULL) {
		dv->dv_number = old->dv_number;
		list_remove(&old->dv_link);
	}
	dev_insert_locked(dv);
	spin_unlock(&dev_lock);
}

struct dev *
dev_nth(int n)
{
	struct dev *dv, *found = NULL;

	spin_lock(&dev_lock);
	LIST_FOREACH(dv, &dev_list, dv_link) {
		if (n-- == 0) {
			found = dv;
			break;
		}
	}
	spin_unlock(&dev_lock);
	return found;
}

/* Devices stay, and so does a module that brought one. */
static void
dev_users(struct module_use *mu)
{
	struct dev *dv;

	spin_lock(&dev_lock);
	LIST_FOREACH(dv, &dev_list, dv_link)
		if (module_has(mu, (uintptr_t)dv) ||
		    module_has(mu, (uintptr_t)dv->dv_ops))
			module_note(mu, "/dev/%s", dv->dv_name);
	spin_unlock(&dev_lock);
}

MODULE_USER("devices", MODULE_HELD, dev_users);
