// SPDX-License-Identifier: BSD-2-Clause
/*
 * kernel - what the network stack asks of the layers below, for one thread
 * of a host program.
 *
 * Locks only check that they are not taken twice; tasks and timers wait in
 * lists until the test runs them; memory is malloc's, counted.
 */
#include <sys/errno.h>
#include "kernel/cred/cred.h"
#include "kernel/cred/limit.h"
#include "kernel/debug/cons.h"
#include "kernel/dev/random.h"
#include "kernel/file/file.h"
#include "kernel/jail/jail.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/taskq.h"
#include "kernel/sched/waitq.h"
#include "kernel/sync/mutex.h"
#include "kernel/sys/sysctl.h"
#include "kernel/vimage/vimage.h"
#include "kernel/vm/uio.h"
#include "tests/unit/net/kernel.h"

void	*malloc(size_t);
void	free(void *);

struct image harness_image;
struct image *harness_current;
uint64_t harness_now_ns = 1000000000;
long harness_objects;
long harness_fail_at;
long harness_refs;
static struct list harness_tasks = LIST_INITIALIZER(harness_tasks);
static struct list harness_callouts = LIST_INITIALIZER(harness_callouts);

/* ------------------------------------------------------------- memory */

static int
harness_fails(void)
{
	return harness_fail_at > 0 && --harness_fail_at == 0;
}

void *
kmem_alloc_at(struct ledger *ld, size_t size, int flags,
    const struct alloc_site *site)
{
	char *p;

	(void)ld;
	(void)site;
	if (harness_fails())
		return NULL;
	p = malloc(size ? size : 1);
	memset(p, flags & KM_ZERO ? 0 : 0xa5, size);
	harness_objects++;
	return p;
}

void
kmem_free(void *p)
{
	if (p == NULL)
		return;
	harness_objects--;
	free(p);
}

/* A cache is the size of its objects. */
struct slab_cache {
	size_t sc_size;			/* [I] */
};

struct slab_cache *
slab_create(const char *name, size_t size)
{
	struct slab_cache *sc = malloc(sizeof(*sc));

	(void)name;
	sc->sc_size = size;
	return sc;
}

void *
slab_alloc_at(struct slab_cache *sc, struct ledger *ld, int flags,
    const struct alloc_site *site)
{
	return kmem_alloc_at(ld, sc->sc_size, flags, site);
}

void
slab_free(struct slab_cache *sc, void *obj)
{
	(void)sc;
	kmem_free(obj);
}

/* -------------------------------------------------------------- locks */

void
spin_init(struct spinlock *l, const char *name)
{
	*l = (struct spinlock)SPIN_INITIALIZER(name);
}

void
spin_lock(struct spinlock *l)
{
	KASSERT(l->sl_name != NULL && l->sl_lock == 0);
	l->sl_lock = 1;
}

void
spin_unlock(struct spinlock *l)
{
	KASSERT(l->sl_lock == 1);
	l->sl_lock = 0;
}

void
spin_destroy(struct spinlock *l)
{
	KASSERT(l->sl_lock == 0);
}

void
mutex_init(struct mutex *mx, const char *name)
{
	memset(mx, 0, sizeof(*mx));
	mx->mx_name = name;
}

void
mutex_lock(struct mutex *mx)
{
	KASSERT(mx->mx_owner == 0);
	mx->mx_owner = 8;
}

void
mutex_unlock(struct mutex *mx)
{
	KASSERT(mx->mx_owner != 0);
	mx->mx_owner = 0;
}

int
mutex_held(const struct mutex *mx)
{
	return mx->mx_owner != 0;
}

void
waitq_init(struct waitq *wq, const char *name)
{
	list_init(&wq->wq_sleepers);
	wq->wq_name = name;
}

/* Nobody else could wake it. */
int
waitq_sleep(struct waitq *wq, struct spinlock *lock, int flags,
    uint64_t deadline_ns)
{
	(void)lock;
	(void)flags;
	(void)deadline_ns;
	panic("sleep on %s", wq->wq_name);
}

int
waitq_wake_one(struct waitq *wq)
{
	(void)wq;
	return 0;
}

int
waitq_wake_all(struct waitq *wq)
{
	(void)wq;
	return 0;
}

void
ref_take(struct refs *rs, struct ref *rf, const struct ref_kind *kind,
    const void *holder)
{
	(void)rs;
	KASSERT(rf->rf_kind == NULL);
	rf->rf_kind = kind;
	rf->rf_holder = holder;
	harness_refs++;
}

void
ref_drop(struct refs *rs, struct ref *rf)
{
	(void)rs;
	KASSERT(rf->rf_kind != NULL);
	rf->rf_kind = NULL;
	harness_refs--;
}

/* ----------------------------------------------------- tasks and timers */

struct taskq *
taskq_create(const char *name, int nthreads)
{
	(void)name;
	(void)nthreads;
	return (struct taskq *)&harness_tasks;
}

void
task_init(struct task *ta, void (*func)(void *), void *arg)
{
	list_init(&ta->ta_link);
	ta->ta_func = func;
	ta->ta_arg = arg;
}

