// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail - make, change and remove jails.
 *
 * Parameters are the kernel's, passed through libjail as name=value, and a
 * few that are this program's own: command, exec.start, vnet.interface.  A
 * jail that is to run a command and not to persist is made persistent until
 * the command is inside.
 */
#include <err.h>
#include <errno.h>
#include <grp.h>
#include <jail.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PARAMS_MAX	64

struct job {
	struct jailparam j_param[PARAMS_MAX];
	unsigned j_nparams;
	const char *j_name;		/* what messages begin with */
	const char *j_key;		/* existing jail: name or jid */
	const char *j_start;		/* exec.start */
	const char *j_ifs[8];		/* vnet.interface */
	unsigned j_nifs;
	char **j_command;		/* NULL: none */
	int j_persist;
};

static int opt_quiet, opt_verbose, opt_jid, opt_clean;
static const char *opt_user;

static void
usage(void)
{
	fprintf(stderr,
	    "usage: jail [-dilqRv] [-n name] [-J file] [-u user | -U user]\n"
	    "            -c | -m | -cm | -rc param=value ... "
	    "[command=command ...]\n"
	    "       jail [-qRv] -r jail ... | *\n");
	exit(1);
}

/* Complain in FreeBSD's words: the kernel's if it gave some. */
static void
complain(const char *name)
{
	const char *why = jail_errmsg[0] != '\0' ? jail_errmsg :
	    strerror(errno);

	if (name != NULL)
		warnx("%s: %s", name, why);
	else
		warnx("%s", why);
}

/* ---------------------------------------------------------- parameters */

static int
param_add(struct job *j, const char *name, const char *value)
{
	struct jailparam *jp = &j->j_param[j->j_nparams];

	if (j->j_nparams == PARAMS_MAX)
		errx(1, "too many parameters");
	if (jailparam_init(jp, name) != 0)
		return -1;
	j->j_nparams++;
	return jailparam_import(jp, value);
}

/* The parameters that are ours; 0 if it is the kernel's. */
static int
param_own(struct job *j, const char *name, const char *value)
{
	if (strcmp(name, "exec.start") == 0 && value != NULL)
		j->j_start = value;
	else if (strcmp(name, "vnet.interface") == 0 && value != NULL &&
	    j->j_nifs < 8)
		j->j_ifs[j->j_nifs++] = value;
	else
		return 0;
	return 1;
}

/* One word; nonzero if what follows belongs to command=. */
static int
param_read(struct job *j, char *word, char **rest)
{
	char *value = strchr(word, '=');

	if (value != NULL)
		*value++ = '\0';
	if (strcmp(word, "command") == 0 && value != NULL) {
		*rest = value;
		j->j_command = rest;
		return 1;
	}
	if (strcmp(word, "name") == 0)
		j->j_name = value;
	if (strcmp(word, "jid") == 0 || (strcmp(word, "name") == 0 &&
	    j->j_key == NULL))
		j->j_key = value;
	if (strcmp(word, "persist") == 0)
		j->j_persist = value == NULL || strcmp(value, "0") != 0;
	if (!param_own(j, word, value) && param_add(j, word, value) != 0) {
		complain(j->j_name);
		exit(1);
	}
	return 0;
}

/* ------------------------------------------------------------ commands */

/* In the child: inside the jail, as the user asked for. */
static void
enter(int jid)
{
	struct passwd *pw = NULL;

	if (opt_user != NULL && (pw = getpwnam(opt_user)) == NULL)
		errx(1, "%s: no such user", opt_user);
	if (jail_attach(jid) != 0)
		err(1, "jail_attach");
	if (chdir("/") != 0)
		err(1, "chdir");
	if (pw != NULL && (setgroups(1, &pw->pw_gid) != 0 ||
	    setgid(pw->pw_gid) != 0 || setuid(pw->pw_uid) != 0))
		err(1, "%s", opt_user);
	if (opt_clean) {
		setenv("PATH", "/sbin:/bin:/usr/sbin:/usr/bin", 1);
		setenv("HOME", pw != NULL ? pw->pw_dir : "/", 1);
		if (pw != NULL)
			setenv("USER", pw->pw_name, 1);
	}
}

/*
 * Run argv, in jail jid unless that is 0; the wait status.  Once the child
 * is inside, a jail that is not to persist is told so.
 */
static int
run(int jid, char **argv, int unpersist)
{
	char num[16];
	int status, fds[2];
	char c;
	pid_t pid;

	if (pipe(fds) != 0)
		err(1, "pipe");
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		if (jid != 0)
			enter(jid);
		close(fds[0]);
		close(fds[1]);
		execvp(argv[0], argv);
		err(127, "%s", argv[0]);
	}
	close(fds[1]);
	while (read(fds[0], &c, 1) < 0 && errno == EINTR)
		continue;
	close(fds[0]);
	snprintf(num, sizeof(num), "%d", jid);
	if (unpersist)
		jail_setv(JAIL_UPDATE, "jid", num, "nopersist", NULL, NULL);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			err(1, "waitpid");
	return status;
}

