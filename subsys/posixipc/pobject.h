// SPDX-License-Identifier: BSD-2-Clause
/*
 * pobject - what POSIX message queues, shared memory and semaphores have in
 * common: a name in the image's table, an owner and a mode, and a life that
 * lasts until the last descriptor or mapping is gone.
 *
 * Each kind embeds struct pobject first.  Each kind has names of its own.
 * An object keeps the image it was made in, whose ledger is charged for it,
 * so a jail that was removed stays, and can say why, as long as somebody
 * still uses what was made there.
 *
 * Locks: [P] the image's V_posix_lock, a mutex, class "posixipc".
 */
#pragma once

#include <stdint.h>
#include <sys/mqueue.h>
#include "kernel/sync/mutex.h"
#include "kernel/vimage/vimage.h"
#include "kernel/vm/uio.h"

struct cred;
struct file;
struct file_ops;
struct pobject;
struct stat;
struct thread;

struct pobject_ops {
	/* Wake who sleeps, for ever: the jail ends.  Under [P]; may be NULL */
	void (*pb_shut)(struct pobject *po);
	/* Nothing refers to it: free all, with pobject_free last. */
	void (*pb_free)(struct pobject *po);
	/* What is special about it, for ipcs.  Under [P]. */
	void (*pb_info)(struct pobject *po, struct posixipc_info *pi);
};

struct pobject {
	struct list po_all;		/* [P] every one of the image */
	struct list po_named;		/* [P] those with a name */
	const struct pobject_ops *po_ops;	/* [I] */
	struct image *po_image;		/* [I] where it was made */
	struct ref po_ref;		/* [I] keeps po_image */
	volatile uint32_t po_refs;	/* [a] its name, files, calls */
	int po_kind;			/* [I] POSIXIPC_* */
	uint64_t po_serial;		/* [I] st_ino */
	uint32_t po_uid;		/* [P] */
	uint32_t po_gid;		/* [P] */
	uint32_t po_mode;		/* [P] */
	int32_t po_cpid;		/* [I] its maker */
	volatile int64_t po_atime;	/* [a] seconds: last read */
	volatile int64_t po_mtime;	/* [a] last written */
	int64_t po_ctime;		/* [P] made or changed */
	char *po_name;			/* [P] NULL: none, or none any more */
};

VIMAGE_SUBSYS_DECLARE(posixipc);

/* How to open. */
struct pobject_open {
	int pp_kind;			/* [t] POSIXIPC_* */
	int pp_flags;			/* [t] open(2)'s */
	uint32_t pp_mode;		/* [t] for a new one */
	uaddr_t pp_name;		/* [t] 0: without one */
	/* Make one, with pobject_init; under [P]. */
	int (*pp_make)(const struct pobject_open *pp, struct pobject **out);
	const void *pp_arg;		/* [t] pp_make's */
	int pp_made;			/* [t] out: it did not exist */
};

/*
 * The object of that name, or a new one, held.  EINVAL, ENAMETOOLONG,
 * EFAULT (name), ENOENT, EEXIST, EACCES, and pp_make's errors.
 */
int	pobject_open(struct pobject_open *pp, struct pobject **out);
/*
 * The rest of an open call: a descriptor, close-on-exec, for po, whose hold
 * it takes over; on error po is dropped, and its name if it was made.
 */
int	pobject_file(struct thread *td, const struct pobject_open *pp,
	    struct pobject *po, int type, const struct file_ops *ops,
	    int *fd);
/* Take the name away.  ENOENT, EACCES, and those of bad names. */
int	pobject_unlink(int kind, uaddr_t name);
/* Give it another name; flags SHM_RENAME_*.  EEXIST, ENOENT, EACCES. */
int	pobject_rename(int kind, uaddr_t from, uaddr_t to, int flags);

void	pobject_hold(struct pobject *po);
void	pobject_drop(struct pobject *po);	/* may sleep */

/*
 * For pp_make, last: fill in what all have and count it.  0, or full if
 * there are max already; po is then still the caller's.
 */
int	pobject_init(struct pobject *po, const struct pobject_open *pp,
	    const struct pobject_ops *ops, int max, int full);
/* First in pb_free: no longer counted, nor found by pb_shut.  No lock. */
void	pobject_retire(struct pobject *po);
/* Last in pb_free: po's memory, and its hold on the image. */
void	pobject_free(struct pobject *po);
/* Owner, mode, times and number of a descriptor's object. */
void	pobject_stat(struct pobject *po, uint32_t type, struct stat *st);
/* fo_close of each kind. */
void	pobject_fo_close(struct file *fp);

/* Seconds since 1970. */
int64_t	pobject_now(void);
