// SPDX-License-Identifier: BSD-2-Clause
/*
 * sysctl - reading and writing kernel variables by name.
 *
 * A request carries where the old value goes and the new one comes from;
 * handlers append to one and take from the other, and never see whose
 * memory it is.  Variables that exist once per image are read and written
 * in the caller's own image: address plus bias, nothing more is known here
 * of images.
 *
 * Who may write: holders of PRIV_SYSCTL_WRITE anything; with
 * PRIV_SYSCTL_WRITEJAIL what is marked SYSCTL_JAILWR, and instanced
 * variables unless the image is the base system's.
 *
 * Locks: [y] sysctl_lock guards strings while they are copied; numbers are
 * written in one store.
 */
#include <sys/errno.h>
#include <sys/sysctl.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/string.h"
#include "kernel/lock/spin.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/syscall.h"
#include "kernel/sys/sysctl.h"
#include "kernel/sys/sysctl_tree.h"
#include "kernel/vm/uio.h"

#define STRING_MAX	1024

static struct spinlock sysctl_lock = SPIN_INITIALIZER("sysctl");

int
sysctl_out(struct sysctl_req *req, const void *data, size_t len)
{
	size_t room = 0, n = len;
	int error = 0;

	if (req->sr_old != 0 && req->sr_oldused < req->sr_oldlen)
		room = req->sr_oldlen - req->sr_oldused;
	if (n > room)
		n = room;
	if (n > 0 && req->sr_kernel)
		memcpy((char *)req->sr_old + req->sr_oldused, data, n);
	else if (n > 0)
		error = copyout(data, req->sr_old + req->sr_oldused, n);
	req->sr_oldused += len;
	return error;
}

int
sysctl_in(struct sysctl_req *req, void *data, size_t len)
{
	int error = 0;

	if (len > req->sr_newlen - req->sr_newused)
		return EINVAL;
	if (req->sr_kernel)
		memcpy(data, (char *)req->sr_new + req->sr_newused, len);
	else
		error = copyin(req->sr_new + req->sr_newused, data, len);
	if (error == 0)
		req->sr_newused += len;
	return error;
}

/* Slot of an instanced variable's subsystem: its symbol's GS offset. */
static unsigned
node_slot(const struct sysctl_node *node)
{
	return (unsigned)(((uintptr_t)node->so_slot - PC_IMAGE) /
	    sizeof(uintptr_t));
}

/* The variable's address for td; NULL: td has no such image. */
static void *
node_address(const struct sysctl_node *node, struct thread *td)
{
	unsigned slot;

	if ((node->so_flags & SYSCTL_IMAGE) == 0)
		return node->so_ptr;
	slot = node_slot(node);
	if (slot >= IMAGE_SLOTS || td->td_image[slot] == NULL)
		return NULL;
	return (char *)node->so_ptr + td->td_image_bias[slot];
}

/* Is v, as the node's type has it, a value it may have? */
static int
node_in_range(const struct sysctl_node *node, uint64_t v, size_t size)
{
	int64_t n = size == sizeof(uint32_t) ? (int32_t)v : (int64_t)v;

	return (node->so_min == 0 && node->so_max == 0) ||
	    (n >= node->so_min && n <= node->so_max);
}

static int
node_serve_number(const struct sysctl_node *node, struct sysctl_req *req,
    void *var, size_t size)
{
	uint64_t v = 0;
	int error;

	memcpy(&v, var, size);
	error = sysctl_out(req, &v, size);
	if (error != 0 || !sysctl_writes(req))
		return error;
	if (req->sr_newlen != size)
		return EINVAL;
	error = sysctl_in(req, &v, size);
	if (error == 0 && !node_in_range(node, v, size))
		error = EINVAL;
	if (error == 0 && size == sizeof(uint32_t))
		*(volatile uint32_t *)var = (uint32_t)v;
	else if (error == 0)
		*(volatile uint64_t *)var = v;
	return error;
}

static int
node_serve_string(struct sysctl_req *req, char *var, size_t size)
{
	char *buf;
	size_t n = 0;
	int error;

	if (size > STRING_MAX)
		return EINVAL;
	buf = kmem_zalloc(NULL, STRING_MAX, KM_SLEEP);
	if (buf == NULL)
		return ENOMEM;
	spin_lock(&sysctl_lock);
	strlcpy(buf, var, size);
	spin_unlock(&sysctl_lock);
	error = sysctl_out(req, buf, strlen(buf) + 1);
	if (error == 0 && sysctl_writes(req)) {
		n = req->sr_newlen;
		error = n < size ? sysctl_in(req, buf, n) : EINVAL;
		if (error == 0) {
			buf[n] = '\0';
			spin_lock(&sysctl_lock);
			strlcpy(var, buf, size);
			spin_unlock(&sysctl_lock);
		}
	}
	kmem_free(buf);
	return error;
}

static int
node_serve_opaque(struct sysctl_req *req, void *var, size_t size)
{
	return sysctl_writes(req) ? EPERM : sysctl_out(req, var, size);
}

static int
node_serve(const struct sysctl_node *node, struct sysctl_req *req)
{
	void *var;

	if (node->so_type == SYSCTL_T_PROC)
		return node->so_proc(node, req);
	var = node_address(node, req->sr_td);
	if (var == NULL)
		return ENOENT;
	switch (node->so_type) {
	case SYSCTL_T_STRING:
		return node_serve_string(req, var, node->so_size);
	case SYSCTL_T_OPAQUE:
		return node_serve_opaque(req, var, node->so_size);
	default:
		return node_serve_number(node, req, var, node->so_size);
	}
}

