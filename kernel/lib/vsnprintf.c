// SPDX-License-Identifier: BSD-2-Clause
/*
 * vsnprintf - formatted output into a buffer.
 *
 * A conversion is parsed into a struct conv, then emitted as padding, sign
 * or prefix, zeros, digits, padding.  Nothing is written past the buffer,
 * but everything is counted: the result is the length it would have had.
 */
#include <stdint.h>

#include "kernel/lib/string.h"

#define CONV_LEFT	0x01	/* - */
#define CONV_ZERO	0x02	/* 0 */
#define CONV_PLUS	0x04	/* + */
#define CONV_SPACE	0x08
#define CONV_ALT	0x10	/* # */
#define CONV_UPPER	0x20
#define CONV_SIGNED	0x40

#define DIGITS_MAX	24	/* 64 bits in octal is 22 */

/* All [t]: output buffer, and one conversion. */
struct out {
	char *o_buf;
	size_t o_size;
	size_t o_len;		/* what was put, fitting or not */
};

struct conv {
	int cv_flags;		/* CONV_* */
	int cv_width;
	int cv_prec;		/* -1: none given */
	int cv_bytes;		/* size of the integer argument */
};

static void
out_char(struct out *o, char c)
{
	if (o->o_len + 1 < o->o_size)
		o->o_buf[o->o_len] = c;
	o->o_len++;
}

static void
out_pad(struct out *o, char c, int n)
{
	for (; n > 0; n--)
		out_char(o, c);
}

static void
out_bytes(struct out *o, const char *s, int n)
{
	for (; n > 0; n--)
		out_char(o, *s++);
}

/* Text of n bytes, padded to the width. */
static void
out_text(struct out *o, const struct conv *cv, const char *s, int n)
{
	int pad = cv->cv_width - n;

	if ((cv->cv_flags & CONV_LEFT) == 0)
		out_pad(o, ' ', pad);
	out_bytes(o, s, n);
	if ((cv->cv_flags & CONV_LEFT) != 0)
		out_pad(o, ' ', pad);
}

/* Digits of v into the end of buf; returns how many. */
static int
digits_make(char buf[DIGITS_MAX], uint64_t v, unsigned base, int upper)
{
	const char *set = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	int n = 0;

	for (; v != 0; v /= base)
		buf[DIGITS_MAX - ++n] = set[v % base];
	return n;
}

/* A number: sign or prefix, zeros up to the precision, digits. */
static void
out_number(struct out *o, const struct conv *cv, uint64_t v, unsigned base,
    const char *prefix)
{
	char buf[DIGITS_MAX];
	int n, zeros, plen, pad;

	n = digits_make(buf, v, base, cv->cv_flags & CONV_UPPER);
	plen = (int)strlen(prefix);
	zeros = (cv->cv_prec < 0 ? 1 : cv->cv_prec) - n;
	if (zeros < 0)
		zeros = 0;
	if (base == 8 && (cv->cv_flags & CONV_ALT) && zeros == 0)
		zeros = 1;
	pad = cv->cv_width - plen - zeros - n;
	if (pad > 0 && cv->cv_prec < 0 &&
	    (cv->cv_flags & (CONV_ZERO | CONV_LEFT)) == CONV_ZERO) {
		zeros += pad;
		pad = 0;
	}
	if ((cv->cv_flags & CONV_LEFT) == 0)
		out_pad(o, ' ', pad);
	out_bytes(o, prefix, plen);
	out_pad(o, '0', zeros);
	out_bytes(o, buf + DIGITS_MAX - n, n);
	if ((cv->cv_flags & CONV_LEFT) != 0)
		out_pad(o, ' ', pad);
}

static const char *
parse_flags(const char *f, struct conv *cv)
{
	for (;; f++) {
		switch (*f) {
		case '-':
			cv->cv_flags |= CONV_LEFT;
			break;
		case '0':
			cv->cv_flags |= CONV_ZERO;
			break;
		case '+':
			cv->cv_flags |= CONV_PLUS;
			break;
		case ' ':
			cv->cv_flags |= CONV_SPACE;
			break;
		case '#':
			cv->cv_flags |= CONV_ALT;
			break;
		default:
			return f;
		}
	}
}

/* va_list in a struct: it must be passed on and still move. */
struct args {
	va_list ar_ap;
};

/* A number in the format, or * for one among the arguments. */
static const char *
parse_count(const char *f, struct args *ar, int *count)
{
	int n = 0;

	if (*f == '*') {
		*count = va_arg(ar->ar_ap, int);
		return f + 1;
	}
	for (; *f >= '0' && *f <= '9'; f++) {
		if (n < 100000)
			n = n * 10 + (*f - '0');
	}
	*count = n;
	return f;
}

