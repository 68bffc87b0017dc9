// SPDX-License-Identifier: BSD-2-Clause
/*
 * ktest - tests that run inside the kernel, as records.
 *
 * KTEST(name) { ... } defines a test; it fails by KT_ASSERT, which prints
 * and returns.  They run in a kernel thread when the sysctl debug.ktest.run
 * is written (a word selects by substring), one line each on the log.
 */
#pragma once

#include "kernel/lib/linker_set.h"

struct ktest {
	const char *kt_name;		/* [I] */
	void (*kt_func)(void);		/* [I] */
};

#define KTEST(name)							\
	static void ktest_##name(void);					\
	static const struct ktest ktest_record_##name = {		\
		#name, ktest_##name					\
	};								\
	SET_ENTRY(ktest, ktest_record_##name);				\
	static void ktest_##name(void)

/* Note a failed check of the running test (tests/kern/ktest_run.c). */
void	ktest_fail(const char *file, int line, const char *what);

#define KT_ASSERT(cond) do {						\
	if (!(cond)) {							\
		ktest_fail(__FILE__, __LINE__, #cond);			\
		return;							\
	}								\
} while (0)
