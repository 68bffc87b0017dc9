// SPDX-License-Identifier: BSD-2-Clause
/*
 * posixipc - POSIX IPC of a jail: the image that its objects live in.
 *
 * An idle jail pays for two list heads, a lock, counts and limits.  When it
 * ends, names go and sleepers wake; what is still open or mapped keeps the
 * image, by name, until it is closed.
 */
#include "kernel/lib/string.h"
#include "kernel/proc/pid.h"
#include "kernel/sys/sysctl.h"
#include "subsys/posixipc/posixipc.h"

VIMAGE_DEFINE(posixipc, struct mutex, posix_lock);
VIMAGE_DEFINE(posixipc, struct list, posix_all);	/* [P] */
VIMAGE_DEFINE(posixipc, struct list, posix_named);	/* [P] */
VIMAGE_DEFINE(posixipc, uint64_t, posix_told_ns);	/* [P] */
VIMAGE_DEFINE(posixipc, int, posix_mqs);		/* [P] */
VIMAGE_DEFINE(posixipc, int, posix_shms);		/* [P] */
VIMAGE_DEFINE(posixipc, int, posix_sems);		/* [P] */

static int
posixipc_create(struct image *parent)
{
	(void)parent;
	mutex_init(&V_posix_lock, "posixipc");
	list_init(&V_posix_all);
	list_init(&V_posix_named);
	return 0;
}

/* Names go, sleepers wake; what is open or mapped keeps the image. */
static void
posixipc_shutdown(void)
{
	struct pobject *po;

	if (V_posix_lock.mx_name == NULL)
		return;
	mutex_lock(&V_posix_lock);
	LIST_FOREACH(po, &V_posix_all, po_all)
		if (po->po_ops->pb_shut != NULL)
			po->po_ops->pb_shut(po);
	while (!list_empty(&V_posix_named)) {
		po = LIST_FIRST(&V_posix_named, struct pobject, po_named);
		pobject_unname(po);
		mutex_unlock(&V_posix_lock);
		pobject_drop(po);
		mutex_lock(&V_posix_lock);
	}
	mutex_unlock(&V_posix_lock);
}

static void
posixipc_destroy(void)
{
	if (V_posix_lock.mx_name != NULL)
		mutex_destroy(&V_posix_lock);
}

/* kern.ipc.posix: what ipcs shows. */
static int
posixipc_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	struct posixipc_info pi;
	struct pobject *po;
	int error = 0;

	(void)so;
	mutex_lock(&V_posix_lock);
	LIST_FOREACH(po, &V_posix_all, po_all) {
		memset(&pi, 0, sizeof(pi));
		pi.pi_kind = po->po_kind;
		pi.pi_mode = po->po_mode;
		pi.pi_uid = po->po_uid;
		pi.pi_gid = po->po_gid;
		pi.pi_cpid = pid_export(po->po_cpid);
		pi.pi_open = po->po_refs - (po->po_name != NULL);
		pi.pi_atime = po->po_atime;
		pi.pi_mtime = po->po_mtime;
		pi.pi_ctime = po->po_ctime;
		if (po->po_name != NULL)
			strlcpy(pi.pi_name, po->po_name, sizeof(pi.pi_name));
		po->po_ops->pb_info(po, &pi);
		pi.pi_lpid = pid_export(pi.pi_lpid);
		error = sysctl_out(req, &pi, sizeof(pi));
		if (error != 0)
			break;
	}
	mutex_unlock(&V_posix_lock);
	return error;
}

VIMAGE_SUBSYS_PARAM(posixipc, PHASE_PROTO, posixipc_create,
    posixipc_shutdown, posixipc_destroy,
    "POSIX message queues, shared memory and semaphores", "posixipc",
    VS_OWN | VS_DISABLE);
SYSCTL_PROC(posix, "kern.ipc.posix", SYSCTL_RD, posixipc_sysctl,
    "POSIX IPC objects, as struct posixipc_info");
SYSCTL_VIMAGE_INT(curmq, "kern.mqueue.curmq", SYSCTL_RD, posixipc, posix_mqs,
    "message queues now");
SYSCTL_VIMAGE_INT(nsems, "p1003_1b.nsems", SYSCTL_RD, posixipc, posix_sems,
    "named semaphores now");
SYSCTL_VIMAGE_INT(nshms, "kern.ipc.posix_shms", SYSCTL_RD, posixipc,
    posix_shms, "shared memory objects now");
