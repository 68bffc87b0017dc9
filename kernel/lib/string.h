// SPDX-License-Identifier: BSD-2-Clause
/*
 * string - the C string functions the kernel uses, and formatted output
 * into buffers.  Semantics are C11's (7.24) and, for strlcpy and strlcat,
 * FreeBSD's strlcpy(3).
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

void	*memcpy(void *restrict dst, const void *restrict src, size_t n);
void	*memmove(void *dst, const void *src, size_t n);
void	*memset(void *dst, int c, size_t n);
int	memcmp(const void *a, const void *b, size_t n);
void	*memchr(const void *s, int c, size_t n);
size_t	strlen(const char *s);
size_t	strnlen(const char *s, size_t max);
int	strcmp(const char *a, const char *b);
int	strncmp(const char *a, const char *b, size_t n);
char	*strchr(const char *s, int c);
char	*strrchr(const char *s, int c);
char	*strstr(const char *s, const char *what);
size_t	strlcpy(char *dst, const char *src, size_t size);
size_t	strlcat(char *dst, const char *src, size_t size);

/*
 * Number from text: base 0 takes 0x, 0 and decimal.  *end is left at the
 * first character not used.  Overflow gives the largest value.
 */
unsigned long	strtoul(const char *s, char **end, int base);
long		strtol(const char *s, char **end, int base);

/*
 * printf into buf (size bytes, always terminated if size > 0); returns the
 * length it would have had.  Conversions: d i u x X o c s p %, flags - 0 +
 * space #, width, precision (both *), lengths hh h l ll z j t.
 */
int	vsnprintf(char *buf, size_t size, const char *fmt, va_list ap)
	    __attribute__((format(printf, 3, 0)));
int	snprintf(char *buf, size_t size, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
