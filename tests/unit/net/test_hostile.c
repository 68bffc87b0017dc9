// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_hostile - packets that should not be: each is counted where it
 * belongs, dropped, and leaves nothing behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/abi/include/netinet/arp_var.h"
#include "kernel/abi/include/netinet/icmp_var.h"
#include "kernel/abi/include/netinet/ip_var.h"
#include "kernel/abi/include/netinet/udp_var.h"
#include "tests/unit/net/frame.h"
#include "tests/unit/net/harness.h"

#define IP(m)	net_counter("ip", offsetof(struct ipstat, ips_##m))
#define ICMP(m)	net_counter("icmp", offsetof(struct icmpstat, icps_##m))
#define UDP(m)	net_counter("udp", offsetof(struct udpstat, udps_##m))
#define ARP(m)	net_counter("arp", offsetof(struct arpstat, m))

static const uint8_t peer_mac[6] = { 2, 0, 0, 0, 0, 2 };
static struct frame f;
static uint8_t out[FRAME_MAX];
static const char data[64] = "sixty-four bytes of data that mean nothing";

static int
setup(void **state)
{
	(void)state;
	net_start();
	net_neighbour(PEER_ADDR, peer_mac);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	return net_stop() != 0;
}

static void
inject(void)
{
	net_inject(f.fr_byte, f.fr_len);
}

/* The next frame sent is an ICMP message of that type and code. */
static void
expect_icmp(unsigned type, unsigned code)
{
	size_t n = net_sent(out, sizeof(out));

	assert_true(n >= ETH + IPH + 8);
	assert_int_equal(out[ETH + 9], 1);
	assert_int_equal(out[ETH + IPH], type);
	assert_int_equal(out[ETH + IPH + 1], code);
	assert_int_equal(sum16(out + ETH, IPH, 0), 0);
	assert_int_equal(sum16(out + ETH + IPH, n - ETH - IPH, 0), 0);
}

static void
expect_silence(void)
{
	assert_int_equal(net_sent(out, sizeof(out)), 0);
	assert_int_equal(net_mbufs(), 0);
}

static void
test_echo(void **state)
{
	size_t n;

	(void)state;
	frame_icmp(&f, 8, 0, data, sizeof(data));
	inject();
	n = net_sent(out, sizeof(out));
	assert_int_equal(n, f.fr_len);
	assert_int_equal(out[ETH + IPH], 0);
	assert_memory_equal(out, peer_mac, 6);
	assert_int_equal(get32(out + ETH + 12), OUR_ADDR);
	assert_int_equal(get32(out + ETH + 16), PEER_ADDR);
	assert_memory_equal(out + ETH + IPH + 8, data, sizeof(data));
	assert_int_equal(sum16(out + ETH + IPH, n - ETH - IPH, 0), 0);
	expect_silence();
}

static void
test_short_frames(void **state)
{
	size_t n;

	(void)state;
	frame_udp(&f, 1, 2, data, sizeof(data));
	for (n = 0; n < ETH + IPH + 8; n++) {
		net_inject(f.fr_byte, n);
		expect_silence();
	}
	assert_int_equal(IP(tooshort), IPH);
	assert_int_equal(IP(toosmall), 8);
}

static void
test_ip_header(void **state)
{
	(void)state;
	frame_icmp(&f, 8, 0, data, 8);
	f.fr_byte[ETH] = 0x65;			/* version 6 */
	inject();
	assert_int_equal(IP(badvers), 1);
	frame_icmp(&f, 8, 0, data, 8);
	f.fr_byte[ETH] = 0x44;			/* header of 16 bytes */
	inject();
	f.fr_byte[ETH] = 0x4f;			/* longer than the packet */
	inject();
	assert_int_equal(IP(badhlen), 2);
	frame_icmp(&f, 8, 0, data, 8);
	f.fr_byte[ETH + 10] ^= 1;
	inject();
	assert_int_equal(IP(badsum), 1);
	frame_icmp(&f, 8, 0, data, 8);
	put16(f.fr_byte + ETH + 2, 19);
	frame_ip_sum(&f);
	inject();
	assert_int_equal(IP(badlen), 1);
	put16(f.fr_byte + ETH + 2, 2000);
	frame_ip_sum(&f);
	inject();
	assert_int_equal(IP(toosmall), 1);
	expect_silence();
}

