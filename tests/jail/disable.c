// SPDX-License-Identifier: BSD-2-Clause
/*
 * disable - a subsystem that a jail asked not to have: its calls answer
 * ENOSYS there and below, and what does not know disable refuses the word.
 */
#include "tests/jail/jailtest.h"

#include <sys/msg.h>
#include <sys/sem.h>

static int
make_jail(const char *name, const char *param, int how)
{
	struct call c = { .n = 0 };
	int max = 3;

	add_text(&c, "name", name);
	add(&c, "persist", NULL, 0);
	add(&c, "children.max", &max, sizeof(max));
	if (strchr(name, '.') != NULL)
		c.n -= 2;
	if (param != NULL)
		add(&c, param, &how, sizeof(how));
	return set(&c, JAIL_CREATE);
}

/* 0 if message queues are not there and semaphores are. */
static int
half(void)
{
	if (msgget(5, IPC_CREAT | 0600) != -1 || errno != ENOSYS)
		return 1;
	return semget(5, 1, IPC_CREAT | 0600) < 0 ? 2 : 0;
}

static int
inside(int jid)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(jail_attach(jid) != 0 ? 99 : half());
	waitpid(pid, &status, 0);
	return status >> 8;
}

static int
value(const char *name)
{
	struct call c = { .n = 0 };
	char buf[256];
	int how = -1;

	snprintf(buf, sizeof(buf), "%s", name);
	add(&c, "name", buf, sizeof(buf));
	add(&c, "sysvmsg", &how, sizeof(how));
	return get(&c, 0) < 0 ? -1 : how;
}

int
main(void)
{
	int64_t leaked = sysctl_number("vimage.leaked");
	int jid, sub;

	jid = make_jail("d", "sysvmsg", JAIL_SYS_DISABLE);
	check(jid > 0, "d_make", "errno %d %s", errno, errmsg);
	check(inside(jid) == 0, "d_enosys", "status %d", inside(jid));
	check(value("d") == JAIL_SYS_DISABLE, "d_get", "%d", value("d"));
	sub = make_jail("d.s", NULL, 0);
	check(sub > 0 && inside(sub) == 0, "d_below", "jid %d %s", sub,
	    errmsg);
	check(value("d.s") == JAIL_SYS_DISABLE, "d_below_get", "%d",
	    value("d.s"));
	check(make_jail("d.n", "sysvmsg", JAIL_SYS_NEW) < 0 && errno == EPERM,
	    "d_new_below", "errno %d", errno);
	check(make_jail("e", "vnet", JAIL_SYS_DISABLE) < 0 && errno == EINVAL,
	    "d_not_vnet", "errno %d", errno);
	check(msgget(5, 0) < 0 && errno == ENOENT, "d_host", "errno %d",
	    errno);
	check(jail_remove(jid) == 0, "d_remove", "errno %d", errno);
	check(sysctl_number("vimage.leaked") == leaked, "d_leaked", "leaked");
	return finish();
}
