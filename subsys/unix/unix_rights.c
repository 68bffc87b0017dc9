// SPDX-License-Identifier: BSD-2-Clause
/*
 * unix_rights - open files and credentials in messages, and the collection
 * of sockets that only messages still hold.
 *
 * A socket can be sent over itself, or two over each other, and then be
 * closed: nobody can receive them any more, and each keeps the other.  When
 * a local socket goes while any is in flight, and now and then while any
 * is (the last descriptor of one that is in flight goes unseen), a thread
 * looks which sockets are held by more than messages, follows the messages
 * waiting in those, and empties the queues of all that it did not reach.
 *
 * That sees one moment, under unix_lock: a file that only messages hold
 * gains no other holder except by being received, which needs the lock.
 *
 * Messages are dropped by that thread too, one at a time: closing a socket
 * drops its messages, which closes sockets.. on a stack of bounded depth.
 */
#include <sys/errno.h>
#include <sys/stat.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/init.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/taskq.h"
#include "kernel/sched/thread.h"
#include "kernel/vfs/vfs.h"
#include "subsys/unix/unix_var.h"

#define COLLECT_NS	250000000ul	/* between two looks */
#define RIGHTS_MAX	253	/* files in a message */

static struct unix_scm *unix_dead;	/* [u] by us_next */
static uint32_t unix_inflight;		/* [u] local sockets in messages */
static int unix_dirty;			/* [u] look for cycles */
static struct task unix_task;		/* [x] taskq's */
static struct callout unix_callout;	/* [x] armed while any is in flight */

/* ------------------------------------------------------- what is sent */

static void
unix_scm_free(struct unix_scm *scm)
{
	int i;

	for (i = 0; i < scm->us_nfiles; i++) {
		if (scm->us_files[i] != NULL)
			file_drop(scm->us_files[i]);
	}
	kmem_free(scm->us_creds);
	kmem_free(scm);
}

/* A cmsg that says who td is. */
static char *
unix_creds(struct thread *td)
{
	const struct cred *cr = td->td_cred;
	struct cmsghdr *ch;
	struct cmsgcred *cc;
	uint32_t i;

	ch = kmem_zalloc(NULL, CMSG_SPACE(sizeof(*cc)), KM_SLEEP);
	if (ch == NULL)
		return NULL;
	*ch = (struct cmsghdr){ .cmsg_len = CMSG_LEN(sizeof(*cc)),
	    .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_CREDS };
	cc = (struct cmsgcred *)(void *)CMSG_DATA(ch);
	cc->cmcred_pid = td->td_proc->p_pid;	/* the base's, for now */
	cc->cmcred_uid = (uid_t)cr->cr_ruid;
	cc->cmcred_euid = (uid_t)cr->cr_uid;
	cc->cmcred_gid = (gid_t)cr->cr_rgid;
	cc->cmcred_groups[0] = (gid_t)cr->cr_gid;
	for (i = 0; i < cr->cr_ngroups && i + 1 < CMGROUP_MAX; i++)
		cc->cmcred_groups[i + 1] = (gid_t)cr->cr_groups[i];
	cc->cmcred_ngroups = (short)(i + 1);
	return (char *)ch;
}

static int
unix_rights_take(struct unix_scm *scm, const char *data, uint32_t len,
    struct thread *td)
{
	int error, fd;

	for (; len >= sizeof(fd); len -= sizeof(fd), data += sizeof(fd)) {
		if (scm->us_nfiles == RIGHTS_MAX)
			return EINVAL;
		memcpy(&fd, data, sizeof(fd));
		error = fd_get(td->td_proc->p_fd, fd,
		    &scm->us_files[scm->us_nfiles]);
		if (error != 0)
			return error;
		scm->us_nfiles++;
	}
	return 0;
}

