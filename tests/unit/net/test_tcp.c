// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_tcp - connections from opening to end, over a good wire or none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/net/harness.h"
#include "tests/unit/net/wire.h"

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

static void
test_transfer(void **state)
{
	(void)state;
	transfer();
	assert_int_equal(TCP(sndrexmitpack), 0);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_connect), TEST(test_refused),
		TEST(test_half_close), TEST(test_close_together),
		TEST(test_reset), TEST(test_backlog),
		TEST(test_zero_window), TEST(test_transfer),
		TEST(test_no_memory), TEST(test_silent_peer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
