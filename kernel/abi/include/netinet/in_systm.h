// SPDX-License-Identifier: BSD-2-Clause
/* netinet/in_systm - types that old network programs expect. */
#pragma once

#include <stdint.h>

typedef uint16_t	n_short;
typedef uint32_t	n_long;
typedef uint32_t	n_time;		/* milliseconds since midnight UTC */
