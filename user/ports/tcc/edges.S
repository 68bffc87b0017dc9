// SPDX-License-Identifier: BSD-2-Clause
/*
 * edges - what user/libc/program.ld says to the library in other programs.
 *
 * tcc knows no __thread, so the pattern of such variables is empty.  A byte
 * keeps the section of the places of cancellation from not being there.
 */
	.globl __tdata_start, __tdata_end, __tbss_end
	.section .rodata, "a"
__tdata_start:
__tdata_end:
__tbss_end:
	.quad 0

	.section .text.cancel.none, "ax"
	nop

	.section .note.GNU-stack, "", @progbits
