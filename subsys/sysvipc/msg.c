// SPDX-License-Identifier: BSD-2-Clause
/*
 * msg - System V message queues, one set of them per jail.
 *
 * A message is copied in before the table is locked; a receiver copies out
 * with it locked and takes the message off only then, so that a bad address
 * loses nothing.  Bytes are counted in pieces of msgssz against msgseg, as
 * administrators know it, though memory is the heap's.
 *
 * Locks: [T] it_lock of V_msg_table, class "sysvipc".  Who waits for a
 * message sleeps on its queue, who waits for room on V_msg_room.
 */
#include <sys/errno.h>

#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/syscall.h"
#include "kernel/sys/sysctl.h"
#include "subsys/sysvipc/msg_priv.h"

VIMAGE_DEFINE(sysvmsg, struct ipc_table, msg_table);
VIMAGE_DEFINE_STATIC(sysvmsg, struct condvar, msg_room);
VIMAGE_DEFINE_STATIC(sysvmsg, int, msg_count);		/* [T] messages */
VIMAGE_DEFINE_STATIC(sysvmsg, int, msg_senders);	/* [T] asleep */
VIMAGE_DEFINE_STATIC(sysvmsg, int, msg_pieces);		/* [T] of msgssz */
VIMAGE_DEFINE_STATIC(sysvmsg, int, msgmni) = 40;	/* [a] */
VIMAGE_DEFINE_STATIC(sysvmsg, int, msgmnb) = 2048;	/* [a] */
VIMAGE_DEFINE_STATIC(sysvmsg, int, msgtql) = 40;	/* [a] */
VIMAGE_DEFINE_STATIC(sysvmsg, int, msgssz) = 8;		/* [a] */
VIMAGE_DEFINE_STATIC(sysvmsg, int, msgseg) = 2048;	/* [a] */
#define V_msg_room	VIMAGE_VAR(sysvmsg, msg_room)
#define V_msg_count	VIMAGE_VAR(sysvmsg, msg_count)
#define V_msg_senders	VIMAGE_VAR(sysvmsg, msg_senders)
#define V_msg_pieces	VIMAGE_VAR(sysvmsg, msg_pieces)
#define V_msgmni	VIMAGE_VAR(sysvmsg, msgmni)
#define V_msgmnb	VIMAGE_VAR(sysvmsg, msgmnb)
#define V_msgtql	VIMAGE_VAR(sysvmsg, msgtql)
#define V_msgssz	VIMAGE_VAR(sysvmsg, msgssz)
#define V_msgseg	VIMAGE_VAR(sysvmsg, msgseg)

#define MTYPE_SIZE	sizeof(long)	/* mtype begins a user's buffer */

static int
msg_pieces_of(size_t len)
{
	return (int)((len + (size_t)V_msgssz - 1) / (size_t)V_msgssz);
}

/* Off its queue and out of the counts; memory stays. */
static void
msg_take(struct msg_queue *mq, struct msg *ms)
{
	list_remove(&ms->ms_link);
	mq->mq_ds.msg_cbytes -= ms->ms_len;
	mq->mq_ds.msg_qnum--;
	V_msg_count--;
	V_msg_pieces -= msg_pieces_of(ms->ms_len);
	if (V_msg_senders != 0)
		cv_broadcast(&V_msg_room);
}

static void
msg_queue_free(struct msg_queue *mq)
{
	cv_destroy(&mq->mq_wait);
	kmem_free(mq);
}

/* The last to see a removed queue frees it; locked. */
static void
msg_queue_leave(struct msg_queue *mq)
{
	if (mq->mq_ipc.io_gone && mq->mq_ipc.io_busy == 0)
		msg_queue_free(mq);
}

/* Remove: messages go at once, the queue with its last sleeper. */
static void
msg_queue_remove(struct msg_queue *mq)
{
	struct msg *ms, *next;

	LIST_FOREACH_SAFE(ms, &mq->mq_msgs, ms_link, next) {
		msg_take(mq, ms);
		kmem_free(ms);
	}
	ipc_remove(&V_msg_table, &mq->mq_ipc);
	cv_broadcast(&mq->mq_wait);
	cv_broadcast(&V_msg_room);
	msg_queue_leave(mq);
}

static struct msg_queue *
msg_queue_create(void)
{
	struct msg_queue *mq;

	mq = kmem_zalloc(&image_current(VIMAGE_SLOT(sysvmsg))->im_ledger,
	    sizeof(*mq), KM_SLEEP);
	if (mq == NULL)
		return NULL;
	list_init(&mq->mq_msgs);
	cv_init(&mq->mq_wait, "msgrcv");
	mq->mq_ds.msg_qbytes = (msglen_t)V_msgmnb;
	mq->mq_ds.msg_ctime = ipc_now();
	return mq;
}

