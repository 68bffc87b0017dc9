// SPDX-License-Identifier: BSD-2-Clause
/*
 * witness_db - printing held locks, for other layers' debugger commands.
 */
#pragma once

struct held_locks;

/* One line a lock, indented; nothing if hk is NULL or empty.  Debugger. */
void	witness_db_held(const struct held_locks *hk);
