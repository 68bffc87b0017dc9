// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_step - one instruction, one line, one function at a time.
 *
 * The primitive is one instruction on this CPU, by the trace flag, with the
 * others parked, interrupts off and no breakpoint in the code: nothing else
 * moves.  Going on over a breakpoint is one such step.  "step" makes them
 * until the line changes.  What may have to wait for others, a call that
 * "next" passes over or the rest of a function for "finish", runs freely
 * instead, up to a breakpoint at the return address that counts for this
 * thread and depth of stack only.
 *
 * Instructions that change or show the flags we borrow are done by hand.
 *
 * Letter: [d] the debugger's owner.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/debugreg.h"
#include "arch-x86_64/cpu/percpu.h"
#include "arch-x86_64/trap/trap.h"
#include "kernel/debug/db_control.h"
#include "kernel/lib/string.h"

#define STEPS_MAX	100000		/* then we say where we are */
#define CODE_SIZE	16

enum step_mode {
	STEP_NONE,		/* go on */
	STEP_RUN,		/* the same; a breakpoint of ours is set */
	STEP_CODE,		/* an instruction */
	STEP_LINE,		/* until the line changes */
	STEP_NEXT		/* the same, calls are one step */
};

struct step {
	enum step_mode sp_mode;		/* [d] */
	enum step_mode sp_after;	/* [d] STEP_RUN: what comes then */
	int sp_under_way;		/* [d] an instruction runs now */
	uint64_t sp_if;			/* [d] the code's own flag */
	unsigned long sp_left;		/* [d] instructions to make */
	const char *sp_file;		/* [d] where the line began */
	uint32_t sp_line;		/* [d] */
	uintptr_t sp_rsp;		/* [d] */
	const void *sp_thread;		/* [d] whom we follow */
	uint8_t sp_code[CODE_SIZE];	/* [d] the instruction that runs */
};

static struct step step;		/* [d] */

/* ------------------------------------------------------ one instruction */

static uint64_t *
stack_word(const struct trapframe *tf, unsigned n)
{
	return (uint64_t *)tf->tf_rsp + n;
}

/*
 * Do what must not run with our flags.  Returns whether the instruction is
 * done; if not, sp_if may have been changed to what it will leave.
 */
static int
step_by_hand(struct trapframe *tf)
{
	const uint8_t *code = step.sp_code;

	if (trapframe_is_user(tf))
		return 0;
	switch (code[0]) {
	case 0xfa:				/* cli */
		step.sp_if = 0;
		break;
	case 0xfb:				/* sti */
		step.sp_if = RFLAGS_IF;
		break;
	case 0x9d:				/* popf */
		step.sp_if = *stack_word(tf, 0) & RFLAGS_IF;
		tf->tf_rflags = *stack_word(tf, 0);
		tf->tf_rsp += 8;
		break;
	case 0xcc: case 0xf4:			/* int3, hlt */
		break;
	default:
		/* iretq and sysret bring flags of their own. */
		if (code[0] == 0x48 && code[1] == 0xcf) {
			step.sp_if = *stack_word(tf, 2) & RFLAGS_IF;
			*stack_word(tf, 2) = (*stack_word(tf, 2) &
			    ~RFLAGS_IF) | RFLAGS_TF;
		} else if (code[0] == 0x48 && code[1] == 0x0f &&
		    code[2] == 0x07) {
			step.sp_if = tf->tf_r11 & RFLAGS_IF;
			tf->tf_r11 = (tf->tf_r11 & ~RFLAGS_IF) | RFLAGS_TF;
		}
		return 0;
	}
	tf->tf_rip++;
	return 1;
}

/* Let one instruction run.  Returns 1 if it already has, by hand. */
static int
step_arm(struct trapframe *tf)
{
	step.sp_if = tf->tf_rflags & RFLAGS_IF;
	memset(step.sp_code, 0, CODE_SIZE);
	if (db_read(tf->tf_rip, step.sp_code, CODE_SIZE) != 0)
		db_read(tf->tf_rip, step.sp_code, 1);
	if (step_by_hand(tf)) {
		tf->tf_rflags = (tf->tf_rflags & ~RFLAGS_IF) | step.sp_if;
		return 1;
	}
	tf->tf_rflags = (tf->tf_rflags & ~RFLAGS_IF) | RFLAGS_TF;
	step.sp_under_way = 1;
	db_stop_lend();
	return 0;
}

/* Give the flags back after the trap. */
static void
step_disarm(struct trapframe *tf)
{
	step.sp_under_way = 0;
	tf->tf_rflags = (tf->tf_rflags & ~RFLAGS_TF) | step.sp_if;
	/* pushf has stored them where it should not. */
	if (step.sp_code[0] == 0x9c && !trapframe_is_user(tf))
		*stack_word(tf, 0) = (*stack_word(tf, 0) & ~RFLAGS_TF) |
		    step.sp_if;
	db_stop_again();
}

