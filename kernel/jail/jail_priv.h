// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_priv - what the files of kernel/jail share among themselves.
 */
#pragma once

#include "kernel/jail/jail.h"
#include "kernel/lib/string.h"
#include "kernel/vm/uio.h"

struct file;
struct thread;

extern struct mutex jail_lock;		/* class "jail" */
extern const char *const jail_state_names[];	/* [I] by enum jail_state */

/* Most names differ in their first letter: no call for those. */
static inline int
jail_text_same(const char *a, const char *b)
{
	return *a == *b && strcmp(a, b) == 0;
}

/* ---- jail.c: the tree.  All need jail_lock. */

/* Any jail of that number, dying ones too, or NULL. */
struct jail *jail_lookup_id(int jid);
/* Below where, by dotted name (len bytes); ALIVE ones first, or NULL. */
struct jail *jail_lookup_name(struct jail *where, const char *name,
	    size_t len);
/* The child of parent with that last component, not dying, or NULL. */
struct jail *jail_lookup_child(struct jail *parent, const char *name,
	    size_t len);
/* First jail below where with a jid above jid, or NULL. */
struct jail *jail_lookup_after(struct jail *where, int jid);
/* A number nobody has, or 0. */
int	jail_id_next(void);
/* Next of root's descendants in pre-order after j (root: the first). */
struct jail *jail_next(const struct jail *root, struct jail *j);
/* Put j, with id, parent and name set, in its places; ancestors count it. */
void	jail_tree_insert(struct jail *j);
void	jail_tree_remove(struct jail *j);
/* Give j another last component; takes name over, returns the old one. */
char	*jail_tree_rename(struct jail *j, char *name);
/* The one mover of states. */
void	jail_state_set(struct jail *j, enum jail_state state);
/* Take a reference if j is ALIVE; 0 or ENOENT. */
int	jail_ref(struct jail *j, struct ref *ref);
/* Bytes of the full dotted name, without a NUL. */
size_t	jail_name_length(const struct jail *j);

/* ---- jail_opts.c: what a caller's iovec says. */

#define JAIL_OPTS_MAX	128	/* pairs in one call */
#define JAIL_OPT_NAME	64	/* bytes of a parameter's name, with the NUL */

/* One name and value.  Belongs to the calling thread. */
struct jail_opt {
	const struct jail_param *jo_param;	/* [t] NULL: not one */
	char jo_name[JAIL_OPT_NAME];		/* [t] as given */
	uaddr_t jo_base;			/* [t] the caller's value */
	size_t jo_len;				/* [t] */
	int jo_negated;				/* [t] "nopersist" */
	int jo_number;				/* [t] once decoded */
	int64_t jo_long;			/* [t] once decoded */
	char *jo_string;			/* [t] once decoded, owned */
};

struct jail_opts {
	struct list os_link;		/* [jail_opts] all there are */
	uaddr_t os_iov;			/* [t] the caller's array */
	unsigned os_count;		/* [t] */
	struct jail_opt *os_errmsg;	/* [t] or NULL */
	struct jail_opt *os_desc;	/* [t] or NULL: an int, in and out */
	struct jail_opt os_opt[];	/* [t] */
};

/*
 * Copy in names and the places of values; look the parameters up.  0,
 * EINVAL (odd or too many, name without NUL), EFAULT, ENOMEM.
 */
int	jail_opts_read(uaddr_t iov, unsigned niov, struct jail_opts **out);
void	jail_opts_free(struct jail_opts *os);	/* NULL allowed */
/* The last one given of that name, or NULL. */
struct jail_opt *jail_opts_find(struct jail_opts *os, const char *name);
/*
 * Copy in a value as its parameter's type asks.  0, EINVAL, ENAMETOOLONG,
 * EFAULT, ENOMEM; *why gets a few words.
 */
int	jail_opt_decode(struct jail_opt *jo, const char **why);
/* The value once decoded, in the form commit takes. */
struct jail_value jail_opt_value(const struct jail_opt *jo);
/* Give text to the caller's errmsg, cut to its length, if there is one. */
void	jail_opts_errmsg(struct jail_opts *os, const char *text);

/* ---- jail_param.c: the registry. */

/* By name; *negated is set for the no- form of a boolean.  NULL if none. */
const struct jail_param *jail_param_find(const char *name, int *negated);
/* The parameter by which a jail asks for an own image. */
const struct jail_param *jail_param_subsys(const struct vimage_subsys *vs);
/* Make it, for a subsystem that is new. */
void	jail_param_subsys_add(const struct vimage_subsys *vs);
/* Is it made from a subsystem's record? */
int	jail_param_is_subsys(const struct jail_param *jp);

/* ---- jail_limit.c, jail_allow.c: parameters made of LIMIT, ALLOW records;
 * NULL if there is none of that name. */
const struct jail_param *jail_limit_find(const char *name);
const struct jail_param *jail_allow_find(const char *name);
/* The flags of a new jail below parent. */
uint64_t jail_allow_start(const struct jail *parent);

/* ---- jail_create.c, jail_set.c */

struct jail_set_ctx {
	struct thread *jc_td;		/* [I] caller */
	struct jail *jc_self;		/* [I] the caller's jail, or in place
					   of it one below: JAIL_AT_DESC */
	struct jail *jc_desc;		/* [t] held: what a descriptor gave */
	struct ref jc_descref;		/* [t] on it, with JAIL_AT_DESC */
	struct file *jc_file;		/* [t] a descriptor to be given */
	int jc_flags;			/* [I] JAIL_* */
	struct jail_opts *jc_opts;	/* [t] */
	int jc_jid;			/* [t] asked for, 0 none */
	const char *jc_leaf;		/* [t] last component asked for */
	struct jail *jc_target;		/* [t] found, or NULL: create */
	struct jail *jc_parent;		/* [t] */
	struct vnode *jc_root;		/* [t] held */
	char *jc_path;			/* [t] owned */
	char *jc_name;			/* [t] owned, for create or rename */
	struct ref jc_ref;		/* [t] on the target or the new one */
	char jc_errmsg[160];		/* [t] */
};

