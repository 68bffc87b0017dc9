// SPDX-License-Identifier: BSD-2-Clause
/*
 * harness - a network stack alone in a host program.
 *
 * The kernel's own files, an interface fake0 (02:00:00:00:00:01, address
 * 10.0.0.1/24) whose frames the test gives and takes, a clock that the
 * test moves, memory from malloc so that the sanitizers see each object.
 * No kernel headers are needed to use it: all types are plain.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define OUR_ADDR	0x0a000001u	/* host order */
#define PEER_ADDR	0x0a000002u
#define NETMASK_BITS	24

/* Make a stack; end it.  stop returns what was left behind: 0. */
void	net_start(void);
long	net_stop(void);

/* A frame arrives and is worked on until nothing is left to do. */
void	net_inject(const void *frame, size_t len);
/* The oldest frame sent, taken; its length, 0: none. */
size_t	net_sent(void *frame, size_t size);
/* Time passes; timers run. */
void	net_advance_s(unsigned seconds);
/* Let the nth allocation from now fail, once; 0: none. */
void	net_fail_alloc(long n);
/* Was it reached?  Then it is over. */
int	net_fail_hit(void);

/* Objects and packets in use. */
long	net_objects(void);
long	net_mbufs(void);

/*
 * Counters and settings: "ip", "icmp", "udp", "arp" as an array of counters
 * in the order of netinet/xxx_var.h.
 */
uint64_t net_counter(const char *proto, size_t offset);
void	net_set_forwarding(int on);
/* Put a neighbour into the ARP table. */
void	net_neighbour(uint32_t addr, const uint8_t *mac);

/* Sockets, by small numbers; errors are negative errnos of the kernel. */
int	net_udp(uint16_t port, int reuse);
int	net_raw(int proto);
int	net_routing(void);	/* its messages by net_send and net_receive */
int	net_connect(int so, uint32_t addr, uint16_t port);
int	net_send(int so, uint32_t addr, uint16_t port, const void *data,
	    size_t len);
/* Without waiting. */
int	net_receive(int so, void *data, size_t size, uint32_t *addr,
	    uint16_t *port);
int	net_error(int so);		/* SO_ERROR */
void	net_close(int so);
/* Shut the stack down with sockets open. */
void	net_shutdown(void);