void
taskq_enqueue(struct taskq *tq, struct task *ta)
{
	(void)tq;
	if (list_empty(&ta->ta_link))
		list_insert_tail(&harness_tasks, &ta->ta_link);
}

static void
task_run(struct task *ta)
{
	list_remove(&ta->ta_link);
	ta->ta_func(ta->ta_arg);
}

void
taskq_drain(struct taskq *tq, struct task *ta)
{
	(void)tq;
	while (!list_empty(&ta->ta_link))
		task_run(ta);
}

void
harness_run_tasks(void)
{
	while (!list_empty(&harness_tasks))
		task_run(LIST_FIRST(&harness_tasks, struct task, ta_link));
}

uint64_t
clock_uptime_ns(void)
{
	return harness_now_ns;
}

uint64_t
clock_realtime_ns(void)
{
	return harness_now_ns;
}

void
callout_init(struct callout *co, void (*func)(void *), void *arg)
{
	memset(co, 0, sizeof(*co));
	co->co_func = func;
	co->co_arg = arg;
}

static int
callout_is_pending(struct callout *co)
{
	struct callout_link *cl;

	LIST_FOREACH(cl, &harness_callouts, cl_link) {
		if (cl->cl_callout == co)
			return 1;
	}
	return 0;
}

int
callout_stop(struct callout *co)
{
	struct callout_link *cl, *next;
	int found = callout_is_pending(co);

	LIST_FOREACH_SAFE(cl, &harness_callouts, cl_link, next) {
		if (cl->cl_callout == co) {
			list_remove(&cl->cl_link);
			free(cl);
		}
	}
	return found;
}

void
callout_reset(struct callout *co, uint64_t ns)
{
	struct callout_link *cl;

	callout_stop(co);
	cl = malloc(sizeof(*cl));
	cl->cl_callout = co;
	cl->cl_when_ns = harness_now_ns + ns;
	list_insert_tail(&harness_callouts, &cl->cl_link);
}

void
callout_drain(struct callout *co)
{
	callout_stop(co);
}

/* Run what is due; 0 when nothing was. */
int
harness_run_callout(void)
{
	struct callout_link *cl;
	struct callout *co;

	LIST_FOREACH(cl, &harness_callouts, cl_link) {
		if (cl->cl_when_ns > harness_now_ns)
			continue;
		co = cl->cl_callout;
		callout_stop(co);
		co->co_func(co->co_arg);
		return 1;
	}
	return 0;
}

int
harness_callouts_pending(void)
{
	return !list_empty(&harness_callouts);
}

/* -------------------------------------------------- the rest, in brief */

/* The same in every run: a failure can be repeated. */
void
random_bytes(void *buf, size_t len)
{
	static uint32_t seed = 1;
	uint8_t *p = buf;

	while (len-- > 0) {
		seed = seed * 1664525 + 1013904223;
		*p++ = (uint8_t)(seed >> 24);
	}
}

int
priv_check(const struct cred *cr, enum priv priv)
{
	(void)cr;
	(void)priv;
	return 0;
}

/* Nobody is limited here, and nobody is anybody. */
struct cred *
cred_hold(struct cred *cr)
{
	return cr;
}

void
cred_drop(struct cred *cr)
{
	(void)cr;
}

int
limit_charge(const struct cred *cr, const struct limit *li, int64_t n)
{
	(void)cr;
	(void)li;
	(void)n;
	return 0;
}

void
limit_release(const struct cred *cr, const struct limit *li, int64_t n)
{
	(void)cr;
	(void)li;
	(void)n;
}

struct jail *
jail_find(struct jail *where, const char *name, struct ref *ref)
{
	(void)where;
	(void)name;
	(void)ref;
	return NULL;
}

void
jail_drop(struct jail *j, struct ref *ref)
{
	(void)j;
	(void)ref;
}

int
copyin(uaddr_t src, void *dst, size_t len)
{
	memcpy(dst, (const void *)src, len);
	return 0;
}

int
copyout(const void *src, uaddr_t dst, size_t len)
{
	memcpy((void *)dst, src, len);
	return 0;
}

int
copyinstr(uaddr_t src, char *dst, size_t size, size_t *len)
{
	size_t n = strlcpy(dst, (const char *)src, size);

	if (len != NULL)
		*len = n + 1;
	return n >= size ? ENAMETOOLONG : 0;
}

/* One segment, in this program. */
int
uio_move(void *buf, size_t len, struct uio *uio)
{
	struct uio_seg *seg = uio->uio_seg;

	if (uio->uio_rw == UIO_READ)
		memcpy((void *)seg->us_base, buf, len);
	else
		memcpy(buf, (const void *)seg->us_base, len);
	seg->us_base += len;
	uio->uio_resid -= len;
	return 0;
}

int
sysctl_out(struct sysctl_req *req, const void *data, size_t len)
{
	(void)data;
	req->sr_oldused += len;
	return 0;
}

void
poll_head_init(struct poll_head *ph)
{
	list_init(&ph->ph_waiters);
}

void
poll_head_destroy(struct poll_head *ph)
{
	KASSERT(list_empty(&ph->ph_waiters));
}

void
poll_wake(struct poll_head *ph)
{
	(void)ph;
}

int
kprintf(const char *fmt, ...)
{
	(void)fmt;
	return 0;
}
