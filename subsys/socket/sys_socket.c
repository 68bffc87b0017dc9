// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_socket - system calls that make and set up sockets.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/syscall.h>
#include "kernel/lib/string.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sysctl.h"
#include "subsys/net/vnet.h"
#include "subsys/socket/sys_priv.h"

int
sys_socket_get(struct thread *td, uint64_t fd, struct file **fp,
    struct socket **so)
{
	int error;

	error = fd_get(td->td_proc->p_fd, (int)fd, fp);
	if (error != 0)
		return error;
	error = ENOTSOCK;
	if ((*fp)->f_type == FTYPE_SOCKET) {
		*so = (*fp)->f_data;
		error = socket_enter(*so);
	}
	if (error != 0)
		file_drop(*fp);
	return error;
}

void
sys_socket_put(struct file *fp, struct socket *so)
{
	socket_leave(so);
	file_drop(fp);
}

int
sys_sockaddr_in(uaddr_t addr, uint64_t len, struct sockaddr_storage *ss)
{
	int error;

	if (len > sizeof(*ss))
		return ENAMETOOLONG;
	if (len < offsetof(struct sockaddr, sa_data))
		return EINVAL;
	memset(ss, 0, sizeof(*ss));
	error = copyin(addr, ss, len);
	ss->ss_len = (uint8_t)len;
	return error;
}

int
sys_sockaddr_out(const struct sockaddr_storage *ss, uaddr_t addr,
    uaddr_t lenp)
{
	socklen_t room, len = ss->ss_len;
	int error;

	if (addr == 0)
		return 0;
	error = copyin(lenp, &room, sizeof(room));
	if (error != 0)
		return error;
	if (room > INT32_MAX)
		return EINVAL;
	error = copyout(ss, addr, len < room ? len : room);
	return error ? error : copyout(&len, lenp, sizeof(len));
}

int
sys_socket_install(struct thread *td, struct socket *so, int type, int *fd)
{
	struct file *fp;
	int error, oflags = O_RDWR;

	if (type & SOCK_NONBLOCK)
		oflags |= O_NONBLOCK;
	error = file_create(td->td_cred, FTYPE_SOCKET, (uint32_t)oflags,
	    &socket_file_ops, so, &fp);
	if (error != 0) {
		socket_close(so);
		return error;
	}
	error = fd_install(td->td_proc->p_fd, fp, 0,
	    (type & SOCK_CLOEXEC) != 0, fd);
	if (error != 0)
		file_drop(fp);
	return error;
}

static int
sys_socket(struct thread *td, struct syscall_args *sa)
{
	int type = (int)sa->sa_arg[1], error, fd;
	struct socket *so;

	error = socket_create((int)sa->sa_arg[0],
	    type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK), (int)sa->sa_arg[2], td,
	    &so);
	if (error == 0)
		error = sys_socket_install(td, so, type, &fd);
	if (error == 0)
		sa->sa_ret = (uint64_t)fd;
	return error;
}

/* Two new sockets of a kind, joined; neither is left on failure. */
static int
socketpair_create(struct thread *td, const struct syscall_args *sa, int type,
    struct socket **a, struct socket **b)
{
	int error, domain = (int)sa->sa_arg[0], number = (int)sa->sa_arg[2];

	error = socket_create(domain, type, number, td, a);
	if (error != 0)
		return error;
	error = socket_create(domain, type, number, td, b);
	if (error != 0) {
		socket_close(*a);
		return error;
	}
	error = EOPNOTSUPP;
	if ((*a)->so_proto->pr_connect2 != NULL)
		error = (*a)->so_proto->pr_connect2(*a, *b);
	if (error != 0) {
		socket_close(*a);
		socket_close(*b);
	}
	return error;
}

static int
sys_socketpair(struct thread *td, struct syscall_args *sa)
{
	int type = (int)sa->sa_arg[1], fd[2], error;
	struct socket *a, *b;

	error = socketpair_create(td, sa,
	    type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK), &a, &b);
	if (error != 0)
		return error;
	error = sys_socket_install(td, a, type, &fd[0]);
	if (error != 0) {
		socket_close(b);
		return error;
	}
	error = sys_socket_install(td, b, type, &fd[1]);
	if (error == 0) {
		error = copyout(fd, sa->sa_arg[3], sizeof(fd));
		if (error != 0)
			(void)fd_close(td->td_proc->p_fd, fd[1]);
	}
	if (error != 0)
		(void)fd_close(td->td_proc->p_fd, fd[0]);
	return error;
}

static int
sys_bind(struct thread *td, struct syscall_args *sa)
{
	struct sockaddr_storage ss;
	struct socket *so;
	struct file *fp;
	int error;

	error = sys_sockaddr_in(sa->sa_arg[1], sa->sa_arg[2], &ss);
	if (error == 0)
		error = sys_socket_get(td, sa->sa_arg[0], &fp, &so);
	if (error != 0)
		return error;
	error = EOPNOTSUPP;
	if (so->so_proto->pr_bind != NULL) {
		CURVNET_SET_QUIET(so->so_vnet);
		error = so->so_proto->pr_bind(so, (struct sockaddr *)&ss, td);
		CURVNET_RESTORE();
	}
	sys_socket_put(fp, so);
	return error;
}

static int so_acceptqueue = SOMAXCONN;		/* [a] */

