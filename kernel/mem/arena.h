// SPDX-License-Identifier: BSD-2-Clause
/*
 * arena - ranges of numbers or addresses, dealt in spans.
 *
 * Hands out spans of integers: kernel address space, ids.  Spin-locked.
 */
#pragma once

#include <stdint.h>

struct arena;

/* NULL if out of memory.  quantum: all sizes are multiples of it. */
struct arena *arena_create(const char *name, uint64_t base, uint64_t size,
	    uint64_t quantum);
/* All spans must have been freed; NULL allowed. */
void	arena_destroy(struct arena *ar);
/* 0, or ENOSPC (no span), ENOMEM (no memory to note it), EINVAL (size). */
int	arena_alloc(struct arena *ar, uint64_t size, uint64_t *start);
/* Give back exactly what one arena_alloc returned. */
void	arena_free(struct arena *ar, uint64_t start, uint64_t size);
