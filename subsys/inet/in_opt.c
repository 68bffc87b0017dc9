// SPDX-License-Identifier: BSD-2-Clause
/*
 * in_opt - IPv4's socket options, and the listing of end points.
 */
#include <sys/errno.h>
#include "kernel/lib/string.h"
#include "kernel/sys/sysctl.h"
#include "subsys/inet/in_pcb.h"

/* The member that an option sets, all of 8 bits; NULL: no such option. */
static uint8_t *
in_opt_byte(struct inpcb *inp, int name)
{
	switch (name) {
	case IP_TTL:
		return &inp->inp_ttl;
	case IP_TOS:
		return &inp->inp_tos;
	case IP_MULTICAST_TTL:
		return &inp->inp_mttl;
	default:
		return NULL;
	}
}

static uint32_t
in_opt_flag(const struct inpcb *inp, int name)
{
	if (name == IP_HDRINCL && inp->inp_so->so_type == SOCK_RAW)
		return INP_HDRINCL;
	return name == IP_DONTFRAG ? INP_DONTFRAG : 0;
}

static int
in_opt_set(struct inpcb *inp, const struct sockopt *sopt)
{
	uint8_t *byte = in_opt_byte(inp, sopt->so_name);
	uint32_t flag = in_opt_flag(inp, sopt->so_name);
	int value, error;

	if (byte == NULL && flag == 0)
		return ENOPROTOOPT;
	error = sockopt_int(sopt, &value);
	if (error != 0)
		return error;
	if (byte != NULL && (value < 0 || value > 255))
		return EINVAL;
	spin_lock(&V_inp_lock);
	if (byte != NULL)
		*byte = (uint8_t)value;
	else if (value)
		inp->inp_flags |= flag;
	else
		inp->inp_flags &= ~flag;
	spin_unlock(&V_inp_lock);
	return 0;
}

int
in_pr_ctloutput(struct socket *so, struct sockopt *sopt)
{
	struct inpcb *inp = inp_of(so);
	uint8_t *byte;
	uint32_t flag;
	int value;

	if (sopt->so_level != IPPROTO_IP)
		return ENOPROTOOPT;
	if (sopt->so_set == SOPT_SET)
		return in_opt_set(inp, sopt);
	byte = in_opt_byte(inp, sopt->so_name);
	flag = in_opt_flag(inp, sopt->so_name);
	if (byte == NULL && flag == 0)
		return ENOPROTOOPT;
	value = byte != NULL ? *byte : (inp->inp_flags & flag) != 0;
	sockopt_put(sopt, &value, sizeof(value));
	return 0;
}

/* The first pcb of proto made after *gen, which moves on.  0 or ENOENT. */
static int
in_pcb_next(int proto, uint32_t *gen, struct xinpcb *xi)
{
	struct inpcb *inp;
	int error = ENOENT;

	spin_lock(&V_inp_lock);
	LIST_FOREACH(inp, &V_inpcbs, inp_link) {
		if (inp->inp_gen <= *gen || (proto < 0 ?
		    inp->inp_so->so_type != SOCK_RAW :
		    inp->inp_proto != proto ||
		    inp->inp_so->so_type == SOCK_RAW))
			continue;
		*gen = inp->inp_gen;
		*xi = (struct xinpcb){
			.xi_len = sizeof(*xi),
			.xi_proto = inp->inp_proto,
			.xi_laddr.s_addr = inp->inp_laddr,
			.xi_faddr.s_addr = inp->inp_faddr,
			.xi_lport = inp->inp_lport,
			.xi_fport = inp->inp_fport,
			.xi_recvq = inp->inp_so->so_rcv.sb_cc,
			.xi_sendq = inp->inp_so->so_snd.sb_cc,
			.xi_sock = (uintptr_t)inp->inp_so,
		};
		error = 0;
		break;
	}
	spin_unlock(&V_inp_lock);
	return error;
}

int
in_pcb_sysctl(struct sysctl_req *req, int proto)
{
	struct xinpcb xi;
	uint32_t gen = 0;
	int error = 0;

	while (error == 0 && in_pcb_next(proto, &gen, &xi) == 0)
		error = sysctl_out(req, &xi, sizeof(xi));
	return error;
}
