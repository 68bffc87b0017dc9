// SPDX-License-Identifier: BSD-2-Clause
/*
 * vnode_name - making, linking and removing names.
 *
 * Each call looks its path up to the last directory, checks what can be
 * checked, locks the directory and leaves the rest to the file system,
 * which looks the name up again: it may have changed before the lock.
 */
#include <sys/errno.h>
#include <sys/stat.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/string.h"
#include "kernel/vfs/vfs_priv.h"

#define ACCESS_W	2
#define ACCESS_X	1

/* May cr add a name to dir? */
static int
name_add_check(struct vnode *dir, struct cred *cr)
{
	int error;

	if (dir->vn_mount->mt_type->ft_fixed)
		return EOPNOTSUPP;
	error = vnode_writable(dir);
	if (error == 0)
		error = vnode_access(dir, ACCESS_W | ACCESS_X, cr);
	return error;
}

/*
 * May cr take the name of vn out of dir?  In a sticky directory only the
 * owner of either may; a mounted file system may not be pulled away.
 */
static int
name_remove_check(struct vnode *dir, struct vnode *vn, struct cred *cr)
{
	int error;

	if (vnode_is_mount_root(vn) || vn->vn_covered != NULL)
		return EBUSY;
	error = name_add_check(dir, cr);
	if (error == 0 && (dir->vn_mode & S_ISVTX) &&
	    cr->cr_uid != dir->vn_uid)
		error = vnode_owner_check(vn, cr);
	return error;
}

static int
name_is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/*
 * Look up path for a new name: absent, in a directory cr may write, and on
 * the file system of the vnode it is to name, if there is one already.
 */
static int
name_lookup_new(struct namei *ni, const char *path, const struct vnode *vn)
{
	int error;

	ni->ni_flags = NAMEI_PARENT;
	error = namei(ni, path);
	if (error != 0)
		return error;
	if (ni->ni_vn != NULL)
		error = EEXIST;
	else if (vn != NULL && vn->vn_mount != ni->ni_dir->vn_mount)
		error = EXDEV;
	else
		error = name_add_check(ni->ni_dir, ni->ni_cred);
	if (error != 0)
		namei_done(ni);
	return error;
}

int
vnode_make(struct namei *ni, const char *path, enum vnode_type type,
    uint32_t mode, struct vnode **out)
{
	struct vnode *dir, *vn = NULL;
	int error;

	error = name_lookup_new(ni, path, NULL);
	if (error != 0)
		return error;
	dir = ni->ni_dir;
	if (ni->ni_slash && type != VDIR)
		error = ENOENT;
	else if (dir->vn_ops->vo_create == NULL)
		error = EOPNOTSUPP;
	if (error == 0) {
		rw_wlock(&dir->vn_lock);
		error = dir->vn_ops->vo_create(dir, ni->ni_last,
		    mode & ALLPERMS, type, ni->ni_cred, &vn);
		rw_wunlock(&dir->vn_lock);
	}
	namei_done(ni);
	if (error == 0 && out != NULL)
		*out = vn;
	else
		vnode_drop(vn);
	return error;
}

int
vnode_symlink(struct namei *ni, const char *path, const char *target)
{
	struct vnode *dir;
	int error;

	if (target[0] == '\0')
		return ENOENT;
	if (strlen(target) >= PATH_MAX_BYTES)
		return ENAMETOOLONG;
	error = name_lookup_new(ni, path, NULL);
	if (error != 0)
		return error;
	dir = ni->ni_dir;
	if (ni->ni_slash)
		error = ENOENT;
	else if (dir->vn_ops->vo_symlink == NULL)
		error = EOPNOTSUPP;
	if (error == 0) {
		rw_wlock(&dir->vn_lock);
		error = dir->vn_ops->vo_symlink(dir, ni->ni_last, target,
		    ni->ni_cred);
		rw_wunlock(&dir->vn_lock);
	}
	namei_done(ni);
	return error;
}

int
vnode_link(struct namei *ni, const char *path, struct vnode *vn)
{
	struct vnode *dir;
	int error;

	if (vn->vn_type == VDIR)
		return EPERM;
	error = name_lookup_new(ni, path, vn);
	if (error != 0)
		return error;
	dir = ni->ni_dir;
	if (ni->ni_slash)
		error = ENOENT;
	else if (dir->vn_ops->vo_link == NULL)
		error = EOPNOTSUPP;
	if (error == 0) {
		rw_wlock(&dir->vn_lock);
		error = dir->vn_ops->vo_link(dir, ni->ni_last, vn);
		rw_wunlock(&dir->vn_lock);
	}
	namei_done(ni);
	return error;
}

static int
name_unlink_locked(struct vnode *dir, const char *name, struct vnode *vn,
    int isdir)
{
	int error;

	if (dir->vn_ops->vo_unlink == NULL)
		return EOPNOTSUPP;
	rw_wlock(&dir->vn_lock);
	rw_wlock(&vn->vn_lock);
	error = dir->vn_ops->vo_unlink(dir, name, vn, isdir);
	rw_wunlock(&vn->vn_lock);
	rw_wunlock(&dir->vn_lock);
	return error;
}

