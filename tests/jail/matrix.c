// SPDX-License-Identifier: BSD-2-Clause
/*
 * matrix - what one jail has, another cannot reach: each system call that
 * takes a number or a name, tried from a sibling and from a jail below
 * against what jail mxa has.
 *
 * Each row of matrix_rows.h is called twice, with an object of mxa and with
 * one that is nowhere.  A stranger must get the same error both times.  At
 * the end mxa's own process makes the same two calls, and must see the
 * difference: so the object was there to be found.  All this once with
 * process numbers in common and once with spaces of numbers.
 */
#include "tests/jail/matrix_calls.h"

#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#define ROOT	"/tmp/mx"
#define CLIMB	"/../../../.."	/* from any root to the real one */
#define NOWHERE	88888		/* a number that nothing has */
#define PORT	7777

/* Words of a row, put in when it is called. */
enum {
	PID = 1000000000, PGID, MINUS_PGID, TID, MSQID, SEMID, SHMID, KEY,
	JID, FILE_, DIR_, LINK, OWN, NAME, OTHER_NAME, BUFFER, ARGV, MESSAGE,
	UP
};

enum { MAY_WORK = 1, NO_CONTROL = 2, IN_CHILD = 4, NOT_TRIED = 8 };

struct row {
	int number;
	const char *name;
	int flags;
	long (*fn)(const struct target *);
	long arg[6];
};

/* mxa's objects; written by its process, read by all. */
static struct target *real;

/* ---------------------------------------------------------- the matrix */

#define TRY(call, ...)	{ call, #call, 0, NULL, { __VA_ARGS__ } }
#define BLIND(call, ...) { call, #call, NO_CONTROL, NULL, { __VA_ARGS__ } }
#define APART(call, ...) { call, #call, IN_CHILD, NULL, { __VA_ARGS__ } }
#define CALL(call, fn)	{ call, #call, MAY_WORK, fn, { 0 } }
#define NONE(call, why)	{ call, #call, NOT_TRIED, NULL, { 0 } }

static const struct row rows[] = {
#include "tests/jail/matrix_rows.h"
};
#define ROWS	(sizeof(rows) / sizeof(rows[0]))

static long
pointer(const void *p)
{
	return (long)(uintptr_t)p;
}

/* A word of a row, about t. */
static long
word(const struct target *t, long w)
{
	static struct sembuf up = { 0, 1, IPC_NOWAIT };
	static struct { long type; char text[8]; } message = { 1, "hello" };
	static char *argv[2], arg[] = "x", buffer[8192];

	argv[0] = arg;
	switch (w) {
	case PID: return t->pid;
	case PGID: return t->pgid;
	case MINUS_PGID: return -t->pgid;
	case TID: return t->tid;
	case MSQID: return t->msqid;
	case SEMID: return t->semid;
	case SHMID: return t->shmid;
	case KEY: return t->key;
	case JID: return t->jid;
	case FILE_: return pointer(t->file);
	case DIR_: return pointer(t->dir);
	case LINK: return pointer(t->link);
	case OWN: return pointer("/own");
	case NAME: return pointer(t->name);
	case OTHER_NAME: return pointer("/other");
	case BUFFER: return pointer(buffer);
	case ARGV: return pointer(argv);
	case MESSAGE: return pointer(&message);
	case UP: return pointer(&up);
	default: return w;
	}
}

static long
try(const struct row *r, const struct target *t)
{
	unsigned long arg[6];
	int i;

	if (r->fn != NULL)
		return r->fn(t);
	for (i = 0; i < 6; i++)
		arg[i] = (unsigned long)word(t, r->arg[i]);
	return call(r->number, arg);
}

/* The same in a child, for what changes the caller; any success is 0. */
static long
try_apart(const struct row *r, const struct target *t)
{
	int status = 0;
	long ret;
	pid_t pid;

	if ((r->flags & IN_CHILD) == 0)
		return try(r, t);
	pid = fork();
	if (pid == 0) {
		ret = try(r, t);
		_exit(ret < 0 ? (int)-ret : 0);
	}
	waitpid(pid, &status, 0);
	return -WEXITSTATUS(status);
}

