// SPDX-License-Identifier: BSD-2-Clause
/*
 * ipcmk - make IPC objects from the shell, for trying things out.
 */
#include <err.h>
#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <unistd.h>

static long key = IPC_PRIVATE;
static mode_t mode = 0644;
static unsigned size;		/* bytes, or a semaphore's value */

static void
usage(void)
{
	fprintf(stderr, "usage: ipcmk [-k key] [-p mode] [-v number] "
	    "-Q | -S count | -n queue | -o memory | -e semaphore\n");
	exit(1);
}

static long
number(const char *s, int base)
{
	char *end;
	long v = strtol(s, &end, base);

	if (*s == '\0' || *end != '\0' || v < 0)
		errx(1, "%s: not a number", s);
	return v;
}

static void
told(const char *kind, int id)
{
	if (id < 0)
		err(1, "%s", kind);
	printf("%s id: %d\n", kind, id);
}

static void
memory(const char *name)
{
	int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, mode);

	if (fd < 0 || ftruncate(fd, size) != 0)
		err(1, "%s", name);
}

/* What one option makes. */
static void
make(int ch, const char *arg)
{
	switch (ch) {
	case 'Q':
		told("Message queue", msgget(key, IPC_CREAT | IPC_EXCL |
		    mode));
		break;
	case 'S':
		told("Semaphore", semget(key, (int)number(arg, 0),
		    IPC_CREAT | IPC_EXCL | mode));
		break;
	case 'n':
		if (mq_open(arg, O_RDWR | O_CREAT | O_EXCL, mode, NULL) < 0)
			err(1, "%s", arg);
		break;
	case 'o':
		memory(arg);
		break;
	default:
		if (sem_open(arg, O_CREAT | O_EXCL, mode, size) == SEM_FAILED)
			err(1, "%s", arg);
	}
}

int
main(int argc, char **argv)
{
	int ch, made = 0;

	while ((ch = getopt(argc, argv, "k:p:v:QS:n:o:e:")) != -1) {
		if (ch == '?')
			usage();
		if (ch == 'k')
			key = number(optarg, 0);
		else if (ch == 'p')
			mode = (mode_t)number(optarg, 8);
		else if (ch == 'v')
			size = (unsigned)number(optarg, 0);
		else {
			make(ch, optarg);
			made = 1;
		}
	}
	if (optind != argc || !made)
		usage();
	return 0;
}
