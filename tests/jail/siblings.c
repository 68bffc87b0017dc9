// SPDX-License-Identifier: BSD-2-Clause
/*
 * siblings - a fork bomb, a memory hog, a descriptor hoarder and a packet
 * buffer hoarder in one jail, each at its limit, one after the other and
 * all at once, while a sibling jail's two processes play ping-pong over
 * pipes and over UDP.
 *
 * Each hog must get its own errno, and the sibling must go on.  The median
 * of a round against that of a quiet jail is printed; the goal is 2 times
 * with a CPU to spare.  It is wall time of a machine that is shared, whose
 * host may take a CPU away for long: so the median, and the test fails only
 * beyond SLOWEST times, which is a sibling that starves; "siblings 2" says
 * another figure, for a host with nothing else to do.
 */
#include "tests/jail/jailtest.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>

#define ROUNDS	300
#define SLOWEST	50
#define CHUNK	65536

static int
make_limited(const char *name)
{
	static const struct {
		const char *name;
		int64_t max;
	} limits[] = {
		{ "limit.processes", 30 }, { "limit.memory", 8 << 20 },
		{ "limit.files", 60 }, { "limit.mbufs", 40 },
	};
	struct call c = { .n = 0 };
	int own = JAIL_SYS_NEW;
	unsigned i;

	add_text(&c, "name", name);
	add(&c, "persist", NULL, 0);
	add(&c, "vnet", &own, sizeof(own));
	for (i = 0; i < 4 && strcmp(name, "hogs") == 0; i++)
		add(&c, limits[i].name, &limits[i].max, sizeof(int64_t));
	return set(&c, JAIL_CREATE);
}

/* ------------------------------------------------------------------ hogs */

/* Each takes until refused, gives all back, and says with what errno. */
static int
hog_forks(void)
{
	pid_t pid[64];
	int n = 0, e;

	while (n < 64 && (pid[n] = fork()) > 0)
		n++;
	if (n < 64 && pid[n] == 0)
		for (;;)
			pause();
	e = errno;
	while (n-- > 0) {
		kill(pid[n], SIGKILL);
		waitpid(pid[n], NULL, 0);
	}
	return e;
}

static int
hog_memory(void)
{
	char *p[256];
	int n, e;

	for (n = 0; n < 256; n++) {
		p[n] = mmap(NULL, CHUNK, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANON, -1, 0);
		if (p[n] == MAP_FAILED)
			break;
		memset(p[n], 1, CHUNK);
	}
	e = errno;
	while (n-- > 0)
		munmap(p[n], CHUNK);
	return e;
}

static int
hog_files(void)
{
	int fd[100], n, e;

	for (n = 0; n < 100; n++)
		if ((fd[n] = open("/bin/jls", O_RDONLY)) < 0)
			break;
	e = errno;
	while (n-- > 0)
		close(fd[n]);
	return e;
}

static int
hog_mbufs(void)
{
	struct sockaddr_in to = { .sin_len = sizeof(to),
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001) };
	int fd[16], n, i, e = 0;
	char c = 0;

	for (n = 0; n < 16 && e == 0; n++) {
		fd[n] = socket(AF_INET, SOCK_DGRAM, 0);
		to.sin_port = htons((uint16_t)(2000 + n));
		bind(fd[n], (void *)&to, sizeof(to));
		for (i = 0; i < 8 && e == 0; i++)
			if (sendto(fd[n], &c, 1, 0, (void *)&to,
			    sizeof(to)) < 0)
				e = errno;
	}
	while (n-- > 0)
		close(fd[n]);
	return e;
}

static const struct {
	const char *name;
	int (*hog)(void);
	int error;
} hogs[] = {
	{ "sb_forks", hog_forks, EAGAIN },
	{ "sb_memory", hog_memory, ENOMEM },
	{ "sb_files", hog_files, ENFILE },
	{ "sb_mbufs", hog_mbufs, ENOBUFS },
};
#define HOGS	(sizeof(hogs) / sizeof(hogs[0]))

/*
 * In jail jid until killed; the first errno, alone in the jail, goes to fd.
 * The fork bomb may have taken all places just now: it gives them back.
 */
static pid_t
start_hog(int jid, unsigned i, int fd)
{
	pid_t pid = fork();
	int e;

	if (pid != 0)
		return pid;
	do
		e = jail_attach(jid) != 0 ? errno : 0;
	while (e == EAGAIN);
	e = e != 0 ? -e : hogs[i].hog();
	write(fd, &e, sizeof(e));
	for (;;)
		hogs[i].hog();
}

/* ------------------------------------------------------------- ping-pong */

static void
echo(int from, int to)
{
	char c;

	while (read(from, &c, 1) == 1 && write(to, &c, 1) == 1)
		continue;
	_exit(0);
}

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Two sockets of the jail's own stack, each connected to the other. */
static int
udp_pair(int s[2])
{
	struct sockaddr_in at[2];
	socklen_t len = sizeof(at[0]);
	int i;

	for (i = 0; i < 2; i++) {
		at[i] = (struct sockaddr_in){ .sin_len = sizeof(at[0]),
		    .sin_family = AF_INET,
		    .sin_addr.s_addr = htonl(0x7f000001) };
		s[i] = socket(AF_INET, SOCK_DGRAM, 0);
		if (bind(s[i], (void *)&at[i], len) != 0 ||
		    getsockname(s[i], (void *)&at[i], &len) != 0)
			return 1;
	}
	return connect(s[0], (void *)&at[1], len) != 0 ||
	    connect(s[1], (void *)&at[0], len) != 0;
}