static void
paths(struct target *t, const char *root, const char *stem)
{
	snprintf(t->file, sizeof(t->file), "%s/%sfile", root, stem);
	snprintf(t->dir, sizeof(t->dir), "%s/%sdir", root, stem);
	snprintf(t->link, sizeof(t->link), "%s/%slink", root, stem);
	snprintf(t->sock, sizeof(t->sock), "%s/%ssock", root, stem);
}

/* What nobody has. */
static struct target
nothing(const char *root)
{
	struct target t = { .pid = NOWHERE, .pgid = NOWHERE, .tid = NOWHERE,
	    .msqid = 5 | 7 << 16, .semid = 5 | 7 << 16,
	    .shmid = 5 | 7 << 16, .jid = NOWHERE, .key = 4711,
	    .mount = "/absent-m", .name = "/absent", .ifname = "epair77b",
	    .port = PORT + 1 };

	paths(&t, root, "absent-");
	return t;
}

/* In a jail that must not find any of it: 0, or 1 and a line each. */
static int
stranger(const char *who)
{
	struct target t = *real, none = nothing(CLIMB ROOT "/a");
	const struct row *r;
	long is, absent;
	int bad = 0;

	paths(&t, CLIMB ROOT "/a", "");
	loopback();
	/* It has objects of its own: to be empty is no protection. */
	(void)msgget(1, IPC_CREAT | 0600);
	(void)semget(1, 1, IPC_CREAT | 0600);
	(void)shmget(1, 1, IPC_CREAT | 0600);
	close(open("/own", O_CREAT | O_WRONLY, 0600));
	for (r = rows; r < rows + ROWS; r++) {
		if ((r->flags & NOT_TRIED) != 0)
			continue;
		is = try_apart(r, &t);
		absent = try_apart(r, &none);
		if (is == absent && (is < 0 || (r->flags & MAY_WORK) != 0))
			continue;
		printf("# %s row %d %s: %ld, of nothing %ld\n", who,
		    (int)(r - rows), r->name, is, absent);
		bad = 1;
	}
	fflush(stdout);
	return bad;
}

/* ------------------------------------------------------- mxa's process */

static void
sleeper(void)
{
	const unsigned long arg[6] = { (uintptr_t)&real->tid };

	setsid();
	(void)call(SYS_thr_self, arg);
	for (;;)
		pause();
}

/* What a row may have taken away comes back; what it made goes. */
static void
objects(void)
{
	struct target none = nothing("");
	struct mq_attr a = { .mq_maxmsg = 1, .mq_msgsize = 8 };
	int how = 1;
	struct call c = { .n = 0 };

	close(open("/file", O_CREAT | O_WRONLY, 0644));
	mkdir("/dir", 0755);
	symlink("/file", "/link");
	unlink(none.file);
	unlink(none.sock);
	rmdir(none.dir);
	unlink("/own");
	real->msqid = msgget(real->key, IPC_CREAT | 0600);
	real->semid = semget(real->key, 1, IPC_CREAT | 0600);
	real->shmid = shmget(real->key, 1, IPC_CREAT | 0600);
	close(shm_open("/mx", O_CREAT | O_RDWR, 0600));
	shm_unlink("/other");
	(void)sem_open("/mx", O_CREAT, 0600, 0);
	mq_close(mq_open("/mx", O_CREAT | O_RDWR, 0600, &a));
	add_text(&c, "name", "k");
	add(&c, "persist", NULL, 0);
	add(&c, "host", &how, sizeof(how));
	set(&c, JAIL_CREATE);
	real->jid = find("k", 0);
}

/* Things with a number that grows stale get one that is not the first. */
static void
first_objects(void)
{
	struct sockaddr_un sun = { .sun_len = sizeof(sun),
	    .sun_family = AF_UNIX, .sun_path = "/sock" };
	struct ifreq ifr = { .ifr_name = "epair" };
	int s = socket(AF_UNIX, SOCK_DGRAM, 0);
	int in = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in sin = { .sin_len = sizeof(sin),
	    .sin_family = AF_INET, .sin_port = htons(PORT) };
	pid_t pid;

	msgctl(msgget(1, IPC_CREAT | 0600), IPC_RMID, NULL);
	semctl(semget(1, 1, IPC_CREAT | 0600), 0, IPC_RMID);
	shmctl(shmget(1, 1, IPC_CREAT | 0600), IPC_RMID, NULL);
	mkdir("/m", 0755);
	mount_tmpfs("/m");
	bind(s, (void *)&sun, sizeof(sun));
	loopback();
	bind(in, (void *)&sin, sizeof(sin));
	listen(in, 5);
	ioctl(in, SIOCIFCREATE, &ifr);
	memcpy(real->ifname, ifr.ifr_name, sizeof(real->ifname));
	pid = fork();
	if (pid == 0)
		sleeper();
	while (getsid(pid) != pid || real->tid == 0)
		usleep(1000);
	real->pid = real->pgid = pid;
}

