// SPDX-License-Identifier: BSD-2-Clause
/*
 * nc - join standard input and output to a TCP connection.
 *
 * Either side may end first: input that ends becomes a FIN with -N, and
 * the peer's end ends the program once its data is out.
 */
#include <sys/types.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <err.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fin_at_eof;		/* -N */
static int no_input;		/* -d */
static int verbose;		/* -v */
static int again;		/* -k */
static int scan;		/* -z */
static int wait_ms = -1;	/* -w */
static char buf[32768];

static void
usage(void)
{
	fprintf(stderr, "usage: nc [-dNvz] [-w seconds] host port\n"
	    "       nc -l [-dkNv] [-w seconds] [host] port\n");
	exit(1);
}

static struct sockaddr_in
address(const char *host, const char *port)
{
	struct sockaddr_in sin;
	char *end;
	unsigned long n = strtoul(port, &end, 10);

	if (*port == '\0' || *end != '\0' || n == 0 || n > 65535)
		errx(1, "port number invalid: %s", port);
	memset(&sin, 0, sizeof(sin));
	sin.sin_len = sizeof(sin);
	sin.sin_family = AF_INET;
	sin.sin_port = htons((uint16_t)n);
	if (host != NULL && inet_pton(AF_INET, host, &sin.sin_addr) != 1)
		errx(1, "%s: not an IPv4 address", host);
	return sin;
}

static void
write_all(int fd, const char *p, ssize_t n, const char *what)
{
	ssize_t done;

	for (; n > 0; n -= done, p += done) {
		done = write(fd, p, (size_t)n);
		if (done < 0)
			err(1, "%s", what);
	}
}

/* Move what is there; 0 at the end. */
static int
move(int from, int to, const char *what)
{
	ssize_t n = read(from, buf, sizeof(buf));

	if (n < 0)
		err(1, "read from %s", what);
	write_all(to, buf, n, what);
	return n > 0;
}

static void
converse(int s)
{
	struct pollfd pfd[2] = { { .fd = s, .events = POLLIN },
	    { .fd = no_input ? -1 : STDIN_FILENO, .events = POLLIN } };
	int n;

	while (pfd[0].fd >= 0) {
		n = poll(pfd, 2, wait_ms);
		if (n < 0)
			err(1, "poll");
		if (n == 0)
			return;
		if (pfd[0].revents & (POLLIN | POLLHUP | POLLERR) &&
		    !move(s, STDOUT_FILENO, "network"))
			return;
		if (pfd[1].fd >= 0 && pfd[1].revents & (POLLIN | POLLHUP) &&
		    !move(STDIN_FILENO, s, "standard input")) {
			pfd[1].fd = -1;
			if (fin_at_eof && shutdown(s, SHUT_WR) < 0)
				err(1, "shutdown");
		}
	}
}

static int
listen_on(const struct sockaddr_in *sin)
{
	int s = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	if (s < 0)
		err(1, "socket");
	if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0)
		err(1, "setsockopt");
	if (bind(s, (const struct sockaddr *)sin, sizeof(*sin)) < 0)
		err(1, "bind");
	if (listen(s, again ? SOMAXCONN : 1) < 0)
		err(1, "listen");
	return s;
}

static void
serve(const struct sockaddr_in *sin)
{
	int s, listener = listen_on(sin);
	struct sockaddr_in peer;
	socklen_t len = sizeof(peer);

	do {
		s = accept(listener, (struct sockaddr *)&peer, &len);
		if (s < 0)
			err(1, "accept");
		if (verbose)
			fprintf(stderr, "Connection from %s %u received!\n",
			    inet_ntoa(peer.sin_addr), ntohs(peer.sin_port));
		if (!again)
			close(listener);
		converse(s);
		close(s);
	} while (again);
}

static void
call(const struct sockaddr_in *sin, const char *host, const char *port)
{
	int s = socket(AF_INET, SOCK_STREAM, 0);

	if (s < 0)
		err(1, "socket");
	if (connect(s, (const struct sockaddr *)sin, sizeof(*sin)) < 0) {
		if (verbose)
			warn("connect to %s port %s (tcp) failed", host,
			    port);
		exit(1);
	}
	if (verbose)
		fprintf(stderr, "Connection to %s %s port [tcp/*] "
		    "succeeded!\n", host, port);
	if (!scan)
		converse(s);
	close(s);
}

int
main(int argc, char **argv)
{
	struct sockaddr_in sin;
	int ch, listening = 0;

	while ((ch = getopt(argc, argv, "dklNnvw:z")) != -1) {
		switch (ch) {
		case 'd':
			no_input = 1;
			break;
		case 'k':
			again = 1;
			break;
		case 'l':
			listening = 1;
			break;
		case 'N':
			fin_at_eof = 1;
			break;
		case 'n':
			break;		/* names are never looked up */
		case 'v':
			verbose = 1;
			break;
		case 'w':
			wait_ms = atoi(optarg) * 1000;
			break;
		case 'z':
			scan = 1;
			break;
		default:
			usage();
		}
	}
	argc -= optind;
	argv += optind;
	if (argc < 1 || argc > 2 || (!listening && argc != 2))
		usage();
	sin = address(argc == 2 ? argv[0] : NULL, argv[argc - 1]);
	if (listening)
		serve(&sin);
	else
		call(&sin, argv[0], argv[1]);
	return 0;
}
