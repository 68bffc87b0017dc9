// SPDX-License-Identifier: BSD-2-Clause
/*
 * procdesc - descriptors of processes: handles that never come to mean
 * another, as a number may once its process has been waited for.
 *
 * A descriptor holds the memory of its process.  poll(2) says POLLHUP once
 * the process has ended; closing the last copy ends it, unless it was made
 * with PD_DAEMON.  Processes are waited for as ever, by their parent.
 */
#pragma once

#include <stdint.h>

struct file;
struct proc;
struct thread;

/*
 * fork(2) of the running process, with the child held.  EAGAIN, ENOMEM, as
 * proc_fork.
 */
int	proc_fork_hold(struct thread *td, int flags, int32_t *pid,
	    struct proc **child);
/*
 * A file for a process still to be given by procdesc_bind, which takes over
 * the caller's hold.  ENFILE, ENOMEM.
 */
int	procdesc_create(struct thread *td, int flags, struct file **out);
void	procdesc_bind(struct file *fp, struct proc *p);
/* What fp names, held; EBADF: no process descriptor. */
int	procdesc_proc(struct file *fp, struct proc **out);
