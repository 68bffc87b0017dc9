// SPDX-License-Identifier: BSD-2-Clause
/*
 * net_test - a device that is lent to other stacks always comes home, and
 * the doors of an interface hold while packets rush at them.
 *
 * There is no hardware here: the device is a fake one of the base stack's.
 * It swallows what is sent and is fed by the tests.
 */
#include <sys/errno.h>

#include "kernel/lib/atomic.h"
#include "kernel/lib/ktest.h"
#include "kernel/lib/string.h"
#include "kernel/sched/callout.h"
#include "subsys/net/ether.h"
#include "subsys/net/if.h"
#include "subsys/net/vnet.h"
#include "tests/kern/crew.h"

#define MOVES		200
#define FRAME		60
#define SENDERS		3

struct fake {
	struct ifnet fk_if;		/* first: an ifnet is its fake */
};

static int fake_freed;			/* [a] */
static int fake_drains;			/* [c] times the driver was asked */
static int fake_departures;		/* [c] times the hooks heard of it */
static volatile int fake_stop;		/* [a] senders end */
static struct ifnet *fake_target;	/* [I] while they run */

static int
fake_transmit(struct ifnet *ifp, struct mbuf *m)
{
	(void)ifp;
	m_freem(m);
	return 0;
}

static void
fake_free(struct ifnet *ifp)
{
	kmem_free(ifp);
	atomic_add(&fake_freed, 1);
}

static void
fake_drain(struct ifnet *ifp)
{
	(void)ifp;
	fake_drains++;
}

static void
fake_hook(struct ifnet *ifp, enum if_event ev)
{
	if (ifp->if_ops->io_drain == fake_drain &&
	    ev == IF_EVENT_DEPARTURE)
		fake_departures++;
}
IF_HOOK(fake_hook);

static const struct if_ops fake_ops = {
	.io_transmit = fake_transmit,
	.io_input = ether_input,
	.io_drain = fake_drain,
	.io_free = fake_free,
};

/* A device in stack img; the caller has a reference. */
static struct ifnet *
fake_create(struct image *img, const char *name)
{
	static const uint8_t mac[ETHER_ADDR_LEN] = { 2, 0, 0, 0, 0, 7 };
	struct fake *fk;
	int error;

	fk = kmem_zalloc(NULL, sizeof(*fk), KM_SLEEP);
	if (fk == NULL)
		return NULL;
	if_init(&fk->fk_if, &fake_ops);
	strlcpy(fk->fk_if.if_xname, name, sizeof(fk->fk_if.if_xname));
	ether_ifsetup(&fk->fk_if, mac);
	fk->fk_if.if_flags |= IFF_RUNNING;
	CURVNET_SET_QUIET(img);
	mutex_lock(&if_config_lock);
	error = if_attach(&fk->fk_if);
	mutex_unlock(&if_config_lock);
	CURVNET_RESTORE();
	if (error != 0) {
		if_drop(&fk->fk_if);
		return NULL;
	}
	return &fk->fk_if;
}

static void
fake_destroy(struct ifnet *ifp)
{
	mutex_lock(&if_config_lock);
	if (ifp->if_vnet != NULL) {
		CURVNET_SET_QUIET(ifp->if_vnet);
		if_detach(ifp);
		CURVNET_RESTORE();
	}
	mutex_unlock(&if_config_lock);
	if_drop(ifp);
}

static void
fake_up(struct ifnet *ifp)
{
	mutex_lock(&if_config_lock);
	CURVNET_SET_QUIET(ifp->if_vnet);
	if_flags_change(ifp, IFF_UP, 0);
	CURVNET_RESTORE();
	mutex_unlock(&if_config_lock);
}

static struct image *
stack_create(void)
{
	struct image *img;

	if (image_create(vimage_find("vnet"), vnet_base(), "ktest", NULL,
	    &img) != 0)
		return NULL;
	image_publish(img);
	return img;
}

static void
stack_destroy(struct image *img)
{
	image_shutdown(img);
	(void)image_wait(img, WQ_FOREVER);
	image_destroy(img);
}

static int
move(struct ifnet *ifp, struct image *to)
{
	int error;

	mutex_lock(&if_config_lock);
	error = if_vmove(ifp, to, IF_MOVE_LEND);
	mutex_unlock(&if_config_lock);
	return error;
}

KTEST(net_device_comes_home)
{
	struct image *a = stack_create();
	struct ifnet *ifp = fake_create(vnet_base(), "fake0");

	KT_ASSERT(a != NULL && ifp != NULL);
	KT_ASSERT(move(ifp, a) == 0);
	KT_ASSERT(ifp->if_vnet == a);
	stack_destroy(a);
	KT_ASSERT(ifp->if_vnet == vnet_base());
	KT_ASSERT(strcmp(ifp->if_xname, "fake0") == 0);
	fake_freed = 0;
	fake_destroy(ifp);
	KT_ASSERT(fake_freed == 1);
}

