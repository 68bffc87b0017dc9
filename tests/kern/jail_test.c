// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_test - a way for the suite jail to hold up the end of a jail.
 *
 * Writing a jid to debug.ktest.hold takes a reference on that jail's image
 * of host names, for up to eight jails; writing 0 drops them all.  One taken
 * by writing -jid is soft: it goes when it is revoked.  Writing a jid to
 * debug.ktest.map gives the caller a mapping of the jail's memory.
 */
#include <sys/errno.h>
#include <sys/mman.h>

#include "kernel/jail/jail.h"
#include "kernel/lib/init.h"
#include "kernel/lib/ktest.h"
#include "kernel/lib/string.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/taskq.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sysctl.h"
#include "kernel/vm/vm.h"

VIMAGE_SUBSYS_DECLARE(uts);

#define HOLDS	8

static REF_KIND(jt_ref_kind, "test");
static struct task jt_task;		/* [x] taskq's */
static struct ref jt_ref[HOLDS];	/* [t] one test at a time */
static struct image *jt_image[HOLDS];	/* [t] what they are on */
static int jt_holds;			/* [t] how many */

static void
hold_end(void)
{
	while (jt_holds > 0) {
		jt_holds--;
		ref_drop(&jt_image[jt_holds]->im_refs, &jt_ref[jt_holds]);
	}
}

/* Under the count's lock: it lets go later. */
static void
soft_revoke(const struct ref *rf)
{
	(void)rf;
	taskq_enqueue(taskq_system, &jt_task);
}

static REF_KIND_OPS(jt_soft_kind, "soft test", NULL, soft_revoke);

static void
soft_end(void *arg)
{
	(void)arg;
	hold_end();
}

static void
soft_init(void)
{
	task_init(&jt_task, soft_end, NULL);
}

INITCALL(PHASE_DEVICE, soft_init);

static int
hold_begin(int jid)
{
	struct ref ref;
	struct jail *j;
	struct image *img;

	if (jt_holds == HOLDS)
		return EBUSY;
	j = jail_find_id(NULL, jid < 0 ? -jid : jid, &ref);
	if (j == NULL)
		return ENOENT;
	img = jail_image(j, VIMAGE_SLOT(uts));
	ref_take(&img->im_refs, &jt_ref[jt_holds], jid < 0 ?
	    &jt_soft_kind : &jt_ref_kind, img);
	jt_image[jt_holds++] = img;
	jail_drop(j, &ref);
	return 0;
}

static int
hold_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	int jid, error;

	(void)so;
	error = sysctl_out(req, &jt_holds, sizeof(jt_holds));
	if (error != 0 || !sysctl_writes(req))
		return error;
	error = sysctl_in(req, &jid, sizeof(jid));
	if (error != 0)
		return error;
	if (jid == 0)
		hold_end();
	return jid != 0 ? hold_begin(jid) : 0;
}

/* A page charged to the jail's image of host names, in the caller's space. */
static int
map_charged(struct image *img)
{
	struct vm_object *obj;
	uaddr_t addr = 0;
	int error;

	obj = vm_object_create(PAGE_SIZE, &img->im_ledger, NULL, NULL);
	if (obj == NULL)
		return ENOMEM;
	error = vm_map(curproc->p_vm, &addr, PAGE_SIZE, PROT_READ, MAP_SHARED,
	    obj, 0);
	vm_object_drop(obj);
	return error;
}

static int
map_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	struct ref ref;
	struct jail *j;
	int jid = 0, error;

	(void)so;
	if (!sysctl_writes(req))
		return sysctl_out(req, &jid, sizeof(jid));
	error = sysctl_in(req, &jid, sizeof(jid));
	if (error != 0)
		return error;
	j = jail_find_id(NULL, jid, &ref);
	if (j == NULL)
		return ENOENT;
	error = map_charged(jail_image(j, VIMAGE_SLOT(uts)));
	jail_drop(j, &ref);
	return error;
}

SYSCTL_NODE_(map, "debug.ktest.map", SYSCTL_T_PROC,
    SYSCTL_RW | SYSCTL_AS_INT, NULL, sizeof(int), map_sysctl, NULL,
    "write a jid: map a page charged to that jail into the caller");
SYSCTL_NODE_(hold, "debug.ktest.hold", SYSCTL_T_PROC,
    SYSCTL_RW | SYSCTL_AS_INT, NULL, sizeof(int), hold_sysctl, NULL,
    "jails whose end is held up; write a jid, or 0 for none");

/* Names go up to the jail asked from; a buffer too small gets none. */
KTEST(jail_names)
{
	static struct jail top, mid, leaf;
	static char a[] = "a", b[] = "bb", c[] = "c";
	char buf[16];

	top.j_parent = &prison0;
	top.j_name = a;
	mid.j_parent = &top;
	mid.j_name = b;
	leaf.j_parent = &mid;
	leaf.j_name = c;
	jail_name(&prison0, &leaf, buf, sizeof(buf));
	KT_ASSERT(strcmp(buf, "a.bb.c") == 0);
	jail_name(&top, &leaf, buf, sizeof(buf));
	KT_ASSERT(strcmp(buf, "bb.c") == 0);
	jail_name(&leaf, &leaf, buf, sizeof(buf));
	KT_ASSERT(strcmp(buf, "0") == 0);
	jail_name(&prison0, &leaf, buf, 7);
	KT_ASSERT(strcmp(buf, "a.bb.c") == 0);
	jail_name(&prison0, &leaf, buf, 6);
	KT_ASSERT(buf[0] == '\0');
	KT_ASSERT(jail_contains(&top, &leaf) && jail_contains(&leaf, &leaf));
	KT_ASSERT(!jail_contains(&leaf, &top));
}
