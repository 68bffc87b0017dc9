// SPDX-License-Identifier: BSD-2-Clause
/*
 * kdb - run debugger commands on the live kernel, or on the dump of a dead
 * one: there by its own debugger's code, see user/libkvm/kvm.h.
 *
 * The commands go to the kernel in one piece, by sysctl debug.kdb.run, and
 * run at one moment; what they print comes back behind an int, the errno
 * of the one that failed or 0.  Without -c commands are read from standard
 * input, each line on its own.
 */
#include <sys/types.h>
#include <sys/sysctl.h>

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "user/libkvm/attach.h"

#define REPLY_MAX	(sizeof(int) + 128 * 1024)

static void
usage(void)
{
	fprintf(stderr, "usage: kdb [-M core [-N kernel]] "
	    "[-c commands]\n");
	exit(2);
}

/* In a dump. */
static int
run_dead(kvm_t *kd, const char *commands)
{
	static char text[REPLY_MAX];
	int error = kvm_command(kd, commands, text, sizeof(text));

	fputs(text, stdout);
	fflush(stdout);
	if (error < 0)
		errx(1, "%s", kvm_geterr(kd));
	return error != 0;
}

/* Returns 0, or 1 if a command failed; it has said why. */
static int
run(const char *commands)
{
	static union {
		int error;
		char text[REPLY_MAX];
	} reply;
	size_t len = sizeof(reply);

	if (kvm_attached() != NULL)
		return run_dead(kvm_attached(), commands);
	if (sysctlbyname("debug.kdb.run", &reply, &len, commands,
	    strlen(commands)) != 0)
		err(1, "debug.kdb.run");
	if (len > sizeof(int))
		fwrite(reply.text + sizeof(int), 1, len - sizeof(int),
		    stdout);
	fflush(stdout);
	return reply.error != 0;
}

static int
run_lines(void)
{
	char line[512];
	int failed = 0;

	while (fgets(line, sizeof(line), stdin) != NULL)
		failed |= run(line);
	return failed;
}

int
main(int argc, char **argv)
{
	int ch, failed = 0, given = 0;

	kvm_options(&argc, &argv);
	while ((ch = getopt(argc, argv, "c:")) != -1) {
		if (ch != 'c')
			usage();
		failed |= run(optarg);
		given = 1;
	}
	if (optind < argc)
		usage();
	return given ? failed : run_lines();
}
