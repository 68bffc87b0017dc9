; SPDX-License-Identifier: BSD-2-Clause
;
; trap - entry to the kernel and the way back.
;
; All entries build a struct trapframe (arch-x86_64/cpu/frame.h) and call
; C with rdi = its address.  GS holds the kernel's base while in the kernel
; and the user's in user mode; swapgs exchanges them, at the border only.
;
; NMI, double fault, machine check and debug can come in the few
; instructions where kernel code runs with the user's GS, so they do not
; trust the saved code segment but look at GS itself; kernel addresses are
; "negative".  They start on stacks of their own; from user mode they move
; to the thread's stack at once, so that the rest may sleep.

%define PC_USER_RSP	16
%define PC_KERNEL_RSP	24
%define SEL_UDATA	0x1b
%define SEL_UCODE	0x23
%define T_SYSCALL	256
%define MSR_GS_BASE	0xc0000101

%define TF_VECTOR	(15 * 8)
%define TF_RIP		(17 * 8)
%define TF_CS		(18 * 8)
%define TF_RFLAGS	(19 * 8)
%define TF_RSP		(20 * 8)

extern trap_dispatch
extern trap_user_leave
extern trap_syscall_func
global trap_vectors
global trap_syscall_entry
global trap_return
global trap_entry_returns
global trap_guarded_copy
global trap_guarded_resume

%macro PUSH_REGISTERS 0
	push rax
	push rcx
	push rdx
	push rbx
	push rbp
	push rsi
	push rdi
	push r8
	push r9
	push r10
	push r11
	push r12
	push r13
	push r14
	push r15
%endmacro

%macro POP_REGISTERS 0
	pop r15
	pop r14
	pop r13
	pop r12
	pop r11
	pop r10
	pop r9
	pop r8
	pop rdi
	pop rsi
	pop rbp
	pop rbx
	pop rdx
	pop rcx
	pop rax
%endmacro

; Close user memory: a no-op until trap_init() patches it to clac.
%macro CLOSE_USER 0
%%site:	db 0x0f, 0x1f, 0x00
	[section set_smap_close progbits alloc noexec nowrite align=8]
	dq %%site
	__?SECT?__
%endmacro

section .text progbits alloc exec nowrite align=16

; ----------------------------------------------------------- vector stubs
; 32 bytes each, so that trap_init() can compute their addresses.
align 32
trap_vectors:
%assign vector 0
%rep 256
	align 32
	; These exceptions bring an error code; the rest get a zero.
  %if !(vector = 8 || (vector >= 10 && vector <= 14) || vector = 17 || \
	vector = 21)
	push qword 0
  %endif
	push qword vector
  %if vector = 1 || vector = 2 || vector = 8 || vector = 18
	jmp trap_entry_careful
  %else
	jmp trap_entry
  %endif
  %assign vector vector + 1
%endrep

trap_entry:
	test byte [rsp + 24], 3		; from user mode?
	jz trap_in_kernel
	swapgs
trap_in_kernel:
	PUSH_REGISTERS
trap_call:
	cld
	CLOSE_USER
	mov rdi, rsp
	call trap_dispatch
trap_ret_dispatch:
	test byte [rsp + TF_CS], 3
	jnz trap_leave_user
	POP_REGISTERS
	add rsp, 16			; vector and error code
	iretq

; Nothing but the frame is on the stack, interrupts are off.
trap_leave_user:
	mov rdi, rsp
	call trap_user_leave
trap_ret_leave:
	POP_REGISTERS
	add rsp, 16
	swapgs
	iretq

; In: rdi = frame to return to user mode with, at the stack's top.
trap_return:
	cli
	mov rsp, rdi
	xor ebp, ebp
	jmp trap_leave_user

; --------------------------------------------- entries at any instruction
trap_entry_careful:
	test byte [rsp + 24], 3
	jnz trap_careful_user
	PUSH_REGISTERS
	xor ebx, ebx			; kept over the call: GS to give back?
	mov ecx, MSR_GS_BASE
	rdmsr
	test edx, edx
	js trap_gs_ours
	swapgs
	inc ebx
trap_gs_ours:	cld
	CLOSE_USER
	mov rdi, rsp
	call trap_dispatch
trap_ret_careful:
	test ebx, ebx
	jz trap_careful_back
	swapgs
trap_careful_back:	POP_REGISTERS
	add rsp, 16
	iretq

	; Copy what the processor pushed to the thread's stack.
trap_careful_user:	swapgs
	push rax
	mov rax, rsp
	mov rsp, [gs:PC_KERNEL_RSP]
	push qword [rax + 56]		; ss
	push qword [rax + 48]		; rsp
	push qword [rax + 40]		; rflags
	push qword [rax + 32]		; cs
	push qword [rax + 24]		; rip
	push qword [rax + 16]		; error
	push qword [rax + 8]		; vector
	mov rax, [rax]
	PUSH_REGISTERS
	jmp trap_call

; ------------------------------------------------------------ system calls
; In: rax = number, rcx = user rip, r11 = user rflags, rsp the user's;
;     interrupts, trace and direction flags off (SFMASK).
align 16
trap_syscall_entry:
	swapgs
	mov [gs:PC_USER_RSP], rsp
	mov rsp, [gs:PC_KERNEL_RSP]
	push qword SEL_UDATA
	push qword [gs:PC_USER_RSP]
	push r11
	push qword SEL_UCODE
	push rcx
	push qword 0
	push qword T_SYSCALL
	PUSH_REGISTERS
	sti
	mov rdi, rsp
	call [trap_syscall_func]
trap_ret_syscall:
	cli
	mov rdi, rsp
	call trap_user_leave
trap_ret_sysleave:

	; sysret is quicker, but only right if the frame still says "return
	; from the call", and safe only if rip is a user address.
	mov rcx, [rsp + TF_RIP]
	mov r11, [rsp + TF_RFLAGS]
	cmp rcx, [rsp + 13 * 8]		; tf_rcx
	jne trap_sysiret
	cmp r11, [rsp + 4 * 8]		; tf_r11
	jne trap_sysiret
	mov rdx, rcx
	shr rdx, 47
	jnz trap_sysiret
	test r11d, 0x10100		; resume or trace flag
	jnz trap_sysiret
	POP_REGISTERS
	mov r11, [rsp + 32]
	mov rsp, [rsp + 40]
	swapgs
	o64 sysret
trap_sysiret:	POP_REGISTERS
	add rsp, 16
	swapgs
	iretq

; ------------------------------------------------------------ guarded copy
; In: rdi = destination, rsi = source, rdx = bytes.  Out: eax = 0, or
; EFAULT (14) when any byte cannot be reached.  trap.c sends a fault inside
; to trap_guarded_resume.
trap_guarded_copy:
	mov rcx, rdx
	rep movsb
	xor eax, eax
	ret
trap_guarded_resume:
	mov eax, 14
	ret

	section .rodata progbits alloc noexec nowrite align=8
guarded_fixup:
	dq trap_guarded_copy, trap_guarded_resume, trap_guarded_resume
; Where calls from the entry code return to; a frame lies above each.
trap_entry_returns:
	dq trap_ret_dispatch, trap_ret_leave, trap_ret_careful
	dq trap_ret_syscall, trap_ret_sysleave, 0
	section set_trap_fixup progbits alloc noexec nowrite align=8
	dq guarded_fixup
