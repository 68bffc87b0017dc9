// SPDX-License-Identifier: BSD-2-Clause
/*
 * mount - file systems on the tree.
 *
 * A mount joins the tree when vn_covered of the directory below it points
 * at it.  mt_users counts what uses it from outside, and one for being on
 * the tree; whoever takes the last one away takes the file system apart.
 *
 * Unmounting is safe against look-ups: to get in from above one must read
 * vn_covered under mount_lock, and whoever is inside moves by taking the
 * next vnode before leaving the last, so the count is never zero in
 * between.
 *
 * Locks: [m] mount_lock, a sleeping rwlock.  [mounts] mounts_lock, a
 * spinlock over the list of all there are, on the tree or not any more.
 */
#include <sys/errno.h>
#include <sys/mount.h>
#include "kernel/cred/allow.h"
#include "kernel/cred/cred.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/init.h"
#include "kernel/lib/list.h"
#include "kernel/lib/module_user.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/vfs/vfs_priv.h"

SET_DECLARE(fs_type, const struct fs_type);

struct rwlock mount_lock;
struct list mount_all = LIST_INITIALIZER(mount_all);	/* [m] */
static struct spinlock mounts_lock = SPIN_INITIALIZER("mounts");
static struct list mounts = LIST_INITIALIZER(mounts);	/* [mounts] */
static uint32_t mount_next_id = 1;	/* [a] */

static const struct fs_type *
fs_type_find(const char *name)
{
	const struct fs_type *const *ft;

	SET_FOREACH(ft, fs_type)
		if (strcmp((*ft)->ft_name, name) == 0)
			return *ft;
	return NULL;
}

/* Takes a mount that is on no tree any more, or never was. */
static void
mount_destroy(struct mount *mp)
{
	struct vnode *covers = mp->mt_covers;

	if (mp->mt_root != NULL)
		mp->mt_type->ft_unmount(mp);
	spin_lock(&mounts_lock);
	list_remove(&mp->mt_every);
	spin_unlock(&mounts_lock);
	mutex_destroy(&mp->mt_rename);
	kmem_free(mp->mt_path);
	cred_drop(mp->mt_cred);
	kmem_free(mp);
	vnode_drop(covers);
}

void
mount_leave(struct mount *mp)
{
	if (atomic_sub(&mp->mt_users, 1) == 0)
		mount_destroy(mp);
}

static uint32_t
mount_flags(const char *options)
{
	char value[8];

	return vfs_option(options, "ro", value, sizeof(value)) == 0 ?
	    MNT_RDONLY : 0;
}

int
mount_create(const struct fs_type *ft, struct vnode *covers,
    const char *path, const char *options, struct cred *cr,
    struct mount **out)
{
	struct mount *mp;
	int error;

	mp = kmem_zalloc(NULL, sizeof(*mp), KM_SLEEP);
	if (mp == NULL)
		return ENOMEM;
	mp->mt_type = ft;
	mp->mt_users = 1;
	mp->mt_id = atomic_add(&mount_next_id, 1) - 1;
	mp->mt_flags = mount_flags(options);
	list_init(&mp->mt_link);
	spin_lock(&mounts_lock);
	list_insert_tail(&mounts, &mp->mt_every);
	spin_unlock(&mounts_lock);
	mutex_init(&mp->mt_rename, "rename");
	if (covers != NULL)
		mp->mt_covers = vnode_hold(covers);
	if (cr != NULL)
		mp->mt_cred = cred_hold(cr);
	mp->mt_path = kmem_strdup(NULL, path, KM_SLEEP);
	error = mp->mt_path != NULL ? ft->ft_mount(mp, options) : ENOMEM;
	if (error != 0) {
		mp->mt_root = NULL;
		mount_destroy(mp);
		return error;
	}
	*out = mp;
	return 0;
}

