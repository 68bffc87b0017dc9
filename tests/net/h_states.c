// SPDX-License-Identifier: BSD-2-Clause
/*
 * h_states PEER COUNT [LINUX] - COUNT connections in every state of TCP.
 *
 * The peer at ports 2000.. behaves as each state needs (tests/net/states.py
 * is it); at port 9000 we listen, and it leaves openings half done.  Says
 * @listening and @ready, then waits to be killed.
 */
#include <sys/socket.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PORT	2000
#define LISTEN	9000

enum state { SYN_SENT, IDLE, UNREAD, ZERO_WINDOW, UNSENT, FIN_WAIT_1,
    FIN_WAIT_2, CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT, SILENT, STATES };

static int count;

static struct sockaddr_in
address(const char *host, int port)
{
	struct sockaddr_in sin;

	memset(&sin, 0, sizeof(sin));
	sin.sin_len = sizeof(sin);
	sin.sin_family = AF_INET;
	sin.sin_port = htons(port);
	sin.sin_addr.s_addr = host ? inet_addr(host) : INADDR_ANY;
	return sin;
}

static void
wait_for(int fd, int events)
{
	struct pollfd pfd = { .fd = fd, .events = (short)events };

	/* The peer answers them one after the other, and some again. */
	if (poll(&pfd, 1, 20000 + 40 * count) != 1)
		errx(1, "nothing came");
}

static void
wait_end(int fd)
{
	char c;

	wait_for(fd, POLLIN);
	if (read(fd, &c, 1) != 0)
		errx(1, "no end");
}

/* fd is connected: bring it to where it shall be when the jail ends. */
static void
drive(enum state state, int fd)
{
	char data[1000] = "";

	switch (state) {
	case UNREAD:
		wait_for(fd, POLLIN);
		break;
	case ZERO_WINDOW:
	case UNSENT:
	case SILENT:
		if (write(fd, data, sizeof(data)) != sizeof(data))
			err(1, "write");
		break;
	case CLOSE_WAIT:
		wait_end(fd);
		break;
	case LAST_ACK:
		wait_end(fd);
		/* FALLTHROUGH */
	case FIN_WAIT_1:
	case FIN_WAIT_2:
	case CLOSING:
	case TIME_WAIT:
		if (shutdown(fd, SHUT_WR) != 0)
			err(1, "shutdown");
		break;
	default:
		break;
	}
}

static void
connect_all(enum state state, struct sockaddr_in sin, int done)
{
	int i, *fd = calloc((size_t)count, sizeof(int));

	for (i = 0; i < count; i++) {
		fd[i] = socket(AF_INET, SOCK_STREAM, 0);
		if (fd[i] < 0 || fcntl(fd[i], F_SETFL, O_NONBLOCK) != 0)
			err(1, "socket");
		if (connect(fd[i], (struct sockaddr *)&sin, sizeof(sin)) != 0
		    && errno != EINPROGRESS)
			err(1, "connect");
	}
	for (i = 0; i < count && state != SYN_SENT; i++)
		wait_for(fd[i], POLLOUT);
	for (i = 0; i < count && state != SYN_SENT; i++)
		drive(state, fd[i]);
	write(done, "", 1);
	for (;;)
		pause();
}

int
main(int argc, char **argv)
{
	struct sockaddr_in sin = address(NULL, LISTEN);
	int s, state, pipes[2], want = 0;
	char c;

	if (argc < 3)
		errx(64, "usage: h_states peer count [linux]");
	count = atoi(argv[2]);
	s = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(s, (struct sockaddr *)&sin, sizeof(sin)) != 0 ||
	    listen(s, 16384) != 0 || pipe(pipes) != 0)
		err(1, "listen");
	printf("@listening\n");
	fflush(stdout);
	for (state = 0; state < STATES + (argc > 3); state++, want++) {
		if (fork() != 0)
			continue;
		if (state < STATES)
			connect_all((enum state)state,
			    address(argv[1], PORT + state), pipes[1]);
		connect_all(IDLE, address(argv[3], LISTEN), pipes[1]);
	}
	close(pipes[1]);
	while (want > 0 && read(pipes[0], &c, 1) == 1)
		want--;
	printf("@%s\n", want == 0 ? "ready" : "failed");
	fflush(stdout);
	for (;;)
		pause();
}
