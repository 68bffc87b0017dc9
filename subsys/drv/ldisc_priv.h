// SPDX-License-Identifier: BSD-2-Clause
/*
 * ldisc_priv - shared by the input and the output half.
 */
#pragma once

#include "subsys/drv/ldisc.h"

#define CHAR_BS		'\b'
#define CHAR_BEL	'\a'
#define CHAR_DEL	0x7f
#define TAB_WIDTH	8

/* Put bytes out as they are; what finds no room is lost (echo only). */
void	ldisc_emit(struct ldisc *ld, const char *s, size_t n);
/* One character through output processing. */
void	ldisc_put(struct ldisc *ld, char c);
/* Column after character c printed (or echoed as ^X) at column. */
unsigned ldisc_advance(const struct ldisc *ld, unsigned column, int c);