/*
 * Set jc_target or, for one to be made, jc_parent, jc_jid and jc_name from
 * the options "jid" and "name".  jail_lock held.  The errno of jail_set(2).
 */
int	jail_set_find(struct jail_set_ctx *ctx);
/* A new CREATING jail in the tree, holding id and name; jail_lock held. */
int	jail_reserve(struct jail_set_ctx *ctx, struct jail **out);
/* Make or share its images; undone on failure.  No lock. */
int	jail_build(struct jail_set_ctx *ctx, struct jail *j);
/* Undo jail_reserve, and jail_build if it was done.  No lock. */
void	jail_abandon(struct jail *j);
/* Run the commits of all options of ctx that live in images, or of those
 * that do not (jail_lock held). */
void	jail_commit_images(struct jail_set_ctx *ctx, struct jail *j);
void	jail_commit_core(struct jail_set_ctx *ctx, struct jail *j);

/* ---- jail_db.c: by jid or dotted name, no lock; NULL if none. */
struct jail *jail_db_find(const char *arg);

/* ---- jail_desc.c */

/* Do flags and the option "desc" fit each other?  0 or EINVAL. */
int	jail_desc_check(const struct jail_opts *os, int flags);
/*
 * The jail that the caller's descriptor in jo is of, held, if it has the
 * bits of mode.  EBADF, EINVAL, EPERM, EFAULT; ENOENT: dead.
 */
int	jail_desc_find(struct thread *td, const struct jail_opt *jo,
	    uint32_t mode, struct jail **out);
/* A descriptor for no jail yet, or NULL if flags ask for none. */
int	jail_desc_create(struct thread *td, int flags, struct file **out);
/*
 * Make it j's and the caller's, told in jo and in fd (-1: none); fp, or
 * NULL, is taken over.
 */
int	jail_desc_install(struct thread *td, struct file *fp, struct jail *j,
	    const struct jail_opt *jo, int *fd);

/* ---- jail_attach.c */

/*
 * The calling process enters j, which the caller refers to: from inside the
 * gate of makers and as the only thread (proc_single_begin).
 */
int	jail_attach(struct thread *td, struct jail *j);
/* The same, seeing to both. */
int	jail_attach_alone(struct thread *td, struct jail *j);
/* A process joins or leaves; j may be prison0. */
int	jail_proc_join(struct jail *j, struct proc *p);
void	jail_proc_leave(struct jail *j, struct proc *p);

/* ---- jail_stages.c: the end of a jail, recorded. */

#define TEARDOWN_STAGES	56

struct teardown_stage {
	const char *ts_what;		/* [i] "shutdown" */
	char ts_of[16];			/* [i] a subsystem, or "" */
	uint64_t ts_began_ns;		/* [i] until the next one began */
};

/* Belongs to the thread that ends the jail; [i] the jail's j_lock. */
struct teardown {
	int tn_jid;			/* [I] */
	int tn_parent;			/* [I] jid */
	unsigned tn_count;		/* [i] stages begun */
	uint64_t tn_began_ns;		/* [I] */
	uint64_t tn_ended_ns;		/* [t] */
	char tn_name[32];		/* [I] last component, cut */
	struct teardown_stage tn_stage[TEARDOWN_STAGES];	/* [i] */
};

/* closing_ns: since when it has waited for its children. */
void	teardown_begin(struct teardown *tn, struct jail *j,
	    uint64_t closing_ns);
/* The next stage begins, the last one being over; may stop first. */
void	teardown_stage(struct jail *j, const char *what, const char *of);
/* Keep the record among the last. */
void	teardown_end(struct jail *j);
/* For the debugger: ", stage X for N ms", or nothing. */
void	teardown_db_where(const struct jail *j);

/* ---- jail_force.c: the end of a jail against its holders' will. */

#define JAIL_QUIET_NS	500000000ul	/* longer waits are worth a word */

/* Wait until nobody refers to img, or longer than that: then by force. */
void	jail_image_wait(struct jail *j, struct image *img);
/* When the next word is due about a wait that lasts: ns of uptime. */
uint64_t jail_wait_deadline(void);

/* ---- jail_work.c, jail_teardown.c */

#define JW_QUEUED	0x1
#define JW_RUNNING	0x2
#define JW_AGAIN	0x4

/* Have jail_advance run for j soon; any context, j held by something. */
void	jail_work_enqueue(struct jail *j);
/* The calling worker enters (1) or leaves (0) a wait that may be long. */
void	jail_work_blocked(int blocked);
/* What jls -w shows. */
void	jail_waits_for(struct jail *j, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* Take j as far towards its end as it may go now.  Worker thread. */
void	jail_advance(struct jail *j);
/* Begin the end of j and all below.  jail_lock held. */
void	jail_close(struct jail *j);
/* Wait until j, held, is DEAD; 0 or EINTR.  No lock. */
int	jail_wait_dead(struct jail *j, int flags);
/* All owned images, highest phase first; half-made jails too.  No lock. */
void	jail_images_shutdown(struct jail *j);
void	jail_images_wait(struct jail *j);
void	jail_images_destroy(struct jail *j);
