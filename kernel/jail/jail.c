// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail - the tree of jails: places, names, numbers, states, counts.
 *
 * A jail is in the tree from the moment its name and number are reserved
 * (CREATING) until it is DEAD.  Numbers and names are found by hash, so that
 * making one costs the same with ten thousand others alive.  A name may be
 * taken again as soon as its holder began to end; a number only when it is
 * gone.
 *
 * Locks: [j] jail_lock; [i] j_lock, see jail.h.
 */
#include "kernel/jail/jail_priv.h"

#include <sys/errno.h>

#include "kernel/cred/cred.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/hash.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc_db.h"
#include "kernel/sched/callout.h"
#include "kernel/vfs/vfs.h"

#define JAIL_HASH	1024	/* chains; a power of two */

struct mutex jail_lock;
struct jail prison0;

const char *const jail_state_names[] = {
	"CREATING", "ALIVE", "CLOSING", "DRAINING", "DYING", "DEAD"
};

static struct list jails_by_id[JAIL_HASH];	/* [j] */
static struct list jails_by_name[JAIL_HASH];	/* [j] */
static struct list jails_all;			/* [j] by jid, no prison0 */
static int jail_id_last;			/* [j] given last */

static REF_KIND_OPS(ref_jail_use, "jail user", proc_db_print_thread, NULL);

/* ---------------------------------------------------------- memory */

void
jail_hold(struct jail *j)
{
	atomic_add(&j->j_holds, 1);
}

/* A jail holds its parent, so the end of one may end a chain of them. */
void
jail_release(struct jail *j)
{
	struct jail *parent;

	while (j != NULL && j != &prison0) {
		KASSERT(j->j_holds > 0);
		if (atomic_sub(&j->j_holds, 1) != 0)
			return;
		parent = j->j_parent;
		refs_destroy(&j->j_refs);
		poll_head_destroy(&j->j_poll);
		spin_destroy(&j->j_lock);
		kmem_free(j->j_name);
		kmem_free(j->j_path);
		ledger_drop(j->j_limits.ls_ledger);
		kmem_free(j);
		j = parent;
	}
}

/* ---------------------------------------------------------- states */

void
jail_state_set(struct jail *j, enum jail_state state)
{
	MUTEX_ASSERT(&jail_lock);
	spin_lock(&j->j_lock);
	KASSERT(state > j->j_state);
	j->j_state = state;
	j->j_state_since_ns = clock_uptime_ns();
	waitq_wake_all(&j->j_wait);
	if (state == JAIL_DEAD)
		poll_wake(&j->j_poll);
	spin_unlock(&j->j_lock);
}

int
jail_ref(struct jail *j, struct ref *ref)
{
	MUTEX_ASSERT(&jail_lock);
	if (j->j_state != JAIL_ALIVE)
		return ENOENT;
	ref_take(&j->j_refs, ref, &ref_jail_use, curthread);
	return 0;
}

/* The last user of an empty jail that does not persist sees it off. */
void
jail_drop(struct jail *j, struct ref *ref)
{
	jail_hold(j);
	ref_drop(&j->j_refs, ref);
	if (!j->j_persist && j->j_state == JAIL_ALIVE)
		jail_work_enqueue(j);
	jail_release(j);
}

/* -------------------------------------------------------- relations */

struct jail *
jail_of(const struct cred *cr)
{
	return cr != NULL && cr->cr_jail != NULL ? cr->cr_jail : &prison0;
}

/* Parents never change and are held, so no lock is needed. */
int
jail_contains(const struct jail *a, const struct jail *b)
{
	while (b != NULL && b != a)
		b = b->j_parent;
	return b != NULL;
}

struct jail *
jail_next(const struct jail *root, struct jail *j)
{
	MUTEX_ASSERT(&jail_lock);
	if (!list_empty(&j->j_children))
		return LIST_ENTRY(j->j_children.next, struct jail, j_sibling);
	while (j != root) {
		if (j->j_sibling.next != &j->j_parent->j_children)
			return LIST_ENTRY(j->j_sibling.next, struct jail,
			    j_sibling);
		j = j->j_parent;
	}
	return NULL;
}

int
jail_foreach(struct jail *root, int (*fn)(struct jail *j, void *arg),
    void *arg)
{
	struct jail *j;
	int r = 0;

	mutex_lock(&jail_lock);
	for (j = jail_next(root, root); j != NULL && r == 0;
	    j = jail_next(root, j))
		r = fn(j, arg);
	mutex_unlock(&jail_lock);
	return r;
}