static int
msg_queue_get(key_t key, int flags, struct ipc_object **out)
{
	struct msg_queue *mq;
	int error;

	error = ipc_find_key(&V_msg_table, key, flags, out);
	if (error != 0 || *out != NULL)
		return error;
	error = ipc_reserve(&V_msg_table, "kern.ipc.msgmni", V_msgmni,
	    &image_current(VIMAGE_SLOT(sysvmsg))->im_ledger);
	if (error != 0)
		return error;
	mq = msg_queue_create();
	if (mq == NULL)
		return ENOMEM;
	ipc_insert(&V_msg_table, &mq->mq_ipc, key, flags);
	*out = &mq->mq_ipc;
	return 0;
}

static int
sys_msgget(struct thread *td, struct syscall_args *sa)
{
	struct ipc_object *io;
	int error;

	(void)td;
	mutex_lock(&V_msg_table.it_lock);
	error = msg_queue_get((key_t)(int)sa->sa_arg[0], (int)sa->sa_arg[1],
	    &io);
	if (error == 0)
		sa->sa_ret = (uint64_t)io->io_id;
	mutex_unlock(&V_msg_table.it_lock);
	return error;
}

/* A message out of the program's memory.  EINVAL, EFAULT, ENOMEM. */
static int
msg_copyin(uaddr_t from, size_t len, struct msg **out)
{
	struct msg *ms;
	long type;
	int error;

	if (len > (size_t)V_msgssz * (size_t)V_msgseg)
		return EINVAL;
	error = copyin(from, &type, MTYPE_SIZE);
	if (error != 0)
		return error;
	if (type < 1)
		return EINVAL;
	ms = VIMAGE_ALLOC(sysvmsg, sizeof(*ms) + len, KM_SLEEP);
	if (ms == NULL)
		return ENOMEM;
	list_init(&ms->ms_link);
	ms->ms_type = type;
	ms->ms_len = len;
	error = copyin(from + MTYPE_SIZE, ms->ms_text, len);
	if (error != 0)
		kmem_free(ms);
	*out = ms;
	return error;
}

/* A full queue is daily work; a full pool stops all queues: logged. */
static int
msg_fits(const struct msg_queue *mq, const struct msg *ms)
{
	if (mq->mq_ds.msg_cbytes + ms->ms_len > mq->mq_ds.msg_qbytes)
		return 0;
	if (V_msg_count < V_msgtql &&
	    V_msg_pieces + msg_pieces_of(ms->ms_len) <= V_msgseg)
		return 1;
	ipc_limit_note(&V_msg_table, V_msg_count < V_msgtql ?
	    "kern.ipc.msgseg" : "kern.ipc.msgtql");
	return 0;
}

static void
msg_append(struct msg_queue *mq, struct msg *ms)
{
	list_insert_tail(&mq->mq_msgs, &ms->ms_link);
	mq->mq_ds.msg_cbytes += ms->ms_len;
	mq->mq_ds.msg_qnum++;
	mq->mq_ds.msg_lspid = curproc->p_pid;
	mq->mq_ds.msg_stime = ipc_now();
	V_msg_count++;
	V_msg_pieces += msg_pieces_of(ms->ms_len);
	if (mq->mq_ipc.io_busy != 0)
		cv_broadcast(&mq->mq_wait);
}

/* Locked; ms is the queue's on success. */
static int
msg_send(int id, struct msg *ms, int flags, struct ref *rf)
{
	struct msg_queue *mq;
	struct ipc_object *io;
	int error;

	error = ipc_find_allowed(&V_msg_table, id, IPC_W, &io);
	if (error != 0)
		return error;
	mq = (struct msg_queue *)io;
	for (;;) {
		/* The limit may be lowered while we sleep. */
		if (ms->ms_len > mq->mq_ds.msg_qbytes)
			return EINVAL;
		if (msg_fits(mq, ms)) {
			msg_append(mq, ms);
			return 0;
		}
		if ((flags & IPC_NOWAIT) != 0)
			return EAGAIN;
		V_msg_senders++;
		error = ipc_sleep(&V_msg_table, io, rf, &V_msg_room,
		    WQ_FOREVER);
		V_msg_senders--;
		if (error != 0) {
			msg_queue_leave(mq);
			return error;
		}
	}
}

