// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_namei - walking names over a small tree that stands still.
 *
 *	/file  /dir/sub/deep  /links..  /jail/etc/passwd  /mnt (mounted on)
 *
 * Everything below namei is stood in for here; vnodes count their holds, so
 * each walk is checked to leave nothing held.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/abi/include/sys/errno.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/kmem.h"
#include "kernel/vfs/vfs_priv.h"
#include "kernel/vm/uio.h"
#include "tests/unit/shim/machine.h"

struct rwlock mount_lock;

static struct mount root_mount, other_mount;

/* The tree: index of the parent, name, type, link target. */
struct node {
	int parent;
	const char *name;
	enum vnode_type type;
	const char *target;
	struct mount *mount;
};

enum { ROOT, FILE_, DIR, SUB, DEEP, JAIL, ETC, PASSWD, MNT, MROOT, MFILE,
	LREL, LABS, LLOOP, LUP, LDANGLE, LFILE, LOUT, SHUT, INSIDE, NNODES };

static const struct node nodes[NNODES] = {
	[ROOT] = { ROOT, "", VDIR, NULL, &root_mount },
	[FILE_] = { ROOT, "file", VREG, NULL, &root_mount },
	[DIR] = { ROOT, "dir", VDIR, NULL, &root_mount },
	[SUB] = { DIR, "sub", VDIR, NULL, &root_mount },
	[DEEP] = { SUB, "deep", VREG, NULL, &root_mount },
	[JAIL] = { ROOT, "jail", VDIR, NULL, &root_mount },
	[ETC] = { JAIL, "etc", VDIR, NULL, &root_mount },
	[PASSWD] = { ETC, "passwd", VREG, NULL, &root_mount },
	[MNT] = { ROOT, "mnt", VDIR, NULL, &root_mount },
	[MROOT] = { MROOT, "", VDIR, NULL, &other_mount },
	[MFILE] = { MROOT, "mfile", VREG, NULL, &other_mount },
	[LREL] = { ROOT, "rel", VLNK, "dir//sub", &root_mount },
	[LABS] = { JAIL, "abs", VLNK, "/etc/passwd", &root_mount },
	[LLOOP] = { ROOT, "loop", VLNK, "loop", &root_mount },
	[LUP] = { SUB, "up", VLNK, "../..", &root_mount },
	[LDANGLE] = { ROOT, "dangle", VLNK, "dir/none", &root_mount },
	[LFILE] = { ROOT, "lfile", VLNK, "file", &root_mount },
	[LOUT] = { ETC, "out", VLNK, "../../../../file", &root_mount },
	[SHUT] = { ROOT, "shut", VDIR, NULL, &root_mount },
	[INSIDE] = { SHUT, "inside", VREG, NULL, &root_mount },
};

static struct vnode vnodes[NNODES];

static int
index_of(const struct vnode *vn)
{
	return (int)(vn - vnodes);
}

struct vnode *
vnode_hold(struct vnode *vn)
{
	vn->vn_refs++;
	return vn;
}

void
vnode_drop(struct vnode *vn)
{
	if (vn == NULL)
		return;
	assert_true(vn->vn_refs > 1);
	vn->vn_refs--;
}

struct vnode *
mount_cross(struct vnode *vn)
{
	if (vn->vn_covered == NULL)
		return vn;
	vnode_drop(vn);
	return vnode_hold(vn->vn_covered->mt_root);
}

int
vnode_access(struct vnode *vn, int want, struct cred *cr)
{
	(void)want;
	(void)cr;
	return index_of(vn) == SHUT ? EACCES : 0;
}

int
vnode_readlink(struct vnode *vn, struct uio *uio)
{
	const char *target = nodes[index_of(vn)].target;
	size_t len = strlen(target);

	memcpy((void *)(uintptr_t)uio->uio_seg->us_base, target, len);
	uio->uio_resid -= len;
	return 0;
}

void
uio_init_kernel(struct uio *uio, struct uio_seg *seg, void *base, size_t len,
    int64_t offset, enum uio_rw rw)
{
	seg->us_base = (uintptr_t)base;
	uio->uio_seg = seg;
	uio->uio_resid = len;
	uio->uio_offset = offset;
	uio->uio_rw = rw;
}

void
rw_rlock(struct rwlock *rw)
{
	rw->rw_readers++;
}

void
rw_runlock(struct rwlock *rw)
{
	assert_true(rw->rw_readers > 0);
	rw->rw_readers--;
}

static int
fake_lookup(struct vnode *dir, const char *name, struct vnode **out)
{
	int i;

	assert_true(dir->vn_lock.rw_readers > 0);
	for (i = 0; i < NNODES; i++) {
		if (nodes[i].parent == index_of(dir) && nodes[i].name[0] &&
		    strcmp(nodes[i].name, name) == 0) {
			*out = vnode_hold(&vnodes[i]);
			return 0;
		}
	}
	return ENOENT;
}

static int
fake_parent(struct vnode *dir, struct vnode **out)
{
	*out = vnode_hold(&vnodes[nodes[index_of(dir)].parent]);
	return 0;
}

