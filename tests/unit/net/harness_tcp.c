// SPDX-License-Identifier: BSD-2-Clause
/*
 * harness_tcp - see harness_tcp.h.
 */
#include <sys/errno.h>
#include "kernel/lib/string.h"
#include "kernel/sched/thread.h"
#include "subsys/inet/tcp_var.h"
#include "tests/unit/net/harness_tcp.h"
#include "tests/unit/net/kernel.h"

#define SOCKETS	64

static struct socket *tcp_so[SOCKETS];		/* [t] */
static struct thread tcp_td;			/* [t] */

static int
tcp_slot(struct socket *so)
{
	int i;

	for (i = 0; i < SOCKETS && tcp_so[i] != NULL; i++)
		;
	KASSERT(i < SOCKETS);
	tcp_so[i] = so;
	return i;
}

int
tcp_listen_on(uint16_t port, int backlog)
{
	struct sockaddr_in sin;
	struct socket *so;
	int error;

	error = socket_create(AF_INET, SOCK_STREAM, 0, &tcp_td, &so);
	if (error != 0)
		return -error;
	in_sockaddr(&sin, 0, htons(port));
	error = so->so_proto->pr_bind(so, (struct sockaddr *)&sin, &tcp_td);
	if (error == 0)
		error = so->so_proto->pr_listen(so, backlog);
	if (error == 0)
		return tcp_slot(so);
	socket_close(so);
	return -error;
}

int
tcp_connect_to(uint32_t addr, uint16_t port)
{
	struct sockaddr_in sin;
	struct socket *so;
	int error;

	error = socket_create(AF_INET, SOCK_STREAM, 0, &tcp_td, &so);
	if (error != 0)
		return -error;
	in_sockaddr(&sin, htonl(addr), htons(port));
	error = so->so_proto->pr_connect(so, (struct sockaddr *)&sin,
	    &tcp_td);
	harness_run_tasks();
	if (error == 0)
		return tcp_slot(so);
	socket_close(so);
	return -error;
}

int
tcp_is_connected(int i)
{
	return (tcp_so[i]->so_state & SS_CONNECTED) != 0;
}

int
tcp_accept_one(int i)
{
	struct socket *so;
	int error;

	if (tcp_so[i]->so_qlen == 0)
		return -EAGAIN;
	error = socket_create_like(tcp_so[i], &so);
	if (error != 0)
		return -error;
	error = so->so_proto->pr_accept(tcp_so[i], so);
	socket_leave(so);
	if (error == 0)
		return tcp_slot(so);
	socket_close(so);
	return -error;
}

static int
tcp_move(int i, uintptr_t data, size_t len, enum uio_rw rw)
{
	struct uio_seg seg = { data, len };
	struct uio uio = { .uio_seg = &seg, .uio_nseg = 1, .uio_kernel = 1,
	    .uio_resid = len, .uio_rw = rw };
	int error, flags = MSG_DONTWAIT;

	error = socket_enter(tcp_so[i]);
	if (error != 0)
		return -error;
	error = rw == UIO_WRITE ?
	    socket_send_stream(tcp_so[i], &uio, flags, &tcp_td) :
	    socket_receive_stream(tcp_so[i], &uio, &flags);
	socket_leave(tcp_so[i]);
	harness_run_tasks();
	return error ? -error : (int)(len - uio.uio_resid);
}

int
tcp_write(int i, const void *data, size_t len)
{
	return tcp_move(i, (uintptr_t)data, len, UIO_WRITE);
}

int
tcp_read(int i, void *data, size_t size)
{
	return tcp_move(i, (uintptr_t)data, size, UIO_READ);
}

int
tcp_shutdown_write(int i)
{
	int error;

	socket_set_state(tcp_so[i], SS_CANTSEND, 0);
	error = tcp_so[i]->so_proto->pr_shutdown(tcp_so[i], SHUT_WR);
	harness_run_tasks();
	return -error;
}

void
tcp_close_one(int i, int reset)
{
	if (reset)
		tcp_so[i]->so_linger = (struct linger){ .l_onoff = 1 };
	socket_close(tcp_so[i]);
	tcp_so[i] = NULL;
	harness_run_tasks();
}

int
tcp_error(int i)
{
	return socket_error_take(tcp_so[i]);
}

int
tcp_count(void)
{
	const struct tcpcb *tp;
	int n = 0;

	LIST_FOREACH(tp, &V_tcpcbs, t_link)
		n++;
	return n;
}

void
tcp_advance_ms(unsigned ms)
{
	while (ms-- > 0) {
		harness_now_ns += TCP_MS;
		while (harness_run_callout())
			harness_run_tasks();
	}
}

uint64_t
tcp_counter(size_t offset)
{
	return *(const uint64_t *)(const void *)((char *)&V_tcpstat +
	    offset);
}
