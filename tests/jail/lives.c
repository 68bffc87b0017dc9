// SPDX-License-Identifier: BSD-2-Clause
/*
 * lives - how jails come and go: numbers, names, attach, nesting, removal of
 * a jail with processes, and of one that does not persist.
 */
#include "tests/jail/jailtest.h"

#include <fcntl.h>
#include <signal.h>

/* Wait, at most five seconds, for a jail to be found no more. */
static int
wait_gone(const char *name)
{
	int i;

	for (i = 0; i < 500; i++) {
		if (find(name, JAIL_DYING) < 0)
			return 1;
		usleep(10000);
	}
	return 0;
}

/* Fork a child that enters the jail, tells so, and sleeps for ever. */
static pid_t
sleeper(int jid, int catching)
{
	int fds[2];
	char c = 0;
	pid_t pid;

	if (pipe(fds) != 0)
		exit(2);
	pid = fork();
	if (pid == 0) {
		if (catching)
			signal(SIGTERM, SIG_IGN);
		c = jail_attach(jid) == 0;
		if (write(fds[1], &c, 1) != 1)
			_exit(2);
		for (;;)
			pause();
	}
	close(fds[1]);
	if (read(fds[0], &c, 1) != 1 || c != 1)
		check(0, "l_attach", "errno %d", errno);
	close(fds[0]);
	return pid;
}

static void
test_numbers(void)
{
	int a = make("l1"), b = make("l2"), c;
	struct call call = { .n = 0 };

	check(a > 0 && b > a, "l_jids_grow", "%d %d", a, b);
	jail_remove(a);
	c = make("l1");
	check(c > b, "l_name_again", "%d", c);
	add_text(&call, "name", "77");
	add(&call, "persist", NULL, 0);
	check(set(&call, JAIL_CREATE) == 77, "l_numeric_name", "%s", errmsg);
	jail_remove(77);
	call.n = 0;
	add(&call, "jid", &b, sizeof(b));
	add_text(&call, "name", "l3");
	check(set(&call, JAIL_UPDATE) == b && find("l3", 0) == b &&
	    find("l2", 0) < 0, "l_rename", "%s", errmsg);
	jail_remove(b);
	jail_remove(c);
}

static void
test_remove_busy(void)
{
	int jid = make("l1"), status = 0, i;
	pid_t pid[4];

	for (i = 0; i < 4; i++)
		pid[i] = sleeper(jid, 1);
	check(jail_remove(jid) == 0, "l_remove_busy", "errno %d", errno);
	check(find("l1", JAIL_DYING) < 0, "l_removed_when_back", "still");
	for (i = 0; i < 4; i++)
		waitpid(pid[i], &status, 0);
	check(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "l_killed",
	    "status %#x", status);
}

static void
test_auto_remove(void)
{
	int jid = make("l1"), no = 0;
	struct call c = { .n = 0 };
	pid_t pid = sleeper(jid, 0);

	add(&c, "jid", &jid, sizeof(jid));
	add(&c, "persist", &no, sizeof(no));
	check(set(&c, JAIL_UPDATE) == jid, "l_unpersist", "%s", errmsg);
	usleep(20000);
	check(find("l1", 0) == jid, "l_kept_by_process", "gone");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	check(wait_gone("l1"), "l_ends_with_last", "still there");
}

/* A jail made with JAIL_ATTACH ends with its maker. */
static void
test_attach_create(void)
{
	struct call c = { .n = 0 };
	int status = 0, jailed = 0;
	pid_t pid = fork();

	if (pid == 0) {
		add_text(&c, "name", "l1");
		if (set(&c, JAIL_CREATE | JAIL_ATTACH) < 0)
			_exit(1);
		jailed = (int)sysctl_number("security.jail.jailed");
		_exit(jailed == 1 ? 42 : 2);
	}
	waitpid(pid, &status, 0);
	check(WIFEXITED(status) && WEXITSTATUS(status) == 42, "l_create_attach",
	    "status %#x", status);
	check(wait_gone("l1"), "l_created_ends", "still there");
}

static void
test_nested(void)
{
	struct call c = { .n = 0 };
	int top, mid, max = 5, i;

	add_text(&c, "name", "n1");
	add(&c, "persist", NULL, 0);
	add(&c, "children.max", &max, sizeof(max));
	top = set(&c, JAIL_CREATE);
	mid = make("n1.a");
	check(mid > 0 && make("n1.b") > 0, "n_children", "%s", errmsg);
	check(make("n1.a.x") < 0 && errno == EPERM, "n_no_grandchild",
	    "errno %d", errno);
	check(find("n1.a", 0) == mid, "n_dotted", "%s", errmsg);
	for (i = 0; i < 3; i++) {
		char name[16];

		snprintf(name, sizeof(name), "n1.c%d", i);
		make(name);
	}
	check(make("n1.over") < 0 && errno == EPERM, "n_limit", "errno %d",
	    errno);
	sleeper(mid, 0);
	check(jail_remove(top) == 0, "n_remove_tree", "errno %d", errno);
	check(find("n1.a", JAIL_DYING) < 0 && find("n1", JAIL_DYING) < 0,
	    "n_all_gone", "still there");
	check(sysctl_number("security.jail.children.cur") == 0, "n_count",
	    "%d", (int)sysctl_number("security.jail.children.cur"));
	while (waitpid(-1, NULL, 0) > 0)
		continue;
}

int
main(void)
{
	test_numbers();
	test_remove_busy();
	test_auto_remove();
	test_attach_create();
	test_nested();
	return finish();
}
