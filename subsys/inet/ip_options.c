// SPDX-License-Identifier: BSD-2-Clause
/*
 * ip_options - are the options of a header well formed? (RFC 791, 3.1)
 *
 * Source routes are refused: RFC 6274 says why.  Record route and
 * timestamps are let by unfilled when there is room, as a router may.
 */
#include "subsys/inet/ip_var.h"

#define IPOPT_MINPTR	4	/* first byte of data, counted from 1 */

/* One option of len bytes at o; nonzero: offset of what is wrong, + 1. */
static int
ip_option_check(const uint8_t *o, int len)
{
	switch (o[0]) {
	case IPOPT_LSRR:
	case IPOPT_SSRR:
		return 1;
	case IPOPT_RR:
	case IPOPT_TS:
		if (len < 3)
			return 2;
		return o[2] < IPOPT_MINPTR ? 3 : 0;
	}
	return 0;
}

int
ip_options_check(const struct ip *ip, int hlen)
{
	const uint8_t *o = (const uint8_t *)ip;
	int at, len, bad;

	for (at = sizeof(*ip); at < hlen; at += len) {
		if (o[at] == IPOPT_EOL)
			return 0;
		len = 1;
		if (o[at] == IPOPT_NOP)
			continue;
		if (at + 1 >= hlen)
			return at + 1;
		len = o[at + 1];
		if (len < 2 || at + len > hlen)
			return at + 2;
		bad = ip_option_check(o + at, len);
		if (bad != 0)
			return at + bad;
	}
	return 0;
}
