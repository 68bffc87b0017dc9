// SPDX-License-Identifier: BSD-2-Clause
/*
 * exec - run a program found along PATH, or a command of the shell.
 *
 * As POSIX has it: a file that is no program is given to the shell, a
 * directory that may not be searched is passed over but remembered.
 */
#include <errno.h>
#include <paths.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_ARGS	1024		/* of a script without #! */

static void
exec_script(const char *path, char *const argv[])
{
	const char *args[MAX_ARGS + 3];
	int n = 0;

	args[n++] = "sh";
	args[n++] = path;
	for (argv += argv[0] != NULL; *argv != NULL; argv++) {
		if (n > MAX_ARGS) {
			errno = E2BIG;
			return;
		}
		args[n++] = *argv;
	}
	args[n] = NULL;
	execve(_PATH_BSHELL, (char *const *)args, environ);
}

static void
exec_file(const char *path, char *const argv[])
{
	execve(path, argv, environ);
	if (errno == ENOEXEC)
		exec_script(path, argv);
}

/* May the search go on behind this error? */
static int
is_missing(int error)
{
	return error == ENOENT || error == ENOTDIR || error == EACCES ||
	    error == ENAMETOOLONG || error == ELOOP;
}

int
execvp(const char *file, char *const argv[])
{
	const char *dir = getenv("PATH"), *end;
	int denied = 0;
	char path[MAXPATHLEN];
	size_t len;

	if (*file == '\0' || strchr(file, '/') != NULL) {
		exec_file(file, argv);
		return -1;
	}
	if (dir == NULL)
		dir = _PATH_DEFPATH;
	for (;; dir = end + 1) {
		end = dir + strcspn(dir, ":");
		len = (size_t)(end - dir);
		if (len + strlen(file) + 2 <= sizeof(path)) {
			memcpy(path, dir, len);
			path[len] = '/';
			strcpy(path + len + (len > 0), file);
			exec_file(path, argv);
			if (!is_missing(errno))
				return -1;
			denied |= errno == EACCES;
		}
		if (*end == '\0')
			break;
	}
	errno = denied ? EACCES : ENOENT;
	return -1;
}

/*
 * Interrupts from the terminal are meant for the command, and its end is
 * ours to wait for, not a handler's of SIGCHLD.
 */
int
system(const char *command)
{
	struct sigaction ignore = { .sa_flags = 0 }, intr, quit;
	sigset_t chld = SIGBIT(SIGCHLD), mask;
	int status = -1;
	pid_t pid;

	if (command == NULL)
		return access(_PATH_BSHELL, X_OK) == 0;
	ignore.sa_handler = SIG_IGN;
	sigaction(SIGINT, &ignore, &intr);
	sigaction(SIGQUIT, &ignore, &quit);
	sigprocmask(SIG_BLOCK, &chld, &mask);
	pid = fork();
	if (pid == 0) {
		sigaction(SIGINT, &intr, NULL);
		sigaction(SIGQUIT, &quit, NULL);
		sigprocmask(SIG_SETMASK, &mask, NULL);
		execl(_PATH_BSHELL, "sh", "-c", command, NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	sigaction(SIGINT, &intr, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return status;
}
