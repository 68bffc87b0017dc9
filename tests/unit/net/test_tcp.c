// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_tcp - TCP against itself over a wire that loses, doubles, delays and
 * reorders, in virtual time.
 *
 * Both ends live in one stack.  The client talks to the peer's address; the
 * wire exchanges the addresses of each frame and brings it back, so the
 * stack meets itself as a stranger.  Sums stay right under the exchange.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/abi/include/netinet/tcp_var.h"
#include "tests/unit/net/frame.h"
#include "tests/unit/net/harness.h"
#include "tests/unit/net/harness_tcp.h"

#define TCP(m)	tcp_counter(offsetof(struct tcpstat, tcps_##m))
#define PORT	5000
#define TOTAL	(200 * 1024)
#define WIRE	256		/* frames under way */
#define SEEDS	50		/* of each kind of wire */
#define LIMIT_MS 600000		/* of virtual time for one transfer */

struct flying {
	uint8_t fl_byte[FRAME_MAX];
	size_t fl_len;			/* 0: free */
	unsigned fl_when;		/* ms */
	unsigned fl_order;
};

static const uint8_t peer_mac[6] = { 2, 0, 0, 0, 0, 2 };
static struct flying wire[WIRE];
static unsigned order, now_ms, loss, twice, delay;	/* of 1000; ms */
static uint32_t seed;
static uint8_t data[TOTAL], got[2][TOTAL];

