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
#include "kernel/mem/why.h"
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

/* ------------------------------------------------ timers of a container */

/* One that lies in a container's memory, or is about to be given some. */
static void
why_callout(struct why *wy, uint32_t cpu, uintptr_t addr, const char *when)
{
	struct callout co;

	if (db_read(addr, &co, sizeof(co)) != 0 || (!why_owns(wy,
	    (const void *)addr) && !why_owns(wy, co.co_arg)))
		return;
	why_line(wy, "timer");
	db_print_symbol((uintptr_t)co.co_func);
	db_printf("(%p) %s", co.co_arg, when);
	if (co.co_state == CALLOUT_PENDING)
		db_printf(" in %ld us", (int64_t)(co.co_node.pn_key -
		    clock_now_ns()) / 1000);
	db_printf(" on cpu %u", cpu);
	why_print_site((const void *)addr);
}

static void
why_wheel(struct why *wy, uint32_t cpu, const struct callout_wheel *cw)
{
	const struct pheap_node *n;
	const struct callout *co;

	for (n = pheap_first(&cw->cw_heap); n != NULL && !db_quit();
	    n = node_next(n))
		why_callout(wy, cpu, (uintptr_t)n, "pending");
	LIST_FOREACH(co, &cw->cw_due, co_due) {
		if (db_quit())
			return;
		why_callout(wy, cpu, (uintptr_t)co, "due");
	}
	if (cw->cw_running != NULL)
		why_callout(wy, cpu, (uintptr_t)cw->cw_running, "running");
}

static void
callout_why(struct why *wy)
{
	uint32_t i;

	for (i = 0; i < cpu_count; i++)
		if (cpu_table[i]->pc_callout != NULL)
			why_wheel(wy, i, cpu_table[i]->pc_callout);
}

WHY_WALKER(callout_why);
DB_COMMAND("show callouts", "", "pending timers of all CPUs", DB_ANY,
    callout_db_show);
