// SPDX-License-Identifier: BSD-2-Clause
/*
 * kld_made - what loading a file made, in all jails: for kldload -v.
 *
 * The table was filled while the file was loaded (kernel/vimage/meter.c) and
 * names strings of the file's own, so it is read under kld_lock: the file
 * cannot go meanwhile.
 */
#include <sys/errno.h>

#include "kernel/kld/kld_priv.h"
#include "kernel/lib/string.h"
#include "kernel/sys/sysctl.h"

/* A line for each record: kind, name, times, cycles, bytes. */
static size_t
made_text(const struct kld_file *kf, char *buf, size_t size)
{
	const struct vimage_made *vm = kf->kf_made;
	size_t at = 0;

	for (; vm < kf->kf_made + VIMAGE_METERS && vm->vm_record != NULL &&
	    at < size; vm++)
		at += (size_t)snprintf(buf + at, size - at,
		    "%s %s %u %lu %lld\n", vm->vm_kind, vm->vm_name,
		    vm->vm_times, vm->vm_cycles, (long long)vm->vm_bytes);
	return at < size ? at : size - 1;
}

/* Written: a file's id.  Read: what its loading made. */
static int
made_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	char buf[VIMAGE_METERS * 64];
	struct kld_file *kf;
	size_t len = 0;
	int id, error;

	(void)so;
	if (!sysctl_writes(req))
		return sysctl_out(req, "", 1);
	error = sysctl_in(req, &id, sizeof(id));
	if (error != 0)
		return error;
	mutex_lock(&kld_lock);
	kf = kld_find_id(id);
	if (kf != NULL)
		len = made_text(kf, buf, sizeof(buf));
	mutex_unlock(&kld_lock);
	buf[len] = '\0';
	return kf == NULL ? ENOENT : sysctl_out(req, buf, len + 1);
}

SYSCTL_NODE_(kld_made, "kern.kld_constructors", SYSCTL_T_PROC,
    SYSCTL_RW | SYSCTL_AS_STRING, NULL, 0, made_sysctl, NULL,
    "write a file's id: each constructor, how often, cycles, bytes");
