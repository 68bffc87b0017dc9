// SPDX-License-Identifier: BSD-2-Clause
/*
 * bootfs - the root file system, filled from the archive the loader brought.
 *
 * The root is an ordinary memory file system.  Each file of the archive
 * becomes a node whose contents stay in the archive until they are written
 * or mapped; the archive's memory is never freed.  So the tree is writable,
 * boot copies nothing, and a core kernel needs no other file system.
 *
 * To the archive's files come /dev with the devices known by now (devfs
 * covers it in a full kernel) and /etc/script, the script given to the
 * machine from outside.
 */
#include <sys/errno.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include "arch-x86_64/cpu/bootinfo.h"
#include "kernel/debug/cons.h"
#include "kernel/dev/dev.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/vfs/cpio.h"
#include "kernel/vfs/memfs.h"
#include "kernel/vfs/vfs_priv.h"

#define NS_PER_S	1000000000UL
#define BOOTFS_LINKS	128	/* files with more than one name */

/* Names of one file share its inode number in the archive. */
struct bootfs_link {
	uint32_t bl_ino;	/* [I] */
	struct vnode *bl_vn;	/* [I] held until the end of unpacking */
};

/* Used by the boot thread only. */
struct bootfs {
	struct vnode *bf_root;				/* [t] */
	int bf_nlinks;					/* [t] */
	struct bootfs_link bf_link[BOOTFS_LINKS];	/* [t] */
};

static int
bootfs_mount(struct mount *mp, const char *options)
{
	(void)options;
	return memfs_mount(mp, 0, 0755, 0, 0);
}

static const struct fs_type bootfs_type = {
	.ft_name = "bootfs",
	.ft_mount = bootfs_mount,
	.ft_unmount = memfs_unmount,
	.ft_statfs = memfs_statfs,
};
FS_TYPE(bootfs_type);

/* Take a component off *path into name.  EINVAL: ".." or too long. */
static int
bootfs_component(const char **path, char *name)
{
	size_t len = 0;

	do {
		*path += len;
		while (**path == '/')
			(*path)++;
		for (len = 0; (*path)[len] != '\0' && (*path)[len] != '/';)
			len++;
	} while (len == 1 && **path == '.');
	if (len > NAME_MAX_BYTES || (len == 2 && memcmp(*path, "..", 2) == 0))
		return EINVAL;
	memcpy(name, *path, len);
	name[len] = '\0';
	*path += len;
	while (**path == '/')
		(*path)++;
	return 0;
}

/* The directory name in dir (a reference, replaced), made if absent. */
static int
bootfs_enter(struct vnode **dir, const char *name)
{
	static const struct memfs_attr ma = { .ma_mode = 0755 };
	struct vnode *vn;
	int error;

	error = memfs_lookup(*dir, name, &vn);
	if (error == ENOENT)
		error = memfs_make(*dir, name, VDIR, &ma, NULL, NULL, &vn);
	if (error != 0)
		return error;
	vnode_drop(*dir);
	*dir = vn;
	return vn->vn_type == VDIR ? 0 : ENOTDIR;
}

/*
 * Walk to the directory of path, held; name becomes the last component,
 * empty for the root itself.
 */
static int
bootfs_walk(struct bootfs *bf, const char *path, struct vnode **dir,
    char *name)
{
	int error;

	*dir = vnode_hold(bf->bf_root);
	error = bootfs_component(&path, name);
	while (error == 0 && *path != '\0') {
		error = bootfs_enter(dir, name);
		if (error == 0)
			error = bootfs_component(&path, name);
	}
	if (error != 0)
		vnode_drop(*dir);
	return error;
}

/* The node an earlier name of this file made, or NULL. */
static struct vnode *
bootfs_link_find(struct bootfs *bf, const struct cpio_entry *ce)
{
	int i;

	if (ce->ce_nlink < 2 || !S_ISREG(ce->ce_mode))
		return NULL;
	for (i = 0; i < bf->bf_nlinks; i++)
		if (bf->bf_link[i].bl_ino == ce->ce_ino)
			return bf->bf_link[i].bl_vn;
	return NULL;
}

static void
bootfs_link_note(struct bootfs *bf, const struct cpio_entry *ce,
    struct vnode *vn)
{
	if (ce->ce_nlink < 2 || bf->bf_nlinks == BOOTFS_LINKS)
		return;
	bf->bf_link[bf->bf_nlinks++] =
	    (struct bootfs_link){ ce->ce_ino, vnode_hold(vn) };
}

static enum vnode_type
bootfs_vnode_type(uint32_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return VREG;
	case S_IFDIR:
		return VDIR;
	case S_IFLNK:
		return VLNK;
	case S_IFIFO:
		return VFIFO;
	default:
		return VNON;
	}
}

