// SPDX-License-Identifier: BSD-2-Clause
/*
 * hold_out - what a message between jails may carry, and what a jail's end
 * does to what it carried.
 *
 * A directory of one jail, sent to a sibling over a local socket, would let
 * the sibling climb out of its root (FreeBSD's advisories of 2026, in which
 * a directory descriptor passed between jails escaped both): it is not
 * delivered, and a file is.  A TCP socket sent to the host is cut off with
 * its stack, and its peer sees the end: FreeBSD's stack lived on in it.  A
 * queue of connections that nobody accepted does not hold the end up.
 */
#include "tests/jail/jailtest.h"
#include "tests/jail/passfd.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define ROOT_A	"/tmp/ho_a"
#define ROOT_B	"/tmp/ho_b"
#define PORT	6400
#define BACKLOG	8

static int
make_rooted(const char *name, const char *root)
{
	struct call c = { .n = 0 };
	int own = JAIL_SYS_NEW;

	mkdir(root, 0755);
	add_text(&c, "name", name);
	add_text(&c, "path", root);
	add(&c, "persist", NULL, 0);
	add(&c, "vnet", &own, sizeof(own));
	return set(&c, JAIL_CREATE);
}

/* ------------------------------------------------- between two jails */

static int
sends_both(int s, int jid)
{
	int dir, file;

	if (jail_attach(jid) != 0)
		return 1;
	dir = open("/", O_RDONLY | O_DIRECTORY);
	file = open("/f", O_RDWR | O_CREAT, 0600);
	if (dir < 0 || file < 0 || write(file, "abc", 3) != 3)
		return 2;
	return send_fd(s, dir) != 0 || send_fd(s, file) != 0 ? 3 : 0;
}

static int
receives_both(int s, int jid)
{
	int dir, file, flags;
	char buf[3];

	if (jail_attach(jid) != 0)
		return 1;
	dir = receive_fd(s, &flags);
	if (dir >= 0)
		return fchdir(dir) == 0 && access("../etc", F_OK) == 0 ? 2 : 3;
	if ((flags & MSG_CTRUNC) == 0)
		return 4;
	file = receive_fd(s, NULL);
	return file >= 0 && pread(file, buf, 3, 0) == 3 &&
	    memcmp(buf, "abc", 3) == 0 ? 0 : 5;
}

static int
both(int from, int to)
{
	int s[2], one = -1, two = -1;
	pid_t pid[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, s) != 0)
		return -1;
	pid[0] = fork();
	if (pid[0] == 0)
		_exit(sends_both(s[0], from));
	pid[1] = fork();
	if (pid[1] == 0)
		_exit(receives_both(s[1], to));
	waitpid(pid[0], &one, 0);
	waitpid(pid[1], &two, 0);
	close(s[0]);
	close(s[1]);
	return one | two << 16;
}

/*
 * A held directory of the jail itself does not lead above it: openat and
 * fchdir alike.
 */
static int
looks_above(int jid)
{
	int fd, up;
	struct stat a, b;

	if (jail_attach(jid) != 0)
		return 1;
	fd = open("/", O_RDONLY | O_DIRECTORY);
	up = openat(fd, "..", O_RDONLY | O_DIRECTORY);
	if (fd < 0 || fstat(fd, &a) != 0)
		return 2;
	if (up >= 0 && (fstat(up, &b) != 0 || b.st_ino != a.st_ino))
		return 3;
	if (fstatat(fd, "../../etc", &b, 0) == 0)
		return 4;
	return fchdir(fd) == 0 && stat("../tmp", &b) != 0 ? 0 : 5;
}

static void
directories(int a, int b)
{
	int status = both(a, b);
	pid_t pid;

	check(status == 0, "ho_siblings", "status %#x", status);
	status = both(b, a);
	check(status == 0, "ho_siblings_back", "status %#x", status);
	pid = fork();
	if (pid == 0)
		_exit(looks_above(a));
	waitpid(pid, &status, 0);
	check(status == 0, "ho_above", "status %#x", status);
}

