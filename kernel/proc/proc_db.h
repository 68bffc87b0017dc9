// SPDX-License-Identifier: BSD-2-Clause
/*
 * proc_db - processes, printed for the debugger of other layers: as holders
 * of references (REF_KIND_OPS), and as members of a jail.
 */
#pragma once

struct jail;

/* The holder is a struct thread, or a struct proc. */
void	proc_db_print_thread(const void *holder);
void	proc_db_print(const void *holder);

/*
 * How many processes have credentials of the jail, NULL for the host as
 * cr_jail has it; a line for each if print is not 0.  No lock.
 */
unsigned proc_db_members(const struct jail *jail, int print);
