// SPDX-License-Identifier: BSD-2-Clause
/*
 * memfs_dir - names in a memory file system.
 *
 * Entries lie in the order of their making, each with a place number that
 * never changes; readdir goes by it, so it neither skips nor repeats when
 * names come and go in between.  Names are compared by hash first.
 *
 * A directory is removed by taking its parent away; from then on nothing
 * can be entered in it (ENOENT).
 */
#include <sys/dirent.h>
#include <sys/errno.h>
#include <sys/stat.h>
#include "kernel/lib/hash.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/vfs/memfs_priv.h"
#include "kernel/vm/uio.h"

#define LINKS_MAX	32767

static const uint8_t memdir_types[] = {
	[VREG] = DT_REG, [VDIR] = DT_DIR, [VCHR] = DT_CHR, [VLNK] = DT_LNK,
	[VFIFO] = DT_FIFO, [VSOCK] = DT_SOCK,
};

static struct mementry *
memdir_find(struct memnode *dir, const char *name)
{
	size_t len = strlen(name);
	uint32_t hash = (uint32_t)hash_bytes(name, len);
	struct mementry *me;

	LIST_FOREACH(me, &dir->mn_dir.md_entries, me_link)
		if (me->me_hash == hash && me->me_len == len &&
		    memcmp(me->me_name, name, len) == 0)
			return me;
	return NULL;
}

static struct memnode *
memnode_parent(struct memnode *dir)
{
	struct memnode *parent;

	spin_lock(&dir->mn_fs->mf_lock);
	parent = dir->mn_dir.md_parent;
	spin_unlock(&dir->mn_fs->mf_lock);
	return parent;
}

static void
memnode_set_parent(struct memnode *dir, struct memnode *parent)
{
	spin_lock(&dir->mn_fs->mf_lock);
	dir->mn_dir.md_parent = parent;
	spin_unlock(&dir->mn_fs->mf_lock);
}

static struct mementry *
mementry_create(struct memfs *mf, const char *name)
{
	size_t len = strlen(name);
	struct mementry *me;

	me = kmem_alloc(&mf->mf_ledger, sizeof(*me) + len + 1, KM_SLEEP);
	if (me == NULL)
		return NULL;
	list_init(&me->me_link);
	me->me_hash = (uint32_t)hash_bytes(name, len);
	me->me_len = (uint16_t)len;
	memcpy(me->me_name, name, len + 1);
	return me;
}

/* Commit: me names node in dir from now on. */
static void
mementry_insert(struct memnode *dir, struct mementry *me,
    struct memnode *node)
{
	me->me_node = node;
	me->me_place = dir->mn_dir.md_next++;
	list_insert_tail(&dir->mn_dir.md_entries, &me->me_link);
	dir->mn_dir.md_count++;
	vnode_link_hold(node->mn_vnode);
	memnode_links(node, 1);
	if (node->mn_vnode->vn_type == VDIR) {
		memnode_set_parent(node, dir);
		memnode_links(dir, 1);		/* its ".." */
	}
	memnode_touch(dir, MEMNODE_MODIFY);
}

/* Take me out of dir and free it; the node keeps its link reference. */
static struct memnode *
mementry_remove(struct memnode *dir, struct mementry *me)
{
	struct memnode *node = me->me_node;

	list_remove(&me->me_link);
	dir->mn_dir.md_count--;
	if (node->mn_vnode->vn_type == VDIR)
		memnode_links(dir, -1);
	memnode_links(node, -1);
	memnode_touch(dir, MEMNODE_MODIFY);
	memnode_touch(node, MEMNODE_CHANGE);
	kmem_free(me);
	return node;
}

int
memdir_enter(struct vnode *dir, const char *name, struct vnode *vn)
{
	struct memnode *dn = memnode_of(dir);
	struct mementry *me;

	if (memnode_parent(dn) == NULL)
		return ENOENT;
	if (memdir_find(dn, name) != NULL)
		return EEXIST;
	me = mementry_create(dn->mn_fs, name);
	if (me == NULL)
		return memfs_no_memory(dn->mn_fs, sizeof(*me));
	mementry_insert(dn, me, memnode_of(vn));
	return 0;
}

