// SPDX-License-Identifier: BSD-2-Clause
/*
 * term - terminals, by ioctl.
 */
#include <errno.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

int	_isatty(int);

int
tcgetattr(int fd, struct termios *t)
{
	return ioctl(fd, TIOCGETA, t);
}

int
tcsetattr(int fd, int when, const struct termios *t)
{
	switch (when) {
	case TCSANOW:
		return ioctl(fd, TIOCSETA, t);
	case TCSADRAIN:
		return ioctl(fd, TIOCSETAW, t);
	case TCSAFLUSH:
		return ioctl(fd, TIOCSETAF, t);
	default:
		errno = EINVAL;
		return -1;
	}
}

int
isatty(int fd)
{
	struct termios t;

	return tcgetattr(fd, &t) == 0;
}

int
_isatty(int fd)
{
	return isatty(fd);
}

int
tcdrain(int fd)
{
	return ioctl(fd, TIOCDRAIN);
}

/* TIOCFLUSH takes the sides as FREAD and FWRITE, which are 1 and 2. */
int
tcflush(int fd, int which)
{
	if (which < TCIFLUSH || which > TCIOFLUSH) {
		errno = EINVAL;
		return -1;
	}
	return ioctl(fd, TIOCFLUSH, &which);
}

int
tcflow(int fd, int action)
{
	switch (action) {
	case TCOOFF:
		return ioctl(fd, TIOCSTOP);
	case TCOON:
		return ioctl(fd, TIOCSTART);
	default:
		errno = EINVAL;
		return -1;
	}
}

/* No line we have can send a break. */
int
tcsendbreak(int fd, int len)
{
	(void)len;
	return isatty(fd) ? 0 : -1;
}

pid_t
tcgetpgrp(int fd)
{
	int group;

	return ioctl(fd, TIOCGPGRP, &group) == 0 ? group : -1;
}

int
tcsetpgrp(int fd, pid_t group)
{
	return ioctl(fd, TIOCSPGRP, &group);
}

pid_t
tcgetsid(int fd)
{
	int sid;

	return ioctl(fd, TIOCGSID, &sid) == 0 ? sid : -1;
}

speed_t
cfgetispeed(const struct termios *t)
{
	return t->c_ispeed;
}

speed_t
cfgetospeed(const struct termios *t)
{
	return t->c_ospeed;
}

int
cfsetispeed(struct termios *t, speed_t speed)
{
	t->c_ispeed = speed;
	return 0;
}

int
cfsetospeed(struct termios *t, speed_t speed)
{
	t->c_ospeed = speed;
	return 0;
}

void
cfmakeraw(struct termios *t)
{
	t->c_iflag &= ~(IMAXBEL | IXOFF | INPCK | BRKINT | PARMRK | ISTRIP |
	    INLCR | IGNCR | ICRNL | IXON | IGNPAR);
	t->c_iflag |= IGNBRK;
	t->c_oflag &= ~OPOST;
	t->c_lflag &= ~(ECHO | ECHOE | ECHOK | ECHONL | ICANON | ISIG |
	    IEXTEN | NOFLSH | TOSTOP | PENDIN);
	t->c_cflag &= ~(CSIZE | PARENB);
	t->c_cflag |= CS8 | CREAD;
	t->c_cc[VMIN] = 1;
	t->c_cc[VTIME] = 0;
}
