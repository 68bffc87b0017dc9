// SPDX-License-Identifier: BSD-2-Clause
/*
 * namei - from a path to a vnode.
 *
 * The walk goes component by component, holding one directory at a time
 * and locking it only while it is asked for a name.  A symbolic link is
 * put in front of what remains of the path, in a buffer made for the first
 * one, and the walk goes on.
 *
 * ".." is the walk's own business.  It never leaves root: a step up that
 * would end outside is a step on the spot.  That is judged by the directory
 * it would lead to, not by where it starts, for a directory may have been
 * moved out of root, or handed in from outside, since.
 */
#include <sys/errno.h>
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/vfs/vfs_priv.h"
#include "kernel/vm/uio.h"

#define ACCESS_X	1

struct vnode *vfs_rootvnode;

/* One walk, on its thread's stack. */
struct walk {
	struct namei *wk_ni;	/* [t] */
	struct vnode *wk_dir;	/* [t] where we are, held */
	const char *wk_rest;	/* [t] of the path */
	char *wk_buf;		/* [t] two paths' room, or NULL */
	int wk_links;		/* [t] followed so far */
};

int
vnode_up(struct vnode *vn, struct vnode **out)
{
	while (vnode_is_mount_root(vn)) {
		if (vn->vn_mount->mt_covers == NULL) {
			*out = vnode_hold(vn);
			return 0;
		}
		vn = vn->vn_mount->mt_covers;
	}
	if (vn->vn_ops->vo_parent == NULL)
		return ENOTDIR;
	return vn->vn_ops->vo_parent(vn, out);
}

int
vnode_below(struct vnode *root, struct vnode *vn)
{
	struct vnode *at = vnode_hold(vn), *up;
	int below, top = 0;

	while (at != root && !top && vnode_up(at, &up) == 0) {
		top = up == at;
		vnode_drop(at);
		at = up;
	}
	below = at == root;
	vnode_drop(at);
	return below;
}

static int
walk_up(struct walk *wk, struct vnode **out)
{
	struct vnode *root = wk->wk_ni->ni_root;
	struct vnode *up;
	int error;

	if (wk->wk_dir != root) {
		error = vnode_up(wk->wk_dir, &up);
		if (error != 0)
			return error;
		if (root == vfs_rootvnode || vnode_below(root, up)) {
			*out = up;
			return 0;
		}
		vnode_drop(up);
	}
	*out = vnode_hold(wk->wk_dir);
	return 0;
}

/* Take the next component into ni_last.  *last: nothing comes after it. */
static int
walk_component(struct walk *wk, int *last)
{
	struct namei *ni = wk->wk_ni;
	const char *start = wk->wk_rest;
	size_t len = 0;

	while (start[len] != '\0' && start[len] != '/')
		len++;
	if (len > NAME_MAX_BYTES)
		return ENAMETOOLONG;
	memcpy(ni->ni_last, start, len);
	ni->ni_last[len] = '\0';
	wk->wk_rest = start + len;
	ni->ni_slash = *wk->wk_rest == '/';
	while (*wk->wk_rest == '/')
		wk->wk_rest++;
	*last = *wk->wk_rest == '\0';
	return 0;
}

/* What ni_last names in wk_dir, held. */
static int
walk_lookup(struct walk *wk, struct vnode **out)
{
	struct vnode *dir = wk->wk_dir;
	const char *name = wk->wk_ni->ni_last;
	int error;

	if (dir->vn_type != VDIR)
		return ENOTDIR;
	error = vnode_access(dir, ACCESS_X, wk->wk_ni->ni_cred);
	if (error != 0)
		return error;
	if (name[0] == '.' && name[1] == '\0') {
		*out = vnode_hold(dir);
		return 0;
	}
	if (name[0] == '.' && name[1] == '.' && name[2] == '\0')
		return walk_up(wk, out);
	rw_rlock(&dir->vn_lock);
	error = dir->vn_ops->vo_lookup(dir, name, out);
	rw_runlock(&dir->vn_lock);
	if (error == 0)
		*out = mount_cross(*out);
	return error;
}

