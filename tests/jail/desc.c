// SPDX-License-Identifier: BSD-2-Clause
/*
 * desc - descriptors of jails: what they allow, what they outlive, and that
 * they never come to mean another jail (FreeBSD 15's jail descriptors).
 */
#include "tests/jail/jailtest.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>

#define ROUNDS	80

/* jail_set or jail_get by name or none, with a descriptor in or out. */
static int
call_desc(int isset, const char *name, int *fd, int flags, int jid)
{
	struct call c = { .n = 0 };
	char buf[256];

	if (name != NULL) {
		snprintf(buf, sizeof(buf), "%s", name);
		add(&c, "name", buf, isset ? strlen(buf) + 1 : sizeof(buf));
	}
	if (jid != 0)
		add(&c, "jid", &jid, sizeof(jid));
	if (isset && (flags & JAIL_CREATE) != 0)
		add(&c, "persist", NULL, 0);
	add(&c, "desc", fd, sizeof(*fd));
	return isset ? set(&c, flags) : get(&c, flags);
}

static int
made(const char *name, int *fd, int flags)
{
	*fd = -1;
	return call_desc(1, name, fd, JAIL_CREATE | flags, 0);
}

/* Exit status of body in a child. */
static int
child(int (*body)(int), int arg)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(body(arg));
	waitpid(pid, &status, 0);
	return status >> 8;
}

static int
events(int fd, int timeout)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, timeout) <= 0 ? 0 : p.revents;
}

static int
attach_in(int fd)
{
	int n = 0;
	size_t len = sizeof(n);

	if (jail_attach_jd(fd) != 0)
		return errno;
	return sysctlbyname("security.jail.jailed", &n, &len, NULL, 0) == 0 &&
	    n == 1 ? 0 : 99;
}

static int
attach_as_user(int fd)
{
	return setuid(1001) != 0 ? 99 : attach_in(fd);
}

/* A user may look, and get a descriptor that lets him do no more. */
static int
user_opens(int arg)
{
	int fd = -1;

	(void)arg;
	if (setuid(1001) != 0)
		return 99;
	if (call_desc(0, "d", &fd, JAIL_OWN_DESC, 0) >= 0 || errno != EPERM)
		return 1;
	if (call_desc(0, "d", &fd, JAIL_GET_DESC, 0) < 0)
		return 2;
	if (jail_attach_jd(fd) == 0 || errno != EPERM)
		return 3;
	return jail_remove_jd(fd) == 0 || errno != EPERM ? 4 : 0;
}

static void
test_use(void)
{
	struct call c = { .n = 0 };
	struct stat st = { 0 };
	int fd, jid, got, plain = open("/dev/null", O_RDONLY), bad = -1;

	jid = made("d", &fd, JAIL_GET_DESC);
	check(jid > 0 && fd >= 0, "jd_make", "%d %d %s", jid, errno, errmsg);
	check(fstat(fd, &st) == 0 && (int)st.st_ino == jid &&
	    (st.st_mode & 0777) == 0700, "jd_stat", "mode %o ino %d",
	    (int)st.st_mode, (int)st.st_ino);
	got = fd;
	check(call_desc(0, NULL, &got, JAIL_USE_DESC, 0) == jid, "jd_get",
	    "errno %d %s", errno, errmsg);
	add(&c, "desc", &got, sizeof(got));
	add_text(&c, "host.hostname", "by-desc");
	check(set(&c, JAIL_UPDATE | JAIL_USE_DESC) == jid, "jd_set",
	    "errno %d %s", errno, errmsg);
	check(call_desc(1, "d", &fd, JAIL_USE_DESC | JAIL_AT_DESC |
	    JAIL_UPDATE, 0) < 0 && errno == EINVAL, "jd_both", "%d", errno);
	check(call_desc(0, NULL, &plain, JAIL_USE_DESC, 0) < 0 &&
	    errno == EINVAL, "jd_not_one", "errno %d", errno);
	check(call_desc(0, NULL, &bad, JAIL_USE_DESC, 0) < 0 &&
	    errno == EBADF, "jd_bad", "errno %d", errno);
	check(jail_attach_jd(plain) < 0 && errno == EINVAL, "jd_attach_not",
	    "errno %d", errno);
	check(child(attach_in, fd) == 0, "jd_attach", "no");
	check(child(attach_as_user, fd) == 0, "jd_attach_user", "no");
	got = child(user_opens, 0);
	check(got == 0, "jd_user", "status %d", got);
	check(jail_remove_jd(fd) == 0, "jd_remove", "errno %d", errno);
	check(find("d", JAIL_DYING) < 0, "jd_removed", "still there");
	close(fd);
	close(plain);
}

