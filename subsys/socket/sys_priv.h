// SPDX-License-Identifier: BSD-2-Clause
/* sys_priv - what the files with socket system calls share. */
#pragma once

#include "subsys/net/vnet.h"
#include "kernel/sys/syscall.h"
#include "subsys/socket/socket.h"

/*
 * Socket of a descriptor, entered, with its stack to be made current by the
 * caller; the file is held.  0, EBADF, ENOTSOCK, ECONNABORTED.
 */
int	sys_socket_get(struct thread *td, uint64_t fd, struct file **fp,
	    struct socket **so);
void	sys_socket_put(struct file *fp, struct socket *so);

/*
 * Wrap so, which is taken over, and give it a descriptor; type may have
 * SOCK_NONBLOCK and SOCK_CLOEXEC.  0, EMFILE, ENFILE, ENOMEM.
 */
int	sys_socket_install(struct thread *td, struct socket *so, int type,
	    int *fd);

/* An address from a program: sa_len set to what was given. */
int	sys_sockaddr_in(uaddr_t addr, uint64_t len,
	    struct sockaddr_storage *ss);
/*
 * Give one to a program: *len there is its room, then the full length.
 * addr 0: not wanted.
 */
int	sys_sockaddr_out(const struct sockaddr_storage *ss, uaddr_t addr,
	    uaddr_t lenp);

/* The sockets of a stack, socket.c's.  [l] */
VNET_DECLARE(struct spinlock, so_lock);
#define V_so_lock	VNET(so_lock)
VNET_DECLARE(struct list, sockets);
#define V_sockets	VNET(sockets)
