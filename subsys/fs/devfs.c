// SPDX-License-Identifier: BSD-2-Clause
/*
 * devfs - the registered devices as files.
 *
 * A memory file system that starts with a node for each device there is;
 * with the option "jail" only for those that jails may see.  Owners and
 * modes can be changed and last as long as the mount; names cannot.
 */
#include <sys/errno.h>
#include "kernel/cred/allow.h"
#include "kernel/dev/dev.h"
#include "kernel/sched/callout.h"
#include "kernel/vfs/memfs.h"

static int
devfs_add(struct mount *mp, struct dev *dv)
{
	struct memfs_attr ma = { dv->dv_mode, 0, 0, clock_realtime_ns() };
	struct vnode *vn;
	int error;

	error = memfs_make(mp->mt_root, dv->dv_name, VCHR, &ma, NULL, dv,
	    &vn);
	if (error == 0)
		vnode_drop(vn);
	return error == EEXIST ? 0 : error;
}

static int
devfs_mount(struct mount *mp, const char *options)
{
	char value[8];
	int jail = vfs_option(options, "jail", value, sizeof(value)) == 0;
	struct dev *dv;
	int i, error;

	error = memfs_mount(mp, 0, 0755, 0, 0);
	if (error != 0)
		return error;
	for (i = 0; error == 0 && (dv = dev_nth(i)) != NULL; i++)
		if (dv->dv_jail || !jail)
			error = devfs_add(mp, dv);
	if (error != 0)
		memfs_unmount(mp);
	return error;
}

ALLOW(mount_devfs, "mount.devfs", 0, "root may mount devfs");

static const struct fs_type devfs_type = {
	.ft_name = "devfs",
	.ft_mount = devfs_mount,
	.ft_unmount = memfs_unmount,
	.ft_allow = &allow_mount_devfs,
	.ft_statfs = memfs_statfs,
	.ft_fixed = 1,
};
FS_TYPE(devfs_type);
