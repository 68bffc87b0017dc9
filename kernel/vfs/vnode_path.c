// SPDX-License-Identifier: BSD-2-Clause
/*
 * vnode_path - from a directory back to its path, for getcwd.
 *
 * Climbs by ".." to root, asking each directory for the name of the one it
 * came from, and builds the path from its end.
 */
#include <sys/errno.h>
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/vfs/vfs_priv.h"

/* Prepend name and a slash at *at in buf.  ERANGE. */
static int
path_prepend(char *buf, size_t *at, const char *name)
{
	size_t len = strlen(name);

	if (len + 1 > *at)
		return ERANGE;
	*at -= len;
	memcpy(buf + *at, name, len);
	buf[--*at] = '/';
	return 0;
}

/* The name of vn in dir, both below any mount. */
static int
path_name(struct vnode *dir, struct vnode *vn, char *name)
{
	int error;

	if (dir->vn_ops->vo_nameof == NULL)
		return ENOENT;
	rw_rlock(&dir->vn_lock);
	error = dir->vn_ops->vo_nameof(dir, vn, name);
	rw_runlock(&dir->vn_lock);
	return error;
}

/* One level up from *vn (a reference, replaced), its name prepended. */
static int
path_climb(struct vnode **vn, char *buf, size_t *at, char *name)
{
	struct vnode *low = *vn, *up;
	int error;

	error = vnode_up(*vn, &up);
	if (error != 0)
		return error;
	if (up == *vn) {
		vnode_drop(up);
		return ENOENT;		/* the very top, root not met */
	}
	while (vnode_is_mount_root(low))
		low = low->vn_mount->mt_covers;
	error = path_name(up, low, name);
	if (error == 0)
		error = path_prepend(buf, at, name);
	vnode_drop(*vn);
	*vn = up;
	return error;
}

int
vnode_path(struct vnode *root, struct vnode *vn, char *buf, size_t size)
{
	size_t at = size;
	char *name;
	int error = 0;

	if (size < 2)
		return ERANGE;
	name = kmem_alloc(NULL, NAME_MAX_BYTES + 1, KM_SLEEP);
	if (name == NULL)
		return ENOMEM;
	buf[--at] = '\0';
	vn = vnode_hold(vn);
	while (vn != root && error == 0)
		error = path_climb(&vn, buf, &at, name);
	vnode_drop(vn);
	kmem_free(name);
	if (error != 0)
		return error;
	if (buf[at] == '\0')
		buf[--at] = '/';
	memmove(buf, buf + at, size - at);
	return 0;
}
