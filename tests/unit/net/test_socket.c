// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_socket - datagrams by sockets, ports, and the end of the stack
 * under open sockets.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/abi/include/netinet/udp_var.h"
#include "tests/unit/net/frame.h"
#include "tests/unit/net/harness.h"

#define UDP(m)	net_counter("udp", offsetof(struct udpstat, udps_##m))
#define LOOPBACK	0x7f000001u
#define BIG		4000

static const uint8_t peer_mac[6] = { 2, 0, 0, 0, 0, 2 };
static struct frame f;
static uint8_t out[FRAME_MAX], big[BIG], back[BIG];
static uint32_t addr;
static uint16_t port;

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
test_receive(void **state)
{
	int so = net_udp(53, 0);

	(void)state;
	frame_udp(&f, 9999, 53, "hello", 5);
	net_inject(f.fr_byte, f.fr_len);
	assert_int_equal(net_receive(so, out, sizeof(out), &addr, &port), 5);
	assert_memory_equal(out, "hello", 5);
	assert_int_equal(addr, PEER_ADDR);
	assert_int_equal(port, 9999);
	frame_udp(&f, 9999, 53, NULL, 0);	/* an empty one counts too */
	net_inject(f.fr_byte, f.fr_len);
	assert_int_equal(net_receive(so, out, sizeof(out), &addr, &port), 0);
	assert_true(net_receive(so, out, sizeof(out), &addr, &port) < 0);
}

static void
test_send(void **state)
{
	int so = net_udp(0, 0);
	size_t n;
	uint32_t pseudo;

	(void)state;
	assert_int_equal(net_send(so, PEER_ADDR, 7, "abc", 3), 3);
	n = net_sent(out, sizeof(out));
	assert_int_equal(n, ETH + IPH + 8 + 3);
	assert_int_equal(get32(out + ETH + 12), OUR_ADDR);
	assert_int_equal(get16(out + ETH + IPH + 2), 7);
	assert_int_equal(get16(out + ETH + IPH + 4), 11);
	pseudo = (PEER_ADDR >> 16) + (PEER_ADDR & 0xffff) +
	    (OUR_ADDR >> 16) + (OUR_ADDR & 0xffff) + 17 + 11;
	assert_int_equal(sum16(out + ETH + IPH, 11, pseudo), 0);
	assert_true(net_send(so, 0x08080808, 7, "abc", 3) < 0);
	assert_true(net_send(so, 0x0a0000ff, 7, "abc", 3) < 0);
	assert_true(net_send(so, 0, 7, "abc", 3) < 0);
	assert_int_equal(net_mbufs(), 0);
}

/* Unknown neighbour: the packet waits for the answer. */
static void
test_arp_queue(void **state)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 9 };
	int so = net_udp(0, 0);

	(void)state;
	assert_int_equal(net_send(so, 0x0a000009, 7, "abc", 3), 3);
	assert_int_equal(net_sent(out, sizeof(out)), ETH + 28);
	assert_int_equal(net_sent(out, sizeof(out)), 0);
	frame_arp(&f, 2, mac, 0x0a000009, OUR_ADDR);
	net_inject(f.fr_byte, f.fr_len);
	assert_int_equal(net_sent(out, sizeof(out)), ETH + IPH + 8 + 3);
	assert_memory_equal(out, mac, 6);
}

/* Nobody answers: five requests, then errors for a while, then again. */
static void
test_arp_gives_up(void **state)
{
	int so = net_udp(0, 0), i;

	(void)state;
	assert_int_equal(net_send(so, 0x0a000009, 7, "abc", 3), 3);
	for (i = 0; i < 5; i++) {
		assert_int_equal(net_sent(out, sizeof(out)), ETH + 28);
		assert_int_equal(net_sent(out, sizeof(out)), 0);
		net_advance_s(1);
	}
	assert_int_equal(net_sent(out, sizeof(out)), 0);
	assert_int_equal(net_mbufs(), 0);
	assert_true(net_send(so, 0x0a000009, 7, "abc", 3) < 0);
	net_advance_s(21);
	assert_int_equal(net_send(so, 0x0a000009, 7, "abc", 3), 3);
	assert_int_equal(net_sent(out, sizeof(out)), ETH + 28);
}

/* What was learnt is believed for twenty minutes. */
static void
test_arp_ages(void **state)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 9 };
	int so = net_udp(0, 0);

	(void)state;
	frame_arp(&f, 1, mac, 0x0a000009, OUR_ADDR);
	net_inject(f.fr_byte, f.fr_len);
	assert_int_equal(net_sent(out, sizeof(out)), ETH + 28);	/* answer */
	net_advance_s(1199);
	assert_int_equal(net_send(so, 0x0a000009, 7, "abc", 3), 3);
	assert_int_equal(net_sent(out, sizeof(out)), ETH + IPH + 8 + 3);
	net_advance_s(3);
	assert_int_equal(net_send(so, 0x0a000009, 7, "abc", 3), 3);
	assert_int_equal(net_sent(out, sizeof(out)), ETH + 28);	/* asks */
}

