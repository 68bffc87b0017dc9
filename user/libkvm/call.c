// SPDX-License-Identifier: BSD-2-Clause
/*
 * call - having the dead kernel do something.
 *
 * A call's stack, arguments and results are in the scratch range.  A fault
 * goes where the kernel's own handler would have sent it: behind a copy
 * that is known to fault, or to the debugger's guard.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "user/libkvm/kvm_priv.h"
#include "user/libkvm/machine_priv.h"

#define FAULTS_MAX	200000		/* a hopeless one is caught by this */
#define GS_SELF		0

static const uint8_t arg_reg[6] = { REG_DI, REG_SI, REG_DX, REG_CX, REG_8,
    REG_9 };

/* The processor to be: the one that wrote the dump, or the first. */
static uint64_t
cpu_block(kvm_t *kd)
{
	unsigned cpu = kd->kd_info.di_cpu;
	uint64_t table, block = 0;

	if (cpu >= CPUS_MAX)
		cpu = 0;
	if (symbol_find(kd, "cpu_table", &table) == 0)
		memory_copy(kd, table + 8 * cpu, &block, sizeof(block), 0);
	return block != 0 ? block : kd->kd_cpu[cpu].dc_gs;
}

/* A place behind the copy that faulted, if that is prepared for it. */
static int
fault_fixup(kvm_t *kd, struct machine *ma)
{
	uint64_t at, record, fix[3];

	/* Each look counts as an instruction: the list may be endless. */
	for (at = kd->kd_fixup; at < kd->kd_fixup_end; at += 8) {
		if (++ma->ma_tsc > ma->ma_limit ||
		    memory_copy(kd, at, &record, 8, 0) != 0 ||
		    memory_copy(kd, record, fix, sizeof(fix), 0) != 0)
			return 0;
		if (ma->ma_rip >= fix[0] && ma->ma_rip < fix[1]) {
			ma->ma_rip = fix[2];
			return 1;
		}
	}
	return 0;
}

/* Give the command up: there is a guard around each. */
static int
give_up(kvm_t *kd, uint64_t how, uint64_t arg)
{
	struct machine *ma = &kd->kd_machine;

	if (how == 0)
		return kvm_fail(kd, "this kernel has no debugger");
	ma->ma_rip = how;
	ma->ma_reg[REG_DI] = arg;
	ma->ma_reg[REG_SP] = (ma->ma_reg[REG_SP] - 256) & ~15ul;
	ma->ma_reg[REG_SP] -= 8;
	return 0;
}

/* Run to the end.  0 or -1, said. */
static int
run(kvm_t *kd)
{
	struct machine *ma = &kd->kd_machine;
	unsigned faults = 0;

	for (;;) {
		switch (machine_run(ma)) {
		case STOP_DONE:
			return 0;
		case STOP_LIMIT:
			return kvm_fail(kd, "it does not come to an end");
		case STOP_FAULT:
			if (++faults > FAULTS_MAX)
				return kvm_fail(kd, "too many faults, the "
				    "last at 0x%lx", ma->ma_fault);
			if (!fault_fixup(kd, ma) && give_up(kd,
			    kd->kd_read_error, ma->ma_fault) != 0)
				return -1;
			break;
		case STOP_UNKNOWN:
			kvm_fail(kd, "no instruction I know at 0x%lx",
			    ma->ma_rip);
			/* FALLTHROUGH */
		case STOP_HALT:
			if (++faults > FAULTS_MAX || give_up(kd,
			    kd->kd_give_up, EDEADLK) != 0)
				return kvm_fail(kd, "it stops at 0x%lx",
				    ma->ma_rip);
		}
	}
}

/* An address in the kernel, or 0: it has no such thing. */
static uint64_t
address(kvm_t *kd, const char *name)
{
	uint64_t value;

	return symbol_find(kd, name, &value) == 0 ? value : 0;
}

static int
call_begin(kvm_t *kd)
{
	struct machine *ma = &kd->kd_machine;

	ma->ma_memory = kd;
	ma->ma_cr[3] = kd->kd_info.di_cr3;
	ma->ma_gs = cpu_block(kd);
	ma->ma_flags = FLAG_FIXED;
	ma->ma_return = RETURN_TO;
	ma->ma_limit = kd->kd_limit;
	ma->ma_tsc_base = kd->kd_info.di_tsc;
	kd->kd_fixup = address(kd, "__start_set_trap_fixup");
	kd->kd_fixup_end = address(kd, "__stop_set_trap_fixup");
	kd->kd_read_error = address(kd, "db_read_error");
	kd->kd_give_up = address(kd, "db_fail");
	if (symbol_find(kd, "ctx_switch", &ma->ma_never) != 0)
		ma->ma_never = 1;
	return ma->ma_gs == 0 ? kvm_fail(kd, "its processors are unknown") :
	    0;
}

static int
call_raw(kvm_t *kd, const char *name, const uint64_t *args, int nargs,
    uint64_t *value)
{
	struct machine *ma = &kd->kd_machine;
	int i;

	if (symbol_find(kd, name, &ma->ma_rip) != 0)
		return kvm_fail(kd, "this kernel has no %s", name);
	for (i = 0; i < nargs; i++)
		ma->ma_reg[arg_reg[i]] = args[i];
	ma->ma_reg[REG_SP] = SCRATCH_BASE + SCRATCH_SIZE - 64;
	ma->ma_reg[REG_BP] = 0;
	ma->ma_tsc = 0;
	machine_push(ma, RETURN_TO);
	if (run(kd) != 0)
		return -1;
	*value = ma->ma_reg[REG_AX];
	return 0;
}

