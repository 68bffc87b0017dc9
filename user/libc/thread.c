// SPDX-License-Identifier: BSD-2-Clause
/*
 * thread - making threads, and their end.
 *
 * A thread's stack is a mapping of its own: a page that may not be touched,
 * the stack, the __thread variables, struct pthread and newlib's data.  The
 * kernel sets t_gone when the thread has left it for good; only then is the
 * mapping used again.  A few of the usual size are kept, with those of
 * detached threads that may still be on their way out.
 *
 * Locks: thread_lock over the list of kept mappings.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "user/libc/thread.h"

#define PAGE		4096
#define STACK_DEFAULT	(256 * 1024)
#define KEPT_MAX	16

static volatile unsigned thread_lock;		/* [a] a word */
static struct pthread *thread_kept;		/* [l] mappings to use again */
static int thread_kept_count;			/* [l] */

/* A kept mapping of size whose thread is gone, or NULL. */
static struct pthread *
kept_take(size_t size)
{
	struct pthread **at, *t;

	(void)__word_lock(&thread_lock, 0, NULL);
	for (at = &thread_kept; (t = *at) != NULL; at = &t->t_next) {
		if (t->t_map_size == size && t->t_gone != 0) {
			*at = t->t_next;
			thread_kept_count--;
			break;
		}
	}
	__word_unlock(&thread_lock, 0);
	return t;
}

/* Unmap what is kept beyond the most we want, if its thread is gone. */
static struct pthread *
kept_excess(void)
{
	struct pthread **at, *t = NULL;

	if (thread_kept_count <= KEPT_MAX)
		return NULL;
	for (at = &thread_kept; (t = *at) != NULL; at = &t->t_next) {
		if (t->t_gone != 0) {
			*at = t->t_next;
			thread_kept_count--;
			break;
		}
	}
	return t;
}

static void
thread_keep(struct pthread *t)
{
	struct pthread *old;

	if (t->t_map == NULL)
		return;
	(void)__word_lock(&thread_lock, 0, NULL);
	t->t_next = thread_kept;
	thread_kept = t;
	thread_kept_count++;
	old = kept_excess();
	__word_unlock(&thread_lock, 0);
	if (old != NULL)
		munmap(old->t_map, old->t_map_size);
}

/* Where struct pthread lies in a stack that ends at end. */
static struct pthread *
thread_place(char *end)
{
	uintptr_t at = (uintptr_t)end - sizeof(struct pthread) -
	    sizeof(struct _reent);

	return (struct pthread *)(at & ~(uintptr_t)63);
}

static struct pthread *
thread_map(size_t size)
{
	struct pthread *t = kept_take(size);
	char *map;

	if (t != NULL) {
		map = t->t_map;
	} else {
		map = mmap(NULL, size, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANON, -1, 0);
		if (map == MAP_FAILED)
			return NULL;
		(void)mprotect(map, PAGE, PROT_NONE);
		t = thread_place(map + size);
	}
	memset(t, 0, sizeof(*t));
	t->t_map = map;
	t->t_map_size = size;
	return t;
}

static struct pthread *
thread_alloc(const pthread_attr_t *attr)
{
	size_t size = STACK_DEFAULT;
	struct pthread *t;

	if (attr != NULL && attr->at_stack_size != 0)
		size = (attr->at_stack_size + PAGE - 1) & ~(size_t)(PAGE - 1);
	if (attr == NULL || attr->at_stack == NULL)
		return thread_map(size + 2 * PAGE);
	t = thread_place((char *)attr->at_stack + attr->at_stack_size);
	memset(t, 0, sizeof(*t));
	return t;
}

static void
thread_main(void *arg)
{
	struct pthread *t = arg;

	pthread_exit(t->t_start(t->t_arg));
}

static long
thread_tid(struct pthread *t)
{
	if (t->t_tid == 0)
		thr_self(&t->t_tid);	/* only the first has to ask */
	return t->t_tid;
}

