// SPDX-License-Identifier: BSD-2-Clause
/*
 * h_ipcmodel - the programs of ipcmodel.h on the host's Linux, by
 * ipcmodel.py.  usage: h_ipcmodel COUNT
 *
 * Linux counts no messages, and lets a sender wait for room that a queue
 * will never have; else it has to answer like Cellblock.
 */
#include "tests/jail/ipcmodel.h"

static struct model_system host = { 1 << 30, EAGAIN, 0 };

int
main(int argc, char **argv)
{
	/* Keys that nobody else on the machine is likely to use. */
	host.key = (int)(0x43420000u + ((unsigned)getpid() << 4));
	return model_run(&host, 0, argc > 1 ? atoi(argv[1]) : 1000);
}
