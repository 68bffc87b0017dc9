// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_connect - system calls that make connections: connect, accept.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/syscall.h>
#include "kernel/lib/string.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "subsys/net/vnet.h"
#include "subsys/socket/sys_priv.h"

/* Datagram sockets may change their peer; AF_UNSPEC leaves it. */
static int
socket_connect(struct socket *so, const struct sockaddr *sa,
    struct thread *td)
{
	const struct protocol *pr = so->so_proto;
	int error;

	if (pr->pr_connect == NULL)
		return EOPNOTSUPP;
	if (so->so_state & SS_CONNECTING)
		return EALREADY;
	if (so->so_state & SS_CONNECTED) {
		if (pr->pr_disconnect == NULL || !(pr->pr_flags & PR_ATOMIC))
			return EISCONN;
		error = pr->pr_disconnect(so);
		if (error != 0 || sa->sa_family == AF_UNSPEC)
			return error;
	}
	return pr->pr_connect(so, sa, td);
}

static int
sys_connect(struct thread *td, struct syscall_args *sa)
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
	CURVNET_SET_QUIET(so->so_vnet);
	error = socket_connect(so, (struct sockaddr *)&ss, td);
	if (error == 0 && socket_is_stream(so))
		error = fp->f_flags & O_NONBLOCK &&
		    so->so_state & SS_CONNECTING ? EINPROGRESS :
		    socket_wait_connected(so);
	CURVNET_RESTORE();
	sys_socket_put(fp, so);
	return error;
}

/*
 * Take a connection of listener.  Others may be faster between the wait and
 * the taking: then wait again.
 */
static int
socket_accept(struct socket *listener, int nonblock, struct socket **out)
{
	struct socket *so;
	int error;

	do {
		error = socket_wait_queue(listener, nonblock);
		if (error == 0)
			error = socket_create_like(listener, &so);
		if (error != 0)
			return error;
		error = listener->so_proto->pr_accept(listener, so);
		socket_leave(so);
		if (error != 0)
			socket_close(so);
	} while (error == EAGAIN && !nonblock);
	*out = so;
	return error;
}

static int
sys_accept_flags(struct thread *td, struct syscall_args *sa, int type)
{
	struct sockaddr_storage ss;
	struct socket *so, *new;
	struct file *fp;
	int error, fd;

	error = sys_socket_get(td, sa->sa_arg[0], &fp, &so);
	if (error != 0)
		return error;
	memset(&ss, 0, sizeof(ss));
	error = so->so_proto->pr_accept == NULL ? EOPNOTSUPP : 0;
	if (error == 0) {
		CURVNET_SET_QUIET(so->so_vnet);
		error = socket_accept(so, fp->f_flags & O_NONBLOCK, &new);
		if (error == 0 && so->so_proto->pr_peername != NULL)
			(void)so->so_proto->pr_peername(new, &ss);
		CURVNET_RESTORE();
	}
	sys_socket_put(fp, so);
	if (error == 0)
		error = sys_socket_install(td, new, type, &fd);
	if (error != 0)
		return error;
	sa->sa_ret = (uint64_t)fd;
	error = sys_sockaddr_out(&ss, sa->sa_arg[1], sa->sa_arg[2]);
	if (error != 0)
		(void)fd_close(td->td_proc->p_fd, fd);
	return error;
}

static int
sys_accept(struct thread *td, struct syscall_args *sa)
{
	return sys_accept_flags(td, sa, 0);
}

static int
sys_accept4(struct thread *td, struct syscall_args *sa)
{
	int type = (int)sa->sa_arg[3];

	if (type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK))
		return EINVAL;
	return sys_accept_flags(td, sa, type);
}

SYSCALL(SYS_connect, 3, sys_connect);
SYSCALL(SYS_accept, 3, sys_accept);
SYSCALL(SYS_accept4, 4, sys_accept4);
