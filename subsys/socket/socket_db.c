// SPDX-License-Identifier: BSD-2-Clause
/*
 * socket_db - sockets, for the debugger.
 */
#include <sys/errno.h>
#include "kernel/cred/cred.h"
#include "kernel/debug/db.h"
#include "kernel/mem/why.h"
#include "subsys/net/vnet.h"
#include "subsys/net/vnet_db.h"
#include "subsys/socket/socket.h"

VNET_DECLARE(struct list, sockets);

/* show sockets [JAIL]: those of its stack, whoever has them open. */
static void
socket_db_all(int nwords, char *const *words)
{
	struct list *head;
	struct socket *so;

	head = (struct list *)vnet_db_var("V_sockets", nwords, words);
	db_printf("%-18s %-8s %5s %5s %8s %8s %5s\n", "address", "protocol",
	    "state", "busy", "recv", "send", "error");
	if (head->next == NULL)
		return;
	LIST_FOREACH(so, head, so_vlink) {
		if (db_quit())
			return;
		db_printf("%p %-8s %5x %5u %8u %8u %5d\n", (void *)so,
		    so->so_proto->pr_name, so->so_state, so->so_busy,
		    so->so_rcv.sb_cc, so->so_snd.sb_cc, so->so_error);
	}
}

static void
socket_print(const struct socket *so, uintptr_t addr)
{
	db_printf("socket %#lx of protocol %s number %d, in stack %p\n", addr,
	    so->so_proto->pr_name, so->so_number, (void *)so->so_vnet);
	db_printf("    state 0x%x, options 0x%x, error %d, threads inside "
	    "%u, pcb %p\n", so->so_state, (unsigned)so->so_options,
	    so->so_error, so->so_busy, (void *)so->so_pcb);
	db_printf("    receive %u of %u bytes in %u records, send %u of %u\n",
	    so->so_rcv.sb_cc, so->so_rcv.sb_hiwat, so->so_rcv.sb_records,
	    so->so_snd.sb_cc, so->so_snd.sb_hiwat);
}

/* show socket ADDR */
static void
socket_db_one(int nwords, char *const *words)
{
	struct socket so;
	uintptr_t addr;
	size_t size;

	if (nwords == 0) {
		db_printf("which?  See show sockets\n");
		db_fail(EINVAL);
	}
	if (db_eval(nwords, words, &addr, &size) != 0)
		db_fail(EINVAL);
	if (db_read(addr, &so, sizeof(so)) != 0)
		db_read_error(addr);
	socket_print(&so, addr);
}

/*
 * Sockets made from inside in somebody else's stack; those in stacks of its
 * own hold a counted reference and are named by that.
 */
static void
why_stack(struct why *wy, struct image *img)
{
	const struct socket *so;

	LIST_FOREACH(so, &VNET_VNET(img, sockets), so_vlink) {
		if (db_quit())
			return;
		if (so->so_cred == NULL || so->so_cred->cr_jail != wy->wy_jail)
			continue;
		why_line(wy, "socket");
		db_printf("%p %s in the stack of %s\n", (const void *)so,
		    so->so_proto->pr_name, img->im_name);
	}
}

static void
socket_why(struct why *wy)
{
	struct vimage_subsys_state *vss = vnet_base()->im_subsys->vs_state;
	struct image *img;

	LIST_FOREACH(img, &vss->vss_images, im_link) {
		if (db_quit())
			return;
		if (!why_is_part(wy, img) && img->im_state == IMAGE_LIVE)
			why_stack(wy, img);
	}
}

WHY_WALKER(socket_why);
DB_COMMAND("show sockets", "[JAIL]", "sockets of a stack", DB_ANY,
    socket_db_all);
DB_COMMAND("show socket", "ADDR", "one socket", DB_ANY, socket_db_one);
