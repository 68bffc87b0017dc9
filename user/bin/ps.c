// SPDX-License-Identifier: BSD-2-Clause
/*
 * ps - show processes.
 *
 * Of the struct kinfo_proc that the kernel gives, those asked for are kept;
 * each wanted column is made text, and is as wide as its widest.
 */
#include <err.h>
#include <jail.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <sys/sysctl.h>
#include <sys/user.h>
#include <time.h>
#include <unistd.h>
#include "user/libkvm/attach.h"

#define MAX_COLUMNS	32
#define MAX_IDS		64
#define CELL		256
struct column {
	const char *name;		/* what -o calls it */
	const char *header;
	int left;			/* text to the left */
	void (*text)(const struct kinfo_proc *, char *);
};

/* Which processes: lists of numbers, empty for no condition. */
struct ids {
	int id[MAX_IDS];
	int count;
};

static struct ids pids, uids, jids;
static int every, no_tty;
static const struct column *shown[MAX_COLUMNS];
static const char *header[MAX_COLUMNS];
static int columns;

static void
usage(void)
{
	fprintf(stderr, "usage: ps [-aAdHluwx] [-J jail] [-o column[,...]] "
	    "[-p pid[,...]] [-U user]\n");
	exit(1);
}

static void
text_pid(const struct kinfo_proc *k, char *out)
{
	sprintf(out, "%d", k->ki_pid);
}

static void			/* as it is called inside its jail */
text_vpid(const struct kinfo_proc *k, char *out)
{
	sprintf(out, "%d", k->ki_vpid);
}

static void
text_ppid(const struct kinfo_proc *k, char *out)
{
	sprintf(out, "%d", k->ki_ppid);
}

static void
text_pgid(const struct kinfo_proc *k, char *out)
{
	sprintf(out, "%d", k->ki_pgid);
}

static void
text_sid(const struct kinfo_proc *k, char *out)
{
	sprintf(out, "%d", k->ki_sid);
}

static void
text_uid(const struct kinfo_proc *k, char *out)
{
	sprintf(out, "%u", k->ki_uid);
}

static void
text_user(const struct kinfo_proc *k, char *out)
{
	struct passwd *pw = getpwuid(k->ki_uid);

	if (pw != NULL)
		snprintf(out, CELL, "%s", pw->pw_name);
	else
		text_uid(k, out);
}

static void
text_jid(const struct kinfo_proc *k, char *out)
{
	sprintf(out, "%d", k->ki_jid);
}

static void
text_jail(const struct kinfo_proc *k, char *out)
{
	char *name = k->ki_jid == 0 ? NULL : jail_getname(k->ki_jid);

	if (name != NULL)
		snprintf(out, CELL, "%s", name);
	else
		strcpy(out, k->ki_jid == 0 ? "-" : "?");
	free(name);
}

static void
text_tty(const struct kinfo_proc *k, char *out)
{
	const char *s = k->ki_ttyname;

	if (strncmp(s, "tty", 3) == 0)
		s += 3;
	/* One more, where FreeBSD marks a terminal that is gone. */
	snprintf(out, CELL, "%.3s ", *s == '\0' ? "-" : s);
}

static void
text_stat(const struct kinfo_proc *k, char *out)
{
	static const char letters[] = "?IRSTZ";

	*out++ = k->ki_stat >= 0 && k->ki_stat < (int)sizeof(letters) - 1 ?
	    letters[k->ki_stat] : '?';
	if (k->ki_nice != 0)
		*out++ = k->ki_nice < 0 ? '<' : 'N';
	if (k->ki_flags & KI_JAILED)
		*out++ = 'J';
	if (k->ki_flags & KI_SESSLEADER)
		*out++ = 's';
	if (k->ki_flags & KI_FOREGROUND)
		*out++ = '+';
	*out = '\0';
}

static void
text_time(const struct kinfo_proc *k, char *out)
{
	long s = k->ki_runtime.tv_sec;

	sprintf(out, "%ld:%02ld.%02ld", s / 60, s % 60,
	    k->ki_runtime.tv_usec / 10000);
}

static void
text_command(const struct kinfo_proc *k, char *out)
{
	if (k->ki_args[0] != '\0')
		snprintf(out, CELL, "%.*s", KI_ARGSLEN, k->ki_args);
	else if (k->ki_stat == SZOMB)
		strcpy(out, "<defunct>");
	else
		snprintf(out, CELL, "[%.*s]", KI_COMMLEN, k->ki_comm);
}

static void
text_comm(const struct kinfo_proc *k, char *out)
{
	snprintf(out, CELL, "%.*s", KI_COMMLEN, k->ki_comm);
}

static void
text_vsz(const struct kinfo_proc *k, char *out)
{
	sprintf(out, "%lu", k->ki_size / 1024);
}

static void
text_rss(const struct kinfo_proc *k, char *out)
{
	sprintf(out, "%lu", k->ki_rss / 1024);
}

