// SPDX-License-Identifier: BSD-2-Clause
/*
 * kmem - the kernel's heap: named caches and sized allocations.
 *
 * A slab cache holds objects of one size, with magazines per CPU in front.
 * Every allocation is charged to a ledger (NULL: the base system's) and to
 * its call site, and can be made to fail by debug.fault.  Objects are
 * 16-byte aligned; kmem_free needs no size.  Any context but NMI.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "kernel/mem/ledger.h"
#include "kernel/mem/page.h"

struct slab_cache;
struct thread;

/* A cache that lives for ever or until destroyed; NULL if out of memory. */
struct slab_cache *slab_create(const char *name, size_t size);
/* All objects must be free; returns their memory. */
void	slab_destroy(struct slab_cache *sc);

#define slab_alloc(sc, ledger, flags)					\
	slab_alloc_at((sc), (ledger), (flags), ALLOC_SITE())
void	*slab_alloc_at(struct slab_cache *sc, struct ledger *ld, int flags,
	    const struct alloc_site *site);
void	slab_free(struct slab_cache *sc, void *obj);	/* NULL allowed */
/* What obj is charged to; good while obj is. */
struct ledger *slab_ledger(const struct slab_cache *sc, void *obj);

/* size bytes, from a sized cache or, when large, from pages.  0 is 1. */
#define kmem_alloc(ledger, size, flags)					\
	kmem_alloc_at((ledger), (size), (flags), ALLOC_SITE())
#define kmem_zalloc(ledger, size, flags)				\
	kmem_alloc_at((ledger), (size), (flags) | KM_ZERO, ALLOC_SITE())
void	*kmem_alloc_at(struct ledger *ld, size_t size, int flags,
	    const struct alloc_site *site);
void	kmem_free(void *p);				/* NULL allowed */
/* Bytes that may be used at p, from kmem_alloc: what was asked or more. */
size_t	kmem_room(const void *p);

/*
 * The ledger that the object p points at, or into, is charged to, if it is
 * one of the heap's; NULL: the base's, or no object.  Good while it is there.
 */
struct ledger *kmem_ledger(const void *p);

/* Copy of a string, or NULL. */
#define kmem_strdup(ledger, s, flags)					\
	kmem_strdup_at((ledger), (s), (flags), ALLOC_SITE())
char	*kmem_strdup_at(struct ledger *ld, const char *s, int flags,
	    const struct alloc_site *site);

/* Empty all magazines and give free slabs back (tests, low memory). */
void	kmem_drain(void);

/* Called when pages run short: free what you can spare. */
struct mem_reclaim {
	const char *mr_name;		/* [I] */
	void (*mr_func)(void);		/* [I] spinlocks only */
};
#define MEM_RECLAIM(func)						\
	static const struct mem_reclaim mem_reclaim_##func = { #func, func }; \
	SET_ENTRY(mem_reclaim, mem_reclaim_##func)

/*
 * Up-call, defined by kernel/sched: let memory come free; may sleep for a
 * bounded time.  Nonzero: try again.
 */
int	mem_wait(void);

/*
 * Fault injection, sysctl debug.fault.*: the (fault_after)th allocation from
 * now fails, once; counting only those charged to fault_ledger, made by
 * fault_thread, if set.
 */
extern volatile int64_t fault_after;		/* [a] 0 off */
extern struct ledger *volatile fault_ledger;	/* [a] NULL any */
extern struct thread *volatile fault_thread;	/* [a] NULL any */
extern volatile int64_t fault_count;		/* [a] allocations counted */
/* The random mode (kernel/vimage/fault_control.c turns it on). */
extern volatile int fault_random;		/* [a] one in so many; 0 off */
extern volatile uint64_t fault_state;		/* [a] never 0 when on */
extern volatile uint64_t fault_trace;		/* [a] hash of what struck */
#define FAULT_SITE_MAX	48
extern char fault_site[FAULT_SITE_MAX];		/* [a] "": any */
int	fault_site_is(const struct alloc_site *site, const char *name);

/* FAULT_FILTER(func): later layers' say in whether to count; any context. */
struct fault_filter {
	int (*ff_wants)(void);			/* [I] */
};
#define FAULT_FILTER(func)						\
	static const struct fault_filter fault_filter_##func = { func }; \
	SET_ENTRY(fault_filter, fault_filter_##func)
