; SPDX-License-Identifier: BSD-2-Clause
;
; trampoline - the first code of every CPU but the boot CPU.
;
; Copied by mp.c to a page below 1 MiB, where a CPU starts in real mode with
; cs:ip = page:0.  mp.c fills the words at the end first.  Takes the short
; way to 64 bits, over boot_pml4, which maps low memory as well.
; Out: the function, on the stack, GS at the CPU's percpu, interrupts off.

global mp_trampoline
global mp_trampoline_words
global mp_trampoline_end

MSR_EFER	equ 0xc0000080
MSR_GS_BASE	equ 0xc0000101

%define AT(label) ((label) - mp_trampoline)

section .rodata progbits alloc noexec nowrite align=16
bits 16
mp_trampoline:
	cli
	cld
	mov ax, cs
	mov ds, ax
	xor ebx, ebx
	mov bx, ax
	shl ebx, 4			; the page's address

	lea eax, [ebx + AT(gdt)]
	mov [AT(gdt_pointer) + 2], eax
	lea eax, [ebx + AT(long_mode)]
	mov [AT(far_target)], eax

	mov eax, cr4
	or eax, 0x20			; PAE
	mov cr4, eax
	mov eax, [AT(word_boot_cr3)]
	mov cr3, eax
	mov eax, [AT(word_efer)]
	or eax, 0x100			; long mode enable
	and eax, ~0x400			; "active" is not ours to write
	xor edx, edx
	mov ecx, MSR_EFER
	wrmsr
	lgdt [AT(gdt_pointer)]
	mov eax, cr0
	and eax, ~0x60000000		; caches on: INIT turned them off
	or eax, 0x80010001		; paging, write protect, protection
	mov cr0, eax
	jmp dword far [AT(far_target)]

bits 64
long_mode:
	mov ax, 0x10
	mov ss, ax
	mov ds, ax
	mov es, ax
	xor eax, eax
	mov fs, ax
	mov gs, ax
	mov rax, [rel word_percpu]
	mov rdx, rax
	shr rdx, 32
	mov ecx, MSR_GS_BASE
	wrmsr
	mov rsp, [rel word_stack]
	mov rdx, [rel word_function]
	mov rax, [rel word_cr3]
	xor ebp, ebp
	jmp rdx				; loads rax into CR3: low memory ends

	align 8
gdt:	dq 0
	dq 0x00af9a000000ffff		; kernel code
	dq 0x00cf92000000ffff		; kernel data
gdt_pointer:
	dw 23
	dd 0
far_target:
	dd 0
	dw 0x08

	align 8
mp_trampoline_words:			; struct mp_words in mp.c
word_boot_cr3:	dq 0
word_cr3:	dq 0
word_efer:	dq 0
word_percpu:	dq 0
word_stack:	dq 0
word_function:	dq 0
mp_trampoline_end:

section .text progbits alloc exec nowrite align=16
global mp_entry
extern mp_started

; In: rax = the kernel's page table.
mp_entry:
	mov cr3, rax
	call mp_started
.stop:	cli
	hlt
	jmp .stop
