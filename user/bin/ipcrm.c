// SPDX-License-Identifier: BSD-2-Clause
/*
 * ipcrm - remove System V message queues, shared memory and semaphores.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

static int status;	/* what we exit with */

static void
usage(void)
{
	fprintf(stderr, "usage: ipcrm [-m id] [-q id] [-s id] "
	    "[-M key] [-Q key] [-S key]\n");
	exit(1);
}

static int
number(const char *s)
{
	char *end;
	long v = strtol(s, &end, 0);

	if (*s == '\0' || *end != '\0')
		errx(1, "%s: not a number", s);
	return (int)v;
}

/* One option; lower case is an id, upper case a key. */
static void
removes(int ch, const char *arg)
{
	int id = number(arg);

	if (ch == 'Q')
		id = msgget(id, 0);
	if (ch == 'M')
		id = shmget(id, 0, 0);
	if (ch == 'S')
		id = semget(id, 0, 0);
	if (id >= 0 && (ch == 'q' || ch == 'Q'))
		id = msgctl(id, IPC_RMID, NULL);
	else if (id >= 0 && (ch == 'm' || ch == 'M'))
		id = shmctl(id, IPC_RMID, NULL);
	else if (id >= 0)
		id = semctl(id, 0, IPC_RMID);
	else if (ch == 'm' || ch == 'q' || ch == 's')
		errno = EINVAL;
	if (id < 0) {
		warn("%s", arg);
		status = 1;
	}
}

int
main(int argc, char **argv)
{
	int ch;

	while ((ch = getopt(argc, argv, "m:q:s:M:Q:S:")) != -1) {
		if (ch == '?')
			usage();
		removes(ch, optarg);
	}
	if (optind != argc || argc == 1)
		usage();
	return status;
}
