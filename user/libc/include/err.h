// SPDX-License-Identifier: BSD-2-Clause
/* err - messages that begin with the program's name. */
#pragma once

#include <stdarg.h>

void	err(int, const char *, ...)
	    __attribute__((noreturn, format(printf, 2, 3)));
void	errx(int, const char *, ...)
	    __attribute__((noreturn, format(printf, 2, 3)));
void	errc(int, int, const char *, ...)
	    __attribute__((noreturn, format(printf, 3, 4)));
void	verr(int, const char *, va_list) __attribute__((noreturn));
void	verrx(int, const char *, va_list) __attribute__((noreturn));
void	warn(const char *, ...) __attribute__((format(printf, 1, 2)));
void	warnx(const char *, ...) __attribute__((format(printf, 1, 2)));
void	warnc(int, const char *, ...) __attribute__((format(printf, 2, 3)));
void	vwarn(const char *, va_list);
void	vwarnx(const char *, va_list);

/* The program's name, without its directory. */
const char	*getprogname(void);
void	setprogname(const char *);