/* Hand over the registers of those that never stopped in the debugger. */
static int
hand_frames(kvm_t *kd)
{
	uint64_t at = SCRATCH_BASE + SCRATCH_SIZE - SCRATCH_STACK -
	    CPUS_MAX * sizeof(kd->kd_cpu[0].dc_frame);
	uint64_t args[2], value;
	unsigned i;

	for (i = 0; i < kd->kd_cpus; i++) {
		if (!kd->kd_cpu[i].dc_known)
			continue;
		memory_copy(kd, at, kd->kd_cpu[i].dc_frame,
		    sizeof(kd->kd_cpu[i].dc_frame), 1);
		args[0] = i;
		args[1] = at;
		if (call_raw(kd, "db_dead_frame", args, 2, &value) != 0)
			return -1;
		at += sizeof(kd->kd_cpu[i].dc_frame);
	}
	return 0;
}

int
call_function(kvm_t *kd, const char *name, const uint64_t *args, int nargs,
    uint64_t *value)
{
	if (!kd->kd_begun && (call_begin(kd) != 0 || hand_frames(kd) != 0))
		return -1;
	kd->kd_begun = 1;
	return call_raw(kd, name, args, nargs, value);
}

/* Room for output between the arguments and the frames. */
#define OUT_AT		4096ul
#define OUT_SIZE	(512ul << 10)
#define LEN_AT		3072ul

int
kvm_command(kvm_t *kd, const char *commands, char *buf, size_t size)
{
	uint64_t args[4], error, len = 0;
	size_t n = strlen(commands) + 1;

	if (size > 0)
		buf[0] = '\0';
	if (kd->kd_kind != KVM_DUMP)
		return kvm_fail(kd, "the running kernel is asked by sysctl");
	if (n > LEN_AT)
		return E2BIG;
	memory_copy(kd, SCRATCH_BASE, (void *)(uintptr_t)commands, n, 1);
	args[0] = SCRATCH_BASE;
	args[1] = SCRATCH_BASE + OUT_AT;
	args[2] = OUT_SIZE;
	args[3] = SCRATCH_BASE + LEN_AT;
	if (call_function(kd, "db_dead_run", args, 4, &error) != 0)
		return -1;
	memory_copy(kd, args[3], &len, sizeof(len), 0);
	if (len >= OUT_SIZE)
		len = OUT_SIZE - 1;
	if (len >= size)
		len = size > 0 ? size - 1 : 0;
	memory_copy(kd, args[1], buf, len, 0);
	if (size > 0)
		buf[len] = '\0';
	return (int)error;
}

static int
lend(kvm_t *kd, const void *at, size_t n, void *ours, int copied)
{
	kd->kd_lent[kd->kd_lents++] = (struct lent){ (uintptr_t)at, n, ours,
	    copied };
	return 0;
}

int
kvm_lend(kvm_t *kd, void *at, size_t n)
{
	if (at == NULL || n == 0)
		return 0;
	if (kd->kd_lents == LENT_MAX)
		return kvm_fail(kd, "too many buffers");
	return lend(kd, at, n, at, 0);
}

/* It may be a constant of ours: a kernel that writes there must not hurt. */
int
kvm_lend_copy(kvm_t *kd, const void *at, size_t n)
{
	void *copy;

	if (at == NULL || n == 0)
		return 0;
	copy = kd->kd_lents < LENT_MAX ? malloc(n) : NULL;
	if (copy == NULL)
		return kvm_fail(kd, "too many buffers");
	return lend(kd, at, n, memcpy(copy, at, n), 1);
}

void
kvm_lend_none(kvm_t *kd)
{
	while (kd->kd_lents > 0)
		if (kd->kd_lent[--kd->kd_lents].le_copied)
			free(kd->kd_lent[kd->kd_lents].le_ours);
}

int
kvm_syscall(kvm_t *kd, int number, const uint64_t args[6], uint64_t ret[2])
{
	uint64_t pass[3] = { (uint64_t)number, SCRATCH_BASE,
	    SCRATCH_BASE + 64 };
	uint64_t error;

	memory_copy(kd, pass[1], (void *)(uintptr_t)args, 48, 1);
	if (call_function(kd, "syscall_dead", pass, 3, &error) != 0)
		return -1;
	memory_copy(kd, pass[2], ret, 16, 0);
	return (int)error;
}

int
kvm_sysctl(kvm_t *kd, int number, const uint64_t args[6], size_t name_size)
{
	size_t *len = (size_t *)(uintptr_t)args[3];
	size_t room = len != NULL ? *len : 0;
	uint64_t ret[2];
	int error;

	kvm_lend_copy(kd, (const void *)(uintptr_t)args[0], name_size);
	kvm_lend(kd, len, sizeof(*len));
	kvm_lend(kd, (void *)(uintptr_t)args[2], room);
	kvm_lend_copy(kd, (const void *)(uintptr_t)args[4], args[5]);
	error = kvm_syscall(kd, number, args, ret);
	kvm_lend_none(kd);
	if (args[2] != 0 && len != NULL && *len > room)
		*len = room;
	return error;
}