/* ------------------------------------------------------------ names */

/* Written from the end, since the tree is walked upwards. */
void
jail_name(const struct jail *where, const struct jail *j, char *buf,
    size_t size)
{
	char *at;
	size_t n, len = 0;
	const struct jail *up;

	KASSERT(size > 0);
	if (j == where) {
		strlcpy(buf, "0", size);
		return;
	}
	for (up = j; up != NULL && up != where && up != &prison0;
	    up = up->j_parent)
		len += strlen(up->j_name) + 1;
	if (len == 0 || len > size) {
		buf[0] = '\0';
		return;
	}
	at = buf + len;
	for (up = j; at > buf; up = up->j_parent) {
		*--at = up == j ? '\0' : '.';
		n = strlen(up->j_name);
		at -= n;
		memcpy(at, up->j_name, n);
	}
}

size_t
jail_name_length(const struct jail *j)
{
	size_t len = 0;

	for (; j != NULL && j != &prison0; j = j->j_parent)
		len += strlen(j->j_name) + 1;
	return len > 0 ? len - 1 : 0;
}

static struct list *
name_chain(const struct jail *parent, const char *name, size_t len)
{
	uint64_t h = hash_bytes(name, len) ^ hash_u64((uint64_t)parent->j_id);

	return &jails_by_name[hash_u64(h) >> 32 & (JAIL_HASH - 1)];
}

static struct list *
id_chain(int jid)
{
	return &jails_by_id[(unsigned)jid & (JAIL_HASH - 1)];
}

/* ---------------------------------------------------------- look-up */

struct jail *
jail_lookup_id(int jid)
{
	struct jail *j;

	MUTEX_ASSERT(&jail_lock);
	LIST_FOREACH(j, id_chain(jid), j_idlink)
		if (j->j_id == jid)
			return j;
	return NULL;
}

/* dying: what to do with a jail that is past ALIVE: skip it, or want it. */
static struct jail *
lookup_child(struct jail *parent, const char *name, size_t len, int dying)
{
	struct jail *j;

	MUTEX_ASSERT(&jail_lock);
	LIST_FOREACH(j, name_chain(parent, name, len), j_namelink)
		if (j->j_parent == parent && strlen(j->j_name) == len &&
		    memcmp(j->j_name, name, len) == 0 &&
		    (j->j_state > JAIL_ALIVE) == dying)
			return j;
	return NULL;
}

struct jail *
jail_lookup_child(struct jail *parent, const char *name, size_t len)
{
	return lookup_child(parent, name, len, 0);
}

struct jail *
jail_lookup_name(struct jail *where, const char *name, size_t len)
{
	struct jail *j = where, *child;
	const char *dot, *end = name + len;

	while (name < end) {
		dot = memchr(name, '.', end - name);
		if (dot == NULL)
			dot = end;
		child = lookup_child(j, name, dot - name, 0);
		if (child == NULL)
			child = lookup_child(j, name, dot - name, 1);
		if (child == NULL)
			return NULL;
		j = child;
		name = dot + 1;
	}
	return j != where ? j : NULL;
}

struct jail *
jail_lookup_after(struct jail *where, int jid)
{
	struct jail *j = jail_lookup_id(jid);
	struct list *l = j != NULL ? j->j_all.next : jails_all.next;

	for (; l != &jails_all; l = l->next) {
		j = LIST_ENTRY(l, struct jail, j_all);
		if (j->j_id > jid && jail_contains(where, j) && j != where)
			return j;
	}
	return NULL;
}

/* A visible and usable jail, with a reference, or NULL. */
static struct jail *
jail_found(struct jail *where, struct jail *j, struct ref *ref)
{
	if (j == NULL || j == where || !jail_contains(where, j) ||
	    jail_ref(j, ref) != 0)
		return NULL;
	return j;
}

struct jail *
jail_find_id(struct jail *where, int jid, struct ref *ref)
{
	struct jail *j;

	if (where == NULL)
		where = &prison0;
	mutex_lock(&jail_lock);
	j = jail_found(where, jail_lookup_id(jid), ref);
	mutex_unlock(&jail_lock);
	return j;
}

