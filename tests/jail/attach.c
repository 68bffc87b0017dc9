// SPDX-License-Identifier: BSD-2-Clause
/*
 * attach - entering a jail is one step, whoever looks: the other threads of
 * the process, and other processes while the jail is made and removed.
 */
#include "tests/jail/jailtest.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>

#define ROOT	"/tmp/att"
#define THREADS	4
#define ROUNDS	25
#define STORM	60

static int jid;
static volatile int entered, stop;

/* Which side a thread sees: 1 in, 0 out; -1: one thing of each. */
static int
side(void)
{
	char name[64] = "";
	size_t len = sizeof(name) - 1;
	struct stat st;
	int jailed = (int)sysctl_number("security.jail.jailed");
	int host = sysctlbyname("kern.hostname", name, &len, NULL, 0) == 0 &&
	    strcmp(name, "att") == 0;
	int file = stat("/att-inside", &st) == 0;

	return jailed == host && host == file ? jailed : -1;
}

/*
 * Between two looks the whole may change, so a mixture counts only when the
 * look began after jail_attach had returned, or once "in" had been seen.
 */
static void *
looks(void *arg)
{
	int after, seen, was_in = 0;

	(void)arg;
	while (!stop || !was_in) {
		after = entered;
		seen = side();
		if ((after || was_in) && seen != 1)
			return "an old thing was seen after a new one";
		if (seen == 1)
			was_in = 1;
	}
	return NULL;
}

static int
with_threads(void)
{
	pthread_t td[THREADS];
	void *result;
	int i, bad = 0;

	for (i = 0; i < THREADS; i++)
		if (pthread_create(&td[i], NULL, looks, NULL) != 0)
			return 2;
	if (jail_attach(jid) != 0)
		return 3;
	entered = 1;
	bad = side() != 1;
	stop = 1;
	for (i = 0; i < THREADS; i++) {
		pthread_join(td[i], &result);
		bad |= result != NULL;
	}
	return bad;
}

/* Attach for as long as the jail is there; once in, all must be in. */
static int
rushes_in(void)
{
	int i;

	for (i = 0; i < 50; i++)
		if (jail_attach(jid) == 0)
			return side() == 1 ? 0 : 1;
		else if (errno != EINVAL && errno != EAGAIN)
			return 2;
	return 0;
}

static int
in_child(int (*body)(void))
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(body());
	waitpid(pid, &status, 0);
	return status;
}

static int
make_jail(void)
{
	struct call c = { .n = 0 };

	add_text(&c, "name", "att");
	add_text(&c, "path", ROOT);
	add_text(&c, "host.hostname", "att");
	add(&c, "persist", NULL, 0);
	return set(&c, JAIL_CREATE);
}

/* Removed while three enter: in whole or not at all, and killed if in. */
static int
storm(void)
{
	int i, k, status, bad = 0;
	pid_t pid[3];

	for (i = 0; i < STORM && !bad; i++) {
		jid = make_jail();
		if (jid < 0)
			return 100;
		for (k = 0; k < 3; k++) {
			pid[k] = fork();
			if (pid[k] == 0)
				_exit(rushes_in());
		}
		if (jail_remove(jid) != 0)
			bad = 101;
		for (k = 0; k < 3; k++) {
			waitpid(pid[k], &status, 0);
			if (status != 0 && status != SIGKILL)
				bad = 102;
		}
	}
	return bad;
}

int
main(void)
{
	int64_t leaked = sysctl_number("vimage.leaked");
	int i, status = 0;

	mkdir(ROOT, 0755);
	close(open(ROOT "/att-inside", O_CREAT | O_WRONLY, 0644));
	jid = make_jail();
	check(jid > 0, "att_make", "errno %d %s", errno, errmsg);
	for (i = 0; i < ROUNDS && status == 0; i++)
		status = in_child(with_threads);
	check(status == 0, "att_threads", "round %d status %x", i, status);
	check(jail_remove(jid) == 0, "att_remove", "errno %d", errno);
	status = storm();
	check(status == 0, "att_storm", "status %d", status);
	check(find("att", JAIL_DYING) < 0, "att_gone", "still there");
	check(sysctl_number("vimage.leaked") == leaked, "att_leaked", "yes");
	return finish();
}
