// SPDX-License-Identifier: BSD-2-Clause
/*
 * harness - the stack under test and its one fake interface.
 */
#include <sys/errno.h>
#include <sys/sockio.h>
#include <netinet/arp_var.h>
#include <netinet/udp_var.h>
#include "kernel/lib/string.h"
#include "kernel/sched/thread.h"
#include "subsys/inet/arp.h"
#include "subsys/inet/icmp_var.h"
#include "subsys/inet/in_addr.h"
#include "subsys/inet/in_pcb.h"
#include "subsys/inet/ip_var.h"
#include "subsys/net/ether.h"
#include "subsys/net/if_priv.h"
#include "tests/unit/net/harness.h"
#include "tests/unit/net/kernel.h"

#define SOCKETS		16
#define ETHER_ALIGN	2	/* as drivers do: what follows is aligned */
#define VNET_BYTES	65536

void	*malloc(size_t);
void	free(void *);

SET_DECLARE(initcall, const struct initcall);
extern char __start_vimage_vnet[], __stop_vimage_vnet[];
VNET_DECLARE(struct icmpstat, icmpstat);
VNET_DECLARE(struct udpstat, udpstat);
VNET_DECLARE(struct arpstat, arpstat);
VNET_DECLARE(int, ip_forwarding);

static char harness_template[VNET_BYTES];	/* [t] the pristine section */
static int harness_booted;			/* [t] */
static struct ifnet *fake;			/* [t] */
static struct mbufq fake_sent;			/* [t] */
static struct socket *harness_so[SOCKETS];	/* [t] */
static struct thread harness_td;		/* [t] */

static int
fake_transmit(struct ifnet *ifp, struct mbuf *m)
{
	(void)ifp;
	return mbufq_enqueue(&fake_sent, m);
}

static void
fake_free(struct ifnet *ifp)
{
	kmem_free(ifp);
}

static const struct if_ops fake_ops = {
	.io_transmit = fake_transmit,
	.io_input = ether_input,
	.io_free = fake_free,
};

/* The sanitizer has its own view of what lies between the variables. */
__attribute__((no_sanitize("address")))
static void
harness_copy(char *to, const char *from, size_t n)
{
	volatile char *t = to;
	const volatile char *f = from;

	while (n-- > 0)
		*t++ = *f++;
}

static void
harness_boot(void)
{
	const struct initcall *const *ic;
	size_t n = (size_t)(__stop_vimage_vnet - __start_vimage_vnet);

	KASSERT(n <= sizeof(harness_template));
	machine_start(1 << 20);
	SET_FOREACH(ic, initcall)
		(*ic)->ic_func();
	harness_copy(harness_template, __start_vimage_vnet, n);
	harness_booted = 1;
}

static void
fake_create(void)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };
	struct ifaliasreq ra;
	int error;

	mbufq_init(&fake_sent, 1000);
	fake = kmem_zalloc(NULL, sizeof(*fake), KM_SLEEP);
	if_init(fake, &fake_ops);
	strlcpy(fake->if_xname, "fake0", sizeof(fake->if_xname));
	ether_ifsetup(fake, mac);
	fake->if_flags |= IFF_RUNNING;
	mutex_lock(&if_config_lock);
	error = if_attach(fake);
	mutex_unlock(&if_config_lock);
	KASSERT(error == 0);
	memset(&ra, 0, sizeof(ra));
	strlcpy(ra.ifra_name, "fake0", sizeof(ra.ifra_name));
	in_sockaddr((struct sockaddr_in *)&ra.ifra_addr, htonl(OUR_ADDR), 0);
	in_sockaddr((struct sockaddr_in *)&ra.ifra_mask,
	    htonl(0xffffffffu << (32 - NETMASK_BITS)), 0);
	error = in_ioctl(NULL, SIOCAIFADDR, &ra, &harness_td);
	KASSERT(error == 0);
	mbufq_drain(&fake_sent);	/* its announcement */
}

void
net_start(void)
{
	size_t n = (size_t)(__stop_vimage_vnet - __start_vimage_vnet);
	int error;

	if (!harness_booted)
		harness_boot();
	harness_copy(__start_vimage_vnet, harness_template, n);
	harness_current = &harness_image;
	error = harness_subsys->vs_create(NULL);
	KASSERT(error == 0);
	fake_create();
	mutex_lock(&if_config_lock);
	if_flags_change(if_loopback(), IFF_UP, 0);
	mutex_unlock(&if_config_lock);
}

void
net_shutdown(void)
{
	harness_subsys->vs_shutdown();
}

long
net_stop(void)
{
	int i;

	for (i = 0; i < SOCKETS; i++)
		net_close(i);
	net_shutdown();
	mbufq_drain(&fake_sent);
	harness_subsys->vs_destroy();
	if_drop(fake);
	return harness_objects + harness_refs + net_mbufs() +
	    harness_callouts_pending();
}

void
net_inject(const void *frame, size_t len)
{
	struct mbuf *m = m_getm((uint32_t)len + ETHER_ALIGN, KM_SLEEP);

	if (m == NULL)
		return;
	m_adj(m, ETHER_ALIGN);
	m_copyback(m, 0, (uint32_t)len, frame);
	if_input_queue(fake, m);
	harness_run_tasks();
}

