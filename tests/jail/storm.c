// SPDX-License-Identifier: BSD-2-Clause
/*
 * storm - everybody at once: processes that make, enter, rename, list and
 * remove the same few jails, while others fork without end inside them.
 * Whatever each call answers, at the end nothing is left.
 */
#include "tests/jail/jailtest.h"

#include <signal.h>

#define STORMERS	6
#define ROUNDS		150
#define NAMES		4

static unsigned rnd;

static unsigned
random_below(unsigned n)
{
	rnd = rnd * 1664525u + 1013904223u;
	return (rnd >> 8) % n;
}

static const char *
random_name(void)
{
	static const char *const names[NAMES] = { "s0", "s1", "s2", "s3" };

	return names[random_below(NAMES)];
}

/* A jail that may be there already, with room for children. */
static void
step_make(const char *name)
{
	struct call c = { .n = 0 };
	int own = JAIL_SYS_NEW, max = 3;

	add_text(&c, "name", name);
	add(&c, "children.max", &max, sizeof(max));
	if (random_below(2) == 0)
		add(&c, "vnet", &own, sizeof(own));
	add(&c, "persist", NULL, 0);
	set(&c, JAIL_CREATE);
}

static void
step_below(const char *name)
{
	char full[16];

	snprintf(full, sizeof(full), "%s.b", name);
	make(full);
}

/* Enter, fork a few, exit or wait to be killed. */
static void
step_enter(int jid)
{
	pid_t pid = fork();
	int i;

	if (pid != 0) {
		if (random_below(2) == 0)
			waitpid(pid, NULL, 0);
		return;
	}
	alarm(20);
	if (jail_attach(jid) != 0)
		_exit(1);
	for (i = 0; i < 5; i++)
		if (fork() == 0)
			_exit(0);
	while (waitpid(-1, NULL, 0) > 0)
		continue;
	_exit(0);
}

static void
step_rename(int jid)
{
	struct call c = { .n = 0 };

	add(&c, "jid", &jid, sizeof(jid));
	add_text(&c, "name", random_name());
	set(&c, JAIL_UPDATE);
}

static void
step_list(void)
{
	struct call c;
	char name[256], host[256];
	int last = 0;

	while (last >= 0) {
		c.n = 0;
		name[0] = host[0] = '\0';
		add(&c, "lastjid", &last, sizeof(last));
		add(&c, "name", name, sizeof(name));
		add(&c, "host.hostname", host, sizeof(host));
		last = get(&c, JAIL_DYING);
	}
}

static void
stormer(unsigned seed)
{
	const char *name;
	int i, jid;

	rnd = seed * 7919;
	for (i = 0; i < ROUNDS; i++) {
		name = random_name();
		jid = find(name, 0);
		switch (random_below(8)) {
		case 0: case 1: step_make(name); break;
		case 2: step_below(name); break;
		case 3: case 4: step_enter(jid); break;
		case 5: step_rename(jid); break;
		case 6: step_list(); break;
		case 7: jail_remove(jid); break;
		}
		while (waitpid(-1, NULL, WNOHANG) > 0)
			continue;
	}
	while (waitpid(-1, NULL, 0) > 0)
		continue;
	_exit(0);
}

/*
 * A jail full of forking processes is removed all the same (FreeBSD base
 * commit cc7b73065302: a fork under way outlived it).
 */
static void
test_bomb(void)
{
	int jid = make("bomb"), i;
	pid_t pid = fork();

	if (pid == 0) {
		if (jail_attach(jid) != 0)
			_exit(1);
		for (i = 0; ; i++)
			if (fork() == 0 && i > 6)
				pause();
	}
	usleep(100000);
	check(jail_remove(jid) == 0, "storm_bomb", "errno %d", errno);
	waitpid(pid, NULL, 0);
	check(find("bomb", JAIL_DYING) < 0, "storm_bomb_gone", "still there");
}

int
main(void)
{
	int i, status, bad = 0, jid;

	test_bomb();
	for (i = 0; i < STORMERS; i++)
		if (fork() == 0)
			stormer((unsigned)i + 1);
	while (waitpid(-1, &status, 0) > 0)
		bad += status != 0;
	check(bad == 0, "storm_survived", "%d died", bad);
	for (i = 0; i < NAMES; i++) {
		char name[8];

		snprintf(name, sizeof(name), "s%d", i);
		jid = find(name, 0);
		if (jid > 0 && jail_remove(jid) != 0)
			check(0, "storm_remove", "errno %d", errno);
	}
	check(sysctl_number("security.jail.children.cur") == 0, "storm_empty",
	    "%d left", (int)sysctl_number("security.jail.children.cur"));
	check(sysctl_number("vimage.leaked") == 0, "storm_leaked", "leaked");
	return finish();
}
