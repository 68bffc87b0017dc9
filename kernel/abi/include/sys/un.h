// SPDX-License-Identifier: BSD-2-Clause
/* sys/un - addresses of local sockets. */
#pragma once

#include <sys/types.h>

struct sockaddr_un {
	uint8_t sun_len;
	sa_family_t sun_family;
	char sun_path[104];
};

#define SUN_LEN(su)	(offsetof(struct sockaddr_un, sun_path) +	\
			    __builtin_strlen((su)->sun_path))