static void
text_nice(const struct kinfo_proc *k, char *out)
{
	sprintf(out, "%d", k->ki_nice);
}

static void
text_cpu(const struct kinfo_proc *k, char *out)
{
	sprintf(out, "%d", k->ki_cpu);
}

static void
text_wchan(const struct kinfo_proc *k, char *out)
{
	snprintf(out, CELL, "%.*s", KI_WMESGLEN,
	    k->ki_wmesg[0] == '\0' ? "-" : k->ki_wmesg);
}

static void
text_threads(const struct kinfo_proc *k, char *out)
{
	sprintf(out, "%d", k->ki_nthreads);
}

/* The share of its life it has run. */
static void
text_pcpu(const struct kinfo_proc *k, char *out)
{
	double life = difftime(time(NULL), k->ki_start.tv_sec);
	double ran = (double)k->ki_runtime.tv_sec +
	    (double)k->ki_runtime.tv_usec / 1e6;

	sprintf(out, "%.1f", life < 1 ? 0 : MIN(100 * ran / life, 100));
}

static void
text_pmem(const struct kinfo_proc *k, char *out)
{
	unsigned long physmem = 0;
	size_t len = sizeof(physmem);

	sysctlbyname("hw.physmem", &physmem, &len, NULL, 0);
	sprintf(out, "%.1f", physmem == 0 ? 0 :
	    100 * (double)k->ki_rss / (double)physmem);
}

static void
text_start(const struct kinfo_proc *k, char *out)
{
	strftime(out, CELL, "%H:%M", localtime(&k->ki_start.tv_sec));
}

static const struct column all_columns[] = {
	{ "pid", "PID", 0, text_pid }, { "ppid", "PPID", 0, text_ppid },
	{ "vpid", "VPID", 0, text_vpid }, { "pgid", "PGID", 0, text_pgid },
	{ "sid", "SID", 0, text_sid }, { "uid", "UID", 0, text_uid },
	{ "user", "USER", 1, text_user }, { "jid", "JID", 0, text_jid },
	{ "jail", "JAIL", 1, text_jail }, { "tt", "TT", 1, text_tty },
	{ "tty", "TTY", 1, text_tty }, { "time", "TIME", 0, text_time },
	{ "stat", "STAT", 1, text_stat }, { "state", "STAT", 1, text_stat },
	{ "command", "COMMAND", 1, text_command },
	{ "args", "COMMAND", 1, text_command },
	{ "comm", "COMMAND", 1, text_comm }, { "ucomm", "UCOMM", 1, text_comm },
	{ "vsz", "VSZ", 0, text_vsz }, { "rss", "RSS", 0, text_rss },
	{ "nice", "NI", 0, text_nice }, { "ni", "NI", 0, text_nice },
	{ "cpu", "C", 0, text_cpu }, { "nlwp", "NLWP", 0, text_threads },
	{ "wchan", "WCHAN", 1, text_wchan },
	{ "mwchan", "MWCHAN", 1, text_wchan },
	{ "%cpu", "%CPU", 0, text_pcpu }, { "pcpu", "%CPU", 0, text_pcpu },
	{ "%mem", "%MEM", 0, text_pmem }, { "pmem", "%MEM", 0, text_pmem },
	{ "start", "STARTED", 1, text_start }
};

/* "pid,jid,command=WHAT": a header of one's own goes to the list's end. */
static void
columns_add(char *list)
{
	char *one, *own;
	size_t i;

	while ((one = strsep(&list, ", ")) != NULL) {
		if (*one == '\0')
			continue;
		own = strchr(one, '=');
		if (own != NULL)
			*own++ = '\0';
		for (i = 0; i < nitems(all_columns); i++)
			if (strcmp(all_columns[i].name, one) == 0)
				break;
		if (i == nitems(all_columns))
			errx(1, "%s: keyword not found", one);
		if (columns == MAX_COLUMNS)
			errx(1, "too many columns");
		header[columns] = own == NULL ? all_columns[i].header : own;
		shown[columns++] = &all_columns[i];
	}
}

static void
ids_add(struct ids *ids, int id)
{
	if (ids->count == MAX_IDS)
		errx(1, "too many in one list");
	ids->id[ids->count++] = id;
}

/* An empty list holds every id. */
static int
ids_has(const struct ids *ids, int id)
{
	int i;

	for (i = 0; i < ids->count; i++)
		if (ids->id[i] == id)
			return 1;
	return ids->count == 0;
}

static void
pids_parse(char *list)
{
	char *one, *end;

	while ((one = strsep(&list, ", ")) != NULL) {
		ids_add(&pids, (int)strtol(one, &end, 10));
		if (*one == '\0' || *end != '\0')
			errx(1, "%s: illegal process id", one);
	}
}