/* The link may pad: what is behind ip_len is not the packet's. */
static void
test_padding(void **state)
{
	(void)state;
	frame_icmp(&f, 8, 0, data, 2);
	f.fr_len += 30;
	inject();
	assert_int_equal(net_sent(out, sizeof(out)), ETH + IPH + 8 + 2);
	expect_silence();
}

static void
test_addresses(void **state)
{
	static const uint32_t bad[] = { 0xe0000001, 0xffffffff, 0x7f000001 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		frame_ip(&f, 17, bad[i], OUR_ADDR, data, 8);
		inject();
		assert_int_equal(IP(badaddr), i + 1);
	}
	frame_ip(&f, 17, PEER_ADDR, 0x7f000001, data, 8);
	inject();
	assert_int_equal(IP(badaddr), i + 1);
	frame_ip(&f, 17, PEER_ADDR, 0x08080808, data, 8);
	inject();
	assert_int_equal(IP(cantforward), 1);
	expect_silence();
}

static void
options(const uint8_t *opt, size_t n)
{
	uint8_t *ip = f.fr_byte + ETH;

	frame_ip(&f, 17, PEER_ADDR, OUR_ADDR, data, 40);
	memcpy(ip + IPH, opt, n);
	ip[0] = (uint8_t)(0x45 + (n + 3) / 4);
	frame_ip_sum(&f);
	inject();
}

static void
test_options(void **state)
{
	static const uint8_t zero_len[4] = { 7, 0, 4, 0 };
	static const uint8_t too_long[4] = { 7, 40, 4, 0 };
	static const uint8_t no_len[4] = { 1, 1, 1, 7 };
	static const uint8_t source_route[8] = { 131, 7, 4, 8, 8, 8, 8, 0 };
	static const uint8_t bad_pointer[4] = { 7, 3, 1, 0 };

	(void)state;
	options(zero_len, 4);
	expect_icmp(12, 0);
	assert_int_equal(out[ETH + IPH + 4], 21);
	options(too_long, 4);
	expect_icmp(12, 0);
	options(no_len, 4);
	expect_icmp(12, 0);
	options(source_route, 8);
	expect_icmp(12, 0);
	options(bad_pointer, 4);
	expect_icmp(12, 0);
	assert_int_equal(IP(badoptions), 5);
	expect_silence();
}

static void
test_protocol_unknown(void **state)
{
	(void)state;
	frame_ip(&f, 99, PEER_ADDR, OUR_ADDR, data, 20);
	inject();
	expect_icmp(3, 2);
	assert_int_equal(IP(noproto), 1);
	expect_silence();
}

static void
test_icmp(void **state)
{
	size_t n;

	(void)state;
	for (n = 0; n < 8; n++) {
		frame_ip(&f, 1, PEER_ADDR, OUR_ADDR, data, n);
		inject();
	}
	assert_int_equal(ICMP(tooshort), 8);
	frame_icmp(&f, 8, 0, data, 20);
	f.fr_byte[ETH + IPH + 2] ^= 4;
	inject();
	assert_int_equal(ICMP(checksum), 1);
	for (n = 0; n < 28; n++) {	/* an error that quotes too little */
		frame_icmp(&f, 3, 3, f.fr_byte + ETH, n);
		inject();
	}
	assert_int_equal(ICMP(badlen), 28);
	frame_icmp(&f, 13, 0, data, 4);	/* timestamp, too short */
	inject();
	assert_int_equal(ICMP(badlen), 29);
	expect_silence();
}

