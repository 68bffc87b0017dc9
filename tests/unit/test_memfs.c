// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_memfs - a memory file system against a model of it.
 *
 * Random calls are made on both.  The model says whether each must succeed;
 * now and then an allocation is made to fail, and then nothing may have
 * changed.  Every so often the whole tree is compared: names, link counts,
 * contents.  What lies below (locks, objects, credentials) is stood in for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/cred/cred.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/kmem.h"
#include "kernel/vfs/memfs.h"
#include "kernel/vfs/vfs_priv.h"
#include "kernel/vm/uio.h"
#include "tests/unit/memfs_below.h"
#include "tests/unit/shim/machine.h"

#define NODES		200	/* of the model */
#define NAMES		4	/* a name is one of so many letters */
#define BYTES		12000	/* most of a file */
#define STEPS		60000
#define COMPARE_EVERY	200
#define ROOT		0

/* --------------------------------------------------------- the model */

struct model {
	enum vnode_type type;		/* VNON: free */
	int links;			/* names */
	int parent;			/* of a directory */
	int entry[NAMES];		/* of a directory: node, or -1 */
	unsigned size;			/* of a file */
	unsigned char data[BYTES];
};

static struct model model[NODES];
static struct cred cred;

static int
model_new(enum vnode_type type)
{
	int i, k;

	for (i = 1; i < NODES && model[i].type != VNON; i++)
		continue;
	assert_true(i < NODES);
	memset(&model[i], 0, sizeof(model[i]));
	model[i].type = type;
	for (k = 0; k < NAMES; k++)
		model[i].entry[k] = -1;
	return i;
}

static int
model_count(int dir)
{
	int k, n = 0;

	for (k = 0; k < NAMES; k++)
		n += model[dir].entry[k] >= 0;
	return n;
}

static void
model_enter(int dir, int name, int node)
{
	model[dir].entry[name] = node;
	model[node].links++;
	if (model[node].type == VDIR)
		model[node].parent = dir;
}

static void
model_leave(int dir, int name)
{
	int node = model[dir].entry[name];

	model[dir].entry[name] = -1;
	if (--model[node].links == 0)
		model[node].type = VNON;
}

static int
model_below(int top, int dir)
{
	while (dir != top && dir != ROOT)
		dir = model[dir].parent;
	return dir == top;
}

static int
some_dir(void)
{
	int i;

	do
		i = rand() % NODES;
	while (rand() % 3 == 0 ? (i = ROOT, 0) : model[i].type != VDIR);
	return i;
}

static void
path_of(int dir, int name, char *buf)
{
	char part[PATH_MAX_BYTES];

	buf[0] = '\0';
	if (name >= 0)
		sprintf(buf, "/%c", 'a' + name);
	for (; dir != ROOT; dir = model[dir].parent) {
		int up = model[dir].parent, k;

		for (k = 0; model[up].entry[k] != dir; k++)
			continue;
		snprintf(part, sizeof(part), "/%c%s", 'a' + k, buf);
		strcpy(buf, part);
	}
	if (buf[0] == '\0')
		strcpy(buf, "/");
}

/* ---------------------------------------------------------- the calls */

static struct namei
at_root(void)
{
	return (struct namei){ .ni_root = vfs_rootvnode,
	    .ni_cwd = vfs_rootvnode, .ni_cred = &cred };
}

static struct vnode *
find(const char *path)
{
	struct namei ni = at_root();

	assert_int_equal(namei(&ni, path), 0);
	return ni.ni_vn;
}

/* The call gave error; it must have been 0 exactly if it was lawful. */
static int
judge(int error, int lawful)
{
	if (fault_after == 0) {		/* an allocation was refused */
		if (error == K_ENOMEM)
			return 0;
		fault_after = -1;
	}
	assert_int_equal(error == 0, lawful);
	return error == 0;
}

static void
step_make(int dir, int name, enum vnode_type type)
{
	struct namei ni = at_root();
	char path[PATH_MAX_BYTES];
	int error;

	path_of(dir, name, path);
	error = type == VLNK ? vnode_symlink(&ni, path, "nowhere") :
	    vnode_make(&ni, path, type, 0755, NULL);
	if (judge(error, model[dir].entry[name] < 0))
		model_enter(dir, name, model_new(type));
}

