// SPDX-License-Identifier: BSD-2-Clause
/* net/if_dl - the link-level address: name, then hardware address. */
#pragma once

#include <sys/types.h>

struct sockaddr_dl {
	uint8_t sdl_len;
	sa_family_t sdl_family;		/* AF_LINK */
	uint16_t sdl_index;		/* of the interface, 0 for none */
	uint8_t sdl_type;		/* IFT_* */
	uint8_t sdl_nlen;		/* bytes of name in sdl_data */
	uint8_t sdl_alen;		/* bytes of address behind it */
	uint8_t sdl_slen;
	char sdl_data[46];
};

#define LLADDR(s)	((char *)((s)->sdl_data + (s)->sdl_nlen))