static void
jails_parse(char *list)
{
	char *one;
	int jid;

	while ((one = strsep(&list, ", ")) != NULL) {
		jid = strcmp(one, "0") == 0 ? 0 : jail_getid(one);
		if (jid < 0)
			errx(1, "jail \"%s\" not found", one);
		ids_add(&jids, jid);
	}
}

static void
users_parse(char *list)
{
	struct passwd *pw;
	char *one, *end;
	long uid;

	while ((one = strsep(&list, ", ")) != NULL) {
		pw = getpwnam(one);
		uid = pw != NULL ? (long)pw->pw_uid : strtol(one, &end, 10);
		if (pw == NULL && (*one == '\0' || *end != '\0'))
			errx(1, "%s: no such user", one);
		ids_add(&uids, (int)uid);
	}
}

/* With no condition: our own that have a terminal. */
static int
is_wanted(const struct kinfo_proc *k)
{
	if (pids.count > 0)
		return ids_has(&pids, k->ki_pid);
	if (!ids_has(&jids, k->ki_jid) || !ids_has(&uids, (int)k->ki_uid))
		return 0;
	if (!every && uids.count + jids.count == 0 && k->ki_uid != geteuid())
		return 0;
	return no_tty || jids.count > 0 || (k->ki_flags & KI_CTTY) != 0;
}

static int
compare(const void *x, const void *y)
{
	const struct kinfo_proc *a = x, *b = y;

	return (a->ki_pid > b->ki_pid) - (a->ki_pid < b->ki_pid);
}

/* The last column is as wide as it likes. */
static void
row_print(char *const *cell, const int *width)
{
	int i;

	for (i = 0; i < columns; i++) {
		if (i > 0)
			putchar(' ');
		if (i == columns - 1 && shown[i]->left)
			printf("%s", cell[i]);
		else if (shown[i]->left)
			printf("%-*s", width[i], cell[i]);
		else
			printf("%*s", width[i], cell[i]);
	}
	putchar('\n');
}

static char **
row_make(const struct kinfo_proc *k, int *width)
{
	char **cell = calloc((size_t)columns, sizeof(*cell));
	char text[CELL];
	int i;

	if (cell == NULL)
		err(1, NULL);
	for (i = 0; i < columns; i++) {
		if (k != NULL)
			shown[i]->text(k, text);
		cell[i] = strdup(k == NULL ? header[i] : text);
		if (cell[i] == NULL)
			err(1, NULL);
		width[i] = MAX(width[i], (int)strlen(cell[i]));
	}
	return cell;
}

static int
options(int argc, char **argv)
{
	static char normal[] = "pid,tt,stat,time,command";
	static char by_user[] =
	    "user,pid,%cpu,%mem,vsz,rss,tt,stat,start,time,command";
	static char full[] = "uid,pid,ppid,cpu,ni,vsz,rss,mwchan,stat,tt,"
	    "time,command";
	char *form = normal;
	int ch;

	while ((ch = getopt(argc, argv, "AadeHJ:lo:p:U:uwx")) != -1) {
		switch (ch) {
		case 'A':
		case 'e':
			every = no_tty = 1;
			break;
		case 'a':
			every = 1;
			break;
		case 'J':
			jails_parse(optarg);
			break;
		case 'l':
			form = full;
			break;
		case 'o':
			columns_add(optarg);
			break;
		case 'p':
			pids_parse(optarg);
			break;
		case 'U':
			users_parse(optarg);
			break;
		case 'u':
			form = by_user;
			break;
		case 'x':
			no_tty = 1;
			break;
		case '?':
			usage();
		}
	}
	if (columns == 0)
		columns_add(form);
	return optind;
}

int
main(int argc, char **argv)
{
	int width[MAX_COLUMNS] = { 0 }, rows = 0, n, i, count;
	struct kinfo_proc *k;
	static char old[16];
	char ***row;
	kvm_t *kd;

	kvm_options(&argc, &argv);
	/* The old form, "ps aux". */
	if (argc > 1 && argv[1][0] != '-' && strlen(argv[1]) < 14) {
		snprintf(old, sizeof(old), "-%s", argv[1]);
		argv[1] = old;
	}
	if (options(argc, argv) != argc)
		usage();
	kd = kvm_open(NULL, NULL, NULL, 0, "ps");
	if (kd == NULL)
		return 1;
	k = kvm_getprocs(kd, KERN_PROC_ALL, 0, &count);
	if (k == NULL)
		errx(1, "%s", kvm_geterr(kd));
	qsort(k, (size_t)count, sizeof(*k), compare);
	row = calloc((size_t)count + 1, sizeof(*row));
	if (row == NULL)
		err(1, NULL);
	row[rows++] = row_make(NULL, width);
	for (n = 0; n < count; n++)
		if (is_wanted(&k[n]))
			row[rows++] = row_make(&k[n], width);
	for (i = 0; i < rows; i++)
		row_print(row[i], width);
	return rows > 1 ? 0 : 1;
}
