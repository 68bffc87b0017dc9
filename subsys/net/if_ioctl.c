// SPDX-License-Identifier: BSD-2-Clause
/*
 * if_ioctl - what programs may ask of interfaces, one function a command.
 *
 * Commands that change something run with if_config_lock held, on an
 * interface looked up, and found in the caller's stack, under that lock.
 */
#include <sys/errno.h>
#include <sys/sockio.h>
#include <net/if_types.h>
#include "kernel/cred/cred.h"
#include "kernel/jail/jail.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/sched/thread.h"
#include "kernel/vm/uio.h"
#include "subsys/net/ether.h"
#include "subsys/net/if_priv.h"

#define IFMTU_MIN	72
#define IFMTU_MAX	65535

struct if_cmd {
	unsigned long ic_cmd;			/* [I] SIOC* */
	int ic_write;				/* [I] changes something */
	/* [I] data is the command's argument in kernel memory */
	int (*ic_func)(struct ifnet *ifp, struct ifreq *ifr);
};

static int
if_get_flags(struct ifnet *ifp, struct ifreq *ifr)
{
	uint32_t flags = atomic_load(&ifp->if_flags);

	ifr->ifr_flags = (short)flags;
	ifr->ifr_flagshigh = (short)(flags >> 16);
	return 0;
}

static int
if_set_flags(struct ifnet *ifp, struct ifreq *ifr)
{
	uint32_t want, may = ~(uint32_t)IFF_CANTCHANGE;

	want = (uint16_t)ifr->ifr_flags |
	    (uint32_t)(uint16_t)ifr->ifr_flagshigh << 16;
	if_flags_change(ifp, want & may, ~want & may);
	return 0;
}

static int
if_get_mtu(struct ifnet *ifp, struct ifreq *ifr)
{
	ifr->ifr_mtu = (int)ifp->if_mtu;
	return 0;
}

static int
if_set_mtu(struct ifnet *ifp, struct ifreq *ifr)
{
	int max = ifp->if_type == IFT_ETHER ? ETHERMTU : IFMTU_MAX;

	if (ifr->ifr_mtu < IFMTU_MIN || ifr->ifr_mtu > max)
		return EINVAL;
	atomic_store(&ifp->if_mtu, (uint32_t)ifr->ifr_mtu);
	return 0;
}

static int
if_get_metric(struct ifnet *ifp, struct ifreq *ifr)
{
	ifr->ifr_metric = (int)ifp->if_metric;
	return 0;
}

static int
if_set_metric(struct ifnet *ifp, struct ifreq *ifr)
{
	atomic_store(&ifp->if_metric, (uint32_t)ifr->ifr_metric);
	return 0;
}

static int
if_get_index(struct ifnet *ifp, struct ifreq *ifr)
{
	ifr->ifr_index = (short)ifp->if_index;
	return 0;
}

static int
if_get_hwaddr(struct ifnet *ifp, struct ifreq *ifr)
{
	memset(&ifr->ifr_addr, 0, sizeof(ifr->ifr_addr));
	ifr->ifr_addr.sa_len = sizeof(ifr->ifr_addr);
	ifr->ifr_addr.sa_family = AF_LINK;
	memcpy(ifr->ifr_addr.sa_data, ifp->if_lladdr, ifp->if_addrlen);
	return 0;
}

/* sa_len counts the bytes of the address, as FreeBSD has it. */
static int
if_set_lladdr(struct ifnet *ifp, struct ifreq *ifr)
{
	const uint8_t *mac = (const uint8_t *)ifr->ifr_addr.sa_data;

	if (ifp->if_addrlen == 0)
		return EOPNOTSUPP;
	if (ifr->ifr_addr.sa_len != ifp->if_addrlen ||
	    ETHER_IS_MULTICAST(mac))
		return EINVAL;
	memcpy(ifp->if_lladdr, mac, ifp->if_addrlen);
	if_event(ifp, IF_EVENT_LLADDR);	/* others shall learn it */
	return 0;
}

static int
if_set_name(struct ifnet *ifp, struct ifreq *ifr)
{
	char name[IFNAMSIZ];
	int error;

	error = copyinstr((uaddr_t)ifr->ifr_data, name, sizeof(name), NULL);
	if (error != 0)
		return error == ENAMETOOLONG ? EINVAL : error;
	if (name[0] == '\0')
		return EINVAL;
	return if_rename(ifp, name);
}

static int
if_get_descr(struct ifnet *ifp, struct ifreq *ifr)
{
	size_t len = strlen(ifp->if_descr) + 1;

	if (ifr->ifr_buffer.length < len)
		return ENAMETOOLONG;
	ifr->ifr_buffer.length = len;
	return copyout(ifp->if_descr, (uaddr_t)ifr->ifr_buffer.buffer, len);
}

static int
if_set_descr(struct ifnet *ifp, struct ifreq *ifr)
{
	char descr[IF_DESCR_MAX];
	int error;

	error = copyinstr((uaddr_t)ifr->ifr_buffer.buffer, descr,
	    sizeof(descr), NULL);
	if (error == 0)
		strlcpy(ifp->if_descr, descr, sizeof(ifp->if_descr));
	return error;
}

