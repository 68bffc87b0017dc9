// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_trace - backtraces by frame pointers.
 *
 * Every function begins by pushing the caller's frame pointer, so the
 * frames form a list: the caller's rbp, then the return address.  Entry
 * code has no such frame; a return address into it says that a trapframe
 * lies just above, and the walk goes on with the interrupted code's own
 * registers.  The stack may be in ruins: every read is guarded and the list
 * must climb, so the walk ends.
 */
#include "arch-x86_64/cpu/percpu.h"
#include "arch-x86_64/trap/trap.h"
#include "kernel/debug/db.h"

#define USER_LINES	32	/* of a program's frames */

/* The two words every frame begins with. */
struct frame {
	uintptr_t fr_next;	/* [t] the caller's frame */
	uintptr_t fr_return;	/* [t] where it goes on */
};

/*
 * Interrupted before its function had made a frame, as those that call
 * nobody never do?  Then the return address is still on top of the stack,
 * and the frame pointer is the caller's.
 */
static int
trace_is_frameless(const struct trapframe *tf)
{
	uint8_t code[FRAME_CODE_MAX];
	const char *name;
	uintptr_t offset;

	if (db_sym_find(tf->tf_rip, &name, &offset) != 0)
		return 1;		/* a call of nowhere */
	if (offset > sizeof(code))
		return 0;
	return db_read(tf->tf_rip - offset, code, offset) == 0 &&
	    !frame_is_made(code, offset);
}

/* back: bytes to go back into the call that returns to addr. */
static void
trace_line(uintptr_t addr, uintptr_t rbp, unsigned back)
{
	db_print_symbol(addr);
	db_printf("() at 0x%lx/frame 0x%lx", addr, rbp);
	db_print_line(addr - back);
	db_printf("\n");
}

/* Where interrupted code was, and its caller if rbp does not lead there. */
static void
trace_interrupted(const struct trapframe *tf)
{
	uintptr_t caller;

	trace_line(tf->tf_rip, tf->tf_rbp, 0);
	if (trace_is_frameless(tf) &&
	    db_read(tf->tf_rsp, &caller, sizeof(caller)) == 0)
		trace_line(caller, tf->tf_rbp, 1);
}

/*
 * A program's own frames, if it is the one whose memory is in use: then the
 * frame lies where this CPU's entries from user mode put it.
 */
static void
trace_user(const struct trapframe *at, const struct trapframe *tf)
{
	uintptr_t rbp = tf->tf_rbp;
	struct frame fr;
	int n;

	if (percpu_self()->pc_kernel_rsp != (uintptr_t)(at + 1))
		return;
	db_printf("user 0x%lx/frame 0x%lx\n", tf->tf_rip, rbp);
	for (n = 0; n < USER_LINES && rbp != 0 && rbp < USER_MAX; n++) {
		if (db_read(rbp, &fr, sizeof(fr)) != 0 || fr.fr_return == 0)
			return;
		db_printf("user 0x%lx/frame 0x%lx\n", fr.fr_return,
		    fr.fr_next);
		if (fr.fr_next <= rbp)
			return;
		rbp = fr.fr_next;
	}
}

/*
 * Step over a trapframe.  Returns 0 at the end: the interrupted
 * code was a program, whose stack is none of ours.
 */
static int
trace_trap(const struct trapframe *from, uintptr_t *rbp)
{
	struct trapframe tf;

	if (db_read((uintptr_t)from, &tf, sizeof(tf)) != 0)
		return 0;
	if (tf.tf_vector < T_INTR_BASE)
		db_printf("--- %s, ", trap_name(tf.tf_vector));
	else
		db_printf("--- %s 0x%lx, ",
		    tf.tf_vector == T_SYSCALL ? "syscall" : "interrupt",
		    tf.tf_vector == T_SYSCALL ? tf.tf_rax : tf.tf_vector);
	db_printf("rip = 0x%lx, rsp = 0x%lx, rbp = 0x%lx ---\n", tf.tf_rip,
	    tf.tf_rsp, tf.tf_rbp);
	if (trapframe_is_user(&tf)) {
		trace_user(from, &tf);
		return 0;
	}
	trace_interrupted(&tf);
	*rbp = tf.tf_rbp;
	return 1;
}

void
db_trace_frames(uintptr_t rip, uintptr_t rbp, int max)
{
	const struct trapframe *tf;
	struct frame fr;
	int n;

	if (rip != 0)
		trace_line(rip, rbp, 1);
	for (n = 1; n < max && rbp >= DIRECT_BASE && !db_quit(); n++) {
		if (db_read(rbp, &fr, sizeof(fr)) != 0 || fr.fr_return == 0)
			return;
		tf = trap_frame_above(fr.fr_return, rbp);
		if (tf != NULL) {
			if (!trace_trap(tf, &rbp))
				return;
			continue;
		}
		trace_line(fr.fr_return, fr.fr_next, 1);
		if (fr.fr_next <= rbp)
			return;
		rbp = fr.fr_next;
	}
}

void
db_trace(const struct trapframe *tf, int max)
{
	if (tf == NULL) {
		db_trace_frames(0, (uintptr_t)__builtin_frame_address(0), max);
		return;
	}
	trace_interrupted(tf);
	db_trace_frames(0, tf->tf_rbp, max);
}
