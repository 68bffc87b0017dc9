// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtmsg - routing messages: addresses in and out of a flat buffer.
 *
 * What comes from a program is trusted in nothing: each address must lie in
 * the message and be as long as its family needs.
 */
#include <sys/errno.h>
#include <net/if_types.h>
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "subsys/inet/rtmsg.h"
#include "subsys/net/route_trie.h"

void
rtmsg_begin(struct rtmsg *rm, int type, uint32_t hdrlen)
{
	memset(rm, 0, sizeof(*rm));
	rm->rm_len = hdrlen;
	/* length, version and type lie alike in all three headers */
	rm->rm_rtm.rtm_version = RTM_VERSION;
	rm->rm_rtm.rtm_type = (uint8_t)type;
}

static void
rtmsg_append(struct rtmsg *rm, int *addrs, int bit, const void *sa,
    uint8_t len)
{
	KASSERT(rm->rm_len + RTM_SA_SIZE(len) <= RTMSG_MAX);
	memcpy(rm->rm_buf + rm->rm_len, sa, len);
	rm->rm_len += (uint32_t)RTM_SA_SIZE(len);
	*addrs |= bit;
	rm->rm_rtm.rtm_msglen = (uint16_t)rm->rm_len;
}

void
rtmsg_inet(struct rtmsg *rm, int *addrs, int bit, in_addr_t a)
{
	struct sockaddr_in sin = {
		.sin_len = sizeof(sin),
		.sin_family = AF_INET,
		.sin_addr.s_addr = a,
	};

	rtmsg_append(rm, addrs, bit, &sin, sizeof(sin));
}

void
rtmsg_link(struct rtmsg *rm, int *addrs, int bit, uint32_t index,
    const char *name, const uint8_t *mac, unsigned maclen)
{
	struct sockaddr_dl sdl = {
		.sdl_len = sizeof(sdl),
		.sdl_family = AF_LINK,
		.sdl_index = (uint16_t)index,
		.sdl_type = maclen ? IFT_ETHER : IFT_OTHER,
	};
	size_t n = strlen(name);

	sdl.sdl_nlen = (uint8_t)n;
	sdl.sdl_alen = (uint8_t)maclen;
	memcpy(sdl.sdl_data, name, n);
	memcpy(sdl.sdl_data + n, mac, maclen);
	rtmsg_append(rm, addrs, bit, &sdl, sizeof(sdl));
}

/* Is sa, with room bytes from its start, whole and of a known family? */
static int
rtmsg_addr_ok(const struct sockaddr *sa, uint32_t room)
{
	if (room < 2 || (uint32_t)RTM_SA_SIZE(sa->sa_len) > room)
		return 0;
	switch (sa->sa_family) {
	case AF_INET:
		return sa->sa_len >= sizeof(struct sockaddr_in);
	case AF_LINK:
		return sa->sa_len >= sizeof(struct sockaddr_dl);
	default:
		return sa->sa_len == 0;
	}
}

int
rtmsg_parse(struct rtmsg *rm)
{
	const struct sockaddr *sa;
	uint32_t at = sizeof(rm->rm_rtm);
	int i;

	if (rm->rm_len < at || rm->rm_rtm.rtm_msglen != rm->rm_len ||
	    rm->rm_rtm.rtm_version != RTM_VERSION)
		return EINVAL;
	memset(rm->rm_addr, 0, sizeof(rm->rm_addr));
	for (i = 0; i < RTAX_MAX; i++) {
		if (!(rm->rm_rtm.rtm_addrs & 1 << i))
			continue;
		sa = (const void *)(rm->rm_buf + at);
		if (!rtmsg_addr_ok(sa, rm->rm_len - at))
			return EINVAL;
		at += (uint32_t)RTM_SA_SIZE(sa->sa_len);
		if (sa->sa_len != 0)
			rm->rm_addr[i] = sa;
	}
	return 0;
}

in_addr_t
rtmsg_addr(const struct sockaddr *sa)
{
	return ((const struct sockaddr_in *)(const void *)sa)->sin_addr.s_addr;
}

int
rtmsg_plen(const struct rtmsg *rm)
{
	const struct sockaddr *sa = rm->rm_addr[RTAX_NETMASK];
	uint32_t m;
	unsigned n;

	if (rm->rm_rtm.rtm_flags & RTF_HOST ||
	    !(rm->rm_rtm.rtm_addrs & RTA_NETMASK))
		return 32;
	if (sa == NULL)
		return 0;		/* an empty mask: default */
	if (sa->sa_family != AF_INET)
		return -1;
	m = ntohl(rtmsg_addr(sa));
	n = m == 0 ? 0 : 32 - (unsigned)__builtin_ctz(m);
	return m == trie_mask(n) ? (int)n : -1;
}

