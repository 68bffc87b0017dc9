// SPDX-License-Identifier: BSD-2-Clause
/*
 * if - network interfaces: what they are, who has them, how they leave.
 *
 * An interface belongs to one stack at a time.  A driver embeds a struct
 * ifnet in its own structure and gives if_ops.  Received packets are put on
 * the interface's queue and taken off by a netisr thread with the stack
 * current; so the stack cannot change under a packet: whoever moves or
 * removes an interface first closes both doors (IF_LEAVING), waits for
 * senders (if_nout) and for the thread, all of which are short.
 *
 * Locks: [c] if_config_lock "if_config", a sleeping mutex, serialises
 * attach, move, removal, addresses; bounded work only.  [q] if_lock
 * "ifnet", a spinlock of each interface.  [v] V_if_lock "vnet_if", a
 * spinlock of each stack, guards its list; written with [c] held too.
 */
#pragma once

#include <stdint.h>
#include <sys/socket.h>
#include <net/if.h>
#include "kernel/lib/linker_set.h"
#include "kernel/lib/list.h"
#include "kernel/lock/spin.h"
#include "kernel/sched/taskq.h"
#include "kernel/sched/waitq.h"
#include "kernel/sync/mutex.h"
#include "subsys/mbuf/mbuf.h"

struct if_clone;
struct ifnet;
struct image;
struct thread;

struct if_ops {
	/*
	 * Send a whole frame; m is consumed.  0 or an errno, which counts
	 * as an output error.  No lock held; must not sleep.
	 */
	int (*io_transmit)(struct ifnet *ifp, struct mbuf *m);
	/* Take a queued packet in; netisr thread, stack current; consumes. */
	void (*io_input)(struct ifnet *ifp, struct mbuf *m);
	/* IFF_UP changed, [c] held; or NULL. */
	void (*io_updown)(struct ifnet *ifp);
	/*
	 * Both doors are shut, [c] held; or NULL.  Wait, not for long, until
	 * all that was accepted for sending has been sent.
	 */
	void (*io_drain)(struct ifnet *ifp);
	/* Last reference gone: free what embeds ifp. */
	void (*io_free)(struct ifnet *ifp);
};

enum if_state {
	IF_NEW,			/* not in a stack yet */
	IF_ATTACHED,		/* packets pass */
	IF_LEAVING,		/* in a stack, both doors shut */
	IF_GONE			/* in no stack: between two, or for ever */
};

/* Counters, since attach or move. */
struct if_counters {
	uint64_t ic_ipackets;		/* [a] */
	uint64_t ic_ierrors;		/* [a] */
	uint64_t ic_ibytes;		/* [a] */
	uint64_t ic_imcasts;		/* [a] */
	uint64_t ic_iqdrops;		/* [a] */
	uint64_t ic_noproto;		/* [a] */
	uint64_t ic_opackets;		/* [a] */
	uint64_t ic_oerrors;		/* [a] */
	uint64_t ic_obytes;		/* [a] */
	uint64_t ic_omcasts;		/* [a] */
};

#define IF_DESCR_MAX	64

struct ifnet {
	char if_xname[IFNAMSIZ];	/* [v] "epair0a" */
	char if_descr[IF_DESCR_MAX];	/* [c] for people, "" none */
	const struct if_ops *if_ops;	/* [I] */
	const struct if_clone *if_clone;	/* [I] its maker, or NULL */
	uint8_t if_type;		/* [I] IFT_* */
	uint8_t if_addrlen;		/* [I] bytes of if_lladdr */
	uint8_t if_hdrlen;		/* [I] link header */
	uint8_t if_link_state;		/* [a] LINK_STATE_* */
	uint8_t if_lladdr[8];		/* [c] hardware address */
	uint32_t if_index;		/* [v] in its stack, from 1 */
	uint32_t if_flags;		/* [a] IFF_* */
	uint32_t if_mtu;		/* [a] */
	uint32_t if_metric;		/* [a] */
	uint32_t if_state;		/* [q] enum if_state; read [a] */
	struct image *if_vnet;		/* [q] NULL: none; read [a] */
	struct image *if_home_vnet;	/* [c] a device's first stack */
	char if_home_xname[IFNAMSIZ];	/* [c] what it was when lent: name, */
	uint8_t if_home_lladdr[8];	/* [c] address, */
	uint32_t if_home_mtu;		/* [c] MTU */
	uint32_t if_home_flags;		/* [c] and flags */
	uint32_t if_refs;		/* [a] stack, driver, senders */
	uint32_t if_nout;		/* [a] threads inside if_transmit */
	struct spinlock if_lock;	/* class "ifnet" */
	struct waitq if_wait;		/* [q] for if_nout to be 0 */
	struct list if_vlink;		/* [v] V_ifnet */
	struct mbufq if_inq;		/* [x] own lock */
	struct task if_intask;		/* [q] takes off if_inq */
	struct if_counters if_count;	/* [a] */
};

