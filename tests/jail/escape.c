// SPDX-License-Identifier: BSD-2-Clause
/*
 * escape - every known way out of a root directory, tried by root of a jail
 * with all the help from outside that an attacker might trick somebody into.
 *
 * Out is where the file "esc-marker" can be found by climbing.  The ways:
 * too many .., absolute links, fchdir to a directory held since before, the
 * same over a chroot(2) inside, a working directory that is renamed out of
 * the root (also in a race), one whose mount is taken away, /proc, and
 * entering the jail one came from.
 */
#include "tests/jail/jailtest.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define ROOT	"/tmp/esc"
#define ROUNDS	300

static int jid, host_pid;
static int to_child[2], to_parent[2];

/* Is the marker to be seen here or in any directory above? */
static int
out(void)
{
	struct stat st;
	int i;

	for (i = 0; i < 20; i++) {
		if (stat("esc-marker", &st) == 0 ||
		    stat("tmp/esc-marker", &st) == 0)
			return 1;
		if (chdir("..") != 0)
			return 0;
	}
	return stat("/esc-marker", &st) == 0 ||
	    stat("/tmp/esc-marker", &st) == 0;
}

/* The parent is told to go on, and has done what it wanted. */
static void
meet(void)
{
	char c = 'x';

	if (write(to_parent[1], &c, 1) != 1 || read(to_child[0], &c, 1) != 1)
		_exit(97);
}

static void
other_waits(void)
{
	char c;

	if (read(to_parent[0], &c, 1) != 1)
		printf("# the child is gone\n");
}

static void
other_goes(void)
{
	char c = 'x';

	if (write(to_child[1], &c, 1) != 1)
		printf("# the child is gone\n");
}

static pid_t
inside(int (*body)(int), int arg)
{
	pid_t pid;

	if (pipe(to_child) != 0 || pipe(to_parent) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		close(to_child[1]);
		close(to_parent[0]);
		_exit(jail_attach(jid) != 0 ? 99 : body(arg));
	}
	close(to_child[0]);
	close(to_parent[1]);
	return pid;
}

static void
end(const char *name, pid_t pid)
{
	int status = -1;

	waitpid(pid, &status, 0);
	check(status == 0, name, "status %x", status);
	close(to_child[1]);
	close(to_parent[0]);
}

/* ------------------------------------------------------- the bodies */

static int
dotdot(int arg)
{
	struct stat a, b;

	(void)arg;
	if (chdir("/d/e") != 0 || out())
		return 1;
	if (stat("/", &a) != 0 || stat("/../..", &b) != 0)
		return 2;
	return a.st_ino == b.st_ino ? 0 : 3;
}

static int
links(int arg)
{
	struct stat st;

	(void)arg;
	(void)symlink("/tmp/esc-marker", "/abs");
	(void)symlink("../../../../tmp/esc-marker", "/d/rel");
	return stat("/abs", &st) == 0 || stat("/d/rel", &st) == 0;
}

/* The descriptor is of the jail's own root, outside of the new one. */
static int
chroot_held(int arg)
{
	int fd = open("/", O_RDONLY | O_DIRECTORY);

	(void)arg;
	if (fd < 0 || chroot("/d/e") != 0)
		return fd < 0 ? 2 : 0;	/* refused is as good */
	if (fchdir(fd) == 0 && out())
		return 1;
	return 0;
}

/* The classic: chroot below, stay above, climb, chroot to what is there. */
static int
chroot_climb(int arg)
{
	int i;

	(void)arg;
	if (chdir("/d") != 0 || chroot("e") != 0)
		return 2;
	for (i = 0; i < 20; i++)
		(void)chdir("..");
	(void)chroot(".");
	return chdir("/") != 0 || out();
}

static int
renamed(int arg)
{
	(void)arg;
	if (chdir("/d/e") != 0)
		return 2;
	meet();
	return out();
}

static int
renamed_race(int arg)
{
	(void)arg;
	meet();
	while (chdir("/r/a") == 0 || chdir("/r") == 0)
		if (out())
			return 1;
	return 0;
}

static int
unmounted(int arg)
{
	(void)arg;
	if (chdir("/m") != 0 || mkdir("x", 0700) != 0 || chdir("x") != 0)
		return 2;
	meet();
	if (out())
		return 1;
	return unmount("/", 0) == 0 || unmount("/m", MNT_FORCE) == 0;
}

