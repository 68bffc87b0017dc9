// SPDX-License-Identifier: BSD-2-Clause
/*
 * attach - how a tool comes to look at a dump: -M core, -N kernel.
 */
#pragma once

#include "user/libkvm/kvm.h"

/*
 * Take "-M core" and "-N kernel" off the front of a tool's arguments.  With
 * them sysctl, jail_get, sockets' ioctls and the clock are the dead kernel's
 * from now on.  Ends the program with a message if core cannot be read, or
 * is not of that kernel.  They come first, for some tools have a -N.
 */
void	kvm_options(int *argc, char ***argv);

/* The dump the tool looks at, or NULL. */
kvm_t	*kvm_attached(void);

/* The C library's: who does the calls that are not this kernel's. */
extern long (*__syscall_other)(int number, const unsigned long *args);