size_t
net_sent(void *frame, size_t size)
{
	struct mbuf *m = mbufq_dequeue(&fake_sent);
	size_t len;

	if (m == NULL)
		return 0;
	len = m->m_pktlen;
	KASSERT(len == m_length(m));
	m_copydata(m, 0, (uint32_t)(len < size ? len : size), frame);
	m_freem(m);
	return len;
}

void
net_advance_s(unsigned seconds)
{
	while (seconds-- > 0) {
		harness_now_ns += 1000000000;
		while (harness_run_callout())
			harness_run_tasks();
	}
}

void
net_fail_alloc(long n)
{
	harness_fail_at = n;
}

int
net_fail_hit(void)
{
	int hit = harness_fail_at == 0;

	harness_fail_at = 0;
	return hit;
}

long
net_objects(void)
{
	return harness_objects;
}

long
net_mbufs(void)
{
	return mbuf_count + mbuf_cluster_count;
}

uint64_t
net_counter(const char *proto, size_t offset)
{
	const char *base = strcmp(proto, "ip") == 0 ? (char *)&V_ipstat :
	    strcmp(proto, "icmp") == 0 ? (char *)&VNET(icmpstat) :
	    strcmp(proto, "udp") == 0 ? (char *)&VNET(udpstat) :
	    (char *)&VNET(arpstat);

	return *(const uint64_t *)(const void *)(base + offset);
}

void
net_set_forwarding(int on)
{
	VNET(ip_forwarding) = on;
}

void
net_neighbour(uint32_t addr, const uint8_t *mac)
{
	int error = arp_set(htonl(addr), mac, 1);

	KASSERT(error == 0);
}

/* ------------------------------------------------------------- sockets */

static int
harness_socket(int domain, int type, int number)
{
	int i, error;

	for (i = 0; i < SOCKETS && harness_so[i] != NULL; i++)
		;
	KASSERT(i < SOCKETS);
	error = socket_create(domain, type, number, &harness_td,
	    &harness_so[i]);
	return error ? -error : i;
}

int
net_udp(uint16_t port, int reuse)
{
	struct sockaddr_in sin;
	int so, error;

	so = harness_socket(AF_INET, SOCK_DGRAM, 0);
	if (so < 0 || port == 0)
		return so;
	if (reuse)
		harness_so[so]->so_options |= SO_REUSEADDR;
	in_sockaddr(&sin, 0, htons(port));
	error = harness_so[so]->so_proto->pr_bind(harness_so[so],
	    (struct sockaddr *)&sin, &harness_td);
	if (error == 0)
		return so;
	net_close(so);
	return -error;
}

int
net_raw(int proto)
{
	return harness_socket(AF_INET, SOCK_RAW, proto);
}

int
net_routing(void)
{
	return harness_socket(AF_ROUTE, SOCK_RAW, 0);
}

int
net_connect(int i, uint32_t addr, uint16_t port)
{
	struct socket *so = harness_so[i];
	struct sockaddr_in sin;

	in_sockaddr(&sin, htonl(addr), htons(port));
	return -so->so_proto->pr_connect(so, (struct sockaddr *)&sin,
	    &harness_td);
}

int
net_send(int i, uint32_t addr, uint16_t port, const void *data, size_t len)
{
	struct uio_seg seg = { (uintptr_t)data, len };
	struct uio uio = { .uio_seg = &seg, .uio_nseg = 1, .uio_kernel = 1,
	    .uio_resid = len, .uio_rw = UIO_WRITE };
	struct sockaddr_in sin;
	int error;

	error = socket_enter(harness_so[i]);
	if (error != 0)
		return -error;
	in_sockaddr(&sin, htonl(addr), htons(port));
	error = socket_send(harness_so[i],
	    addr ? (struct sockaddr *)&sin : NULL, &uio, 0, &harness_td);
	socket_leave(harness_so[i]);
	harness_run_tasks();
	return error ? -error : (int)(len - uio.uio_resid);
}

int
net_receive(int i, void *data, size_t size, uint32_t *addr, uint16_t *port)
{
	struct uio_seg seg = { (uintptr_t)data, size };
	struct uio uio = { .uio_seg = &seg, .uio_nseg = 1, .uio_kernel = 1,
	    .uio_resid = size, .uio_rw = UIO_READ };
	struct sockaddr_storage from;
	struct sockaddr_in *sin = (struct sockaddr_in *)&from;
	int error, flags = MSG_DONTWAIT;

	error = socket_enter(harness_so[i]);
	if (error != 0)
		return -error;
	error = socket_receive(harness_so[i], &from, &uio, &flags);
	socket_leave(harness_so[i]);
	if (error != 0)
		return -error;
	*addr = ntohl(sin->sin_addr.s_addr);
	*port = ntohs(sin->sin_port);
	return (int)(size - uio.uio_resid);
}

int
net_error(int i)
{
	struct sockopt sopt = { .so_set = SOPT_GET, .so_level = SOL_SOCKET,
	    .so_name = SO_ERROR, .so_len = sizeof(int) };
	int error;

	socket_option(harness_so[i], &sopt);
	memcpy(&error, sopt.so_val, sizeof(error));
	return error;
}

void
net_close(int i)
{
	if (harness_so[i] != NULL)
		socket_close(harness_so[i]);
	harness_so[i] = NULL;
}
