// SPDX-License-Identifier: BSD-2-Clause
/*
 * socket - the short forms of sending and receiving.
 */
#include <sys/socket.h>

ssize_t
recv(int fd, void *buf, size_t len, int flags)
{
	return recvfrom(fd, buf, len, flags, NULL, NULL);
}

ssize_t
send(int fd, const void *buf, size_t len, int flags)
{
	return sendto(fd, buf, len, flags, NULL, 0);
}