static void
test_at(void)
{
	struct call c = { .n = 0 };
	int fd = -1, at, max = 1, jid;

	add_text(&c, "name", "d");
	add(&c, "persist", NULL, 0);
	add(&c, "children.max", &max, sizeof(max));
	add(&c, "desc", &fd, sizeof(fd));
	jid = set(&c, JAIL_CREATE | JAIL_GET_DESC);
	at = fd;
	check(jid > 0 && call_desc(1, "sub", &at, JAIL_CREATE | JAIL_AT_DESC,
	    0) > 0, "jd_at", "errno %d %s", errno, errmsg);
	check(find("d.sub", 0) > 0, "jd_at_below", "errno %d", errno);
	check(call_desc(0, "sub", &at, JAIL_AT_DESC, 0) > 0, "jd_at_get",
	    "errno %d %s", errno, errmsg);
	check(call_desc(0, "d", &at, JAIL_AT_DESC, 0) < 0 && errno == ENOENT,
	    "jd_at_above", "errno %d", errno);
	check(call_desc(1, "more", &at, JAIL_CREATE | JAIL_AT_DESC, 0) < 0 &&
	    errno == EPERM, "jd_at_limit", "errno %d", errno);
	jail_remove_jd(fd);
	close(fd);
}

/* The number is given again; the descriptor is not fooled. */
static void
test_reuse(void)
{
	int fd, jid, again, none = -1;

	jid = made("old", &fd, JAIL_GET_DESC);
	check(events(fd, 0) == 0, "jd_quiet", "%x", events(fd, 0));
	check(jail_remove(jid) == 0, "jd_old_gone", "errno %d", errno);
	again = call_desc(1, "new", &none, JAIL_CREATE | JAIL_GET_DESC, jid);
	check(again == jid, "jd_same_number", "%d %s", again, errmsg);
	check(events(fd, 0) == POLLHUP, "jd_hup", "%x", events(fd, 0));
	check(call_desc(0, NULL, &fd, JAIL_USE_DESC, 0) < 0 &&
	    errno == ENOENT, "jd_stale_get", "errno %d", errno);
	check(jail_attach_jd(fd) < 0 && errno == EINVAL, "jd_stale_attach",
	    "errno %d", errno);
	check(jail_remove_jd(fd) < 0 && errno == EINVAL, "jd_stale_remove",
	    "errno %d", errno);
	check(find("new", 0) == jid && events(none, 0) == 0, "jd_new_lives",
	    "errno %d", errno);
	jail_remove(jid);
	close(fd);
	close(none);
}

static int
waits(int fd)
{
	return events(fd, -1) == POLLHUP ? 0 : 1;
}

static int
owns(int arg)
{
	int fd;

	(void)arg;
	return made("orphan", &fd, JAIL_OWN_DESC) > 0 ? 0 : 1;
}

/* Closing the last copy of an owning one ends the jail. */
static void
test_own(void)
{
	int fd, seen = -1, copy, status;
	pid_t pid;

	made("own", &fd, JAIL_OWN_DESC);
	call_desc(0, "own", &seen, JAIL_GET_DESC, 0);
	pid = fork();
	if (pid == 0) {
		close(fd);
		_exit(waits(seen));
	}
	copy = dup(fd);
	close(fd);
	check(find("own", 0) > 0, "jd_own_copy", "gone with the first");
	close(copy);
	waitpid(pid, &status, 0);
	check(status == 0, "jd_own_closed", "status %x", status);
	check(find("own", JAIL_DYING) < 0, "jd_own_gone", "still there");
	close(seen);
	check(child(owns, 0) == 0, "jd_orphan", "not made");
	if (call_desc(0, "orphan", &seen, JAIL_GET_DESC | JAIL_DYING, 0) > 0) {
		check(waits(seen) == 0, "jd_orphan_ends", "no");
		close(seen);
	}
	check(find("orphan", JAIL_DYING) < 0, "jd_orphan_gone", "there");
}