/* Can mxa itself tell its objects from nothing? */
static int
owner(void)
{
	struct target none = nothing("");
	const struct row *r;
	long is, absent;
	int bad = 0;

	for (r = rows; r < rows + ROWS; r++) {
		if ((r->flags & (NOT_TRIED | NO_CONTROL)) != 0)
			continue;
		objects();
		is = try_apart(r, real);
		absent = try_apart(r, &none);
		if (is != absent)
			continue;
		printf("# owner row %d %s: %ld\n", (int)(r - rows), r->name,
		    is);
		bad = 1;
	}
	fflush(stdout);
	return bad;
}

static int
victim(int jid, int ready, int go)
{
	char c = 'x';

	if (jail_attach(jid) != 0)
		return 99;
	first_objects();
	objects();
	if (write(ready, &c, 1) != 1 || read(go, &c, 1) != 1)
		return 98;
	return owner();
}

/* ---------------------------------------------------------------- host */

static int
make_matrix(const char *name, const char *path, int pids)
{
	struct call c = { .n = 0 };
	int own = JAIL_SYS_NEW, children = strchr(name, '.') ? 1 : 4;
	int see = 1;

	mkdir(path, 0755);
	add_text(&c, "name", name);
	add_text(&c, "path", path);
	add(&c, "vnet", &own, sizeof(own));
	add(&c, "pid", &pids, sizeof(pids));
	add(&c, "children.max", &children, sizeof(children));
	add(&c, "allow.mount", NULL, 0);
	add(&c, "allow.mount.tmpfs", NULL, 0);
	add(&c, "enforce_statfs", &see, sizeof(see));
	add(&c, "persist", NULL, 0);
	return set(&c, JAIL_CREATE);
}

static void
strangers(const char *name, int jid)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(jail_attach(jid) != 0 ? 99 : stranger(name));
	waitpid(pid, &status, 0);
	check(status == 0, name, "status %x", status);
}

static void
matrix(int pids)
{
	int a = make_matrix("mxa", ROOT "/a", pids), up[2], down[2], status;
	int b = make_matrix("mxb", ROOT "/b", pids);
	int k = make_matrix("mxa.c", ROOT "/a/c", pids);
	char c = 'x';
	pid_t pid;

	check(a > 0 && b > 0 && k > 0, "matrix_jails", "%s", errmsg);
	memset(real, 0, sizeof(*real));
	real->key = 5432001;
	real->port = PORT;
	paths(real, "", "");
	strcpy(real->mount, "/m");
	strcpy(real->name, "/mx");
	(void)!pipe(up);
	(void)!pipe(down);
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(victim(a, up[1], down[0]));
	close(up[1]);
	check(read(up[0], &c, 1) == 1, "matrix_objects", "errno %d", errno);
	strangers(pids == JAIL_SYS_NEW ? "matrix_sibling_pidns" :
	    "matrix_sibling", b);
	strangers(pids == JAIL_SYS_NEW ? "matrix_child_pidns" :
	    "matrix_child", k);
	(void)!write(down[1], &c, 1);
	status = -1;
	waitpid(pid, &status, 0);
	check(status == 0, "matrix_owner", "status %x", status);
	close(up[0]);
	close(down[0]);
	close(down[1]);
	jail_remove(a);
	jail_remove(b);
	(void)unmount(ROOT "/a/dir", MNT_FORCE);
	(void)unmount(ROOT "/a/m", MNT_FORCE);
}

int
main(void)
{
	mkdir(ROOT, 0755);
	real = mmap(NULL, sizeof(*real), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANON, -1, 0);
	matrix(JAIL_SYS_INHERIT);
	matrix(JAIL_SYS_NEW);
	check(sysctl_number("vimage.leaked") == 0, "matrix_leaked", "leaked");
	return finish();
}