static int
fake_nameof(struct vnode *dir, struct vnode *vn, char *buf)
{
	assert_int_equal(nodes[index_of(vn)].parent, index_of(dir));
	strcpy(buf, nodes[index_of(vn)].name);
	return 0;
}

static const struct vnode_ops fake_ops = {
	.vo_lookup = fake_lookup,
	.vo_parent = fake_parent,
	.vo_nameof = fake_nameof,
};

static int
setup(void **state)
{
	int i;

	(void)state;
	machine_boot(16ul << 20);
	for (i = 0; i < NNODES; i++) {
		memset(&vnodes[i], 0, sizeof(vnodes[i]));
		vnodes[i].vn_refs = 1;
		vnodes[i].vn_type = nodes[i].type;
		vnodes[i].vn_ops = &fake_ops;
		vnodes[i].vn_mount = nodes[i].mount;
	}
	root_mount.mt_root = &vnodes[ROOT];
	other_mount.mt_root = &vnodes[MROOT];
	other_mount.mt_covers = &vnodes[MNT];
	vnodes[MNT].vn_covered = &other_mount;
	vfs_rootvnode = &vnodes[ROOT];
	return 0;
}

static void
nothing_held(void)
{
	int i;

	for (i = 0; i < NNODES; i++) {
		assert_int_equal(vnodes[i].vn_refs, 1);
		assert_int_equal(vnodes[i].vn_lock.rw_readers, 0);
	}
}

/* Look path up; what it names is want, or the error. */
static int
walk_from(int root, int cwd, const char *path, int flags, int *found)
{
	struct namei ni = {
		.ni_root = &vnodes[root], .ni_cwd = &vnodes[cwd],
		.ni_flags = flags,
	};
	int error;

	error = namei(&ni, path);
	*found = -1;
	if (error == 0 && ni.ni_vn != NULL)
		*found = index_of(ni.ni_vn);
	if (error == 0)
		namei_done(&ni);
	nothing_held();
	return error;
}

static void
finds(const char *path, int flags, int want)
{
	int found;

	assert_int_equal(walk_from(ROOT, DIR, path, flags, &found), 0);
	assert_int_equal(found, want);
}

static void
fails(const char *path, int flags, int want)
{
	int found;

	assert_int_equal(walk_from(ROOT, DIR, path, flags, &found), want);
}

static void
plain(void **state)
{
	(void)state;
	finds("/", 0, ROOT);
	finds("///", 0, ROOT);
	finds("/file", 0, FILE_);
	finds("//dir///sub//deep", 0, DEEP);
	finds("sub/deep", 0, DEEP);
	finds(".", 0, DIR);
	finds("./sub/.", 0, SUB);
	finds("/dir/sub/", 0, SUB);
	finds("..", 0, ROOT);
	finds("../../..", 0, ROOT);
	finds("sub/../../file", 0, FILE_);
	fails("", 0, ENOENT);
	fails("none", 0, ENOENT);
	fails("none/more", 0, ENOENT);
	fails("/file/", 0, ENOTDIR);
	fails("/file/x", 0, ENOTDIR);
	fails("/file/..", 0, ENOTDIR);
	fails("/shut/inside", 0, EACCES);
	finds("/shut", 0, SHUT);
	fails("/file", NAMEI_DIR, ENOTDIR);
	finds("/dir", NAMEI_DIR, DIR);
}

static void
links(void **state)
{
	(void)state;
	finds("/rel", 0, LREL);
	finds("/rel", NAMEI_FOLLOW, SUB);
	finds("/rel/", 0, SUB);
	finds("/rel/deep", 0, DEEP);
	finds("sub/up/file", 0, FILE_);
	finds("/lfile", NAMEI_FOLLOW, FILE_);
	fails("/lfile/", 0, ENOTDIR);
	fails("/loop", NAMEI_FOLLOW, ELOOP);
	fails("/loop/x", 0, ELOOP);
	finds("/loop", 0, LLOOP);
	fails("/dangle", NAMEI_FOLLOW, ENOENT);
	/* Relative to the caller's root, whose /etc/passwd there is none. */
	fails("/jail/abs", NAMEI_FOLLOW, ENOENT);
}

static void
lengths(void **state)
{
	char path[PATH_MAX_BYTES + 2];

	(void)state;
	memset(path, 'n', NAME_MAX_BYTES);
	path[NAME_MAX_BYTES] = '\0';
	fails(path, 0, ENOENT);
	path[NAME_MAX_BYTES] = 'n';
	path[NAME_MAX_BYTES + 1] = '\0';
	fails(path, 0, ENAMETOOLONG);

	memset(path, '/', sizeof(path));
	path[PATH_MAX_BYTES - 1] = '\0';
	finds(path, 0, ROOT);
	path[PATH_MAX_BYTES - 1] = '/';
	path[PATH_MAX_BYTES] = '\0';
	fails(path, 0, ENAMETOOLONG);
	/* A link's target and the rest are too long together. */
	memset(path, '/', sizeof(path));
	memcpy(path, "/rel", 4);
	path[PATH_MAX_BYTES - 2] = 'x';
	path[PATH_MAX_BYTES - 1] = '\0';
	fails(path, 0, ENOENT);		/* slashes do not count */
}

