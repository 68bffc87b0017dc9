// SPDX-License-Identifier: BSD-2-Clause
/*
 * vfs_db - mounts and vnodes, for the debugger.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>

#include "kernel/debug/db.h"
#include "kernel/mem/why.h"
#include "kernel/vfs/vfs_priv.h"

static const char *const vnode_types[] = {
	[VNON] = "none", [VREG] = "file", [VDIR] = "directory",
	[VCHR] = "device", [VLNK] = "link", [VFIFO] = "fifo",
	[VSOCK] = "socket",
};

#define VNODE_TYPES	(sizeof(vnode_types) / sizeof(vnode_types[0]))

static void
vfs_db_mounts(int nwords, char *const *words)
{
	const struct mount *mp;

	(void)nwords, (void)words;
	db_printf("%-18s %-8s %5s %5s  %s\n", "mount", "type", "id", "users",
	    "path");
	LIST_FOREACH(mp, &mount_all, mt_link) {
		if (db_quit())
			break;
		db_printf("%p %-8s %5u %5u  %s\n", (const void *)mp,
		    mp->mt_type->ft_name, mp->mt_id, mp->mt_users,
		    mp->mt_path);
	}
}

/* What is locked of it; the count ends a list that runs in a circle. */
static void
vfs_db_locks(const struct vlock *at)
{
	struct vlock vl;
	int n;

	for (n = 0; at != NULL && n < 100 && !db_quit(); n++) {
		if (db_read((uintptr_t)at, &vl, sizeof(vl)) != 0)
			db_read_error((uintptr_t)at);
		db_printf("    %s locked %ld to %ld for %p, pid %d\n",
		    vl.vl_type == F_WRLCK ? "write" : "read",
		    (long)vl.vl_start, (long)vl.vl_end, vl.vl_owner,
		    vl.vl_pid);
		at = vl.vl_next;
	}
}

/* show vnode ADDR */
static void
vfs_db_vnode(int nwords, char *const *words)
{
	struct vnode vn;
	uintptr_t addr;
	size_t size;

	if (nwords == 0 || db_eval(nwords, words, &addr, &size) != 0)
		db_fail(EINVAL);
	if (db_read(addr, &vn, sizeof(vn)) != 0)
		db_read_error(addr);
	db_printf("vnode 0x%lx: %s, refs %u, mode %o, uid %u, gid %u\n", addr,
	    (size_t)vn.vn_type < VNODE_TYPES ? vnode_types[vn.vn_type] : "?",
	    vn.vn_refs, vn.vn_mode, vn.vn_uid, vn.vn_gid);
	db_printf("    ops ");
	db_print_symbol((uintptr_t)vn.vn_ops);
	db_printf(", mount %p, covered by %p, data %p\n",
	    (void *)vn.vn_mount, (void *)vn.vn_covered, vn.vn_data);
	vfs_db_locks(vn.vn_locks);
}

/* --------------------------------------------- mounts of a container */

/*
 * Upwards from mount to mount; names are not looked at, so within the file
 * system that root lies in only root itself is known to be inside.
 */
int
vfs_db_inside(const struct vnode *root, const struct vnode *vn)
{
	while (vn != NULL && vn != root && !db_quit())
		vn = vn->vn_mount == NULL ? NULL :
		    vn->vn_mount->mt_root == root ? root :
		    vn->vn_mount->mt_covers;
	return vn == root;
}

static void
vfs_why(struct why *wy)
{
	const struct mount *mp;

	if (wy->wy_root == NULL || wy->wy_root == vfs_rootvnode)
		return;
	LIST_FOREACH(mp, &mount_all, mt_link) {
		if (db_quit())
			return;
		if (mp->mt_root != wy->wy_root && (mp->mt_covers == NULL ||
		    !vfs_db_inside(wy->wy_root, mp->mt_covers)))
			continue;
		why_line(wy, "vnode");
		db_printf("%s mounted on %s%s, %u users\n",
		    mp->mt_type->ft_name, mp->mt_path,
		    mp->mt_root == wy->wy_root ? ", which is its root" : "",
		    mp->mt_users);
	}
}

WHY_WALKER(vfs_why);
DB_COMMAND("show mounts", "", "mounted file systems", DB_ANY, vfs_db_mounts);
DB_COMMAND("show vnode", "ADDR", "a vnode", DB_ANY, vfs_db_vnode);
