// SPDX-License-Identifier: BSD-2-Clause
/* net/if - the kernel's interfaces, and their names. */
#pragma once

#include_next <net/if.h>

unsigned int	if_nametoindex(const char *);
char	*if_indextoname(unsigned int, char *);
