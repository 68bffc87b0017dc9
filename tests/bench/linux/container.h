// SPDX-License-Identifier: BSD-2-Clause
/* container - of Linux's, for figures, from linux/container.c. */
#pragma once

#include <sys/types.h>
#include <stdint.h>

/* A container that has done load(arg), and stays until killed. */
pid_t		container_start_with(void (*load)(void *), void *arg);
/* Let all deferred work finish. */
void		container_settle(void);
/* Time in which the processor did something, from an arbitrary start. */
uint64_t	container_busy_ns(void);