/* unlink(2) takes no directory; a file system could only lose its tree. */
static int
name_check_unlink(const struct namei *ni)
{
	return ni->ni_vn->vn_type == VDIR ? EPERM : 0;
}

/* rmdir(2) takes directories, by a name that is an entry of its parent. */
static int
name_check_rmdir(const struct namei *ni)
{
	if (ni->ni_vn->vn_type != VDIR)
		return ENOTDIR;
	if (strcmp(ni->ni_last, ".") == 0)
		return EINVAL;
	if (strcmp(ni->ni_last, "..") == 0)
		return ENOTEMPTY;
	return ni->ni_last[0] == '\0' ? EBUSY : 0;
}

static int
name_remove(struct namei *ni, const char *path,
    int (*check)(const struct namei *ni), int isdir)
{
	int error;

	ni->ni_flags = NAMEI_PARENT;
	error = namei(ni, path);
	if (error != 0)
		return error;
	error = ni->ni_vn == NULL ? ENOENT : check(ni);
	if (error == 0)
		error = name_remove_check(ni->ni_dir, ni->ni_vn, ni->ni_cred);
	if (error == 0)
		error = name_unlink_locked(ni->ni_dir, ni->ni_last, ni->ni_vn,
		    isdir);
	namei_done(ni);
	return error;
}

int
vnode_unlink(struct namei *ni, const char *path)
{
	return name_remove(ni, path, name_check_unlink, 0);
}

int
vnode_rmdir(struct namei *ni, const char *path)
{
	return name_remove(ni, path, name_check_rmdir, 1);
}

/*
 * Lock both directories, an ancestor first.  Of unrelated ones any may be
 * first: only renames lock such, and mt_rename lets in one at a time.
 */
static void
rename_lock(struct vnode *a, struct vnode *b)
{
	if (a == b) {
		rw_wlock(&a->vn_lock);
	} else if (vnode_below(b, a)) {
		rw_wlock(&b->vn_lock);
		rw_wlock(&a->vn_lock);
	} else {
		rw_wlock(&a->vn_lock);
		rw_wlock(&b->vn_lock);
	}
}

static void
rename_unlock(struct vnode *a, struct vnode *b)
{
	rw_wunlock(&a->vn_lock);
	if (a != b)
		rw_wunlock(&b->vn_lock);
}

/* What the old name names now that mt_rename keeps directories in place. */
static int
rename_check_source(struct namei *from, struct namei *to)
{
	struct vnode *dir = from->ni_dir, *vn;
	int error;

	rw_rlock(&dir->vn_lock);
	error = dir->vn_ops->vo_lookup(dir, from->ni_last, &vn);
	rw_runlock(&dir->vn_lock);
	if (error != 0)
		return error;
	if (vn->vn_type != VDIR && (from->ni_slash || to->ni_slash))
		error = ENOTDIR;
	else if (vn->vn_type == VDIR && vnode_below(vn, to->ni_dir))
		error = EINVAL;		/* into itself */
	else
		error = name_remove_check(dir, vn, from->ni_cred);
	if (error == 0 && vn->vn_type == VDIR && dir != to->ni_dir)
		error = vnode_access(vn, ACCESS_W, from->ni_cred);
	vnode_drop(vn);
	return error;
}

static int
rename_check_target(struct namei *to)
{
	if (to->ni_vn != NULL)
		return name_remove_check(to->ni_dir, to->ni_vn, to->ni_cred);
	return name_add_check(to->ni_dir, to->ni_cred);
}

static int
rename_looked_up(struct namei *from, struct namei *to)
{
	struct vnode *sdir = from->ni_dir, *ddir = to->ni_dir;
	struct mutex *mx = &sdir->vn_mount->mt_rename;
	int error;

	if (sdir->vn_mount != ddir->vn_mount)
		return EXDEV;
	if (name_is_dots(from->ni_last) || name_is_dots(to->ni_last))
		return EINVAL;
	if (from->ni_last[0] == '\0' || to->ni_last[0] == '\0')
		return EBUSY;
	if (sdir->vn_ops->vo_rename == NULL)
		return EOPNOTSUPP;
	mutex_lock(mx);
	error = rename_check_source(from, to);
	if (error == 0)
		error = rename_check_target(to);
	if (error == 0) {
		rename_lock(sdir, ddir);
		error = sdir->vn_ops->vo_rename(sdir, from->ni_last, ddir,
		    to->ni_last);
		rename_unlock(sdir, ddir);
	}
	mutex_unlock(mx);
	return error;
}

int
vnode_rename(struct namei *from, const char *frompath, struct namei *to,
    const char *topath)
{
	int error;

	from->ni_flags = to->ni_flags = NAMEI_PARENT;
	error = namei(from, frompath);
	if (error != 0)
		return error;
	error = from->ni_vn != NULL ? namei(to, topath) : ENOENT;
	if (error == 0) {
		error = rename_looked_up(from, to);
		namei_done(to);
	}
	namei_done(from);
	return error;
}