/* No error about an error, a broadcast, or a later fragment. */
static void
test_no_error_about(void **state)
{
	(void)state;
	frame_udp(&f, 9, 4000, data, 8);
	put32(f.fr_byte + ETH + 16, 0x0a0000ff);
	frame_ip_sum(&f);
	f.fr_byte[ETH + IPH + 6] = f.fr_byte[ETH + IPH + 7] = 0;
	inject();
	assert_int_equal(UDP(noportbcast), 1);
	frame_ip(&f, 99, 0, OUR_ADDR, data, 8);
	inject();
	frame_ip(&f, 99, 0x0a0000ff, OUR_ADDR, data, 8);
	inject();
	frame_icmp(&f, 8, 0, data, 8);	/* broadcast echo */
	put32(f.fr_byte + ETH + 16, 0x0a0000ff);
	frame_ip_sum(&f);
	inject();
	assert_int_equal(ICMP(bmcastecho), 1);
	expect_silence();
}

static void
test_icmp_rate(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 250; i++) {
		frame_udp(&f, 9, 4000, data, 8);
		inject();
	}
	assert_int_equal(ICMP(ratelimit), 50);
	for (i = 0; i < 200; i++)
		expect_icmp(3, 3);
	expect_silence();
	net_advance_s(1);
	inject();
	expect_icmp(3, 3);
}

static void
test_udp(void **state)
{
	uint8_t *uh = f.fr_byte + ETH + IPH;
	size_t n;

	(void)state;
	for (n = 0; n < 8; n++) {
		frame_ip(&f, 17, PEER_ADDR, OUR_ADDR, data, n);
		inject();
	}
	assert_int_equal(UDP(hdrops), 8);
	frame_udp(&f, 9, 53, data, 20);
	put16(uh + 4, 7);
	inject();
	put16(uh + 4, 29);
	inject();
	assert_int_equal(UDP(badlen), 2);
	frame_udp(&f, 9, 53, data, 20);
	uh[10] ^= 0x10;
	inject();
	assert_int_equal(UDP(badsum), 1);
	expect_silence();
	frame_udp(&f, 9, 53, data, 20);
	inject();
	expect_icmp(3, 3);
	assert_int_equal(UDP(noport), 1);
	frame_udp(&f, 9, 53, data, 20);
	put16(uh + 6, 0);			/* no sum: allowed */
	inject();
	expect_icmp(3, 3);
	assert_int_equal(UDP(nosum), 1);
	expect_silence();
}

static void
test_arp(void **state)
{
	static const uint8_t group[6] = { 1, 0, 0x5e, 0, 0, 1 };
	uint8_t *p = f.fr_byte + ETH;
	size_t i;

	(void)state;
	for (i = 0; i < 8; i++) {		/* each fixed byte */
		frame_arp(&f, 1, peer_mac, PEER_ADDR, OUR_ADDR);
		p[i] ^= 0x40;
		inject();
		assert_int_equal(ARP(badpackets), i + 1);
	}
	frame_arp(&f, 1, group, PEER_ADDR, OUR_ADDR);
	inject();
	frame_arp(&f, 1, peer_mac, 0xe0000001, OUR_ADDR);
	inject();
	frame_arp(&f, 1, peer_mac, PEER_ADDR, OUR_ADDR);
	for (f.fr_len = ETH; f.fr_len < ETH + 28; f.fr_len++)
		inject();
	assert_int_equal(ARP(badpackets), 8 + 2 + 28);
	expect_silence();
	frame_arp(&f, 1, peer_mac, PEER_ADDR, OUR_ADDR);
	inject();
	assert_int_equal(net_sent(out, sizeof(out)), ETH + 28);
	assert_int_equal(get16(p + 6), 1);
	assert_int_equal(get16(out + ETH + 6), 2);
	assert_int_equal(get32(out + ETH + 14), OUR_ADDR);
	expect_silence();
}

static void
test_arp_conflict(void **state)
{
	(void)state;
	frame_arp(&f, 2, peer_mac, OUR_ADDR, OUR_ADDR);
	inject();
	inject();
	assert_int_equal(ARP(dupips), 2);
	/* it is defended once in a while */
	assert_int_equal(net_sent(out, sizeof(out)), ETH + 28);
	assert_int_equal(get32(out + ETH + 14), OUR_ADDR);
	expect_silence();
}

