// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_ip_reass - datagrams from fragments in any order, and fragments
 * that lie.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/abi/include/netinet/ip_var.h"
#include "tests/unit/net/frame.h"
#include "tests/unit/net/harness.h"

#define IP(m)	net_counter("ip", offsetof(struct ipstat, ips_##m))
#define PIECE	80
#define PIECES	10
#define PROTO	99

static const uint8_t peer_mac[6] = { 2, 0, 0, 0, 0, 2 };
static struct frame f;
static uint8_t data[PIECE * PIECES];
static uint8_t out[FRAME_MAX];
static int raw;

static int
setup(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)rand();
	net_start();
	net_neighbour(PEER_ADDR, peer_mac);
	raw = net_raw(PROTO);
	assert_true(raw >= 0);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	return net_stop() != 0;
}

static void
piece(unsigned id, unsigned from, unsigned len, int more)
{
	frame_fragment(&f, PROTO, id, from, more, data + from, len);
	net_inject(f.fr_byte, f.fr_len);
}

/* n bytes have come, with an IP header in front. */
static void
expect_whole(size_t n)
{
	uint16_t port;
	uint32_t addr;
	int got;

	got = net_receive(raw, out, sizeof(out), &addr, &port);
	assert_int_equal(got, (int)(IPH + n));
	assert_int_equal(addr, PEER_ADDR);
	assert_int_equal(get16(out + 2), IPH + n);
	assert_int_equal(get16(out + 6), 0);
	assert_memory_equal(out + IPH, data, n);
}

static void
expect_nothing(void)
{
	uint16_t port;
	uint32_t addr;

	assert_true(net_receive(raw, out, sizeof(out), &addr, &port) < 0);
}

static void
test_any_order(void **state)
{
	unsigned order[PIECES], i, j, k, round;

	(void)state;
	for (round = 0; round < 200; round++) {
		for (i = 0; i < PIECES; i++)
			order[i] = i;
		for (i = 0; i < PIECES; i++) {
			j = (unsigned)rand() % PIECES;
			k = order[i];
			order[i] = order[j];
			order[j] = k;
		}
		for (i = 0; i < PIECES; i++) {
			expect_nothing();
			piece(round, order[i] * PIECE, PIECE,
			    order[i] < PIECES - 1);
			if (rand() % 3 == 0 && i < PIECES - 1)
				piece(round, order[i] * PIECE, PIECE,
				    order[i] < PIECES - 1);	/* twice */
		}
		expect_whole(sizeof(data));
	}
	assert_int_equal(IP(reassembled), 200);
	assert_int_equal(net_mbufs(), 0);
}

static void
test_overlap(void **state)
{
	(void)state;
	piece(1, 0, 80, 1);
	piece(1, 72, 80, 1);			/* shares 8 bytes */
	assert_int_equal(IP(fragdropped), 1);
	piece(1, 80, 80, 0);			/* the rest is of no use */
	expect_nothing();
	piece(2, 80, 80, 0);
	piece(2, 0, 160, 1);			/* covers another */
	expect_nothing();
	piece(3, 160, 80, 1);
	piece(3, 80, 80, 0);			/* ends before another */
	expect_nothing();
	piece(4, 80, 80, 0);
	piece(4, 160, 80, 1);			/* begins behind the end */
	expect_nothing();
	piece(5, 80, 80, 0);
	piece(5, 88, 80, 0);			/* two ends */
	expect_nothing();
	assert_int_equal(IP(fragdropped), 5);
	net_advance_s(31);
	while (net_sent(out, sizeof(out)) > 0)
		;
	assert_int_equal(net_mbufs(), 0);
}

static void
test_nonsense(void **state)
{
	(void)state;
	piece(1, 0, 81, 1);			/* not a multiple of 8 */
	piece(1, 8, 0, 0);			/* empty */
	frame_fragment(&f, PROTO, 1, 65528, 0, data, 100);
	net_inject(f.fr_byte, f.fr_len);	/* past 65535 */
	assert_int_equal(IP(fragdropped), 3);
	expect_nothing();
	assert_int_equal(net_mbufs(), 0);
}

static void
test_holes_time_out(void **state)
{
	(void)state;
	piece(1, 0, 80, 1);
	piece(1, 160, 80, 0);
	net_advance_s(29);
	expect_nothing();
	assert_true(net_mbufs() > 0);
	net_advance_s(2);
	assert_int_equal(IP(fragtimeout), 1);
	assert_true(net_sent(out, sizeof(out)) > 0);
	assert_int_equal(out[ETH + IPH], 11);	/* time exceeded */
	assert_int_equal(out[ETH + IPH + 1], 1);
	piece(2, 80, 80, 0);			/* no first: no message */
	net_advance_s(31);
	assert_int_equal(IP(fragtimeout), 2);
	assert_int_equal(net_sent(out, sizeof(out)), 0);
	assert_int_equal(net_mbufs(), 0);
}

static void
test_limits(void **state)
{
	unsigned i;

	(void)state;
	for (i = 0; i < 100; i++)
		piece(i, 0, 8, 1);
	assert_int_equal(IP(fragdropped), 100 - 64);
	net_advance_s(31);
	while (net_sent(out, sizeof(out)) > 0)
		;
	for (i = 0; i < 17; i++)
		piece(1, i * 8, 8, 1);
	assert_int_equal(IP(fragdropped), 100 - 64 + 1);
	assert_int_equal(net_mbufs(), 0);
}

static void
test_stack_ends(void **state)
{
	(void)state;
	piece(1, 0, 80, 1);
	piece(2, 80, 80, 0);
	/* teardown must find nothing left */
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_any_order), TEST(test_overlap), TEST(test_nonsense),
		TEST(test_holes_time_out), TEST(test_limits),
		TEST(test_stack_ends),
	};

	srand(4);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
