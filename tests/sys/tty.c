// SPDX-License-Identifier: BSD-2-Clause
/*
 * tty - terminals, over pseudo terminals: lines, raw input, signals typed,
 * job control, hanging up.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include "check.h"

#define MASTER		"/dev/ptyp0"
#define TERMINAL	"/dev/ttyp0"

static int master = -1, terminal = -1;
static char buf[8192];

static int
open_pair(void)
{
	master = open(MASTER, O_RDWR);
	terminal = open(TERMINAL, O_RDWR | O_NOCTTY);
	return master >= 0 && terminal >= 0;
}

static void
close_pair(void)
{
	close(terminal);
	close(master);
}

static int
type(const char *s)
{
	return write(master, s, strlen(s)) == (ssize_t)strlen(s);
}

/* Read from fd exactly what is in text. */
static int
reads(int fd, const char *text)
{
	size_t want = strlen(text), got = 0;
	ssize_t n;

	while (got < want && (n = read(fd, buf + got, want - got)) > 0)
		got += (size_t)n;
	return got == want && memcmp(buf, text, want) == 0;
}

static int
set_flags(tcflag_t off, int vmin, int vtime)
{
	struct termios t;

	if (tcgetattr(terminal, &t) != 0)
		return 0;
	t.c_lflag &= ~off;
	t.c_cc[VMIN] = (cc_t)vmin;
	t.c_cc[VTIME] = (cc_t)vtime;
	return tcsetattr(terminal, TCSANOW, &t) == 0;
}

static void
tty_lines(void)
{
	struct pollfd pfd;

	WANT(open_pair());
	WANT(isatty(terminal) && isatty(master));
	pfd = (struct pollfd){ terminal, POLLIN, 0 };
	WANT(type("hel"));
	WANT(poll(&pfd, 1, 0) == 0);
	WANT(type("lp\177o\r"));
	WANT(poll(&pfd, 1, 0) == 1 && pfd.revents == POLLIN);
	WANT(read(terminal, buf, 3) == 3 && memcmp(buf, "hel", 3) == 0);
	WANT(read(terminal, buf, 100) == 3 && memcmp(buf, "lo\n", 3) == 0);
	WANT(reads(master, "hellp\b \bo\r\n"));
	WANT(type("\004"));
	WANT(read(terminal, buf, 100) == 0);
	WANT(write(terminal, "a\nb", 3) == 3);
	WANT(reads(master, "a\r\nb"));
	WANT_ERRNO(open(MASTER, O_RDWR), EBUSY);
	close_pair();
	WANT_ERRNO(open(TERMINAL, O_RDWR), EIO);
}

static void
tty_raw(void)
{
	WANT(open_pair());
	WANT(set_flags(ICANON | ECHO | ISIG, 3, 0));
	WANT(type("a\003b"));
	WANT(read(terminal, buf, 100) == 3 && memcmp(buf, "a\003b", 3) == 0);
	WANT(set_flags(0, 0, 0));
	WANT(read(terminal, buf, 100) == 0);
	WANT(set_flags(0, 0, 1));
	WANT(read(terminal, buf, 100) == 0);	/* a tenth second later */
	WANT(type("x"));
	WANT(read(terminal, buf, 100) == 1);
	WANT(set_flags(0, 5, 1));
	WANT(type("yz"));			/* fewer than five, then time */
	WANT(read(terminal, buf, 100) == 2);
	WANT(fcntl(terminal, F_SETFL, O_NONBLOCK) == 0);
	WANT_ERRNO(read(terminal, buf, 1), EAGAIN);
	close_pair();
}

static void
tty_much(void)
{
	pid_t pid;
	int total = 0;
	ssize_t n;

	WANT(open_pair());
	memset(buf, 'm', sizeof(buf));
	pid = fork();
	if (pid == 0) {
		close(master);
		(void)!write(terminal, buf, sizeof(buf));
		(void)!write(terminal, buf, sizeof(buf));
		_exit(0);
	}
	close(terminal);
	while ((n = read(master, buf, sizeof(buf))) > 0)
		total += (int)n;
	WANT(n == 0 && total == 2 * (int)sizeof(buf));
	WANT(check_wait(pid) == 0);
	close(master);
}

static void
tty_settings(void)
{
	struct winsize ws = { 50, 132, 0, 0 }, got;
	struct termios t;
	int n = 0;

	WANT(open_pair());
	WANT(ioctl(master, TIOCSWINSZ, &ws) == 0);
	WANT(ioctl(terminal, TIOCGWINSZ, &got) == 0 && got.ws_row == 50 &&
	    got.ws_col == 132);
	WANT(type("abc\n"));
	WANT(ioctl(terminal, FIONREAD, &n) == 0 && n == 4);
	WANT(tcflush(terminal, TCIFLUSH) == 0);
	WANT(ioctl(terminal, FIONREAD, &n) == 0 && n == 0);
	WANT(tcgetattr(terminal, &t) == 0);
	WANT(type("gone\n") && tcsetattr(terminal, TCSAFLUSH, &t) == 0);
	WANT(ioctl(terminal, FIONREAD, &n) == 0 && n == 0);
	WANT_ERRNO(ioctl(terminal, 12345, &n), ENOTTY);
	WANT_ERRNO(ioctl(terminal, TIOCGWINSZ, check_pointer(0x1000)), EFAULT);
	WANT_ERRNO(ioctl(terminal, TIOCGPGRP, &n), ENOTTY);
	WANT_ERRNO(open("/dev/tty", O_RDWR), ENXIO);
	close_pair();
}

