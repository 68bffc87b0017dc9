// SPDX-License-Identifier: BSD-2-Clause
/* sys/msg - the kernel's message queues, and their calls. */
#pragma once

#include_next <sys/msg.h>

int	msgget(key_t, int);
int	msgsnd(int, const void *, size_t, int);
ssize_t	msgrcv(int, void *, size_t, long, int);
int	msgctl(int, int, struct msqid_ds *);
