// SPDX-License-Identifier: BSD-2-Clause
/*
 * wire - see wire.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/net/frame.h"
#include "tests/unit/net/harness.h"
#include "tests/unit/net/wire.h"

#define WIRE	256		/* frames under way */

struct flying {
	uint8_t fl_byte[FRAME_MAX];
	size_t fl_len;			/* 0: free */
	unsigned fl_when;		/* ms */
	unsigned fl_order;
};

static const uint8_t peer_mac[6] = { 2, 0, 0, 0, 0, 2 };
static struct flying wire[WIRE];
static unsigned order;		/* of frames sent */
unsigned now_ms, loss, twice, delay, big, drop[8];
size_t passes;
int forged;
uint32_t seed;
uint8_t data[TOTAL], got[2][TOTAL];

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

/* Is it one of the full segments that shall be lost? */
static int
wire_drops(size_t len)
{
	unsigned i;

	if (len < 1000)
		return 0;
	big++;
	for (i = 0; i < sizeof(drop) / sizeof(drop[0]); i++) {
		if (drop[i] == big)
			return 1;
	}
	return 0;
}

/*
 * A router's answer to what is too long for the next wire (RFC 1191), which
 * passes mtu bytes; the number of the segment it quotes is off by so much.
 */
static void
wire_too_big(const uint8_t *frame, size_t mtu, int off)
{
	uint8_t quote[28];
	uint32_t seq;
	struct frame f;

	memcpy(quote, frame + ETH, sizeof(quote));
	seq = get32(quote + IPH + 4) + (uint32_t)off;
	put16(quote + IPH + 4, seq >> 16);
	put16(quote + IPH + 6, seq & 0xffff);
	frame_icmp(&f, 3, 4, quote, sizeof(quote));
	put16(f.fr_byte + ETH + IPH + 4, 0);
	put16(f.fr_byte + ETH + IPH + 6, (unsigned)mtu);
	put16(f.fr_byte + ETH + IPH + 2, 0);
	put16(f.fr_byte + ETH + IPH + 2, sum16(f.fr_byte + ETH + IPH, 36, 0));
	wire_put(f.fr_byte, f.fr_len);
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
		if (passes != 0 && len > ETH + passes) {
			wire_too_big(frame, passes, 0);
			continue;
		}
		if (forged != 0 && len > ETH + FORGED_MTU)
			wire_too_big(frame, FORGED_MTU, forged);
		if (wire_drops(len))
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
void
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

void
steps(unsigned n)
{
	while (n-- > 0)
		step();
}

int
setup(void **state)
{
	unsigned i;

	(void)state;
	net_start();
	net_neighbour(PEER_ADDR, peer_mac);
	memset(wire, 0, sizeof(wire));
	now_ms = loss = twice = delay = big = 0;
	passes = 0;
	forged = 0;
	memset(drop, 0, sizeof(drop));
	seed = 1;
	for (i = 0; i < TOTAL; i++)
		data[i] = (uint8_t)(i * 7 + i / 251);
	return 0;
}

/* The stack ends; whoever is left is reset after its linger. */
int
teardown(void **state)
{
	(void)state;
	net_shutdown();
	steps(2100);
	assert_int_equal(tcp_count(), 0);
	return net_stop() != 0;
}

void
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

void
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