/* A session on the terminal; its leader tells of each step by a character. */
static volatile sig_atomic_t caught;

static void
catch(int sig)
{
	caught = sig;
}

static void
tell(char c)
{
	(void)!write(terminal, &c, 1);
}

static int
begin_session(void)
{
	close(master);
	if (setsid() < 0 || ioctl(terminal, TIOCSCTTY, 0) != 0)
		return 0;
	return tcgetpgrp(terminal) == getpgrp();
}

static int
leader_catches(void)
{
	int fd;

	signal(SIGINT, catch);
	signal(SIGQUIT, catch);
	signal(SIGWINCH, catch);
	if (!begin_session())
		return 1;
	fd = open("/dev/tty", O_RDWR);
	if (fd < 0 || write(fd, "1", 1) != 1)
		return 2;
	while (caught != SIGINT)
		usleep(1000);
	tell('2');
	while (caught != SIGQUIT)
		usleep(1000);
	tell('3');
	while (caught != SIGWINCH)
		usleep(1000);
	return 0;
}

static void
tty_signals(void)
{
	struct winsize ws = { 10, 20, 0, 0 };
	pid_t pid;

	WANT(open_pair());
	WANT(set_flags(ECHO, 1, 0));
	pid = check_child(leader_catches);
	WANT(reads(master, "1"));
	WANT(type("\003") && reads(master, "2"));
	WANT(type("\034") && reads(master, "3"));
	WANT(ioctl(master, TIOCSWINSZ, &ws) == 0);
	WANT(check_wait(pid) == 0);
	close_pair();
}

/* A job in the background reads, is stopped, brought up, and reads on. */
static int
leader_jobs(void)
{
	int status;
	pid_t job;

	signal(SIGTTOU, SIG_IGN);
	if (!begin_session())
		return 1;
	job = fork();
	if (job == 0) {
		setpgid(0, 0);
		_exit(read(terminal, buf, 100) == 3 ? 7 : 8);
	}
	setpgid(job, job);
	if (waitpid(job, &status, WUNTRACED) != job || !WIFSTOPPED(status) ||
	    WSTOPSIG(status) != SIGTTIN)
		return 2;
	if (tcsetpgrp(terminal, job) != 0 || kill(-job, SIGCONT) != 0)
		return 3;
	tell('1');
	if (waitpid(job, &status, WUNTRACED) != job || !WIFSTOPPED(status) ||
	    WSTOPSIG(status) != SIGTSTP)
		return 4;
	kill(-job, SIGCONT);
	tell('2');
	if (waitpid(job, &status, 0) != job || !WIFEXITED(status) ||
	    WEXITSTATUS(status) != 7)
		return 5;
	return tcsetpgrp(terminal, getpgrp()) == 0 ? 0 : 6;
}

static void
tty_jobs(void)
{
	pid_t pid;

	WANT(open_pair());
	WANT(set_flags(ECHO, 1, 0));
	pid = check_child(leader_jobs);
	WANT(reads(master, "1"));
	WANT(type("\032") && reads(master, "2"));
	WANT(type("go\n"));
	WANT(check_wait(pid) == 0);
	close_pair();
}

static int
leader_waits(void)
{
	signal(SIGHUP, catch);
	if (!begin_session())
		return 1;
	tell('1');
	while (caught != SIGHUP)
		usleep(1000);
	if (read(terminal, buf, 1) != 0)
		return 2;
	return write(terminal, "x", 1) == -1 && errno == EIO ? 0 : 3;
}

static void
tty_hangup(void)
{
	pid_t pid;

	WANT(open_pair());
	pid = check_child(leader_waits);
	WANT(reads(master, "1"));
	close(master);
	WANT(check_wait(pid) == 0);
	close(terminal);
}

static int
leader_leaves(void)
{
	int ready[2];

	if (!begin_session() || pipe(ready) != 0)
		return 1;
	if (fork() == 0) {
		signal(SIGHUP, catch);
		(void)!write(ready[1], "r", 1);
		while (caught == 0)
			usleep(1000);
		tell('h');
		_exit(0);
	}
	return read(ready[0], buf, 1) == 1 ? 0 : 2;
}

/* When its leader ends, the foreground hears of it. */
static void
tty_leader_exit(void)
{
	pid_t pid;

	WANT(open_pair());
	pid = check_child(leader_leaves);
	WANT(reads(master, "h"));
	WANT(check_wait(pid) == 0);
	close_pair();
}

int
main(void)
{
	alarm(60);
	RUN(tty_lines);
	RUN(tty_raw);
	RUN(tty_much);
	RUN(tty_settings);
	RUN(tty_signals);
	RUN(tty_jobs);
	RUN(tty_hangup);
	RUN(tty_leader_exit);
	return 0;
}
