// SPDX-License-Identifier: BSD-2-Clause
/*
 * net/if_var - FreeBSD's accessors of an interface, as far as a cloned
 * driver needs them.
 *
 * if_attach and if_detach have FreeBSD's names already.  Both want
 * if_config_lock, which a cloner's functions run under.
 */
#pragma once

#include <net/if_types.h>
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "subsys/net/ether.h"
#include "subsys/net/if.h"

typedef struct ifnet *if_t;
typedef int (*if_transmit_fn_t)(struct ifnet *, struct mbuf *);
typedef void (*if_qflush_fn_t)(struct ifnet *);

/* NULL: no memory.  IFT_ETHER takes frames in, others what m_proto says. */
struct ifnet *if_alloc(uint8_t type);
/* Of one that is detached; its memory goes with the last reference. */
void	if_free(struct ifnet *ifp);
void	if_initname(struct ifnet *ifp, const char *name, int unit);
void	if_setsoftc(struct ifnet *ifp, void *softc);
void	*if_getsoftc(const struct ifnet *ifp);
/* m is fn's to consume; must not sleep.  There is no queue to flush. */
void	if_settransmitfn(struct ifnet *ifp, if_transmit_fn_t fn,
	    if_qflush_fn_t qflush);

#define if_name(ifp)		((ifp)->if_xname)
#define if_getvnet(ifp)		((ifp)->if_vnet)
#define if_getmtu(ifp)		((int)(ifp)->if_mtu)
#define if_setmtu(ifp, mtu)	((ifp)->if_mtu = (uint32_t)(mtu))
#define if_getflags(ifp)	((int)(ifp)->if_flags)
#define if_setflags(ifp, flags)						\
	((ifp)->if_flags = ((ifp)->if_flags & IFF_RUNNING) |		\
	    (uint32_t)(flags))
#define if_setdrvflagbits(ifp, set, clear) do {				\
	atomic_or(&(ifp)->if_flags, (uint32_t)(set));			\
	atomic_and(&(ifp)->if_flags, ~(uint32_t)(clear));		\
} while (0)
#define if_input(ifp, m)	if_input_queue(ifp, m)
#define if_link_state_change(ifp, state)	if_link_state(ifp, state)

/* Packets are captured by the stack, not by the driver. */
#define bpfattach(ifp, dlt, hdrlen)	do { } while (0)
#define bpfdetach(ifp)			do { } while (0)
#define BPF_MTAP(ifp, m)		do { } while (0)

#define ether_ifattach(ifp, lla)	do {				\
	ether_ifsetup(ifp, lla);					\
	if_attach(ifp);							\
} while (0)
#define ether_ifdetach(ifp)		if_detach(ifp)