static int
sys_msgsnd(struct thread *td, struct syscall_args *sa)
{
	struct image *img = image_current(VIMAGE_SLOT(sysvmsg));
	struct ref rf = { .rf_kind = NULL };
	struct msg *ms;
	int error;

	(void)td;
	error = msg_copyin(sa->sa_arg[1], sa->sa_arg[2], &ms);
	if (error != 0)
		return error;
	mutex_lock(&V_msg_table.it_lock);
	error = msg_send((int)sa->sa_arg[0], ms, (int)sa->sa_arg[3], &rf);
	mutex_unlock(&V_msg_table.it_lock);
	if (error != 0)
		kmem_free(ms);
	if (rf.rf_kind != NULL)
		ref_drop(&img->im_refs, &rf);
	return syscall_quiet(error);
}

/* The message that type asks for, or NULL. */
static struct msg *
msg_choose(const struct msg_queue *mq, long type, int flags)
{
	struct msg *ms, *best = NULL;

	LIST_FOREACH(ms, &mq->mq_msgs, ms_link) {
		if (type == 0)
			return ms;
		if (type > 0 && (ms->ms_type == type) ==
		    ((flags & MSG_EXCEPT) == 0))
			return ms;
		/* The lowest type of those allowed, the oldest of its own. */
		if (type < 0 && ms->ms_type <= (type == INT64_MIN ?
		    INT64_MAX : -type) &&
		    (best == NULL || ms->ms_type < best->ms_type))
			best = ms;
	}
	return best;
}

/* Give ms to the program; only then does it leave its queue. */
static int
msg_deliver(struct msg_queue *mq, struct msg *ms, struct syscall_args *sa)
{
	size_t len = sa->sa_arg[2];
	int error;

	if (ms->ms_len > len && ((int)sa->sa_arg[4] & MSG_NOERROR) == 0)
		return E2BIG;
	if (len > ms->ms_len)
		len = ms->ms_len;
	error = copyout(&ms->ms_type, sa->sa_arg[1], MTYPE_SIZE);
	if (error == 0)
		error = copyout(ms->ms_text, sa->sa_arg[1] + MTYPE_SIZE, len);
	if (error != 0)
		return error;
	msg_take(mq, ms);
	kmem_free(ms);
	mq->mq_ds.msg_lrpid = curproc->p_pid;
	mq->mq_ds.msg_rtime = ipc_now();
	sa->sa_ret = len;
	return 0;
}

static int
msg_receive(struct syscall_args *sa, struct ref *rf)
{
	int error, flags = (int)sa->sa_arg[4];
	struct ipc_object *io;
	struct msg *ms;

	error = ipc_find_allowed(&V_msg_table, (int)sa->sa_arg[0], IPC_R,
	    &io);
	if (error != 0)
		return error;
	for (;;) {
		ms = msg_choose((struct msg_queue *)io,
		    (long)sa->sa_arg[3], flags);
		if (ms != NULL)
			return msg_deliver((struct msg_queue *)io, ms, sa);
		if ((flags & IPC_NOWAIT) != 0)
			return ENOMSG;
		error = ipc_sleep(&V_msg_table, io, rf,
		    &((struct msg_queue *)io)->mq_wait, WQ_FOREVER);
		if (error != 0) {
			msg_queue_leave((struct msg_queue *)io);
			return error;
		}
	}
}

static int
sys_msgrcv(struct thread *td, struct syscall_args *sa)
{
	struct image *img = image_current(VIMAGE_SLOT(sysvmsg));
	struct ref rf = { .rf_kind = NULL };
	int error;

	(void)td;
	if ((int64_t)sa->sa_arg[2] < 0)
		return EINVAL;
	mutex_lock(&V_msg_table.it_lock);
	error = msg_receive(sa, &rf);
	mutex_unlock(&V_msg_table.it_lock);
	if (rf.rf_kind != NULL)
		ref_drop(&img->im_refs, &rf);
	return syscall_quiet(error);
}

static void
msg_stat(const struct msg_queue *mq, struct msqid_ds *ds)
{
	*ds = mq->mq_ds;
	ds->msg_perm = mq->mq_ipc.io_perm;
}

/* A queue that could hold nothing is refused; msgmnb cuts. */
static int
msg_set(struct msg_queue *mq, const struct msqid_ds *ds)
{
	msglen_t bytes = ds->msg_qbytes;

	if (bytes == 0)
		return EINVAL;
	if (bytes > (msglen_t)V_msgmnb)
		bytes = (msglen_t)V_msgmnb;
	ipc_set(&mq->mq_ipc.io_perm, &ds->msg_perm);
	mq->mq_ds.msg_qbytes = bytes;
	mq->mq_ds.msg_ctime = ipc_now();
	cv_broadcast(&V_msg_room);
	return 0;
}