static int sibling_jid;

/* A held descriptor of another jail is no way out of one's own. */
static int
leads_out(int fd)
{
	int own = -1;

	if (jail_attach(sibling_jid) != 0)
		return 99;
	if (jail_attach_jd(fd) == 0 || errno != EPERM)
		return 1;
	if (jail_remove_jd(fd) == 0 || errno != EPERM)
		return 2;
	if (call_desc(0, NULL, &fd, JAIL_USE_DESC, 0) >= 0)
		return 3;
	/* Nor is one's own jail to be had. */
	return call_desc(0, "sib", &own, JAIL_GET_DESC, 0) >= 0 ? 4 : 0;
}

static void
test_out(void)
{
	int fd, status, first, last;

	made("other", &fd, JAIL_GET_DESC);
	sibling_jid = make("sib");
	status = child(leads_out, fd);
	check(status == 0, "jd_leads_out", "status %d", status);
	jail_remove(sibling_jid);
	jail_remove_jd(fd);
	close(fd);
	first = last = dup(1);
	while (last >= 0 && (fd = dup(1)) >= 0)
		last = fd;
	check(made("full", &fd, JAIL_GET_DESC) < 0 && errno == EMFILE,
	    "jd_emfile", "errno %d", errno);
	for (; last >= first; last--)
		close(last);
	check(find("full", 0) < 0, "jd_emfile_gone", "jail left behind");
}

/* Goes in by the descriptor, or learns that the jail is gone. */
static int
goes_in(int fd)
{
	char name[64] = "";
	size_t len = sizeof(name) - 1;
	int i;

	for (i = 0; i < 200; i++) {
		if (jail_attach_jd(fd) == 0) {
			sysctlbyname("kern.hostname", name, &len, NULL, 0);
			return strcmp(name, "old") != 0;
		}
		if (errno != EINVAL && errno != EAGAIN)
			return 2;
	}
	return 0;
}

static int
named(const char *name, int jid, int *fd)
{
	struct call c = { .n = 0 };

	add_text(&c, "name", name);
	add_text(&c, "host.hostname", name);
	add(&c, "jid", &jid, sizeof(jid));
	add(&c, "persist", NULL, 0);
	if (fd == NULL)
		return set(&c, JAIL_CREATE);
	add(&c, "desc", fd, sizeof(*fd));
	return set(&c, JAIL_CREATE | JAIL_GET_DESC);
}

/* The number passes to another jail while two use the descriptor. */
static void
test_race(void)
{
	int i, k, fd = -1, status, bad = 0;
	pid_t pid[2];

	for (i = 0; i < ROUNDS && bad == 0; i++) {
		if (named("old", 4242, &fd) != 4242)
			bad = 100;
		for (k = 0; k < 2; k++) {
			pid[k] = fork();
			if (pid[k] == 0)
				_exit(goes_in(fd));
		}
		if (jail_remove(4242) != 0 || named("new", 4242, NULL) < 0)
			bad = 101;
		for (k = 0; k < 2; k++) {
			waitpid(pid[k], &status, 0);
			if (status != 0 && status != SIGKILL)
				bad = status;
		}
		jail_remove(4242);
		close(fd);
	}
	check(bad == 0, "jd_race", "round %d: %x", i, bad);
}

int
main(void)
{
	int64_t leaked = sysctl_number("vimage.leaked");

	test_use();
	test_at();
	test_reuse();
	test_own();
	test_out();
	test_race();
	check(sysctl_number("vimage.leaked") == leaked, "jd_leaked", "leaked");
	return finish();
}