void
rtmsg_route(struct rtmsg *rm, int type, const struct route_info *ri)
{
	struct rt_msghdr *rtm = &rm->rm_rtm;
	static const uint8_t none[ETHER_ADDR_LEN];

	rtmsg_begin(rm, type, sizeof(*rtm));
	rtm->rtm_flags = ri->ri_flags;
	rtm->rtm_index = (uint16_t)ri->ri_index;
	rtm->rtm_use = (int)ri->ri_use;
	rtm->rtm_rmx.rmx_mtu = ri->ri_mtu;
	rtm->rtm_rmx.rmx_pksent = ri->ri_use;
	rtmsg_inet(rm, &rtm->rtm_addrs, RTA_DST, ri->ri_dst);
	if (ri->ri_flags & RTF_GATEWAY)
		rtmsg_inet(rm, &rtm->rtm_addrs, RTA_GATEWAY, ri->ri_gateway);
	else
		rtmsg_link(rm, &rtm->rtm_addrs, RTA_GATEWAY, ri->ri_index,
		    ri->ri_ifname, none, 0);
	if (!(ri->ri_flags & RTF_HOST))
		rtmsg_inet(rm, &rtm->rtm_addrs, RTA_NETMASK,
		    htonl(trie_mask(ri->ri_plen)));
}

void
rtmsg_arp(struct rtmsg *rm, const struct arp_info *an)
{
	struct rt_msghdr *rtm = &rm->rm_rtm;

	rtmsg_begin(rm, RTM_GET, sizeof(*rtm));
	rtm->rtm_flags = RTF_UP | RTF_HOST | RTF_LLDATA |
	    (an->an_permanent ? RTF_STATIC : 0);
	rtm->rtm_index = (uint16_t)an->an_index;
	rtm->rtm_rmx.rmx_expire = an->an_expire_s;
	rtmsg_inet(rm, &rtm->rtm_addrs, RTA_DST, an->an_addr);
	rtmsg_link(rm, &rtm->rtm_addrs, RTA_GATEWAY, an->an_index, "",
	    an->an_mac, an->an_complete ? ETHER_ADDR_LEN : 0);
}

static void
rtmsg_ifdata(const struct ifnet *ifp, struct if_data *ifd)
{
	const struct if_counters *ic = &ifp->if_count;

	ifd->ifi_type = ifp->if_type;
	ifd->ifi_addrlen = ifp->if_addrlen;
	ifd->ifi_hdrlen = ifp->if_hdrlen;
	ifd->ifi_link_state = ifp->if_link_state;
	ifd->ifi_datalen = sizeof(*ifd);
	ifd->ifi_mtu = ifp->if_mtu;
	ifd->ifi_metric = ifp->if_metric;
	ifd->ifi_ipackets = ic->ic_ipackets;
	ifd->ifi_ierrors = ic->ic_ierrors;
	ifd->ifi_opackets = ic->ic_opackets;
	ifd->ifi_oerrors = ic->ic_oerrors;
	ifd->ifi_ibytes = ic->ic_ibytes;
	ifd->ifi_obytes = ic->ic_obytes;
	ifd->ifi_imcasts = ic->ic_imcasts;
	ifd->ifi_omcasts = ic->ic_omcasts;
	ifd->ifi_iqdrops = ic->ic_iqdrops;
	ifd->ifi_noproto = ic->ic_noproto;
}

void
rtmsg_ifinfo(struct rtmsg *rm, const struct ifnet *ifp)
{
	rtmsg_begin(rm, RTM_IFINFO, sizeof(rm->rm_ifm));
	rm->rm_ifm.ifm_flags = (int)ifp->if_flags;
	rm->rm_ifm.ifm_index = (uint16_t)ifp->if_index;
	rtmsg_ifdata(ifp, &rm->rm_ifm.ifm_data);
	rtmsg_link(rm, &rm->rm_ifm.ifm_addrs, RTA_IFP, ifp->if_index,
	    ifp->if_xname, ifp->if_lladdr, ifp->if_addrlen);
}

void
rtmsg_ifaddr(struct rtmsg *rm, int type, const struct ifnet *ifp,
    const struct in_addr_info *ai)
{
	int *addrs = &rm->rm_ifam.ifam_addrs;

	rtmsg_begin(rm, type, sizeof(rm->rm_ifam));
	rm->rm_ifam.ifam_index = (uint16_t)ifp->if_index;
	rtmsg_inet(rm, addrs, RTA_NETMASK, ai->ai_mask);
	rtmsg_inet(rm, addrs, RTA_IFA, ai->ai_addr);
	if (ai->ai_bcast != 0)
		rtmsg_inet(rm, addrs, RTA_BRD, ai->ai_bcast);
}
