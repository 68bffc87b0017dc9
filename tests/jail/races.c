// SPDX-License-Identifier: BSD-2-Clause
/*
 * races - two or three processes that do to one jail what does not go
 * together: races [ROUNDS], each race for that many rounds, 60 if not said.
 *
 * What a call answers is up to who came first; a racer ends with a number
 * only for an answer that no order of the calls explains.  After each race
 * nothing is left: no jail, no leaked image, and the base's memory is what
 * it was after the warm-up.
 */
#include "tests/jail/jailtest.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>

#define RACERS	3
#define NAME	"race"

static int rounds = 60;

/* A racer does one round; nonzero: that cannot be. */
typedef int racer(int round);

/* ------------------------------------------------ what each race leaves */

struct totals {
	int64_t bytes, objects;		/* of the base, as the kernel says */
};

static struct totals
totals(void)
{
	struct totals t = { -1, -1 };
	size_t len = sizeof(t);

	sysctlbyname("vimage.base_ledger", &t, &len, NULL, 0);
	return t;
}

/*
 * Within five seconds: what has ended is freed by others, a little later.
 * What is made once, at first use, is no leak: that would be one a round.
 */
static int
is_back(const struct totals *before)
{
	int i;

	for (i = 0; i < 500; i++) {
		if (sysctl_number("security.jail.children.cur") == 0 &&
		    totals().objects <= before->objects + 8 + rounds / 8)
			return 1;
		usleep(10000);
	}
	return 0;
}

static void
nothing_left(const char *name, const struct totals *before)
{
	char what[64];
	struct totals now;

	snprintf(what, sizeof(what), "%s_back", name);
	check(is_back(before), what, "%lld objects more, %d jails",
	    (long long)((now = totals()).objects - before->objects),
	    (int)sysctl_number("security.jail.children.cur"));
	snprintf(what, sizeof(what), "%s_leaked", name);
	check(sysctl_number("vimage.leaked") == 0, what, "%lld bytes",
	    (long long)sysctl_number("vimage.leaked"));
}

/* ---------------------------------------------------------- what is done */

static int
make_own(const char *name, int jid)
{
	struct call c = { .n = 0 };
	int own = JAIL_SYS_NEW, max = 8;

	if (jid != 0)
		add(&c, "jid", &jid, sizeof(jid));
	add_text(&c, "name", name);
	add(&c, "vnet", &own, sizeof(own));
	add(&c, "children.max", &max, sizeof(max));
	add(&c, "persist", NULL, 0);
	return set(&c, JAIL_CREATE);
}

/* Only a name that is taken, or a parent that goes, keeps one from it. */
static int
do_create(int round)
{
	(void)round;
	return make_own(NAME, 0) < 0 && errno != EEXIST ? errno : 0;
}

static int
do_remove(int round)
{
	int jid = find(NAME, 0);

	(void)round;
	if (jid > 0 && jail_remove(jid) != 0 && errno != EINVAL)
		return errno;
	return 0;
}

static int
do_both(int round)
{
	int error = do_create(round);

	return error != 0 ? error : do_remove(round);
}

