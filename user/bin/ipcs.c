// SPDX-License-Identifier: BSD-2-Clause
/*
 * ipcs - show System V and POSIX IPC objects of a jail, ours by default.
 *
 * Each kind is one sysctl, an array of structs; a row function prints the
 * columns of one of them, or, when heading is set, their names.  Columns
 * belong to an option; those of none are always shown.
 */
#include <err.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mqueue.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/sysctl.h>
#include <time.h>
#include <unistd.h>

#include <jail.h>

#include "user/libkvm/attach.h"

/* Options that show columns. */
#define BIGGEST		0x01	/* -b */
#define CREATOR		0x02	/* -c */
#define OUTSTANDING	0x04	/* -o */
#define PIDS		0x08	/* -p */
#define TIMES		0x10	/* -t */

static int columns;	/* those asked for */
static int heading;	/* print names, not values */

static void
usage(void)
{
	fprintf(stderr, "usage: ipcs [-abcmopqstX] [-j jail]\n");
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

/* One column: its name, or its value; of option, or 0: always. */
static void
cell(int option, int width, const char *name, const char *fmt, ...)
{
	char text[300];
	va_list ap;

	if (option != 0 && (columns & option) == 0)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	printf(" %*s", width, heading ? name : text);
}

static void
mode_cell(mode_t mode)
{
	char text[10] = "rwarwarwa";
	int i;

	for (i = 0; i < 9; i++)
		if (i % 3 == 2 || !(mode & (0400u >> i)))
			text[i] = '-';
	cell(0, -9, "MODE", "%s", text);
}

static void
user_cell(int option, const char *name, uid_t uid)
{
	const struct passwd *pw = heading ? NULL : getpwuid(uid);

	if (pw != NULL)
		cell(option, 8, name, "%s", pw->pw_name);
	else
		cell(option, 8, name, "%u", uid);
}

static void
group_cell(int option, const char *name, gid_t gid)
{
	const struct group *gr = heading ? NULL : getgrgid(gid);

	if (gr != NULL)
		cell(option, 8, name, "%s", gr->gr_name);
	else
		cell(option, 8, name, "%u", gid);
}

static void
time_cell(const char *name, time_t t)
{
	char text[16] = "no-entry";

	if (t != 0)
		strftime(text, sizeof(text), "%H:%M:%S", localtime(&t));
	cell(TIMES, 8, name, "%s", text);
}

/* What all System V kinds begin with. */
static void
perm_cells(char kind, int id, const struct ipc_perm *pe)
{
	putchar(heading ? 'T' : kind);
	cell(0, 10, "ID", "%d", id);
	cell(0, 10, "KEY", "%ld", (long)pe->key);
	mode_cell(pe->mode);
	user_cell(0, "OWNER", pe->uid);
	group_cell(0, "GROUP", pe->gid);
	user_cell(CREATOR, "CREATOR", pe->cuid);
	group_cell(CREATOR, "CGROUP", pe->cgid);
}

static void
queue_row(const void *entry)
{
	const struct msqid_kernel *mk = entry;

	perm_cells('q', mk->id, &mk->u.msg_perm);
	cell(OUTSTANDING, 8, "CBYTES", "%lu", mk->u.msg_cbytes);
	cell(OUTSTANDING, 8, "QNUM", "%lu", mk->u.msg_qnum);
	cell(BIGGEST, 8, "QBYTES", "%lu", mk->u.msg_qbytes);
	cell(PIDS, 8, "LSPID", "%d", mk->u.msg_lspid);
	cell(PIDS, 8, "LRPID", "%d", mk->u.msg_lrpid);
	time_cell("STIME", mk->u.msg_stime);
	time_cell("RTIME", mk->u.msg_rtime);
	time_cell("CTIME", mk->u.msg_ctime);
	putchar('\n');
}

static void
sem_row(const void *entry)
{
	const struct semid_kernel *sk = entry;

	perm_cells('s', sk->id, &sk->u.sem_perm);
	cell(BIGGEST, 8, "NSEMS", "%u", sk->u.sem_nsems);
	time_cell("OTIME", sk->u.sem_otime);
	time_cell("CTIME", sk->u.sem_ctime);
	putchar('\n');
}

static void
shm_row(const void *entry)
{
	const struct shmid_kernel *sk = entry;

	perm_cells('m', sk->id, &sk->u.shm_perm);
	cell(OUTSTANDING, 8, "NATTCH", "%u", sk->u.shm_nattch);
	cell(BIGGEST, 10, "SEGSZ", "%zu", sk->u.shm_segsz);
	cell(PIDS, 8, "CPID", "%d", sk->u.shm_cpid);
	cell(PIDS, 8, "LPID", "%d", sk->u.shm_lpid);
	time_cell("ATIME", sk->u.shm_atime);
	time_cell("DTIME", sk->u.shm_dtime);
	time_cell("CTIME", sk->u.shm_ctime);
	putchar('\n');
}

/* Capital letters for POSIX kinds; numbers that a kind lacks are dashes. */
static void
posix_row(const void *entry)
{
	const struct posixipc_info *pi = entry;
	int mq = pi->pi_kind == POSIXIPC_MQ;

	putchar(heading ? 'T' : "?QMS"[pi->pi_kind & 3]);
	mode_cell(pi->pi_mode);
	user_cell(0, "OWNER", pi->pi_uid);
	group_cell(0, "GROUP", pi->pi_gid);
	cell(OUTSTANDING, 6, "OPEN", "%u", pi->pi_open);
	if (heading || pi->pi_kind == POSIXIPC_SEM)
		cell(OUTSTANDING, 10, "VALUE/QNUM", "%u", pi->pi_value);
	else if (mq)
		cell(OUTSTANDING, 10, "", "%llu",
		    (unsigned long long)pi->pi_size);
	else
		cell(OUTSTANDING, 10, "", "-");
	cell(BIGGEST, 10, "SIZE", "%llu", (unsigned long long)(mq ?
	    pi->pi_max * pi->pi_msgsize : pi->pi_size));
	cell(PIDS, 8, "CPID", "%d", pi->pi_cpid);
	cell(PIDS, 8, "LPID", mq || heading ? "%d" : "-", pi->pi_lpid);
	time_cell("ATIME", pi->pi_atime);
	time_cell("MTIME", pi->pi_mtime);
	time_cell("CTIME", pi->pi_ctime);
	cell(0, 0, "NAME", "%s", pi->pi_name[0] != '\0' ? pi->pi_name : "-");
	putchar('\n');
}

struct kind {
	int option;			/* letter that asks for it */
	const char *title;
	const char *sysctl;		/* an array of */
	size_t size;			/* so many bytes each */
	void (*row)(const void *entry);
};

static const struct kind kinds[] = {
	{ 'q', "Message Queues", "kern.ipc.msqids",
	    sizeof(struct msqid_kernel), queue_row },
	{ 'm', "Shared Memory", "kern.ipc.shmsegs",
	    sizeof(struct shmid_kernel), shm_row },
	{ 's', "Semaphores", "kern.ipc.sema",
	    sizeof(struct semid_kernel), sem_row },
	{ 'X', "POSIX Objects", "kern.ipc.posix",
	    sizeof(struct posixipc_info), posix_row },
};
#define KINDS	(sizeof(kinds) / sizeof(kinds[0]))

static void
show(const struct kind *k)
{
	static const char zeros[sizeof(struct posixipc_info)];
	size_t len, i;
	char *t = table(k->sysctl, &len);

	printf("%s:\n", k->title);
	heading = 1;
	k->row(zeros);
	heading = 0;
	for (i = 0; i + k->size <= len; i += k->size)
		k->row(t + i);
	printf("\n");
	free(t);
}

static void
enter(const char *jail)
{
	int jid = jail_getid(jail);

	if (jid < 0)
		errx(1, "%s", jail_errmsg);
	if (jail_attach(jid) != 0)
		err(1, "%s", jail);
}

/* The options that choose columns, "abcopt", as bits. */
static int
columns_of(int ch)
{
	static const char letters[] = "bcopt";
	const char *at = strchr(letters, ch);

	if (ch == 'a')
		return BIGGEST | CREATOR | OUTSTANDING | PIDS | TIMES;
	return at == NULL ? 0 : 1 << (at - letters);
}

int
main(int argc, char **argv)
{
	const char *jail = NULL;
	int ch, wanted = 0;
	size_t i;

	kvm_options(&argc, &argv);
	while ((ch = getopt(argc, argv, "abcj:mopqstX")) != -1) {
		if (ch == '?')
			usage();
		if (ch == 'j')
			jail = optarg;
		columns |= columns_of(ch);
		for (i = 0; i < KINDS; i++)
			if (kinds[i].option == ch)
				wanted |= 1 << i;
	}
	if (optind != argc)
		usage();
	if (jail != NULL)
		enter(jail);
	for (i = 0; i < KINDS; i++)
		if (wanted == 0 || (wanted & 1 << i) != 0)
			show(&kinds[i]);
	return 0;
}