static int
node_may_write(const struct sysctl_node *node, struct thread *td)
{
	if ((node->so_flags & SYSCTL_WR) == 0)
		return EPERM;
	if (priv_check(td->td_cred, PRIV_SYSCTL_WRITE) == 0)
		return 0;
	if ((node->so_flags & (SYSCTL_JAILWR | SYSCTL_IMAGE)) == 0)
		return EPERM;
	if ((node->so_flags & SYSCTL_IMAGE) != 0 &&
	    cred_owns_image(td->td_cred, node_slot(node)) != 0)
		return EPERM;
	return priv_check(td->td_cred, PRIV_SYSCTL_WRITEJAIL);
}

/* Serve req from leaf; kernel callers need no right. */
static int
leaf_serve(const struct sysctl_leaf *leaf, int64_t index,
    struct sysctl_req *req)
{
	int error = 0;

	if (leaf == NULL)
		return ENOENT;
	req->sr_index = index;
	if (req->sr_old != 0 && (leaf->sl_node->so_flags & SYSCTL_RD) == 0)
		return EPERM;
	if (sysctl_writes(req) && !req->sr_kernel)
		error = node_may_write(leaf->sl_node, req->sr_td);
	if (error == 0)
		error = node_serve(leaf->sl_node, req);
	if (error == 0 && req->sr_old != 0 &&
	    req->sr_oldused > req->sr_oldlen)
		error = ENOMEM;
	return error;
}

int
sysctl_kernel_read(const char *name, void *buf, size_t *len)
{
	struct sysctl_req req = { .sr_td = curthread, .sr_old = (uint64_t)buf,
	    .sr_oldlen = *len, .sr_kernel = 1 };
	const struct sysctl_leaf *leaf;
	int64_t index;
	int error;

	leaf = sysctl_find_name(name, &index);
	error = leaf_serve(leaf, index, &req);
	*len = req.sr_oldused;
	return error;
}

int
sysctl_kernel_write(const char *name, const void *buf, size_t len)
{
	struct sysctl_req req = { .sr_td = curthread, .sr_new = (uint64_t)buf,
	    .sr_newlen = len, .sr_kernel = 1 };
	const struct sysctl_leaf *leaf;
	int64_t index;

	leaf = sysctl_find_name(name, &index);
	return leaf_serve(leaf, index, &req);
}

/* ---------------------------------------------------------------- calls */

/* Arguments 2 to 5 of both calls: old, &oldlen, new, newlen. */
static int
sysctl_req_init(struct thread *td, const struct syscall_args *sa,
    struct sysctl_req *req)
{
	memset(req, 0, sizeof(*req));
	req->sr_td = td;
	req->sr_old = sa->sa_arg[2];
	req->sr_new = sa->sa_arg[4];
	req->sr_newlen = sa->sa_arg[5];
	if (sa->sa_arg[3] == 0)
		return 0;
	return copyin(sa->sa_arg[3], &req->sr_oldlen, sizeof(size_t));
}

static int
sysctl_req_finish(const struct syscall_args *sa, struct sysctl_req *req,
    int error)
{
	size_t used = req->sr_oldused;

	if (sa->sa_arg[3] == 0 || (error != 0 && error != ENOMEM))
		return error;
	if (req->sr_old != 0 && used > req->sr_oldlen)
		used = req->sr_oldlen;
	if (copyout(&used, sa->sa_arg[3], sizeof(used)) != 0)
		return EFAULT;
	return error;
}

static int
sys_sysctl(struct thread *td, struct syscall_args *sa)
{
	int32_t oid[CTL_MAXNAME];
	struct sysctl_req req;
	const struct sysctl_leaf *leaf;
	uint64_t len = (uint32_t)sa->sa_arg[1];
	int64_t index;
	int error;

	if (len < 1 || len > CTL_MAXNAME)
		return EINVAL;
	error = copyin(sa->sa_arg[0], oid, len * sizeof(oid[0]));
	if (error == 0)
		error = sysctl_req_init(td, sa, &req);
	if (error != 0)
		return error;
	if (oid[0] == CTL_SYSCTL) {
		error = sysctl_meta(oid, (int)len, &req);
		if (error == 0 && req.sr_old != 0 &&
		    req.sr_oldused > req.sr_oldlen)
			error = ENOMEM;
	} else {
		leaf = sysctl_find_oid(oid, (int)len, &index);
		error = leaf_serve(leaf, index, &req);
	}
	return sysctl_req_finish(sa, &req, error);
}

static int
sys_sysctlbyname(struct thread *td, struct syscall_args *sa)
{
	char name[CTL_NAMEMAX];
	struct sysctl_req req;
	const struct sysctl_leaf *leaf;
	size_t len = sa->sa_arg[1];
	int64_t index;
	int error;

	if (len >= sizeof(name))
		return ENAMETOOLONG;
	error = copyin(sa->sa_arg[0], name, len);
	if (error == 0)
		error = sysctl_req_init(td, sa, &req);
	if (error != 0)
		return error;
	name[len] = '\0';
	leaf = sysctl_find_name(name, &index);
	return sysctl_req_finish(sa, &req, leaf_serve(leaf, index, &req));
}

SYSCALL(SYS___sysctl, 6, sys_sysctl);
SYSCALL(SYS___sysctlbyname, 6, sys_sysctlbyname);
