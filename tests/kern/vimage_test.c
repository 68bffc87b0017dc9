// SPDX-License-Identifier: BSD-2-Clause
/*
 * vimage_test - images made, current, walked and destroyed, with a variable
 * of the tests' own in the smallest subsystem.
 *
 * vimage_probe_plain and vimage_probe_instanced are not called: the suite
 * jail disassembles them and counts (one_load.py).
 */
#include <sys/errno.h>

#include "arch-x86_64/trap/trap.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/ktest.h"
#include "kernel/sched/callout.h"
#include "kernel/sys/sysctl.h"
#include "kernel/vimage/vimage.h"
#include "tests/kern/crew.h"

#define CREW		8
#define ROUNDS		2000
#define INITIAL		41

VIMAGE_SUBSYS_DECLARE(uts);
VIMAGE_DEFINE_STATIC(uts, int, ktest_number) = INITIAL;	/* [t] the test */
#define V_ktest_number	VIMAGE_VAR(uts, ktest_number)

static volatile int vi_plain;	/* [t] volatile, so that it is read at all */
static struct image *vi_image[CREW];		/* [I] while a test runs */
static volatile int vi_bad;			/* [a] */
static volatile int vi_walked;			/* [a] */

REF_KIND(vi_ref_kind, "test");

int	vimage_probe_plain(void);
int	vimage_probe_instanced(void);

int __attribute__((used))
vimage_probe_plain(void)
{
	return vi_plain;
}

int __attribute__((used))
vimage_probe_instanced(void)
{
	return V_ktest_number;
}

static int
test_image(struct image **out)
{
	const struct vimage_subsys *vs = vimage_find("uts");

	return image_create(vs, vimage_base(vs), "ktest", NULL, out);
}

static void
test_image_end(struct image *img)
{
	image_shutdown(img);
	image_wait(img, WQ_FOREVER);
	image_destroy(img);
}

KTEST(vimage_life)
{
	const struct vimage_subsys *vs = vimage_find("uts");
	uint32_t count = vs->vs_state->vss_count, last = 0;
	int64_t leaked = vimage_leaked;
	struct image *img;
	int i;

	for (i = 0; i < 100; i++) {
		KT_ASSERT(test_image(&img) == 0);
		KT_ASSERT(img->im_state == IMAGE_CREATING);
		KT_ASSERT(img->im_id > last);
		KT_ASSERT(vs->vs_state->vss_count == count + 1);
		last = img->im_id;
		image_publish(img);
		KT_ASSERT(img->im_state == IMAGE_LIVE);
		test_image_end(img);
	}
	KT_ASSERT(vs->vs_state->vss_count == count);
	KT_ASSERT(vimage_leaked == leaked);
}

/* Each image starts with the template's value and keeps its own. */
KTEST(vimage_separate)
{
	struct image *a, *b;
	int *pointer;

	KT_ASSERT(test_image(&a) == 0);
	KT_ASSERT(test_image(&b) == 0);
	VIMAGE_SET(uts, a);
	KT_ASSERT(V_ktest_number == INITIAL);
	V_ktest_number = 1;
	pointer = &V_ktest_number;
	{
		VIMAGE_SET_QUIET(uts, b);
		KT_ASSERT(V_ktest_number == INITIAL);
		V_ktest_number = 2;
		VIMAGE_RESTORE(uts);
	}
	KT_ASSERT(V_ktest_number == 1 && &V_ktest_number == pointer);
	VIMAGE_RESTORE(uts);
	KT_ASSERT(VIMAGE_OF(a, uts, ktest_number) == 1);
	KT_ASSERT(VIMAGE_OF(b, uts, ktest_number) == 2);
	test_image_end(a);
	test_image_end(b);
}

/* With no image set an access faults, in each slot, set or restored. */
KTEST(vimage_poison)
{
	struct image *a;
	int n, error;

	KT_ASSERT(image_current(VIMAGE_SLOT(uts)) == NULL);
	KT_ASSERT(VIMAGE_BIAS(uts) == IMAGE_POISON(VIMAGE_SLOT(uts)));
	spin_enter();
	error = trap_guarded_copy(&n, &V_ktest_number, sizeof(n));
	spin_leave();
	KT_ASSERT(error == EFAULT);
	KT_ASSERT(test_image(&a) == 0);
	VIMAGE_SET(uts, a);
	spin_enter();
	error = trap_guarded_copy(&n, &V_ktest_number, sizeof(n));
	spin_leave();
	VIMAGE_RESTORE(uts);
	KT_ASSERT(error == 0 && n == INITIAL);
	KT_ASSERT(VIMAGE_BIAS(uts) == IMAGE_POISON(VIMAGE_SLOT(uts)));
	test_image_end(a);
}

