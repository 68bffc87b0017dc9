// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_rtsock - routing messages: good ones, short ones, lying ones, and
 * any bytes at all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/abi/include/net/route.h"
#include "tests/unit/net/frame.h"
#include "tests/unit/net/harness.h"

#define INET	2	/* the kernel's AF_INET and AF_LINK */
#define LINK	18
#define SIN	16	/* bytes of their addresses */
#define SDL	54

struct message {
	union {
		struct rt_msghdr me_rtm;	/* [t] */
		uint8_t me_byte[1024];		/* [t] */
	};
	size_t me_len;				/* [t] */
};

static struct message m;
static uint8_t reply[1024];
static int so;

static int
setup(void **state)
{
	(void)state;
	net_start();
	so = net_routing();
	assert_true(so >= 0);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	return net_stop() != 0;
}

static void
begin(int type, int flags)
{
	memset(&m, 0, sizeof(m));
	m.me_len = sizeof(m.me_rtm);
	m.me_rtm.rtm_version = RTM_VERSION;
	m.me_rtm.rtm_type = (uint8_t)type;
	m.me_rtm.rtm_flags = flags;
}

static void
inet(int bit, uint32_t addr)
{
	uint8_t *p = m.me_byte + m.me_len;

	p[0] = SIN;
	p[1] = INET;
	put32(p + 4, addr);
	m.me_len += SIN;
	m.me_rtm.rtm_addrs |= bit;
}

static void
link_addr(int bit, unsigned index, unsigned nlen, unsigned alen)
{
	uint8_t *p = m.me_byte + m.me_len;

	p[0] = SDL;
	p[1] = LINK;
	p[2] = (uint8_t)index;
	p[5] = (uint8_t)nlen;
	p[6] = (uint8_t)alen;
	p[8] = 2;
	m.me_len += RTM_SA_SIZE(SDL);
	m.me_rtm.rtm_addrs |= bit;
}

/* 0 if it was carried out; the answer is in reply. */
static int
send(void)
{
	uint16_t port;
	uint32_t addr;
	int n;

	m.me_rtm.rtm_msglen = (uint16_t)m.me_len;
	n = net_send(so, 0, 0, m.me_byte, m.me_len);
	while (net_receive(so, reply, sizeof(reply), &addr, &port) > 0)
		;
	return n == (int)m.me_len ? 0 : n;
}

static int
add(uint32_t dst, int bits, uint32_t gw)
{
	begin(RTM_ADD, RTF_GATEWAY | RTF_STATIC);
	inet(RTA_DST, dst);
	inet(RTA_GATEWAY, gw);
	inet(RTA_NETMASK, bits == 0 ? 0 : 0xffffffffu << (32 - bits));
	return send();
}

static void
test_add_get_delete(void **state)
{
	struct rt_msghdr *rtm = (struct rt_msghdr *)reply;

	(void)state;
	assert_int_equal(add(0, 0, PEER_ADDR), 0);
	assert_true(add(0, 0, PEER_ADDR) < 0);
	assert_int_equal(add(0x0b000000, 8, 0x0a000003), 0);
	begin(RTM_GET, 0);
	m.me_rtm.rtm_seq = 77;
	inet(RTA_DST, 0x0b010203);
	assert_int_equal(send(), 0);
	assert_int_equal(rtm->rtm_seq, 77);
	assert_int_equal(rtm->rtm_errno, 0);
	assert_true(rtm->rtm_flags & RTF_DONE);
	assert_int_equal(get32(reply + sizeof(*rtm) + SIN + 4), 0x0a000003);
	begin(RTM_DELETE, 0);
	inet(RTA_DST, 0x0b000000);
	inet(RTA_NETMASK, 0xff000000);
	assert_int_equal(send(), 0);
	assert_true(send() < 0);
}

static void
test_refused(void **state)
{
	(void)state;
	assert_true(add(0, 0, 0x08080808) < 0);	/* no neighbour */
	begin(RTM_ADD, RTF_GATEWAY);
	inet(RTA_DST, 0);
	inet(RTA_GATEWAY, PEER_ADDR);
	inet(RTA_NETMASK, 0xff00ff00);
	assert_true(send() < 0);		/* a mask with holes */
	begin(RTM_ADD, 0);
	inet(RTA_DST, 0x0b000000);
	assert_true(send() < 0);		/* by what? */
	begin(RTM_ADD, 0);
	inet(RTA_DST, 0x0b000000);
	link_addr(RTA_GATEWAY, 99, 0, 0);
	assert_true(send() < 0);		/* no such interface */
	begin(RTM_ADD, 0);
	assert_true(send() < 0);		/* to where? */
	begin(99, 0);
	inet(RTA_DST, 0x0b000000);
	assert_true(send() < 0);		/* no such message */
	begin(RTM_ADD, 0);
	inet(RTA_DST, 0x0b000000);
	m.me_rtm.rtm_version = 4;
	assert_true(send() < 0);
}

static void
test_arp_entries(void **state)
{
	(void)state;
	begin(RTM_ADD, RTF_LLDATA | RTF_HOST | RTF_STATIC);
	inet(RTA_DST, 0x0a000009);
	link_addr(RTA_GATEWAY, 0, 0, 6);
	assert_int_equal(send(), 0);
	begin(RTM_DELETE, RTF_LLDATA | RTF_HOST);
	inet(RTA_DST, 0x0a000009);
	assert_int_equal(send(), 0);
	assert_true(send() < 0);
	begin(RTM_ADD, RTF_LLDATA | RTF_HOST);
	inet(RTA_DST, 0x0a000009);
	link_addr(RTA_GATEWAY, 0, 250, 6);	/* beyond its end */
	assert_true(send() < 0);
	begin(RTM_ADD, RTF_LLDATA | RTF_HOST);
	inet(RTA_DST, 0x0b000009);		/* not on a link of ours */
	link_addr(RTA_GATEWAY, 0, 0, 6);
	assert_true(send() < 0);
}

/* Cut anywhere, with the length said right or wrong. */
static void
test_cut(void **state)
{
	size_t len, full;

	(void)state;
	begin(RTM_ADD, RTF_GATEWAY);
	inet(RTA_DST, 0x0b000000);
	inet(RTA_GATEWAY, PEER_ADDR);
	inet(RTA_NETMASK, 0xff000000);
	full = m.me_len;
	for (len = 0; len < full; len++) {
		m.me_len = len;
		assert_true(send() < 0);
		m.me_rtm.rtm_msglen = (uint16_t)full;
		assert_true(net_send(so, 0, 0, m.me_byte, len) < 0);
	}
}

static void
test_random(void **state)
{
	int i, n;

	(void)state;
	for (i = 0; i < 30000; i++) {
		begin(rand() % 5 + (rand() % 2), rand() % 2 ? RTF_GATEWAY :
		    RTF_LLDATA);
		inet(RTA_DST, 0x0b000000u + (uint32_t)rand() % 4);
		if (rand() % 2)
			inet(RTA_GATEWAY, PEER_ADDR);
		else
			link_addr(RTA_GATEWAY, (unsigned)rand() % 4,
			    (unsigned)rand() % 64, (unsigned)rand() % 8);
		inet(RTA_NETMASK, 0xffffffffu << rand() % 32);
		for (n = rand() % 3; n > 0; n--)
			m.me_byte[(size_t)rand() % m.me_len] =
			    (uint8_t)rand();
		if (rand() % 8 == 0)
			m.me_len = (size_t)rand() % 600;
		(void)send();
	}
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_add_get_delete), TEST(test_refused),
		TEST(test_arp_entries), TEST(test_cut), TEST(test_random),
	};

	srand(6);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