static void
step_remove(int dir, int name)
{
	struct namei ni = at_root();
	int node = model[dir].entry[name], isdir = rand() % 2, lawful;
	char path[PATH_MAX_BYTES];

	lawful = node >= 0 && (model[node].type == VDIR) == isdir &&
	    (!isdir || model_count(node) == 0);
	path_of(dir, name, path);
	if (judge(isdir ? vnode_rmdir(&ni, path) : vnode_unlink(&ni, path),
	    lawful))
		model_leave(dir, name);
}

static void
step_link(int dir, int name, int from, int fromname)
{
	struct namei ni = at_root();
	int node = model[from].entry[fromname];
	char path[PATH_MAX_BYTES];
	struct vnode *vn;

	if (node < 0)
		return;
	path_of(from, fromname, path);
	fault_after = -1;
	vn = find(path);
	path_of(dir, name, path);
	if (judge(vnode_link(&ni, path, vn), model[node].type != VDIR &&
	    model[dir].entry[name] < 0))
		model_enter(dir, name, node);
	vnode_drop(vn);
}

static int
rename_lawful(int dir, int name, int to, int toname)
{
	int node = model[dir].entry[name], old = model[to].entry[toname];

	if (node < 0)
		return 0;
	if (model[node].type == VDIR && model_below(node, to))
		return 0;
	if (old < 0 || old == node)
		return 1;
	if ((model[old].type == VDIR) != (model[node].type == VDIR))
		return 0;
	return model[old].type != VDIR || model_count(old) == 0;
}

static void
step_rename(int dir, int name, int to, int toname)
{
	struct namei a = at_root(), b = at_root();
	char from[PATH_MAX_BYTES], path[PATH_MAX_BYTES];
	int node = model[dir].entry[name];

	path_of(dir, name, from);
	path_of(to, toname, path);
	if (!judge(vnode_rename(&a, from, &b, path),
	    rename_lawful(dir, name, to, toname)))
		return;
	if (model[to].entry[toname] == node)
		return;
	if (model[to].entry[toname] >= 0)
		model_leave(to, toname);
	model[dir].entry[name] = -1;
	model[node].links--;
	model_enter(to, toname, node);
}

/* A write that is cut short by missing memory has written some. */
static void
step_write(int dir, int name)
{
	int node = model[dir].entry[name], error;
	unsigned off = (unsigned)rand() % (BYTES / 2), i;
	unsigned len = (unsigned)rand() % (BYTES / 2), done;
	static unsigned char data[BYTES];
	char path[PATH_MAX_BYTES];
	struct uio_seg seg;
	struct vnode *vn;
	struct uio uio;

	if (node < 0 || model[node].type != VREG)
		return;
	fault_after = -1;
	path_of(dir, name, path);
	vn = find(path);
	for (i = 0; i < len; i++)
		data[i] = (unsigned char)rand();
	fault_after = rand() % 8 == 0 ? 1 + rand() % 3 : -1;
	uio_init_kernel(&uio, &seg, data, len, off, UIO_WRITE);
	rw_wlock(&vn->vn_lock);
	error = vn->vn_ops->vo_write(vn, &uio, 0);
	rw_wunlock(&vn->vn_lock);
	done = len - (unsigned)uio.uio_resid;
	assert_true(error == 0 || (error == K_ENOMEM && fault_after == 0));
	if (done > 0) {
		memcpy(model[node].data + off, data, done);
		if (off + done > model[node].size)
			model[node].size = off + done;
	}
	vnode_drop(vn);
}

static void
step_truncate(int dir, int name)
{
	int node = model[dir].entry[name];
	unsigned size = (unsigned)rand() % BYTES;
	char path[PATH_MAX_BYTES];
	struct vnode *vn;

	if (node < 0 || model[node].type != VREG)
		return;
	fault_after = -1;
	path_of(dir, name, path);
	vn = find(path);
	assert_int_equal(vnode_truncate(vn, size, &cred), 0);
	if (size < model[node].size)
		memset(model[node].data + size, 0, BYTES - size);
	model[node].size = size;
	vnode_drop(vn);
}

