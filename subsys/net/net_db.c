// SPDX-License-Identifier: BSD-2-Clause
/*
 * net_db - interfaces and routes, for the debugger.
 *
 * The stack is said as jail's name behind the command.  Tables are walked
 * without their locks; each loop asks db_quit().
 */
#include <sys/errno.h>
#include "kernel/debug/db.h"
#include "kernel/lib/string.h"
#include "subsys/net/if.h"
#include "subsys/net/route_priv.h"
#include "subsys/net/vnet.h"
#include "subsys/net/vnet_db.h"

uintptr_t
vnet_db_var(const char *var, int nwords, char *const *words)
{
	char name[32], in[] = "in";
	char *expr[4] = { name, in, NULL, NULL };
	uintptr_t addr;
	size_t size;

	strlcpy(name, var, sizeof(name));
	if (nwords > 0)
		expr[2] = words[0];
	if (db_eval(nwords > 0 ? 3 : 1, expr, &addr, &size) != 0)
		db_fail(ENOENT);
	return addr;
}

struct vnet_db_addr
vnet_db_addr(uint32_t addr)
{
	const uint8_t *b = (const uint8_t *)&addr;
	struct vnet_db_addr out;

	snprintf(out.text, sizeof(out.text), "%u.%u.%u.%u", b[0], b[1], b[2],
	    b[3]);
	return out;
}

static const char *
if_state_name(uint32_t state)
{
	static const char *const names[] = {
		[IF_NEW] = "new", [IF_ATTACHED] = "attached",
		[IF_LEAVING] = "leaving", [IF_GONE] = "gone",
	};

	return state < sizeof(names) / sizeof(names[0]) ? names[state] : "?";
}

/* show ifnets [JAIL] */
static void
net_db_ifnets(int nwords, char *const *words)
{
	struct list *head;
	struct ifnet *ifp;

	head = (struct list *)vnet_db_var("V_ifnet", nwords, words);
	db_printf("%-16s %5s %-18s %-9s %8s %5s %5s\n", "name", "index",
	    "address", "state", "flags", "refs", "queue");
	if (head->next == NULL)
		return;
	LIST_FOREACH(ifp, head, if_vlink) {
		if (db_quit())
			return;
		db_printf("%-16s %5u %p %-9s %8x %5u %5u\n", ifp->if_xname,
		    ifp->if_index, (void *)ifp,
		    if_state_name(ifp->if_state), ifp->if_flags,
		    ifp->if_refs, ifp->if_inq.mq_len);
	}
}

static void
ifnet_print(const struct ifnet *ifp)
{
	const struct if_counters *ic = &ifp->if_count;

	db_printf("ifnet %s at %p, %s, in stack %p, home %p\n",
	    ifp->if_xname, (const void *)ifp, if_state_name(ifp->if_state),
	    (void *)ifp->if_vnet, (void *)ifp->if_home_vnet);
	db_printf("    index %u, flags 0x%x, mtu %u, type %u, link %u\n",
	    ifp->if_index, ifp->if_flags, ifp->if_mtu, ifp->if_type,
	    ifp->if_link_state);
	db_printf("    refs %u, senders inside %u, queued %u, dropped %lu\n",
	    ifp->if_refs, ifp->if_nout, ifp->if_inq.mq_len, ic->ic_iqdrops);
	db_printf("    in %lu packets %lu bytes %lu errors, "
	    "out %lu packets %lu bytes %lu errors\n", ic->ic_ipackets,
	    ic->ic_ibytes, ic->ic_ierrors, ic->ic_opackets, ic->ic_obytes,
	    ic->ic_oerrors);
}

/* show ifnet ADDR: what show ifnets lists as an address. */
static void
net_db_ifnet(int nwords, char *const *words)
{
	struct ifnet ifp;
	uintptr_t addr;
	size_t size;

	if (nwords == 0) {
		db_printf("which?  See show ifnets\n");
		db_fail(EINVAL);
	}
	if (db_eval(nwords, words, &addr, &size) != 0)
		db_fail(EINVAL);
	if (db_read(addr, &ifp, sizeof(ifp)) != 0)
		db_read_error(addr);
	ifp.if_xname[IFNAMSIZ - 1] = '\0';
	ifnet_print(&ifp);
}

/* show routes [JAIL] */
static void
net_db_routes(int nwords, char *const *words)
{
	const struct rtentry *rt;
	const struct trie *tr;
	struct trie_node *tn;
	uint32_t key = 0;
	int len = -1;

	tr = (struct trie *)vnet_db_var("V_rt_trie", nwords, words);
	db_printf("%-20s %-16s %8s %-12s %s\n", "destination", "gateway",
	    "flags", "interface", "use");
	while ((tn = trie_next(tr, key, len)) != NULL && !db_quit()) {
		rt = rt_of(tn);
		key = tn->tn_key;
		len = tn->tn_len;
		db_printf("%15s/%-4d %-16s %8x %-12s %lu\n",
		    vnet_db_addr(htonl(key)).text, len,
		    vnet_db_addr(rt->rt_gateway).text, rt->rt_flags,
		    rt->rt_ifp->if_xname, rt->rt_use);
	}
}

/* The parts of a stack, the kernel's and modules', for show vimage sysinit. */
static void
net_db_parts(const struct vimage_subsys *vs, int ending)
{
	const struct vnet_part *vp;
	uintptr_t funcs[3];
	char name[32];
	int n = 0, step = ending ? -1 : 1;

	if (vs != vnet_base()->im_subsys)
		return;
	while (ending && vnet_part_turn(n + 1) != NULL)
		n++;
	for (; (vp = vnet_part_turn(n)) != NULL && !db_quit(); n += step) {
		funcs[0] = (uintptr_t)vp->vp_create;
		funcs[1] = (uintptr_t)vp->vp_shutdown;
		funcs[2] = (uintptr_t)vp->vp_destroy;
		snprintf(name, sizeof(name), "  %s", vp->vp_name);
		vimage_db_turn(name, (int)vp->vp_phase, vp->vp_layer, ending,
		    funcs);
	}
}

static void
net_db_init(void)
{
	vimage_db_parts = net_db_parts;
}

INITCALL(PHASE_FRAMEWORK, net_db_init);
DB_COMMAND("show ifnets", "[JAIL]", "interfaces of a stack", DB_ANY,
    net_db_ifnets);
DB_COMMAND("show ifnet", "ADDR", "one interface", DB_ANY, net_db_ifnet);
DB_COMMAND("show routes", "[JAIL]", "routes of a stack", DB_ANY,
    net_db_routes);
