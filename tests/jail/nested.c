// SPDX-License-Identifier: BSD-2-Clause
/*
 * nested - old bugs of FreeBSD's jails in trees, names and last exits, each
 * for some rounds: nested [ROUNDS], 30 if not said.
 *
 * T6, T9 and so on are the numbers that docs/regressions.md gives them by
 * their origin.
 */
#include "tests/jail/jailtest.h"

#include <signal.h>

static int rounds = 30;

static int
make_full(const char *name, int children)
{
	struct call c = { .n = 0 };
	int own = JAIL_SYS_NEW;

	add_text(&c, "name", name);
	add(&c, "vnet", &own, sizeof(own));
	add(&c, "children.max", &children, sizeof(children));
	add(&c, "persist", NULL, 0);
	return set(&c, JAIL_CREATE);
}

static int
none_left(void)
{
	int i;

	for (i = 0; i < 500; i++) {
		if (sysctl_number("security.jail.children.cur") == 0)
			return sysctl_number("vimage.leaked") == 0;
		usleep(10000);
	}
	return 0;
}

/* -------------------------------------------------- T6: order of ends */

/*
 * Review D47992: a child's prison was freed after its parent's and looked
 * for its stack there.  Three levels end bottom up, top down, and both ways
 * at once; the grandchild shares the child's stack in every other round.
 */
static int
tree_round(int round)
{
	int a = make_full("t6", 4), b = make_full("t6.b", 2), c;
	int order[3];
	pid_t pid;

	c = round % 2 != 0 ? make("t6.b.c") : make_full("t6.b.c", 0);
	if (a < 0 || b < 0 || c < 0)
		return 1;
	order[0] = round % 3 == 0 ? c : a;
	order[1] = b;
	order[2] = round % 3 == 0 ? a : c;
	if (round % 3 == 2) {
		pid = fork();
		if (pid == 0) {
			jail_remove(c);
			_exit(jail_remove(b) == 0 || errno == EINVAL ? 0 : 1);
		}
		if (jail_remove(a) != 0)
			return 2;
		waitpid(pid, &c, 0);
		return c != 0 ? 3 : 0;
	}
	for (a = 0; a < 3; a++)
		if (jail_remove(order[a]) != 0 && (errno != EINVAL || a == 0))
			return 4;
	return 0;
}

static void
test_t6(void)
{
	int i, error = 0;

	for (i = 0; i < rounds && error == 0; i++)
		error = tree_round(i);
	check(error == 0, "t6_nested_ends", "round %d: step %d, errno %d %s",
	    i, error, errno, errmsg);
	check(none_left(), "t6_none_left", "jails or leaks left");
}

/* ------------------------------------------------- T9: no second life */

/*
 * Review D28150: JAIL_DYING found the dying jail again, and what was set in
 * its first life leaked into the second.  Here the name, and the number once
 * it is free, give a new jail that has nothing of the old.
 */
static int
is_pristine(int jid)
{
	struct call c = { .n = 0 };
	char host[256] = "x";
	int level = 9, raw = 9, max = 9;

	add(&c, "jid", &jid, sizeof(jid));
	add(&c, "host.hostname", host, sizeof(host));
	add(&c, "securelevel", &level, sizeof(level));
	add(&c, "allow.raw_sockets", &raw, sizeof(raw));
	add(&c, "children.max", &max, sizeof(max));
	return get(&c, 0) == jid && host[0] == '\0' && level == -1 &&
	    raw == 0 && max == 0;
}

/* The first life, with everything set; jid 0: any. */
static int
make_marked(int jid)
{
	struct call c = { .n = 0 };
	int level = 2, max = 5;

	if (jid != 0)
		add(&c, "jid", &jid, sizeof(jid));
	add_text(&c, "name", "t9");
	add_text(&c, "host.hostname", "first");
	add(&c, "securelevel", &level, sizeof(level));
	add(&c, "children.max", &max, sizeof(max));
	add(&c, "allow.raw_sockets", NULL, 0);
	add(&c, "persist", NULL, 0);
	return set(&c, JAIL_CREATE);
}

/* Make name and number again as soon as, or before, the old one is gone. */
static int
remake(int jid)
{
	struct call c;
	int got, tries;

	for (tries = 0; tries < 100000; tries++) {
		c.n = 0;
		add(&c, "jid", &jid, sizeof(jid));
		add_text(&c, "name", "t9");
		add(&c, "persist", NULL, 0);
		got = set(&c, JAIL_CREATE | (tries % 2 ? JAIL_DYING : 0));
		if (got >= 0 || errno != EEXIST)
			return got;
	}
	return -1;
}

