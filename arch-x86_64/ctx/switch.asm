; SPDX-License-Identifier: BSD-2-Clause
;
; switch - change the flow of control.
;
; void ctx_switch(uint64_t *save, uint64_t load)
; In:  rdi = where to leave this stack's pointer, rsi = the other's.
; Out: on the other stack, with its rbx, rbp, r12 to r15; the rest is lost,
;      as after any call.  The order of pushes is struct ctx_frame.

bits 64
global ctx_switch

section .text
ctx_switch:
	push rbp
	push rbx
	push r12
	push r13
	push r14
	push r15
	mov [rdi], rsp
	mov rsp, rsi
	pop r15
	pop r14
	pop r13
	pop r12
	pop rbx
	pop rbp
	ret