static void
test_loopback(void **state)
{
	int a = net_udp(53, 0), b = net_udp(0, 0), i;

	(void)state;
	for (i = 0; i < BIG; i++)
		big[i] = (uint8_t)rand();
	assert_int_equal(net_send(b, OUR_ADDR, 53, big, BIG), BIG);
	assert_int_equal(net_receive(a, back, BIG, &addr, &port), BIG);
	assert_memory_equal(back, big, BIG);
	assert_int_equal(addr, OUR_ADDR);
	assert_int_equal(net_sent(out, sizeof(out)), 0);
}

/* What is larger than the link's unit goes in pieces. */
static void
test_fragments(void **state)
{
	int so = net_udp(0, 0);
	size_t n, total = 0;
	unsigned off;

	(void)state;
	assert_int_equal(net_send(so, PEER_ADDR, 7, big, BIG), BIG);
	while ((n = net_sent(out, sizeof(out))) > 0) {
		off = get16(out + ETH + 6);
		assert_int_equal((off & 0x1fff) * 8, total);
		assert_int_equal(sum16(out + ETH, IPH, 0), 0);
		assert_true(n <= ETH + 1500);
		total += n - ETH - IPH;
		assert_int_equal((off & 0x2000) != 0, total < BIG + 8);
	}
	assert_int_equal(total, BIG + 8);
	assert_int_equal(net_mbufs(), 0);
}

static void
test_ports(void **state)
{
	int a = net_udp(53, 0), b;

	(void)state;
	assert_true(a >= 0);
	assert_true(net_udp(53, 0) < 0);
	assert_true(net_udp(53, 1) < 0);	/* the other did not agree */
	b = net_udp(54, 0);
	assert_true(b >= 0);
	net_close(a);
	assert_true(net_udp(53, 0) >= 0);
}

/* A connected socket is preferred, and hears of errors. */
static void
test_connected(void **state)
{
	int a = net_udp(53, 0), b = net_udp(0, 0);
	uint8_t quote[IPH + 8];

	(void)state;
	assert_int_equal(net_connect(b, PEER_ADDR, 7), 0);
	assert_int_equal(net_send(b, 0, 0, "x", 1), 1);
	assert_int_equal(net_sent(out, sizeof(out)), ETH + IPH + 8 + 1);
	memcpy(quote, out + ETH, sizeof(quote));
	frame_icmp(&f, 3, 3, quote, sizeof(quote));
	net_inject(f.fr_byte, f.fr_len);
	assert_true(net_error(b) != 0);
	assert_int_equal(net_error(b), 0);
	assert_int_equal(net_error(a), 0);
	frame_udp(&f, 8, get16(quote + IPH), "y", 1);	/* another port */
	net_inject(f.fr_byte, f.fr_len);
	assert_true(net_receive(b, out, sizeof(out), &addr, &port) < 0);
}

static void
test_buffer_full(void **state)
{
	int so = net_udp(53, 0), i, n = 0;

	(void)state;
	for (i = 0; i < 1000; i++) {
		frame_udp(&f, 9, 53, "0123456789", 10);
		net_inject(f.fr_byte, f.fr_len);
	}
	assert_true(UDP(fullsock) > 0);
	while (net_receive(so, out, sizeof(out), &addr, &port) == 10)
		n++;
	assert_int_equal(n + (int)UDP(fullsock), 1000);
	assert_true(n > 100);
}

/* Data unread, packets queued, then the stack ends before the socket. */
static void
test_outlives_stack(void **state)
{
	int a = net_udp(53, 0), b = net_raw(1);

	(void)state;
	frame_udp(&f, 9, 53, "0123456789", 10);
	net_inject(f.fr_byte, f.fr_len);
	frame_icmp(&f, 0, 0, "0123456789", 10);
	net_inject(f.fr_byte, f.fr_len);
	net_send(a, 0x0a000009, 7, "abc", 3);
	net_shutdown();
	assert_true(net_send(a, PEER_ADDR, 7, "abc", 3) < 0);
	assert_true(net_receive(b, out, sizeof(out), &addr, &port) < 0);
	assert_true(net_udp(0, 0) < 0);
}

static void
test_no_memory(void **state)
{
	long n, objects;
	int so;

	(void)state;
	for (n = 1; n < 40; n++) {
		objects = net_objects();
		net_fail_alloc(n);
		so = net_udp(53, 0);
		if (so >= 0) {
			net_send(so, PEER_ADDR, 7, big, BIG);
			net_close(so);
		}
		while (net_sent(out, sizeof(out)) > 0)
			;
		assert_int_equal(net_mbufs(), 0);
		assert_int_equal(net_objects(), objects);
		if (!net_fail_hit())
			break;
	}
	assert_in_range(n, 5, 39);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_receive), TEST(test_send), TEST(test_arp_queue),
		TEST(test_arp_gives_up), TEST(test_arp_ages),
		TEST(test_loopback), TEST(test_fragments), TEST(test_ports),
		TEST(test_connected), TEST(test_buffer_full),
		TEST(test_outlives_stack), TEST(test_no_memory),
	};

	srand(5);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
