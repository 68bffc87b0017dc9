// SPDX-License-Identifier: BSD-2-Clause
/*
 * why - each kind of thing that can hold a jail is named by jls -w, with
 * enough to find it: a planted process, descriptor, socket, connection,
 * timer, mapping, directory, mount, message, jail and counted reference.
 */
#include "tests/jail/jailtest.h"
#include "tests/jail/passfd.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define ROOT	"/tmp/why"
#define ADDR(d)	(10u << 24 | 77 << 16 | (d))

static char text[65536];
static int jid;

static int
run(const char *command)
{
	int status = system(command);

	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The kernel's answer about the jail. */
static const char *
ask(void)
{
	size_t len = sizeof(text);

	text[0] = '\0';
	if (sysctlbyname("security.jail.why", text, &len, &jid,
	    sizeof(jid)) != 0)
		snprintf(text, sizeof(text), "errno %d", errno);
	return text;
}

/* Does a line of that kind hold all of these words? */
static int
named(const char *kind, const char *a, const char *b)
{
	char line[512];
	const char *p, *end;

	for (p = ask(); *p != '\0'; p = *end ? end + 1 : end) {
		end = strchr(p, '\n');
		if (end == NULL)
			end = p + strlen(p);
		snprintf(line, sizeof(line), "%.*s", (int)(end - p), p);
		if (strncmp(line, "  ", 2) == 0 && strncmp(line + 2, kind,
		    strlen(kind)) == 0 && strstr(line, a) != NULL &&
		    strstr(line, b) != NULL)
			return 1;
	}
	return 0;
}

static void
expect(const char *name, const char *kind, const char *a, const char *b)
{
	check(named(kind, a, b), name, "no %s with \"%s\", \"%s\" in:\n%s",
	    kind, a, b, text);
}

/* A descriptor of the child at 9, opened after it went inside. */
static void
child_open(void)
{
	if (jail_attach(jid) != 0 || dup2(open("/f", O_RDWR | O_CREAT, 0600),
	    9) != 9)
		_exit(1);
}

/* A datagram socket with a port, and a connection nobody answers. */
static void
child_connect(void)
{
	struct sockaddr_in sin;
	int s;

	memset(&sin, 0, sizeof(sin));
	sin.sin_len = sizeof(sin);
	sin.sin_family = AF_INET;
	sin.sin_addr.s_addr = htonl(ADDR(1));
	sin.sin_port = htons(4711);
	if (jail_attach(jid) != 0)
		_exit(1);
	s = socket(AF_INET, SOCK_DGRAM, 0);
	if (bind(s, (struct sockaddr *)&sin, sizeof(sin)) != 0)
		_exit(2);
	s = socket(AF_INET, SOCK_STREAM, 0);
	sin.sin_addr.s_addr = htonl(ADDR(2));
	fcntl(s, F_SETFL, O_NONBLOCK);
	if (connect(s, (struct sockaddr *)&sin, sizeof(sin)) == 0 ||
	    errno != EINPROGRESS)
		_exit(3);
}

/* Opened by the host, but below the jail's root. */
static void
child_reach(void)
{
	if (dup2(open(ROOT "/f", O_RDWR | O_CREAT, 0600), 8) != 8)
		_exit(1);
}

/* A descriptor of the jail itself. */
static void
child_handle(void)
{
	struct call c = { .n = 0 };
	int fd = -1;

	add(&c, "jid", &jid, sizeof(jid));
	add(&c, "desc", &fd, sizeof(fd));
	if (get(&c, JAIL_GET_DESC) != jid || dup2(fd, 7) != 7)
		_exit(1);
}

/* A file of the jail's in a message to nobody. */
static void
child_post(void)
{
	int s[2], fd;

	if (jail_attach(jid) != 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, s) != 0)
		_exit(1);
	fd = open("/f", O_RDWR | O_CREAT, 0600);
	if (send_fd(s[0], fd) != 0)
		_exit(2);
	close(fd);
}

static void
child_stand(void)
{
	if (chdir(ROOT) != 0)
		_exit(1);
}

static void
child_map(void)
{
	if (sysctlbyname("debug.ktest.map", NULL, NULL, &jid,
	    sizeof(jid)) != 0)
		_exit(1);
}

