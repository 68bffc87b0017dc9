// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_gdb_priv - between gdb's packets and the registers in them.
 */
#pragma once

#include "arch-x86_64/cpu/frame.h"

#define GDB_PACKET	4096	/* bytes of a packet, with its end */

/* The description of our registers, XML. */
const char *db_gdb_target(void);

/* Write all registers, or number n, as digits to reply (GDB_PACKET). */
void	db_gdb_get_all(const struct trapframe *tf, char *reply);
void	db_gdb_get(const struct trapframe *tf, unsigned n, char *reply);

/* Take all from digits; or one from "n=digits".  reply is OK or an error. */
void	db_gdb_set_all(struct trapframe *tf, const char *text, char *reply);
void	db_gdb_set(struct trapframe *tf, const char *text, char *reply);