static unsigned
chance(unsigned n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

static void
wire_put(const uint8_t *frame, size_t len)
{
	int i;

	for (i = 0; i < WIRE && wire[i].fl_len != 0; i++)
		;
	if (i == WIRE)
		return;			/* its queue is full */
	memcpy(wire[i].fl_byte, frame, len);
	wire[i].fl_len = len;
	wire[i].fl_order = ++order;
	wire[i].fl_when = now_ms + (delay ? 1 + chance(delay) : 0);
}

/* What the stack sent takes off. */
static void
wire_take(void)
{
	uint8_t frame[FRAME_MAX], tmp[6];
	size_t len;

	while ((len = net_sent(frame, sizeof(frame))) != 0) {
		if (frame[12] != 0x08 || frame[13] != 0x00)
			continue;
		memcpy(tmp, frame, 6);
		memcpy(frame, frame + 6, 6);
		memcpy(frame + 6, tmp, 6);
		memcpy(tmp, frame + ETH + 12, 4);
		memcpy(frame + ETH + 12, frame + ETH + 16, 4);
		memcpy(frame + ETH + 16, tmp, 4);
		if (chance(1000) < loss)
			continue;
		wire_put(frame, len);
		if (chance(1000) < twice)
			wire_put(frame, len);
	}
}

/* The first that lands now, or NULL. */
static struct flying *
wire_next(void)
{
	struct flying *fl, *next = NULL;

	for (fl = wire; fl < wire + WIRE; fl++) {
		if (fl->fl_len != 0 && fl->fl_when <= now_ms &&
		    (next == NULL || fl->fl_order < next->fl_order))
			next = fl;
	}
	return next;
}

/* One millisecond; without delay frames land in it, in order. */
static void
step(void)
{
	struct flying *fl;

	wire_take();
	while ((fl = wire_next()) != NULL) {
		net_inject(fl->fl_byte, fl->fl_len);
		fl->fl_len = 0;
		wire_take();
	}
	now_ms++;
	tcp_advance_ms(1);
}

static void
steps(unsigned n)
{
	while (n-- > 0)
		step();
}

static int
setup(void **state)
{
	unsigned i;

	(void)state;
	net_start();
	net_neighbour(PEER_ADDR, peer_mac);
	memset(wire, 0, sizeof(wire));
	now_ms = loss = twice = delay = 0;
	seed = 1;
	for (i = 0; i < TOTAL; i++)
		data[i] = (uint8_t)(i * 7 + i / 251);
	return 0;
}

/* The stack ends; whoever is left is reset after its linger. */
static int
teardown(void **state)
{
	(void)state;
	net_shutdown();
	steps(2100);
	assert_int_equal(tcp_count(), 0);
	return net_stop() != 0;
}

/* A connection, both ends. */
static void
connect_pair(int *client, int *server)
{
	int l = tcp_listen_on(PORT, 5), n = 0;

	assert_true(l >= 0);
	*client = tcp_connect_to(PEER_ADDR, PORT);
	assert_true(*client >= 0);
	while ((*server = tcp_accept_one(l)) < 0 ||
	    !tcp_is_connected(*client)) {
		step();
		assert_true(++n < LIMIT_MS);
		if (*server >= 0)
			break;
	}
	while (!tcp_is_connected(*client)) {
		step();
		assert_true(++n < LIMIT_MS);
	}
	tcp_close_one(l, 0);
}

static void
test_connect(void **state)
{
	char buf[16];
	int c, s;

	(void)state;
	connect_pair(&c, &s);
	assert_int_equal(tcp_write(c, "hello", 5), 5);
	steps(2);
	assert_int_equal(tcp_read(s, buf, sizeof(buf)), 5);
	assert_memory_equal(buf, "hello", 5);
	assert_true(tcp_read(s, buf, sizeof(buf)) < 0);
	tcp_close_one(c, 0);
	steps(2);
	assert_int_equal(tcp_read(s, buf, sizeof(buf)), 0);
	tcp_close_one(s, 0);
	steps(100);
	assert_int_equal(tcp_count(), 0);
}

static void
test_refused(void **state)
{
	int c = tcp_connect_to(PEER_ADDR, 9);

	(void)state;
	steps(2);
	assert_false(tcp_is_connected(c));
	assert_int_not_equal(tcp_error(c), 0);
	tcp_close_one(c, 0);
	assert_int_equal(tcp_count(), 0);
}

/* One end says no more; the other still talks. */
static void
test_half_close(void **state)
{
	char buf[16];
	int c, s;

	(void)state;
	connect_pair(&c, &s);
	tcp_shutdown_write(c);
	steps(2);
	assert_int_equal(tcp_read(s, buf, sizeof(buf)), 0);
	assert_int_equal(tcp_write(s, "still", 5), 5);
	steps(2);
	assert_int_equal(tcp_read(c, buf, sizeof(buf)), 5);
	assert_true(tcp_write(c, "x", 1) < 0);
	tcp_close_one(s, 0);
	steps(100);
	assert_int_equal(tcp_read(c, buf, sizeof(buf)), 0);
	tcp_close_one(c, 0);
	assert_int_equal(tcp_count(), 0);
}

static void
test_close_together(void **state)
{
	int c, s;

	(void)state;
	delay = 20;
	connect_pair(&c, &s);
	steps(100);
	tcp_close_one(c, 0);
	tcp_close_one(s, 0);
	steps(3000);
	assert_int_equal(tcp_count(), 0);
}

/* Data that nobody read, or a linger of zero, is a reset for the peer. */
static void
test_reset(void **state)
{
	char buf[16];
	int c, s;

	(void)state;
	connect_pair(&c, &s);
	tcp_write(c, "unread", 6);
	steps(2);
	tcp_close_one(s, 0);
	steps(2);
	assert_true(tcp_read(c, buf, sizeof(buf)) < 0);
	tcp_close_one(c, 0);
	connect_pair(&c, &s);
	tcp_close_one(c, 1);
	steps(2);
	assert_true(tcp_read(s, buf, sizeof(buf)) < 0);
	assert_int_equal(tcp_read(s, buf, sizeof(buf)), 0);
	tcp_close_one(s, 0);
	assert_int_equal(tcp_count(), 0);
}

static void
test_backlog(void **state)
{
	int l = tcp_listen_on(PORT, 4), c[20], s, i, n = 0;

	(void)state;
	for (i = 0; i < 20; i++) {
		c[i] = tcp_connect_to(PEER_ADDR, PORT);
		steps(2);
	}
	while ((s = tcp_accept_one(l)) >= 0) {
		tcp_close_one(s, 0);
		n++;
	}
	assert_true(n >= 4 && n <= 8);
	assert_true(TCP(listendrop) > 0);
	tcp_close_one(l, 0);
	for (i = 0; i < 20; i++)
		tcp_close_one(c[i], 0);
	steps(100);
	assert_int_equal(tcp_count(), 0);
}

/* A reader that does not read stops the writer; then all comes. */
static void
test_zero_window(void **state)
{
	int c, s, n, i, out = 0, in = 0;

	(void)state;
	connect_pair(&c, &s);
	for (i = 0; i < 100; i++) {
		n = tcp_write(c, data + out, (size_t)(TOTAL - out));
		out += n > 0 ? n : 0;
		step();
	}
	assert_true(out < TOTAL);
	steps(20000);
	assert_true(TCP(persisttimeo) > 0);
	while (out < TOTAL || in < out) {
		n = tcp_read(s, got[0] + in, (size_t)(TOTAL - in));
		in += n > 0 ? n : 0;
		n = out == TOTAL ? 0 : tcp_write(c, data + out,
		    (size_t)(TOTAL - out));
		out += n > 0 ? n : 0;
		step();
		assert_true(now_ms < LIMIT_MS);
	}
	assert_memory_equal(data, got[0], TOTAL);
	tcp_close_one(c, 0);
	tcp_close_one(s, 0);
}

/* TOTAL bytes each way at once, and an orderly end, on the wire as it is. */
static void
transfer(void)
{
	int so[2], i, n, in[2] = { 0, 0 }, out[2] = { 0, 0 }, eof[2] = { 0, 0 };

	connect_pair(&so[0], &so[1]);
	while (!eof[0] || !eof[1]) {
		for (i = 0; i < 2; i++) {
			n = out[i] >= TOTAL ? 0 : tcp_write(so[i],
			    data + out[i], (size_t)(TOTAL - out[i]));
			if (n > 0 && (out[i] += n) == TOTAL)
				tcp_shutdown_write(so[i]);
			n = eof[i] ? -1 : tcp_read(so[i], got[i] + in[i],
			    in[i] < TOTAL ? (size_t)(TOTAL - in[i]) : 1);
			eof[i] |= n == 0;
			in[i] += n > 0 ? n : 0;
		}
		step();
		assert_true(now_ms < LIMIT_MS);
	}
	for (i = 0; i < 2; i++) {
		assert_int_equal(in[i], TOTAL);
		assert_memory_equal(data, got[i], TOTAL);
		tcp_close_one(so[i], 0);
	}
	steps(30000);
	assert_int_equal(tcp_count(), 0);
}

static void
test_transfer(void **state)
{
	(void)state;
	transfer();
	assert_int_equal(TCP(sndrexmitpack), 0);
}

static void
bad_wire(unsigned l, unsigned t, unsigned d)
{
	unsigned i;

	for (i = 0; i < SEEDS; i++) {
		loss = l;
		twice = t;
		delay = d;
		seed = i * 77 + 5;
		now_ms = 0;
		transfer();
		if (i + 1 == SEEDS)
			break;
		net_shutdown();
		steps(2100);
		assert_int_equal(net_stop(), 0);
		setup(NULL);
	}
}

static void
test_lossy(void **state)
{
	(void)state;
	bad_wire(50, 0, 10);
}

static void
test_doubled(void **state)
{
	(void)state;
	bad_wire(0, 100, 40);
}

static void
test_dreadful(void **state)
{
	(void)state;
	bad_wire(100, 50, 100);
}

/* Every allocation in turn fails; nothing is lost but time. */
static void
test_no_memory(void **state)
{
	int l, c, s;
	long n;

	(void)state;
	for (n = 1; n < 200; n++) {
		net_fail_alloc(n);
		l = tcp_listen_on(PORT, 5);
		c = tcp_connect_to(PEER_ADDR, PORT);
		steps(3);
		s = l < 0 ? -1 : tcp_accept_one(l);
		if (c >= 0)
			(void)tcp_write(c, data, 3000);
		steps(3);
		if (s >= 0) {
			(void)tcp_read(s, got[0], 3000);
			tcp_close_one(s, 0);
		}
		if (c >= 0)
			tcp_close_one(c, 0);
		if (l >= 0)
			tcp_close_one(l, 0);
		if (!net_fail_hit())
			break;
	}
	assert_true(n > 10);
}

/* The stack ends under a peer that is silent: reset, not for ever. */
static void
test_silent_peer(void **state)
{
	int c, s;

	(void)state;
	connect_pair(&c, &s);
	loss = 1000;
	tcp_write(c, data, 1000);
	net_shutdown();
	tcp_close_one(c, 0);
	tcp_close_one(s, 0);
	assert_true(tcp_count() > 0);
	steps(2100);
	assert_int_equal(tcp_count(), 0);
	assert_true(TCP(teardownrst) > 0);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_connect), TEST(test_refused),
		TEST(test_half_close), TEST(test_close_together),
		TEST(test_reset), TEST(test_backlog),
		TEST(test_zero_window), TEST(test_transfer),
		TEST(test_lossy), TEST(test_doubled), TEST(test_dreadful),
		TEST(test_no_memory), TEST(test_silent_peer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
