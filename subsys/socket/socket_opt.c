// SPDX-License-Identifier: BSD-2-Clause
/*
 * socket_opt - options of sockets themselves; others go to the protocol.
 */
#include <sys/errno.h>
#include <sys/_timeval.h>
#include "kernel/lib/string.h"
#include "subsys/socket/socket.h"

#define SOCKBUF_MAX	(2 * 1024 * 1024)
#define SOCKBUF_MIN	256
#define TIMEO_MAX_S	(365 * 86400)

/* Options that are one bit of so_options. */
#define SO_FLAGS	(SO_DEBUG | SO_REUSEADDR | SO_REUSEPORT |	\
			    SO_KEEPALIVE | SO_DONTROUTE | SO_BROADCAST | \
			    SO_OOBINLINE | SO_USELOOPBACK)

int
sockopt_int(const struct sockopt *sopt, int *value)
{
	if (sopt->so_len < sizeof(*value))
		return EINVAL;
	memcpy(value, sopt->so_val, sizeof(*value));
	return 0;
}

void
sockopt_put(struct sockopt *sopt, const void *value, uint32_t len)
{
	if (len > sopt->so_len)
		len = sopt->so_len;
	memcpy(sopt->so_val, value, len);
	sopt->so_len = len;
}

static int
socket_set_size(uint32_t *size, const struct sockopt *sopt)
{
	int n, error;

	error = sockopt_int(sopt, &n);
	if (error != 0)
		return error;
	if (n < SOCKBUF_MIN || n > SOCKBUF_MAX)
		return n <= 0 ? EINVAL : ENOBUFS;
	*size = (uint32_t)n;
	return 0;
}

static int
socket_set_lowat(uint32_t *lowat, const struct sockopt *sopt)
{
	int n, error;

	error = sockopt_int(sopt, &n);
	if (error == 0)
		*lowat = n < 1 ? 1 : (uint32_t)n;
	return error;
}

static int
socket_set_timeo(uint64_t *ns, const struct sockopt *sopt)
{
	struct timeval tv;

	if (sopt->so_len < sizeof(tv))
		return EINVAL;
	memcpy(&tv, sopt->so_val, sizeof(tv));
	if (tv.tv_sec < 0 || tv.tv_usec < 0 || tv.tv_usec >= 1000000)
		return EDOM;
	if (tv.tv_sec > TIMEO_MAX_S)
		tv.tv_sec = TIMEO_MAX_S;
	*ns = (uint64_t)tv.tv_sec * 1000000000 + (uint64_t)tv.tv_usec * 1000;
	return 0;
}

static int
socket_set_flag(struct socket *so, const struct sockopt *sopt)
{
	int on, error;

	error = sockopt_int(sopt, &on);
	if (error != 0)
		return error;
	if (on)
		so->so_options |= sopt->so_name;
	else
		so->so_options &= ~sopt->so_name;
	return 0;
}

static int
socket_set_linger(struct socket *so, const struct sockopt *sopt)
{
	struct linger l;

	if (sopt->so_len < sizeof(l))
		return EINVAL;
	memcpy(&l, sopt->so_val, sizeof(l));
	if (l.l_linger < 0)
		return EDOM;
	so->so_linger = l;
	return 0;
}

static int
socket_setopt_locked(struct socket *so, const struct sockopt *sopt)
{
	switch (sopt->so_name) {
	case SO_SNDBUF:
		return socket_set_size(&so->so_snd.sb_hiwat, sopt);
	case SO_RCVBUF:
		return socket_set_size(&so->so_rcv.sb_hiwat, sopt);
	case SO_SNDLOWAT:
		return socket_set_lowat(&so->so_snd.sb_lowat, sopt);
	case SO_RCVLOWAT:
		return socket_set_lowat(&so->so_rcv.sb_lowat, sopt);
	case SO_SNDTIMEO:
		return socket_set_timeo(&so->so_snd.sb_timeo_ns, sopt);
	case SO_RCVTIMEO:
		return socket_set_timeo(&so->so_rcv.sb_timeo_ns, sopt);
	case SO_LINGER:
		return socket_set_linger(so, sopt);
	}
	if (sopt->so_name & ~SO_FLAGS || sopt->so_name == 0)
		return ENOPROTOOPT;
	return socket_set_flag(so, sopt);
}

static int
socket_put_timeo(struct sockopt *sopt, uint64_t ns)
{
	struct timeval tv;

	tv.tv_sec = (time_t)(ns / 1000000000);
	tv.tv_usec = (suseconds_t)(ns % 1000000000 / 1000);
	sockopt_put(sopt, &tv, sizeof(tv));
	return 0;
}

/* Value of an option that is an int.  0 or ENOPROTOOPT. */
static int
socket_get_int(struct socket *so, int name, int *value)
{
	switch (name) {
	case SO_SNDBUF:
		*value = (int)so->so_snd.sb_hiwat;
		return 0;
	case SO_RCVBUF:
		*value = (int)so->so_rcv.sb_hiwat;
		return 0;
	case SO_SNDLOWAT:
		*value = (int)so->so_snd.sb_lowat;
		return 0;
	case SO_RCVLOWAT:
		*value = (int)so->so_rcv.sb_lowat;
		return 0;
	case SO_ERROR:
		*value = so->so_error;
		so->so_error = 0;
		return 0;
	case SO_TYPE:
		*value = so->so_type;
		return 0;
	case SO_PROTOCOL:
		*value = so->so_number;
		return 0;
	}
	if (name & ~(SO_FLAGS | SO_ACCEPTCONN) || name == 0)
		return ENOPROTOOPT;
	if (name == SO_ACCEPTCONN)
		*value = (so->so_state & SS_LISTENING) != 0;
	else
		*value = so->so_options & name;
	return 0;
}

static int
socket_getopt_locked(struct socket *so, struct sockopt *sopt)
{
	int value, error;

	switch (sopt->so_name) {
	case SO_SNDTIMEO:
		return socket_put_timeo(sopt, so->so_snd.sb_timeo_ns);
	case SO_RCVTIMEO:
		return socket_put_timeo(sopt, so->so_rcv.sb_timeo_ns);
	case SO_LINGER:
		sockopt_put(sopt, &so->so_linger, sizeof(so->so_linger));
		return 0;
	}
	error = socket_get_int(so, sopt->so_name, &value);
	if (error == 0)
		sockopt_put(sopt, &value, sizeof(value));
	return error;
}

int
socket_option(struct socket *so, struct sockopt *sopt)
{
	int error;

	if (sopt->so_level != SOL_SOCKET) {
		if (so->so_proto->pr_ctloutput == NULL)
			return ENOPROTOOPT;
		return so->so_proto->pr_ctloutput(so, sopt);
	}
	spin_lock(&so->so_lock);
	error = sopt->so_set == SOPT_SET ? socket_setopt_locked(so, sopt) :
	    socket_getopt_locked(so, sopt);
	spin_unlock(&so->so_lock);
	return error;
}
