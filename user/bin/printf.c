// SPDX-License-Identifier: BSD-2-Clause
/*
 * printf - print arguments by a format.
 *
 * Each conversion takes one argument and is handed to the C library alone,
 * with its flags; the format is used again while arguments are left.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char **arg;			/* the next argument */
static int status;
static int stopped;			/* \c was seen */

static void
usage(void)
{
	fprintf(stderr, "usage: printf format [argument ...]\n");
	exit(1);
}

static int
octal(const char **s, int digits)
{
	int value = 0;

	for (; digits > 0 && **s >= '0' && **s <= '7'; digits--)
		value = value * 8 + *(*s)++ - '0';
	return value;
}

/*
 * The character a backslash sequence stands for; *s is behind the backslash
 * and moves past it.  In %b an octal number begins with 0.
 */
static int
escape(const char **s, int in_b)
{
	static const char from[] = "abefnrtv", to[] = "\a\b\033\f\n\r\t\v";
	const char *p;

	if (**s >= '0' && **s <= '7') {
		if (in_b && **s == '0')
			(*s)++;
		return octal(s, 3);
	}
	if (**s == '\0')
		return '\\';
	p = strchr(from, *(*s)++);
	if (p != NULL)
		return to[p - from];
	if ((*s)[-1] == 'c')
		stopped = 1;
	return (*s)[-1];
}

static const char *
arg_text(void)
{
	return *arg == NULL ? "" : *arg++;
}

/* A number, or with a quote before it a character's code. */
static long
arg_number(void)
{
	const char *s = arg_text();
	char *end;
	long n;

	if (*s == '\'' || *s == '"')
		return (unsigned char)s[1];
	errno = 0;
	n = *s == '-' ? strtol(s, &end, 0) : (long)strtoul(s, &end, 0);
	if (*end != '\0') {
		warnx("%s: %s", s, end == s ? "expected numeric value" :
		    "not completely converted");
		status = 1;
	} else if (errno != 0) {
		warn("%s", s);
		status = 1;
	}
	return n;
}

static double
arg_double(void)
{
	const char *s = arg_text();
	char *end;
	double d = strtod(s, &end);

	if (*end != '\0') {
		warnx("%s: expected numeric value", s);
		status = 1;
	}
	return d;
}

/* The argument with its backslash sequences replaced. */
static void
print_b(void)
{
	const char *s = arg_text();
	int c;

	while (*s != '\0' && !stopped) {
		c = (unsigned char)*s++;
		if (c == '\\')
			c = escape(&s, 1);
		if (!stopped)
			putchar(c);
	}
}

/* spec is "%" and flags up to before the letter; room for two more. */
static void
convert(char *spec, size_t len, char letter)
{
	if (strchr("diouxX", letter) != NULL) {
		spec[len++] = 'l';
		spec[len++] = letter;
		spec[len] = '\0';
		printf(spec, arg_number());
		return;
	}
	spec[len++] = letter;
	spec[len] = '\0';
	if (letter == 'b')
		print_b();
	else if (letter == 'c')
		printf(spec, *arg_text());
	else if (letter == 's')
		printf(spec, arg_text());
	else if (letter != '\0' && strchr("aAeEfFgG", letter) != NULL)
		printf(spec, arg_double());
	else
		errx(1, "%s: invalid directive", spec);
}

/* One conversion at *s, which is behind the percent sign. */
static void
conversion(const char **s)
{
	char spec[64] = "%";
	size_t len = 1;

	if (**s == '%') {
		putchar('%');
		(*s)++;
		return;
	}
	while (**s != '\0' && strchr("#-+ 0.123456789*", **s) != NULL) {
		if (len > sizeof(spec) - 24)
			errx(1, "%s: invalid directive", spec);
		if (*(*s)++ != '*')
			spec[len++] = (*s)[-1];
		else
			len += (size_t)sprintf(spec + len, "%d",
			    (int)arg_number());
	}
	convert(spec, len, **s);
	(*s)++;
}

static void
format_print(const char *s)
{
	int c;

	while ((c = (unsigned char)*s) != '\0' && !stopped) {
		s++;
		if (c == '%') {
			conversion(&s);
			continue;
		}
		if (c == '\\')
			c = escape(&s, 0);
		if (!stopped)
			putchar(c);
	}
}

int
main(int argc, char **argv)
{
	char **before;

	arg = argv + 1;
	if (argc > 1 && strcmp(*arg, "--") == 0)
		arg++;
	if (*arg == NULL)
		usage();
	argv = arg++;
	do {
		before = arg;
		format_print(*argv);
	} while (*arg != NULL && arg > before && !stopped);
	return fflush(stdout) == 0 ? status : 1;
}
