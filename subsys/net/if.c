// SPDX-License-Identifier: BSD-2-Clause
/*
 * if - the life of an interface within one stack.
 *
 * Made by a driver, attached, found, used, silenced, detached.  There is
 * one way to stop packets, if_silence(), and every leaving begins with it:
 * it shuts the doors under if_lock, so that a sender or a queueing thread
 * either saw the interface attached and is waited for, or turns away.
 */
#include <sys/errno.h>
#include "kernel/lib/atomic.h"
#include "kernel/lib/init.h"
#include "kernel/lib/string.h"
#include "subsys/net/if_priv.h"

SET_DECLARE(if_hook, const struct if_hook);

VNET_DEFINE(struct spinlock, if_lock);
VNET_DEFINE(struct list, ifnet);
VNET_DEFINE(int, if_closing);
VNET_DEFINE(int, if_away);			/* [c] */
VNET_DEFINE_STATIC(uint32_t, if_last_index);	/* [v] never goes back */
#define V_if_last_index	VNET(if_last_index)

struct mutex if_config_lock;

void
if_event(struct ifnet *ifp, enum if_event ev)
{
	const struct if_hook *const *p;

	SET_FOREACH(p, if_hook)
		(*p)->ih_func(ifp, ev);
}

struct ifnet *
if_hold(struct ifnet *ifp)
{
	atomic_add(&ifp->if_refs, 1);
	return ifp;
}

void
if_drop(struct ifnet *ifp)
{
	if (ifp != NULL && atomic_sub(&ifp->if_refs, 1) == 0)
		ifp->if_ops->io_free(ifp);
}

struct ifnet *
if_find_locked(const char *name)
{
	struct ifnet *ifp;

	LIST_FOREACH(ifp, &V_ifnet, if_vlink) {
		if (strcmp(ifp->if_xname, name) == 0)
			return ifp;
	}
	return NULL;
}

struct ifnet *
if_find(const char *name)
{
	struct ifnet *ifp;

	spin_lock(&V_if_lock);
	ifp = if_find_locked(name);
	if (ifp != NULL)
		if_hold(ifp);
	spin_unlock(&V_if_lock);
	return ifp;
}

struct ifnet *
if_next(uint32_t *index)
{
	struct ifnet *ifp, *found = NULL;

	spin_lock(&V_if_lock);
	LIST_FOREACH(ifp, &V_ifnet, if_vlink) {
		if (ifp->if_index > *index) {
			found = if_hold(ifp);
			*index = ifp->if_index;
			break;
		}
	}
	spin_unlock(&V_if_lock);
	return found;
}

struct ifnet *
if_find_index(uint32_t index)
{
	struct ifnet *ifp;
	uint32_t at = index - 1;

	if (index == 0)
		return NULL;
	ifp = if_next(&at);
	if (ifp != NULL && at != index) {
		if_drop(ifp);
		return NULL;
	}
	return ifp;
}

/* The stack's own reference comes with the listing. */
int
if_attach(struct ifnet *ifp)
{
	MUTEX_ASSERT(&if_config_lock);
	if (V_if_closing)
		return ENETDOWN;
	spin_lock(&V_if_lock);
	if (if_find_locked(ifp->if_xname) != NULL) {
		spin_unlock(&V_if_lock);
		return EEXIST;
	}
	ifp->if_index = ++V_if_last_index;
	list_insert_tail(&V_ifnet, &ifp->if_vlink);
	if_hold(ifp);
	spin_unlock(&V_if_lock);

	spin_lock(&ifp->if_lock);
	atomic_store(&ifp->if_vnet, curvnet);
	atomic_store(&ifp->if_state, IF_ATTACHED);
	spin_unlock(&ifp->if_lock);
	if (ifp->if_clone == NULL && ifp->if_home_vnet == NULL)
		ifp->if_home_vnet = curvnet;
	if (ifp->if_home_vnet != NULL && ifp->if_home_vnet != curvnet)
		VNET_VNET(ifp->if_home_vnet, if_away)++;
	if_event(ifp, IF_EVENT_ARRIVAL);
	return 0;
}

/*
 * if_nout is raised before the state is looked at, and the state set before
 * if_nout is: one of the two sees the other.
 */
