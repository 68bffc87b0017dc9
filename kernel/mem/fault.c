// SPDX-License-Identifier: BSD-2-Clause
/*
 * fault - making chosen allocations fail.
 *
 * Every allocator asks fault_check() first.  Off costs a load and a test.
 * On, allocations that match all that was asked for (size, call site,
 * ledger, thread, and what FAULT_FILTER records of later layers say) are
 * counted.  In the plain mode the countdown coming to one makes that
 * allocation fail, and the injector turns itself off: a test walks N = 1,
 * 2, 3... until the operation succeeds.  In the random mode one in so many
 * fails, by numbers that follow from a seed alone, until it is turned off.
 *
 * fault_trace mixes the places of all that struck: two runs that do the
 * same in the same order (one CPU, -icount) from one seed end with the same.
 */
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/hash.h"
#include "kernel/lib/string.h"
#include "kernel/lib/sysctl_record.h"
#include "kernel/mem/mem_priv.h"

SET_DECLARE(fault_filter, const struct fault_filter);

volatile int64_t fault_after;			/* [a] */
struct ledger *volatile fault_ledger;		/* [a] */
struct thread *volatile fault_thread;		/* [a] */
volatile int64_t fault_count;			/* [a] */
volatile int fault_random;			/* [a] one in so many; 0 off */
volatile uint64_t fault_state;			/* [a] of the random mode */
volatile uint64_t fault_trace;			/* [a] */
char fault_site[FAULT_SITE_MAX];		/* [a] "": any */

static volatile int64_t fault_size_min;		/* [a] bytes */
static volatile int64_t fault_size_max;		/* [a] bytes, 0: any */
static volatile int64_t fault_struck;		/* [a] since boot */

/* "kmem.c:12", "kmem.c" or the function's name. */
int
fault_site_is(const struct alloc_site *site, const char *name)
{
	const char *base = strrchr(site->as_file, '/');
	char text[FAULT_SITE_MAX];

	base = base != NULL ? base + 1 : site->as_file;
	snprintf(text, sizeof(text), "%s:%d", base, site->as_line);
	return strcmp(name, text) == 0 || strcmp(name, base) == 0 ||
	    strcmp(name, site->as_func) == 0;
}

static int
fault_matches(const struct ledger *ld, size_t size,
    const struct alloc_site *site)
{
	const struct fault_filter *const *ff;

	if (fault_ledger != NULL && fault_ledger != ld)
		return 0;
	if (fault_thread != NULL && fault_thread != curthread)
		return 0;
	if (fault_size_max != 0 && ((int64_t)size < fault_size_min ||
	    (int64_t)size > fault_size_max))
		return 0;
	if (fault_site[0] != '\0' &&
	    (site == NULL || !fault_site_is(site, fault_site)))
		return 0;
	SET_FOREACH(ff, fault_filter)
		if (!(*ff)->ff_wants())
			return 0;
	return 1;
}

/* One in fault_random; xorshift, whose state is never 0. */
static int
fault_draw(void)
{
	uint64_t x = fault_state;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	fault_state = x;
	return x % (uint64_t)fault_random == 0;
}

int
fault_strikes(const struct ledger *ld, size_t size,
    const struct alloc_site *site)
{
	int strikes;

	if (!fault_matches(ld, size, site))
		return 0;
	atomic_add(&fault_count, 1);
	/* Exactly one CPU sees the countdown come to zero. */
	strikes = fault_random != 0 ? fault_draw() :
	    atomic_sub(&fault_after, 1) == 0;
	if (strikes) {
		atomic_add(&fault_struck, 1);
		fault_trace = hash_u64(fault_trace ^ (uint64_t)fault_count ^
		    (site != NULL ? (uint64_t)site->as_line << 32 : 0));
	}
	return strikes;
}

#define FAULT_NODE(id, name, flags, var, min, max, descr)		\
	SYSCTL_RANGE_(id, "debug.fault." name, SYSCTL_T_LONG, flags,	\
	    (void *)(uintptr_t)&(var), sizeof(int64_t), NULL, NULL, descr, \
	    min, max)

FAULT_NODE(after, "after", SYSCTL_RW, fault_after, 0, INT64_MAX,
    "the allocation, counted from now, that fails; 0 off");
FAULT_NODE(count, "count", SYSCTL_RW, fault_count, 0, INT64_MAX,
    "allocations that matched while faults were on");
FAULT_NODE(size_min, "size_min", SYSCTL_RW, fault_size_min, 0, INT64_MAX,
    "smallest allocation that may fail, in bytes");
FAULT_NODE(size_max, "size_max", SYSCTL_RW, fault_size_max, 0, INT64_MAX,
    "largest allocation that may fail, in bytes; 0: any size");
FAULT_NODE(struck, "struck", SYSCTL_RD, fault_struck, 0, 0,
    "allocations made to fail since boot");
FAULT_NODE(trace, "trace", SYSCTL_RW, fault_trace, INT64_MIN, INT64_MAX,
    "hash of what was made to fail, in order; 0 begins anew");
