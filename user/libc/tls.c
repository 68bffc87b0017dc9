// SPDX-License-Identifier: BSD-2-Clause
/*
 * tls - what each thread has for itself: FS, __thread variables, errno.
 *
 * The linker script leaves the first values of __thread variables between
 * __tdata_start and __tdata_end, and says by __tbss_end how many bytes they
 * are in all.  The first thread of a program without any gets by with a
 * static block.
 */
#include <string.h>
#include <sys/sysarch.h>
#include <unistd.h>
#include "user/libc/thread.h"

#define TLS_ALIGN	64	/* program.ld's */

/* Made by the linker script. */
extern const char __tdata_start[], __tdata_end[], __tbss_end[];

static struct pthread thread_first __attribute__((aligned(TLS_ALIGN)));

volatile int __thread_count = 1;
volatile int __isthreaded;

size_t
__tls_size(void)
{
	size_t size = (size_t)(__tbss_end - __tdata_start);

	return (size + TLS_ALIGN - 1) & ~(size_t)(TLS_ALIGN - 1);
}

void
__tls_fill(struct pthread *t)
{
	char *at = (char *)t - __tls_size();
	size_t data = (size_t)(__tdata_end - __tdata_start);

	memcpy(at, __tdata_start, data);
	memset(at + data, 0, __tls_size() - data);
}

void
__thread_setup(void)
{
	struct pthread *t = &thread_first;
	size_t tls = __tls_size();
	uintptr_t at;

	if (tls > 0) {
		at = (uintptr_t)sbrk((ptrdiff_t)(tls + sizeof(*t) +
		    TLS_ALIGN));
		at = (at + TLS_ALIGN - 1) & ~(uintptr_t)(TLS_ALIGN - 1);
		t = (struct pthread *)(at + tls);
		__tls_fill(t);
	}
	t->t_self = t;
	t->t_reent = _GLOBAL_REENT;
	sysarch(AMD64_SET_FSBASE, &t->t_self);
}

/* newlib asks for this wherever it needs errno, or strtok's place. */
struct _reent *
__getreent(void)
{
	struct _reent *re;

	__asm__("mov %%fs:8, %0" : "=r"(re));
	return re;
}