static int
if_destroy(struct ifnet *ifp, struct ifreq *ifr)
{
	(void)ifr;
	if (ifp->if_clone == NULL || ifp->if_clone->ic_destroy == NULL ||
	    ifp == if_loopback())
		return EINVAL;
	ifp->if_clone->ic_destroy(ifp);
	return 0;
}

/* The cloner's name is the one group an interface is in. */
static int
if_get_group(struct ifnet *ifp, struct ifreq *ifr)
{
	struct ifgroupreq *ifgr = (struct ifgroupreq *)ifr;
	struct ifg_req req = { "" };

	if (ifp->if_clone == NULL) {
		ifgr->ifgr_len = 0;
		return 0;
	}
	if (ifgr->ifgr_len == 0) {
		ifgr->ifgr_len = sizeof(req);
		return 0;
	}
	if (ifgr->ifgr_len < sizeof(req))
		return EINVAL;
	ifgr->ifgr_len = sizeof(req);
	strlcpy(req.ifgrq_group, ifp->if_clone->ic_name,
	    sizeof(req.ifgrq_group));
	return copyout(&req, (uaddr_t)ifgr->ifgr_groups, sizeof(req));
}

static const struct if_cmd if_cmds[] = {
	{ SIOCGIFFLAGS, 0, if_get_flags },
	{ SIOCSIFFLAGS, 1, if_set_flags },
	{ SIOCGIFMTU, 0, if_get_mtu },
	{ SIOCSIFMTU, 1, if_set_mtu },
	{ SIOCGIFMETRIC, 0, if_get_metric },
	{ SIOCSIFMETRIC, 1, if_set_metric },
	{ SIOCGIFINDEX, 0, if_get_index },
	{ SIOCGHWADDR, 0, if_get_hwaddr },
	{ SIOCSIFLLADDR, 1, if_set_lladdr },
	{ SIOCSIFNAME, 1, if_set_name },
	{ SIOCGIFDESCR, 0, if_get_descr },
	{ SIOCSIFDESCR, 1, if_set_descr },
	{ SIOCIFDESTROY, 1, if_destroy },
	{ SIOCGIFGROUP, 0, if_get_group },
	{ 0, 0, NULL }
};

/* Look up and act with [c] held: what is found stays in the stack. */
static int
if_cmd_run(const struct if_cmd *ic, struct ifreq *ifr)
{
	struct ifnet *ifp;
	int error = ENXIO;

	ifr->ifr_name[IFNAMSIZ - 1] = '\0';
	mutex_lock(&if_config_lock);
	ifp = if_find(ifr->ifr_name);
	if (ifp != NULL && ifp->if_state == IF_ATTACHED)
		error = ic->ic_func(ifp, ifr);
	mutex_unlock(&if_config_lock);
	if_drop(ifp);
	return error;
}

static int
if_move_named(const char *name, struct image *from, struct image *to,
    enum if_move how)
{
	struct ifnet *ifp;
	int error = ENXIO;

	if (from == to)
		return EEXIST;
	mutex_lock(&if_config_lock);
	CURVNET_SET_QUIET(from);
	ifp = if_find(name);
	if (ifp != NULL && ifp->if_state == IF_ATTACHED)
		error = ifp == if_loopback() ? EINVAL :
		    if_vmove(ifp, to, how);
	CURVNET_RESTORE();
	mutex_unlock(&if_config_lock);
	if_drop(ifp);
	return error;
}

/* To a jail below the caller, or back from it. */
static int
if_move_ioctl(unsigned long cmd, struct ifreq *ifr, struct thread *td)
{
	struct image *there;
	struct jail *j;
	struct ref ref = { .rf_kind = NULL };
	char jid[16];
	int error;

	ifr->ifr_name[IFNAMSIZ - 1] = '\0';
	snprintf(jid, sizeof(jid), "%d", ifr->ifr_jid);
	j = jail_find(td->td_cred->cr_jail, jid, &ref);
	if (j == NULL)
		return ENXIO;
	there = jail_image(j, VIMAGE_SLOT(vnet));
	if (cmd == SIOCSIFVNET)
		error = if_move_named(ifr->ifr_name, curvnet, there,
		    IF_MOVE_LEND);
	else
		error = if_move_named(ifr->ifr_name, there, curvnet,
		    IF_MOVE_RECLAIM);
	jail_drop(j, &ref);
	return error;
}

int
if_ioctl(unsigned long cmd, void *data, struct thread *td)
{
	const struct if_cmd *ic;
	struct ifreq *ifr = data;
	int error;

	if (cmd == SIOCSIFVNET || cmd == SIOCSIFRVNET) {
		error = priv_check(td->td_cred, PRIV_NET_SETIFVNET);
		return error ? error : if_move_ioctl(cmd, ifr, td);
	}
	if (cmd == SIOCIFCREATE) {
		error = priv_check(td->td_cred, PRIV_NET_IFCREATE);
		ifr->ifr_name[IFNAMSIZ - 1] = '\0';
		return error ? error :
		    if_clone_create(ifr->ifr_name, IFNAMSIZ);
	}
	for (ic = if_cmds; ic->ic_func != NULL && ic->ic_cmd != cmd;)
		ic++;
	if (ic->ic_func == NULL)
		return ENOTTY;
	if (ic->ic_write) {
		error = priv_check(td->td_cred, PRIV_NET_HWIOCTL);
		if (error != 0)
			return error;
	}
	return if_cmd_run(ic, ifr);
}
