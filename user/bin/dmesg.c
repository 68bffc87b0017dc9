// SPDX-License-Identifier: BSD-2-Clause
/*
 * dmesg - print the kernel's log.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sysctl.h>
#include <unistd.h>

#include "user/libkvm/attach.h"

static void
usage(void)
{
	fprintf(stderr, "usage: dmesg\n");
	exit(1);
}

int
main(int argc, char **argv)
{
	size_t i, len = 0;
	char *text;

	kvm_options(&argc, &argv);
	if (getopt(argc, argv, "a") == '?' || optind != argc)
		usage();
	if (sysctlbyname("kern.msgbuf", NULL, &len, NULL, 0) != 0)
		err(1, "sysctl kern.msgbuf");
	len += 4096;			/* it may grow in between */
	text = malloc(len);
	if (text == NULL)
		err(1, NULL);
	if (sysctlbyname("kern.msgbuf", text, &len, NULL, 0) != 0)
		err(1, "sysctl kern.msgbuf");
	for (i = 0; i < len; i++)
		if (text[i] != '\0')
			putchar(text[i]);
	return 0;
}