#define IF_COUNT(ifp, member, n)					\
	__atomic_fetch_add(&(ifp)->if_count.member, (n), __ATOMIC_RELAXED)

extern struct mutex if_config_lock;	/* [x] itself */

/*
 * Fill a zeroed ifnet the driver has named (if_xname) and described; one
 * reference, the driver's, is there.
 */
void	if_init(struct ifnet *ifp, const struct if_ops *ops);
struct ifnet *if_hold(struct ifnet *ifp);
void	if_drop(struct ifnet *ifp);	/* the last: io_free; any context */

/* Enter the current stack; [c] held.  0, EEXIST (name), ENETDOWN (ending). */
int	if_attach(struct ifnet *ifp);
/* Leave the stack for ever; [c] held.  Sleeps until packets are through. */
void	if_detach(struct ifnet *ifp);
/*
 * Move to another stack; [c] held.  IF_MOVE_LEND: as it is.  RECLAIM: the
 * lender takes it back, as it was when lent.  HOME: likewise, renamed if its
 * name is taken there; for the others that is EEXIST.  ENETDOWN: to is
 * ending.  ENXIO: ifp is in no stack.
 */
enum if_move { IF_MOVE_LEND, IF_MOVE_RECLAIM, IF_MOVE_HOME };
int	if_vmove(struct ifnet *ifp, struct image *to, enum if_move how);
/* Shut the doors of all interfaces of the current stack; they stay listed. */
void	if_silence_all(void);

/* In the current stack; held, or NULL. */
struct ifnet *if_find(const char *name);
struct ifnet *if_find_index(uint32_t index);
/* The one with the smallest index above *index, which moves on; or NULL. */
struct ifnet *if_next(uint32_t *index);
int	if_rename(struct ifnet *ifp, const char *name);	/* [c]; 0 EEXIST */

/* Send on ifp for the current stack; m consumed.  0, ENETDOWN, ENOBUFS. */
int	if_transmit(struct ifnet *ifp, struct mbuf *m);
/* Queue m as received on ifp; consumed.  Any context but interrupts. */
void	if_input_queue(struct ifnet *ifp, struct mbuf *m);
/* Set link state, telling hooks if it changed.  [c] held. */
void	if_link_state(struct ifnet *ifp, int state);
/* Set and clear flags; hooks hear of IFF_UP.  [c] held. */
void	if_flags_change(struct ifnet *ifp, uint32_t set, uint32_t clear);
static inline int
if_is_up(const struct ifnet *ifp)
{
	return (ifp->if_flags & (IFF_UP | IFF_RUNNING)) ==
	    (IFF_UP | IFF_RUNNING);
}

/*
 * Who hears about interfaces; the stack is current, [c] held, no spinlock.
 * DEPARTURE comes with the doors shut: forget every pointer to it.
 */
enum if_event { IF_EVENT_ARRIVAL, IF_EVENT_DEPARTURE, IF_EVENT_UP,
    IF_EVENT_DOWN, IF_EVENT_LINK,
    IF_EVENT_ADDR,		/* an address of a family came or went */
    IF_EVENT_LLADDR		/* its hardware address is another */
};
struct if_hook {
	void (*ih_func)(struct ifnet *ifp, enum if_event ev);	/* [I] */
};
/* Call them for ifp, which is in the current stack; [c] held. */
void	if_event(struct ifnet *ifp, enum if_event ev);
#define IF_HOOK(func)							\
	static const struct if_hook if_hook_##func = { func };		\
	SET_ENTRY(if_hook, if_hook_##func)

/*
 * A kind of interface that programs may make by name.  ic_create makes unit
 * (-1: choose) and attaches it to the current stack, [c] held; the first of
 * several is returned, not held.  ic_destroy takes ifp, and what was made
 * with it, away, whatever stack it is in; NULL: programs may not.  ic_leave
 * takes away only ifp, whose stack (the current one) is ending.
 */
struct if_clone {
	const char *ic_name;		/* [I] "epair" */
	int (*ic_create)(const struct if_clone *ic, int unit,
	    struct ifnet **out);	/* [I] */
	void (*ic_destroy)(struct ifnet *ifp);	/* [I] or NULL */
	void (*ic_leave)(struct ifnet *ifp);	/* [I] */
	struct list ic_link;		/* [c] of one of a single stack */
};
#define IF_CLONE(sym)	SET_ENTRY(if_clone, sym)

/*
 * A cloner of the current stack alone, and its end, before the stack's: all
 * it made goes with it, wherever that is.  [c] held.  0, EEXIST (its name).
 */
int	if_clone_enter(struct if_clone *ic);
void	if_clone_remove(struct if_clone *ic);

/* name: "epair" or "epair3"; the made one's name comes back.  EINVAL. */
int	if_clone_create(char *name, size_t size);

/* Interface ioctls that concern no address family.  ENOTTY: not one. */
int	if_ioctl(unsigned long cmd, void *data, struct thread *td);
/* lo0 of the current stack, while it lives; not held. */
struct ifnet *if_loopback(void);