/* Nobody is learnt from what he tells unasked. */
static void
test_arp_unasked(void **state)
{
	static const uint8_t other[6] = { 2, 0, 0, 0, 0, 9 };

	(void)state;
	frame_arp(&f, 2, other, 0x0a000009, 0x0a000009);
	inject();
	frame_arp(&f, 2, other, 0x0b000009, OUR_ADDR);	/* not our network */
	inject();
	frame_icmp(&f, 8, 0, data, 8);
	put32(f.fr_byte + ETH + 12, 0x0a000009);
	frame_ip_sum(&f);
	inject();
	assert_int_equal(net_sent(out, sizeof(out)), ETH + 28);
	assert_int_equal(get16(out + 12), 0x0806);	/* asks first */
	assert_int_equal(net_sent(out, sizeof(out)), 0);
}

static void
test_forward(void **state)
{
	(void)state;
	net_set_forwarding(1);
	frame_ip(&f, 17, PEER_ADDR, 0x0a000002, data, 8);
	f.fr_byte[ETH + 8] = 1;
	frame_ip_sum(&f);
	inject();
	expect_icmp(11, 0);
	frame_ip(&f, 17, PEER_ADDR, 0x08080808, data, 8);
	inject();
	expect_icmp(3, 1);			/* no route */
	frame_ip(&f, 17, PEER_ADDR, PEER_ADDR, data, 8);
	inject();
	assert_int_equal(net_sent(out, sizeof(out)), ETH + IPH + 8);
	assert_int_equal(out[ETH + 8], 63);
	assert_int_equal(sum16(out + ETH, IPH, 0), 0);
	assert_int_equal(IP(forward), 1);
	expect_silence();
}

/* Any bytes at all: nothing is touched that is not ours to touch. */
static void
test_random(void **state)
{
	static const unsigned kinds[] = { 1, 6, 17, 99 };
	int i, n;

	(void)state;
	for (i = 0; i < 30000; i++) {
		switch (rand() % 5) {
		case 0:
			frame_arp(&f, 1, peer_mac, PEER_ADDR, OUR_ADDR);
			break;
		case 1:
			frame_udp(&f, 9, 53, data, (size_t)rand() % 64);
			break;
		case 2:
			frame_icmp(&f, (unsigned)rand() % 20, 0, data,
			    (size_t)rand() % 64);
			break;
		case 3:
			frame_fragment(&f, kinds[rand() % 4],
			    (unsigned)rand() % 4,
			    (unsigned)rand() % 8 * 8, rand() % 2, data,
			    (size_t)rand() % 64);
			break;
		default:
			frame_ip(&f, kinds[rand() % 4], PEER_ADDR, OUR_ADDR,
			    data, (size_t)rand() % 64);
		}
		for (n = rand() % 4; n > 0; n--)
			f.fr_byte[12 + (size_t)rand() % 60] =
			    (uint8_t)rand();
		if (rand() % 2)
			frame_ip_sum(&f);
		if (rand() % 8 == 0)
			f.fr_len = (size_t)rand() % f.fr_len;
		inject();
		while (net_sent(out, sizeof(out)) > 0)
			;
		if (i % 100 == 0)
			net_advance_s(1);
	}
}

/* And with memory failing at every turn. */
static void
test_random_no_memory(void **state)
{
	int i;

	for (i = 1; i < 60; i++) {
		net_fail_alloc(i);
		frame_fragment(&f, 17, (unsigned)i, 0, 1, data, 16);
		inject();
		frame_icmp(&f, 8, 0, data, 64);
		inject();
		frame_udp(&f, 9, 4000, data, 64);
		inject();
		while (net_sent(out, sizeof(out)) > 0)
			;
		(void)net_fail_hit();
	}
	net_advance_s(31);
	while (net_sent(out, sizeof(out)) > 0)
		;
	(void)state;
	assert_int_equal(net_mbufs(), 0);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_echo), TEST(test_short_frames),
		TEST(test_ip_header), TEST(test_padding),
		TEST(test_addresses), TEST(test_options),
		TEST(test_protocol_unknown), TEST(test_icmp),
		TEST(test_no_error_about), TEST(test_icmp_rate),
		TEST(test_udp), TEST(test_arp), TEST(test_arp_conflict),
		TEST(test_arp_unasked), TEST(test_forward),
		TEST(test_random), TEST(test_random_no_memory),
	};

	srand(3);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