int
pthread_create(pthread_t *out, const pthread_attr_t *attr,
    void *(*start)(void *), void *arg)
{
	struct thr_param tp = { .start_func = thread_main };
	struct pthread *t = thread_alloc(attr);

	if (t == NULL)
		return EAGAIN;
	t->t_self = t;
	t->t_reent = (struct _reent *)(t + 1);
	_REENT_INIT_PTR(t->t_reent);
	t->t_start = start;
	t->t_arg = arg;
	if (attr != NULL && attr->at_detached)
		t->t_fate = THREAD_DETACHED;
	__tls_fill(t);
	(void)thread_tid(thread_self());
	tp.arg = t;
	tp.stack_base = t->t_map != NULL ? t->t_map : attr->at_stack;
	tp.stack_size = (size_t)((char *)t - __tls_size() - tp.stack_base);
	tp.tls_base = (char *)t;
	tp.child_tid = &t->t_tid;
	__isthreaded = 1;
	__atomic_add_fetch(&__thread_count, 1, __ATOMIC_RELAXED);
	*out = t;
	if (thr_new(&tp, sizeof(tp)) == 0)
		return 0;
	__atomic_sub_fetch(&__thread_count, 1, __ATOMIC_RELAXED);
	t->t_gone = 1;
	thread_keep(t);
	return EAGAIN;
}

static int
thread_claim(struct pthread *t, uint32_t from, uint32_t to)
{
	return __atomic_compare_exchange_n(&t->t_fate, &from, to, 0,
	    __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

void
pthread_exit(void *value)
{
	struct pthread *t = thread_self();
	struct pthread_cleanup *cl;

	t->t_cancel_off = 1;
	t->t_cancel_now = 0;
	while ((cl = t->t_cleanup) != NULL) {
		t->t_cleanup = cl->cl_next;
		cl->cl_func(cl->cl_arg);
	}
	__thread_specific_end(t);
	t->t_value = value;
	if (__atomic_sub_fetch(&__thread_count, 1, __ATOMIC_ACQ_REL) == 0)
		exit(0);
	if (t->t_map != NULL)
		_reclaim_reent(t->t_reent);
	if (!thread_claim(t, THREAD_JOINABLE, THREAD_ENDED))
		thread_keep(t);		/* it was detached */
	thr_exit((long *)&t->t_gone);
	__builtin_unreachable();
}

int
pthread_join(pthread_t t, void **value)
{
	if (t == thread_self())
		return EDEADLK;
	pthread_testcancel();
	/* Before it is claimed: who is cancelled here leaves it joinable. */
	while (t->t_gone == 0) {
		(void)__thread_wait((volatile unsigned *)&t->t_gone, 0, 0,
		    CLOCK_REALTIME, NULL);
		pthread_testcancel();
	}
	if (!thread_claim(t, THREAD_ENDED, THREAD_JOINED))
		return EINVAL;
	if (value != NULL)
		*value = t->t_value;
	thread_keep(t);
	return 0;
}

int
pthread_detach(pthread_t t)
{
	if (thread_claim(t, THREAD_JOINABLE, THREAD_DETACHED))
		return 0;
	/* It has ended, or is about to: its mapping is ours to keep. */
	if (!thread_claim(t, THREAD_ENDED, THREAD_JOINED))
		return EINVAL;
	thread_keep(t);
	return 0;
}

pthread_t
pthread_self(void)
{
	return thread_self();
}

int
pthread_equal(pthread_t a, pthread_t b)
{
	return a == b;
}

int
pthread_kill(pthread_t t, int sig)
{
	int saved = errno, error = 0;
	long tid = t == thread_self() ? thread_tid(t) : t->t_tid;

	if (sig < 0 || sig > SIGRTMAX)
		return EINVAL;
	if (t->t_gone != 0 || tid == 0)
		return ESRCH;
	if (thr_kill(tid, sig) != 0)
		error = errno;
	errno = saved;
	return error;
}

int
pthread_sigmask(int how, const sigset_t *set, sigset_t *old)
{
	int saved = errno, error = 0;

	if (sigprocmask(how, set, old) != 0)
		error = errno;
	errno = saved;
	return error;
}

int
pthread_setname_np(pthread_t t, const char *name)
{
	if (t != thread_self())
		return ENOSYS;
	return thr_set_name(thread_tid(t), name) == 0 ? 0 : ERANGE;
}

void
__thread_forked(void)
{
	struct pthread *t = thread_self();

	t->t_tid = 0;
	__thread_count = 1;
	thread_lock = 0;
}
