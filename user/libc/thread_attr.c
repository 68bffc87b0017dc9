// SPDX-License-Identifier: BSD-2-Clause
/*
 * thread_attr - how a thread is to be made.
 */
#include <errno.h>
#include <string.h>
#include "user/libc/thread.h"

#define PAGE	4096

int
pthread_attr_init(pthread_attr_t *at)
{
	memset(at, 0, sizeof(*at));
	return 0;
}

int
pthread_attr_destroy(pthread_attr_t *at)
{
	(void)at;
	return 0;
}

int
pthread_attr_setdetachstate(pthread_attr_t *at, int state)
{
	if (state != PTHREAD_CREATE_JOINABLE &&
	    state != PTHREAD_CREATE_DETACHED)
		return EINVAL;
	at->at_detached = state;
	return 0;
}

int
pthread_attr_getdetachstate(const pthread_attr_t *at, int *state)
{
	*state = at->at_detached;
	return 0;
}

int
pthread_attr_setstacksize(pthread_attr_t *at, size_t size)
{
	if (size < PTHREAD_STACK_MIN)
		return EINVAL;
	at->at_stack_size = size;
	return 0;
}

int
pthread_attr_getstacksize(const pthread_attr_t *at, size_t *size)
{
	*size = at->at_stack_size != 0 ? at->at_stack_size : 256 * 1024;
	return 0;
}

int
pthread_attr_setstack(pthread_attr_t *at, void *stack, size_t size)
{
	if (size < PTHREAD_STACK_MIN || ((size_t)stack & 15) != 0)
		return EINVAL;
	at->at_stack = stack;
	at->at_stack_size = size;
	return 0;
}

int
pthread_attr_getstack(const pthread_attr_t *at, void **stack, size_t *size)
{
	*stack = at->at_stack;
	return pthread_attr_getstacksize(at, size);
}

/* There is always one page, and never more: the value is only kept. */
int
pthread_attr_setguardsize(pthread_attr_t *at, size_t size)
{
	at->at_guard = size + 1;
	return 0;
}

int
pthread_attr_getguardsize(const pthread_attr_t *at, size_t *size)
{
	*size = at->at_guard != 0 ? at->at_guard - 1 : PAGE;
	return 0;
}