struct jail *
jail_find(struct jail *where, const char *name_or_jid, struct ref *ref)
{
	struct jail *j;
	char *end;
	long jid = strtol(name_or_jid, &end, 10);

	if (where == NULL)
		where = &prison0;
	if (*name_or_jid != '\0' && *end == '\0' && jid > 0 &&
	    jid <= JAIL_MAX)
		return jail_find_id(where, (int)jid, ref);
	mutex_lock(&jail_lock);
	j = jail_found(where, jail_lookup_name(where, name_or_jid,
	    strlen(name_or_jid)), ref);
	mutex_unlock(&jail_lock);
	return j;
}

/* ----------------------------------------------------------- places */

int
jail_id_next(void)
{
	int tries, jid = jail_id_last;

	MUTEX_ASSERT(&jail_lock);
	for (tries = 0; tries < JAIL_MAX; tries++) {
		jid = jid < JAIL_MAX ? jid + 1 : 1;
		if (jail_lookup_id(jid) == NULL)
			return jid;
	}
	return 0;
}

/* Numbers mostly grow, so the place is found from the end. */
static void
all_insert(struct jail *j)
{
	struct list *l = jails_all.prev;

	while (l != &jails_all &&
	    LIST_ENTRY(l, struct jail, j_all)->j_id > j->j_id)
		l = l->prev;
	list_insert_after(l, &j->j_all);
}

void
jail_tree_insert(struct jail *j)
{
	struct jail *up;

	MUTEX_ASSERT(&jail_lock);
	jail_hold(j->j_parent);
	jail_id_last = j->j_id;
	list_insert_tail(&j->j_parent->j_children, &j->j_sibling);
	all_insert(j);
	list_insert_tail(id_chain(j->j_id), &j->j_idlink);
	list_insert_tail(name_chain(j->j_parent, j->j_name,
	    strlen(j->j_name)), &j->j_namelink);
	for (up = j->j_parent; up != NULL; up = up->j_parent)
		up->j_children_cur++;
}

/* The parent stays held until the memory of j goes. */
void
jail_tree_remove(struct jail *j)
{
	struct jail *up;

	MUTEX_ASSERT(&jail_lock);
	list_remove(&j->j_sibling);
	list_remove(&j->j_all);
	list_remove(&j->j_idlink);
	list_remove(&j->j_namelink);
	for (up = j->j_parent; up != NULL; up = up->j_parent)
		up->j_children_cur--;
}

char *
jail_tree_rename(struct jail *j, char *name)
{
	char *old = j->j_name;

	MUTEX_ASSERT(&jail_lock);
	list_remove(&j->j_namelink);
	j->j_name = name;
	list_insert_tail(name_chain(j->j_parent, name, strlen(name)),
	    &j->j_namelink);
	return old;
}

/* ---------------------------------------------------------- prison0 */

static struct ledger *
jail_ledger(const struct jail *j)
{
	return j->j_limits.ls_ledger;
}

/* The host: alive from the start, for ever, with every base image. */
static void
jail_init(void)
{
	static char name[] = "", path[] = "/";
	struct jail *j = &prison0;
	unsigned i, slot;

	mutex_init(&jail_lock, "jail");
	list_init(&jails_all);
	for (i = 0; i < JAIL_HASH; i++) {
		list_init(&jails_by_id[i]);
		list_init(&jails_by_name[i]);
	}
	spin_init(&j->j_lock, "jail_inner");
	refs_init(&j->j_refs, "jail");
	waitq_init(&j->j_wait, "jail");
	poll_head_init(&j->j_poll);
	list_init(&j->j_children);
	list_init(&j->j_sibling);
	list_init(&j->j_procs);
	j->j_state = JAIL_ALIVE;
	j->j_name = name;
	j->j_path = path;
	j->j_root = vfs_rootvnode;
	j->j_persist = 1;
	j->j_children_max = JAIL_MAX;
	j->j_securelevel = -1;
	j->j_bounds.bn_allow = ~0ul;
	j->j_bounds.bn_osreldate = OSRELDATE;
	strlcpy(j->j_bounds.bn_osrelease, OSRELEASE,
	    sizeof(j->j_bounds.bn_osrelease));
	j->j_holds = 1;
	vimage_owner_ledger = jail_ledger;
	for (i = 0; i < vimage_nsubsys; i++) {
		slot = vimage_slot(vimage_sorted[i]);
		j->j_image[slot] = vimage_base(vimage_sorted[i]);
		j->j_owned |= 1u << slot;
	}
}

INITCALL(PHASE_FRAMEWORK, jail_init);
