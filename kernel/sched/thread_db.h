// SPDX-License-Identifier: BSD-2-Clause
/*
 * thread_db - printing threads, for other layers' debugger commands.
 *
 * All are for the debugger only: no locks, the machine stands still.
 */
#pragma once

struct thread;

const char *thread_db_state(const struct thread *td);	/* "running" */

/* One line of show threads. */
void	thread_db_line(const struct thread *td);

/* By number, or NULL. */
struct thread *thread_db_find(long tid);

/* Backtrace of a thread, running somewhere or not. */
void	thread_db_trace(const struct thread *td);
