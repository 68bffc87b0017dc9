// SPDX-License-Identifier: BSD-2-Clause
/* jail - containers of ours for figures, from lines/jail.c. */
#pragma once

#include <stdint.h>

/* A jail with an image of its own of every subsystem: its number. */
int	bench_jail_make(void);
/* Take it down, and wait until nothing is left. */
void	bench_jail_end(int jid);
/* Memory that nothing has. */
uint64_t	bench_bytes_free(void);
