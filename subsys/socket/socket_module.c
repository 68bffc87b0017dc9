// SPDX-License-Identifier: BSD-2-Clause
/*
 * socket_module - sockets of a protocol that a module brought.
 *
 * A file leads to a socket even when the stack it was in has ended; one that
 * no file leads to (it is being made, or the kernel's own) is on the list of
 * its stack.
 */
#include "kernel/lib/module_user.h"
#include "subsys/net/vnet.h"
#include "subsys/socket/socket.h"
#include "subsys/socket/sys_priv.h"

static int
file_look(struct file *fp, void *arg)
{
	const struct socket *so = fp->f_data;
	struct module_use *mu = arg;

	if (fp->f_type == FTYPE_SOCKET && fp->f_refs > 0 &&
	    module_has(mu, (uintptr_t)so->so_proto))
		module_note(mu, "%s %p", so->so_proto->pr_name,
		    (const void *)so);
	return 0;
}

static void
stack_look(struct module_use *mu, struct image *img)
{
	const struct socket *so;

	CURVNET_SET_QUIET(img);
	spin_lock(&V_so_lock);
	LIST_FOREACH(so, &V_sockets, so_vlink)
		if (module_has(mu, (uintptr_t)so->so_proto))
			module_note(mu, "%s in %s", so->so_proto->pr_name,
			    img->im_name);
	spin_unlock(&V_so_lock);
	CURVNET_RESTORE();
}

static void
socket_users(struct module_use *mu)
{
	struct image_walk iw = { .iw_subsys = vnet_base()->im_subsys };
	struct image *img;

	file_foreach(file_look, mu);
	while (mu->mu_found == 0 && (img = image_walk_next(&iw)) != NULL)
		stack_look(mu, img);
	image_walk_end(&iw);
}

MODULE_USER("sockets", MODULE_HELD, socket_users);
