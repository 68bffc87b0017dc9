// SPDX-License-Identifier: BSD-2-Clause
/*
 * file - open files, descriptor tables, and polling.
 *
 * A struct file is what a descriptor names; its maker supplies file_ops.
 * Counted by descriptors, by calls in progress, and by messages in flight.
 * Locks: [f] f_lock "file"; [d] fd_lock "fdtable" (spinlocks).
 */
#pragma once

#include <stdint.h>
#include "kernel/lib/list.h"
#include "kernel/lock/spin.h"
#include "kernel/sched/waitq.h"

struct cred;
struct fdtable;
struct file;
struct ledger;
struct stat;
struct thread;
struct uio;
struct vm_object;

enum file_type {
	FTYPE_VNODE = 1, FTYPE_PIPE, FTYPE_SOCKET, FTYPE_JAILDESC,
	FTYPE_PROCDESC, FTYPE_SHM,
	FTYPE_MQUEUE, FTYPE_REVOKED
};

/*
 * Called without locks, with a reference on the file held.  A uio_offset of
 * UIO_CURRENT means the file's own offset, which then advances; any other
 * is positional (pread) and leaves it alone.
 */
#define UIO_CURRENT	(-1)

struct file_ops {
	int (*fo_read)(struct file *fp, struct uio *uio, struct thread *td);
	int (*fo_write)(struct file *fp, struct uio *uio, struct thread *td);
	int (*fo_ioctl)(struct file *fp, unsigned long cmd, void *data,
	    struct thread *td);
	int (*fo_poll)(struct file *fp, int events, struct thread *td);
	int (*fo_stat)(struct file *fp, struct stat *st, struct thread *td);
	/* whence as lseek(2); ESPIPE when NULL */
	int (*fo_seek)(struct file *fp, int64_t off, int whence, int64_t *res);
	int (*fo_truncate)(struct file *fp, int64_t len, struct thread *td);
	/* object to map at offset 0; ENODEV when NULL */
	int (*fo_mmap)(struct file *fp, int prot, int flags,
	    struct vm_object **obj);
	/* a descriptor of it is no longer in fdt; others may be; or NULL */
	void (*fo_leave)(struct file *fp, const struct fdtable *fdt);
	void (*fo_close)(struct file *fp);	/* last reference dropped */
};

struct file {
	volatile uint32_t f_refs;	/* [a] */
	uint32_t f_flags;		/* [f] FREAD FWRITE, O_APPEND.. */
	enum file_type f_type;		/* [I] */
	const struct file_ops *f_ops;	/* [I] */
	void *f_data;			/* [I] vnode, socket, pipe.. */
	struct cred *f_cred;		/* [I] of the opener */
	int64_t f_offset;		/* [f] */
	struct spinlock f_lock;		/* class "file" */
	struct list f_all;		/* [files] every file, for fstat */
};

/*
 * New file, one reference; its cred held.  oflags are open(2)'s; f_flags
 * keeps FFLAGS() of those that last.  0, ENFILE, ENOMEM.
 */
int	file_create(struct cred *cr, enum file_type type, uint32_t oflags,
	    const struct file_ops *ops, void *data, struct file **out);
struct file *file_hold(struct file *fp);
void	file_drop(struct file *fp);	/* may sleep, may call fo_close */

/* Every open file, until fn returns nonzero; fn under a spinlock. */
int	file_foreach(int (*fn)(struct file *fp, void *arg), void *arg);

struct fdtable *fdtable_create(struct ledger *ld);	/* NULL no memory */
/* Copy for fork; close-on-exec marks kept.  NULL: out of memory. */
struct fdtable *fdtable_fork(struct fdtable *src, struct ledger *ld);
void	fdtable_hold(struct fdtable *fdt);
void	fdtable_drop(struct fdtable *fdt);	/* last closes all */
void	fdtable_exec(struct fdtable *fdt);	/* close the marked */
/* Put fp (takes over one reference on success) at the lowest free number
 * >= min.  0, EMFILE, ENOMEM. */
int	fd_install(struct fdtable *fdt, struct file *fp, int min, int cloexec,
	    int *fd);
/* dup2: put at exactly fd, closing what was there. */
int	fd_install_at(struct fdtable *fdt, struct file *fp, int fd,
	    int cloexec);
/* Held file, or EBADF. */
int	fd_get(struct fdtable *fdt, int fd, struct file **out);
int	fd_close(struct fdtable *fdt, int fd);		/* 0 or EBADF */
/* Drop fp, which was taken out of fdt. */
void	fd_leave(const struct fdtable *fdt, struct file *fp);
int	fd_cloexec(struct fdtable *fdt, int fd, int *get, const int *set);
/* Highest descriptor in use, -1 none. */
int	fd_last(struct fdtable *fdt);
/*
 * Put with, held once more, in the place of the first file at *fd or above
 * that wants asks for (no sleep); *fd is where.  What was there is for
 * fd_leave; NULL: none.
 */
struct file *fdtable_replace(struct fdtable *fdt, int *fd, struct file *with,
	    int (*wants)(const struct file *fp, const void *arg),
	    const void *arg);
/*
 * For the debugger, no lock: the first file at *fd or above, *fd being set
 * to where it is, or NULL; and a word for what kind of file it is.
 */
struct file *fdtable_db_next(const struct fdtable *fdt, int *fd);
const char *file_db_type(const struct file *fp);

/*
 * Polling: an object that can become ready embeds a poll_head.  fo_poll,
 * under the object's spinlock, answers with what is ready now and, if
 * nothing asked for is, calls poll_record; poll_wake under the same lock
 * then ends the caller's sleep.  Pollers hold the file, so a head must only
 * live as long as the files that lead to it.
 */
struct poll_head {
	struct spinlock ph_lock;	/* class "poll" */
	struct list ph_waiters;		/* [ph_lock], grows under owner's */
};

void	poll_head_init(struct poll_head *ph);
void	poll_head_destroy(struct poll_head *ph);
void	poll_record(struct poll_head *ph, struct thread *td);
void	poll_wake(struct poll_head *ph);

struct pollfd;
/*
 * poll(2) on a kernel copy; deadline as waitq_sleep.  0 with *nready (0
 * after the deadline), EINTR, ENOMEM.
 */
int	poll_files(struct fdtable *fdt, struct pollfd *pfd, int n,
	    uint64_t deadline_ns, struct thread *td, int *nready);

/* Pipe: two files sharing one buffer.  0, ENFILE, ENOMEM. */
int	pipe_create(struct cred *cr, int oflags, struct file **rd,
	    struct file **wr);

/*
 * The pipe by itself, for FIFOs.  Ends are counted by FREAD and FWRITE in
 * fflags; open waits for the other side as open(2) says of FIFOs.
 */
struct pipe;
/* Charged to ld; NULL: out of memory. */
struct pipe *pipe_alloc(struct ledger *ld);
void	pipe_free(struct pipe *pi);		/* no ends open; or NULL */
int	pipe_open(struct pipe *pi, uint32_t fflags);	/* 0, ENXIO, EINTR */
void	pipe_close(struct pipe *pi, uint32_t fflags);
int	pipe_read(struct pipe *pi, struct uio *uio, uint32_t fflags);
int	pipe_write(struct pipe *pi, struct uio *uio, uint32_t fflags);
int	pipe_poll(struct pipe *pi, int events, uint32_t fflags,
	    struct thread *td);
size_t	pipe_used(struct pipe *pi);		/* bytes waiting */
