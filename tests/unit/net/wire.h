// SPDX-License-Identifier: BSD-2-Clause
/*
 * wire - TCP against itself over a wire that loses, doubles, delays and
 * reorders, in virtual time.
 *
 * Both ends live in one stack.  The client talks to the peer's address; the
 * wire exchanges the addresses of each frame and brings it back, so the
 * stack meets itself as a stranger.  Sums stay right under the exchange.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "kernel/abi/include/netinet/tcp_var.h"
#include "tests/unit/net/harness_tcp.h"

#define TCP(m)	tcp_counter(offsetof(struct tcpstat, tcps_##m))
#define PORT	5000
#define TOTAL	(200 * 1024)
#define LIMIT_MS 600000		/* of virtual time for one transfer */
#define FORGED_MTU 600

extern unsigned now_ms;
extern unsigned loss, twice, delay;	/* of 1000; ms */
extern unsigned big, drop[8];	/* full segments seen; which are lost */
extern size_t passes;		/* bytes of a packet that do; 0 all */
extern int forged;		/* tell of a lesser path, so much off; 0 no */
extern uint32_t seed;
extern uint8_t data[TOTAL], got[2][TOTAL];

/* A stack, and a good wire; the end of both, with nothing left. */
int	setup(void **state);
int	teardown(void **state);
/* Milliseconds pass, frames land. */
void	step(void);
void	steps(unsigned n);
/* A connection, both ends. */
void	connect_pair(int *client, int *server);
/* TOTAL bytes each way at once, and an orderly end, on the wire as it is. */
void	transfer(void);

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, teardown)