static void
parents(void **state)
{
	struct namei ni = {
		.ni_root = &vnodes[ROOT], .ni_cwd = &vnodes[ROOT],
		.ni_flags = NAMEI_PARENT,
	};

	(void)state;
	assert_int_equal(namei(&ni, "dir/new"), 0);
	assert_ptr_equal(ni.ni_dir, &vnodes[DIR]);
	assert_null(ni.ni_vn);
	assert_string_equal(ni.ni_last, "new");
	assert_int_equal(ni.ni_slash, 0);
	namei_done(&ni);

	assert_int_equal(namei(&ni, "dir/new/"), 0);
	assert_int_equal(ni.ni_slash, 1);
	namei_done(&ni);

	assert_int_equal(namei(&ni, "dir/sub"), 0);
	assert_ptr_equal(ni.ni_dir, &vnodes[DIR]);
	assert_ptr_equal(ni.ni_vn, &vnodes[SUB]);
	namei_done(&ni);

	assert_int_equal(namei(&ni, "/"), 0);
	assert_ptr_equal(ni.ni_vn, &vnodes[ROOT]);
	assert_string_equal(ni.ni_last, "");
	namei_done(&ni);

	/* A dangling link, followed, names its target's place. */
	ni.ni_flags = NAMEI_PARENT | NAMEI_FOLLOW;
	assert_int_equal(namei(&ni, "dangle"), 0);
	assert_ptr_equal(ni.ni_dir, &vnodes[DIR]);
	assert_null(ni.ni_vn);
	assert_string_equal(ni.ni_last, "none");
	namei_done(&ni);
	assert_int_equal(namei(&ni, "none/new"), ENOENT);
	nothing_held();
}

/* No path leads out of a root. */
static void
prison(void **state)
{
	int found;

	(void)state;
	assert_int_equal(walk_from(JAIL, JAIL, "..", 0, &found), 0);
	assert_int_equal(found, JAIL);
	assert_int_equal(walk_from(JAIL, ETC, "../../../..", 0, &found), 0);
	assert_int_equal(found, JAIL);
	assert_int_equal(walk_from(JAIL, ETC, "/abs", NAMEI_FOLLOW, &found),
	    0);
	assert_int_equal(found, PASSWD);
	assert_int_equal(walk_from(JAIL, ETC, "out", NAMEI_FOLLOW, &found),
	    ENOENT);
	/* A directory handed in from outside: down, but not up. */
	assert_int_equal(walk_from(JAIL, SUB, "..", 0, &found), 0);
	assert_int_equal(found, SUB);
	assert_int_equal(walk_from(JAIL, DIR, "sub/../sub", 0, &found),
	    ENOENT);
	assert_int_equal(walk_from(JAIL, DIR, "sub/deep", 0, &found), 0);
	assert_int_equal(found, DEEP);
	assert_int_equal(walk_from(JAIL, ROOT, "jail/..", 0, &found), 0);
	assert_int_equal(found, JAIL);
}

static void
mounts(void **state)
{
	int found;

	(void)state;
	finds("/mnt", 0, MROOT);
	finds("/mnt/mfile", 0, MFILE);
	finds("/mnt/..", 0, ROOT);
	finds("/mnt/../mnt/./mfile", 0, MFILE);
	assert_int_equal(walk_from(MROOT, MROOT, "../mfile", 0, &found), 0);
	assert_int_equal(found, MFILE);
}

static void
path_is(int root, int vn, const char *want)
{
	char buf[64];

	assert_int_equal(vnode_path(&vnodes[root], &vnodes[vn], buf,
	    sizeof(buf)), 0);
	assert_string_equal(buf, want);
	nothing_held();
}

static void
paths(void **state)
{
	char buf[64];

	(void)state;
	path_is(ROOT, ROOT, "/");
	path_is(ROOT, SUB, "/dir/sub");
	path_is(JAIL, ETC, "/etc");
	path_is(JAIL, JAIL, "/");
	path_is(ROOT, MROOT, "/mnt");
	assert_int_equal(vnode_path(&vnodes[JAIL], &vnodes[SUB], buf,
	    sizeof(buf)), ENOENT);
	assert_int_equal(vnode_path(&vnodes[ROOT], &vnodes[SUB], buf, 8),
	    ERANGE);
	assert_int_equal(vnode_path(&vnodes[ROOT], &vnodes[ROOT], buf, 1),
	    ERANGE);
	nothing_held();
}

/* Memory for the link's buffer may be short. */
static void
no_memory(void **state)
{
	(void)state;
	fault_after = 1;
	fails("/rel/deep", 0, ENOMEM);
	fault_after = 0;
	finds("/rel/deep", 0, DEEP);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain),
		cmocka_unit_test(links),
		cmocka_unit_test(lengths),
		cmocka_unit_test(parents),
		cmocka_unit_test(prison),
		cmocka_unit_test(mounts),
		cmocka_unit_test(paths),
		cmocka_unit_test(no_memory),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
