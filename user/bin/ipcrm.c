// SPDX-License-Identifier: BSD-2-Clause
/*
 * ipcrm - remove System V and POSIX IPC objects.
 *
 * Each option is one record: its letter and what removes by its argument.
 */
#include <err.h>
#include <errno.h>
#include <mqueue.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: ipcrm [-m id] [-q id] [-s id] "
	    "[-M key] [-Q key] [-S key]\n"
	    "             [-n queue] [-o memory] [-e semaphore]\n");
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

/* An id below 0 comes of a key that was not found: errno is right. */
static int
queue_remove(int id)
{
	return id < 0 ? -1 : msgctl(id, IPC_RMID, NULL);
}

static int
set_remove(int id)
{
	return id < 0 ? -1 : semctl(id, 0, IPC_RMID);
}

static int
memory_remove(int id)
{
	return id < 0 ? -1 : shmctl(id, IPC_RMID, NULL);
}

/* One option: lower case q and s an id, upper case a key, others a name. */
static int
removes(int ch, const char *arg)
{
	errno = EINVAL;
	switch (ch) {
	case 'q':
		return queue_remove(number(arg));
	case 'Q':
		return queue_remove(msgget(number(arg), 0));
	case 's':
		return set_remove(number(arg));
	case 'S':
		return set_remove(semget(number(arg), 0, 0));
	case 'm':
		return memory_remove(number(arg));
	case 'M':
		return memory_remove(shmget(number(arg), 0, 0));
	case 'n':
		return mq_unlink(arg);
	case 'o':
		return shm_unlink(arg);
	default:
		return sem_unlink(arg);
	}
}

int
main(int argc, char **argv)
{
	int ch, status = 0;

	while ((ch = getopt(argc, argv, "m:q:s:M:Q:S:n:o:e:")) != -1) {
		if (ch == '?')
			usage();
		if (removes(ch, optarg) != 0) {
			warn("%s", optarg);
			status = 1;
		}
	}
	if (optind != argc || argc == 1)
		usage();
	return status;
}