/* The root itself is not covered: it is on the list only. */
static int
mount_attach(struct mount *mp)
{
	struct vnode *dir = mp->mt_covers;
	int error = 0;

	rw_wlock(&mount_lock);
	if (dir != NULL && dir->vn_covered != NULL) {
		error = EBUSY;
	} else {
		if (dir != NULL)
			atomic_store(&dir->vn_covered, mp);
		list_insert_tail(&mount_all, &mp->mt_link);
	}
	rw_wunlock(&mount_lock);
	return error;
}

/* In a jail only types that have a flag, and it is set, are mounted. */
static int
fs_type_check(const struct fs_type *ft, const struct cred *cr)
{
	if (cr == NULL || cr->cr_bounds == NULL)
		return 0;
	return ft->ft_allow != NULL && allow_check(cr, ft->ft_allow) ? 0 :
	    EPERM;
}

int
vfs_mount(const char *type, struct vnode *dir, const char *path,
    const char *options, struct cred *cr)
{
	const struct fs_type *ft;
	struct mount *mp;
	int error;

	ft = fs_type_find(type);
	if (ft == NULL)
		return ENODEV;
	if (dir != NULL && dir->vn_type != VDIR)
		return ENOTDIR;
	if (strlen(path) >= PATH_MAX_BYTES)
		return ENAMETOOLONG;
	error = fs_type_check(ft, cr);
	if (error == 0)
		error = mount_create(ft, dir, path, options, cr, &mp);
	if (error != 0)
		return error;
	error = mount_attach(mp);
	if (error != 0) {
		mount_leave(mp);
		return error;
	}
	if (dir == NULL)
		vfs_rootvnode = mp->mt_root;
	return 0;
}

struct vnode *
mount_cross(struct vnode *vn)
{
	struct mount *mp;
	struct vnode *root;

	while (atomic_load(&vn->vn_covered) != NULL) {
		rw_rlock(&mount_lock);
		mp = vn->vn_covered;
		root = mp != NULL ? vnode_hold(mp->mt_root) : NULL;
		rw_runlock(&mount_lock);
		if (root == NULL)
			break;
		vnode_drop(vn);
		vn = root;
	}
	return vn;
}

/* Two users are no obstacle: the tree, and the caller's own reference. */
int
vfs_unmount(struct vnode *root, int flags)
{
	struct mount *mp = root->vn_mount;
	int error = 0;

	if (root != mp->mt_root || mp->mt_covers == NULL)
		return EINVAL;
	rw_wlock(&mount_lock);
	if (list_empty(&mp->mt_link))
		error = EINVAL;		/* already off the tree */
	else if (mp->mt_users > 2 && !((unsigned)flags & MNT_FORCE))
		error = EBUSY;
	if (error == 0) {
		atomic_store(&mp->mt_covers->vn_covered, NULL);
		list_remove(&mp->mt_link);
	}
	rw_wunlock(&mount_lock);
	if (error == 0)
		mount_leave(mp);
	return error;
}

/* The root of a mount of j's, held, or NULL. */
static struct vnode *
mount_owned(const struct jail *j)
{
	struct vnode *root = NULL;
	struct mount *mp;

	rw_rlock(&mount_lock);
	LIST_FOREACH(mp, &mount_all, mt_link) {
		if (mp->mt_cred != NULL && mp->mt_cred->cr_jail == j) {
			root = vnode_hold(mp->mt_root);
			break;
		}
	}
	rw_runlock(&mount_lock);
	return root;
}

/* Somebody else may unmount the same meanwhile: then it is gone as well. */
void
vfs_unmount_owned(const struct jail *j)
{
	struct vnode *root;

	while ((root = mount_owned(j)) != NULL) {
		(void)vfs_unmount(root, (int)MNT_FORCE);
		vnode_drop(root);
	}
}

int
vfs_unmount_check(struct vnode *root, const struct cred *cr)
{
	struct mount *mp = root->vn_mount;

	if (cr->cr_bounds == NULL)
		return 0;
	return mp->mt_cred != NULL && cred_cansee(cr, mp->mt_cred) == 0 ? 0 :
	    EPERM;
}

