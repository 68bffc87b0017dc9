// SPDX-License-Identifier: BSD-2-Clause
/*
 * socket - end points of communication, each in one network stack.
 *
 * A socket is reached through an open file and may outlive its stack: the
 * file can have gone to another jail.  So every call enters the socket
 * first (socket_enter), which fails once the stack is ending, and leaves it
 * again; the last to leave a dead socket detaches it from the protocol and
 * gives back its reference on the stack (REF_SOCKET).
 *
 * Locks: [s] so_lock, class "sockbuf", a spinlock taken inside protocols'
 * locks; [l] V_so_lock, class "vnet_sockets", outside so_lock.
 */
#pragma once

#include <stdint.h>
#include <sys/socket.h>
#include "kernel/file/file.h"
#include "kernel/lib/list.h"
#include "kernel/lock/spin.h"
#include "kernel/sync/refs.h"
#include "kernel/vm/uio.h"
#include "subsys/socket/protocol.h"
#include "subsys/socket/sockbuf.h"
#include "subsys/socket/stream.h"

struct image;
struct pcb;			/* a protocol's own; incomplete everywhere */
struct uio;

/* so_state */
#define SS_DEAD		0x01	/* closed, or its stack is ending */
#define SS_CONNECTED	0x02	/* has a peer */
#define SS_CANTSEND	0x04	/* shut down for sending */
#define SS_CANTRECV	0x08	/* shut down for receiving */
#define SS_DETACHING	0x10	/* the last one out is at it */
#define SS_CONNECTING	0x20	/* connect is under way */
#define SS_LISTENING	0x40	/* accept takes what waits */

struct socket {
	const struct protocol *so_proto;	/* [I] */
	struct image *so_vnet;		/* [s] NULL: detached */
	struct ref so_ref;		/* [x] so_vnet's refs lock */
	struct list so_vlink;		/* [l] sockets of the stack */
	struct cred *so_cred;		/* [I] held; its limits are charged */
	struct spinlock so_lock;	/* class "sockbuf" */
	struct waitq so_wait;		/* [s] for so_busy to be 0 */
	struct pcb *so_pcb;		/* [I] between attach and detach */
	uint32_t so_busy;		/* [s] threads that have entered */
	uint32_t so_state;		/* [s] SS_* */
	int so_options;			/* [s] SO_* that are flags */
	int so_error;			/* [s] for the next call */
	int so_type;			/* [I] SOCK_* */
	int so_number;			/* [I] IPPROTO_* */
	struct linger so_linger;	/* [s] */
	uint32_t so_qlen;		/* [s] connections to accept */
	struct sockbuf so_rcv;		/* [s] */
	struct sockbuf so_snd;		/* [s] of a stream: sb_cc only */
	struct stream so_stream;	/* [s] received, of a stream */
	struct poll_head so_poll;	/* [x] own lock */
};

extern const struct file_ops socket_file_ops;	/* [I] */

/* New socket of the current stack.  0, EPROTONOSUPPORT.., ENOBUFS, EPERM. */
int	socket_create(int domain, int type, int number, struct thread *td,
	    struct socket **out);
/*
 * The same without pr_attach, for a connection of listener: pr_accept gives
 * it its pcb.  Entered.
 */
int	socket_create_like(struct socket *listener, struct socket **out);
/* The last file is closed.  Sleeps until all have left. */
void	socket_close(struct socket *so);
/*
 * Begin and end using so.  0, or ECONNABORTED: the stack has ended.  Until
 * leave, so_vnet and so_pcb stay.
 */
int	socket_enter(struct socket *so);
void	socket_leave(struct socket *so);

/* Sizes of the buffers; from pr_attach. */
void	socket_reserve(struct socket *so, uint32_t snd, uint32_t rcv);
/*
 * For protocols, any thread context: a packet came (consumed; ENOBUFS no
 * room), an error came, connected or not any more.
 */
int	socket_deliver(struct socket *so, const struct sockaddr *from,
	    struct mbuf *m);
void	socket_set_error(struct socket *so, int error);
void	socket_set_state(struct socket *so, uint32_t set, uint32_t clear);
/*
 * For protocols of streams: bytes came (consumed); so many bytes of ours
 * are not yet acknowledged; so many connections wait for accept.
 */
void	socket_stream_deliver(struct socket *so, struct mbuf *m);
void	socket_stream_unsent(struct socket *so, uint32_t cc);
void	socket_set_qlen(struct socket *so, uint32_t qlen);
static inline int
socket_is_stream(const struct socket *so)
{
	return !(so->so_proto->pr_flags & PR_ATOMIC);
}

/* flags MSG_*; nonblock from the file.  Sleep interruptibly. */
int	socket_send(struct socket *so, const struct sockaddr *to,
	    struct uio *uio, int flags, struct thread *td);
/* Sender into from (room for it always), MSG_TRUNC into *flags. */
int	socket_receive(struct socket *so, struct sockaddr_storage *from,
	    struct uio *uio, int *flags);

/* Control data of a message, in kernel memory: cmsghdrs. */
struct socket_ctl {
	char *sc_buf;			/* [t] */
	uint32_t sc_room;		/* [t] bytes of sc_buf */
	uint32_t sc_len;		/* [t] bytes in use */
};
/* As the two above, by the protocol's own way if it has one. */
int	socket_sendmsg(struct socket *so, const struct sockaddr *to,
	    struct uio *uio, struct socket_ctl *ctl, int flags,
	    struct thread *td);
int	socket_recvmsg(struct socket *so, struct sockaddr_storage *from,
	    struct uio *uio, struct socket_ctl *ctl, int *flags,
	    struct thread *td);

/* Streams: the same; and the wait for a connection, made or to be had. */
int	socket_send_stream(struct socket *so, struct uio *uio, int flags,
	    struct thread *td);
int	socket_receive_stream(struct socket *so, struct uio *uio, int *flags);
/*
 * Wait for room to send.  *len: the bytes of uio to send now, which there is
 * room for, at most most.  0, EAGAIN (MSG_DONTWAIT, SO_SNDTIMEO), EPIPE,
 * ENOTCONN, EINTR or ERESTART, or what the socket has to tell.  Sleeps.
 */
int	socket_wait_room(struct socket *so, const struct uio *uio, int flags,
	    uint32_t most, uint32_t *len);
int	socket_wait_connected(struct socket *so);
int	socket_wait_queue(struct socket *so, int nonblock);
/* Wait for a record in so_rcv; 0 without one: no more can come. */
int	socket_wait_record(struct socket *so, int flags);
/* Take the pending error, once; ECONNABORTED: the stack has ended. */
int	socket_error_take(struct socket *so);
/* The caller's next len bytes as a packet.  0, ENOBUFS, EFAULT. */
int	socket_copyin(struct uio *uio, uint32_t len, struct mbuf **out);
int	socket_copyout(const struct mbuf *m, struct uio *uio, int *flags);

/* An option on its way: the value is in kernel memory. */
struct sockopt {
	int so_set;			/* [t] SOPT_* */
	int so_level;			/* [t] */
	int so_name;			/* [t] */
	uint32_t so_len;		/* [t] bytes in, or produced */
	uint8_t so_val[256];		/* [t] a struct tcp_info fits */
};
enum { SOPT_GET, SOPT_SET };
/* Common forms of options.  sockopt_int: EINVAL if too short. */
int	sockopt_int(const struct sockopt *sopt, int *value);
void	sockopt_put(struct sockopt *sopt, const void *value, uint32_t len);
int	socket_option(struct socket *so, struct sockopt *sopt);
