// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_made - what the images of a jail took to make: for jail -cv.
 *
 * Write a jid, read a line for each image that jail owns: the subsystem,
 * cycles of the TSC, bytes charged when it was made.  Under -icount the
 * cycles follow the instructions.
 */
#include <sys/errno.h>

#include "kernel/cred/cred.h"
#include "kernel/jail/jail_priv.h"
#include "kernel/lib/string.h"
#include "kernel/sys/sysctl.h"

static int
made_out(const struct jail *j, struct sysctl_req *req)
{
	const struct image *img;
	char line[96];
	unsigned i;
	int error = 0;

	for (i = 0; i < IMAGE_SLOTS && error == 0; i++) {
		img = j->j_image[i];
		if (!jail_owns(j, i) || img == NULL)
			continue;
		snprintf(line, sizeof(line), "%s %lu %ld\n",
		    img->im_subsys->vs_name, img->im_cycles, img->im_bytes);
		error = sysctl_out(req, line, strlen(line));
	}
	return error != 0 ? error : sysctl_out(req, "", 1);
}

static int
made_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	struct ref ref;
	struct jail *j;
	int jid, error;

	(void)so;
	if (!sysctl_writes(req))
		return sysctl_out(req, "", 1);
	error = sysctl_in(req, &jid, sizeof(jid));
	if (error != 0)
		return error;
	j = jail_find_id(jail_of(req->sr_td->td_cred), jid, &ref);
	if (j == NULL)
		return ENOENT;
	error = made_out(j, req);
	jail_drop(j, &ref);
	return error;
}

SYSCTL_NODE_(jail_made, "security.jail.constructors", SYSCTL_T_PROC,
    SYSCTL_RW | SYSCTL_JAILWR | SYSCTL_AS_STRING, NULL, 0, made_sysctl, NULL,
    "write a jid, read what each of its images took to make");
