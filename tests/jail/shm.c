// SPDX-License-Identifier: BSD-2-Clause
/*
 * shm - shared memory and jails: the same key in each, nothing reached by a
 * guessed id, a mapping that outlives the id keeps image and charge, by
 * name, until it goes; nothing is left behind.
 */
#include "tests/jail/jailtest.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/shm.h>

#define KEY	78
#define SIZE	(64 * 4096)
#define CYCLES	100

static int host_id;

static int
make_jail(const char *name, int how)
{
	struct call c = { .n = 0 };
	int more = 3;

	add_text(&c, "name", name);
	add(&c, "persist", NULL, 0);
	add(&c, "children.max", &more, sizeof(more));
	add(&c, "sysvshm", &how, sizeof(how));
	return set(&c, JAIL_CREATE);
}

/* Status of body run in the jail. */
static int
inside(int jid, int (*body)(void))
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(jail_attach(jid) != 0 ? 99 : body());
	waitpid(pid, &status, 0);
	return status >> 8;
}

static int
own(void)
{
	char *p;
	int id;

	if (shmget(KEY, 0, 0) != -1 || errno != ENOENT)
		return 1;
	if (shmat(host_id, NULL, 0) != (void *)-1 || errno != EINVAL)
		return 2;
	if (shmctl(host_id, IPC_RMID, NULL) != -1 || errno != EINVAL)
		return 3;
	id = shmget(KEY, SIZE, IPC_CREAT | IPC_EXCL | 0666);
	p = shmat(id, NULL, 0);
	if (p == (void *)-1 || *p != 0)
		return 4;
	strcpy(p, "jail");
	return 0;
}

static int
shared(void)
{
	char *p = shmat(shmget(KEY, 0, 0), NULL, SHM_RDONLY);

	return p != (void *)-1 && strcmp(p, "host") == 0 ? 0 : 1;
}

static int
disabled(void)
{
	return shmget(KEY, SIZE, IPC_CREAT) == -1 && errno == ENOSYS ? 0 : 1;
}

static int64_t
used(const char *jail)
{
	struct call c = { .n = 0 };
	char buf[64];
	int64_t n = -1;

	snprintf(buf, sizeof(buf), "%s", jail);
	add(&c, "name", buf, sizeof(buf));
	add(&c, "use.memory", &n, sizeof(n));
	return get(&c, 0) < 0 ? -1 : n;
}

/* Memory of a jail that is removed while one of its processes has it. */
static void
removed(void)
{
	int jid = make_jail("sh", JAIL_SYS_NEW), ready[2], status;
	int64_t idle = used("sh"), busy;
	pid_t pid;
	char c = 0;

	pipe(ready);
	pid = fork();
	if (pid == 0) {
		if (jail_attach(jid) != 0 || own() != 0)
			_exit(1);
		shmctl(shmget(KEY, 0, 0), IPC_RMID, NULL);
		write(ready[1], &c, 1);
		for (;;)
			pause();
	}
	read(ready[0], &c, 1);
	busy = used("sh");
	check(busy >= idle + SIZE, "sh_charged", "%lld, idle %lld",
	    (long long)busy, (long long)idle);
	jail_remove(jid);
	waitpid(pid, &status, 0);
	check(WIFSIGNALED(status) && find("sh", 0) < 0, "sh_removed",
	    "status %x", status);
	close(ready[0]);
	close(ready[1]);
}

static int
ledgers(void)
{
	size_t len = sizeof(int);
	int n = -1;

	sysctlbyname("vm.ledgers", &n, &len, NULL, 0);
	return n;
}

static int
make_many(void)
{
	int i, id;

	for (i = 0; i < 9; i++) {
		id = shmget(i, SIZE, IPC_CREAT | 0600);
		*(char *)shmat(id, NULL, 0) = 1;
		if (i % 2 == 0)
			shmctl(id, IPC_RMID, NULL);
	}
	return 0;
}

static void
cycles(void)
{
	int i, jid, bad = 0;

	for (i = 0; i < CYCLES; i++) {
		jid = make_jail("cycle", JAIL_SYS_NEW);
		bad += inside(jid, make_many) != 0;
		bad += jail_remove(jid) != 0;
	}
	check(bad == 0, "sh_cycles", "%d failed", bad);
	check(sysctl_number("vimage.leaked") == 0, "sh_leaked", "leaked");
}

int
main(void)
{
	int jid, n, before = ledgers();
	char *p;

	host_id = shmget(KEY, SIZE, IPC_CREAT | 0666);
	p = shmat(host_id, NULL, 0);
	strcpy(p, "host");
	jid = make_jail("own", JAIL_SYS_NEW);
	n = inside(jid, own);
	check(n == 0 && strcmp(p, "host") == 0, "sh_own", "%d", n);
	jail_remove(jid);
	jid = make_jail("shared", JAIL_SYS_INHERIT);
	n = inside(jid, shared);
	check(n == 0, "sh_inherit", "%d", n);
	jail_remove(jid);
	jid = make_jail("none", JAIL_SYS_DISABLE);
	n = inside(jid, disabled);
	check(n == 0, "sh_disable", "%d", n);
	jail_remove(jid);
	removed();
	cycles();
	for (n = 0; n < 500 && ledgers() > before; n++)
		usleep(2000);
	check(ledgers() == before, "sh_ledgers", "%d, were %d", ledgers(),
	    before);
	shmctl(host_id, IPC_RMID, NULL);
	return finish();
}
