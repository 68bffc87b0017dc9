// SPDX-License-Identifier: BSD-2-Clause
/*
 * h_ipcmk - make a message queue, a set of three semaphores and a segment of
 * shared memory, of the keys given, for ipcs.sh.
 */
#include <stdlib.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

int
main(int argc, char **argv)
{
	if (argc != 4 || msgget(atoi(argv[1]), IPC_CREAT | 0600) < 0)
		return 1;
	if (shmget(atoi(argv[3]), 5000, IPC_CREAT | 0600) < 0)
		return 1;
	return semget(atoi(argv[2]), 3, IPC_CREAT | 0600) < 0;
}
