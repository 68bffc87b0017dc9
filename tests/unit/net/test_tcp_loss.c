// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_tcp_loss - recovery: selective and by timeout, a path that passes
 * less than its ends, and wires of every badness.
 *
 * CELLBLOCK_TCP_SEEDS says how many of each kind of wire: three times 334
 * are a thousand connections, in which every byte must arrive.
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

#define SEEDS	"334"

static void
bad_wire(unsigned l, unsigned t, unsigned d)
{
	const char *told = getenv("CELLBLOCK_TCP_SEEDS");
	unsigned i, seeds = (unsigned)atoi(told ? told : SEEDS);

	for (i = 0; i < seeds; i++) {
		loss = l;
		twice = t;
		delay = d;
		seed = i * 77 + 5;
		now_ms = 0;
		transfer();
		if (i + 1 == seeds)
			break;
		net_shutdown();
		steps(2100);
		assert_int_equal(net_stop(), 0);
		setup(NULL);
	}
}

/* Send n full segments of data and have them all at the other end. */
static void
send_segments(int c, int s, int n)
{
	int total = n * 1448, out = 0, in = 0, got_now;

	while (in < total) {
		got_now = out < total ? tcp_write(c, data + out,
		    (size_t)(total - out)) : 0;
		out += got_now > 0 ? got_now : 0;
		got_now = tcp_read(s, got[0] + in, (size_t)(total - in));
		in += got_now > 0 ? got_now : 0;
		step();
		assert_true(now_ms < LIMIT_MS);
	}
	assert_memory_equal(data, got[0], (size_t)total);
}

/*
 * Four of a window are lost: each is sent again once, without a timeout, and
 * nothing else but the last one, in case it is lost too (RFC 6675 rule 4).
 */
static void
test_selective(void **state)
{
	int c, s, i;

	(void)state;
	connect_pair(&c, &s);
	send_segments(c, s, 40);
	assert_int_equal(TCP(sndrexmitpack), 0);
	for (i = 0; i < 4; i++)
		drop[i] = big + 3 + 2 * (unsigned)i;
	send_segments(c, s, 40);
	assert_int_equal(TCP(sack_recovery_episode), 1);
	assert_int_equal(TCP(sack_rexmits), 4);
	assert_true(TCP(sndrexmitpack) <= 5);
	assert_int_equal(TCP(rexmttimeo), 0);
	tcp_close_one(c, 0);
	tcp_close_one(s, 0);
	steps(100);
}

/* The first segment after a recovery is lost: no timeout for it either. */
static void
test_selective_anew(void **state)
{
	int c, s;

	(void)state;
	connect_pair(&c, &s);
	send_segments(c, s, 40);
	drop[0] = big + 3;
	send_segments(c, s, 40);
	assert_int_equal(TCP(sack_recovery_episode), 1);
	drop[0] = big + 1;
	send_segments(c, s, 40);
	assert_int_equal(TCP(sack_recovery_episode), 2);
	assert_int_equal(TCP(rexmttimeo), 0);
	tcp_close_one(c, 0);
	tcp_close_one(s, 0);
	steps(100);
}

/* One sent again is lost again: only a timeout can tell; then all is well. */
static void
test_selective_twice(void **state)
{
	int c, s;

	(void)state;
	connect_pair(&c, &s);
	send_segments(c, s, 40);
	drop[0] = big + 3;
	drop[1] = big + 11;
	drop[2] = big + 12;
	drop[3] = big + 13;
	send_segments(c, s, 60);
	tcp_close_one(c, 0);
	tcp_close_one(s, 0);
	steps(100);
}

/* A router on the way passes less: what it says is heeded, and kept. */
static void
test_path_mtu(void **state)
{
	uint64_t told;
	int c, s;

	(void)state;
	passes = 1000;
	connect_pair(&c, &s);
	send_segments(c, s, 40);
	assert_int_equal(TCP(rexmttimeo), 0);
	assert_int_equal(TCP(mtu_lowered), 1);	/* the others are no news */
	tcp_close_one(c, 0);
	tcp_close_one(s, 0);
	steps(100);
	told = TCP(mtu_lowered);
	connect_pair(&c, &s);		/* begins with it */
	send_segments(c, s, 10);
	assert_int_equal(TCP(mtu_lowered), told);
	tcp_close_one(c, 0);
	tcp_close_one(s, 0);
	steps(100);
}

/* Who does not know what is under way is not believed (RFC 5927 4.1). */
static void
test_path_forged(void **state)
{
	int c, s;

	(void)state;
	connect_pair(&c, &s);
	send_segments(c, s, 40);
	forged = 1 << 20;
	send_segments(c, s, 40);
	forged = -(1 << 20);
	send_segments(c, s, 40);
	assert_int_equal(TCP(mtu_lowered), 0);
	assert_int_equal(TCP(sndrexmitpack), 0);
	forged = 1;			/* a byte within the segment */
	send_segments(c, s, 40);
	assert_int_equal(TCP(mtu_lowered), 1);
	tcp_close_one(c, 0);
	tcp_close_one(s, 0);
	steps(100);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_selective), TEST(test_selective_anew),
		TEST(test_selective_twice),
		TEST(test_path_mtu), TEST(test_path_forged),
		TEST(test_lossy), TEST(test_doubled), TEST(test_dreadful),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
