// SPDX-License-Identifier: BSD-2-Clause
/*
 * sem_priv - what the files of the semaphores share: sets, and what is to
 * be taken back when a process ends.
 *
 * [T] it_lock of the image's V_sem_table; [u] sem_undo_lock, a spinlock.
 */
#pragma once

#include <sys/sem.h>
#include "subsys/sysvipc/ipc.h"

struct proc;

struct sem {
	uint16_t se_value;		/* [T] */
	uint16_t se_ncnt;		/* [T] who wait for more */
	uint16_t se_zcnt;		/* [T] who wait for zero */
	int32_t se_pid;			/* [T] last to operate */
};

struct sem_set {
	struct ipc_object ss_ipc;	/* [T] first */
	int64_t ss_otime;		/* [T] */
	int64_t ss_ctime;		/* [T] */
	struct list ss_undos;		/* [T] by su_setlink */
	struct condvar ss_wait;		/* with [T] */
	int ss_count;			/* [I] */
	struct sem ss_sem[];		/* [T] */
};

/* One process's adjustments to one set. */
struct sem_undo {
	struct list su_link;		/* [u] all there are */
	struct list su_setlink;		/* [T] */
	struct proc *su_proc;		/* [I] */
	struct sem_set *su_set;		/* [T] NULL: removed */
	struct image *su_image;		/* [I] where the set is */
	struct ref su_ref;		/* [I] keeps su_image */
	int16_t su_adjust[];		/* [T] to be added at the end */
};

VIMAGE_SUBSYS_DECLARE(sysvsem);
VIMAGE_DECLARE(sysvsem, struct ipc_table, sem_table);
VIMAGE_DECLARE(sysvsem, int, sem_undos);	/* [T] records, semmnu */
VIMAGE_DECLARE(sysvsem, int, semmnu);		/* [a] */
VIMAGE_DECLARE(sysvsem, int, semume);		/* [a] */
VIMAGE_DECLARE(sysvsem, int, semvmx);		/* [a] */
#define V_sem_table	VIMAGE_VAR(sysvsem, sem_table)
#define V_sem_undos	VIMAGE_VAR(sysvsem, sem_undos)
#define V_semmnu	VIMAGE_VAR(sysvsem, semmnu)
#define V_semume	VIMAGE_VAR(sysvsem, semume)
#define V_semvmx	VIMAGE_VAR(sysvsem, semvmx)

/*
 * The running process's record for ss, made if there is none.  Locked.
 * ENOSPC (semmnu), EINVAL (semume), ENOMEM.
 */
int	sem_undo_get(struct sem_set *ss, struct sem_undo **out);
/* Nobody's end changes semaphore i any more, or any if i is -1.  Locked. */
void	sem_undo_clear(struct sem_set *ss, int i);
/* ss goes: its records are empty from now on.  Locked. */
void	sem_undo_forget(struct sem_set *ss);

/* Highest value: the limit may be set to anything, values have 15 bits. */
static inline int
sem_vmx(void)
{
	return V_semvmx < INT16_MAX ? V_semvmx : INT16_MAX;
}
