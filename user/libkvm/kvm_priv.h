// SPDX-License-Identifier: BSD-2-Clause
/*
 * kvm_priv - a kernel that is looked at, as libkvm's files see it.
 */
#pragma once

#include <sys/dump.h>

#include "user/libkvm/kvm.h"
#include "user/libkvm/machine.h"

#define PAGE		4096ul
#define KERNEL_BASE	0xffffffff80000000ul
#define USER_END	0x0000800000000000ul
#define SEGMENTS_MAX	256	/* ranges of memory in a core */
#define TLB_SIZE	1024
#define BUCKETS		16384
#define LENT_MAX	512
#define CPUS_MAX	64

/* Where a call's arguments, results and stack lie; nothing else is there. */
#define SCRATCH_BASE	0xffffc00000000000ul
#define SCRATCH_SIZE	(1ul << 20)
#define SCRATCH_STACK	(256ul << 10)	/* at its end */
#define RETURN_TO	0xffffd00000000000ul

struct segment {
	uint64_t sg_phys, sg_bytes, sg_offset;
};

/* A page of its memory; ours to change. */
struct kpage {
	struct kpage *pg_next;
	uint64_t pg_phys;
	uint8_t pg_bytes[PAGE];
};

/* What the kernel sees at le_at lies at le_ours. */
struct lent {
	uint64_t le_at, le_bytes;
	uint8_t *le_ours;
	int le_copied;			/* for this; to be freed */
};

struct kvm {
	enum kvm_kind kd_kind;
	int kd_fd;
	uint64_t kd_size;			/* of the file */
	struct segment kd_segment[SEGMENTS_MAX];
	unsigned kd_segments;
	struct kpage *kd_page[BUCKETS];
	unsigned kd_pages;
	struct {
		uint64_t va;
		uint8_t *bytes;
	} kd_tlb[TLB_SIZE];
	struct dump_anchor kd_anchor;
	char *kd_symbols;			/* copy of its table */
	size_t kd_symbols_size;
	int kd_noted;				/* kd_info is there */
	struct dump_info kd_info;
	struct dump_cpu kd_cpu[CPUS_MAX];
	unsigned kd_cpus;
	struct machine kd_machine;
	uint64_t kd_limit;			/* instructions of a call */
	uint8_t *kd_scratch;
	struct lent kd_lent[LENT_MAX];
	unsigned kd_lents;
	struct kinfo_proc *kd_procs;
	char *kd_argv[2];
	int kd_begun;			/* frames were handed over */
	uint64_t kd_fixup, kd_fixup_end; /* its list of trap fixups */
	uint64_t kd_read_error, kd_give_up; /* functions, or 0 */
	char kd_error[KVM_ERRORS];
};

/* Say why.  Returns -1. */
int	kvm_fail(kvm_t *kd, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

/* ------------------------------------------------------ core.c */

/* Understand the file.  0 or -1, said. */
int	core_open(kvm_t *kd);
/* n bytes of the file.  0 or -1. */
int	core_pread(kvm_t *kd, void *buf, size_t n, uint64_t offset);

/* ------------------------------------------------------ memory.c */

/* Our copy of a physical page, or NULL: not in the core. */
uint8_t	*memory_page(kvm_t *kd, uint64_t phys);
void	memory_free(kvm_t *kd);
/* n bytes at va, in or out.  0 or -1. */
int	memory_copy(kvm_t *kd, uint64_t va, void *buf, size_t n, int out);

/* ------------------------------------------------------ symbol.c */

/* Read the table.  0 or -1, said. */
int	symbol_open(kvm_t *kd);
int	symbol_find(kvm_t *kd, const char *name, uint64_t *value);
/* Is file exec of the same build?  0 or -1, said. */
int	symbol_check(kvm_t *kd, const char *exec);

/* ------------------------------------------------------ call.c */

/* Call function name.  Its value in *value.  0 or -1, said. */
int	call_function(kvm_t *kd, const char *name, const uint64_t *args,
	    int nargs, uint64_t *value);