/* What the two ends of a match read and write. */
struct match {
	int mine[2], its[2];
};

static int
match_make(struct match *m, int udp)
{
	int there[2], back[2];

	if (udp) {
		if (udp_pair(there) != 0)
			return 1;
		*m = (struct match){ { there[0], there[0] },
		    { there[1], there[1] } };
		return 0;
	}
	if (pipe(there) != 0 || pipe(back) != 0)
		return 1;
	*m = (struct match){ { back[0], there[1] }, { there[0], back[1] } };
	return 0;
}

/* In jail jid: nanoseconds of a round trip, the median, to fd. */
static void
ping_pong(int jid, int udp, int fd)
{
	int64_t ns[ROUNDS];
	struct match m;
	pid_t other;
	char c = 0;
	int i;

	if (jail_attach(jid) != 0 || match_make(&m, udp) != 0)
		_exit(1);
	other = fork();
	if (other == 0)
		echo(m.its[0], m.its[1]);
	for (i = 0; i < ROUNDS; i++) {
		ns[i] = now_ns();
		if (write(m.mine[1], &c, 1) != 1 ||
		    read(m.mine[0], &c, 1) != 1)
			_exit(2);
		ns[i] = now_ns() - ns[i];
	}
	kill(other, SIGKILL);
	qsort(ns, ROUNDS, sizeof(ns[0]), compare);
	write(fd, &ns[ROUNDS / 2], sizeof(ns[0]));
	_exit(0);
}

static int64_t
measure(int jid, int udp)
{
	int fd[2], status;
	int64_t ns = -1;
	pid_t pid;

	pipe(fd);
	pid = fork();
	if (pid == 0)
		ping_pong(jid, udp, fd[1]);
	close(fd[1]);
	if (read(fd[0], &ns, sizeof(ns)) != sizeof(ns))
		ns = -1;
	close(fd[0]);
	waitpid(pid, &status, 0);
	return ns;
}

/* ------------------------------------------------------------- the test */

static int quiet_jail;
static int64_t quiet[2];		/* a pipe's round, UDP's */
static long slowest = SLOWEST;

static void
compare_loud(const char *name)
{
	int64_t loud[2];
	int i;

	for (i = 0; i < 2; i++)
		loud[i] = measure(quiet_jail, i);
	printf("# %s: pipe %lld of %lld ns, udp %lld of %lld ns\n", name,
	    (long long)loud[0], (long long)quiet[0], (long long)loud[1],
	    (long long)quiet[1]);
	for (i = 0; i < 2; i++)
		check(loud[i] > 0 && loud[i] < quiet[i] * slowest, name,
		    "%s: %lld ns, quiet %lld ns", i ? "udp" : "pipe",
		    (long long)loud[i], (long long)quiet[i]);
}

/* The hogs from first on, n of them, in a jail of their own. */
static void
among_hogs(const char *name, unsigned first, unsigned n)
{
	int jid = make_limited("hogs"), fd[2], e;
	pid_t pid[HOGS];
	unsigned i;

	system("jexec hogs ifconfig lo0 inet 127.0.0.1/8 up 2>/dev/null");
	pipe(fd);
	for (i = 0; i < n; i++) {
		pid[i] = start_hog(jid, first + i, fd[1]);
		e = -1;
		read(fd[0], &e, sizeof(e));
		/* Those before may have what it wants: any limit will do. */
		check(e == hogs[first + i].error || (i > 0 && e > 0),
		    hogs[first + i].name, "errno %d", e);
	}
	compare_loud(name);
	jail_remove(jid);
	while (n-- > 0)
		waitpid(pid[n], NULL, 0);
	close(fd[0]);
	close(fd[1]);
}

int
main(int argc, char **argv)
{
	static const char *const with[HOGS] = {
		"sb_with_forks", "sb_with_memory", "sb_with_files",
		"sb_with_mbufs"
	};
	unsigned i;

	if (argc > 1)
		slowest = atol(argv[1]);
	quiet_jail = make_limited("b");
	system("jexec b ifconfig lo0 inet 127.0.0.1/8 up 2>/dev/null");
	for (i = 0; i < 2; i++)
		quiet[i] = measure(quiet_jail, (int)i);
	check(quiet[0] > 0 && quiet[1] > 0, "sb_quiet", "%lld %lld",
	    (long long)quiet[0], (long long)quiet[1]);
	for (i = 0; i < HOGS; i++)
		among_hogs(with[i], i, 1);
	slowest = SLOWEST;	/* all want more CPUs than there are */
	among_hogs("sb_with_all", 0, HOGS);
	check(system("ls /bin | grep -q jls") == 0, "sb_host", "no answer");
	jail_remove(quiet_jail);
	check(sysctl_number("vimage.leaked") == 0, "sb_leaked", "leaked");
	return finish();
}
