// SPDX-License-Identifier: BSD-2-Clause
/*
 * fuzz - sixty thousand jail calls that mean nothing in particular: known
 * and unknown names, values of wrong sizes, at wrong addresses, flags of all
 * kinds.  The kernel answers each with a result or an error of those a jail
 * call may give, and afterwards everything can be removed.
 */
#include "tests/jail/jailtest.h"

#define CALLS	60000

static unsigned rnd = 12345;

static unsigned
random_below(unsigned n)
{
	rnd = rnd * 1664525u + 1013904223u;
	return (rnd >> 8) % n;
}

static const char *const names[] = {
	"name", "jid", "path", "persist", "nopersist", "vnet", "host",
	"host.hostname", "host.domainname", "children.max", "children.cur",
	"dying", "nodying", "lastjid", "parent", "securelevel", "errmsg",
	"waitsfor", "noname", "no", "", ".", "..", "no.no", "name.x",
	"allow.nomount", "host.nohostname", "persistent", "jid.", "%s%s%n"
};

static const char *const texts[] = {
	"f0", "f1", "f2", "f0.a", "f0.b", "f1.a.b", "1", "17", "/", "/tmp",
	"", ".", "f0.", ".f0", "a b", "999999", "1000000", "-1", "%s%n",
	"/etc/passwd", "../../.."
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static char values[32][64];

/* A value of some kind: text, a number, nothing, or a bad address. */
static void
random_value(struct iovec *iov, char *room)
{
	static void *const bad[] = {
		NULL, (void *)1, (void *)0xffffffff80100000ul,
		(void *)0x7fffffffffffful, (void *)-1ul
	};
	const char *text;

	iov->iov_base = room;
	switch (random_below(8)) {
	case 0: case 1: case 2:
		text = texts[random_below(COUNT(texts))];
		strcpy(room, text);
		iov->iov_len = strlen(text) + 1;
		break;
	case 3: case 4:
		*(int *)(void *)room = (int)random_below(24) - 3;
		iov->iov_len = sizeof(int);
		break;
	case 5:
		iov->iov_base = NULL;
		iov->iov_len = 0;
		break;
	case 6:
		memset(room, 'x', 64);
		iov->iov_len = random_below(65);
		break;
	case 7:
		iov->iov_base = bad[random_below(COUNT(bad))];
		iov->iov_len = random_below(3) ? random_below(5000) :
		    (size_t)-1;
		break;
	}
}

/* Begin with what makes sense, so that the rest is looked at. */
static unsigned
good_start(struct iovec *iov)
{
	const char *text = texts[random_below(3)];

	iov[0].iov_base = (void *)(uintptr_t)"persist";
	iov[0].iov_len = sizeof("persist");
	iov[1].iov_base = NULL;
	iov[1].iov_len = 0;
	iov[2].iov_base = (void *)(uintptr_t)"name";
	iov[2].iov_len = sizeof("name");
	iov[3].iov_base = strcpy(values[31], text);
	iov[3].iov_len = random_below(9) ? strlen(text) + 1 : 64;
	return 4;
}

static int
random_call(void)
{
	struct iovec iov[32];
	unsigned n = 2 * random_below(5), i = 0;
	const char *name;
	int flags = (int)random_below(16);

	if (random_below(4) != 0)
		i = good_start(iov);
	for (n += i; i < n; i += 2) {
		name = names[random_below(COUNT(names))];
		iov[i].iov_base = (void *)(uintptr_t)name;
		iov[i].iov_len = strlen(name) + 1;
		if (random_below(40) == 0)
			iov[i].iov_len = random_below(3);
		random_value(&iov[i + 1], values[i]);
	}
	if (random_below(50) == 0)
		n++;
	if (random_below(3) == 0)
		return jail_get(iov, n, flags & JAIL_DYING);
	return jail_set(iov, n, flags & ~JAIL_ATTACH);
}

static int
error_is_known(int e)
{
	static const int known[] = {
		EINVAL, ENOENT, EEXIST, EFAULT, ENAMETOOLONG, EPERM, ENOTDIR,
		EAGAIN, ENOMEM
	};
	size_t i;

	for (i = 0; i < COUNT(known); i++)
		if (e == known[i])
			return 1;
	return 0;
}

static void
remove_all(void)
{
	struct call c;
	int last, rounds = 0;

	for (; rounds < 5000; rounds++) {
		c.n = 0;
		last = 0;
		add(&c, "lastjid", &last, sizeof(last));
		last = get(&c, 0);
		if (last < 0)
			break;
		jail_remove(last);
	}
}

/* Objects allocated that belong to no image. */
static int64_t
objects(void)
{
	int64_t sums[2] = { 0, 0 };
	size_t len = sizeof(sums);

	sysctlbyname("vimage.base_ledger", sums, &len, NULL, 0);
	return sums[1];
}

/*
 * The same once it stands still: what a process that ended leaves, of the
 * test before this one too, is freed by others, a moment later.
 */
static int64_t
objects_settled(void)
{
	int64_t now = objects(), last;
	int i, still = 0;

	for (i = 0; i < 300 && still < 20; i++) {
		usleep(10000);
		last = now;
		now = objects();
		still = now == last ? still + 1 : 0;
	}
	return now;
}

int
main(void)
{
	int64_t before, after;
	int i, strange = 0, made = 0, e = 0;

	remove_all();
	before = objects_settled();
	for (i = 0; i < CALLS; i++) {
		if (random_call() >= 0)
			made++;
		else if (!error_is_known(errno) && strange++ == 0)
			e = errno;
		if (i % 500 == 499)
			remove_all();
	}
	remove_all();
	after = objects_settled();
	check(after == before, "fuzz_memory", "%lld objects more",
	    (long long)(after - before));
	check(strange == 0, "fuzz_errors", "%d strange errors, first %d",
	    strange, e);
	check(made > 100, "fuzz_hits", "only %d calls did something", made);
	check(sysctl_number("security.jail.children.cur") == 0, "fuzz_empty",
	    "%d left", (int)sysctl_number("security.jail.children.cur"));
	check(sysctl_number("vimage.leaked") == 0, "fuzz_leaked", "leaked");
	return finish();
}
