// SPDX-License-Identifier: BSD-2-Clause
/*
 * kill - send a signal to processes.
 */
#include <ctype.h>
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void
usage(void)
{
	fprintf(stderr, "usage: kill [-s name | -name | -number] pid ...\n"
	    "       kill -l [number]\n");
	exit(1);
}

/* A name, with or without SIG, or a number. */
static int
signal_parse(const char *s)
{
	char *end;
	long n;
	int sig;

	if (isdigit((unsigned char)*s)) {
		n = strtol(s, &end, 10);
		if (*end == '\0' && n <= SIGRTMAX)
			return (int)n;
		errx(1, "illegal signal number: %s", s);
	}
	if (strncasecmp(s, "SIG", 3) == 0)
		s += 3;
	for (sig = 0; sig < NSIG; sig++)
		if (strcasecmp(s, sys_signame[sig]) == 0)
			return sig;
	errx(1, "unknown signal %s", s);
}

static int
list(const char *arg)
{
	int n;

	if (arg != NULL) {
		n = atoi(arg);
		if (n > 128)
			n -= 128;
		if (n <= 0 || n >= NSIG)
			errx(1, "illegal signal number: %s", arg);
		puts(sys_signame[n]);
		return 0;
	}
	for (n = 1; n < NSIG; n++)
		printf("%s%c", sys_signame[n], n == NSIG - 1 ? '\n' : ' ');
	return 0;
}

int
main(int argc, char **argv)
{
	int sig = SIGTERM, status = 0;
	char *end;
	long pid;

	(void)argc;
	argv++;
	if (*argv != NULL && strcmp(*argv, "-l") == 0)
		return list(argv[1]);
	if (*argv != NULL && strcmp(*argv, "-s") == 0) {
		if (argv[1] == NULL)
			usage();
		sig = signal_parse(argv[1]);
		argv += 2;
	} else if (*argv != NULL && **argv == '-' && (*argv)[1] != '-' &&
	    (*argv)[1] != '\0') {
		sig = signal_parse(*argv + 1);
		argv++;
	}
	if (*argv != NULL && strcmp(*argv, "--") == 0)
		argv++;
	if (*argv == NULL)
		usage();
	for (; *argv != NULL; argv++) {
		pid = strtol(*argv, &end, 10);
		if (**argv == '\0' || *end != '\0')
			errx(2, "illegal process id: %s", *argv);
		if (kill((pid_t)pid, sig) != 0) {
			warn("%s", *argv);
			status = 1;
		}
	}
	return status;
}
