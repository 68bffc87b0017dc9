// SPDX-License-Identifier: BSD-2-Clause
/*
 * unix_var - local sockets within the kernel.
 *
 * What waits in a socket are records of so_rcv, streams' too: the head mbuf
 * of each is a struct unix_head.  A stream's sender mirrors the fill of its
 * peer's buffer in so_snd.sb_cc, so waiting and polling are as everywhere.
 *
 * Locks: [u] unix_lock "unix", one spinlock for the system, outside those of
 * sockets: names are files, and files are seen from many stacks.
 */
#pragma once

#include <sys/un.h>
#include "kernel/lib/list.h"
#include "kernel/lock/spin.h"
#include "subsys/mbuf/mbuf.h"
#include "subsys/socket/socket.h"

struct vnode;

/* Files and credentials on their way in one message. */
struct unix_scm {
	struct unix_scm *us_next;	/* [u] to be freed */
	char *us_creds;			/* [I] a whole cmsg, or NULL */
	int us_nfiles;			/* [I] */
	struct file *us_files[];	/* [I] held */
};

struct unix_head {
	struct unix_scm *uh_scm;	/* [u] NULL none, or taken */
	struct sockaddr_un uh_from;	/* [I] sun_len 0: no name */
};

struct unix_pcb {
	struct list up_link;		/* [u] unix_pcbs */
	struct socket *up_so;		/* [u] NULL: not yet accepted */
	struct unix_pcb *up_peer;	/* [u] whom it sends to */
	struct list up_refs;		/* [u] who has it as up_peer.. */
	struct list up_ref;		/* [u] ..by this */
	struct list up_queue;		/* [u] listener: not accepted */
	uint32_t up_qlen;		/* [u] */
	uint32_t up_backlog;		/* [u] */
	struct sockbuf up_early;	/* [u] before it is accepted */
	struct vnode *up_vn;		/* [u] bound: held */
	struct sockaddr_un up_name;	/* [u] sun_len 0: none */
	struct file *up_file;		/* [u] while up_inflight */
	uint32_t up_inflight;		/* [u] times it is in messages */
	uint32_t up_mark;		/* [u] reached by the collector */
	struct unix_pcb *up_next;	/* [u] ..and to be looked into */
};

extern struct spinlock unix_lock;	/* [x] itself */
extern struct list unix_pcbs;		/* [u] */

static inline struct unix_pcb *
unix_of(struct socket *so)
{
	return (struct unix_pcb *)so->so_pcb;
}

static inline struct unix_head *
unix_head_of(const struct mbuf *record)
{
	return (struct unix_head *)(void *)record->m_data;
}

/* unix_io: the record's members pr_sendmsg and pr_recvmsg. */
int	unix_sendmsg(struct socket *so, const struct sockaddr *to,
	    struct uio *uio, struct socket_ctl *ctl, int flags,
	    struct thread *td);
int	unix_recvmsg(struct socket *so, struct sockaddr_storage *from,
	    struct uio *uio, struct socket_ctl *ctl, int *flags,
	    struct thread *td);
/* unix_usrreq: the socket bound to a path, for sending; [u] taken inside. */
int	unix_find(const struct sockaddr *sa, struct thread *td,
	    struct vnode **vn);
struct unix_pcb *unix_bound_locked(const struct vnode *vn, int type);

/* unix_rights: control data in and out.  EINVAL, EBADF, ENOBUFS. */
int	unix_scm_create(const struct socket_ctl *ctl, struct thread *td,
	    struct unix_scm **out);
/* As cmsgs into ctl (NULL: not wanted); frees.  *flags gets MSG_CTRUNC. */
void	unix_scm_deliver(struct unix_scm *scm, struct socket_ctl *ctl,
	    int *flags, struct thread *td);
/* It is in a queue now; it is out again. */
void	unix_scm_sent_locked(struct unix_scm *scm);
void	unix_scm_taken_locked(struct unix_scm *scm);
/* Let go of what waits in sb; the records are freed too. */
void	unix_flush_locked(struct sockbuf *sb);
/* Not sent, or taken: dropped soon, by a thread of its own.  NULL allowed. */
void	unix_scm_bury_locked(struct unix_scm *scm);
void	unix_scm_bury(struct unix_scm *scm);
/* A socket goes: it counts no more, and cycles may be left. */
void	unix_collect_locked(struct unix_pcb *gone);
