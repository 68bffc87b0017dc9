// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_db - jails, for the debugger.
 *
 * Read without locks, for the world may be in ruins: every loop asks
 * db_quit(), texts are read guarded.
 */
#include <sys/errno.h>

#include "kernel/cred/cred.h"
#include "kernel/debug/db.h"
#include "kernel/jail/jail_priv.h"
#include "kernel/lib/string.h"
#include "kernel/proc/proc_db.h"
#include "kernel/sched/callout.h"

/* The next in pre-order, and how deep it is.  No lock: bounded by db_quit. */
static struct jail *
db_next(struct jail *j, int *depth)
{
	if (!list_empty(&j->j_children)) {
		(*depth)++;
		return LIST_ENTRY(j->j_children.next, struct jail, j_sibling);
	}
	while (j != &prison0 && !db_quit()) {
		if (j->j_sibling.next != &j->j_parent->j_children)
			return LIST_ENTRY(j->j_sibling.next, struct jail,
			    j_sibling);
		j = j->j_parent;
		(*depth)--;
	}
	return NULL;
}

static const char *
state_name(const struct jail *j)
{
	return j->j_state <= JAIL_DEAD ? jail_state_names[j->j_state] : "?";
}

/* A text that may be in ruins. */
static const char *
text_read(const char *text, char *buf, size_t size)
{
	if (db_read_string((uintptr_t)text, buf, size) != 0)
		strlcpy(buf, "?", size);
	return buf;
}

/* Which subsystems it owns an image of. */
static void
owned_print(const struct jail *j)
{
	unsigned i;

	for (i = 0; i < vimage_nsubsys; i++)
		if (jail_owns(j, vimage_slot(vimage_sorted[i])))
			db_printf(" %s", vimage_sorted[i]->vs_name);
}

/* The host keeps no list of its own processes: forking would pay for it. */
static unsigned
procs_count(const struct jail *j)
{
	return j == &prison0 ? proc_db_members(NULL, 0) : j->j_nprocs;
}

/* show jails: the tree. */
static void
jail_db_all(int nwords, char *const *words)
{
	struct jail *j = &prison0;
	char name[80], line[80];
	int depth = 0;

	(void)nwords, (void)words;
	db_printf("%6s %-9s %5s %5s  %-24s %s\n", "JID", "STATE", "PROCS",
	    "REFS", "NAME", "OWNS");
	for (; j != NULL && !db_quit(); j = db_next(j, &depth)) {
		snprintf(line, sizeof(line), "%*s%s", 2 * depth, "",
		    j == &prison0 ? "(host)" :
		    text_read(j->j_name, name, sizeof(name)));
		db_printf("%6d %-9s %5u %5u  %-24s", j->j_id, state_name(j),
		    procs_count(j), j->j_refs.rs_count, line);
		owned_print(j);
		db_printf("\n");
	}
}

struct jail *
jail_db_find(const char *arg)
{
	struct jail *j = &prison0;
	char name[JAIL_NAME_MAX];
	int depth = 0;
	long jid;

	if (db_number(arg, &jid) != 0)
		jid = -1;
	for (; j != NULL && !db_quit(); j = db_next(j, &depth)) {
		if (j->j_id == jid)
			return j;
		if (j == &prison0)
			continue;
		jail_name(&prison0, j, name, sizeof(name));
		if (strcmp(name, arg) == 0)
			return j;
	}
	return NULL;
}

static void
images_print(const struct jail *j)
{
	unsigned i, slot;
	struct image *img;

	for (i = 0; i < vimage_nsubsys; i++) {
		slot = vimage_slot(vimage_sorted[i]);
		img = j->j_image[slot];
		db_printf("  %-14s = %p", vimage_sorted[i]->vs_name,
		    (void *)img);
		if (img != NULL)
			db_printf(" %s %s, %u refs, %ld bytes",
			    jail_owns(j, slot) ? "own" : "of",
			    img->im_name, img->im_refs.rs_count,
			    img->im_ledger.ld_bytes);
		db_printf("\n");
	}
}

/* show jail NAME */
static void
jail_db_one(int nwords, char *const *words)
{
	struct jail *j = nwords > 0 ? jail_db_find(words[0]) : &prison0;
	uint64_t age;
	char buf[80];

	if (j == NULL) {
		db_printf("no such jail\n");
		return;
	}
	age = clock_uptime_ns() - j->j_state_since_ns;
	db_printf("jail %p\n  %-14s = %d\n", (void *)j, "jid", j->j_id);
	db_printf("  %-14s = %s\n", "name",
	    text_read(j->j_name, buf, sizeof(buf)));
	db_printf("  %-14s = %s\n", "path",
	    text_read(j->j_path, buf, sizeof(buf)));
	db_printf("  %-14s = %s for %lu ms\n", "state", state_name(j),
	    age / 1000000);
	if (j->j_waitsfor[0] != '\0')
		db_printf("  %-14s = %s\n", "waits for", j->j_waitsfor);
	db_printf("  %-14s = %d\n", "parent",
	    j->j_parent != NULL ? j->j_parent->j_id : 0);
	db_printf("  %-14s = %d\n", "persist", j->j_persist);
	db_printf("  %-14s = %u\n", "processes", procs_count(j));
	db_printf("  %-14s = %u\n", "refs", j->j_refs.rs_count);
	db_printf("  %-14s = %u\n", "holds", j->j_holds);
	db_printf("  %-14s = %d, at most %d\n", "children",
	    j->j_children_cur, j->j_children_max);
	db_printf("  %-14s = %d\n", "securelevel", j->j_securelevel);
	images_print(j);
	(void)proc_db_members(j == &prison0 ? NULL : j, 1);
}

/*
 * DB_ADDR: V_x in a jail that shares the image, which vimage finds under
 * its owner's name only.
 */
static int
jail_db_variable(const char *name, const char *where, uintptr_t *addr,
    size_t *size)
{
	const struct vimage_subsys *vs;
	char symbol[80] = "vimage_entry_";
	struct jail *j;
	unsigned i;

	if (where == NULL || strncmp(name, "V_", 2) != 0)
		return ENOENT;
	strlcat(symbol, name + 2, sizeof(symbol));
	j = jail_db_find(where);
	if (j == NULL || db_sym_value(symbol, addr, size) != 0)
		return ENOENT;
	for (i = 0; i < vimage_nsubsys; i++) {
		vs = vimage_sorted[i];
		if (*addr < (uintptr_t)vs->vs_start ||
		    *addr >= (uintptr_t)vs->vs_stop ||
		    j->j_image[vimage_slot(vs)] == NULL)
			continue;
		*addr += image_bias(j->j_image[vimage_slot(vs)]);
		return 0;
	}
	return ENOENT;
}

/* DB_JAIL: is the thread's credential of that jail?  By name or number. */
static int
jail_db_current(const char *name)
{
	const struct jail *j = jail_db_find(name);

	return j != NULL && curthread != NULL && curthread->td_cred != NULL &&
	    curthread->td_cred->cr_jail == j;
}

DB_ADDR(jail_db_variable);
DB_JAIL(jail_db_current);

DB_COMMAND("show jails", "", "all jails as a tree", DB_ANY, jail_db_all);
DB_COMMAND("show jail", "NAME", "one jail, with images and processes",
    DB_ANY, jail_db_one);
