// SPDX-License-Identifier: BSD-2-Clause
/*
 * crt0 - where a program starts.
 *
 * In: rsp at argc, argv and the environment behind it (sys/exec.h).
 * Out: never returns; __start_c calls main and exits.
 */
	.section .text._start, "ax"
	.globl _start
	.type _start, @function
_start:
	xor %ebp, %ebp			/* ends the chain of frames */
	mov %rsp, %rdi
	and $-16, %rsp
	call __start_c
	hlt
	.size _start, . - _start

/*
 * __sigtramp - what a signal handler returns to.  In: rsp at the ucontext.
 */
	.section .text.__sigtramp, "ax"
	.globl __sigtramp
	.type __sigtramp, @function
__sigtramp:
	mov %rsp, %rdi
	mov $417, %eax			/* SYS_sigreturn */
	syscall
	hlt
	.size __sigtramp, . - __sigtramp

/*
 * vfork - the child runs on the parent's stack and would overwrite the
 * return address there, so it is carried in a register across the call.
 */
	.section .text.vfork, "ax"
	.globl vfork
	.type vfork, @function
vfork:
	pop %rsi
	mov $66, %eax			/* SYS_vfork */
	syscall
	push %rsi
	jc __cerror
	ret
	.size vfork, . - vfork

/*
 * __syscall_elsewhere - a system call that is not this kernel's to do.
 * In: eax the number, the arguments in their registers.  Out: what
 * __syscall_other(number, arguments) says, an error below 0.
 */
	.section .text.__syscall_elsewhere, "ax"
	.globl __syscall_elsewhere
	.type __syscall_elsewhere, @function
__syscall_elsewhere:
	push %rbp
	mov %rsp, %rbp
	push %r9
	push %r8
	push %rcx
	push %rdx
	push %rsi
	push %rdi
	mov %eax, %edi
	mov %rsp, %rsi
	call *__syscall_other(%rip)
	leave
	cmp $-4096, %rax
	ja 1f
	ret
1:	neg %eax
	jmp __cerror
	.size __syscall_elsewhere, . - __syscall_elsewhere

/*
 * __cerror - the end of a system call that failed.  In: rax the error.
 * Out: rax -1, errno set.
 */
	.section .text.__cerror, "ax"
	.globl __cerror
	.type __cerror, @function
__cerror:
	push %rbp
	mov %rsp, %rbp
	push %rbx
	sub $8, %rsp
	mov %eax, %ebx
	call __errno
	mov %ebx, (%rax)
	mov $-1, %rax
	mov -8(%rbp), %rbx
	leave
	ret
	.size __cerror, . - __cerror

	.section .note.GNU-stack, "", @progbits
