// SPDX-License-Identifier: BSD-2-Clause
/*
 * tcp_mtu - path MTU discovery (RFC 1191).
 *
 * A router that could not pass a segment says how much it can.  That is
 * kept for the destination, so that new connections begin with it, and
 * forgotten after ten minutes, since paths change.
 *
 * The table has one place for each hash: a stranger can displace what is
 * known, which costs one more message, but not make it grow.
 *
 * Who forges such a message must know both ends and a number under way
 * (RFC 5927 4.1, in tcp_ctlinput).  It can then make segments smaller, not
 * below TCP_MTU_LEAST; a size that already passes is no news and not taken in.
 */
#include "kernel/sys/sysctl.h"
#include "subsys/inet/ip_var.h"
#include "subsys/inet/tcp_var.h"

#define MTU_PLACES	64		/* a power of two */
#define MTU_LIFE_NS	(600 * 1000 * TCP_MS)

struct tcp_path {
	in_addr_t pa_dst;		/* [t] 0 free */
	uint32_t pa_mtu;		/* [t] bytes */
	uint64_t pa_until_ns;		/* [t] uptime */
};

VNET_DEFINE_STATIC(struct tcp_path *, tcp_paths);	/* [t] NULL: none */
#define V_tcp_paths	VNET(tcp_paths)
VNET_DEFINE_STATIC(int, tcp_do_pmtu) = 1;		/* [a] */
#define V_tcp_do_pmtu	VNET(tcp_do_pmtu)

static struct tcp_path *
path_place(in_addr_t dst)
{
	return &V_tcp_paths[tcp_secret(0, 0, dst, 0) & (MTU_PLACES - 1)];
}

uint32_t
tcp_mtu_path(in_addr_t dst)
{
	const struct tcp_path *pa;

	if (V_tcp_paths == NULL)
		return 0;
	pa = path_place(dst);
	return pa->pa_dst == dst && pa->pa_until_ns > clock_uptime_ns() ?
	    pa->pa_mtu : 0;
}

/* An old router does not say: the next size in use (RFC 1191 7.1). */
static uint32_t
mtu_plateau(uint32_t len)
{
	static const uint16_t plateaus[] = { 32000, 17914, 8166, 4352, 2002,
	    1492, 1006, 508, TCP_MTU_LEAST };
	unsigned i = 0;

	while (i + 1 < sizeof(plateaus) / sizeof(plateaus[0]) &&
	    plateaus[i] >= len)
		i++;
	return plateaus[i];
}

void
tcp_mtu_learn(struct tcpcb *tp, uint32_t mtu, uint32_t len)
{
	in_addr_t dst = tp->t_inp.inp_faddr;
	uint32_t known = tcp_mtu_path(dst);

	if (!V_tcp_do_pmtu)
		return;
	if (mtu == 0)
		mtu = mtu_plateau(len);
	if (mtu < TCP_MTU_LEAST)
		mtu = TCP_MTU_LEAST;
	if (mtu >= len || mtu >= tp->t_mss + (uint32_t)TCP_HEADERS)
		return;			/* that one would have passed */
	if (V_tcp_paths == NULL)
		V_tcp_paths = VNET_ALLOC(MTU_PLACES * sizeof(*V_tcp_paths),
		    KM_NOSLEEP | KM_ZERO);
	if (V_tcp_paths != NULL && (known == 0 || mtu < known))
		*path_place(dst) = (struct tcp_path){ .pa_dst = dst,
		    .pa_mtu = mtu,
		    .pa_until_ns = clock_uptime_ns() + MTU_LIFE_NS };
	TCPSTAT_INC(tcps_mtu_lowered);
	tcp_mss_lower(tp, mtu);
	tcp_output(tp);
}

static void
tcp_mtu_destroy(void)
{
	kmem_free(V_tcp_paths);
	V_tcp_paths = NULL;
}

VNET_PART(tcp_mtu, PHASE_PROTO, NULL, NULL, tcp_mtu_destroy);
SYSCTL_VNET_INT_RANGE(tcp_do_pmtu, "net.inet.tcp.path_mtu_discovery",
    tcp_do_pmtu, 0, 1, "believe routers about how much passes");