/* Put the target of link before the rest of the path. */
static int
walk_follow(struct walk *wk, struct vnode *link)
{
	char *other;
	struct uio_seg seg;
	struct uio uio;
	size_t len, rest = strlen(wk->wk_rest);
	int error;

	if (++wk->wk_links > SYMLINK_MAX)
		return ELOOP;
	if (wk->wk_buf == NULL)
		wk->wk_buf = kmem_alloc(NULL, 2 * PATH_MAX_BYTES, KM_SLEEP);
	if (wk->wk_buf == NULL)
		return ENOMEM;
	/* The rest may lie in one half: build the new path in the other. */
	other = wk->wk_buf;
	if (wk->wk_rest >= other && wk->wk_rest < other + PATH_MAX_BYTES)
		other += PATH_MAX_BYTES;
	uio_init_kernel(&uio, &seg, other, PATH_MAX_BYTES - 1, 0, UIO_READ);
	error = vnode_readlink(link, &uio);
	if (error != 0)
		return error;
	len = PATH_MAX_BYTES - 1 - uio.uio_resid;
	if (len == 0)
		return ENOENT;
	if (len + 1 + rest + 1 > PATH_MAX_BYTES)
		return ENAMETOOLONG;
	if (wk->wk_ni->ni_slash)
		other[len++] = '/';
	memcpy(other + len, wk->wk_rest, rest + 1);
	wk->wk_rest = other;
	return 0;
}

/* An absolute path begins at root, wherever we are. */
static void
walk_begin(struct walk *wk)
{
	if (*wk->wk_rest != '/')
		return;
	vnode_drop(wk->wk_dir);
	wk->wk_dir = vnode_hold(wk->wk_ni->ni_root);
	while (*wk->wk_rest == '/')
		wk->wk_rest++;
}

/* The walk is over: vn (a reference, or NULL) is what the path names. */
static int
walk_finish(struct walk *wk, struct vnode *vn)
{
	struct namei *ni = wk->wk_ni;
	int dir = (ni->ni_flags & NAMEI_DIR) ||
	    (ni->ni_slash && (ni->ni_flags & NAMEI_PARENT) == 0);

	if (vn != NULL && vn->vn_type != VDIR && (dir || ni->ni_slash)) {
		vnode_drop(vn);
		return ENOTDIR;
	}
	ni->ni_vn = vn;
	if (ni->ni_flags & NAMEI_PARENT)
		ni->ni_dir = vnode_hold(wk->wk_dir);
	return 0;
}

/* One component.  *done: it was the last. */
static int
walk_step(struct walk *wk, int *done)
{
	struct namei *ni = wk->wk_ni;
	struct vnode *vn;
	int last, error;

	error = walk_component(wk, &last);
	if (error != 0)
		return error;
	error = walk_lookup(wk, &vn);
	if (error == ENOENT && last && (ni->ni_flags & NAMEI_PARENT)) {
		*done = 1;
		return walk_finish(wk, NULL);
	}
	if (error != 0)
		return error;
	if (vn->vn_type == VLNK &&
	    (!last || ni->ni_slash || (ni->ni_flags & NAMEI_FOLLOW))) {
		error = walk_follow(wk, vn);
		vnode_drop(vn);
		if (error == 0)
			walk_begin(wk);
		return error;
	}
	if (last) {
		*done = 1;
		return walk_finish(wk, vn);
	}
	vnode_drop(wk->wk_dir);
	wk->wk_dir = vn;
	return 0;
}

int
namei(struct namei *ni, const char *path)
{
	struct walk wk = { .wk_ni = ni, .wk_rest = path };
	int done = 0, error = 0;

	ni->ni_vn = ni->ni_dir = NULL;
	ni->ni_slash = 0;
	ni->ni_last[0] = '\0';
	if (path[0] == '\0')
		return ENOENT;
	if (strnlen(path, PATH_MAX_BYTES) == PATH_MAX_BYTES)
		return ENAMETOOLONG;
	wk.wk_dir = vnode_hold(ni->ni_cwd != NULL ? ni->ni_cwd : ni->ni_root);
	walk_begin(&wk);
	while (!done && error == 0) {
		if (*wk.wk_rest == '\0') {	/* root itself: no name */
			ni->ni_last[0] = '\0';
			error = walk_finish(&wk, vnode_hold(wk.wk_dir));
			break;
		}
		error = walk_step(&wk, &done);
	}
	vnode_drop(wk.wk_dir);
	kmem_free(wk.wk_buf);
	return error;
}

void
namei_done(struct namei *ni)
{
	vnode_drop(ni->ni_vn);
	vnode_drop(ni->ni_dir);
	ni->ni_vn = ni->ni_dir = NULL;
}
