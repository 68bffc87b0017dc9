// SPDX-License-Identifier: BSD-2-Clause
/*
 * id - print who we are.
 */
#include <err.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/param.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: id [-u | -g | -G] [-n]\n");
	exit(1);
}

/* "0(root)", or "0" for a number without a name. */
static void
show(const char *what, unsigned id, const char *name)
{
	printf("%s%u", what, id);
	if (name != NULL)
		printf("(%s)", name);
}

static const char *
user_name(uid_t uid)
{
	struct passwd *pw = getpwuid(uid);

	return pw == NULL ? NULL : pw->pw_name;
}

static const char *
group_name(gid_t gid)
{
	struct group *gr = getgrgid(gid);

	return gr == NULL ? NULL : gr->gr_name;
}

static void
show_one(unsigned id, const char *name)
{
	if (name != NULL)
		puts(name);
	else
		printf("%u\n", id);
}

static void
show_all(void)
{
	gid_t groups[NGROUPS_MAX];
	int i, n = getgroups(NGROUPS_MAX, groups);

	show("uid=", getuid(), user_name(getuid()));
	show(" gid=", getgid(), group_name(getgid()));
	if (geteuid() != getuid())
		show(" euid=", geteuid(), user_name(geteuid()));
	if (n <= 0)
		show(" groups=", getgid(), group_name(getgid()));
	for (i = 0; i < n; i++)
		show(i == 0 ? " groups=" : ",", groups[i],
		    group_name(groups[i]));
	putchar('\n');
}

int
main(int argc, char **argv)
{
	int ch, which = 0, names = 0;

	while ((ch = getopt(argc, argv, "gGnu")) != -1) {
		if (ch == '?')
			usage();
		if (ch == 'n')
			names = 1;
		else
			which = ch;
	}
	if (optind != argc || (names && which == 0))
		usage();
	if (which == 'u')
		show_one(geteuid(), names ? user_name(geteuid()) : NULL);
	else if (which != 0)
		show_one(getegid(), names ? group_name(getegid()) : NULL);
	else
		show_all();
	return 0;
}
