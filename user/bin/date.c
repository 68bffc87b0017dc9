// SPDX-License-Identifier: BSD-2-Clause
/*
 * date - print the time, or set it.
 */
#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: date [-jnu] [-r seconds] "
	    "[[[[[cc]yy]mm]dd]HH]MM[.ss]] [+format]\n");
	exit(1);
}

/* The two digits that end at *end, which moves before them. */
static int
two_digits(const char *start, const char **end)
{
	*end -= 2;
	if (*end < start || !isdigit((unsigned char)(*end)[0]) ||
	    !isdigit((unsigned char)(*end)[1]))
		errx(1, "illegal time format");
	return ((*end)[0] - '0') * 10 + (*end)[1] - '0';
}

/* Parts are given from the right; what is missing stays as now. */
static time_t
parse(const char *s)
{
	time_t now = time(NULL);
	struct tm tm = *localtime(&now);
	const char *dot = strchr(s, '.'), *end = s + strlen(s);
	int year;

	tm.tm_sec = 0;
	if (dot != NULL) {
		tm.tm_sec = two_digits(dot + 1, &end);
		end = dot;
	}
	tm.tm_min = two_digits(s, &end);
	if (end > s)
		tm.tm_hour = two_digits(s, &end);
	if (end > s)
		tm.tm_mday = two_digits(s, &end);
	if (end > s)
		tm.tm_mon = two_digits(s, &end) - 1;
	if (end > s) {
		year = two_digits(s, &end);
		if (end > s)
			tm.tm_year = two_digits(s, &end) * 100 + year - 1900;
		else
			tm.tm_year = year < 69 ? year + 100 : year;
	}
	if (end != s)
		errx(1, "illegal time format");
	return mktime(&tm);
}

static void
set(time_t when)
{
	struct timeval tv = { .tv_sec = when };

	if (settimeofday(&tv, NULL) != 0)
		err(1, "settimeofday");
}

int
main(int argc, char **argv)
{
	const char *format = "%a %b %e %H:%M:%S %Z %Y";
	time_t when = time(NULL);
	int ch, only_parse = 0;
	char text[256];

	while ((ch = getopt(argc, argv, "jnr:u")) != -1) {
		switch (ch) {
		case 'j':
			only_parse = 1;
			break;
		case 'n':
			break;
		case 'r':
			when = strtol(optarg, NULL, 0);
			break;
		case 'u':
			setenv("TZ", "UTC0", 1);
			break;
		default:
			usage();
		}
	}
	argv += optind;
	if (*argv != NULL && **argv != '+') {
		when = parse(*argv++);
		if (!only_parse)
			set(when);
	}
	if (*argv != NULL && **argv == '+')
		format = *argv++ + 1;
	if (*argv != NULL)
		usage();
	if (strftime(text, sizeof(text), format, localtime(&when)) == 0)
		text[0] = '\0';
	puts(text);
	return 0;
}
