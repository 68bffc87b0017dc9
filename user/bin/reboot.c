// SPDX-License-Identifier: BSD-2-Clause
/*
 * reboot - restart the machine; as poweroff switch it off, as halt stop it.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: %s [-dhnp] [-s status]\n", getprogname());
	exit(1);
}

int
main(int argc, char **argv)
{
	int ch, howto = RB_AUTOBOOT, status = 0, dump = 0;

	if (strcmp(getprogname(), "poweroff") == 0)
		howto = RB_POWEROFF;
	else if (strcmp(getprogname(), "halt") == 0)
		howto = RB_HALT;
	while ((ch = getopt(argc, argv, "dhnps:")) != -1) {
		switch (ch) {
		case 'd':
			dump = RB_DUMP;
			break;
		case 'h':
			howto = RB_HALT;
			break;
		case 'n':
			break;
		case 'p':
			howto = RB_POWEROFF;
			break;
		case 's':
			status = atoi(optarg);
			break;
		default:
			usage();
		}
	}
	if (optind != argc)
		usage();
	sync();
	reboot(howto | dump | RB_STATUS(status));
	err(1, "reboot");
}