/* Who got in is in a jail of that name; or is killed with it, or too late. */
static int
do_attach(int round)
{
	int jid = find(NAME, 0), status = 0;
	pid_t pid = fork();

	(void)round;
	if (pid == 0) {
		if (jail_attach(jid) != 0)
			_exit(errno == EINVAL ? 0 : errno);
		_exit(sysctl_number("security.jail.jailed") == 1 ? 0 : 99);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return errno;
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGKILL ? 0 : 98;
	return WEXITSTATUS(status);
}

static int
do_set(int round)
{
	struct call c = { .n = 0 };
	char host[32];

	snprintf(host, sizeof(host), "host%d", round);
	add_text(&c, "name", NAME);
	add_text(&c, "host.hostname", host);
	add(&c, "allow.raw_sockets", NULL, 0);
	return set(&c, JAIL_UPDATE) < 0 && errno != ENOENT ? errno : 0;
}

static int
do_child(int round)
{
	char name[32];

	snprintf(name, sizeof(name), NAME ".c%d", round % 8);
	if (make(name) >= 0)
		return 0;
	/* The parent is gone, or full; or its other maker was first. */
	return errno == ENOENT || errno == EPERM || errno == EEXIST ? 0 :
	    errno;
}

/* Dying ones too: what is found has a name and a state that fit. */
static int
do_get(int round)
{
	char name[256] = "", host[256] = "";
	struct call c = { .n = 0 };
	int last = 0, dying = 0, vnet = 0;

	(void)round;
	add(&c, "lastjid", &last, sizeof(last));
	add(&c, "name", name, sizeof(name));
	add(&c, "dying", &dying, sizeof(dying));
	add(&c, "vnet", &vnet, sizeof(vnet));
	add(&c, "host.hostname", host, sizeof(host));
	if (get(&c, JAIL_DYING) < 0)
		return errno == ENOENT ? 0 : errno;
	return strncmp(name, NAME, strlen(NAME)) == 0 ? 0 : 97;
}

/*
 * A descriptor of a jail whose number another jail has by now: it means the
 * first one or none, and removing by it never hurts the second.
 */
static int
do_reuse(int round)
{
	struct call c = { .n = 0 };
	int jid = 500 + round % 3, fd = -1, bad = 0;
	char name[32];

	snprintf(name, sizeof(name), NAME "%d", jid);
	add(&c, "jid", &jid, sizeof(jid));
	add_text(&c, "name", name);
	add(&c, "persist", NULL, 0);
	add(&c, "desc", &fd, sizeof(fd));
	if (set(&c, JAIL_CREATE | JAIL_GET_DESC) < 0)
		return errno == EEXIST ? 0 : errno;
	if (jail_remove(jid) != 0 && errno != EINVAL)
		bad = errno;
	/* Whoever has the number now keeps it, and is not found by fd. */
	c.n = 0;
	add(&c, "desc", &fd, sizeof(fd));
	if (bad == 0 && get(&c, JAIL_USE_DESC) >= 0)
		bad = 96;
	if (bad == 0 && jail_remove_jd(fd) == 0)
		bad = 95;
	close(fd);
	return bad;
}

/* -------------------------------------------------------------- a race */

static void
race(const char *name, racer *const *racers)
{
	struct totals before = totals();
	int i, status, error = 0, round;

	for (i = 0; i < RACERS && racers[i] != NULL; i++) {
		if (fork() != 0)
			continue;
		for (round = 0; round < rounds && error == 0; round++)
			error = racers[i](round);
		_exit(error);
	}
	while (waitpid(-1, &status, 0) > 0)
		if (status != 0)
			error = status;
	check(error == 0, name, "a racer's status %#x", error);
	do_remove(0);
	nothing_left(name, &before);
}

/* ------------------------------------------- the name is free at once */

static void
test_name_free(void)
{
	struct totals before = totals();
	int i, n = rounds * 5, jid;

	for (i = 0; i < n; i++) {
		jid = make_own(NAME, 0);
		if (jid < 0 || jail_remove(jid) != 0)
			break;
	}
	check(i == n, "r_name_free", "round %d: errno %d %s", i, errno,
	    errmsg);
	nothing_left("r_name_free", &before);
}

/* ----------------------------------- T8: two threads, two destinations */

/*
 * FreeBSD's jail_thread.c: two threads of a process attach to different
 * jails, or one attaches and one calls chroot, and the process ended with
 * the root of one and the credential of the other.  Here each jail's root
 * has a file "id" with the name that is the jail's host name too.
 */
static int thread_jid[2];
static const char *chroot_to;
static pthread_barrier_t start_line;

static void *
attacher(void *arg)
{
	pthread_barrier_wait(&start_line);
	return (void *)(intptr_t)(jail_attach(*(int *)arg) == 0);
}

static void *
chrooter(void *arg)
{
	(void)arg;
	pthread_barrier_wait(&start_line);
	(void)!chroot(chroot_to);
	return NULL;
}

/* Root, images and credential, each asked for the name. */
static int
all_agree(void)
{
	char id[16] = "", host[16] = "";
	int fd = open("/id", O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, id, sizeof(id) - 1);

	if (n <= 0)
		return 1;
	if (gethostname(host, sizeof(host)) != 0)
		return 2;
	if (sysctl_number("security.jail.jailed") != 1)
		return 3;
	return strcmp(id, host) == 0 ? 0 : 4;
}

static int
thread_round(int with_chroot)
{
	pthread_t td[2];
	void *in[2] = { NULL, NULL };

	pthread_barrier_init(&start_line, NULL, 2);
	if (pthread_create(&td[0], NULL, attacher, &thread_jid[0]) != 0 ||
	    pthread_create(&td[1], NULL, with_chroot ? chrooter : attacher,
	    &thread_jid[1]) != 0)
		return 10;
	pthread_join(td[0], &in[0]);
	pthread_join(td[1], &in[1]);
	/* From within one the other cannot be seen: exactly one gets in. */
	if ((in[0] != NULL) + (in[1] != NULL) != 1)
		return 11;
	return all_agree();
}

static int
make_rooted(const char *name)
{
	struct call c = { .n = 0 };
	char path[32], file[48];
	int fd;

	snprintf(path, sizeof(path), "/tmp/%s", name);
	snprintf(file, sizeof(file), "%s/id", path);
	mkdir(path, 0755);
	fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd < 0 || write(fd, name, strlen(name)) < 0)
		return -1;
	close(fd);
	add_text(&c, "name", name);
	add_text(&c, "path", path);
	add_text(&c, "host.hostname", name);
	add(&c, "persist", NULL, 0);
	return set(&c, JAIL_CREATE);
}