static int
unix_cmsg_take(struct unix_scm *scm, const struct cmsghdr *ch,
    struct thread *td)
{
	if (ch->cmsg_level != SOL_SOCKET)
		return EINVAL;
	if (ch->cmsg_type == SCM_RIGHTS)
		return unix_rights_take(scm, (const char *)CMSG_DATA(ch),
		    ch->cmsg_len - (uint32_t)CMSG_LEN(0), td);
	if (ch->cmsg_type != SCM_CREDS || scm->us_creds != NULL)
		return EINVAL;
	scm->us_creds = unix_creds(td);
	return scm->us_creds == NULL ? ENOBUFS : 0;
}

int
unix_scm_create(const struct socket_ctl *ctl, struct thread *td,
    struct unix_scm **out)
{
	const struct cmsghdr *ch;
	struct unix_scm *scm;
	uint32_t at;
	int error = 0;

	scm = kmem_zalloc(NULL, sizeof(*scm) +
	    RIGHTS_MAX * sizeof(struct file *), KM_SLEEP);
	if (scm == NULL)
		return ENOBUFS;
	for (at = 0; at < ctl->sc_len && error == 0;
	    at += (uint32_t)_CMSG_ALIGN(ch->cmsg_len)) {
		ch = (const struct cmsghdr *)(const void *)
		    (ctl->sc_buf + at);
		if (ctl->sc_len - at < CMSG_LEN(0) ||
		    ch->cmsg_len < CMSG_LEN(0) ||
		    ch->cmsg_len > ctl->sc_len - at) {
			error = EINVAL;
			break;
		}
		error = unix_cmsg_take(scm, ch, td);
	}
	if (error != 0)
		unix_scm_free(scm);
	else
		*out = scm;
	return error;
}

/* ------------------------------------------------------ what is received */

/*
 * A directory of another jail's would lead out of the receiver's root: the
 * base system's processes may have it, those of jails may not.
 */
static int
unix_may_receive(struct file *fp, const struct thread *td)
{
	struct vnode *vn = file_vnode(fp);

	return vn == NULL || vn->vn_type != VDIR || td->td_cred->cr_jid == 0 ||
	    fp->f_cred->cr_jid == td->td_cred->cr_jid;
}

/* Room for a cmsg of len bytes of data, or NULL. */
static struct cmsghdr *
unix_cmsg_room(struct socket_ctl *ctl, uint32_t len)
{
	struct cmsghdr *ch = (struct cmsghdr *)(void *)
	    (ctl->sc_buf + ctl->sc_len);

	if (ctl->sc_room - ctl->sc_len < CMSG_LEN(len))
		return NULL;
	ctl->sc_len += (uint32_t)CMSG_SPACE(len);
	if (ctl->sc_len > ctl->sc_room)
		ctl->sc_len = ctl->sc_room;
	return ch;
}

/* Descriptors for as many files as ctl has room for; nonzero: not all. */
static int
unix_rights_give(struct unix_scm *scm, struct socket_ctl *ctl, int flags,
    struct thread *td)
{
	uint32_t left = ctl->sc_room - ctl->sc_len, n = 0;
	struct cmsghdr *ch;
	int i, fd, lost = 0;

