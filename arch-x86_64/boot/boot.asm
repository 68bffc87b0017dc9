; SPDX-License-Identifier: BSD-2-Clause
;
; boot - from GRUB's 32-bit hand-off to C in the higher half.
;
; In:  eax = multiboot2 magic, ebx = physical address of its information;
;      protected mode, flat segments, paging off.
; Out: boot_main(physical address of the information), on boot_stack, GS at
;      the boot CPU's percpu, with these mappings, all by 2 MiB pages:
;        0                   first 4 GiB (only until boot_map_build())
;        0xffff800000000000  first 4 GiB, the direct map
;        0xffffffff80000000  first 1 GiB, where the kernel is linked
; The other CPUs come through trampoline.asm and use boot_pml4 too.

KERNEL_BASE	equ 0xffffffff80000000
MSR_EFER	equ 0xc0000080
MSR_GS_BASE	equ 0xc0000101
BOOT_STACK	equ 16384

%define PHYS(sym) ((sym) - KERNEL_BASE)

extern boot_main
extern boot_percpu
global boot_entry
global boot_pml4
global boot_stack_top
global boot_gdt_pointer

; ------------------------------------------------------------------ header
section .multiboot progbits alloc noexec nowrite align=8
mb2_start:
	dd 0xe85250d6			; multiboot2 magic
	dd 0				; i386
	dd mb2_end - mb2_start
	dd -(0xe85250d6 + 0 + (mb2_end - mb2_start))
	align 8
	dw 4, 1				; console flags: EGA text will do
	dd 12
	dd 2
	align 8
	dw 5, 1				; framebuffer, optional: 1024x768x32
	dd 20
	dd 1024, 768, 32
	align 8
	dw 6, 0				; align modules to pages
	dd 8
	align 8
	dw 0, 0
	dd 8
mb2_end:

; ------------------------------------------------------------ 32-bit entry
section .text.boot progbits alloc exec nowrite align=16
bits 32
boot_entry:
	cli
	cld
	mov esp, PHYS(boot_stack_top)
	mov esi, no_multiboot - KERNEL_BASE
	cmp eax, 0x36d76289
	jne boot_refuse

	mov esi, no_long_mode - KERNEL_BASE
	mov edi, ebx			; cpuid eats ebx
	mov eax, 0x80000000
	cpuid
	cmp eax, 0x80000001
	jb boot_refuse
	mov eax, 0x80000001
	cpuid
	bt edx, 29			; long mode
	jnc boot_refuse

	; Four page directories of 2 MiB pages: the first 4 GiB.
	mov ebp, PHYS(boot_pd)
	mov eax, 0x83			; present, writable, large
	mov ecx, 2048
.fill:	mov [ebp], eax
	add ebp, 8
	add eax, 0x200000
	loop .fill

	; One table of four entries serves both low and direct map.
	mov eax, PHYS(boot_pd) + 3
	mov ebp, PHYS(boot_pdpt)
	mov ecx, 4
.pdpt:	mov [ebp], eax
	add ebp, 8
	add eax, 4096
	loop .pdpt
	mov dword [PHYS(boot_pdpt_high) + 510 * 8], PHYS(boot_pd) + 3
	mov dword [PHYS(boot_pml4)], PHYS(boot_pdpt) + 3
	mov dword [PHYS(boot_pml4) + 256 * 8], PHYS(boot_pdpt) + 3
	mov dword [PHYS(boot_pml4) + 511 * 8], PHYS(boot_pdpt_high) + 3

	mov eax, cr4
	or eax, 0x20			; PAE
	mov cr4, eax
	mov eax, PHYS(boot_pml4)
	mov cr3, eax
	mov ecx, MSR_EFER
	rdmsr
	or eax, 0x100			; long mode enable
	wrmsr
	mov eax, cr0
	or eax, 0x80010001		; paging, write protect, protection
	mov cr0, eax
	lgdt [PHYS(boot_gdt_pointer)]
	jmp 0x08:PHYS(boot_long)

; Say the text at esi on the first serial port and the screen, and stop.
boot_refuse:
	mov edi, 0xb8000
.next:	lodsb
	test al, al
	jz .stop
	mov ah, 0x4f			; white on red
	mov [edi], ax
	add edi, 2
	mov dx, 0x3f8
	out dx, al
	jmp .next
.stop:	cli
	hlt
	jmp .stop

; ------------------------------------------------------------ 64-bit entry
bits 64
boot_long:
	mov ax, 0x10
	mov ss, ax
	mov ds, ax
	mov es, ax
	xor eax, eax
	mov fs, ax
	mov gs, ax
	mov rax, boot_high
	jmp rax
boot_high:
	mov rsp, boot_stack_top
	mov rax, boot_percpu		; before any C: stack protector
	mov rdx, rax
	shr rdx, 32
	mov ecx, MSR_GS_BASE
	wrmsr
	lgdt [boot_gdt_pointer_high]
	mov edi, edi			; the information's address
	xor ebp, ebp			; ends backtraces
	call boot_main
.stop:	cli
	hlt
	jmp .stop

; -------------------------------------------------------------------- data
section .rodata.boot progbits alloc noexec nowrite align=16
no_multiboot:	db "Cellblock: not loaded by a multiboot2 loader", 13, 10, 0
no_long_mode:	db "Cellblock: this processor has no 64-bit mode", 13, 10, 0

	align 8
boot_gdt:
	dq 0
	dq 0x00af9a000000ffff		; 0x08 kernel code
	dq 0x00cf92000000ffff		; 0x10 kernel data
boot_gdt_end:
boot_gdt_pointer:			; for code that runs unmapped
	dw boot_gdt_end - boot_gdt - 1
	dd PHYS(boot_gdt)
	dd 0
boot_gdt_pointer_high:
	dw boot_gdt_end - boot_gdt - 1
	dq boot_gdt

section .bss.boot nobits alloc noexec write align=4096
boot_pml4:	resb 4096
boot_pdpt:	resb 4096
boot_pdpt_high:	resb 4096
boot_pd:	resb 4 * 4096
boot_stack:	resb BOOT_STACK
boot_stack_top:
