// SPDX-License-Identifier: BSD-2-Clause
/*
 * strtoul - numbers from text.
 *
 * One scanner returns magnitude, sign and whether it fit; the two public
 * functions only differ in how they saturate.
 */
#include <stddef.h>

#include "kernel/lib/string.h"

/* The compiler's <limits.h> wants a C library's; these say it all. */
#define ULONG_MAX	(~0ul)
#define LONG_MAX	((long)(ULONG_MAX >> 1))
#define LONG_MIN	(-LONG_MAX - 1)

struct scan {
	unsigned long sc_value;		/* [t] magnitude, ULONG_MAX if over */
	int sc_negative;		/* [t] */
	int sc_over;			/* [t] did not fit */
};

/* Value of a digit in any base up to 36, or 36. */
static int
digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 10;
	return 36;
}

/* Skip the prefix that belongs to base; settle base 0. */
static const char *
scan_prefix(const char *s, int *base)
{
	int hex = s[0] == '0' && (s[1] == 'x' || s[1] == 'X') &&
	    digit_value(s[2]) < 16;

	if ((*base == 0 || *base == 16) && hex) {
		*base = 16;
		return s + 2;
	}
	if (*base == 0)
		*base = s[0] == '0' ? 8 : 10;
	return s;
}

static struct scan
scan_number(const char *s, char **end, int base)
{
	struct scan sc = { 0, 0, 0 };
	const char *start = s, *digits;
	int d;

	while (*s == ' ' || (*s >= '\t' && *s <= '\r'))
		s++;
	if (*s == '-' || *s == '+')
		sc.sc_negative = *s++ == '-';
	s = digits = scan_prefix(s, &base);
	for (; (d = digit_value(*s)) < base; s++) {
		if (__builtin_mul_overflow(sc.sc_value, (unsigned long)base,
		    &sc.sc_value) ||
		    __builtin_add_overflow(sc.sc_value, (unsigned long)d,
		    &sc.sc_value))
			sc.sc_over = 1;
	}
	if (end != NULL)	/* no digits: nothing was used */
		*end = (char *)(s == digits ? start : s);
	return sc;
}

unsigned long
strtoul(const char *s, char **end, int base)
{
	struct scan sc = scan_number(s, end, base);

	if (sc.sc_over)
		return ULONG_MAX;
	return sc.sc_negative ? -sc.sc_value : sc.sc_value;
}

long
strtol(const char *s, char **end, int base)
{
	struct scan sc = scan_number(s, end, base);

	if (sc.sc_negative) {
		if (sc.sc_over || sc.sc_value > (unsigned long)LONG_MAX + 1)
			return LONG_MIN;
		return (long)-sc.sc_value;
	}
	if (sc.sc_over || sc.sc_value > LONG_MAX)
		return LONG_MAX;
	return (long)sc.sc_value;
}
