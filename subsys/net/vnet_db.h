// SPDX-License-Identifier: BSD-2-Clause
/*
 * vnet_db - variables of a chosen stack, for the debugger's commands.
 */
#pragma once

#include <stdint.h>

/*
 * Address of a variable, "V_ifnet", in the stack that the command's words
 * name: a jail, or none for the stack of the thread looked at.  Gives the
 * command up if there is no such stack.
 */
uintptr_t vnet_db_var(const char *var, int nwords, char *const *words);

/* An IPv4 address in network byte order as text. */
struct vnet_db_addr {
	char text[16];		/* [t] */
};
struct vnet_db_addr vnet_db_addr(uint32_t addr);
