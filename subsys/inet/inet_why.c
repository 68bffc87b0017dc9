// SPDX-License-Identifier: BSD-2-Clause
/*
 * inet_why - end points and connections of a container's stack, for the
 * question who holds it: what there is beyond a socket's address to find
 * the program, or the peer, by.
 *
 * A connection without a socket is one that its program has closed; it
 * stays until the peer has everything (tcp_close.c) and is what the end of
 * a stack mostly waits for.
 */
#include "kernel/debug/db.h"
#include "kernel/mem/why.h"
#include "subsys/inet/tcp_var.h"
#include "subsys/net/vnet_db.h"

static const char *const tcp_states[] = {
	[TCPS_CLOSED] = "CLOSED", [TCPS_LISTEN] = "LISTEN",
	[TCPS_SYN_SENT] = "SYN_SENT", [TCPS_SYN_RECEIVED] = "SYN_RCVD",
	[TCPS_ESTABLISHED] = "ESTABLISHED",
	[TCPS_CLOSE_WAIT] = "CLOSE_WAIT", [TCPS_FIN_WAIT_1] = "FIN_WAIT_1",
	[TCPS_CLOSING] = "CLOSING", [TCPS_LAST_ACK] = "LAST_ACK",
	[TCPS_FIN_WAIT_2] = "FIN_WAIT_2", [TCPS_TIME_WAIT] = "TIME_WAIT",
};

/* Both ends, and the socket by its address as descriptors show it. */
static void
why_ends(struct why *wy, const char *kind, const char *proto,
    const struct inpcb *inp)
{
	why_line(wy, kind);
	db_printf("%s %s:%u", proto, vnet_db_addr(inp->inp_laddr).text,
	    ntohs(inp->inp_lport));
	db_printf(" %s:%u", vnet_db_addr(inp->inp_faddr).text,
	    ntohs(inp->inp_fport));
	if (inp->inp_so != NULL)
		db_printf(", socket %p", (void *)inp->inp_so);
}

static void
why_inpcbs(struct why *wy, struct image *img)
{
	const struct list *head = &VNET_VNET(img, inpcbs);
	const struct inpcb *inp;

	if (head->next == NULL)
		return;			/* half made */
	LIST_FOREACH(inp, head, inp_link) {
		if (db_quit())
			return;
		why_ends(wy, "socket", inp->inp_so != NULL ?
		    inp->inp_so->so_proto->pr_name : "?", inp);
		db_printf("\n");
	}
}

static void
why_tcpcbs(struct why *wy, struct image *img)
{
	const struct list *head = &VNET_VNET(img, tcpcbs);
	const struct tcpcb *tp;

	if (head->next == NULL)
		return;
	LIST_FOREACH(tp, head, t_link) {
		if (db_quit())
			return;
		why_ends(wy, "connection", "tcp", &tp->t_inp);
		db_printf(" %s\n", (unsigned)tp->t_state <= TCPS_TIME_WAIT ?
		    tcp_states[tp->t_state] : "?");
	}
}

static void
inet_why(struct why *wy)
{
	struct vimage_subsys_state *vss = vnet_base()->im_subsys->vs_state;
	struct image *img;

	LIST_FOREACH(img, &vss->vss_images, im_link) {
		if (db_quit())
			return;
		if (img->im_state > IMAGE_DYING || !why_is_part(wy, img))
			continue;
		why_inpcbs(wy, img);
		why_tcpcbs(wy, img);
	}
}

WHY_WALKER(inet_why);
