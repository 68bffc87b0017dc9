// SPDX-License-Identifier: BSD-2-Clause
/*
 * uname - print what the system is called.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <unistd.h>

#define F_SYSNAME	0x01
#define F_NODENAME	0x02
#define F_RELEASE	0x04
#define F_VERSION	0x08
#define F_MACHINE	0x10
#define F_PROCESSOR	0x20
#define F_ALL		0x1f

static void
usage(void)
{
	fprintf(stderr, "usage: uname [-amnoprsv]\n");
	exit(1);
}

static void
put(int wanted, const char *text, const char **sep)
{
	if (!wanted)
		return;
	printf("%s%s", *sep, text);
	*sep = " ";
}

int
main(int argc, char **argv)
{
	static const char letters[] = "snrvmp";
	const char *sep = "";
	struct utsname u;
	int ch, i, flags = 0;

	while ((ch = getopt(argc, argv, "amnoprsv")) != -1) {
		if (ch == '?')
			usage();
		if (ch == 'a')
			flags |= F_ALL;
		if (ch == 'o')
			flags |= F_SYSNAME;
		for (i = 0; letters[i] != '\0'; i++)
			if (letters[i] == ch)
				flags |= 1 << i;
	}
	if (optind != argc)
		usage();
	if (flags == 0)
		flags = F_SYSNAME;
	if (uname(&u) != 0)
		err(1, "uname");
	put(flags & F_SYSNAME, u.sysname, &sep);
	put(flags & F_NODENAME, u.nodename, &sep);
	put(flags & F_RELEASE, u.release, &sep);
	put(flags & F_VERSION, u.version, &sep);
	put(flags & F_MACHINE, u.machine, &sep);
	put(flags & F_PROCESSOR, u.machine, &sep);
	putchar('\n');
	return 0;
}
