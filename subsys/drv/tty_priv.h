// SPDX-License-Identifier: BSD-2-Clause
/*
 * tty_priv - shared by the files of the terminal driver.
 */
#pragma once

#include "subsys/drv/tty.h"

struct thread;
struct uio;

/* tty.c: as dev_ops, td the caller. */
int	tty_read(struct tty *tp, struct uio *uio, int fflags,
	    struct thread *td);
int	tty_write(struct tty *tp, struct uio *uio, int fflags,
	    struct thread *td);
int	tty_poll(struct tty *tp, int events, struct thread *td);
/* tty_ioctl.c */
int	tty_ioctl(struct tty *tp, unsigned long cmd, void *data,
	    struct thread *td);

/* tty_job.c: sessions. */
/*
 * May td, of a background group of this terminal, go on?  0, EIO, or
 * ERESTART after its group was sent sig (SIGTTIN or SIGTTOU).
 */
int	tty_job_check(struct tty *tp, struct thread *td, int sig);
/* Signal the foreground group. */
void	tty_job_signal(struct tty *tp, int sig);
int	tty_job_acquire(struct tty *tp, struct thread *td);	/* TIOCSCTTY */
int	tty_job_release(struct tty *tp, struct thread *td);	/* TIOCNOTTY */
int	tty_job_set_pgrp(struct tty *tp, int32_t pgid, struct thread *td);
int	tty_job_get(struct tty *tp, struct thread *td, int32_t *sid,
	    int32_t *pgid);
/* The terminal of td's session; NULL if it has none. */
struct tty *tty_job_controlling(struct thread *td);
