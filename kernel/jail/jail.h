// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail - containers: a tree of them, their parameters, their life.
 *
 * A jail owns or shares one image of each subsystem, a root directory, and
 * a name.  It is made all or nothing by jail_set(2), entered in one step by
 * jail_attach(2), and ends through named states (jail_teardown.c).  It
 * names no subsystem: those come from VIMAGE_SUBSYS and JAIL_PARAM records.
 *
 * Locks: [j] jail_lock "jail" (sleeping, over the tree); never held around
 * an image callback.  [i] jail's own spinlock j_lock "jail_inner".
 */
#pragma once

#include <stdint.h>
#include "kernel/lib/list.h"
#include "kernel/lock/spin.h"
#include "kernel/mem/ledger.h"
#include "kernel/sync/refs.h"
#include "kernel/vimage/vimage.h"

struct cred;
struct proc;
struct vnode;

enum jail_state {
	JAIL_CREATING, JAIL_ALIVE, JAIL_CLOSING, JAIL_DRAINING, JAIL_DYING_ST,
	JAIL_DEAD
};

#define JAIL_NAME_MAX	256

struct jail {
	int j_id;				/* [I] jid; 0 is prison0 */
	enum jail_state j_state;		/* [j] one way only */
	struct jail *j_parent;			/* [I] */
	struct list j_children;			/* [j] */
	struct list j_sibling;			/* [j] */
	struct list j_all;			/* [j] by jid */
	char j_name[JAIL_NAME_MAX];		/* [j] last component */
	char j_path[1024];			/* [I] as seen from prison0 */
	struct vnode *j_root;			/* [I] held */
	int j_persist;				/* [j] */
	int j_children_max;			/* [j] */
	int j_children_cur;			/* [j] descendants */
	struct image *j_image[IMAGE_SLOTS];	/* [I] own or shared */
	uint32_t j_owned;			/* [I] bit: slot is its own */
	struct refs j_refs;			/* [x] credentials, descriptors */
	struct spinlock j_lock;			/* class "jail_inner" */
	uint32_t j_creds;			/* [i] credentials pointing here */
	struct list j_procs;			/* [i] p_jaillink */
	uint32_t j_nprocs;			/* [i] */
	struct ledger j_ledger;			/* [x] what is not an image's */
	uint64_t j_state_since_ns;		/* [j] */
	void *j_teardown;			/* [j] jail_teardown.c's own */
};

extern struct jail prison0;			/* [I] */

/*
 * A jail parameter, registered where it belongs.  Values travel as
 * <sys/jail.h> says.  check may refuse (errno; text by jail_error) and
 * changes nothing; commit cannot fail and runs, like get, with the jail's
 * own images current.
 */
enum jail_param_type { JP_INT, JP_BOOL, JP_STRING, JP_JAILSYS, JP_ULONG };

#define JP_CREATE	0x1	/* only at creation */
#define JP_RDONLY	0x2	/* only jail_get */

struct jail_value {
	const void *v;		/* int, string with NUL.. in kernel memory */
	size_t len;		/* bytes of it */
};

struct jail_set_ctx;

struct jail_param {
	const char *jp_name;		/* [I] "host.hostname" */
	enum jail_param_type jp_type;	/* [I] */
	size_t jp_size;			/* [I] largest value, bytes */
	int jp_flags;			/* [I] JP_* */
	const char *jp_descr;		/* [I] one line */
	int (*jp_check)(struct jail_set_ctx *ctx, const struct jail_value *v);
	void (*jp_commit)(struct jail *j, const struct jail_value *v);
	/* into buf of jp_size; bytes used in *len */
	void (*jp_get)(struct jail *j, void *buf, size_t *len);
};

/* JAIL_PARAM(sym): sym is a static const struct jail_param. */
#define JAIL_PARAM(sym)	SET_ENTRY(jail_param, sym)

/* In a check: the text for errmsg; returns error for `return jail_error(..)`. */
int	jail_error(struct jail_set_ctx *ctx, int error, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
struct jail *jail_ctx_parent(struct jail_set_ctx *ctx);	/* acting jail */
struct jail *jail_ctx_target(struct jail_set_ctx *ctx);	/* NULL: create */

/* By jid or name as seen from where; held by ref; NULL if none.  */
struct jail *jail_find(struct jail *where, const char *name_or_jid,
	    struct ref *ref);
void	jail_drop(struct jail *j, struct ref *ref);
/* Walk below (not including) root, pre-order, under jail_lock. */
int	jail_foreach(struct jail *root,
	    int (*fn)(struct jail *j, void *arg), void *arg);
/* Is b a (or a itself)'s descendant? */
int	jail_contains(const struct jail *a, const struct jail *b);
/* Name as seen from where: "0" is where itself. */
void	jail_name(const struct jail *where, const struct jail *j, char *buf,
	    size_t size);
/* Image that j uses for a subsystem. */
static inline struct image *
jail_image(const struct jail *j, unsigned slot)
{
	return j->j_image[slot];
}