static int
model_is_full(void)
{
	int i, n = 0;

	for (i = 0; i < NODES; i++)
		n += model[i].type != VNON;
	return n == NODES;
}

static void
step(void)
{
	int dir = some_dir(), name = rand() % NAMES;
	int to = some_dir(), toname = rand() % NAMES;

	fault_after = rand() % 8 == 0 ? 1 + rand() % 4 : -1;
	switch (model_is_full() ? 3 : rand() % 9) {
	case 0:
		step_make(dir, name, VDIR);
		break;
	case 1:
		step_make(dir, name, VREG);
		break;
	case 2:
		step_make(dir, name, rand() % 2 ? VLNK : VFIFO);
		break;
	case 3:
	case 4:
		step_remove(dir, name);
		break;
	case 5:
		step_link(dir, name, to, toname);
		break;
	case 6:
		step_rename(dir, name, to, toname);
		break;
	case 7:
		step_write(dir, name);
		break;
	default:
		step_truncate(dir, name);
	}
	fault_after = 0;
}

/* -------------------------------------------------------- comparing */

static void
compare_contents(struct vnode *vn, int node)
{
	static unsigned char data[BYTES];
	struct uio_seg seg;
	struct uio uio;

	uio_init_kernel(&uio, &seg, data, BYTES, 0, UIO_READ);
	rw_rlock(&vn->vn_lock);
	assert_int_equal(vn->vn_ops->vo_read(vn, &uio, 0), 0);
	rw_runlock(&vn->vn_lock);
	assert_int_equal(BYTES - uio.uio_resid, model[node].size);
	assert_memory_equal(data, model[node].data, model[node].size);
}

static void
compare_dir(int dir)
{
	char path[PATH_MAX_BYTES], got[PATH_MAX_BYTES];
	struct vnode *vn, *child;
	int k, error;

	path_of(dir, -1, path);
	vn = find(path);
	assert_int_equal(vnode_path(vfs_rootvnode, vn, got, sizeof(got)), 0);
	assert_string_equal(got, path);
	for (k = 0; k < NAMES; k++) {
		char name[2] = { (char)('a' + k), '\0' };
		int node = model[dir].entry[k];

		rw_rlock(&vn->vn_lock);
		error = vn->vn_ops->vo_lookup(vn, name, &child);
		rw_runlock(&vn->vn_lock);
		assert_int_equal(error == 0, node >= 0);
		if (node < 0)
			continue;
		assert_int_equal(child->vn_type, model[node].type);
		if (child->vn_type == VREG)
			compare_contents(child, node);
		if (child->vn_type != VDIR)
			assert_int_equal(child->vn_refs,
			    model[node].links + 1);
		vnode_drop(child);
	}
	vnode_drop(vn);
}

static void
compare(void)
{
	int i;

	for (i = 0; i < NODES; i++)
		if (model[i].type == VDIR)
			compare_dir(i);
	/* The tree, and nobody else, uses it. */
	assert_int_equal(vfs_rootvnode->vn_mount->mt_users, 1);
}

static int
testfs_mount(struct mount *mp, const char *options)
{
	(void)options;
	return memfs_mount(mp, 0, 0755, 0, 0);
}

static const struct fs_type testfs = {
	.ft_name = "testfs", .ft_mount = testfs_mount,
	.ft_unmount = memfs_unmount,
};
FS_TYPE(testfs);

static void
against_model(void **state)
{
	int64_t before;
	int i;

	(void)state;
	machine_boot(64ul << 20);
	before = ledger_base.ld_bytes;
	srand(3);
	model[ROOT].type = VDIR;
	for (i = 0; i < NAMES; i++)
		model[ROOT].entry[i] = -1;
	assert_int_equal(vfs_mount("testfs", NULL, "/", "", NULL), 0);
	for (i = 0; i < STEPS; i++) {
		step();
		if (i % COMPARE_EVERY == 0)
			compare();
	}
	compare();
	/* Taken apart with all that is in it, nothing is left. */
	mount_leave(vfs_rootvnode->vn_mount);
	assert_int_equal(ledger_base.ld_bytes, before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(against_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