static int
procfs(int arg)
{
	char path[64];
	struct stat st;

	(void)arg;
	snprintf(path, sizeof(path), "/proc/%d", getpid());
	if (stat(path, &st) != 0)
		return 2;
	snprintf(path, sizeof(path), "/proc/%d", host_pid);
	if (stat(path, &st) == 0)
		return 3;
	if (chdir("/proc") != 0 || out())
		return 4;
	snprintf(path, sizeof(path), "/proc/%d/status", host_pid);
	return open(path, O_RDONLY) >= 0 ? 5 : 0;
}

static int
upwards(int arg)
{
	(void)arg;
	if (jail_attach(0) == 0 || jail_attach(jid) == 0)
		return 1;
	return jail_remove(jid) == 0 ? 2 : 0;
}

/* ----------------------------------------------- from the outside */

/* A directory held over the attach: it is refused, by any way in. */
static void
test_held(void)
{
	pid_t pid = fork();
	struct stat st;
	int fd, status;

	if (pid == 0) {
		fd = open("/tmp", O_RDONLY | O_DIRECTORY);
		if (fd < 0 || jail_attach(jid) == 0 || errno != EPERM)
			_exit(1);
		/* Nothing of the attach has happened. */
		if (stat("/tmp/esc-marker", &st) != 0 ||
		    sysctl_number("security.jail.jailed") != 0)
			_exit(2);
		close(fd);
		_exit(jail_attach(jid) == 0 && !out() ? 0 : 3);
	}
	waitpid(pid, &status, 0);
	check(status == 0, "esc_held_directory", "status %x", status);
}

static void
test_rename(void)
{
	pid_t pid = inside(renamed, 0);
	int i;

	other_waits();
	check(rename(ROOT "/d/e", "/tmp/esc-out") == 0, "esc_rename_done",
	    "errno %d", errno);
	other_goes();
	end("esc_renamed", pid);
	rename("/tmp/esc-out", ROOT "/d/e");

	mkdir(ROOT "/r", 0755);
	mkdir(ROOT "/r/a", 0755);
	pid = inside(renamed_race, 0);
	other_waits();
	other_goes();
	for (i = 0; i < ROUNDS; i++) {
		(void)rename(ROOT "/r/a", "/tmp/esc-race");
		(void)rename("/tmp/esc-race", ROOT "/r/a");
	}
	rmdir(ROOT "/r/a");
	rmdir(ROOT "/r");
	end("esc_rename_race", pid);
}

static int
do_mount(const char *type, const char *path)
{
	struct iovec iov[4] = {
		{ "fstype", 7 }, { (char *)(uintptr_t)type, strlen(type) + 1 },
		{ "fspath", 7 }, { (char *)(uintptr_t)path, strlen(path) + 1 }
	};

	return nmount(iov, 4, 0);
}

static void
test_mounts(void)
{
	pid_t pid;

	mkdir(ROOT "/m", 0755);
	mkdir(ROOT "/proc", 0755);
	check(do_mount("tmpfs", ROOT "/m") == 0, "esc_mount", "errno %d",
	    errno);
	pid = inside(unmounted, 0);
	other_waits();
	check(unmount(ROOT "/m", MNT_FORCE) == 0, "esc_unmount", "errno %d",
	    errno);
	other_goes();
	end("esc_mount_gone", pid);
	check(do_mount("procfs", ROOT "/proc") == 0, "esc_mount_proc",
	    "errno %d", errno);
	end("esc_proc", inside(procfs, 0));
	check(unmount(ROOT "/proc", 0) == 0, "esc_unmount_proc", "errno %d",
	    errno);
}

int
main(void)
{
	struct call c = { .n = 0 };
	int fd = open("/tmp/esc-marker", O_CREAT | O_WRONLY, 0644);

	signal(SIGPIPE, SIG_IGN);
	close(fd);
	host_pid = getpid();
	mkdir(ROOT, 0755);
	mkdir(ROOT "/d", 0755);
	mkdir(ROOT "/d/e", 0755);
	add_text(&c, "name", "esc");
	add_text(&c, "path", ROOT);
	add(&c, "persist", NULL, 0);
	add(&c, "allow.mount", NULL, 0);
	jid = set(&c, JAIL_CREATE);
	check(jid > 0 && chdir("/tmp") == 0 && out(), "esc_make", "%s",
	    errmsg);

	end("esc_dotdot", inside(dotdot, 0));
	end("esc_links", inside(links, 0));
	end("esc_chroot_held", inside(chroot_held, 0));
	end("esc_chroot_climb", inside(chroot_climb, 0));
	end("esc_upwards", inside(upwards, 0));
	test_held();
	test_rename();
	test_mounts();
	check(jail_remove(jid) == 0, "esc_remove", "errno %d", errno);
	unlink("/tmp/esc-marker");
	return finish();
}