int
memfs_lookup(struct vnode *dir, const char *name, struct vnode **out)
{
	struct mementry *me;

	me = memdir_find(memnode_of(dir), name);
	if (me == NULL)
		return ENOENT;
	*out = vnode_hold(me->me_node->mn_vnode);
	return 0;
}

int
memfs_link(struct vnode *dir, const char *name, struct vnode *vn)
{
	struct memnode *mn = memnode_of(vn);
	int error;

	if (mn->mn_nlink == 0)
		return ENOENT;		/* removed meanwhile */
	if (mn->mn_nlink >= LINKS_MAX)
		return EMLINK;
	error = memdir_enter(dir, name, vn);
	if (error == 0)
		memnode_touch(mn, MEMNODE_CHANGE);
	return error;
}

int
memfs_unlink(struct vnode *dir, const char *name, struct vnode *vn, int isdir)
{
	struct memnode *mn = memnode_of(vn);
	struct mementry *me;

	me = memdir_find(memnode_of(dir), name);
	if (me == NULL || me->me_node != mn)
		return ENOENT;
	if (isdir) {
		if (mn->mn_dir.md_count != 0)
			return ENOTEMPTY;
		memnode_set_parent(mn, NULL);
		memnode_links(mn, -1);		/* its own "." */
	}
	mementry_remove(memnode_of(dir), me);
	vnode_link_drop(vn);		/* the caller holds another */
	return 0;
}

/* May node take the place of target?  target's lock is held if a directory. */
static int
rename_check_replace(const struct memnode *node, const struct memnode *target)
{
	int from_dir = node->mn_vnode->vn_type == VDIR;

	if (target->mn_vnode->vn_type != VDIR)
		return from_dir ? ENOTDIR : 0;
	if (!from_dir)
		return EISDIR;
	return target->mn_dir.md_count != 0 ? ENOTEMPTY : 0;
}

/*
 * The old entry is removed and a new one made, so that the place in the
 * target directory is new as well.  From the removal on nothing fails.
 */
static void
rename_commit(struct memnode *sdir, struct mementry *from,
    struct memnode *ddir, struct mementry *old, struct mementry *new)
{
	struct memnode *node, *gone = NULL;

	if (old != NULL) {
		gone = mementry_remove(ddir, old);
		if (gone->mn_vnode->vn_type == VDIR) {
			memnode_set_parent(gone, NULL);
			memnode_links(gone, -1);
		}
	}
	node = mementry_remove(sdir, from);
	mementry_insert(ddir, new, node);
	vnode_link_drop(node->mn_vnode);	/* the old name's */
	if (gone != NULL)
		vnode_link_drop(gone->mn_vnode);
}

/* Replace old, whose node the caller holds and, a directory, has locked. */
static int
rename_replace(struct memnode *sdir, struct mementry *from,
    struct memnode *ddir, struct mementry *old, const char *dname)
{
	struct mementry *new;
	int error = 0;

	if (old != NULL)
		error = rename_check_replace(from->me_node, old->me_node);
	if (error != 0)
		return error;
	new = mementry_create(ddir->mn_fs, dname);
	if (new == NULL)
		return memfs_no_memory(ddir->mn_fs, sizeof(*new));
	rename_commit(sdir, from, ddir, old, new);
	return 0;
}

int
memfs_rename(struct vnode *sdir, const char *sname, struct vnode *ddir,
    const char *dname)
{
	struct memnode *sn = memnode_of(sdir), *dn = memnode_of(ddir);
	struct mementry *from, *old;
	struct vnode *target = NULL;
	int lock, error;

	from = memdir_find(sn, sname);
	if (from == NULL || memnode_parent(dn) == NULL)
		return ENOENT;
	old = memdir_find(dn, dname);
	if (old != NULL && old->me_node == from->me_node)
		return 0;		/* two names of one file */
	if (old != NULL)
		target = vnode_hold(old->me_node->mn_vnode);
	if (target == sdir) {
		vnode_drop(target);	/* it has sname in it */
		return ENOTEMPTY;
	}
	lock = target != NULL && target->vn_type == VDIR;
	if (lock)
		rw_wlock(&target->vn_lock);
	error = rename_replace(sn, from, dn, old, dname);
	if (lock)
		rw_wunlock(&target->vn_lock);
	vnode_drop(target);
	return error;
}

