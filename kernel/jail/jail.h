// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail - containers: a tree of them, their parameters, their life.
 *
 * A jail owns or shares one image of each subsystem, a root directory, and
 * a name.  It is made all or nothing by jail_set(2), entered in one step by
 * jail_attach(2), and ends through named states (jail_teardown.c).  It
 * names no subsystem: those come from VIMAGE_SUBSYS and JAIL_PARAM records.
 *
 * Two counts keep a jail: references (j_refs) keep it usable, its images
 * and root included, and hold its teardown up; holds (j_holds) keep only
 * the memory of struct jail.  See docs/decisions for why credentials hold
 * and do not refer.
 *
 * Locks: [j] jail_lock, class "jail", sleeping, over the tree; never held
 * around an image callback.  [i] a jail's own spinlock j_lock, class
 * "jail_inner"; jail_lock comes first.
 */
#pragma once

#include <stdint.h>
#include <sys/jail.h>

#include "kernel/cred/allow.h"
#include "kernel/cred/limit.h"
#include "kernel/file/file.h"
#include "kernel/lib/list.h"
#include "kernel/lock/spin.h"
#include "kernel/sched/waitq.h"
#include "kernel/sync/mutex.h"
#include "kernel/sync/refs.h"
#include "kernel/vimage/vimage.h"

struct cred;
struct proc;
struct rwlock;
struct teardown;
struct vnode;

enum jail_state {
	JAIL_CREATING, JAIL_ALIVE, JAIL_CLOSING, JAIL_DRAINING, JAIL_DYING_ST,
	JAIL_DEAD
};

struct jail {
	int j_id;			/* [I] jid; 0 is prison0 */
	volatile uint32_t j_state;	/* [ji] written under both */
	struct jail *j_parent;		/* [I] held; NULL for prison0 */
	struct list j_children;		/* [j] by j_sibling */
	struct list j_sibling;		/* [j] */
	struct list j_all;		/* [j] every jail, by jid */
	struct list j_idlink;		/* [j] hash chain by jid */
	struct list j_namelink;		/* [j] hash chain by parent, name */
	char *j_name;			/* [j] last component */
	char *j_path;			/* [I] as seen from prison0 */
	struct vnode *j_root;		/* [I] held; NULL once DEAD */
	int j_persist;			/* [j] */
	int j_children_max;		/* [j] */
	int j_children_cur;		/* [j] descendants */
	int j_securelevel;		/* [j] */
	uint32_t j_owned;		/* [I] bit: slot's image is its own */
	struct image *j_image[IMAGE_SLOTS];	/* [I] own or shared */
	struct limits j_limits;		/* [a] of it and those below */
	struct bounds j_bounds;		/* [a] what credentials point at */
	struct refs j_refs;		/* [x] who uses it; its own lock */
	struct spinlock j_lock;		/* class "jail_inner" */
	volatile uint32_t j_holds;	/* [a] credentials, children, waiters */
	uint32_t j_nprocs;		/* [i] */
	struct list j_procs;		/* [i] p_jaillink; not prison0's */
	struct waitq j_wait;		/* [i] fewer processes, new states */
	struct poll_head j_poll;	/* [i] who polls descriptors of it */
	struct list j_worklink;		/* [work] jail_work.c's queue */
	uint32_t j_work;		/* [work] JW_* */
	char j_waitsfor[64];		/* [i] what its end waits for, or "" */
	uint64_t j_state_since_ns;	/* [j] */
	volatile uint64_t j_force_ns;	/* [a] when its end is forced; 0: as
					   jail.teardown_timeout says */
	struct teardown *j_teardown;	/* [i] once its end goes on, or NULL */
};

extern struct jail prison0;			/* [I] */

/*
 * A jail parameter, registered where it belongs.  Values travel as
 * <sys/jail.h> says.
 *
 * check may refuse (errno; text by jail_error) and changes nothing; it runs
 * under jail_lock and may not sleep for long.  commit cannot fail.  With
 * jp_slot set, the value lives in that subsystem's image: commit and get
 * run with the jail's own image current and no lock held; otherwise under
 * jail_lock.  get fills buf, of jp_size bytes, and the bytes used (with the
 * NUL of a string); reader is the jail of the asking process.
 */
enum jail_param_type { JP_INT, JP_BOOL, JP_STRING, JP_JAILSYS, JP_LONG };

#define JP_CREATE	0x1	/* only at creation */
#define JP_RDONLY	0x2	/* only jail_get */
#define JP_DISABLE	0x4	/* JP_JAILSYS: may be JAIL_SYS_DISABLE */

/* A value in kernel memory: an int, an int64_t (JP_LONG), or a string. */
struct jail_value {
	const void *v;		/* [I] */
	size_t len;		/* [I] bytes of it */
};

struct jail_param;
struct jail_set_ctx;

/*
 * What parameters made from records of another kind (limits, flags, texts)
 * have in place of functions of their own; called like those below.
 */
struct jail_family {
	int (*jf_check)(struct jail_set_ctx *ctx, const struct jail_param *jp,
	    const struct jail_value *v);	/* [I] or NULL */
	void (*jf_commit)(struct jail *j, const struct jail_param *jp,
	    const struct jail_value *v);	/* [I] */
	void (*jf_get)(struct jail *j, const struct jail_param *jp, void *buf,
	    size_t *len);			/* [I] */
};