static int
run_line(int jid, const char *line)
{
	char *argv[] = { "sh", "-c", (char *)(uintptr_t)line, NULL };

	return run(jid, argv, 0);
}

static int
lend_interfaces(struct job *j, int jid)
{
	char num[16];
	unsigned i;

	snprintf(num, sizeof(num), "%d", jid);
	for (i = 0; i < j->j_nifs; i++) {
		char *argv[] = { "ifconfig", (char *)(uintptr_t)j->j_ifs[i],
		    "vnet", num, NULL };

		if (run(0, argv, 0) != 0)
			return 1;
	}
	return 0;
}

/* --------------------------------------------------------------- modes */

static int
remove_one(const char *name)
{
	int jid = jail_getid(name);

	if (jid <= 0) {
		warnx("\"%s\" not found", name);
		return 1;
	}
	if (jail_remove(jid) != 0) {
		warn("%s: jail_remove", name);
		return 1;
	}
	if (!opt_quiet)
		printf("%s: removed\n", name);
	fflush(stdout);
	return 0;
}

static int
remove_all(void)
{
	char last[JAIL_NAME_MAX] = "0", name[JAIL_NAME_MAX];
	int jid, status = 0;

	for (;;) {
		name[0] = '\0';
		jid = jail_getv(0, "lastjid", last, "name", name, NULL);
		if (jid < 0)
			return status;
		snprintf(last, sizeof(last), "%d", jid);
		if (strchr(name, '.') == NULL)	/* others go with theirs */
			status |= remove_one(name);
	}
}

static void
jid_file(const char *path, int jid)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fprintf(f, "jid=%d\n", jid) < 0 || fclose(f) != 0)
		err(1, "%s", path);
}

static int
set_one(struct job *j, int flags, const char *jidpath)
{
	int jid, status, made = (flags & JAIL_CREATE) != 0;
	int unpersist = made && j->j_command != NULL && !j->j_persist;

	if (unpersist && param_add(j, "persist", NULL) != 0) {
		complain(j->j_name);
		return 1;
	}
	jid = jailparam_set(j->j_param, j->j_nparams, flags);
	if (jid < 0) {
		complain(j->j_name != NULL ? j->j_name : j->j_key);
		return 1;
	}
	if (jidpath != NULL)
		jid_file(jidpath, jid);
	if (opt_jid)
		printf("%d\n", jid);
	if (made && !opt_quiet && (j->j_name != NULL || opt_verbose))
		printf("%s: created\n", j->j_name ? j->j_name : "jail");
	fflush(stdout);
	status = lend_interfaces(j, jid);
	if (status == 0 && j->j_start != NULL)
		status = run_line(jid, j->j_start);
	if (status == 0 && j->j_command != NULL)
		status = run(jid, j->j_command, unpersist);
	else if (status != 0 && made)
		jail_remove(jid);
	return status != 0;
}

int
main(int argc, char **argv)
{
	static struct job job;
	const char *jidpath = NULL, *name = NULL;
	int ch, i, flags = 0, removing = 0, status = 0;

	while ((ch = getopt(argc, argv, "+cdiJ:lmn:qRrU:u:v")) != -1) {
		switch (ch) {
		case 'c': flags |= JAIL_CREATE; break;
		case 'd': case 'R': break;
		case 'i': opt_jid = 1; break;
		case 'J': jidpath = optarg; break;
		case 'l': opt_clean = 1; break;
		case 'm': flags |= JAIL_UPDATE; break;
		case 'n': name = optarg; break;
		case 'q': opt_quiet = 1; break;
		case 'r': removing = 1; break;
		case 'U': case 'u': opt_user = optarg; break;
		case 'v': opt_verbose = 1; break;
		default: usage();
		}
	}
	argc -= optind;
	argv += optind;
	if ((flags == 0 && !removing) || argc == 0)
		usage();
	if (flags == 0) {
		for (i = 0; i < argc; i++)
			status |= strcmp(argv[i], "*") == 0 ? remove_all() :
			    remove_one(argv[i]);
		return status;
	}
	if (name != NULL && (param_add(&job, "name", name) != 0))
		errx(1, "%s", jail_errmsg);
	job.j_name = job.j_key = name;
	for (i = 0; i < argc; i++)
		if (param_read(&job, argv[i], argv + i))
			break;
	if (removing && job.j_key != NULL && jail_getid(job.j_key) > 0)
		status = remove_one(job.j_key);
	return status != 0 ? status : set_one(&job, flags, jidpath);
}