/* Every layer's exit runs once for each of the three ways to leave. */
KTEST(net_leaves_once)
{
	struct image *a = stack_create();
	struct ifnet *ifp = fake_create(vnet_base(), "fake0");

	KT_ASSERT(a != NULL && ifp != NULL);
	fake_drains = fake_departures = 0;
	KT_ASSERT(move(ifp, a) == 0);			/* moved */
	KT_ASSERT(fake_drains == 1 && fake_departures == 1);
	stack_destroy(a);				/* its stack ends */
	KT_ASSERT(fake_drains == 2 && fake_departures == 2);
	KT_ASSERT(ifp->if_vnet == vnet_base());
	fake_destroy(ifp);				/* destroyed */
	KT_ASSERT(fake_drains == 3 && fake_departures == 3);
}

/* Its name was taken meanwhile: it gets another, and is not lost. */
KTEST(net_device_renamed_at_home)
{
	struct image *a = stack_create();
	struct ifnet *ifp = fake_create(vnet_base(), "fake0"), *other;

	KT_ASSERT(a != NULL && ifp != NULL);
	KT_ASSERT(move(ifp, a) == 0);
	other = fake_create(vnet_base(), "fake0");
	KT_ASSERT(other != NULL);
	KT_ASSERT(move(other, a) == EEXIST);
	stack_destroy(a);
	KT_ASSERT(ifp->if_vnet == vnet_base());
	KT_ASSERT(strcmp(ifp->if_xname, "fake0") != 0);
	fake_destroy(ifp);
	fake_destroy(other);
}

/* Its home ended before the stack that had it: the base takes it in. */
KTEST(net_device_home_gone)
{
	struct image *a = stack_create(), *b = stack_create();
	struct ifnet *ifp;

	KT_ASSERT(a != NULL && b != NULL);
	ifp = fake_create(a, "fake0");
	KT_ASSERT(ifp != NULL);
	KT_ASSERT(move(ifp, b) == 0);
	stack_destroy(a);
	KT_ASSERT(ifp->if_vnet == b);
	stack_destroy(b);
	KT_ASSERT(ifp->if_vnet == vnet_base());
	fake_destroy(ifp);
}

/* No stack takes anything in once it is ending. */
KTEST(net_ending_stack_is_shut)
{
	struct image *a = stack_create();
	struct ifnet *ifp = fake_create(vnet_base(), "fake0");

	KT_ASSERT(a != NULL && ifp != NULL);
	image_shutdown(a);
	KT_ASSERT(move(ifp, a) == ENETDOWN);
	KT_ASSERT(fake_create(a, "fake1") == NULL);
	(void)image_wait(a, WQ_FOREVER);
	image_destroy(a);
	KT_ASSERT(ifp->if_vnet == vnet_base());
	fake_destroy(ifp);
}

/* Frames in and out without end, whatever stack the device is in. */
static void
fake_storm(int index)
{
	struct ifnet *ifp = fake_target;
	struct mbuf *m;

	(void)index;
	CURVNET_SET_QUIET(vnet_base());
	while (!atomic_load(&fake_stop)) {
		m = m_getm(FRAME, KM_SLEEP);
		if (m == NULL)
			continue;
		memset(m->m_data, 0xff, FRAME);
		if_input_queue(ifp, m);
		m = m_getm(FRAME, KM_SLEEP);
		if (m != NULL)
			(void)if_transmit(ifp, m);
	}
	CURVNET_RESTORE();
}

KTEST(net_doors_hold)
{
	struct image *a = stack_create(), *b;
	struct ifnet *ifp = fake_create(vnet_base(), "fake0");
	static struct crew crew;
	int i;

	KT_ASSERT(a != NULL && ifp != NULL);
	fake_stop = 0;
	fake_target = ifp;
	KT_ASSERT(crew_start(&crew, SENDERS, fake_storm) == 0);
	for (i = 0; i < MOVES; i++) {
		fake_up(ifp);
		KT_ASSERT(move(ifp, i & 1 ? vnet_base() : a) == 0);
	}
	for (i = 0; i < MOVES / 10; i++) {	/* a stack ends under it */
		b = stack_create();
		KT_ASSERT(b != NULL && move(ifp, b) == 0);
		fake_up(ifp);
		stack_destroy(b);
		KT_ASSERT(ifp->if_vnet == vnet_base());
	}
	atomic_store(&fake_stop, 1);
	crew_join(&crew);
	stack_destroy(a);
	fake_destroy(ifp);
}