void
db_step_abandon(struct trapframe *tf)
{
	if (!step.sp_under_way)
		return;
	step_disarm(tf);
	step.sp_mode = STEP_NONE;
	db_stop_leave();
}

/* ------------------------------------------------------ where are we */

static const void *
step_thread(void)
{
	return percpu_self()->pc_thread;
}

/* In another line's beginning, or in code without lines? */
static int
line_changed(const struct trapframe *tf)
{
	const char *file;
	uintptr_t begin;
	uint32_t line;

	if (trapframe_is_user(tf))
		return 1;
	if (db_line_of(tf->tf_rip, &file, &line, &begin) != 0)
		return 0;
	return line != step.sp_line || file != step.sp_file;
}

/* Is the instruction at rip a call?  Then its length, else 0. */
static unsigned
call_length(const uint8_t *code)
{
	unsigned at = 0, mod, rm;

	if ((code[0] & 0xf0) == 0x40 || code[0] == 0x65 || code[0] == 0x2e ||
	    code[0] == 0x3e)
		at++;			/* a prefix */
	if (code[at] == 0xe8)
		return at + 5;
	if (code[at] != 0xff || (code[at + 1] >> 3 & 7) != 2)
		return 0;
	mod = code[at + 1] >> 6;
	rm = code[at + 1] & 7;
	if (mod == 3)
		return at + 2;
	return at + 2 + (rm == 4) + (mod == 1 ? 1 : mod == 2 ||
	    (mod == 0 && (rm == 5 || (rm == 4 &&
	    (code[at + 2] & 7) == 5))) ? 4 : 0);
}

/*
 * The address this function returns to, and its place on the stack: above
 * the frame, unless that is not yet made, or already gone.
 */
static int
step_return(const struct trapframe *tf, uintptr_t *addr, uintptr_t *rsp)
{
	uint8_t code[FRAME_CODE_MAX], here[2] = { 0, 0 };
	uintptr_t offset;
	const char *name;

	*rsp = tf->tf_rbp + 8;
	db_read(tf->tf_rip, here, sizeof(here));
	if (here[0] == 0xc3)				/* ret */
		*rsp = tf->tf_rsp;
	else if (here[0] == 0x5d && here[1] == 0xc3)	/* pop rbp; ret */
		*rsp = tf->tf_rsp + 8;
	else if (db_sym_find(tf->tf_rip, &name, &offset) == 0 &&
	    offset <= sizeof(code) &&
	    db_read(tf->tf_rip - offset, code, offset) == 0 &&
	    !frame_is_made(code, offset))
		*rsp = tf->tf_rsp + (offset > 0 && code[0] == 0x55 ? 8 : 0);
	return db_read(*rsp, addr, sizeof(*addr));
}

/* ------------------------------------------------------ going on */

/* Run until addr in this thread, no deeper than rsp. */
static int
step_run_to(uintptr_t addr, uintptr_t rsp)
{
	int error = db_break_once(addr, rsp);

	if (error != 0)
		db_printf("too many breakpoints\n");
	return error;
}

/* Before an instruction: "next" runs freely over a call. */
static void
step_pass_call(struct trapframe *tf)
{
	uint8_t code[CODE_SIZE] = { 0 };
	unsigned length;

	if (db_read(tf->tf_rip, code, CODE_SIZE) != 0)
		return;
	length = call_length(code);
	if (length == 0 || step_run_to(tf->tf_rip + length,
	    tf->tf_rsp - 8) != 0)
		return;
	step.sp_mode = STEP_RUN;
	step.sp_after = STEP_NEXT;
}

/* An instruction has run.  Is that all that was asked for? */
static int
step_finished(const struct trapframe *tf)
{
	if (step.sp_left > 0)
		step.sp_left--;
	switch (step.sp_mode) {
	case STEP_CODE:
		return step.sp_left == 0;
	case STEP_LINE: case STEP_NEXT:
		if (step.sp_left == 0)
			db_printf("still in the same line\n");
		return step.sp_left == 0 || line_changed(tf);
	default:
		return 0;
	}
}

/* Each step of the walk is an instruction of its own. */
static int
step_walks(void)
{
	return step.sp_mode >= STEP_CODE;
}

static void
step_arrived(struct trapframe *tf)
{
	step.sp_mode = STEP_NONE;
	db_visit("step", tf);
}

/* The machine is held at tf.  Over a breakpoint there, the walk, or go. */
void
db_step_leave(struct trapframe *tf)
{
	int over = db_break_at(tf->tf_rip);

	for (;;) {
		if (step.sp_mode == STEP_NEXT)
			step_pass_call(tf);
		if (!over && !step_walks())
			break;
		over = 0;
		if (!step_arm(tf))
			return;
		if (step_walks() && step_finished(tf)) {
			step_arrived(tf);
			return;
		}
	}
	db_stop_leave();
}

