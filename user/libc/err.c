// SPDX-License-Identifier: BSD-2-Clause
/*
 * err - messages that begin with the program's name.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *progname = "?";

const char *
getprogname(void)
{
	return progname;
}

void
setprogname(const char *path)
{
	const char *slash = strrchr(path, '/');

	progname = slash == NULL ? path : slash + 1;
}

/* code < 0: say no error text. */
static void
message(int code, const char *fmt, va_list ap)
{
	fflush(stdout);
	fprintf(stderr, "%s: ", progname);
	if (fmt != NULL) {
		vfprintf(stderr, fmt, ap);
		if (code >= 0)
			fputs(": ", stderr);
	}
	if (code >= 0)
		fputs(strerror(code), stderr);
	fputc('\n', stderr);
}

void
vwarn(const char *fmt, va_list ap)
{
	message(errno, fmt, ap);
}

void
vwarnx(const char *fmt, va_list ap)
{
	message(-1, fmt, ap);
}

void
verr(int status, const char *fmt, va_list ap)
{
	message(errno, fmt, ap);
	exit(status);
}

void
verrx(int status, const char *fmt, va_list ap)
{
	message(-1, fmt, ap);
	exit(status);
}

void
warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vwarn(fmt, ap);
	va_end(ap);
}

void
warnx(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vwarnx(fmt, ap);
	va_end(ap);
}

void
warnc(int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	message(code, fmt, ap);
	va_end(ap);
}

void
err(int status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	verr(status, fmt, ap);
}

void
errx(int status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	verrx(status, fmt, ap);
}

void
errc(int status, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	message(code, fmt, ap);
	exit(status);
}
