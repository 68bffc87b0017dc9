// SPDX-License-Identifier: BSD-2-Clause
/*
 * net - two ends to measure a network between: lines/net.c does it, the
 * system's own file (lines/pair.c, linux/veth.c) makes the second path.
 */
#pragma once

#include <netinet/in.h>

/* end 0 asks, end 1 answers. */
struct net_path {
	in_addr_t np_addr[2];
	int (*np_socket)(int end, int type);	/* in that end's stack */
};

/* Two containers joined by a pair of interfaces: make it; end it. */
const struct net_path	*net_pair_open(void);
void		net_pair_close(void);
/* A container with n established connections over its lo has gone: cost. */
uint64_t	net_container_end_ns(int n);
/* Leave n of them open, both ends, in the calling process. */
void		net_load_open(int n);
