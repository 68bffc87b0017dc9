// SPDX-License-Identifier: BSD-2-Clause
/*
 * limits - what a jail may have at most: the errno of one too many, in that
 * jail only; use falls back to nothing; a jail below counts for those above.
 */
#include "tests/jail/jailtest.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/sysctl.h>

static int
limit(const char *jail, const char *name, int64_t n)
{
	struct call c = { .n = 0 };

	add_text(&c, "name", jail);
	add(&c, name, &n, sizeof(n));
	return set(&c, JAIL_UPDATE);
}

static int64_t
read_one(const char *jail, const char *name)
{
	struct call c = { .n = 0 };
	char buf[256];
	int64_t n = -1;

	snprintf(buf, sizeof(buf), "%s", jail);
	add(&c, "name", buf, sizeof(buf));
	add(&c, name, &n, sizeof(n));
	return get(&c, 0) < 0 ? -1 : n;
}

/* Run fn in a jail; its exit status, or -1. */
static int
inside(const char *jail, int (*fn)(void))
{
	int status = 0, jid = find(jail, 0);
	pid_t pid = fork();

	if (pid == 0) {
		if (jail_attach(jid) != 0)
			_exit(99);
		_exit(fn());
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* ---------------------------------------------------- what runs inside */

/* Each makes until refused: how many, if with the errno expected. */
static int
count_forks(void)
{
	pid_t pids[32];
	int n, i, e;

	for (n = 0; n < 32; n++) {
		pids[n] = fork();
		if (pids[n] == 0)
			for (;;)
				pause();
		if (pids[n] < 0)
			break;
	}
	e = errno;
	for (i = 0; i < n; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
	return e == EAGAIN ? n : 90;
}

static int
count_files(void)
{
	int n;

	for (n = 0; n < 32; n++)
		if (open("/bin/jls", O_RDONLY) < 0)
			break;
	return errno == ENFILE ? n : 90;
}

static int
count_sockets(void)
{
	int n;

	for (n = 0; n < 32; n++)
		if (socket(AF_INET, SOCK_DGRAM, 0) < 0)
			break;
	return errno == ENOBUFS ? n : 90;
}

#define CHUNK	(64l * 1024)

static int
many_chunks(int flags)
{
	char *p;
	int n;

	for (n = 0; n < 80; n++) {
		p = mmap(NULL, CHUNK, PROT_READ | PROT_WRITE, flags | MAP_ANON,
		    -1, 0);
		if (p == MAP_FAILED)
			break;
		memset(p, 1, CHUNK);
	}
	return n < 80 && errno != ENOMEM ? 91 : n;
}

static int
count_memory(void)
{
	return many_chunks(MAP_PRIVATE);
}

static int
count_shared(void)
{
	return many_chunks(MAP_SHARED);
}

/* A copy of what one has needs as much again. */
static int
copy_memory(void)
{
	int n = many_chunks(MAP_PRIVATE);
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	if (pid > 0)
		waitpid(pid, NULL, 0);
	return pid < 0 && errno == ENOMEM ? n : 92;
}

/* Programs of the jail are charged to it from their start on. */
static int
run_program(void)
{
	return system("true") == 0 && system("ls / >/dev/null") == 0 ? 0 : 1;
}

/* Datagrams nobody reads; more than the sockets' buffers never fit. */
static int
count_mbufs(void)
{
	struct sockaddr_in to = { .sin_len = sizeof(to),
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001) };
	int i, s, n = 0, e = 0;
	char c = 0;

	system("ifconfig lo0 inet 127.0.0.1/8 up 2>/dev/null");
	for (i = 0; i < 16 && e == 0; i++) {
		s = socket(AF_INET, SOCK_DGRAM, 0);
		to.sin_port = htons((uint16_t)(2000 + i));
		if (s < 0 || bind(s, (void *)&to, sizeof(to)) != 0)
			return 93;
		for (n = 0; n < 8 && e == 0; n++)
			if (sendto(s, &c, 1, 0, (void *)&to, sizeof(to)) < 0)
				e = errno;
	}
	return e == ENOBUFS ? 1 : e == 0 ? 90 : e;
}

/* --------------------------------------------------------------- tests */

/* Wait until nothing but what was there is charged to any jail. */
static int
settles(const char *jail, const char *use, int64_t want)
{
	int i;

	for (i = 0; i < 500 && read_one(jail, use) > want; i++)
		usleep(2000);
	return read_one(jail, use) <= want;
}

static int
ledgers(void)
{
	size_t len = sizeof(int);
	int n = -1;

	sysctlbyname("vm.ledgers", &n, &len, NULL, 0);
	return n;
}

/* 2 MiB more than the jail uses empty: the errno there, and there only. */
static void
memory(void)
{
	int64_t idle = read_one("l", "use.memory");
	int own, shared, below, copy, run, elsewhere, kept;

	kept = idle > 0 && limit("l", "limit.memory", idle + (2 << 20)) > 0;
	own = inside("l", count_memory);
	shared = inside("l", count_shared);
	below = inside("l.sub", count_memory);
	copy = inside("l", copy_memory);
	run = inside("l", run_program);
	elsewhere = inside("m", count_memory);
	check(own > 16 && own < 32 && below > 16 && below < 32 &&
	    shared > 16 && shared < 32, "l_memory",
	    "own %d, shared %d, below %d", own, shared, below);
	check(copy > 16 && copy < 32, "l_memory_fork", "%d", copy);
	check(run == 0, "l_memory_exec", "%d", run);
	check(elsewhere == 80, "l_memory_sibling", "%d", elsewhere);
	check(kept && settles("l", "use.memory", idle), "l_memory_back",
	    "%lld, was %lld", (long long)read_one("l", "use.memory"),
	    (long long)idle);
	limit("l", "limit.memory", idle / 2);
	own = inside("l", count_memory);
	check(own == 99, "l_memory_none", "%d", own);
	limit("l", "limit.memory", 0);
}

/* The kernel's own memory for a jail counts: a subsystem cannot be made. */
static void
memory_of_kernel(void)
{
	struct call c = { .n = 0 };
	int e, n;

	limit("l", "limit.memory", read_one("l", "use.memory") + 1000);
	add_text(&c, "name", "l.full");
	add(&c, "persist", NULL, 0);
	add(&c, "vnet", &(int){ JAIL_SYS_NEW }, sizeof(int));
	n = set(&c, JAIL_CREATE);
	e = errno;
	limit("l", "limit.memory", 0);
	check(n < 0 && e == ENOMEM, "l_memory_images", "%d errno %d", n, e);
}

static void
mbufs(void)
{
	int own, elsewhere;

	limit("n", "limit.mbufs", 40);
	own = inside("n", count_mbufs);
	limit("n", "limit.mbufs", 0);
	elsewhere = inside("n", count_mbufs);
	check(own == 1 && elsewhere == 90, "l_mbufs", "own %d, no limit %d",
	    own, elsewhere);
	check(settles("n", "use.mbufs", 0), "l_mbufs_back", "%lld",
	    (long long)read_one("n", "use.mbufs"));
}

static void
counted(const char *test, int (*fn)(void), const char *max, const char *use,
    int want)
{
	int own, below, elsewhere, kept;

	kept = limit("l", max, 8) > 0;
	own = inside("l", fn);
	below = inside("l.sub", fn);
	elsewhere = inside("m", fn);
	kept = kept && read_one("l", use) == 0 && limit("l", max, 0) > 0;
	check(own == want && below == want && elsewhere == 90 && kept, test,
	    "own %d, below %d, elsewhere %d, %s, kept %d", own, below,
	    elsewhere, errmsg, kept);
}

static void
entering(void)
{
	int got;

	limit("l", "limit.processes", 1);
	got = inside("l", count_forks);
	check(got == 0, "l_enter_one", "made %d", got);
	limit("l", "limit.processes", 0);
	check(limit("l", "limit.processes", -1) < 0 && errno == EINVAL,
	    "l_negative", "errno %d", errno);
	check(limit("l", "use.processes", 1) < 0 && errno == EINVAL,
	    "l_use_is_read", "errno %d", errno);
}

int
main(void)
{
	struct call c = { .n = 0 };
	int more = 4, before = ledgers(), i;

	add_text(&c, "name", "l");
	add(&c, "persist", NULL, 0);
	add(&c, "children.max", &more, sizeof(more));
	set(&c, JAIL_CREATE);
	make("l.sub");
	make("m");
	c.n = 0;
	add_text(&c, "name", "n");
	add(&c, "persist", NULL, 0);
	add(&c, "vnet", &(int){ JAIL_SYS_NEW }, sizeof(int));
	set(&c, JAIL_CREATE);
	counted("l_processes", count_forks, "limit.processes",
	    "use.processes", 7);
	counted("l_files", count_files, "limit.files", "use.files", 8);
	counted("l_sockets", count_sockets, "limit.sockets", "use.sockets",
	    8);
	entering();
	memory();
	memory_of_kernel();
	mbufs();
	jail_remove(find("l", 0));
	jail_remove(find("m", 0));
	jail_remove(find("n", 0));
	/* What is charged to a jail holds its ledger, so none is. */
	for (i = 0; i < 500 && ledgers() > before; i++)
		usleep(2000);
	check(ledgers() == before, "l_nothing_stays", "%d, were %d",
	    ledgers(), before);
	return finish();
}