/* A child that has done what, and waits to be killed. */
static pid_t
plant(void (*what)(void))
{
	int fd[2], status;
	pid_t pid;
	char c;

	if (pipe(fd) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		close(fd[0]);
		what();
		write(fd[1], "x", 1);
		for (;;)
			pause();
	}
	close(fd[1]);
	if (read(fd[0], &c, 1) != 1) {
		waitpid(pid, &status, 0);
		check(0, "plant", "status %#x", status);
		pid = -1;
	}
	close(fd[0]);
	return pid;
}

static void
weed(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static const char *
process(pid_t pid)
{
	static char name[32];

	snprintf(name, sizeof(name), "process %d why", pid);
	return name;
}

static void
test_inside(void)
{
	pid_t pid = plant(child_open);
	char name[16];

	snprintf(name, sizeof(name), "%d why", pid);
	expect("why_process", "process", name, "");
	expect("why_descriptor", "descriptor", "9 of ", process(pid));
	weed(pid);
	check(!named("process", "", ""), "why_process_gone", "%s", text);

	pid = plant(child_connect);
	expect("why_socket", "socket", "udp 10.77.0.1:4711", "");
	expect("why_connection", "connection", "10.77.0.2:4711", "SYN_SENT");
	expect("why_timer", "timer", "tcp_timer", "allocated at");
	expect("why_reference", "reference", "on vnet by socket",
	    "taken at socket_");
	weed(pid);
}

/* By ways that lead round the counts. */
static void
test_roundabout(void)
{
	pid_t pid = plant(child_reach);

	expect("why_below", "descriptor", "8 of ", "below its root");
	weed(pid);
	pid = plant(child_handle);
	expect("why_handle", "descriptor", "7 of ", process(pid));
	weed(pid);
	pid = plant(child_post);
	expect("why_message", "message", "to socket 0x", "holds a vnode");
	weed(pid);
	check(run("jail -m name=why children.max=1; "
	    "jail -qc name=why.low persist") == 0, "why_low", "not made");
	expect("why_jail", "jail", "low is ALIVE", "");
	run("jail -qr why.low");
}

static void
test_outside(void)
{
	pid_t pid = plant(child_stand);
	int none = 0;

	expect("why_directory", "vnode", "current directory",
	    process(pid));
	weed(pid);
	expect("why_mount", "vnode", "tmpfs mounted on", ROOT);
	if (sysctl_number("debug.ktest.hold") < 0) {
		printf("skip why_mapping the kernel has no tests\n");
		return;
	}
	pid = plant(child_map);
	expect("why_mapping", "mapping", process(pid), "0x");
	weed(pid);
	sysctlbyname("debug.ktest.hold", NULL, NULL, &jid, sizeof(jid));
	expect("why_counted", "reference", "on uts by test",
	    "taken at hold_");
	sysctlbyname("debug.ktest.hold", NULL, NULL, &none, sizeof(none));
}

int
main(void)
{
	struct call c = { .n = 0 };
	int own = JAIL_SYS_NEW;

	mkdir(ROOT, 0755);
	run("mount -t tmpfs tmpfs " ROOT);
	add_text(&c, "name", "why");
	add_text(&c, "path", ROOT);
	add(&c, "persist", NULL, 0);
	add(&c, "vnet", &own, sizeof(own));
	jid = set(&c, JAIL_CREATE);
	check(jid > 0 && run("ifconfig epair create >/tmp/why.if && "
	    "ifconfig $(cat /tmp/why.if) vnet why && jexec -l why true;"
	    "ifconfig -j why $(cat /tmp/why.if) inet 10.77.0.1/24 up") == 0,
	    "why_made", "errno %d %s", errno, errmsg);
	test_inside();
	test_roundabout();
	test_outside();
	/* A timer of the stack's own may be left, and the mounted root is. */
	check(!named("process", "", "") && !named("descriptor", "", "") &&
	    !named("socket", "", "") && !named("connection", "", "") &&
	    !named("mapping", "", "") && !named("reference", "", ""),
	    "why_nothing", "%s", text);
	check(jail_remove(jid) == 0, "why_removed", "errno %d", errno);
	run("ifconfig $(cat /tmp/why.if) destroy; umount " ROOT);
	check(sysctl_number("vimage.leaked") == 0, "why_leaked", "leaked");
	return finish();
}