static void
mount_statfs(struct mount *mp, struct statfs *st)
{
	memset(st, 0, sizeof(*st));
	st->f_version = STATFS_VERSION;
	st->f_flags = mp->mt_flags | MNT_LOCAL;
	if (mp->mt_covers == NULL)
		st->f_flags |= MNT_ROOTFS;
	st->f_bsize = st->f_iosize = 4096;
	st->f_namemax = NAME_MAX_BYTES;
	st->f_fsid.val[0] = (int32_t)mp->mt_id;
	strlcpy(st->f_fstypename, mp->mt_type->ft_name,
	    sizeof(st->f_fstypename));
	strlcpy(st->f_mntfromname, mp->mt_type->ft_name,
	    sizeof(st->f_mntfromname));
	strlcpy(st->f_mntonname, mp->mt_path, sizeof(st->f_mntonname));
	if (mp->mt_type->ft_statfs != NULL)
		mp->mt_type->ft_statfs(mp, st);
}

/* What root sees of mp: its path there, or that there is none for it. */
static int
mount_path(struct mount *mp, struct vnode *root, const struct bounds *bn,
    char *buf, size_t size)
{
	int level = bn != NULL ? atomic_load(&bn->bn_enforce_statfs) : 1;
	int error;

	if (level == 0)
		root = vfs_rootvnode;
	error = level > 1 && mp != root->vn_mount ? ENOENT :
	    vnode_path(root, mp->mt_root, buf, size);
	/* What holds root itself is its "/". */
	if (error != 0 && mp == root->vn_mount) {
		strlcpy(buf, "/", size);
		error = 0;
	}
	return error;
}

void
vfs_statfs(struct vnode *vn, struct vnode *root, const struct bounds *bn,
    struct statfs *st)
{
	mount_statfs(vn->vn_mount, st);
	if (bn != NULL && mount_path(vn->vn_mount, root, bn,
	    st->f_mntonname, sizeof(st->f_mntonname)) != 0)
		strlcpy(st->f_mntonname, "[restricted]",
		    sizeof(st->f_mntonname));
}

/* Is it at or below root, as far as bn lets one see? */
static int
mount_visible(struct mount *mp, struct vnode *root, const struct bounds *bn)
{
	int level = bn != NULL ? atomic_load(&bn->bn_enforce_statfs) : 1;

	return level == 0 || mp == root->vn_mount || (level == 1 &&
	    mp->mt_covers != NULL && vnode_below(root, mp->mt_covers));
}

/* The nth mount, with a user's reference: the caller leaves it. */
static struct mount *
mount_nth(struct vnode *root, const struct bounds *bn, int n)
{
	struct mount *mp, *found = NULL;

	rw_rlock(&mount_lock);
	LIST_FOREACH(mp, &mount_all, mt_link) {
		if (!mount_visible(mp, root, bn) || n-- != 0)
			continue;
		found = mp;
		(void)atomic_add(&mp->mt_users, 1);
		break;
	}
	rw_runlock(&mount_lock);
	return found;
}

int
vfs_statfs_nth(struct vnode *root, const struct bounds *bn, int n,
    struct statfs *st)
{
	struct mount *mp;

	mp = mount_nth(root, bn, n);
	if (mp == NULL)
		return ENOENT;
	mount_statfs(mp, st);
	if (mount_path(mp, root, bn, st->f_mntonname,
	    sizeof(st->f_mntonname)) != 0)
		strlcpy(st->f_mntonname, "/", sizeof(st->f_mntonname));
	mount_leave(mp);
	return 0;
}

static void
mount_init(void)
{
	rw_init(&mount_lock, "mount");
}
INITCALL(PHASE_MEMORY, mount_init);

/* A vnode's functions are its file system's, which lives as long as it. */
static void
mount_users(struct module_use *mu)
{
	struct mount *mp;

	spin_lock(&mounts_lock);
	LIST_FOREACH(mp, &mounts, mt_every)
		if (module_has(mu, (uintptr_t)mp->mt_type))
			module_note(mu, "%s", mp->mt_path != NULL ?
			    mp->mt_path : "?");
	spin_unlock(&mounts_lock);
}

MODULE_USER("mounts", MODULE_HELD, mount_users);
