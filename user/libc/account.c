// SPDX-License-Identifier: BSD-2-Clause
/*
 * account - users from /etc/passwd and groups from /etc/group.
 *
 * A result lies in static memory until the next call, as POSIX allows.
 */
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_SIZE	1024
#define MEMBERS		16

static char user_line[LINE_SIZE];
static struct passwd user;
static char group_line[LINE_SIZE];
static struct group group;
static char *group_members[MEMBERS + 1];

/* Cut the next field off *rest; an empty one when there is none. */
static char *
field(char **rest)
{
	char *f = strsep(rest, ":\n");

	return f == NULL ? "" : f;
}

static void
user_parse(char *rest)
{
	user.pw_name = field(&rest);
	user.pw_passwd = field(&rest);
	user.pw_uid = (uid_t)strtoul(field(&rest), NULL, 10);
	user.pw_gid = (gid_t)strtoul(field(&rest), NULL, 10);
	user.pw_gecos = field(&rest);
	user.pw_dir = field(&rest);
	user.pw_shell = field(&rest);
	user.pw_comment = "";
}

/* By name, or by number when name is NULL. */
static struct passwd *
user_find(const char *name, uid_t uid)
{
	FILE *fp = fopen("/etc/passwd", "r");
	struct passwd *found = NULL;

	if (fp == NULL)
		return NULL;
	while (found == NULL && fgets(user_line, LINE_SIZE, fp) != NULL) {
		user_parse(user_line);
		if (name == NULL ? user.pw_uid == uid :
		    strcmp(user.pw_name, name) == 0)
			found = &user;
	}
	fclose(fp);
	return found;
}

struct passwd *
getpwnam(const char *name)
{
	return user_find(name, 0);
}

struct passwd *
getpwuid(uid_t uid)
{
	return user_find(NULL, uid);
}

/* One after the other; the file stays open until endpwent. */
static FILE *user_file;

void
setpwent(void)
{
	if (user_file != NULL)
		rewind(user_file);
}

struct passwd *
getpwent(void)
{
	if (user_file == NULL)
		user_file = fopen("/etc/passwd", "re");
	if (user_file == NULL ||
	    fgets(user_line, LINE_SIZE, user_file) == NULL)
		return NULL;
	user_parse(user_line);
	return &user;
}

void
endpwent(void)
{
	if (user_file != NULL)
		fclose(user_file);
	user_file = NULL;
}

static void
group_parse(char *rest)
{
	char *list, *one;
	int n = 0;

	group.gr_name = field(&rest);
	group.gr_passwd = field(&rest);
	group.gr_gid = (gid_t)strtoul(field(&rest), NULL, 10);
	list = field(&rest);
	while (n < MEMBERS && (one = strsep(&list, ",")) != NULL)
		if (*one != '\0')
			group_members[n++] = one;
	group_members[n] = NULL;
	group.gr_mem = group_members;
}

static struct group *
group_find(const char *name, gid_t gid)
{
	FILE *fp = fopen("/etc/group", "r");
	struct group *found = NULL;

	if (fp == NULL)
		return NULL;
	while (found == NULL && fgets(group_line, LINE_SIZE, fp) != NULL) {
		group_parse(group_line);
		if (name == NULL ? group.gr_gid == gid :
		    strcmp(group.gr_name, name) == 0)
			found = &group;
	}
	fclose(fp);
	return found;
}

struct group *
getgrnam(const char *name)
{
	return group_find(name, 0);
}

struct group *
getgrgid(gid_t gid)
{
	return group_find(NULL, gid);
}

char *
getlogin(void)
{
	struct passwd *pw = getpwuid(getuid());

	return pw == NULL ? NULL : pw->pw_name;
}
