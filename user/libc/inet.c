// SPDX-License-Identifier: BSD-2-Clause
/*
 * inet - internet addresses as text, and back.  IPv4 only so far.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The old forms: one to four numbers, decimal, octal or hexadecimal, the
 * last of which fills all the bytes that are left.
 */
int
inet_aton(const char *s, struct in_addr *in)
{
	unsigned long part[4], val;
	char *end;
	int i, n;

	for (n = 0; n < 4; s = end + 1) {
		if (*s < '0' || *s > '9')
			return 0;
		part[n++] = strtoul(s, &end, 0);
		if (*end != '.')
			break;
	}
	if (*end != '\0' && *end != ' ' && *end != '\n')
		return 0;
	for (i = 0, val = 0; i < n - 1; i++) {
		if (part[i] > 255)
			return 0;
		val |= part[i] << (24 - 8 * i);
	}
	if (part[n - 1] > 0xffffffffUL >> (8 * (n - 1)))
		return 0;
	in->s_addr = htonl((uint32_t)(val | part[n - 1]));
	return 1;
}

in_addr_t
inet_addr(const char *s)
{
	struct in_addr in;

	return inet_aton(s, &in) ? in.s_addr : INADDR_NONE;
}

char *
inet_ntoa(struct in_addr in)
{
	static char text[INET_ADDRSTRLEN];
	const unsigned char *b = (const unsigned char *)&in;

	snprintf(text, sizeof(text), "%u.%u.%u.%u", b[0], b[1], b[2], b[3]);
	return text;
}

const char *
inet_ntop(int af, const void *restrict src, char *restrict dst,
    socklen_t size)
{
	const unsigned char *b = src;
	int len;

	if (af != AF_INET) {
		errno = EAFNOSUPPORT;
		return NULL;
	}
	len = snprintf(dst, size, "%u.%u.%u.%u", b[0], b[1], b[2], b[3]);
	if (len < 0 || (socklen_t)len >= size) {
		errno = ENOSPC;
		return NULL;
	}
	return dst;
}

/* Exactly four decimal numbers, without needless zeros. */
int
inet_pton(int af, const char *restrict src, void *restrict dst)
{
	unsigned char b[4];
	unsigned val;
	int i;

	if (af != AF_INET) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	for (i = 0; i < 4; i++) {
		if (*src < '0' || *src > '9')
			return 0;
		if (*src == '0' && src[1] >= '0' && src[1] <= '9')
			return 0;
		for (val = 0; *src >= '0' && *src <= '9'; src++) {
			val = val * 10 + (unsigned)(*src - '0');
			if (val > 255)
				return 0;
		}
		if (*src++ != (i < 3 ? '.' : '\0'))
			return 0;
		b[i] = (unsigned char)val;
	}
	memcpy(dst, b, sizeof(b));
	return 1;
}
