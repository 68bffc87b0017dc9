// SPDX-License-Identifier: BSD-2-Clause
/*
 * random - random numbers for the kernel and for programs.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Fill buf.  Any context but NMI, after phase DEVICE. */
void	random_bytes(void *buf, size_t len);
/* Mix in what outsiders cannot know: times of interrupts, user's bytes. */
void	random_stir(const void *data, size_t len);
