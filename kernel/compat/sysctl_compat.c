// SPDX-License-Identifier: BSD-2-Clause
/*
 * sysctl_compat - handlers of sysctls as FreeBSD's code has them.
 *
 * A native request is shown as FreeBSD's struct; the handler's arg1 of an
 * instanced variable is moved into the stack of who asks.  Rights were
 * looked at before, by the record's flags.
 */
#include "kernel/compat/include/sys/sysctl.h"
#include <sys/errno.h>
#include "kernel/lib/string.h"
/* From here on FreeBSD's request is called by its own name. */
#undef sysctl_req

static void *
stack_address(void *template, const struct thread *td)
{
	return (char *)template + td->td_image_bias[VIMAGE_SLOT(vnet)];
}

int
sysctl_freebsd_proc(const struct sysctl_node *so, struct sysctl_req *req)
{
	struct sysctl_oid *oidp = so->so_ptr;
	struct sysctl_freebsd_req fr = {
		.td = req->sr_td,
		.oldptr = (const void *)req->sr_old,
		.oldlen = req->sr_oldlen,
		.newptr = (const void *)req->sr_new,
		.newlen = req->sr_newlen,
		.native = req,
	};
	void *arg1 = oidp->oid_arg1;

	if (oidp->oid_kind & CTLFLAG_VNET && !oidp->oid_relocates &&
	    arg1 != NULL)
		arg1 = stack_address(arg1, req->sr_td);
	return oidp->oid_handler(oidp, arg1, oidp->oid_arg2, &fr);
}

/* Counters are numbers of 64 bits: each is cleared in one store. */
int
sysctl_pcpustat_proc(const struct sysctl_node *so, struct sysctl_req *req)
{
	volatile uint64_t *counter = stack_address(so->so_ptr, req->sr_td);
	size_t n;
	int error;

	error = sysctl_out(req, (const void *)counter, so->so_size);
	if (error != 0 || !sysctl_writes(req))
		return error;
	for (n = 0; n < so->so_size / sizeof(uint64_t); n++)
		counter[n] = 0;
	return 0;
}

/* The value at arg1, or the number arg2, which nobody may write. */
static int
handle_number(void *arg1, intptr_t arg2, size_t size,
    struct sysctl_freebsd_req *req)
{
	uint64_t v = (uint64_t)arg2;
	int error;

	if (arg1 != NULL)
		memcpy(&v, arg1, size);
	error = SYSCTL_OUT(req, &v, size);
	if (error != 0 || req->newptr == NULL)
		return error;
	if (arg1 == NULL)
		return EPERM;
	error = SYSCTL_IN(req, &v, size);
	if (error == 0)
		memcpy(arg1, &v, size);
	return error;
}

int
sysctl_handle_int(struct sysctl_oid *oidp, void *arg1, intptr_t arg2,
    struct sysctl_freebsd_req *req)
{
	(void)oidp;
	return handle_number(arg1, arg2, sizeof(int), req);
}

int
sysctl_handle_long(struct sysctl_oid *oidp, void *arg1, intptr_t arg2,
    struct sysctl_freebsd_req *req)
{
	(void)oidp;
	return handle_number(arg1, arg2, sizeof(long), req);
}

int
sysctl_handle_64(struct sysctl_oid *oidp, void *arg1, intptr_t arg2,
    struct sysctl_freebsd_req *req)
{
	(void)oidp;
	return handle_number(arg1, arg2, sizeof(uint64_t), req);
}

int
sysctl_handle_opaque(struct sysctl_oid *oidp, void *arg1, intptr_t arg2,
    struct sysctl_freebsd_req *req)
{
	int error;

	(void)oidp;
	error = SYSCTL_OUT(req, arg1, (size_t)arg2);
	if (error != 0 || req->newptr == NULL)
		return error;
	return SYSCTL_IN(req, arg1, (size_t)arg2);
}

int
sysctl_handle_string(struct sysctl_oid *oidp, void *arg1, intptr_t arg2,
    struct sysctl_freebsd_req *req)
{
	char *s = arg1;
	int error;

	(void)oidp;
	error = SYSCTL_OUT(req, s, strlen(s) + 1);
	if (error != 0 || req->newptr == NULL)
		return error;
	if (req->newlen >= (size_t)arg2)
		return EINVAL;
	error = SYSCTL_IN(req, s, req->newlen);
	if (error == 0)
		s[req->newlen] = '\0';
	return error;
}
