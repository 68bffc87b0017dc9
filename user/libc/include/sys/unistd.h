// SPDX-License-Identifier: BSD-2-Clause
/* sys/unistd - newlib's, and what it declares for other systems only. */
#pragma once

#include_next <sys/unistd.h>

void	closefrom(int);
int	setpgrp(void);
