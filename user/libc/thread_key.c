// SPDX-License-Identifier: BSD-2-Clause
/*
 * thread_key - values of each thread's own by key, once, and atfork.
 *
 * Locks: key_lock over the table of keys and the list of fork's functions.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include "user/libc/thread.h"

struct key {
	int k_used;			/* [key_lock] */
	void (*k_end)(void *);		/* [key_lock] */
};

struct atfork {
	struct atfork *af_next;		/* [key_lock] last made first */
	struct atfork *af_prev;		/* [key_lock] */
	void (*af_func[3])(void);	/* [I] before, parent, child */
};

static volatile unsigned key_lock;			/* [a] a word */
static struct key key_table[PTHREAD_KEYS_MAX];		/* [key_lock] */
static struct atfork *atfork_last, *atfork_first;	/* [key_lock] */

int
pthread_key_create(pthread_key_t *key, void (*end)(void *))
{
	int i;

	(void)__word_lock(&key_lock, 0, NULL);
	for (i = 0; i < PTHREAD_KEYS_MAX && key_table[i].k_used; i++)
		continue;
	if (i < PTHREAD_KEYS_MAX) {
		key_table[i].k_used = 1;
		key_table[i].k_end = end;
	}
	__word_unlock(&key_lock, 0);
	*key = (pthread_key_t)i;
	return i < PTHREAD_KEYS_MAX ? 0 : EAGAIN;
}

int
pthread_key_delete(pthread_key_t key)
{
	if (key >= PTHREAD_KEYS_MAX || !key_table[key].k_used)
		return EINVAL;
	(void)__word_lock(&key_lock, 0, NULL);
	key_table[key].k_used = 0;
	key_table[key].k_end = NULL;
	__word_unlock(&key_lock, 0);
	return 0;
}

int
pthread_setspecific(pthread_key_t key, const void *value)
{
	struct pthread *t = thread_self();

	if (key >= PTHREAD_KEYS_MAX || !key_table[key].k_used)
		return EINVAL;
	t->t_keys = 1;
	t->t_specific[key] = value;
	return 0;
}

void *
pthread_getspecific(pthread_key_t key)
{
	return key < PTHREAD_KEYS_MAX ?
	    (void *)thread_self()->t_specific[key] : NULL;
}

/* One round; 1 if a destructor ran, which may have set values again. */
static int
specific_round(struct pthread *t)
{
	void (*end)(void *);
	void *value;
	int i, ran = 0;

	for (i = 0; i < PTHREAD_KEYS_MAX; i++) {
		value = (void *)t->t_specific[i];
		end = key_table[i].k_end;
		t->t_specific[i] = NULL;
		if (value == NULL || end == NULL)
			continue;
		end(value);
		ran = 1;
	}
	return ran;
}

void
__thread_specific_end(struct pthread *t)
{
	int i;

	if (t->t_keys == 0)
		return;
	for (i = 0; i < PTHREAD_DESTRUCTOR_ITERATIONS; i++) {
		if (!specific_round(t))
			break;
	}
}

int
pthread_once(pthread_once_t *once, void (*func)(void))
{
	unsigned state = 0;

	if (__atomic_load_n(&once->on_word, __ATOMIC_ACQUIRE) == 2)
		return 0;
	if (__atomic_compare_exchange_n(&once->on_word, &state, 1, 0,
	    __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) {
		func();
		__atomic_store_n(&once->on_word, 2, __ATOMIC_RELEASE);
		__thread_wake(&once->on_word, INT_MAX, 0);
		return 0;
	}
	while (__atomic_load_n(&once->on_word, __ATOMIC_ACQUIRE) != 2)
		(void)__thread_wait(&once->on_word, 1, 0, CLOCK_REALTIME,
		    NULL);
	return 0;
}

/* Before the fork last made first, afterwards first made first. */
static void
atfork_run(int when)
{
	struct atfork *af;

	for (af = when == 0 ? atfork_last : atfork_first; af != NULL;
	    af = when == 0 ? af->af_next : af->af_prev)
		if (af->af_func[when] != NULL)
			af->af_func[when]();
}

int
pthread_atfork(void (*before)(void), void (*parent)(void),
    void (*child)(void))
{
	struct atfork *af = calloc(1, sizeof(*af));

	if (af == NULL)
		return ENOMEM;
	af->af_func[0] = before;
	af->af_func[1] = parent;
	af->af_func[2] = child;
	(void)__word_lock(&key_lock, 0, NULL);
	af->af_next = atfork_last;
	if (atfork_last != NULL)
		atfork_last->af_prev = af;
	else
		atfork_first = af;
	atfork_last = af;
	__thread_atfork = atfork_run;
	__word_unlock(&key_lock, 0);
	return 0;
}
