// SPDX-License-Identifier: BSD-2-Clause
/*
 * libnet - what the network tools share; see libnet.h.
 */
#include <sys/param.h>
#include <sys/jail.h>
#include <sys/socket.h>
#include <sys/sysctl.h>

#include <arpa/inet.h>
#include <net/if_dl.h>

#include <err.h>
#include <errno.h>
#include <jail.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "user/libnet/libnet.h"

/* The table may grow between asking its size and reading it: try again. */
void *
net_table(const char *name, size_t *len)
{
	char *buf = NULL;
	size_t n;
	int tries;

	for (tries = 0; tries < 10; tries++) {
		if (sysctlbyname(name, NULL, &n, NULL, 0) < 0)
			err(1, "sysctl %s", name);
		n += n / 4 + 1024;
		buf = realloc(buf, n);
		if (buf == NULL)
			err(1, "%zu bytes for %s", n, name);
		if (sysctlbyname(name, buf, &n, NULL, 0) == 0) {
			*len = n;
			return buf;
		}
		if (errno != ENOMEM)
			break;
	}
	err(1, "sysctl %s", name);
}

void
net_addrs_find(struct net_addrs *na, int mask, const void *p,
    const void *end)
{
	const char *at = p;
	int i;

	memset(na, 0, sizeof(*na));
	for (i = 0; i < RTAX_MAX; i++) {
		const struct sockaddr *sa = (const struct sockaddr *)at;

		if ((mask & (1 << i)) == 0)
			continue;
		if (at + 2 > (const char *)end ||
		    at + RTM_SA_SIZE(sa->sa_len) > (const char *)end)
			return;
		na->na[i] = sa;
		at += RTM_SA_SIZE(sa->sa_len);
	}
}

const char *
net_mac_text(const void *mac, size_t n)
{
	static char buf[32];
	const unsigned char *m = mac;
	size_t i;

	buf[0] = '\0';
	for (i = 0; i < n && i < 6; i++)
		snprintf(buf + strlen(buf), sizeof(buf) - strlen(buf),
		    "%s%02x", i > 0 ? ":" : "", m[i]);
	return buf;
}

const char *
net_addr_text(const struct sockaddr *sa)
{
	static char buf[64];
	const struct sockaddr_dl *sdl;

	if (sa == NULL)
		return "-";
	switch (sa->sa_family) {
	case AF_INET:
		return inet_ntop(AF_INET,
		    &((const struct sockaddr_in *)sa)->sin_addr, buf,
		    sizeof(buf));
	case AF_LINK:
		sdl = (const struct sockaddr_dl *)sa;
		if (sdl->sdl_alen > 0)
			return net_mac_text(LLADDR(sdl), sdl->sdl_alen);
		snprintf(buf, sizeof(buf), "link#%u", sdl->sdl_index);
		return buf;
	default:
		snprintf(buf, sizeof(buf), "(family %u)", sa->sa_family);
		return buf;
	}
}

int
net_mask_bits(const struct sockaddr *mask)
{
	uint32_t m;
	int bits = 0;

	if (mask == NULL || mask->sa_len == 0)
		return 0;
	m = ntohl(((const struct sockaddr_in *)mask)->sin_addr.s_addr);
	while (bits < 32 && (m & (1U << (31 - bits))) != 0)
		bits++;
	return m == (bits == 0 ? 0 : ~0U << (32 - bits)) ? bits : -1;
}

const char *
net_dst_text(const struct sockaddr *dst, const struct sockaddr *mask)
{
	static char buf[96];
	const struct sockaddr_in *sin = (const struct sockaddr_in *)dst;
	int bits;

	if (dst == NULL || dst->sa_family != AF_INET || mask == NULL)
		return net_addr_text(dst);
	bits = net_mask_bits(mask);
	if (sin->sin_addr.s_addr == INADDR_ANY && bits == 0)
		return "default";
	snprintf(buf, sizeof(buf), "%s/%d", net_addr_text(dst), bits);
	return buf;
}

void
net_sockaddr(struct sockaddr_in *sin, struct in_addr addr)
{
	memset(sin, 0, sizeof(*sin));
	sin->sin_len = sizeof(*sin);
	sin->sin_family = AF_INET;
	sin->sin_addr = addr;
}

struct in_addr
net_mask_of(int bits)
{
	struct in_addr a;

	a.s_addr = bits <= 0 ? 0 : htonl(~0U << (32 - bits));
	return a;
}

int
net_parse_prefix(const char *s, struct in_addr *addr, int *bits)
{
	char buf[64], *slash, *end;
	long n;

	if (strlen(s) >= sizeof(buf))
		return -1;
	strcpy(buf, s);
	*bits = -1;
	slash = strchr(buf, '/');
	if (slash != NULL) {
		*slash = '\0';
		n = strtol(slash + 1, &end, 10);
		if (slash[1] == '\0' || *end != '\0' || n < 0 || n > 32)
			return -1;
		*bits = (int)n;
	}
	return inet_pton(AF_INET, buf, addr) == 1 ? 0 : -1;
}

int
net_parse_mac(const char *s, unsigned char mac[6])
{
	unsigned long v;
	char *end;
	int i;

	for (i = 0; i < 6; i++) {
		v = strtoul(s, &end, 16);
		if (end == s || v > 255 || *end != (i < 5 ? ':' : '\0'))
			return -1;
		mac[i] = (unsigned char)v;
		s = end + 1;
	}
	return 0;
}

void
net_attach_jail(const char *name)
{
	int jid = jail_getid(name);

	if (jid < 0)
		errx(1, "jail \"%s\" not found", name);
	if (jail_attach(jid) < 0)
		err(1, "cannot attach to jail \"%s\"", name);
}