void
if_silence(struct ifnet *ifp)
{
	MUTEX_ASSERT(&if_config_lock);
	if (ifp->if_state == IF_LEAVING)
		return;			/* with its whole stack, before */
	spin_lock(&ifp->if_lock);
	atomic_swap(&ifp->if_state, IF_LEAVING);
	while (atomic_load(&ifp->if_nout) > 0)
		waitq_sleep(&ifp->if_wait, &ifp->if_lock, 0, WQ_FOREVER);
	spin_unlock(&ifp->if_lock);
	if (ifp->if_ops->io_drain != NULL)
		ifp->if_ops->io_drain(ifp);
	taskq_drain(netisr_taskq, &ifp->if_intask);
	mbufq_drain(&ifp->if_inq);
}

void
if_silence_all(void)
{
	struct ifnet *ifp;

	mutex_lock(&if_config_lock);
	V_if_closing = 1;
	if (V_ifnet.next != NULL) {	/* NULL: the list was never made */
		LIST_FOREACH(ifp, &V_ifnet, if_vlink)
			if_silence(ifp);
	}
	mutex_unlock(&if_config_lock);
}

void
if_detach(struct ifnet *ifp)
{
	if_silence(ifp);
	if (ifp->if_home_vnet != NULL && ifp->if_home_vnet != curvnet)
		VNET_VNET(ifp->if_home_vnet, if_away)--;
	if_event(ifp, IF_EVENT_DEPARTURE);
	spin_lock(&V_if_lock);
	list_remove(&ifp->if_vlink);
	spin_unlock(&V_if_lock);
	spin_lock(&ifp->if_lock);
	atomic_store(&ifp->if_state, IF_GONE);
	atomic_store(&ifp->if_vnet, NULL);
	spin_unlock(&ifp->if_lock);
	if_drop(ifp);
}

int
if_rename(struct ifnet *ifp, const char *name)
{
	MUTEX_ASSERT(&if_config_lock);
	spin_lock(&V_if_lock);
	if (if_find_locked(name) != NULL) {
		spin_unlock(&V_if_lock);
		return EEXIST;
	}
	strlcpy(ifp->if_xname, name, sizeof(ifp->if_xname));
	spin_unlock(&V_if_lock);
	return 0;
}

void
if_flags_change(struct ifnet *ifp, uint32_t set, uint32_t clear)
{
	uint32_t old, new;

	MUTEX_ASSERT(&if_config_lock);
	old = atomic_load(&ifp->if_flags);
	new = (old | set) & ~clear;
	atomic_store(&ifp->if_flags, new);
	if (!((old ^ new) & IFF_UP))
		return;
	if (ifp->if_ops->io_updown != NULL)
		ifp->if_ops->io_updown(ifp);
	if_event(ifp, new & IFF_UP ? IF_EVENT_UP : IF_EVENT_DOWN);
}

void
if_link_state(struct ifnet *ifp, int state)
{
	MUTEX_ASSERT(&if_config_lock);
	if (ifp->if_link_state == state)
		return;
	ifp->if_link_state = (uint8_t)state;
	if (state == LINK_STATE_UP)
		atomic_or(&ifp->if_flags, IFF_LOWER_UP);
	else
		atomic_and(&ifp->if_flags, ~(uint32_t)IFF_LOWER_UP);
	if (ifp->if_state == IF_ATTACHED)
		if_event(ifp, IF_EVENT_LINK);
}

static int
ifnet_create(void)
{
	spin_init(&V_if_lock, "vnet_if");
	list_init(&V_ifnet);
	list_init(&V_if_cloners);
	return 0;
}

/* From here on nothing may be moved in: destroy would not see it. */
static void
ifnet_shutdown(void)
{
	mutex_lock(&if_config_lock);
	V_if_closing = 1;
	mutex_unlock(&if_config_lock);
}

static void
if_config_init(void)
{
	mutex_init(&if_config_lock, "if_config");
}

INITCALL(PHASE_DEVICE, if_config_init);
VNET_PART(ifnet, PHASE_IFACE, ifnet_create, ifnet_shutdown, if_leave_all);
