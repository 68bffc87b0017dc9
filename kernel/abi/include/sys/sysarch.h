// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/sysarch - what only this processor has: the base of segment FS, by
 * which a thread finds its own data.  arg points to the address.
 */
#pragma once

#define AMD64_GET_FSBASE	128
#define AMD64_SET_FSBASE	129

int	sysarch(int, void *);
