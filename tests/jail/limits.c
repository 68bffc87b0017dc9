// SPDX-License-Identifier: BSD-2-Clause
/*
 * limits - what a jail may have at most: the errno of one too many, in that
 * jail only; use falls back to nothing; a jail below counts for those above.
 */
#include "tests/jail/jailtest.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>

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

/* --------------------------------------------------------------- tests */

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
	check(limit("l", "limit.processes", -1) < 0 && errno == EINVAL,
	    "l_negative", "errno %d", errno);
	check(limit("l", "use.processes", 1) < 0 && errno == EINVAL,
	    "l_use_is_read", "errno %d", errno);
}

int
main(void)
{
	struct call c = { .n = 0 };
	int more = 4;

	add_text(&c, "name", "l");
	add(&c, "persist", NULL, 0);
	add(&c, "children.max", &more, sizeof(more));
	set(&c, JAIL_CREATE);
	make("l.sub");
	make("m");
	counted("l_processes", count_forks, "limit.processes",
	    "use.processes", 7);
	counted("l_files", count_files, "limit.files", "use.files", 8);
	counted("l_sockets", count_sockets, "limit.sockets", "use.sockets",
	    8);
	entering();
	jail_remove(find("l", 0));
	jail_remove(find("m", 0));
	return finish();
}
