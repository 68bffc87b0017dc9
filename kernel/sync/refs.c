// SPDX-License-Identifier: BSD-2-Clause
/*
 * refs - counted references with names on them.
 *
 * The record of each reference is its holder's memory, so taking one cannot
 * fail; the list of them is what jls -w and the leak report print.
 */
#include "kernel/lib/panic.h"
#include "kernel/sync/refs.h"

void
refs_init(struct refs *rs, const char *name)
{
	spin_init(&rs->rs_lock, "refs");
	list_init(&rs->rs_list);
	rs->rs_count = 0;
	waitq_init(&rs->rs_wait, name);
}

void
refs_destroy(struct refs *rs)
{
	/* Taking it sees the last dropper out. */
	spin_lock(&rs->rs_lock);
	KASSERT(rs->rs_count == 0);
	spin_unlock(&rs->rs_lock);
	spin_destroy(&rs->rs_lock);
}

void
ref_take(struct refs *rs, struct ref *rf, const struct ref_kind *kind,
    const void *holder)
{
	rf->rf_kind = kind;
	rf->rf_holder = holder;
	rf->rf_where = (uintptr_t)__builtin_return_address(0);
	spin_lock(&rs->rs_lock);
	list_insert_tail(&rs->rs_list, &rf->rf_link);
	rs->rs_count++;
	spin_unlock(&rs->rs_lock);
}

void
ref_drop(struct refs *rs, struct ref *rf)
{
	KASSERT(rf->rf_kind != NULL);
	spin_lock(&rs->rs_lock);
	list_remove(&rf->rf_link);
	rf->rf_kind = NULL;	/* not before: refs_foreach looks at it */
	KASSERT(rs->rs_count > 0);
	if (--rs->rs_count == 0)
		waitq_wake_all(&rs->rs_wait);
	spin_unlock(&rs->rs_lock);
}

int
refs_wait(struct refs *rs, uint64_t deadline_ns)
{
	int error = 0;

	spin_lock(&rs->rs_lock);
	while (rs->rs_count > 0 && error == 0)
		error = waitq_sleep(&rs->rs_wait, &rs->rs_lock, 0,
		    deadline_ns);
	if (rs->rs_count == 0)
		error = 0;
	spin_unlock(&rs->rs_lock);
	return error;
}

int
refs_foreach(struct refs *rs, int (*fn)(const struct ref *rf, void *arg),
    void *arg)
{
	const struct ref *rf;
	int r = 0;

	spin_lock(&rs->rs_lock);
	LIST_FOREACH(rf, &rs->rs_list, rf_link) {
		r = fn(rf, arg);
		if (r != 0)
			break;
	}
	spin_unlock(&rs->rs_lock);
	return r;
}
