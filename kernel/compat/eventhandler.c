// SPDX-License-Identifier: BSD-2-Clause
/*
 * eventhandler - the list of FreeBSD's event handlers, and those events that
 * the kernel itself has: interfaces.
 *
 * A walk holds no lock while a handler runs.  The handler it is at is busy
 * and stays listed meanwhile, so the walk finds its way on from there
 * whatever came or went; one that goes while busy is marked, and leaves the
 * list with its last walk.
 *
 * Locks: [e] eventhandler_lock.
 */
#include "kernel/compat/include/sys/eventhandler.h"
#include "kernel/lib/module_user.h"
#include "kernel/lib/string.h"
#include "subsys/net/vnet.h"

static struct spinlock eventhandler_lock = SPIN_INITIALIZER("eventhandler");
static struct list handlers = LIST_INITIALIZER(handlers);  /* [e] by priority */
static struct waitq handlers_wait = {	/* [e] one that is gone left */
	LIST_INITIALIZER(handlers_wait.wq_sleepers), "evhand"
};

SET_DECLARE_JOIN(eventhandler, struct eventhandler, handler_join,
    handler_leave);

static void
handler_enter(struct eventhandler *eh)
{
	struct eventhandler *other;
	struct list *before = &handlers;

	spin_lock(&eventhandler_lock);
	LIST_FOREACH(other, &handlers, eh_link) {
		if (other->eh_priority > eh->eh_priority) {
			before = &other->eh_link;
			break;
		}
	}
	/* The tail of the list that begins there is the place before it. */
	list_insert_tail(before, &eh->eh_link);
	spin_unlock(&eventhandler_lock);
}

struct eventhandler *
eventhandler_register(const char *name, void (*func)(void), void *arg,
    int priority, int global)
{
	struct ledger *ld = NULL;
	struct eventhandler *eh;

	/* Who forgets one in a stack that ends is told by its ledger. */
	if (curvnet != NULL && curvnet != vnet_base())
		ld = &curvnet->im_ledger;
	eh = kmem_zalloc(ld, sizeof(*eh), KM_SLEEP);
	if (eh == NULL)
		return NULL;
	eh->eh_name = name;
	eh->eh_func = func;
	eh->eh_arg = arg;
	eh->eh_priority = priority;
	eh->eh_global = global;
	handler_enter(eh);
	return eh;
}

/* Is eh, which is gone, done with?  Then it is unlisted. */
static int
handler_unlist_locked(struct eventhandler *eh)
{
	SPIN_ASSERT(&eventhandler_lock);
	if (eh->eh_busy > 0)
		return 0;
	list_remove(&eh->eh_link);
	return 1;
}

/* No walk comes to it from now on.  1: nor is one at it. */
static int
handler_end(struct eventhandler *eh, int wait)
{
	int done;

	spin_lock(&eventhandler_lock);
	eh->eh_gone = 1;
	eh->eh_nowait = !wait;
	while ((done = handler_unlist_locked(eh)) == 0 && wait)
		waitq_sleep(&handlers_wait, &eventhandler_lock, 0,
		    WQ_FOREVER);
	spin_unlock(&eventhandler_lock);
	return done;
}

void
eventhandler_deregister(struct eventhandler *eh, int wait)
{
	if (eh != NULL && handler_end(eh, wait))
		kmem_free(eh);
}

static int
handler_join(struct eventhandler *eh)
{
	eh->eh_gone = 0;
	handler_enter(eh);
	return 0;
}

static void
handler_leave(struct eventhandler *eh)
{
	handler_end(eh, 1);
}

/* Be done with the one the walk is at; what is to be freed comes back. */
static struct eventhandler *
walk_release_locked(struct eventhandler_walk *ew)
{
	struct eventhandler *eh = ew->ew_at;

	SPIN_ASSERT(&eventhandler_lock);
	if (eh == NULL || --eh->eh_busy > 0 || !eh->eh_gone)
		return NULL;
	if (!eh->eh_nowait) {
		waitq_wake_all(&handlers_wait);
		return NULL;
	}
	list_remove(&eh->eh_link);
	return eh;
}

/* Go on from where the walk is, or from the start. */
static void
walk_step(struct eventhandler_walk *ew)
{
	struct list *l = ew->ew_at != NULL ? &ew->ew_at->eh_link : &handlers;
	struct eventhandler *eh, *next = NULL, *freed;

	spin_lock(&eventhandler_lock);
	for (l = l->next; l != &handlers && next == NULL; l = l->next) {
		eh = LIST_ENTRY(l, struct eventhandler, eh_link);
		if (!eh->eh_gone && strcmp(eh->eh_name, ew->ew_name) == 0)
			next = eh;
	}
	if (next != NULL)
		next->eh_busy++;
	freed = walk_release_locked(ew);
	ew->ew_at = next;
	spin_unlock(&eventhandler_lock);
	kmem_free(freed);
}

/* The next stack for a handler of all: 0 when it has been called in each. */
static int
walk_stack(struct eventhandler_walk *ew)
{
	struct image *img = image_walk_next(&ew->ew_stacks);

	image_switch(VIMAGE_SLOT(vnet), img != NULL ? img : ew->ew_saved,
	    NULL, 0);
	return img != NULL;
}

int
eventhandler_next(struct eventhandler_walk *ew)
{
	if (ew->ew_at != NULL && ew->ew_at->eh_global && walk_stack(ew))
		return 1;
	for (;;) {
		walk_step(ew);
		if (ew->ew_at == NULL)
			return 0;
		if (!ew->ew_at->eh_global)
			return 1;
		memset(&ew->ew_stacks, 0, sizeof(ew->ew_stacks));
		ew->ew_stacks.iw_subsys = vnet_base()->im_subsys;
		ew->ew_saved = curvnet;
		if (walk_stack(ew))
			return 1;
	}
}

/* Handlers that a module registered and forgot keep it in memory. */
static void
handler_users(struct module_use *mu)
{
	struct eventhandler *eh;

	spin_lock(&eventhandler_lock);
	LIST_FOREACH(eh, &handlers, eh_link)
		if (module_has(mu, (uintptr_t)eh->eh_func))
			module_note(mu, "%s", eh->eh_name);
	spin_unlock(&eventhandler_lock);
}

MODULE_USER("event handlers", 0, handler_users);

/* ------------------------------------------------- events of interfaces */

static void
interface_hook(struct ifnet *ifp, enum if_event ev)
{
	/* Most systems have no handler at all. */
	if (list_empty(&handlers))
		return;
	switch (ev) {
	case IF_EVENT_ARRIVAL:
		EVENTHANDLER_INVOKE(ifnet_arrival_event, ifp);
		break;
	case IF_EVENT_DEPARTURE:
		EVENTHANDLER_INVOKE(ifnet_departure_event, ifp);
		break;
	case IF_EVENT_UP:
		EVENTHANDLER_INVOKE(ifnet_event, ifp, IFNET_EVENT_UP);
		break;
	case IF_EVENT_DOWN:
		EVENTHANDLER_INVOKE(ifnet_event, ifp, IFNET_EVENT_DOWN);
		break;
	case IF_EVENT_LINK:
		EVENTHANDLER_INVOKE(ifnet_link_event, ifp,
		    ifp->if_link_state);
		break;
	case IF_EVENT_ADDR:
		EVENTHANDLER_INVOKE(ifaddr_event, ifp);
		break;
	case IF_EVENT_LLADDR:
		EVENTHANDLER_INVOKE(iflladdr_event, ifp);
		break;
	}
}

IF_HOOK(interface_hook);
