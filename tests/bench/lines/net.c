// SPDX-License-Identifier: BSD-2-Clause
/*
 * net - what bytes, packets, answers and connections cost, over loopback
 * and over a pair of interfaces between two containers.
 */
#include <sys/types.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#include "../bench.h"
#include "../net.h"

#define CHUNK		65536
#define CHUNKS		64		/* 4 MiB a sample */
#define UDP_SIZE	64
#define UDP_WINDOW	32		/* fits the receive buffer */
#define CONNECTIONS	100
#define SAMPLES		5

static char buffer[CHUNK];
static int ping[2];		/* the asking end, the answering end */

static int
ok(ssize_t value, const char *what)
{
	if (value < 0)
		err(1, "%s", what);
	return (int)value;
}

static struct sockaddr_in
bind_any_port(int fd, in_addr_t addr)
{
	struct sockaddr_in sin;
	socklen_t len = sizeof(sin);

	memset(&sin, 0, sizeof(sin));
	sin.sin_family = AF_INET;
	sin.sin_addr.s_addr = addr;
	ok(bind(fd, (struct sockaddr *)&sin, len), "bind");
	ok(getsockname(fd, (struct sockaddr *)&sin, &len), "getsockname");
	return sin;
}

static void
connect_to(int fd, struct sockaddr_in sin)
{
	ok(connect(fd, (struct sockaddr *)&sin, sizeof(sin)), "connect");
}

static void
tcp_open(const struct net_path *np)
{
	int i, on = 1, listener = np->np_socket(1, SOCK_STREAM);
	struct sockaddr_in sin = bind_any_port(listener, np->np_addr[1]);

	ok(listen(listener, 1), "listen");
	ping[0] = np->np_socket(0, SOCK_STREAM);
	connect_to(ping[0], sin);
	ping[1] = ok(accept(listener, NULL, NULL), "accept");
	close(listener);
	for (i = 0; i < 2; i++)
		setsockopt(ping[i], IPPROTO_TCP, TCP_NODELAY, &on,
		    sizeof(on));
}

static void
udp_open(const struct net_path *np)
{
	struct sockaddr_in client, server;

	ping[0] = np->np_socket(0, SOCK_DGRAM);
	ping[1] = np->np_socket(1, SOCK_DGRAM);
	client = bind_any_port(ping[0], np->np_addr[0]);
	server = bind_any_port(ping[1], np->np_addr[1]);
	connect_to(ping[0], server);
	connect_to(ping[1], client);
}

static void
both_close(void)
{
	close(ping[0]);
	close(ping[1]);
}

static void
byte_ask(void)
{
	ok(write(ping[0], buffer, 1), "write");
	ok(read(ping[0], buffer, 1), "read");
}

static void
byte_answer(void)
{
	ok(read(ping[1], buffer, 1), "read");
	ok(write(ping[1], buffer, 1), "write");
}

static void
datagram_ask(void)
{
	ok(write(ping[0], buffer, UDP_SIZE), "write");
	ok(read(ping[0], buffer, UDP_SIZE), "read");
}

static void
datagram_answer(void)
{
	ok(read(ping[1], buffer, UDP_SIZE), "read");
	ok(write(ping[1], buffer, UDP_SIZE), "write");
}

static void
window_ask(void)
{
	int i;

	for (i = 0; i < UDP_WINDOW; i++)
		ok(write(ping[0], buffer, UDP_SIZE), "write");
	ok(read(ping[0], buffer, 1), "read");
}

static void
window_answer(void)
{
	int i;

	for (i = 0; i < UDP_WINDOW; i++)
		ok(read(ping[1], buffer, UDP_SIZE), "read");
	ok(write(ping[1], buffer, 1), "write");
}

/* Take one whole stream, then say so. */
static void
stream_take(void)
{
	long left = (long)CHUNK * CHUNKS;

	while (left > 0)
		left -= ok(read(ping[1], buffer, CHUNK), "read");
	ok(write(ping[1], buffer, 1), "write");
}

static void
stream_send(void)
{
	int i;

	for (i = 0; i < CHUNKS; i++)
		ok(write(ping[0], buffer, CHUNK), "write");
	ok(read(ping[0], buffer, 1), "read");
}

static uint64_t
stream(const struct net_path *np)
{
	uint64_t start;
	int pid;

	tcp_open(np);
	pid = bench_peer_start(stream_take);
	stream_send();			/* opens the windows */
	start = bench_now_ns();
	stream_send();
	start = bench_now_ns() - start;
	bench_peer_stop(pid);
	both_close();
	return start * 1000 / ((uint64_t)CHUNK * CHUNKS);
}

