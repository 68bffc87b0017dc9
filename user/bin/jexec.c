// SPDX-License-Identifier: BSD-2-Clause
/*
 * jexec - run a command, or a shell, in a jail that exists.
 */
#include <err.h>
#include <jail.h>
#include <grp.h>
#include <paths.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern char **environ;

static void
usage(void)
{
	fprintf(stderr, "usage: jexec [-l] [-d dir] [-u user | -U user] "
	    "jail [command ...]\n");
	exit(1);
}

static struct passwd *
user_find(const char *name)
{
	struct passwd *pw = getpwnam(name);

	if (pw == NULL)
		errx(1, "%s: no such user", name);
	return pw;
}

/* Who one is without any of the options. */
static struct passwd *
user_self(void)
{
	struct passwd *pw = getpwuid(getuid());

	if (pw == NULL)
		errx(1, "no user of number %u in the jail",
		    (unsigned)getuid());
	return pw;
}

static void
become(struct passwd *pw)
{
	if (setgroups(1, &pw->pw_gid) != 0 || setgid(pw->pw_gid) != 0 ||
	    setuid(pw->pw_uid) != 0)
		err(1, "%s", pw->pw_name);
}

/* -l: nothing of the caller's environment but the terminal's type; what the
 * user's login would set. */
static void
environment_clean(const struct passwd *pw)
{
	static char *none[] = { NULL };
	char *term = getenv("TERM");

	environ = none;
	setenv("PATH", "/sbin:/bin:/usr/sbin:/usr/bin", 1);
	if (term != NULL)
		setenv("TERM", term, 1);
	setenv("HOME", pw->pw_dir, 1);
	setenv("SHELL", pw->pw_shell, 1);
	setenv("USER", pw->pw_name, 1);
}

/* Without a command: the user's shell, which is told that somebody types. */
static char **
shell_words(const struct passwd *pw)
{
	static char *words[3];

	words[0] = getenv("SHELL");
	if (words[0] == NULL && pw != NULL)
		words[0] = pw->pw_shell;
	if (words[0] == NULL || access(words[0], X_OK) != 0)
		words[0] = _PATH_BSHELL;
	words[1] = isatty(0) ? "-i" : NULL;
	return words;
}

int
main(int argc, char **argv)
{
	const char *dir = "/", *outside = NULL, *inside = NULL;
	struct passwd *pw = NULL;
	int ch, jid, clean = 0;

	while ((ch = getopt(argc, argv, "+d:lu:U:")) != -1) {
		switch (ch) {
		case 'd': dir = optarg; break;
		case 'l': clean = 1; break;
		case 'u': outside = optarg; break;
		case 'U': inside = optarg; break;
		default: usage();
		}
	}
	argv += optind;
	argc -= optind;
	if (argc < 1 || (outside != NULL && inside != NULL))
		usage();
	if (outside != NULL)
		pw = user_find(outside);
	jid = jail_getid(argv[0]);
	if (jid <= 0)
		errx(1, "jail \"%s\" not found", argv[0]);
	if (jail_attach(jid) != 0)
		err(1, "jail_attach(%d)", jid);
	if (chdir(dir) != 0)
		err(1, "chdir(): %s", dir);
	if (inside != NULL)
		pw = user_find(inside);
	if (pw != NULL)
		become(pw);
	if (clean)
		environment_clean(pw != NULL ? pw : user_self());
	argv = argc > 1 ? argv + 1 : shell_words(pw);
	execvp(argv[0], argv);
	err(1, "execvp(): %s", argv[0]);
}
