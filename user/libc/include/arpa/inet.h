// SPDX-License-Identifier: BSD-2-Clause
/* arpa/inet - addresses as text. */
#pragma once

#include <netinet/in.h>

in_addr_t	inet_addr(const char *);
int	inet_aton(const char *, struct in_addr *);
char	*inet_ntoa(struct in_addr);
const char	*inet_ntop(int, const void *restrict, char *restrict,
		    socklen_t);
int	inet_pton(int, const char *restrict, void *restrict);
