// SPDX-License-Identifier: BSD-2-Clause
/*
 * other - who does the calls that are not this kernel's: nobody, at first.
 *
 * Alone in its file, for a library of another system brings its own.
 */
#include "user/libkvm/attach.h"

long	(*__syscall_other)(int, const unsigned long *);