static int
bootfs_make(struct bootfs *bf, struct vnode *dir, const char *name,
    const struct cpio_entry *ce)
{
	struct memfs_attr ma = { ce->ce_mode & ALLPERMS, ce->ce_uid,
	    ce->ce_gid, ce->ce_mtime_s * NS_PER_S };
	enum vnode_type type = bootfs_vnode_type(ce->ce_mode);
	char target[PATH_MAX_BYTES] = "";
	struct vnode *vn;
	int error;

	if (type == VNON)
		return EOPNOTSUPP;
	if (type == VLNK) {
		if (ce->ce_size == 0 || ce->ce_size >= sizeof(target))
			return EINVAL;
		memcpy(target, ce->ce_data, ce->ce_size);
	}
	error = memfs_make(dir, name, type, &ma,
	    type == VLNK ? target : NULL, NULL, &vn);
	if (error != 0)
		return error;
	if (type == VREG) {
		memfs_set_lower(vn, ce->ce_data, ce->ce_size);
		bootfs_link_note(bf, ce, vn);
	}
	vnode_drop(vn);
	return 0;
}

/* An archive may name directories that names inside them have made. */
static int
bootfs_again(struct vnode *vn, const struct cpio_entry *ce)
{
	if (vn->vn_type != VDIR || !S_ISDIR(ce->ce_mode))
		return EEXIST;
	vn->vn_mode = ce->ce_mode & ALLPERMS;
	vn->vn_uid = ce->ce_uid;
	vn->vn_gid = ce->ce_gid;
	return 0;
}

static int
bootfs_add(struct bootfs *bf, const struct cpio_entry *ce)
{
	char name[NAME_MAX_BYTES + 1];
	struct vnode *dir, *vn, *twin;
	int error;

	error = bootfs_walk(bf, ce->ce_name, &dir, name);
	if (error != 0)
		return error;
	twin = bootfs_link_find(bf, ce);
	if (name[0] == '\0') {
		error = bootfs_again(bf->bf_root, ce);
	} else if (memfs_lookup(dir, name, &vn) == 0) {
		error = bootfs_again(vn, ce);
		vnode_drop(vn);
	} else if (twin != NULL) {
		error = dir->vn_ops->vo_link(dir, name, twin);
		if (error == 0 && ce->ce_size > 0)
			memfs_set_lower(twin, ce->ce_data, ce->ce_size);
	} else {
		error = bootfs_make(bf, dir, name, ce);
	}
	vnode_drop(dir);
	return error;
}

static void
bootfs_unpack(struct bootfs *bf, const struct boot_module *bm)
{
	struct cpio_entry ce;
	struct cpio cp;
	int error, failed = 0;

	cpio_init(&cp, bm->bm_data, bm->bm_size);
	while ((error = cpio_next(&cp, &ce)) == 0) {
		error = bootfs_add(bf, &ce);
		if (error != 0 && failed++ == 0)
			kprintf("bootfs: %s: error %d\n", ce.ce_name, error);
	}
	if (error != ENOENT)
		kprintf("bootfs: archive damaged at byte %zu\n", cp.cp_at);
	while (bf->bf_nlinks > 0)
		vnode_drop(bf->bf_link[--bf->bf_nlinks].bl_vn);
}

/* What the archive cannot hold; names it has already stay. */
static void
bootfs_add_extras(struct bootfs *bf)
{
	struct cpio_entry ce = {
		.ce_name = "etc/script", .ce_data = bootinfo.bi_script,
		.ce_size = bootinfo.bi_script_size, .ce_nlink = 1,
		.ce_mode = S_IFREG | 0700,
	};
	struct memfs_attr ma = { 0 };
	struct vnode *dir, *vn;
	struct dev *dv;
	int i;

	if (bootinfo.bi_script != NULL && bootfs_add(bf, &ce) != 0)
		kprintf("bootfs: cannot make /etc/script\n");
	dir = vnode_hold(bf->bf_root);
	if (bootfs_enter(&dir, "dev") == 0) {
		for (i = 0; (dv = dev_nth(i)) != NULL; i++) {
			ma.ma_mode = dv->dv_mode;
			if (memfs_make(dir, dv->dv_name, VCHR, &ma, NULL, dv,
			    &vn) == 0)
				vnode_drop(vn);
		}
	}
	vnode_drop(dir);
}

static void
bootfs_init(void)
{
	static struct bootfs bf;	/* big; used once */
	const struct boot_module *bm;
	uint32_t i;

	if (vfs_mount(bootfs_type.ft_name, NULL, "/", "", NULL) != 0)
		panic("bootfs: no memory for the root");
	bf.bf_root = vfs_rootvnode;
	for (i = 0; i < bootinfo.bi_module_count; i++) {
		bm = &bootinfo.bi_module[i];
		if (cpio_probe(bm->bm_data, bm->bm_size))
			bootfs_unpack(&bf, bm);
	}
	bootfs_add_extras(&bf);
}
INITCALL(PHASE_DEVICE, bootfs_init);
