// SPDX-License-Identifier: BSD-2-Clause
/*
 * kt_fbsdif - cloned interfaces as a FreeBSD driver has them: a cloner for
 * each stack, by the short way and by a request; what is sent comes back.
 */
#include <sys/errno.h>
#include <sys/kernel.h>
#include <sys/module.h>
#include <sys/sysctl.h>
#include <net/if.h>
#include <net/if_clone.h>
#include <net/if_var.h>
#include <net/vnet.h>

/* What the driver keeps of each interface: in FreeBSD its softc. */
struct fbsd_softc {
	struct ifnet *sc_ifp;		/* [I] */
	uint64_t sc_sent;		/* [a] */
};

VNET_DEFINE_STATIC(struct if_clone *, fbsd_cloner);	/* [I] */
#define V_fbsd_cloner	VNET(fbsd_cloner)
VNET_DEFINE_STATIC(struct if_clone *, fbsde_cloner);	/* [I] */
#define V_fbsde_cloner	VNET(fbsde_cloner)
VNET_DEFINE_STATIC(u_long, fbsdif_made);		/* [c] */
#define V_fbsdif_made	VNET(fbsdif_made)

SYSCTL_NODE(_net_link, OID_AUTO, fbsdif, CTLFLAG_RW, 0, "test interfaces");
SYSCTL_ULONG(_net_link_fbsdif, OID_AUTO, made, CTLFLAG_VNET | CTLFLAG_RD,
    &VNET_NAME(fbsdif_made), 0, "interfaces that the stack has made");
static int fbsdif_alive;			/* [a] in all stacks */
SYSCTL_INT(_net_link_fbsdif, OID_AUTO, alive, CTLFLAG_RD, &fbsdif_alive, 0,
    "interfaces that there are");

static int
fbsdif_transmit(struct ifnet *ifp, struct mbuf *m)
{
	struct fbsd_softc *sc = if_getsoftc(ifp);

	atomic_add(&sc->sc_sent, 1);
	BPF_MTAP(ifp, m);
	if_input(ifp, m);
	return 0;
}

static void
fbsdif_qflush(struct ifnet *ifp)
{
	(void)ifp;
}

static int
fbsdif_make(const char *name, int unit, uint8_t type, struct ifnet **ifpp)
{
	struct fbsd_softc *sc = kmem_zalloc(NULL, sizeof(*sc), KM_SLEEP);
	struct ifnet *ifp;

	if (sc == NULL)
		return ENOMEM;
	ifp = sc->sc_ifp = if_alloc(type);
	if (ifp == NULL) {
		kmem_free(sc);
		return ENOMEM;
	}
	if_initname(ifp, name, unit);
	if_setsoftc(ifp, sc);
	if_settransmitfn(ifp, fbsdif_transmit, fbsdif_qflush);
	*ifpp = ifp;
	atomic_add(&fbsdif_alive, 1);
	V_fbsdif_made++;
	return 0;
}

static void
fbsdif_end(struct ifnet *ifp)
{
	struct fbsd_softc *sc = if_getsoftc(ifp);

	if_free(ifp);
	kmem_free(sc);
	atomic_sub(&fbsdif_alive, 1);
}

/* The short way: a point of its own, like a loopback. */
static int
fbsd_clone_create(struct if_clone *ifc, int unit, caddr_t params)
{
	struct ifnet *ifp;
	int error;

	(void)ifc;
	(void)params;
	error = fbsdif_make("fbsd", unit, IFT_LOOP, &ifp);
	if (error != 0)
		return error;
	if_setmtu(ifp, 1400);
	if_setflags(ifp, IFF_LOOPBACK);
	if_attach(ifp);
	bpfattach(ifp, DLT_NULL, 4);
	return 0;
}

static void
fbsd_clone_destroy(struct ifnet *ifp)
{
	bpfdetach(ifp);
	if_detach(ifp);
	fbsdif_end(ifp);
}

/* By a request: an Ethernet interface whose frames come back. */
static int
fbsde_clone_create(struct if_clone *ifc, char *name, size_t maxlen,
    struct ifc_data *ifd, struct ifnet **ifpp)
{
	uint8_t lla[6] = { 0x02, 0, 0, 0, 0, (uint8_t)ifd->unit };
	int error;

	(void)ifc;
	(void)name;
	(void)maxlen;
	error = fbsdif_make("fbsde", (int)ifd->unit, IFT_ETHER, ifpp);
	if (error != 0)
		return error;
	ether_ifattach(*ifpp, lla);
	return 0;
}

static int
fbsde_clone_destroy(struct if_clone *ifc, struct ifnet *ifp, uint32_t flags)
{
	(void)ifc;
	(void)flags;
	ether_ifdetach(ifp);
	fbsdif_end(ifp);
	return 0;
}

static void
vnet_fbsdif_init(const void *unused)
{
	struct if_clone_addreq req = {
		.create_f = fbsde_clone_create,
		.destroy_f = fbsde_clone_destroy,
		.maxunit = 3,
		.flags = IFC_F_AUTOUNIT,
	};

	(void)unused;
	V_fbsd_cloner = if_clone_simple("fbsd", fbsd_clone_create,
	    fbsd_clone_destroy, 1);
	V_fbsde_cloner = if_clone_addreq("fbsde", sizeof(req), &req);
}
VNET_SYSINIT(vnet_fbsdif_init, SI_SUB_PSEUDO, SI_ORDER_ANY,
    vnet_fbsdif_init, NULL);

static void
vnet_fbsdif_uninit(const void *unused)
{
	(void)unused;
	if_clone_detach(V_fbsde_cloner);
	if_clone_detach(V_fbsd_cloner);
}
VNET_SYSUNINIT(vnet_fbsdif_uninit, SI_SUB_INIT_IF, SI_ORDER_SECOND,
    vnet_fbsdif_uninit, NULL);

static int
fbsdif_modevent(module_t mod, int type, void *data)
{
	(void)mod;
	(void)data;
	switch (type) {
	case MOD_LOAD:
		return 0;
	case MOD_UNLOAD:
		return 0;
	default:
		return EOPNOTSUPP;
	}
}

static moduledata_t fbsdif_mod = { "kt_fbsdif", fbsdif_modevent, NULL };
DECLARE_MODULE(kt_fbsdif, fbsdif_mod, SI_SUB_PSEUDO, SI_ORDER_ANY);
MODULE_VERSION(kt_fbsdif, 1);