static int
msg_control(int id, int cmd, struct msqid_ds *ds)
{
	struct ipc_object *io;
	int error;

	error = ipc_find_allowed(&V_msg_table, id, cmd == IPC_STAT ? IPC_R :
	    IPC_M, &io);
	if (error != 0)
		return error;
	if (cmd == IPC_SET)
		return msg_set((struct msg_queue *)io, ds);
	if (cmd == IPC_RMID)
		msg_queue_remove((struct msg_queue *)io);
	else
		msg_stat((struct msg_queue *)io, ds);
	return 0;
}

/* Processes by the numbers that the caller knows them by. */
static int
msg_export(struct msqid_ds *ds, uaddr_t to)
{
	ds->msg_lspid = pid_export(ds->msg_lspid);
	ds->msg_lrpid = pid_export(ds->msg_lrpid);
	return copyout(ds, to, sizeof(*ds));
}

static int
sys_msgctl(struct thread *td, struct syscall_args *sa)
{
	int error = 0, cmd = (int)sa->sa_arg[1];
	struct msqid_ds ds;

	(void)td;
	if (cmd != IPC_RMID && cmd != IPC_SET && cmd != IPC_STAT)
		return EINVAL;
	if (cmd == IPC_SET)
		error = copyin(sa->sa_arg[2], &ds, sizeof(ds));
	if (error != 0)
		return error;
	mutex_lock(&V_msg_table.it_lock);
	error = msg_control((int)sa->sa_arg[0], cmd, &ds);
	mutex_unlock(&V_msg_table.it_lock);
	if (error == 0 && cmd == IPC_STAT)
		error = msg_export(&ds, sa->sa_arg[2]);
	return error;
}

static int
msg_create(struct image *parent)
{
	(void)parent;
	ipc_table_init(&V_msg_table, VIMAGE_SLOT(sysvmsg));
	cv_init(&V_msg_room, "msgsnd");
	return 0;
}

/* Wake all sleepers: their queues are gone. */
static void
msg_shutdown(void)
{
	struct ipc_object *io;
	int i;

	if (!ipc_table_made(&V_msg_table))
		return;
	mutex_lock(&V_msg_table.it_lock);
	for (i = 0; i < V_msg_table.it_size; i++) {
		io = ipc_at(&V_msg_table, i);
		if (io != NULL)
			msg_queue_remove((struct msg_queue *)io);
	}
	mutex_unlock(&V_msg_table.it_lock);
}

static void
msg_destroy(void)
{
	if (!ipc_table_made(&V_msg_table))
		return;
	cv_destroy(&V_msg_room);
	ipc_table_destroy(&V_msg_table);
}

/* kern.ipc.msqids: what ipcs shows. */
static int
msg_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	struct msqid_kernel mk;
	struct ipc_object *io;
	int i, error = 0;

	(void)so;
	mutex_lock(&V_msg_table.it_lock);
	for (i = 0; error == 0 && i < V_msg_table.it_size; i++) {
		io = ipc_at(&V_msg_table, i);
		if (io == NULL)
			continue;
		memset(&mk, 0, sizeof(mk));
		msg_stat((struct msg_queue *)io, &mk.u);
		mk.id = io->io_id;
		error = sysctl_out(req, &mk, sizeof(mk));
	}
	mutex_unlock(&V_msg_table.it_lock);
	return error;
}

#define MSG_LIMIT(name, descr)						\
	SYSCTL_VIMAGE_INT(name, "kern.ipc." #name, SYSCTL_RW |		\
	    SYSCTL_JAILWR, sysvmsg, name, descr)

VIMAGE_SUBSYS_PARAM(sysvmsg, PHASE_PROTO, msg_create, msg_shutdown,
    msg_destroy, "System V message queues", "sysvmsg", VS_OWN | VS_DISABLE);
VIMAGE_SYSCALL(sysvmsg, SYS_msgget, 2, sys_msgget);
VIMAGE_SYSCALL(sysvmsg, SYS_msgsnd, 4, sys_msgsnd);
VIMAGE_SYSCALL(sysvmsg, SYS_msgrcv, 5, sys_msgrcv);
VIMAGE_SYSCALL(sysvmsg, SYS_msgctl, 3, sys_msgctl);
SYSCTL_PROC(msqids, "kern.ipc.msqids", SYSCTL_RD, msg_sysctl,
    "message queues, as struct msqid_kernel");
SYSCTL_VIMAGE_INT(msgssz, "kern.ipc.msgssz", SYSCTL_RD, sysvmsg, msgssz,
    "bytes of a piece, in which space is counted");
MSG_LIMIT(msgmni, "most message queues");
MSG_LIMIT(msgmnb, "most bytes on a queue");
MSG_LIMIT(msgtql, "most messages in all");
MSG_LIMIT(msgseg, "most pieces in all");
