// SPDX-License-Identifier: BSD-2-Clause
/*
 * lock_class - the classes of docs/lock-order.txt as the build lays them
 * out.  A class number is its rank: larger is further in.
 */
#pragma once

#include <stdint.h>

struct lock_class {
	const char *lc_name;	/* [I] NULL for number 0, which is none */
	uint8_t lc_dup;		/* [I] several may be held at once */
};

extern const struct lock_class lock_classes[];	/* [I] by rank */
extern const uint16_t lock_class_count;		/* [I] number 0 included */