int
db_step_met(struct trapframe *tf)
{
	if (step_thread() != step.sp_thread || step.sp_mode != STEP_RUN)
		return 0;
	db_break_forget();
	/* The end of a call inside a line that "next" is not done with. */
	step.sp_mode = step.sp_after;
	if (step.sp_mode == STEP_NEXT && !line_changed(tf))
		return 0;
	step.sp_mode = STEP_NONE;
	return 1;
}

void
db_step_reset(void)
{
	db_break_forget();
	step.sp_mode = STEP_NONE;
}

/* An instruction that was armed has run. */
static void
step_trapped(struct trapframe *tf)
{
	step_disarm(tf);
	if (!step_walks())
		db_stop_leave();
	else if (step_finished(tf))
		step_arrived(tf);
	else
		db_step_leave(tf);
}

/* DR6 says why; what is ours is dealt with, a program's steps are not. */
static enum trap_claim
step_debug_trap(struct trapframe *tf)
{
	uint64_t dr6 = cpu_dr6_read();

	db_watch_off();			/* this stack serves one trap */
	cpu_dr6_write(DR6_NONE);
	if (step.sp_under_way && db_cpu() == db_stop_self()) {
		step_trapped(tf);
		return TRAP_DONE;
	}
	if ((dr6 & DR6_WATCH) == 0) {
		db_watch_load();
		if (trapframe_is_user(tf))
			return TRAP_PASS;
		tf->tf_rflags &= ~RFLAGS_TF;
		return TRAP_DONE;
	}
	db_stop_enter(tf);
	if (db_watch_hit(dr6))
		db_visit("watchpoint", tf);
	else
		db_stop_leave();
	return TRAP_DONE;
}

/* ------------------------------------------------------ commands */

/* Ask for a walk from where the machine stopped, then leave. */
static void
step_start(enum step_mode mode, unsigned long left)
{
	const struct trapframe *tf = db_cpu_frame(db_cpu());
	uintptr_t begin;

	if (tf == NULL || panic_happened()) {
		db_printf("there is nothing to go on with\n");
		db_fail(EPERM);
	}
	step.sp_mode = mode;
	step.sp_after = STEP_NONE;
	step.sp_thread = step_thread();
	step.sp_left = left;
	step.sp_file = NULL;
	step.sp_line = 0;
	db_line_of(tf->tf_rip, &step.sp_file, &step.sp_line, &begin);
	db_main_leave();
}

void
db_step_one(void)
{
	step.sp_mode = STEP_CODE;
	step.sp_left = 1;
}

static void
step_db_code(int nwords, char *const *words)
{
	long n = 1;

	if (nwords > 0 && (db_number(words[0], &n) != 0 || n < 1 ||
	    n > STEPS_MAX)) {
		db_printf("usage: stepi [N]\n");
		db_fail(EINVAL);
	}
	step_start(STEP_CODE, (unsigned long)n);
}

static void
step_db_line(int nwords, char *const *words)
{
	(void)nwords, (void)words;
	step_start(STEP_LINE, STEPS_MAX);
}

static void
step_db_next(int nwords, char *const *words)
{
	(void)nwords, (void)words;
	step_start(STEP_NEXT, STEPS_MAX);
}

static void
step_db_finish(int nwords, char *const *words)
{
	const struct trapframe *tf = db_cpu_frame(db_cpu());
	uintptr_t addr, rsp, offset;
	const char *name;

	(void)nwords, (void)words;
	/* Entry code is called by nobody. */
	if (tf == NULL || trapframe_is_user(tf) ||
	    step_return(tf, &addr, &rsp) != 0 ||
	    db_sym_find(addr, &name, &offset) != 0) {
		db_printf("no caller is known\n");
		db_fail(ENOENT);
	}
	if (step_run_to(addr, rsp) != 0)
		db_fail(ENOSPC);
	step_start(STEP_RUN, 0);
}

/* until ADDR|FILE.c:LINE */
static void
step_db_until(int nwords, char *const *words)
{
	uintptr_t addr;

	if (nwords != 1 || db_place(words[0], &addr) != 0) {
		db_printf("usage: until ADDR|FILE.c:LINE\n");
		db_fail(EINVAL);
	}
	if (step_run_to(addr, 0) != 0)
		db_fail(ENOSPC);
	step_start(STEP_RUN, 0);
}

TRAP_HANDLER(T_DEBUG, step_debug_trap);

DB_COMMAND("stepi", "[N]", "run an instruction, or some", DB_PANIC,
    step_db_code);
DB_COMMAND("step", "", "run to another line", DB_PANIC, step_db_line);
DB_COMMAND("next", "", "the same, without going into calls", DB_PANIC,
    step_db_next);
DB_COMMAND("finish", "", "run until this function returns", DB_PANIC,
    step_db_finish);
DB_COMMAND("until", "ADDR|FILE.c:LINE", "run this thread until there",
    DB_PANIC, step_db_until);
