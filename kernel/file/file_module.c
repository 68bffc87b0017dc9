// SPDX-License-Identifier: BSD-2-Clause
/*
 * file_module - open files whose functions lie in a module.
 *
 * A file is on the list from its making until after its last function has
 * returned, whoever holds it: a descriptor, a call, a message on its way.
 */
#include "kernel/file/file.h"
#include "kernel/file/file_priv.h"
#include "kernel/lib/module_user.h"

int
file_foreach(int (*fn)(struct file *fp, void *arg), void *arg)
{
	struct file *fp;
	int r = 0;

	spin_lock(&files_lock);
	LIST_FOREACH(fp, &files_all, f_all) {
		r = fn(fp, arg);
		if (r != 0)
			break;
	}
	spin_unlock(&files_lock);
	return r;
}

static int
file_look(struct file *fp, void *arg)
{
	struct module_use *mu = arg;

	if (module_has(mu, (uintptr_t)fp->f_ops))
		module_note(mu, "%s %p", file_db_type(fp), fp->f_data);
	return 0;
}

static void
file_users(struct module_use *mu)
{
	file_foreach(file_look, mu);
}

MODULE_USER("open files", MODULE_HELD, file_users);
