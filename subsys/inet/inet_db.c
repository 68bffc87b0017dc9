// SPDX-License-Identifier: BSD-2-Clause
/*
 * inet_db - addresses, neighbours and end points, for the debugger.
 */
#include "kernel/debug/db.h"
#include "subsys/inet/arp_entry.h"
#include "subsys/inet/in_ifaddr.h"
#include "subsys/inet/in_pcb.h"
#include "subsys/net/if.h"
#include "subsys/net/vnet_db.h"

/* show addrs [JAIL] */
static void
inet_db_addrs(int nwords, char *const *words)
{
	struct in_ifaddr *ia;
	struct list *head;

	head = (struct list *)vnet_db_var("V_in_ifaddrs", nwords, words);
	if (head->next == NULL)
		return;
	LIST_FOREACH(ia, head, ia_link) {
		if (db_quit())
			return;
		db_printf("%15s/%-2u on %s\n",
		    vnet_db_addr(ia->ia_info.ai_addr).text, ia->ia_plen,
		    ia->ia_ifp->if_xname);
	}
}

static void
arp_print(const struct arp_entry *ae)
{
	static const char *const states[] = {
		[ARP_INCOMPLETE] = "incomplete", [ARP_REACHABLE] = "reachable",
		[ARP_DOWN] = "down", [ARP_PERMANENT] = "permanent",
	};
	const uint8_t *m = ae->ae_mac;

	db_printf("%-15s %02x:%02x:%02x:%02x:%02x:%02x %-10s on %s, "
	    "%u waiting\n", vnet_db_addr(ae->ae_addr).text, m[0], m[1], m[2],
	    m[3], m[4], m[5],
	    (unsigned)ae->ae_state < 4 ? states[ae->ae_state] : "?",
	    ae->ae_ifp->if_xname, ae->ae_nqueued);
}

/* show arp [JAIL] */
static void
inet_db_arp(int nwords, char *const *words)
{
	struct arp_entry **hash, *ae;
	unsigned i;

	hash = (struct arp_entry **)vnet_db_var("V_arp_hash", nwords, words);
	for (i = 0; i < ARP_HASH; i++) {
		for (ae = hash[i]; ae != NULL && !db_quit(); ae = ae->ae_next)
			arp_print(ae);
	}
}

/* show inpcbs [JAIL] */
static void
inet_db_inpcbs(int nwords, char *const *words)
{
	struct inpcb *inp;
	struct list *head;

	head = (struct list *)vnet_db_var("V_inpcbs", nwords, words);
	if (head->next == NULL)
		return;
	LIST_FOREACH(inp, head, inp_link) {
		if (db_quit())
			return;
		db_printf("%p socket %p proto %3u local %s:%u",
		    (void *)inp, (void *)inp->inp_so, inp->inp_proto,
		    vnet_db_addr(inp->inp_laddr).text, ntohs(inp->inp_lport));
		db_printf(" foreign %s:%u\n",
		    vnet_db_addr(inp->inp_faddr).text, ntohs(inp->inp_fport));
	}
}

DB_COMMAND("show addrs", "[JAIL]", "IPv4 addresses of a stack", DB_ANY,
    inet_db_addrs);
DB_COMMAND("show arp", "[JAIL]", "neighbours of a stack", DB_ANY,
    inet_db_arp);
DB_COMMAND("show inpcbs", "[JAIL]", "end points of a stack", DB_ANY,
    inet_db_inpcbs);