	if (left < CMSG_LEN(sizeof(int)))
		return 1;
	left = (left - (uint32_t)CMSG_LEN(0)) / (uint32_t)sizeof(int);
	ch = (struct cmsghdr *)(void *)(ctl->sc_buf + ctl->sc_len);
	for (i = 0; i < scm->us_nfiles; i++) {
		if (n == left || !unix_may_receive(scm->us_files[i], td) ||
		    fd_install(td->td_proc->p_fd, scm->us_files[i], 0,
		    (flags & MSG_CMSG_CLOEXEC) != 0, &fd) != 0) {
			lost = 1;
			continue;
		}
		scm->us_files[i] = NULL;	/* the table has it */
		memcpy(CMSG_DATA(ch) + n++ * sizeof(fd), &fd, sizeof(fd));
	}
	if (n == 0)
		return lost;
	*ch = (struct cmsghdr){
		.cmsg_len = (socklen_t)CMSG_LEN(n * sizeof(int)),
		.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
	(void)unix_cmsg_room(ctl, n * (uint32_t)sizeof(int));
	return lost;
}

/* Who sent it, by the number that the receiver knows it by. */
static int
unix_creds_give(const struct unix_scm *scm, struct socket_ctl *ctl)
{
	struct cmsghdr *ch = unix_cmsg_room(ctl, sizeof(struct cmsgcred));
	struct cmsgcred *cc;

	if (ch == NULL)
		return 1;
	memcpy(ch, scm->us_creds, CMSG_LEN(sizeof(struct cmsgcred)));
	cc = (struct cmsgcred *)(void *)CMSG_DATA(ch);
	cc->cmcred_pid = pid_export(cc->cmcred_pid);
	return 0;
}

void
unix_scm_deliver(struct unix_scm *scm, struct socket_ctl *ctl, int *flags,
    struct thread *td)
{
	int lost = 0;

