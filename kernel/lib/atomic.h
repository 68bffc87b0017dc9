// SPDX-License-Identifier: BSD-2-Clause
/*
 * atomic - the few atomic operations the kernel uses, by name.
 *
 * Thin names over the compiler's builtins; all are sequentially consistent
 * unless the name says otherwise.
 */
#pragma once

#include <stdint.h>

#define atomic_load(p)		__atomic_load_n((p), __ATOMIC_ACQUIRE)
#define atomic_store(p, v)	__atomic_store_n((p), (v), __ATOMIC_RELEASE)
#define atomic_load_relaxed(p)	__atomic_load_n((p), __ATOMIC_RELAXED)
#define atomic_add(p, v)	__atomic_add_fetch((p), (v), __ATOMIC_SEQ_CST)
#define atomic_sub(p, v)	__atomic_sub_fetch((p), (v), __ATOMIC_SEQ_CST)
#define atomic_or(p, v)		__atomic_fetch_or((p), (v), __ATOMIC_SEQ_CST)
#define atomic_and(p, v)	__atomic_fetch_and((p), (v), __ATOMIC_SEQ_CST)
/* No load after this is done before a store that stands ahead of it. */
#define atomic_fence()		__atomic_thread_fence(__ATOMIC_SEQ_CST)
#define atomic_swap(p, v)	__atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST)

/* Store new if *p is *old; else *old becomes what was there. */
#define atomic_cas(p, old, new)						\
	__atomic_compare_exchange_n((p), (old), (new), 0,		\
	    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)
