// SPDX-License-Identifier: BSD-2-Clause
/*
 * fault - making the Nth constructor fail, and telling what was left.
 *
 * debug.fault.constructor arms a fault for once.  Tests walk N up from 1
 * until an operation succeeds with the fault still armed: then every failure
 * that it can meet has been met.  The other sysctls tell whether all memory
 * came back.
 */
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/sys/sysctl.h"
#include "kernel/vimage/vimage_priv.h"

static volatile int fault_constructor;	/* [a] 0 off, else calls to go */
static char fault_image[FAULT_SITE_MAX];	/* [a] whose; "": any */

int
fault_constructor_due(const char *name)
{
	int left = atomic_load_relaxed(&fault_constructor);

	if (left > 0 && fault_image[0] != '\0' &&
	    strcmp(fault_image, name) != 0)
		return 0;
	while (left > 0)
		if (atomic_cas(&fault_constructor, &left, left - 1))
			return left == 1;
	return 0;
}

struct base_sum {
	uint64_t bytes;		/* [t] */
	uint64_t objects;	/* [t] */
};

static void
base_add(const struct ledger_entry *le, void *arg)
{
	struct base_sum *sum = arg;

	sum->bytes += (uint64_t)le->le_bytes;
	sum->objects += (uint64_t)le->le_objects;
}

/* Two numbers: bytes and objects that no image is charged with. */
static int
base_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	struct base_sum sum = { 0, 0 };

	(void)so;
	ledger_report(&ledger_base, base_add, &sum);
	return sysctl_out(req, &sum, sizeof(sum));
}

SYSCTL_RANGE_(fault_constructor, "debug.fault.constructor", SYSCTL_T_INT,
    SYSCTL_RW, (void *)(uintptr_t)&fault_constructor, sizeof(int), NULL,
    NULL, "fail the Nth making of an image, part or interface, once",
    0, INT32_MAX);
SYSCTL_STRING(fault_image, "debug.fault.image", SYSCTL_RW, fault_image,
    "subsystem, part or cloner whose making debug.fault.constructor counts");
SYSCTL_NODE_(vimage_leaked, "vimage.leaked", SYSCTL_T_U64, SYSCTL_RD,
    (void *)(uintptr_t)&vimage_leaked, sizeof(int64_t), NULL, NULL,
    "bytes that dead images left behind");
SYSCTL_NODE_(base_ledger, "vimage.base_ledger", SYSCTL_T_PROC, SYSCTL_RD,
    NULL, sizeof(struct base_sum), base_sysctl, NULL,
    "bytes and objects allocated and charged to no image");