/* The template itself cannot be written, not even by mistake. */
KTEST(vimage_template)
{
	int n = 0, error;

	spin_enter();
	error = trap_guarded_copy(&vimage_entry_ktest_number, &n, sizeof(n));
	spin_leave();
	KT_ASSERT(error == EFAULT);
	KT_ASSERT(vimage_entry_ktest_number == INITIAL);
}

/* Preempted and moved between CPUs, each thread stays in its image. */
static void
count_in_own(int index)
{
	uint32_t rnd = (uint32_t)index;
	int i, seen;

	VIMAGE_SET(uts, vi_image[index]);
	for (i = 0; i < ROUNDS; i++) {
		seen = V_ktest_number;
		if (crew_random(&rnd) % 4 == 0)
			thread_yield();
		V_ktest_number = seen + 1;
	}
	if (V_ktest_number != INITIAL + ROUNDS)
		atomic_add(&vi_bad, 1);
	VIMAGE_RESTORE(uts);
}

KTEST(vimage_preempted)
{
	int i, error;

	vi_bad = 0;
	for (i = 0; i < CREW; i++)
		KT_ASSERT(test_image(&vi_image[i]) == 0);
	error = crew_run(CREW, count_in_own);
	for (i = 0; i < CREW; i++)
		test_image_end(vi_image[i]);
	KT_ASSERT(error == 0);
	KT_ASSERT(vi_bad == 0);
}

/* Walkers set images that others make and destroy meanwhile. */
static void
walk_one(void *arg)
{
	(void)arg;
	if (V_ktest_number != INITIAL)
		atomic_add(&vi_bad, 1);
	thread_yield();
	atomic_add(&vi_walked, 1);
}

static void
walk_or_make(int index)
{
	struct image *img;
	int i;

	for (i = 0; i < 100; i++) {
		if (index % 2 == 0) {
			image_foreach_set(vimage_find("uts"), walk_one, NULL);
			continue;
		}
		if (test_image(&img) != 0)
			continue;
		image_publish(img);
		thread_yield();
		test_image_end(img);
	}
}

KTEST(vimage_walk)
{
	vi_bad = vi_walked = 0;
	KT_ASSERT(crew_run(CREW, walk_or_make) == 0);
	KT_ASSERT(vi_bad == 0);
	KT_ASSERT(vi_walked >= 100);
}

/* A constructor that fails is undone. */
KTEST(vimage_fault)
{
	const struct vimage_subsys *vs = vimage_find("uts");
	uint32_t count = vs->vs_state->vss_count;
	struct image *img;
	int arm = 1;

	KT_ASSERT(sysctl_kernel_write("debug.fault.constructor", &arm,
	    sizeof(arm)) == 0);
	KT_ASSERT(test_image(&img) == ENOMEM);
	KT_ASSERT(vs->vs_state->vss_count == count);
	KT_ASSERT(test_image(&img) == 0);
	test_image_end(img);
}

/* What an image leaves behind is counted, and its ledger stays for it. */
KTEST(vimage_leak)
{
	int64_t leaked = vimage_leaked;
	struct image *img;
	void *p;

	KT_ASSERT(test_image(&img) == 0);
	VIMAGE_SET(uts, img);
	p = VIMAGE_ALLOC(uts, 100, KM_SLEEP);
	VIMAGE_RESTORE(uts);
	KT_ASSERT(p != NULL);
	test_image_end(img);
	KT_ASSERT(vimage_leaked >= leaked + 100);
	kmem_free(p);
	vimage_leaked = leaked;		/* it was meant */
}

/* The end of an image waits for who refers to it. */
KTEST(vimage_held)
{
	struct image *img;
	struct ref ref;

	KT_ASSERT(test_image(&img) == 0);
	image_publish(img);
	ref_take(&img->im_refs, &ref, &vi_ref_kind, img);
	image_shutdown(img);
	KT_ASSERT(image_wait(img, clock_uptime_ns() + 1000000) == ETIMEDOUT);
	KT_ASSERT(image_log_holders(img) == 1);
	ref_drop(&img->im_refs, &ref);
	KT_ASSERT(image_wait(img, WQ_FOREVER) == 0);
	image_destroy(img);
}

/*
 * sysctl debug.ktest.no_image=1: use a variable with no image set, which is
 * a panic that names it.  For the suite jail (no_image.py).
 */
static int
no_image_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	int n = 0;

	(void)so;
	if (sysctl_writes(req)) {
		VIMAGE_SET_QUIET(uts, NULL);
		n = V_ktest_number;
		VIMAGE_RESTORE(uts);
	}
	return sysctl_out(req, &n, sizeof(n));
}

SYSCTL_NODE_(no_image, "debug.ktest.no_image", SYSCTL_T_PROC, SYSCTL_RW,
    NULL, sizeof(int), no_image_sysctl, NULL,
    "use an instanced variable with no image set: a panic");
