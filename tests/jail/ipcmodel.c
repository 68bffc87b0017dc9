// SPDX-License-Identifier: BSD-2-Clause
/*
 * ipcmodel - a thousand random programs of IPC calls, compared with a model:
 * see ipcmodel.h.  Four processes run them at once, each in a jail of its
 * own with the same keys.  usage: ipcmodel [PROGRAMS-EACH [FIRST]]
 */
#include "tests/jail/ipcmodel.h"
#include "tests/jail/jailtest.h"

#define WORKERS		4
#define PROGRAMS	250	/* each */

static const struct model_system cellblock = { MESSAGES, EINVAL, 100 };

static int
worker(int w, int first, int count)
{
	char name[16];
	int bad;

	snprintf(name, sizeof(name), "model%d", w);
	if (jail_attach(make(name)) != 0)
		return 1;
	bad = model_run(&cellblock, first + w * count, count);
	fflush(stdout);
	return bad;
}

int
main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : PROGRAMS;
	int first = argc > 2 ? atoi(argv[2]) : 0;
	char name[16];
	int w, status, bad = 0;

	fflush(stdout);
	for (w = 0; w < WORKERS; w++)
		if (fork() == 0)
			exit(worker(w, first, count));
	for (w = 0; w < WORKERS; w++)
		bad |= wait(&status) < 0 || status != 0;
	check(!bad, "ipcmodel_programs", "they differ");
	for (w = 0; w < WORKERS; w++) {
		snprintf(name, sizeof(name), "model%d", w);
		jail_remove(find(name, 0));
	}
	check(sysctl_number("vimage.leaked") == 0, "ipcmodel_leaked",
	    "leaked");
	return finish();
}
