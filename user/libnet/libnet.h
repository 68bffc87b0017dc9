// SPDX-License-Identifier: BSD-2-Clause
/*
 * libnet - what the network tools share: kernel tables, routing messages,
 * address text, and going into a jail first (-j).
 */
#pragma once

#include <net/route.h>
#include <netinet/in.h>
#include <stddef.h>

struct sockaddr;

/* Addresses of one routing message, by RTAX_*; NULL where absent. */
struct net_addrs {
	const struct sockaddr *na[RTAX_MAX];
};

/*
 * A whole sysctl as one allocated block; *len bytes.  Ends the program with
 * a message if the kernel refuses.
 */
void	*net_table(const char *name, size_t *len);

/* Find the addresses that mask says follow at p, none beyond end. */
void	net_addrs_find(struct net_addrs *na, int mask, const void *p,
	    const void *end);

/* Dotted address; a static buffer. */
const char *net_addr_text(const struct sockaddr *sa);
/*
 * A route's destination: "default", "10.0.0.0/24", "10.0.0.1"; a static
 * buffer.  mask NULL for a host.
 */
const char *net_dst_text(const struct sockaddr *dst,
	    const struct sockaddr *mask);
/* aa:bb:cc:dd:ee:ff of n bytes; a static buffer. */
const char *net_mac_text(const void *mac, size_t n);
/* Bits in a mask, or -1 if they are not contiguous. */
int	net_mask_bits(const struct sockaddr *mask);
/* Parse "10.0.0.0/24" or "10.0.0.0"; bits -1 without a slash.  0 or -1. */
int	net_parse_prefix(const char *s, struct in_addr *addr, int *bits);
/* Fill an internet sockaddr. */
void	net_sockaddr(struct sockaddr_in *sin, struct in_addr addr);
struct in_addr net_mask_of(int bits);
/* Parse aa:bb:cc:dd:ee:ff; 0 or -1. */
int	net_parse_mac(const char *s, unsigned char mac[6]);

/* Attach to a jail, by name or jid, or end with a message and status 1. */
void	net_attach_jail(const char *name);

/*
 * Show all interfaces, or the one named only, in ifconfig's form; with
 * names_only just their names on a line.  Only those with all flags of want
 * and none of hide.  Returns how many were shown.
 */
int	net_show_interfaces(const char *only, int names_only, int want,
	    int hide);
