// SPDX-License-Identifier: BSD-2-Clause
/* sys/ttycom - ioctl commands of terminals. */
#pragma once

#include <sys/ioccom.h>
#include <sys/termios.h>

struct winsize {
	unsigned short ws_row;
	unsigned short ws_col;
	unsigned short ws_xpixel;
	unsigned short ws_ypixel;
};

#define TIOCEXCL	_IO('t', 13)
#define TIOCNXCL	_IO('t', 14)
#define TIOCFLUSH	_IOW('t', 16, int)	/* FREAD, FWRITE; 0 both */
#define TIOCGETA	_IOR('t', 19, struct termios)
#define TIOCSETA	_IOW('t', 20, struct termios)
#define TIOCSETAW	_IOW('t', 21, struct termios)
#define TIOCSETAF	_IOW('t', 22, struct termios)
#define TIOCDRAIN	_IO('t', 94)
#define TIOCSCTTY	_IO('t', 97)		/* become controlling tty */
#define TIOCGSID	_IOR('t', 99, int)
#define TIOCGWINSZ	_IOR('t', 104, struct winsize)
#define TIOCSWINSZ	_IOW('t', 103, struct winsize)
#define TIOCSTART	_IO('t', 110)
#define TIOCSTOP	_IO('t', 111)
#define TIOCNOTTY	_IO('t', 113)
#define TIOCSTI		_IOW('t', 114, char)
#define TIOCOUTQ	_IOR('t', 115, int)
#define TIOCSPGRP	_IOW('t', 118, int)
#define TIOCGPGRP	_IOR('t', 119, int)
