// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/exec - how a program starts.
 *
 * At the entry point rsp is 16-byte aligned and points at: argc (8 bytes),
 * argv pointers and a NULL, environment pointers and a NULL, then pairs of
 * an AT_ tag and its value, ended by AT_NULL.  All other registers are 0;
 * the FPU is as after FNINIT, MXCSR 0x1f80.  Programs are static ELF64
 * executables; a file that begins with #! names its interpreter and at most
 * one argument.
 */
#pragma once

#define AT_NULL		0
#define AT_PHDR		3
#define AT_PHENT	4
#define AT_PHNUM	5
#define AT_PAGESZ	6
#define AT_ENTRY	9

#define USER_STACK_MAX	0x0000000000800000UL	/* bytes the stack may grow */