	if (scm == NULL)
		return;
	if (ctl == NULL) {
		lost = 1;
	} else {
		if (scm->us_creds != NULL)
			lost = unix_creds_give(scm, ctl);
		if (scm->us_nfiles > 0)
			lost |= unix_rights_give(scm, ctl, *flags, td);
	}
	if (lost)
		*flags |= MSG_CTRUNC;
	unix_scm_bury(scm);
}

/* ----------------------------------------------------------- collection */

/* The local socket behind a file, if it has not ended. */
static struct unix_pcb *
unix_file_pcb(const struct file *fp)
{
	struct socket *so;

	if (fp == NULL || fp->f_type != FTYPE_SOCKET)
		return NULL;
	so = fp->f_data;
	return so->so_proto->pr_domain == AF_UNIX ? unix_of(so) : NULL;
}

void
unix_scm_sent_locked(struct unix_scm *scm)
{
	struct unix_pcb *up;
	int i;

	for (i = 0; scm != NULL && i < scm->us_nfiles; i++) {
		up = unix_file_pcb(scm->us_files[i]);
		if (up == NULL)
			continue;
		up->up_file = scm->us_files[i];
		up->up_inflight++;
		if (unix_inflight++ == 0)
			callout_reset(&unix_callout, COLLECT_NS);
	}
}

/* One that ended meanwhile was counted out when it did. */
void
unix_scm_taken_locked(struct unix_scm *scm)
{
	struct unix_pcb *up;
	int i;

	for (i = 0; scm != NULL && i < scm->us_nfiles; i++) {
		up = unix_file_pcb(scm->us_files[i]);
		if (up == NULL || up->up_inflight == 0)
			continue;
		up->up_inflight--;
		unix_inflight--;
	}
}

void
unix_scm_bury_locked(struct unix_scm *scm)
{
	if (scm == NULL)
		return;
	scm->us_next = unix_dead;
	unix_dead = scm;
	taskq_enqueue(taskq_system, &unix_task);
}

void
unix_scm_bury(struct unix_scm *scm)
{
	spin_lock(&unix_lock);
	unix_scm_bury_locked(scm);
	spin_unlock(&unix_lock);
}

static void
unix_head_bury_locked(struct mbuf *record)
{
	struct unix_head *uh = unix_head_of(record);

	unix_scm_taken_locked(uh->uh_scm);
	unix_scm_bury_locked(uh->uh_scm);
	uh->uh_scm = NULL;
}

void
unix_flush_locked(struct sockbuf *sb)
{
	struct mbuf *record;

	while ((record = sockbuf_take(sb)) != NULL) {
		unix_head_bury_locked(record);
		m_freem(record);
	}
}

void
unix_collect_locked(struct unix_pcb *gone)
{
	unix_inflight -= gone->up_inflight;
	if (unix_inflight == 0)
		return;
	unix_dirty = 1;
	taskq_enqueue(taskq_system, &unix_task);
}

static void
unix_mark(struct unix_pcb *up, struct unix_pcb **work)
{
	if (up == NULL || up->up_mark)
		return;
	up->up_mark = 1;
	up->up_next = *work;
	*work = up;
}

/* Mark what the messages in sb hold. */
static void
unix_mark_queue(const struct sockbuf *sb, struct unix_pcb **work)
{
	const struct unix_scm *scm;
	const struct mbuf *record;
	int i;

	for (record = sb->sb_head; record != NULL;
	    record = record->m_nextpkt) {
		scm = unix_head_of(record)->uh_scm;
		for (i = 0; scm != NULL && i < scm->us_nfiles; i++)
			unix_mark(unix_file_pcb(scm->us_files[i]), work);
	}
}

/* Call with the queue that belongs to up, locked if it is a socket's. */
static void
unix_mark_from(struct unix_pcb *up, struct unix_pcb **work)
{
	struct unix_pcb *sp;

	LIST_FOREACH(sp, &up->up_queue, up_queue)
		unix_mark(sp, work);
	if (up->up_so == NULL) {
		unix_mark_queue(&up->up_early, work);
		return;
	}
	spin_lock(&up->up_so->so_lock);
	unix_mark_queue(&up->up_so->so_rcv, work);
	spin_unlock(&up->up_so->so_lock);
}

/* Sockets not accepted yet are held by their listener alone. */
static int
unix_is_root(const struct unix_pcb *up)
{
	if (up->up_so == NULL)
		return 0;
	return up->up_inflight == 0 || up->up_file->f_refs > up->up_inflight;
}

/* Its messages go; so its own references on others do. */
static void
unix_sweep(struct unix_pcb *up)
{
	struct mbuf *record;

	if (up->up_so == NULL) {
		unix_flush_locked(&up->up_early);
		return;
	}
	spin_lock(&up->up_so->so_lock);
	for (record = up->up_so->so_rcv.sb_head; record != NULL;
	    record = record->m_nextpkt)
		unix_head_bury_locked(record);
	spin_unlock(&up->up_so->so_lock);
}

static void
unix_collect(void)
{
	struct unix_pcb *up, *work = NULL;

	LIST_FOREACH(up, &unix_pcbs, up_link)
		up->up_mark = 0;
	LIST_FOREACH(up, &unix_pcbs, up_link) {
		if (unix_is_root(up))
			unix_mark(up, &work);
	}
	while ((up = work) != NULL) {
		work = up->up_next;
		unix_mark_from(up, &work);
	}
	LIST_FOREACH(up, &unix_pcbs, up_link) {
		if (!up->up_mark)
			unix_sweep(up);
	}
}

static void
unix_run(void *arg)
{
	struct unix_scm *scm;

	(void)arg;
	spin_lock(&unix_lock);
	for (;;) {
		scm = unix_dead;
		if (scm == NULL && !unix_dirty)
			break;
		if (scm == NULL) {
			unix_dirty = 0;
			unix_collect();
			continue;
		}
		unix_dead = scm->us_next;
		spin_unlock(&unix_lock);
		unix_scm_free(scm);
		spin_lock(&unix_lock);
	}
	spin_unlock(&unix_lock);
}

static void
unix_look(void *arg)
{
	(void)arg;
	spin_lock(&unix_lock);
	if (unix_inflight > 0) {
		unix_dirty = 1;
		taskq_enqueue(taskq_system, &unix_task);
		callout_reset(&unix_callout, COLLECT_NS);
	}
	spin_unlock(&unix_lock);
}

static void
unix_rights_init(void)
{
	callout_init(&unix_callout, unix_look, NULL);
	task_init(&unix_task, unix_run, NULL);
}

INITCALL(PHASE_DEVICE, unix_rights_init);