static int
sys_listen(struct thread *td, struct syscall_args *sa)
{
	int error, backlog = (int)sa->sa_arg[1], most = so_acceptqueue;
	struct socket *so;
	struct file *fp;

	error = sys_socket_get(td, sa->sa_arg[0], &fp, &so);
	if (error != 0)
		return error;
	error = EOPNOTSUPP;
	if (backlog <= 0 || backlog > most)
		backlog = backlog <= 0 ? 1 : most;
	if (so->so_proto->pr_listen != NULL) {
		CURVNET_SET_QUIET(so->so_vnet);
		error = so->so_proto->pr_listen(so, backlog);
		CURVNET_RESTORE();
	}
	sys_socket_put(fp, so);
	return error;
}

static int
sys_shutdown(struct thread *td, struct syscall_args *sa)
{
	int error, how = (int)sa->sa_arg[1];
	struct socket *so;
	struct file *fp;

	if (how < SHUT_RD || how > SHUT_RDWR)
		return EINVAL;
	error = sys_socket_get(td, sa->sa_arg[0], &fp, &so);
	if (error != 0)
		return error;
	if (!(so->so_state & SS_CONNECTED)) {
		error = ENOTCONN;
	} else {
		socket_set_state(so, (how != SHUT_WR ? SS_CANTRECV : 0) |
		    (how != SHUT_RD ? SS_CANTSEND : 0), 0);
		if (so->so_proto->pr_shutdown != NULL) {
			CURVNET_SET_QUIET(so->so_vnet);
			error = so->so_proto->pr_shutdown(so, how);
			CURVNET_RESTORE();
		}
	}
	sys_socket_put(fp, so);
	return error;
}

static int
sys_name(struct thread *td, struct syscall_args *sa, int peer)
{
	int (*func)(struct socket *, struct sockaddr_storage *);
	struct sockaddr_storage ss;
	struct socket *so;
	struct file *fp;
	int error;

	error = sys_socket_get(td, sa->sa_arg[0], &fp, &so);
	if (error != 0)
		return error;
	func = peer ? so->so_proto->pr_peername : so->so_proto->pr_sockname;
	memset(&ss, 0, sizeof(ss));
	if (peer && !(so->so_state & SS_CONNECTED))
		error = ENOTCONN;
	else
		error = func == NULL ? EOPNOTSUPP : func(so, &ss);
	sys_socket_put(fp, so);
	if (error == 0)
		error = sys_sockaddr_out(&ss, sa->sa_arg[1], sa->sa_arg[2]);
	return error;
}

static int
sys_getsockname(struct thread *td, struct syscall_args *sa)
{
	return sys_name(td, sa, 0);
}

static int
sys_getpeername(struct thread *td, struct syscall_args *sa)
{
	return sys_name(td, sa, 1);
}

static int
sys_sockopt(struct thread *td, uint64_t fd, struct sockopt *sopt)
{
	struct socket *so;
	struct file *fp;
	int error;

	error = sys_socket_get(td, fd, &fp, &so);
	if (error != 0)
		return error;
	CURVNET_SET_QUIET(so->so_vnet);
	error = socket_option(so, sopt);
	CURVNET_RESTORE();
	sys_socket_put(fp, so);
	return error;
}

static int
sys_setsockopt(struct thread *td, struct syscall_args *sa)
{
	struct sockopt sopt = { .so_set = SOPT_SET,
	    .so_level = (int)sa->sa_arg[1], .so_name = (int)sa->sa_arg[2],
	    .so_len = (uint32_t)sa->sa_arg[4] };
	int error;

	if (sopt.so_len > sizeof(sopt.so_val))
		return EINVAL;
	error = copyin(sa->sa_arg[3], sopt.so_val, sopt.so_len);
	return error ? error : sys_sockopt(td, sa->sa_arg[0], &sopt);
}

static int
sys_getsockopt(struct thread *td, struct syscall_args *sa)
{
	struct sockopt sopt = { .so_set = SOPT_GET,
	    .so_level = (int)sa->sa_arg[1], .so_name = (int)sa->sa_arg[2] };
	socklen_t len;
	int error;

	error = copyin(sa->sa_arg[4], &len, sizeof(len));
	if (error != 0)
		return error;
	sopt.so_len = len < sizeof(sopt.so_val) ? len : sizeof(sopt.so_val);
	error = sys_sockopt(td, sa->sa_arg[0], &sopt);
	if (error != 0)
		return error;
	error = copyout(sopt.so_val, sa->sa_arg[3], sopt.so_len);
	len = sopt.so_len;
	return error ? error : copyout(&len, sa->sa_arg[4], sizeof(len));
}

SYSCALL(SYS_socket, 3, sys_socket);
SYSCALL(SYS_socketpair, 4, sys_socketpair);
SYSCALL(SYS_bind, 3, sys_bind);
SYSCALL(SYS_listen, 2, sys_listen);
SYSCALL(SYS_shutdown, 2, sys_shutdown);
SYSCALL(SYS_getsockname, 3, sys_getsockname);
SYSCALL(SYS_getpeername, 3, sys_getpeername);
SYSCALL(SYS_setsockopt, 5, sys_setsockopt);
SYSCALL(SYS_getsockopt, 5, sys_getsockopt);
SYSCTL_INT_RANGE(so_acceptqueue, "kern.ipc.soacceptqueue", SYSCTL_RW,
    so_acceptqueue, 1, 65535, "longest queue of connections to accept");
