// SPDX-License-Identifier: BSD-2-Clause
/*
 * libc - what of the C library is ours or leans on us: start-up, the
 * functions above the system calls, and newlib's parts that use them.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <glob.h>
#include <grp.h>
#include <math.h>
#include <netdb.h>
#include <poll.h>
#include <pwd.h>
#include <regex.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <termios.h>
#include <time.h>
#include "check.h"

static int constructed;

static void __attribute__((constructor))
construct(void)
{
	constructed = 1;
}

static void
libc_start(void)
{
	WANT(constructed == 1);
	WANT(strcmp(getprogname(), "libc") == 0);
	WANT(getenv("PATH") != NULL);
	WANT(setenv("LIBC_T", "x", 1) == 0);
	WANT(strcmp(getenv("LIBC_T"), "x") == 0);
	WANT(unsetenv("LIBC_T") == 0 && getenv("LIBC_T") == NULL);
}

static void
libc_memory(void)
{
	char *p[64];
	int i;

	for (i = 0; i < 64; i++) {
		p[i] = malloc((size_t)i * 9000 + 1);
		WANT(p[i] != NULL);
		memset(p[i], i, (size_t)i * 9000 + 1);
	}
	for (i = 0; i < 64; i++) {
		WANT(p[i][i * 9000] == i);
		free(p[i]);
	}
	p[0] = realloc(NULL, 10);
	WANT(p[0] != NULL);
	strcpy(p[0], "kept");
	p[0] = realloc(p[0], 1000000);
	WANT(p[0] != NULL && strcmp(p[0], "kept") == 0);
	free(p[0]);
	WANT(malloc((size_t)1 << 46) == NULL && errno == ENOMEM);
}

static void
libc_stdio(void)
{
	char buf[64], *line = NULL;
	size_t room = 0;
	FILE *fp;
	int n;

	fp = fopen("/tmp/libc.t", "w+");
	WANT(fp != NULL);
	WANT(fprintf(fp, "%d %s %5.2f %lx\nsecond\n", -7, "word", 2.5,
	    0xfeedfacecafeUL) == 34);
	WANT(fseek(fp, 0, SEEK_SET) == 0);
	WANT(fscanf(fp, "%d %63s", &n, buf) == 2);
	WANT(n == -7 && strcmp(buf, "word") == 0);
	WANT(getline(&line, &room, fp) > 0);
	WANT(getline(&line, &room, fp) == 7);
	WANT(strcmp(line, "second\n") == 0);
	WANT(getline(&line, &room, fp) == -1 && feof(fp));
	free(line);
	WANT(ftell(fp) == 34);
	WANT(fclose(fp) == 0);
	fp = fopen("/tmp/libc.t", "a");
	WANT(fp != NULL && fputs("third\n", fp) >= 0 && fclose(fp) == 0);
	fp = fopen("/tmp/libc.t", "r");
	WANT(fp != NULL && fread(buf, 1, 64, fp) == 40 && fclose(fp) == 0);
	WANT(remove("/tmp/libc.t") == 0);
	WANT(fopen("/tmp/libc.t", "r") == NULL && errno == ENOENT);
}

static void
libc_popen(void)
{
	char buf[64] = "";
	FILE *fp = popen("echo out; exit 3", "r");
	int status;

	WANT(fp != NULL);
	WANT(fgets(buf, sizeof(buf), fp) != NULL);
	WANT(strcmp(buf, "out\n") == 0);
	status = pclose(fp);
	WANT(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	status = system("exit 5");
	WANT(WIFEXITED(status) && WEXITSTATUS(status) == 5);
	WANT(system("kill -9 $$") == 9);
}

/* A child of vfork runs on our stack; its return must not break ours. */
static void
libc_vfork(void)
{
	volatile int before = 42;
	int status;
	pid_t pid = vfork();

	if (pid == 0) {
		execlp("false", "false", NULL);
		_exit(99);
	}
	WANT(pid > 0 && before == 42);
	WANT(waitpid(pid, &status, 0) == pid);
	WANT(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

static void
libc_exec_missing(void)
{
	WANT_ERRNO(execlp("no-such-program", "x", NULL), ENOENT);
	WANT_ERRNO(execl("/etc/passwd", "x", NULL), EACCES);
	WANT_ERRNO(execl("/", "x", NULL), EACCES);
}

static sigjmp_buf env;

static void
on_alarm(int sig)
{
	(void)sig;
	siglongjmp(env, 7);
}

static void
libc_sigjmp(void)
{
	volatile int times = 0;
	int code = sigsetjmp(env, 1);

	times++;
	if (code == 0) {
		WANT(signal(SIGUSR1, on_alarm) == SIG_DFL);
		raise(SIGUSR1);
		WANT(!"siglongjmp did not jump");
	}
	WANT(code == 7 && times == 2);
	/* The mask came back: a second signal gets through. */
	if (sigsetjmp(env, 1) == 0)
		raise(SIGUSR1);
	WANT(signal(SIGUSR1, SIG_DFL) == on_alarm);
}

static void
on_nothing(int sig)
{
	(void)sig;
}

static void
libc_pause(void)
{
	struct sigaction sa = { 0 };

	sa.sa_handler = on_nothing;
	WANT(sigaction(SIGALRM, &sa, NULL) == 0);
	WANT(alarm(100) == 0);
	WANT(alarm(1) > 90);
	WANT(pause() == -1 && errno == EINTR);
	signal(SIGALRM, SIG_DFL);
}

static void
libc_sets(void)
{
	sigset_t s;

	WANT(sigemptyset(&s) == 0 && sigismember(&s, SIGHUP) == 0);
	WANT(sigaddset(&s, SIGUSR2) == 0 && sigismember(&s, SIGUSR2) == 1);
	WANT(s == 1UL << 30);
	WANT(sigdelset(&s, SIGUSR2) == 0 && s == 0);
	WANT_ERRNO(sigaddset(&s, 0), EINVAL);
	WANT_ERRNO(sigaddset(&s, NSIG), EINVAL);
}

static void
libc_dirs(void)
{
	struct dirent *d;
	int i, n = 0;
	long at = 0;
	char name[32];
	DIR *dir;

	WANT(mkdir("/tmp/libc.d", 0700) == 0);
	for (i = 0; i < 100; i++) {
		sprintf(name, "/tmp/libc.d/file%03d", i);
		WANT(close(open(name, O_CREAT | O_WRONLY, 0600)) == 0);
	}
	dir = opendir("/tmp/libc.d");
	WANT(dir != NULL);
	while ((d = readdir(dir)) != NULL) {
		WANT(d->d_type == (d->d_name[0] == '.' ? DT_DIR : DT_REG));
		if (++n == 51)
			at = telldir(dir);
	}
	WANT(n == 102);
	seekdir(dir, at);
	for (n = 0; readdir(dir) != NULL; n++)
		;
	WANT(n == 51);
	rewinddir(dir);
	WANT(readdir(dir) != NULL && closedir(dir) == 0);
	for (i = 0; i < 100; i++) {
		sprintf(name, "/tmp/libc.d/file%03d", i);
		WANT(unlink(name) == 0);
	}
	WANT(rmdir("/tmp/libc.d") == 0);
	WANT(opendir("/tmp/libc.d") == NULL && errno == ENOENT);
}

static void
libc_patterns(void)
{
	regmatch_t m[2];
	regex_t re;
	glob_t g;

	WANT(regcomp(&re, "b\\(a*\\)$", 0) == 0);
	WANT(regexec(&re, "xbaa", 2, m, 0) == 0);
	WANT(m[1].rm_so == 2 && m[1].rm_eo == 4);
	WANT(regexec(&re, "xbac", 2, m, 0) == REG_NOMATCH);
	regfree(&re);
	WANT(fnmatch("*.c", "a.c", 0) == 0);
	WANT(fnmatch("*.c", "a.h", 0) == FNM_NOMATCH);
	WANT(glob("/etc/pass*", 0, NULL, &g) == 0 && g.gl_pathc == 1);
	WANT(strcmp(g.gl_pathv[0], "/etc/passwd") == 0);
	globfree(&g);
}

static void
libc_accounts(void)
{
	struct passwd *pw = getpwnam("root");
	struct group *gr;

	WANT(pw != NULL && pw->pw_uid == 0);
	WANT(strcmp(pw->pw_dir, "/root") == 0);
	WANT(strcmp(pw->pw_shell, "/bin/sh") == 0);
	WANT(getpwuid(12345) == NULL);
	gr = getgrgid(0);
	WANT(gr != NULL && strcmp(gr->gr_name, "wheel") == 0);
	WANT(gr->gr_mem[0] != NULL && gr->gr_mem[1] == NULL);
	WANT(strcmp(gr->gr_mem[0], "root") == 0);
	WANT(getgrnam("nothing") == NULL);
}

static void
libc_inet(void)
{
	struct in_addr in;
	char buf[16];

	WANT(inet_aton("10.1.2.3", &in) && ntohl(in.s_addr) == 0x0a010203);
	WANT(inet_aton("10.1", &in) && ntohl(in.s_addr) == 0x0a000001);
	WANT(inet_aton("0x7f000001", &in) && ntohl(in.s_addr) == 0x7f000001);
	WANT(!inet_aton("256.1.1.1", &in) && !inet_aton("1.2.3.", &in));
	WANT(!inet_aton("", &in) && !inet_aton("1.2.3.4.5", &in));
	WANT(inet_pton(AF_INET, "192.168.0.1", &in) == 1);
	WANT(inet_pton(AF_INET, "192.168.1", &in) == 0);
	WANT(inet_pton(AF_INET, "192.168.0.01", &in) == 0);
	WANT(inet_pton(AF_INET6, "::1", &in) == -1 && errno == EAFNOSUPPORT);
	WANT(strcmp(inet_ntoa(in), "192.168.0.1") == 0);
	WANT(inet_ntop(AF_INET, &in, buf, sizeof(buf)) == buf);
	WANT(inet_ntop(AF_INET, &in, buf, 5) == NULL && errno == ENOSPC);
}

static void
libc_addrinfo(void)
{
	struct addrinfo hints = { .ai_socktype = SOCK_DGRAM }, *ai;
	struct sockaddr_in *sin;
	char host[64], port[16];

	WANT(getaddrinfo("localhost", "53", &hints, &ai) == 0);
	sin = (struct sockaddr_in *)ai->ai_addr;
	WANT(ntohl(sin->sin_addr.s_addr) == INADDR_LOOPBACK);
	WANT(ntohs(sin->sin_port) == 53 && ai->ai_socktype == SOCK_DGRAM);
	WANT(getnameinfo(ai->ai_addr, ai->ai_addrlen, host, sizeof(host),
	    port, sizeof(port), 0) == 0);
	WANT(strcmp(host, "127.0.0.1") == 0 && strcmp(port, "53") == 0);
	freeaddrinfo(ai);
	WANT(getaddrinfo("no-such-host", NULL, NULL, &ai) == EAI_NONAME);
	WANT(getaddrinfo("1.2.3.4", "99999", NULL, &ai) == EAI_SERVICE);
	WANT(getaddrinfo(NULL, NULL, NULL, &ai) == EAI_NONAME);
}

static void
libc_waiting(void)
{
	struct timeval tv = { 0, 20000 };
	struct pollfd pfd = { .events = POLLIN };
	fd_set set;
	int fd[2];

	WANT(pipe(fd) == 0);
	pfd.fd = fd[0];
	FD_ZERO(&set);
	FD_SET(fd[0], &set);
	WANT(select(fd[0] + 1, &set, NULL, NULL, &tv) == 0);
	WANT(!FD_ISSET(fd[0], &set) && poll(&pfd, 1, 10) == 0);
	WANT(write(fd[1], "x", 1) == 1);
	FD_SET(fd[0], &set);
	WANT(select(fd[0] + 1, &set, NULL, NULL, NULL) == 1);
	WANT(FD_ISSET(fd[0], &set));
	WANT(poll(&pfd, 1, -1) == 1 && pfd.revents == POLLIN);
	close(fd[1]);
	WANT(read(fd[0], &set, 1) == 1 && poll(&pfd, 1, -1) == 1);
	WANT((pfd.revents & POLLHUP) != 0);
	close(fd[0]);
}

static void
libc_time(void)
{
	struct timespec a, b;
	struct timeval tv;
	struct tm tm;
	time_t t = 86400 * 365;
	char buf[32];
	struct tms tms;

	WANT(clock_gettime(CLOCK_MONOTONIC, &a) == 0);
	WANT(usleep(2000) == 0);
	WANT(clock_gettime(CLOCK_MONOTONIC, &b) == 0);
	WANT((b.tv_sec - a.tv_sec) * 1000000000L + b.tv_nsec - a.tv_nsec >=
	    2000000);
	WANT(gettimeofday(&tv, NULL) == 0 && tv.tv_sec > 1600000000);
	WANT(labs(time(NULL) - tv.tv_sec) <= 1);
	WANT(gmtime_r(&t, &tm) != NULL && tm.tm_year == 71);
	WANT(strftime(buf, sizeof(buf), "%Y-%m-%d", &tm) == 10);
	WANT(strcmp(buf, "1971-01-01") == 0);
	WANT(times(&tms) != (clock_t)-1 && clock() != (clock_t)-1);
}

static void
libc_system_info(void)
{
	struct utsname u;
	char host[256];
	int mib[CTL_MAXNAME], n;
	size_t len, bytes;

	WANT(uname(&u) == 0 && strcmp(u.sysname, "Cellblock") == 0);
	WANT(gethostname(host, sizeof(host)) == 0);
	WANT(strcmp(host, u.nodename) == 0);
	WANT(sysconf(_SC_PAGESIZE) == 4096 && sysconf(_SC_OPEN_MAX) > 0);
	WANT(sysconf(_SC_NPROCESSORS_ONLN) >= 1);
	len = CTL_MAXNAME;
	WANT(sysctlnametomib("hw.ncpu", mib, &len) == 0);
	n = 0;
	bytes = sizeof(n);
	WANT(sysctl(mib, (u_int)len, &n, &bytes, NULL, 0) == 0);
	WANT(n == sysconf(_SC_NPROCESSORS_ONLN));
	WANT_ERRNO(sysctlbyname("no.such", NULL, NULL, NULL, 0), ENOENT);
}

static void
libc_cwd(void)
{
	char buf[64], *cwd;

	WANT(chdir("/tmp") == 0);
	WANT(getcwd(buf, sizeof(buf)) == buf && strcmp(buf, "/tmp") == 0);
	WANT(getcwd(buf, 3) == NULL && errno == ERANGE);
	WANT(getcwd(buf, 0) == NULL && errno == EINVAL);
	cwd = getcwd(NULL, 0);
	WANT(cwd != NULL && strcmp(cwd, "/tmp") == 0);
	free(cwd);
}

static void
libc_no_terminal(void)
{
	struct termios t;
	int fd[2];

	WANT(pipe(fd) == 0 && !isatty(fd[0]));
	WANT_ERRNO(tcgetattr(fd[0], &t), ENOTTY);
	WANT_ERRNO(tcsetattr(fd[0], 9, &t), EINVAL);
	WANT_ERRNO(tcflush(fd[0], 9), EINVAL);
	close(fd[0]);
	close(fd[1]);
}

/* Floating point lives through system calls and switches. */
static void
libc_float(void)
{
	volatile double d = 2.0;
	int i;

	for (i = 0; i < 50; i++) {
		d = sqrt(d * d);
		WANT(getppid() >= 0);
	}
	WANT(fabs(d - 2.0) < 1e-9);
	WANT(fabs(strtod("1e-3", NULL) - 0.001) < 1e-12);
}

static void
libc_errors(void)
{
	char buf[32];

	WANT(strcmp(strerror(EPERM), "Operation not permitted") == 0);
	WANT(strcmp(strerror(EAGAIN), "Resource temporarily unavailable")
	    == 0);
	WANT(strcmp(strerror(-3), "Unknown error: -3") == 0);
	WANT(strerror_r(ENXIO, buf, sizeof(buf)) == 0);
	WANT(strcmp(buf, "Device not configured") == 0);
}

int
main(void)
{
	RUN(libc_start);
	RUN(libc_memory);
	RUN(libc_stdio);
	RUN(libc_popen);
	RUN(libc_vfork);
	RUN(libc_exec_missing);
	RUN(libc_sigjmp);
	RUN(libc_pause);
	RUN(libc_sets);
	RUN(libc_dirs);
	RUN(libc_patterns);
	RUN(libc_accounts);
	RUN(libc_inet);
	RUN(libc_addrinfo);
	RUN(libc_waiting);
	RUN(libc_time);
	RUN(libc_system_info);
	RUN(libc_cwd);
	RUN(libc_no_terminal);
	RUN(libc_float);
	RUN(libc_errors);
	return 0;
}
