// SPDX-License-Identifier: BSD-2-Clause
/*
 * pgrep, pkill - find processes, or signal them, by what they are called.
 *
 * Both are this program; its name says which.  A process must fit every
 * condition that was given; it never finds itself.
 */
#include <err.h>
#include <errno.h>
#include <jail.h>
#include <pwd.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/time.h>
#include <sys/user.h>
#include <unistd.h>

#include "user/libkvm/kvm.h"

static int kills;			/* we are pkill */
static int sig = SIGTERM;
static int full, exact, invert, count_only, long_form, newest, oldest;
static int jid = -1;			/* -1: in any jail or in none */
static long uid = -1, parent = -1;	/* -1: any */
static regex_t *patterns;
static int pattern_count;

static void
usage(void)
{
	if (kills)
		fprintf(stderr, "usage: pkill [-signal] [-fnovx] [-j jail] "
		    "[-P ppid] [-u user] [pattern ...]\n");
	else
		fprintf(stderr, "usage: pgrep [-cflnovx] [-j jail] "
		    "[-P ppid] [-u user] [pattern ...]\n");
	exit(2);
}

/* "-9", "-KILL" or "-SIGKILL" as the first argument; is it a signal? */
static int
signal_parse(const char *s)
{
	char *end;
	long n = strtol(s, &end, 10);
	int i;

	if (*s != '\0' && *end == '\0' && n >= 0 && n <= SIGRTMAX) {
		sig = (int)n;
		return 1;
	}
	if (strncasecmp(s, "SIG", 3) == 0)
		s += 3;
	/* Letters that are options too are signals only as whole names. */
	for (i = 1; i < NSIG; i++) {
		if (sys_signame[i] != NULL &&
		    strcasecmp(sys_signame[i], s) == 0) {
			sig = i;
			return 1;
		}
	}
	return 0;
}

/* A typing error must not come to mean 0, which is root and the kernel. */
static long
number(const char *text, const char *what)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*text == '\0' || *end != '\0' || n < 0)
		errx(2, "%s \"%s\" not found", what, text);
	return n;
}

static void
options(int argc, char **argv)
{
	const char *known = kills ? "fj:noP:u:vx" : "cfj:lnoP:u:vx";
	struct passwd *pw;
	int ch;

	while ((ch = getopt(argc, argv, known)) != -1) {
		switch (ch) {
		case 'c': count_only = 1; break;
		case 'f': full = 1; break;
		case 'l': long_form = 1; break;
		case 'n': newest = 1; break;
		case 'o': oldest = 1; break;
		case 'v': invert = 1; break;
		case 'x': exact = 1; break;
		case 'P': parent = number(optarg, "process"); break;
		case 'j':
			jid = strcmp(optarg, "0") == 0 ? 0 :
			    jail_getid(optarg);
			if (jid < 0)
				errx(2, "jail \"%s\" not found", optarg);
			break;
		case 'u':
			pw = getpwnam(optarg);
			uid = pw != NULL ? (long)pw->pw_uid :
			    number(optarg, "user");
			break;
		default:
			usage();
		}
	}
	if (newest && oldest)
		usage();
}

static void
patterns_compile(int argc, char **argv)
{
	char text[256];
	int error, i;

	patterns = calloc((size_t)argc + 1, sizeof(*patterns));
	if (patterns == NULL)
		err(3, NULL);
	for (i = 0; i < argc; i++) {
		error = regcomp(&patterns[i], argv[i],
		    REG_EXTENDED | (exact ? 0 : REG_NOSUB));
		if (error != 0) {
			regerror(error, &patterns[i], text, sizeof(text));
			errx(2, "%s: %s", argv[i], text);
		}
	}
	pattern_count = argc;
}

/* Does one of the patterns fit?  Exactly means from end to end. */
static int
name_fits(const char *name)
{
	regmatch_t m;
	int i;

	for (i = 0; i < pattern_count; i++)
		if (regexec(&patterns[i], name, 1, &m, 0) == 0 && (!exact ||
		    (m.rm_so == 0 && (size_t)m.rm_eo == strlen(name))))
			return 1;
	return pattern_count == 0;
}

static const char *
name_of(const struct kinfo_proc *k)
{
	return full && k->ki_args[0] != '\0' ? k->ki_args : k->ki_comm;
}

static int
is_wanted(const struct kinfo_proc *k)
{
	int fits = name_fits(name_of(k)) && (jid < 0 || k->ki_jid == jid) &&
	    (uid < 0 || (long)k->ki_uid == uid) &&
	    (parent < 0 || k->ki_ppid == parent);

	return k->ki_pid != getpid() && k->ki_stat != SZOMB &&
	    (k->ki_flags & KI_SYSTEM) == 0 && fits != invert;
}

/* 1 when done, 0 when the process has gone meanwhile. */
static int
act(const struct kinfo_proc *k)
{
	if (kills) {
		if (kill(k->ki_pid, sig) == 0)
			return 1;
		if (errno != ESRCH)
			warn("%d", k->ki_pid);
		return 0;
	}
	if (!count_only && long_form)
		printf("%d %s\n", k->ki_pid, name_of(k));
	else if (!count_only)
		printf("%d\n", k->ki_pid);
	return 1;
}

/* Was a made after b?  Numbers are given again, so they do not tell. */
static int
is_later(const struct kinfo_proc *a, const struct kinfo_proc *b)
{
	return timercmp(&a->ki_start, &b->ki_start, ==) ?
	    a->ki_pid > b->ki_pid :
	    timercmp(&a->ki_start, &b->ki_start, >);
}

int
main(int argc, char **argv)
{
	const struct kinfo_proc *best = NULL;
	struct kinfo_proc *k;
	int i, count, done = 0;
	kvm_t *kd;

	kills = strcmp(getprogname(), "pkill") == 0;
	if (kills && argc > 1 && argv[1][0] == '-' &&
	    signal_parse(argv[1] + 1)) {
		argv[1] = argv[0];	/* getopt's messages begin with it */
		argv++;
		argc--;
	}
	options(argc, argv);
	patterns_compile(argc - optind, argv + optind);
	if (pattern_count == 0 && jid < 0 && uid < 0 && parent < 0)
		usage();
	kd = kvm_open(NULL, NULL, NULL, 0, getprogname());
	if (kd == NULL)
		return 3;
	k = kvm_getprocs(kd, KERN_PROC_ALL, 0, &count);
	if (k == NULL)
		errx(3, "%s", kvm_geterr(kd));
	for (i = 0; i < count; i++) {
		if (!is_wanted(&k[i]))
			continue;
		if (!newest && !oldest)
			done += act(&k[i]);
		else if (best == NULL || is_later(&k[i], best) == newest)
			best = &k[i];
	}
	if (best != NULL)
		done += act(best);
	if (count_only)
		printf("%d\n", done);
	return done > 0 ? 0 : 1;
}