static const char *
parse_width(const char *f, struct conv *cv, struct args *ar)
{
	f = parse_count(f, ar, &cv->cv_width);
	if (cv->cv_width < 0) {
		cv->cv_flags |= CONV_LEFT;
		cv->cv_width = -cv->cv_width;
	}
	cv->cv_prec = -1;
	if (*f == '.')
		f = parse_count(f + 1, ar, &cv->cv_prec);
	return f;
}

static const char *
parse_length(const char *f, struct conv *cv)
{
	cv->cv_bytes = sizeof(int);
	for (;; f++) {
		switch (*f) {
		case 'h':	/* h halves what is there: short, then char */
			cv->cv_bytes /= 2;
			break;
		case 'l':
		case 'z':
		case 'j':
		case 't':
			cv->cv_bytes = sizeof(long);
			break;
		default:
			return f;
		}
	}
}

/* Cut v to n bytes, by sign or by zeros. */
static uint64_t
value_narrow(uint64_t v, int n, int is_signed)
{
	int shift = 64 - 8 * n;

	if (is_signed)
		return (uint64_t)((int64_t)(v << shift) >> shift);
	return v << shift >> shift;
}

static void
conv_signed(struct out *o, struct conv *cv, struct args *ar)
{
	const char *sign = "";
	uint64_t v;

	v = cv->cv_bytes == sizeof(long) ? va_arg(ar->ar_ap, uint64_t) :
	    va_arg(ar->ar_ap, unsigned);
	v = value_narrow(v, cv->cv_bytes, 1);
	if ((int64_t)v < 0) {
		sign = "-";
		v = -v;
	} else if (cv->cv_flags & CONV_PLUS) {
		sign = "+";
	} else if (cv->cv_flags & CONV_SPACE) {
		sign = " ";
	}
	out_number(o, cv, v, 10, sign);
}

static void
conv_unsigned(struct out *o, struct conv *cv, struct args *ar, char c)
{
	const char *prefix = "";
	unsigned base = 10;
	uint64_t v;

	v = cv->cv_bytes == sizeof(long) ? va_arg(ar->ar_ap, uint64_t) :
	    va_arg(ar->ar_ap, unsigned);
	v = value_narrow(v, cv->cv_bytes, 0);
	if (c == 'o')
		base = 8;
	if (c == 'x' || c == 'X')
		base = 16;
	if (c == 'X')
		cv->cv_flags |= CONV_UPPER;
	if (base == 16 && (cv->cv_flags & CONV_ALT) && v != 0)
		prefix = c == 'X' ? "0X" : "0x";
	out_number(o, cv, v, base, prefix);
}

static void
conv_string(struct out *o, const struct conv *cv, const char *s)
{
	size_t max = cv->cv_prec < 0 ? INT32_MAX : (size_t)cv->cv_prec;

	if (s == NULL)
		s = "(null)";
	out_text(o, cv, s, (int)strnlen(s, max));
}

static void
conv_emit(struct out *o, struct conv *cv, struct args *ar, char c)
{
	char ch;

	switch (c) {
	case 'd':
	case 'i':
		conv_signed(o, cv, ar);
		break;
	case 'u':
	case 'o':
	case 'x':
	case 'X':
		conv_unsigned(o, cv, ar, c);
		break;
	case 'p':
		out_number(o, cv, (uintptr_t)va_arg(ar->ar_ap, void *), 16,
		    "0x");
		break;
	case 'c':
		ch = (char)va_arg(ar->ar_ap, int);
		out_text(o, cv, &ch, 1);
		break;
	case 's':
		conv_string(o, cv, va_arg(ar->ar_ap, const char *));
		break;
	case '%':
		out_char(o, '%');
		break;
	default:	/* not ours: show it, take no argument */
		out_char(o, '%');
		out_char(o, c);
	}
}

int
vsnprintf(char *buf, size_t size, const char *fmt, va_list ap)
{
	struct out o = { buf, size, 0 };
	struct conv cv;
	struct args ar;

	va_copy(ar.ar_ap, ap);
	while (*fmt != '\0') {
		if (*fmt != '%') {
			out_char(&o, *fmt++);
			continue;
		}
		cv.cv_flags = 0;
		fmt = parse_flags(fmt + 1, &cv);
		fmt = parse_width(fmt, &cv, &ar);
		fmt = parse_length(fmt, &cv);
		if (*fmt == '\0')
			break;
		conv_emit(&o, &cv, &ar, *fmt++);
	}
	va_end(ar.ar_ap);
	if (size > 0)
		buf[o.o_len < size ? o.o_len : size - 1] = '\0';
	return (int)o.o_len;
}

int
snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return n;
}