int
memfs_parent(struct vnode *dir, struct vnode **out)
{
	struct memnode *dn = memnode_of(dir), *parent;

	if (dir->vn_type != VDIR)
		return ENOTDIR;
	spin_lock(&dn->mn_fs->mf_lock);
	parent = dn->mn_dir.md_parent;
	if (parent != NULL)
		*out = vnode_hold(parent->mn_vnode);
	spin_unlock(&dn->mn_fs->mf_lock);
	return parent != NULL ? 0 : ENOENT;
}

int
memfs_nameof(struct vnode *dir, struct vnode *vn, char *buf)
{
	struct mementry *me;

	LIST_FOREACH(me, &memnode_of(dir)->mn_dir.md_entries, me_link)
		if (me->me_node == memnode_of(vn)) {
			memcpy(buf, me->me_name, me->me_len + 1u);
			return 0;
		}
	return ENOENT;
}

/* One record out, if there is room for it: else EINVAL. */
static int
readdir_emit(struct uio *uio, uint64_t ino, int type, const char *name,
    uint64_t next)
{
	struct dirent de;
	size_t len = strlen(name);

	memset(&de, 0, DIRENT_RECLEN(len));
	de.d_fileno = ino;
	de.d_off = (off_t)next;
	de.d_reclen = (uint16_t)DIRENT_RECLEN(len);
	de.d_type = (uint8_t)type;
	de.d_namlen = (uint16_t)len;
	memcpy(de.d_name, name, len + 1);
	if (de.d_reclen > uio->uio_resid)
		return EINVAL;
	return uio_move(&de, de.d_reclen, uio);
}

static int
readdir_dots(struct memnode *dn, struct uio *uio, uint64_t *place)
{
	struct memnode *parent = memnode_parent(dn);
	int error = 0;

	if (*place == 0) {
		error = readdir_emit(uio, dn->mn_ino, DT_DIR, ".", 1);
		*place += error == 0;
	}
	if (*place == 1 && error == 0) {
		error = readdir_emit(uio, parent != NULL ? parent->mn_ino :
		    dn->mn_ino, DT_DIR, "..", 2);
		*place += error == 0;
	}
	return error;
}

/* Only a buffer too small for even one record is an error. */
int
memfs_readdir(struct vnode *vn, struct uio *uio)
{
	struct memnode *dn = memnode_of(vn);
	uint64_t place = (uint64_t)uio->uio_offset;
	size_t room = uio->uio_resid;
	struct mementry *me;
	int error;

	error = readdir_dots(dn, uio, &place);
	LIST_FOREACH(me, &dn->mn_dir.md_entries, me_link) {
		if (error != 0)
			break;
		if (me->me_place < place)
			continue;
		error = readdir_emit(uio, me->me_node->mn_ino,
		    memdir_types[me->me_node->mn_vnode->vn_type],
		    me->me_name, me->me_place + 1);
		if (error == 0)
			place = me->me_place + 1;
	}
	uio->uio_offset = (int64_t)place;
	if (error == EINVAL && uio->uio_resid < room)
		error = 0;
	return error;
}

/* Depth first, without recursion: go down while there are children. */
void
memdir_clear(struct memnode *top)
{
	struct memnode *dir = top, *node;
	struct mementry *me;

	for (;;) {
		me = LIST_FIRST(&dir->mn_dir.md_entries, struct mementry,
		    me_link);
		if (me == NULL) {
			if (dir == top)
				break;
			dir = dir->mn_dir.md_parent;
			continue;
		}
		if (me->me_node->mn_vnode->vn_type == VDIR &&
		    me->me_node->mn_dir.md_count > 0) {
			dir = me->me_node;
			continue;
		}
		node = mementry_remove(dir, me);
		vnode_link_drop(node->mn_vnode);
	}
}