/* ---------------------------------------------------- sockets got out */

static struct sockaddr_in
address(void)
{
	struct sockaddr_in sin = { .sin_len = sizeof(sin),
	    .sin_family = AF_INET, .sin_port = htons(PORT),
	    .sin_addr.s_addr = htonl(10u << 24 | 65 << 16 | 1) };

	return sin;
}

/* In a: a listener and what it accepts go to the host; the queue stays. */
static int
serves(int s, int jid)
{
	struct sockaddr_in sin = address();
	int l, c;

	if (jail_attach(jid) != 0)
		return 1;
	l = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(l, (struct sockaddr *)&sin, sizeof(sin)) != 0 ||
	    listen(l, BACKLOG) != 0)
		return 2;
	if (send_fd(s, l) != 0)
		return 3;
	c = accept(l, NULL, NULL);
	return c < 0 || send_fd(s, c) != 0 ? 4 : 0;
}

/* In b: connections, handed to the host to look at when a is gone. */
static int
connects(int s, int jid)
{
	struct sockaddr_in sin = address();
	int c, i;

	if (jail_attach(jid) != 0)
		return 1;
	for (i = 0; i < BACKLOG; i++) {
		c = socket(AF_INET, SOCK_STREAM, 0);
		if (connect(c, (struct sockaddr *)&sin, sizeof(sin)) != 0 ||
		    send_fd(s, c) != 0)
			return 2;
	}
	return 0;
}

static void
sockets(int a, int b)
{
	int s[2], status = -1, listener, served, peer[BACKLOG], i, ends = 0;
	pid_t pid[2];
	char c;

	socketpair(AF_UNIX, SOCK_DGRAM, 0, s);
	pid[0] = fork();
	if (pid[0] == 0)
		_exit(serves(s[0], a));
	listener = receive_fd(s[1], NULL);
	pid[1] = fork();
	if (pid[1] == 0)
		_exit(connects(s[0], b));
	waitpid(pid[1], &status, 0);
	check(status == 0, "ho_connected", "status %#x", status);
	waitpid(pid[0], &status, 0);
	for (i = 0; i < BACKLOG; i++)
		peer[i] = receive_fd(s[1], NULL);
	/* The server's own came among those of the client. */
	served = receive_fd(s[1], NULL);
	check(status == 0 && listener >= 0 && served >= 0, "ho_passed",
	    "status %#x, %d %d", status, listener, served);
	check(jail_remove(a) == 0, "ho_removed", "errno %d", errno);
	for (i = 0; i < BACKLOG; i++)
		ends += read(peer[i], &c, 1) <= 0 && errno != EAGAIN;
	ends += read(served, &c, 1) <= 0;
	check(ends == BACKLOG + 1, "ho_peers_end", "%d of %d", ends,
	    BACKLOG + 1);
	check(accept(listener, NULL, NULL) < 0 && (errno == ECONNABORTED ||
	    errno == ENOTCONN), "ho_listener", "errno %d", errno);
	check(find("ho_a", JAIL_DYING) < 0, "ho_gone", "still there");
}

int
main(void)
{
	int a = make_rooted("ho_a", ROOT_A), b = make_rooted("ho_b", ROOT_B);

	check(a > 0 && b > 0, "ho_made", "%d %d %s", a, b, errmsg);
	directories(a, b);
	check(system("e=$(ifconfig epair create) && e=${e%a} && "
	    "ifconfig ${e}a vnet ho_a && ifconfig ${e}b vnet ho_b && "
	    "ifconfig -j ho_a ${e}a inet 10.65.0.1/24 up && "
	    "ifconfig -j ho_b ${e}b inet 10.65.0.2/24 up") == 0, "ho_wire",
	    "failed");
	sockets(a, b);
	jail_remove(b);
	check(sysctl_number("vimage.leaked") == 0, "ho_leaked", "leaked");
	return finish();
}
