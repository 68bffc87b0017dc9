// SPDX-License-Identifier: BSD-2-Clause
/*
 * callout_db - timers that are pending, for the debugger.
 *
 * A heap is printed in the order of its tree, children after parents, and
 * walked by its own links without a stack: down, else across, else up to
 * the next parent that has a sibling.
 */
#include "arch-x86_64/intr/intr.h"
#include "kernel/debug/db.h"
#include "kernel/sched/callout_priv.h"

static void
callout_print(uint32_t cpu, uintptr_t addr, const struct callout *co)
{
	int64_t left = (int64_t)(co->co_node.pn_key - clock_now_ns());

	db_printf("cpu %2u 0x%lx in %ld us: ", cpu, addr, left / 1000);
	db_print_symbol((uintptr_t)co->co_func);
	db_printf("(%p)%s\n", co->co_arg,
	    co->co_direct ? " in the interrupt" : "");
}

/* The node after n in tree order, or NULL; reads may fail: then NULL. */
static const struct pheap_node *
node_next(const struct pheap_node *n)
{
	struct pheap_node copy, up;

	if (db_read((uintptr_t)n, &copy, sizeof(copy)) != 0)
		return NULL;
	if (copy.pn_child != NULL)
		return copy.pn_child;
	while (copy.pn_next == NULL) {
		/* Back along the siblings to the parent. */
		do {
			if (copy.pn_prev == NULL || db_quit() ||
			    db_read((uintptr_t)copy.pn_prev, &up,
			    sizeof(up)) != 0)
				return NULL;
			if (up.pn_child == n)
				break;
			n = copy.pn_prev;
			copy = up;
		} while (1);
		n = copy.pn_prev;
		copy = up;
	}
	return copy.pn_next;
}

/* show callouts */
static void
callout_db_show(int nwords, char *const *words)
{
	const struct callout_wheel *cw;
	const struct pheap_node *n;
	struct callout co;
	uint32_t i;

	(void)nwords, (void)words;
	for (i = 0; i < cpu_count; i++) {
		cw = cpu_table[i]->pc_callout;
		if (cw == NULL)
			continue;
		for (n = pheap_first(&cw->cw_heap); n != NULL && !db_quit();
		    n = node_next(n)) {
			if (db_read((uintptr_t)n, &co, sizeof(co)) != 0)
				db_read_error((uintptr_t)n);
			callout_print(i, (uintptr_t)n, &co);
		}
	}
}

DB_COMMAND("show callouts", "", "pending timers of all CPUs", DB_ANY,
    callout_db_show);
