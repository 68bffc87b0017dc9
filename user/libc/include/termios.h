// SPDX-License-Identifier: BSD-2-Clause
/* termios - the kernel's settings, and their functions. */
#pragma once

#include <sys/termios.h>
#include <sys/ttycom.h>

speed_t	cfgetispeed(const struct termios *);
speed_t	cfgetospeed(const struct termios *);
int	cfsetispeed(struct termios *, speed_t);
int	cfsetospeed(struct termios *, speed_t);
void	cfmakeraw(struct termios *);
int	tcgetattr(int, struct termios *);
int	tcsetattr(int, int, const struct termios *);
int	tcdrain(int);
int	tcflow(int, int);
int	tcflush(int, int);
int	tcsendbreak(int, int);
pid_t	tcgetsid(int);
