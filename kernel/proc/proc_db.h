// SPDX-License-Identifier: BSD-2-Clause
/*
 * proc_db - printing processes as holders of references (REF_KIND_OPS).
 */
#pragma once

/* The holder is a struct thread, or a struct proc. */
void	proc_db_print_thread(const void *holder);
void	proc_db_print(const void *holder);