static void
test_t9(void)
{
	int i, jid = 0, again = 0;
	pid_t pid;

	for (i = 0; i < rounds; i++) {
		jid = make_marked(900);
		pid = fork();
		if (pid == 0)
			_exit(jail_remove(jid) != 0);
		again = remake(jid);
		waitpid(pid, NULL, 0);
		/* The remover may have met the second life: then once more. */
		if (find("t9", 0) < 0)
			again = remake(jid);
		if (again != jid || !is_pristine(again))
			break;
		jail_remove(again);
	}
	check(i == rounds, "t9_pristine", "round %d: %d, errno %d %s", i,
	    again, errno, errmsg);
	check(none_left(), "t9_none_left", "jails or leaks left");
}

/* -------------------------------------- T11: who failed to attach lives */

/*
 * Base commit 861373bdff9: the flag to kill what was made was passed on, and
 * the caller's own jail, even the host, was ended.  The attach fails here
 * because the jail may have less memory than the caller brings.  Nor does the
 * caller keep the descriptor of a jail that it could not enter.
 */
static void
test_t11(void)
{
	struct call c = { .n = 0 };
	int64_t little = 40000;
	int jid, jailed, desc = -1, next = dup(0), now;

	close(next);
	add_text(&c, "name", "t11");
	add(&c, "limit.memory", &little, sizeof(little));
	add(&c, "desc", &desc, sizeof(desc));
	jid = set(&c, JAIL_CREATE | JAIL_ATTACH | JAIL_GET_DESC);
	check(jid < 0, "t11_attach_fails", "jid %d", jid);
	now = dup(0);
	close(now);
	check(now == next, "t11_no_descriptor", "next is %d, was %d", now,
	    next);
	jailed = (int)sysctl_number("security.jail.jailed");
	check(jailed == 0, "t11_caller_lives", "jailed %d", jailed);
	check(make("t11") > 0, "t11_host_lives", "errno %d %s", errno, errmsg);
	jail_remove(find("t11", 0));
	check(none_left(), "t11_none_left", "jails or leaks left");
}

/* ------------------------------------ T13: attach meets the last exit */

/*
 * freebsd-jail, August 2011: a process entered a jail whose last one was
 * leaving, and its own exit then panicked.  A jail that does not persist,
 * one process that leaves it, others that come.
 */
static int
enter(int jid)
{
	if (jail_attach(jid) != 0)
		_exit(errno == EINVAL ? 0 : 1);
	_exit(sysctl_number("security.jail.jailed") == 1 ? 0 : 2);
}

static int
exit_round(void)
{
	struct call c = { .n = 0 };
	int jid = make("t13"), no = 0, i, status, bad = 0, fds[2], in[2];
	char byte = 0;

	if (jid < 0 || pipe(fds) != 0 || pipe(in) != 0)
		return 1;
	if (fork() == 0) {
		close(fds[1]);
		if (jail_attach(jid) != 0 || write(in[1], &byte, 1) != 1)
			_exit(3);
		_exit(read(fds[0], &byte, 1) != 0);
	}
	close(fds[0]);
	close(in[1]);
	if (read(in[0], &byte, 1) != 1)
		return 2;
	close(in[0]);
	add(&c, "jid", &jid, sizeof(jid));
	add(&c, "persist", &no, sizeof(no));
	if (set(&c, JAIL_UPDATE) < 0)
		return 3;
	for (i = 0; i < 3; i++) {
		if (i == 1)
			close(fds[1]);	/* now the first one leaves */
		if (fork() == 0)
			enter(jid);
	}
	while (waitpid(-1, &status, 0) > 0)
		if (status != 0 && !(WIFSIGNALED(status) &&
		    WTERMSIG(status) == SIGKILL))
			bad = status;
	return bad;
}

static void
test_t13(void)
{
	int i, bad = 0;

	for (i = 0; i < rounds && bad == 0; i++) {
		bad = exit_round();
		if (!none_left())
			bad = -1;
	}
	check(bad == 0, "t13_last_exit", "round %d: %#x, errno %d %s", i, bad,
	    errno, errmsg);
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		rounds = atoi(argv[1]);
	test_t6();
	test_t9();
	test_t11();
	test_t13();
	return finish();
}
