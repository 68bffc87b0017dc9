// SPDX-License-Identifier: BSD-2-Clause
/*
 * string - bytes and strings in memory.
 *
 * Lengths of eight bytes and more are moved as whole words; the odd end is
 * one more word that overlaps what is already there, so no byte loop and
 * no alignment games.  Shorter ones take the same trick with smaller words.
 */
#include <stdint.h>

#include "arch-x86_64/cpu/copy.h"
#include "kernel/lib/string.h"

/* Words at any address, invisible to the aliasing rules. */
struct word16 { uint16_t v; } __attribute__((packed, may_alias));
struct word32 { uint32_t v; } __attribute__((packed, may_alias));
struct word64 { uint64_t v; } __attribute__((packed, may_alias));

/* Below so many bytes the string instructions cost more to start. */
#define WORDS_MIN	32

/* Copy n < 8 bytes: both ends are read before either is written. */
static void
copy_short(char *d, const char *s, size_t n)
{
	if (n >= 4) {
		uint32_t a = ((const struct word32 *)s)->v;
		uint32_t b = ((const struct word32 *)(s + n - 4))->v;

		((struct word32 *)d)->v = a;
		((struct word32 *)(d + n - 4))->v = b;
	} else if (n >= 2) {
		uint16_t a = ((const struct word16 *)s)->v;
		uint16_t b = ((const struct word16 *)(s + n - 2))->v;

		((struct word16 *)d)->v = a;
		((struct word16 *)(d + n - 2))->v = b;
	} else if (n == 1) {
		*d = *s;
	}
}

/* Copy n >= 8 bytes upwards; right also where dst overlaps below src. */
static void
copy_up(char *d, const char *s, size_t n)
{
	uint64_t last = ((const struct word64 *)(s + n - 8))->v;
	struct word64 *tail = (struct word64 *)(d + n - 8);
	size_t i;

	if (n >= WORDS_MIN) {
		cpu_copy_words(d, s, (n - 1) / 8);
	} else {
		for (i = 0; i + 8 < n; i += 8)
			((struct word64 *)(d + i))->v =
			    ((const struct word64 *)(s + i))->v;
	}
	tail->v = last;
}

/* Copy n >= 8 bytes from the end down, for dst overlapping above src. */
static void
copy_down(char *d, const char *s, size_t n)
{
	uint64_t first = ((const struct word64 *)s)->v;
	size_t i;

	for (i = n; i > 8; i -= 8)
		((struct word64 *)(d + i - 8))->v =
		    ((const struct word64 *)(s + i - 8))->v;
	((struct word64 *)d)->v = first;
}

void *
memcpy(void *restrict dst, const void *restrict src, size_t n)
{
	if (n < 8)
		copy_short(dst, src, n);
	else
		copy_up(dst, src, n);
	return dst;
}

void *
memmove(void *dst, const void *src, size_t n)
{
	if (n < 8)
		copy_short(dst, src, n);
	else if ((uintptr_t)dst - (uintptr_t)src >= n)
		copy_up(dst, src, n);	/* below src, or apart from it */
	else
		copy_down(dst, src, n);
	return dst;
}

void *
memset(void *dst, int c, size_t n)
{
	uint64_t v = (uint8_t)c * 0x0101010101010101ul;
	volatile char *d = dst;
	size_t i;

	if (n >= 8) {
		cpu_fill_words(dst, v, n / 8);
		((struct word64 *)((char *)dst + n - 8))->v = v;
		return dst;
	}
	for (i = 0; i < n; i++)
		d[i] = (char)c;
	return dst;
}

int
memcmp(const void *a, const void *b, size_t n)
{
	const uint8_t *p = a, *q = b;

	/* Skip equal words; the byte loop then finds the place. */
	while (n >= 8 && ((const struct word64 *)p)->v ==
	    ((const struct word64 *)q)->v) {
		p += 8;
		q += 8;
		n -= 8;
	}
	for (; n > 0; n--, p++, q++) {
		if (*p != *q)
			return *p - *q;
	}
	return 0;
}

void *
memchr(const void *s, int c, size_t n)
{
	const uint8_t *p = s;

	for (; n > 0; n--, p++) {
		if (*p == (uint8_t)c)
			return (void *)(uintptr_t)p;
	}
	return NULL;
}

size_t
strlen(const char *s)
{
	const char *p = s;

	while (*p != '\0')
		p++;
	return (size_t)(p - s);
}

size_t
strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n] != '\0')
		n++;
	return n;
}

int
strcmp(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

int
strncmp(const char *a, const char *b, size_t n)
{
	for (; n > 0; n--, a++, b++) {
		if (*a != *b || *a == '\0')
			return (unsigned char)*a - (unsigned char)*b;
	}
	return 0;
}

char *
strchr(const char *s, int c)
{
	for (; *s != (char)c; s++) {
		if (*s == '\0')
			return NULL;
	}
	return (char *)(uintptr_t)s;
}

char *
strrchr(const char *s, int c)
{
	const char *last = NULL;

	for (;; s++) {
		if (*s == (char)c)
			last = s;
		if (*s == '\0')
			return (char *)(uintptr_t)last;
	}
}

char *
strstr(const char *s, const char *what)
{
	size_t n = strlen(what);

	for (; strncmp(s, what, n) != 0; s++) {
		if (*s == '\0')
			return NULL;
	}
	return (char *)(uintptr_t)s;
}

size_t
strlcpy(char *dst, const char *src, size_t size)
{
	size_t len = strlen(src);
	size_t n = len < size ? len : size - 1;

	if (size > 0) {
		memcpy(dst, src, n);
		dst[n] = '\0';
	}
	return len;
}

size_t
strlcat(char *dst, const char *src, size_t size)
{
	size_t have = strnlen(dst, size);

	if (have == size)	/* not terminated within size: leave it */
		return size + strlen(src);
	return have + strlcpy(dst + have, src, size - have);
}