struct jail_param {
	const char *jp_name;		/* [I] "host.hostname" */
	enum jail_param_type jp_type;	/* [I] */
	size_t jp_size;			/* [I] largest value, bytes */
	int jp_flags;			/* [I] JP_* */
	uintptr_t *jp_slot;		/* [I] &vimage_slot_X, or NULL */
	int (*jp_check)(struct jail_set_ctx *ctx, const struct jail_value *v);
	void (*jp_commit)(struct jail *j, const struct jail_value *v);
	void (*jp_get)(struct jail *j, const struct jail *reader, void *buf,
	    size_t *len);
	const struct jail_family *jp_family;	/* [I] or NULL */
	void *jp_entry;			/* [I] JAIL_TEXT, _LONG: template */
	struct rwlock *jp_lock;		/* [I] and of the lock over it */
	int jp_priv;			/* [I] and who may write it */
};

/*
 * JAIL_PARAM(id, "host.hostname", JP_STRING, 256, 0, &vimage_slot_uts,
 *     check, commit, get, "host name");
 * The sysctl security.jail.param.NAME says what it is ("S,256 w").
 */
#define JAIL_PARAM(id, name, type, size, flags, slot, check, commit,	\
    get, descr)								\
	static const struct jail_param jail_param_##id = {		\
		name, type, size, flags, slot, check, commit, get,	\
		NULL, NULL, NULL, 0					\
	};								\
	SYSCTL_NODE_(jail_param_##id, "security.jail.param." name,	\
	    SYSCTL_T_PROC, SYSCTL_RD | SYSCTL_AS_STRING,		\
	    (void *)(uintptr_t)&jail_param_##id, 0, jail_param_sysctl,	\
	    NULL, descr);						\
	SET_ENTRY(jail_param, jail_param_##id)

/*
 * An instanced char array, guarded by an instanced rwlock, as the jail's
 * parameter param and inside the jail as the sysctl node, which needs priv
 * to be written.
 */
#define JAIL_TEXT(subsys, var, lock, param, node, priv, descr)		\
	JAIL_VAR_(subsys, var, lock, param, node, priv, descr, JP_STRING, \
	    SYSCTL_AS_STRING, jail_text_sysctl)
/* An instanced uint64_t in the same way. */
#define JAIL_LONG(subsys, var, lock, param, node, priv, descr)		\
	JAIL_VAR_(subsys, var, lock, param, node, priv, descr, JP_LONG,	\
	    SYSCTL_AS_U64, jail_long_sysctl)
#define JAIL_VAR_(subsys, var, lock, param, node, priv, descr, type,	\
    astype, proc)							\
	static const struct jail_param jail_param_##var = {		\
		param, type, sizeof(vimage_entry_##var), 0,		\
		&vimage_slot_##subsys, NULL, NULL, NULL,		\
		&jail_text_family, &vimage_entry_##var,			\
		&vimage_entry_##lock, priv				\
	};								\
	SYSCTL_NODE_(jail_param_##var, "security.jail.param." param,	\
	    SYSCTL_T_PROC, SYSCTL_RD | SYSCTL_AS_STRING,		\
	    (void *)(uintptr_t)&jail_param_##var, 0, jail_param_sysctl,	\
	    NULL, descr);						\
	SYSCTL_NODE_(jail_text_##var, node, SYSCTL_T_PROC,		\
	    SYSCTL_RW | SYSCTL_JAILWR | (astype),			\
	    (void *)(uintptr_t)&jail_param_##var, 0, proc, NULL, descr); \
	SET_ENTRY(jail_param, jail_param_##var)
extern const struct jail_family jail_text_family;	/* [I] */
int	jail_text_sysctl(const struct sysctl_node *so,
	    struct sysctl_req *req);
int	jail_long_sysctl(const struct sysctl_node *so,
	    struct sysctl_req *req);
int	jail_param_sysctl(const struct sysctl_node *so,
	    struct sysctl_req *req);

/* In a check: the text for errmsg; gives error back, to be returned. */
int	jail_error(struct jail_set_ctx *ctx, int error, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
/* The jail above the one that is changed or made; never NULL. */
struct jail *jail_ctx_parent(struct jail_set_ctx *ctx);
/* The jail that is changed; NULL while one is made. */
struct jail *jail_ctx_target(struct jail_set_ctx *ctx);

/* The jail a credential belongs to; prison0 if none.  Valid while cr is. */
struct jail *jail_of(const struct cred *cr);
/*
 * By jid or dotted name, an ALIVE one below where (NULL: prison0); NULL if
 * none.  Sleeps.
 */
struct jail *jail_find(struct jail *where, const char *name_or_jid,
	    struct ref *ref);
struct jail *jail_find_id(struct jail *where, int jid, struct ref *ref);
void	jail_drop(struct jail *j, struct ref *ref);
/* Keep j's memory; any context. */
void	jail_hold(struct jail *j);
void	jail_release(struct jail *j);
/* Walk below (not including) root, pre-order, under jail_lock. */
int	jail_foreach(struct jail *root,
	    int (*fn)(struct jail *j, void *arg), void *arg);
/* Is b a itself or a descendant of a?  Any context. */
int	jail_contains(const struct jail *a, const struct jail *b);
/* Dotted name as seen from where; "0" is where itself.  jail_lock held. */
void	jail_name(const struct jail *where, const struct jail *j, char *buf,
	    size_t size);
/* As workers_poke, for the threads that take jails to their end. */
void	jail_work_poke(void);
/* Image that j uses for a subsystem; j referred to. */
static inline struct image *
jail_image(const struct jail *j, unsigned slot)
{
	return j->j_image[slot];
}
/* Is that image j's own? */
static inline int
jail_owns(const struct jail *j, unsigned slot)
{
	return (j->j_owned >> slot & 1) != 0;
}
