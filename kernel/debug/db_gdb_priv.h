// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_gdb_priv - between gdb's packets, what they ask for, and registers.
 */
#pragma once

#include "arch-x86_64/cpu/frame.h"

#define GDB_PACKET	4096	/* bytes of a packet, with its end */

/* ------------------------------------------------------ db_gdb_packet.c */

/* Is there a line for gdb at all? */
int	db_gdb_has_line(void);
/* An interrupt has read the "$" of a packet. */
void	db_gdb_packet_begun(void);
/*
 * Is the packet that has begun the last one once more, by which the machine
 * was let go ("c", "s", "D")?  Then it is done with.
 */
int	db_gdb_goes_again(void);
/* The next packet, to be changed at will; NULL: the user took over. */
char	*db_gdb_receive(void);
/* Send one, and wait until gdb has it. */
void	db_gdb_send(const char *text);
/* Whether packets are answered by "+", as they are at first. */
void	db_gdb_acks(int on);

/* ------------------------------------------------------ db_gdb_regs.c */

/* The description of our registers, XML. */
const char *db_gdb_target(void);

/* Write all registers, or number n, as digits to reply (GDB_PACKET). */
void	db_gdb_get_all(const struct trapframe *tf, char *reply);
void	db_gdb_get(const struct trapframe *tf, unsigned n, char *reply);

/* Take all from digits; or one from "n=digits".  reply is OK or an error. */
void	db_gdb_set_all(struct trapframe *tf, const char *text, char *reply);
void	db_gdb_set(struct trapframe *tf, const char *text, char *reply);
