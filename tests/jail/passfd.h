// SPDX-License-Identifier: BSD-2-Clause
/* passfd - a descriptor in a message of one byte, over a local socket. */
#pragma once

#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

/* 0, or -1 with errno. */
static inline int
send_fd(int s, int fd)
{
	char ctl[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec iov = { .iov_base = "x", .iov_len = 1 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = ctl, .msg_controllen = sizeof(ctl) };
	struct cmsghdr *ch = (void *)ctl;

	ch->cmsg_len = CMSG_LEN(sizeof(fd));
	ch->cmsg_level = SOL_SOCKET;
	ch->cmsg_type = SCM_RIGHTS;
	memcpy(CMSG_DATA(ch), &fd, sizeof(fd));
	return sendmsg(s, &mh, 0) == 1 ? 0 : -1;
}

/* The descriptor, -1: none came; *flags says why, if anybody asks. */
static inline int
receive_fd(int s, int *flags)
{
	char c, ctl[CMSG_SPACE(sizeof(int))];
	struct iovec iov = { .iov_base = &c, .iov_len = 1 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = ctl, .msg_controllen = sizeof(ctl) };
	int fd = -1;

	if (recvmsg(s, &mh, 0) == 1 && mh.msg_controllen >= sizeof(ctl))
		memcpy(&fd, CMSG_DATA((struct cmsghdr *)(void *)ctl),
		    sizeof(fd));
	if (flags != NULL)
		*flags = mh.msg_flags;
	return fd;
}
