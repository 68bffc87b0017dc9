// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_mbuf - chains against a flat copy of what they should hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/mem/page.h"
#include "subsys/mbuf/mbuf.h"
#include "tests/unit/net/frame.h"
#include "tests/unit/net/harness.h"

#define SIZE_MAX_TESTED	9000

static uint8_t flat[2 * SIZE_MAX_TESTED];	/* what the chain holds */
static uint8_t got[2 * SIZE_MAX_TESTED];

static int
setup(void **state)
{
	(void)state;
	net_start();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	return net_stop() != 0;
}

static struct mbuf *
make(uint32_t len)
{
	struct mbuf *m;
	uint32_t i;

	for (i = 0; i < len; i++)
		flat[i] = (uint8_t)rand();
	m = m_getm(len, KM_SLEEP);
	assert_non_null(m);
	assert_int_equal(m_copyback(m, 0, len, flat), 0);
	return m;
}

static void
check(const struct mbuf *m, const uint8_t *want, uint32_t len)
{
	assert_int_equal(m->m_pktlen, len);
	assert_int_equal(m_length(m), len);
	m_copydata(m, 0, len, got);
	assert_memory_equal(got, want, len);
}

static uint32_t
some_length(void)
{
	return rand() % 2 ? (uint32_t)rand() % 300 + 1 :
	    (uint32_t)rand() % SIZE_MAX_TESTED + 1;
}

static void
test_getm(void **state)
{
	uint32_t len;

	(void)state;
	for (len = 0; len < SIZE_MAX_TESTED; len += 37) {
		struct mbuf *m = make(len);

		check(m, flat, len);
		assert_true(m_leading(m) >= M_LEADING || len == 0);
		m_freem(m);
	}
	assert_int_equal(net_mbufs(), 0);
}

static void
test_adj(void **state)
{
	struct mbuf *m;
	uint32_t len, n;
	int i;

	(void)state;
	for (i = 0; i < 500; i++) {
		len = some_length();
		n = (uint32_t)rand() % (len + 1);
		m = make(len);
		m_adj(m, (int32_t)n);
		check(m, flat + n, len - n);
		m_freem(m);
		m = make(len);
		m_adj(m, -(int32_t)n);
		check(m, flat, len - n);
		m_adj(m, INT32_MAX);
		check(m, flat, 0);
		m_freem(m);
	}
}

static void
test_pullup(void **state)
{
	struct mbuf *m;
	uint32_t len, want;
	int i;

	(void)state;
	for (i = 0; i < 500; i++) {
		len = some_length();
		want = (uint32_t)rand() % 120 + 1;
		m = make(len);
		/* the beginning in small pieces */
		m_adj(m, (int32_t)(len > 3 ? 3 : 0));
		m = m_prepend(m, len > 3 ? 3 : 0, KM_SLEEP);
		m_copyback(m, 0, len > 3 ? 3 : 0, flat);
		m = m_pullup(m, want);
		if (want > len) {
			assert_null(m);
			continue;
		}
		assert_non_null(m);
		assert_true(m->m_len >= want);
		check(m, flat, len);
		m_freem(m);
	}
	assert_int_equal(net_mbufs(), 0);
}

static void
test_copy(void **state)
{
	struct mbuf *m, *c, *d;
	uint32_t len, off, n;
	int i;

	(void)state;
	for (i = 0; i < 500; i++) {
		len = some_length();
		off = (uint32_t)rand() % len;
		n = (uint32_t)rand() % (len - off) + 1;
		m = make(len);
		c = m_copym(m, off, n, KM_SLEEP);
		assert_non_null(c);
		check(c, flat + off, n);
		d = m_dup(m, KM_SLEEP);
		check(d, flat, len);
		assert_true(m_writable(d));
		m_freem(m);
		check(c, flat + off, n);	/* lives on */
		m_freem(c);
		m_freem(d);
	}
	assert_int_equal(net_mbufs(), 0);
}

static void
test_split_cat(void **state)
{
	struct mbuf *m, *back;
	uint32_t len, at;
	int i;

	(void)state;
	for (i = 0; i < 300; i++) {
		len = some_length() + 1;
		at = (uint32_t)rand() % (len - 1) + 1;
		m = make(len);
		back = m_split(m, at, KM_SLEEP);
		assert_non_null(back);
		check(m, flat, at);
		check(back, flat + at, len - at);
		m_cat(m, back);
		check(m, flat, len);
		m_freem(m);
	}
	assert_int_equal(net_mbufs(), 0);
}

static void
test_copyback_grows(void **state)
{
	uint8_t more[700];
	struct mbuf *m;

	(void)state;
	memset(more, 0x5a, sizeof(more));
	m = make(100);
	assert_int_equal(m_copyback(m, 90, sizeof(more), more), 0);
	memcpy(flat + 90, more, sizeof(more));
	check(m, flat, 790);
	m_freem(m);
}

static void
test_checksum(void **state)
{
	struct mbuf *m;
	uint32_t len, off, n;
	uint16_t sum;
	int i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		len = some_length();
		off = (uint32_t)rand() % len;
		n = (uint32_t)rand() % (len - off + 1);
		m = make(len);
		sum = in_cksum_mbuf(m, off, n, 0);
		assert_int_equal(get16((uint8_t *)&sum),
		    sum16(flat + off, n, 0));
		sum = in_cksum(flat + off, n);
		assert_int_equal(get16((uint8_t *)&sum),
		    sum16(flat + off, n, 0));
		m_freem(m);
	}
}

/* Every allocation may fail: the packet is whole or gone, never half. */
static void
test_no_memory(void **state)
{
	struct mbuf *m;
	long n;

	(void)state;
	for (n = 1; n < 20; n++) {
		net_fail_alloc(n);
		m = m_getm(5000, KM_SLEEP);
		if (m != NULL)
			m = m_prepend(m, 100, KM_SLEEP);
		if (m != NULL)
			m = m_pullup(m, 150);
		m_freem(m);
		assert_int_equal(net_mbufs(), 0);
		if (!net_fail_hit())
			break;
	}
	assert_in_range(n, 3, 19);
}

static void
test_queue(void **state)
{
	struct mbufq q;
	struct mbuf *m;
	int i;

	(void)state;
	mbufq_init(&q, 3);
	for (i = 0; i < 5; i++)
		assert_int_equal(mbufq_enqueue(&q, make(10 + (uint32_t)i)) != 0,
		    i >= 3);
	assert_int_equal(q.mq_drops, 2);
	m = mbufq_dequeue(&q);
	assert_int_equal(m->m_pktlen, 10);
	m_freem(m);
	mbufq_drain(&q);
	assert_null(mbufq_dequeue(&q));
	assert_int_equal(net_mbufs(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_getm),
		cmocka_unit_test(test_adj),
		cmocka_unit_test(test_pullup),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_split_cat),
		cmocka_unit_test(test_copyback_grows),
		cmocka_unit_test(test_checksum),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_queue),
	};

	srand(2);
	return cmocka_run_group_tests(tests, setup, teardown);
}
