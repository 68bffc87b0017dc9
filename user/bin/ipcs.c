// SPDX-License-Identifier: BSD-2-Clause
/*
 * ipcs - show the System V message queues, shared memory and semaphores of
 * our jail.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/sysctl.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: ipcs [-mqs]\n");
	exit(1);
}

/* The table of that name, freed by the caller; *len bytes. */
static void *
table(const char *name, size_t *len)
{
	void *t;

	for (;;) {
		if (sysctlbyname(name, NULL, len, NULL, 0) != 0)
			err(1, "%s", name);
		*len += 1024;	/* it may grow meanwhile */
		t = malloc(*len);
		if (t == NULL)
			err(1, NULL);
		if (sysctlbyname(name, t, len, NULL, 0) == 0)
			return t;
		if (errno != ENOMEM)
			err(1, "%s", name);
		free(t);
	}
}

/* The columns that all kinds have. */
static void
show(char kind, int id, const struct ipc_perm *pe)
{
	char mode[10] = "rwarwarwa";
	int i;

	for (i = 0; i < 9; i++)
		if (i % 3 == 2 || !(pe->mode & (0400u >> i)))
			mode[i] = '-';
	printf("%c %10d %10ld %s %8u %8u", kind, id, (long)pe->key, mode,
	    pe->uid, pe->gid);
}

static void
queues(void)
{
	struct msqid_kernel *mk;
	size_t len, i;

	mk = table("kern.ipc.msqids", &len);
	printf("Message Queues:\nT %10s %10s %-9s %8s %8s %8s %8s\n", "ID",
	    "KEY", "MODE", "OWNER", "GROUP", "CBYTES", "QNUM");
	for (i = 0; i < len / sizeof(*mk); i++) {
		show('q', mk[i].id, &mk[i].u.msg_perm);
		printf(" %8lu %8lu\n", mk[i].u.msg_cbytes, mk[i].u.msg_qnum);
	}
	printf("\n");
	free(mk);
}

static void
segments(void)
{
	struct shmid_kernel *sk;
	size_t len, i;

	sk = table("kern.ipc.shmsegs", &len);
	printf("Shared Memory:\nT %10s %10s %-9s %8s %8s %8s %8s\n", "ID",
	    "KEY", "MODE", "OWNER", "GROUP", "NATTCH", "SEGSZ");
	for (i = 0; i < len / sizeof(*sk); i++) {
		show('m', sk[i].id, &sk[i].u.shm_perm);
		printf(" %8u %8zu\n", sk[i].u.shm_nattch,
		    sk[i].u.shm_segsz);
	}
	printf("\n");
	free(sk);
}

static void
semaphores(void)
{
	struct semid_kernel *sk;
	size_t len, i;

	sk = table("kern.ipc.sema", &len);
	printf("Semaphores:\nT %10s %10s %-9s %8s %8s %8s\n", "ID", "KEY",
	    "MODE", "OWNER", "GROUP", "NSEMS");
	for (i = 0; i < len / sizeof(*sk); i++) {
		show('s', sk[i].id, &sk[i].u.sem_perm);
		printf(" %8u\n", sk[i].u.sem_nsems);
	}
	printf("\n");
	free(sk);
}

int
main(int argc, char **argv)
{
	int ch, m = 0, q = 0, s = 0;

	while ((ch = getopt(argc, argv, "mqs")) != -1) {
		if (ch == '?')
			usage();
		m |= ch == 'm';
		q |= ch == 'q';
		s |= ch == 's';
	}
	if (optind != argc)
		usage();
	if (!m && !q && !s)
		m = q = s = 1;
	if (q)
		queues();
	if (m)
		segments();
	if (s)
		semaphores();
	return 0;
}