static uint64_t
tcp_roundtrip(const struct net_path *np)
{
	uint64_t ns;

	tcp_open(np);
	ns = bench_roundtrip_ns(byte_ask, byte_answer);
	both_close();
	return ns;
}

static uint64_t
udp_roundtrip(const struct net_path *np)
{
	uint64_t ns;

	udp_open(np);
	ns = bench_roundtrip_ns(datagram_ask, datagram_answer);
	both_close();
	return ns;
}

static uint64_t
udp_packets(const struct net_path *np)
{
	uint64_t ns;

	udp_open(np);
	ns = bench_roundtrip_ns(window_ask, window_answer);
	both_close();
	return ns / UDP_WINDOW;
}

/* ------------------------------------------------------------ loopback */

static int
lo_socket(int end, int type)
{
	(void)end;
	return ok(socket(AF_INET, type, 0), "socket");
}

static const struct net_path *
lo(void)
{
	static struct net_path path = { { 0, 0 }, lo_socket };

	path.np_addr[0] = path.np_addr[1] = htonl(INADDR_LOOPBACK);
	return &path;
}

static uint64_t
lo_stream(void)
{
	return stream(lo());
}

static uint64_t
lo_tcp_roundtrip(void)
{
	return tcp_roundtrip(lo());
}

static uint64_t
lo_udp_roundtrip(void)
{
	return udp_roundtrip(lo());
}

static uint64_t
lo_udp_packets(void)
{
	return udp_packets(lo());
}

/* A listener on lo, and where it listens. */
static int
lo_listen(struct sockaddr_in *sin)
{
	int listener = lo_socket(1, SOCK_STREAM);

	*sin = bind_any_port(listener, htonl(INADDR_LOOPBACK));
	ok(listen(listener, 8), "listen");
	return listener;
}

static uint64_t
lo_connections(void)
{
	struct sockaddr_in sin;
	int i, listener = lo_listen(&sin);
	uint64_t start = bench_now_ns();

	for (i = 0; i < CONNECTIONS; i++) {
		ping[0] = lo_socket(0, SOCK_STREAM);
		connect_to(ping[0], sin);
		ping[1] = ok(accept(listener, NULL, NULL), "accept");
		both_close();
	}
	start = bench_now_ns() - start;
	close(listener);
	return start / CONNECTIONS;
}

void
net_load_open(int n)
{
	struct sockaddr_in sin;
	int listener = lo_listen(&sin);

	while (n-- > 0) {
		connect_to(lo_socket(0, SOCK_STREAM), sin);
		ok(accept(listener, NULL, NULL), "accept");
	}
}

/* ----------------------------------------------------------- the pair */

static uint64_t
over_pair(uint64_t (*figure)(const struct net_path *np))
{
	uint64_t value = figure(net_pair_open());

	net_pair_close();
	return value;
}

static uint64_t
pair_stream(void)
{
	return over_pair(stream);
}

static uint64_t
pair_tcp_roundtrip(void)
{
	return over_pair(tcp_roundtrip);
}

static uint64_t
pair_udp_roundtrip(void)
{
	return over_pair(udp_roundtrip);
}

static uint64_t
pair_udp_packets(void)
{
	return over_pair(udp_packets);
}

/* ------------------------------------------------ ends of containers */

static uint64_t
end_0(void)
{
	return net_container_end_ns(0);
}

static uint64_t
end_10(void)
{
	return net_container_end_ns(10);
}

static uint64_t
end_100(void)
{
	return net_container_end_ns(100);
}

BENCH("lo", "lo.tcp_1000_bytes", lo_stream, "ns", SAMPLES);
BENCH("lo", "lo.tcp_roundtrip", lo_tcp_roundtrip, "ns", SAMPLES);
BENCH("lo", "lo.udp_roundtrip", lo_udp_roundtrip, "ns", SAMPLES);
BENCH("lo", "lo.udp_packet", lo_udp_packets, "ns", SAMPLES);
BENCH("lo", "lo.tcp_connect_accept_close", lo_connections, "ns", SAMPLES);
BENCH("pair", "pair.tcp_1000_bytes", pair_stream, "ns", SAMPLES);
BENCH("pair", "pair.tcp_roundtrip", pair_tcp_roundtrip, "ns", SAMPLES);
BENCH("pair", "pair.udp_roundtrip", pair_udp_roundtrip, "ns", SAMPLES);
BENCH("pair", "pair.udp_packet", pair_udp_packets, "ns", SAMPLES);
BENCH("netend", "jail.end_tcp0", end_0, "ns", SAMPLES);
BENCH("netend", "jail.end_tcp10", end_10, "ns", SAMPLES);
BENCH("netend", "jail.end_tcp100", end_100, "ns", SAMPLES);
