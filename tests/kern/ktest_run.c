// SPDX-License-Identifier: BSD-2-Clause
/*
 * ktest_run - running the tests that live in the kernel.
 *
 * Writing a word to debug.ktest.run runs, in a kernel thread of its own,
 * each test whose name contains it ("all": every one) and prints one line
 * each on the log, "ok NAME" or "not ok NAME where what".  The write returns
 * when all are done; EIO if one failed.  Reading gives "N ok, N failed".
 *
 * Locks: [k] ktest_lock, a mutex over a whole run.
 */
#include <sys/errno.h>

#include "kernel/debug/cons.h"
#include "kernel/lib/init.h"
#include "kernel/lib/ktest.h"
#include "kernel/lib/string.h"
#include "kernel/lock/spin.h"
#include "kernel/sched/thread.h"
#include "kernel/sched/waitq.h"
#include "kernel/sync/mutex.h"
#include "kernel/sys/sysctl.h"

#define WORD_MAX	48

SET_DECLARE(ktest, const struct ktest);

static struct mutex ktest_lock;			/* class "ktest" */
static char ktest_word[WORD_MAX];		/* [k] what to run */
static char ktest_failure[160];			/* [k] of the running test */
static int ktest_ok;				/* [k] */
static int ktest_failed;			/* [k] */
static struct spinlock ktest_done_lock =
    SPIN_INITIALIZER("test_outer");
static struct waitq ktest_done_wait;		/* [d] ktest_done_lock */
static int ktest_done;				/* [d] */

void
ktest_fail(const char *file, int line, const char *what)
{
	const char *base = strrchr(file, '/');

	if (ktest_failure[0] == '\0')
		snprintf(ktest_failure, sizeof(ktest_failure), "%s:%d %s",
		    base != NULL ? base + 1 : file, line, what);
}

static void
ktest_one(const struct ktest *kt)
{
	ktest_failure[0] = '\0';
	kt->kt_func();
	if (ktest_failure[0] == '\0') {
		ktest_ok++;
		kprintf("ok %s\n", kt->kt_name);
	} else {
		ktest_failed++;
		kprintf("not ok %s %s\n", kt->kt_name, ktest_failure);
	}
}

static void
ktest_main(void *arg)
{
	const struct ktest *const *kt;

	(void)arg;
	SET_FOREACH(kt, ktest) {
		if (strcmp(ktest_word, "all") == 0 ||
		    strstr((*kt)->kt_name, ktest_word) != NULL)
			ktest_one(*kt);
	}
	spin_lock(&ktest_done_lock);
	ktest_done = 1;
	waitq_wake_all(&ktest_done_wait);
	spin_unlock(&ktest_done_lock);
}

/* Run what ktest_word says; 0, EIO, or why there is no thread. */
static int
ktest_run_locked(void)
{
	struct thread *td;
	int error;

	MUTEX_ASSERT(&ktest_lock);
	ktest_ok = ktest_failed = 0;
	error = thread_create("ktest", ktest_main, NULL, &td);
	if (error != 0)
		return error;
	ktest_done = 0;
	thread_start(td);
	spin_lock(&ktest_done_lock);
	while (!ktest_done)
		waitq_sleep(&ktest_done_wait, &ktest_done_lock, 0,
		    WQ_FOREVER);
	spin_unlock(&ktest_done_lock);
	kprintf("ktest: %d ok, %d failed\n", ktest_ok, ktest_failed);
	return ktest_failed != 0 ? EIO : 0;
}

static int
ktest_sysctl(const struct sysctl_node *node, struct sysctl_req *req)
{
	char text[WORD_MAX];
	int error;

	(void)node;
	snprintf(text, sizeof(text), "%d ok, %d failed", ktest_ok,
	    ktest_failed);
	error = sysctl_out(req, text, strlen(text) + 1);
	if (error != 0 || !sysctl_writes(req))
		return error;
	if (req->sr_newlen >= WORD_MAX)
		return ENAMETOOLONG;
	mutex_lock(&ktest_lock);
	memset(ktest_word, 0, sizeof(ktest_word));
	error = sysctl_in(req, ktest_word, req->sr_newlen);
	if (error == 0)
		error = ktest_run_locked();
	mutex_unlock(&ktest_lock);
	return error;
}

static void
ktest_init(void)
{
	mutex_init(&ktest_lock, "ktest");
	waitq_init(&ktest_done_wait, "ktest");
}

INITCALL(PHASE_THREAD, ktest_init);
SYSCTL_PROC(run, "debug.ktest.run", SYSCTL_RW, ktest_sysctl,
    "run the kernel's own tests whose names contain a word");