static void
test_threads(const char *name, int with_chroot)
{
	struct totals before = totals();
	int round, status = 0;

	thread_jid[0] = make_rooted("t8a");
	thread_jid[1] = make_rooted("t8b");
	chroot_to = "/tmp/t8b";
	for (round = 0; round < rounds && status == 0; round++) {
		if (fork() == 0)
			_exit(thread_round(with_chroot));
		wait(&status);
	}
	check(status == 0, name, "round %d: status %#x", round, status);
	jail_remove(thread_jid[0]);
	jail_remove(thread_jid[1]);
	unlink("/tmp/t8a/id");
	unlink("/tmp/t8b/id");
	rmdir("/tmp/t8a");
	rmdir("/tmp/t8b");
	nothing_left(name, &before);
}

/* ---------------------------------------------------------------- main */

static const struct {
	const char *name;
	racer *racers[RACERS];
} races[] = {
	{ "r_create_remove", { do_both, do_both, do_both } },
	{ "r_attach_remove", { do_both, do_attach, do_attach } },
	{ "r_set_remove", { do_both, do_set, do_set } },
	{ "r_children_remove", { do_both, do_child, do_child } },
	{ "r_get_dying", { do_both, do_get, do_get } },
	{ "r_number_reused", { do_reuse, do_reuse, do_reuse } },
	{ "r_all", { do_both, do_attach, do_set } },
};

int
main(int argc, char **argv)
{
	size_t i;
	int warm = 3;

	if (argc > 1)
		rounds = atoi(argv[1]);
	while (warm-- > 0) {
		jail_remove(make_own(NAME, 0));
		do_attach(0);
	}
	for (i = 0; i < sizeof(races) / sizeof(races[0]); i++)
		race(races[i].name, races[i].racers);
	test_name_free();
	test_threads("r_t8_attach", 0);
	test_threads("r_t8_chroot", 1);
	return finish();
}
