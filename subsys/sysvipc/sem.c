// SPDX-License-Identifier: BSD-2-Clause
/*
 * sem - System V semaphores, one table of sets per jail.
 *
 * A semop is all or nothing: operations are applied in order; at the first
 * that cannot be, those before are taken back and the caller sleeps until
 * anything in the set changes.
 *
 * Locks: [T] it_lock of V_sem_table, class "sysvipc".
 */
#include <sys/errno.h>

#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/deadline.h"
#include "kernel/sys/syscall.h"
#include "kernel/sys/sysctl.h"
#include "subsys/sysvipc/sem_priv.h"

VIMAGE_DEFINE(sysvsem, struct ipc_table, sem_table);
VIMAGE_DEFINE(sysvsem, int, sem_undos);			/* [T] */
VIMAGE_DEFINE_STATIC(sysvsem, int, sem_count);		/* [T] in all sets */
VIMAGE_DEFINE_STATIC(sysvsem, int, semmni) = 50;	/* [a] */
VIMAGE_DEFINE_STATIC(sysvsem, int, semmns) = 340;	/* [a] */
VIMAGE_DEFINE_STATIC(sysvsem, int, semmsl) = 340;	/* [a] */
VIMAGE_DEFINE_STATIC(sysvsem, int, semopm) = 100;	/* [a] */
VIMAGE_DEFINE(sysvsem, int, semmnu) = 150;		/* [a] */
VIMAGE_DEFINE(sysvsem, int, semume) = 50;		/* [a] */
VIMAGE_DEFINE(sysvsem, int, semvmx) = 32767;		/* [a] */
VIMAGE_DEFINE_STATIC(sysvsem, int, semaem) = 16384;	/* [a] */
#define V_sem_count	VIMAGE_VAR(sysvsem, sem_count)
#define V_semmni	VIMAGE_VAR(sysvsem, semmni)
#define V_semmns	VIMAGE_VAR(sysvsem, semmns)
#define V_semmsl	VIMAGE_VAR(sysvsem, semmsl)
#define V_semopm	VIMAGE_VAR(sysvsem, semopm)
#define V_semaem	VIMAGE_VAR(sysvsem, semaem)

/* One semop call.  [t] */
struct sem_call {
	struct sem_set *sc_set;		/* [t] */
	struct sem_undo *sc_undo;	/* [t] NULL: none asked for */
	struct sembuf *sc_op;		/* [t] */
	unsigned sc_nops;		/* [t] */
	unsigned sc_stuck;		/* [t] the operation to wait for */
	uint64_t sc_deadline_ns;	/* [t] of waiting */
};

/* Limits may be set to anything; values have 15 bits. */
static int
sem_aem(void)
{
	return V_semaem < INT16_MAX ? V_semaem : INT16_MAX;
}

/* ------------------------------------------------------------------ sets */

/* The last to see a removed set frees it; locked. */
static void
sem_set_leave(struct sem_set *ss)
{
	if (!ss->ss_ipc.io_gone || ss->ss_ipc.io_busy != 0)
		return;
	cv_destroy(&ss->ss_wait);
	kmem_free(ss);
}

static void
sem_set_remove(struct sem_set *ss)
{
	sem_undo_forget(ss);
	V_sem_count -= ss->ss_count;
	ipc_remove(&V_sem_table, &ss->ss_ipc);
	cv_broadcast(&ss->ss_wait);
	sem_set_leave(ss);
}

static int
sem_set_create(key_t key, int n, int flags, struct ipc_object **out)
{
	struct image *img = image_current(VIMAGE_SLOT(sysvsem));
	struct sem_set *ss;
	int error;

	if (n <= 0 || n > V_semmsl)
		return EINVAL;
	if (n > V_semmns - V_sem_count) {
		ipc_limit_note(&V_sem_table, "kern.ipc.semmns");
		return ENOSPC;
	}
	error = ipc_reserve(&V_sem_table, "kern.ipc.semmni", V_semmni,
	    &img->im_ledger);
	if (error != 0)
		return error;
	ss = kmem_zalloc(&img->im_ledger, sizeof(*ss) +
	    (size_t)n * sizeof(ss->ss_sem[0]), KM_SLEEP);
	if (ss == NULL)
		return ENOMEM;
	list_init(&ss->ss_undos);
	cv_init(&ss->ss_wait, "semop");
	ss->ss_count = n;
	ss->ss_ctime = ipc_now();
	V_sem_count += n;
	ipc_insert(&V_sem_table, &ss->ss_ipc, key, flags);
	*out = &ss->ss_ipc;
	return 0;
}

static int
sys_semget(struct thread *td, struct syscall_args *sa)
{
	int error, n = (int)sa->sa_arg[1], flags = (int)sa->sa_arg[2];
	key_t key = (key_t)(int)sa->sa_arg[0];
	struct ipc_object *io;

	(void)td;
	mutex_lock(&V_sem_table.it_lock);
	error = ipc_find_key(&V_sem_table, key, flags, &io);
	if (error == 0 && io == NULL)
		error = sem_set_create(key, n, flags, &io);
	else if (error == 0 && n > ((struct sem_set *)io)->ss_count)
		error = EINVAL;
	if (error == 0)
		sa->sa_ret = (uint64_t)io->io_id;
	mutex_unlock(&V_sem_table.it_lock);
	return error;
}

/* ------------------------------------------------------------ operations */

/* Operation i forward, or back (sign -1), as far as its value goes. */
static void
sem_step(const struct sem_call *sc, unsigned i, int sign)
{
	const struct sembuf *op = &sc->sc_op[i];
	struct sem *se = &sc->sc_set->ss_sem[op->sem_num];

	se->se_value = (uint16_t)(se->se_value + sign * op->sem_op);
	if ((op->sem_flg & SEM_UNDO) != 0)
		sc->sc_undo->su_adjust[op->sem_num] =
		    (int16_t)(sc->sc_undo->su_adjust[op->sem_num] -
		    sign * op->sem_op);
}

/* 0, ERANGE, or EAGAIN: it must wait. */
static int
sem_step_check(const struct sem_call *sc, unsigned i)
{
	const struct sembuf *op = &sc->sc_op[i];
	int v = sc->sc_set->ss_sem[op->sem_num].se_value, adjust;

	if (op->sem_op == 0)
		return v == 0 ? 0 : EAGAIN;
	if (v + op->sem_op < 0)
		return EAGAIN;
	if (v + op->sem_op > sem_vmx())
		return ERANGE;
	if ((op->sem_flg & SEM_UNDO) == 0)
		return 0;
	adjust = sc->sc_undo->su_adjust[op->sem_num] - op->sem_op;
	return adjust > sem_aem() || adjust < -sem_aem() ? ERANGE : 0;
}

/* All, or none and an error; EAGAIN with sc_stuck. */
static int
sem_try(struct sem_call *sc)
{
	unsigned i, k;
	int error;

	for (i = 0; i < sc->sc_nops; i++) {
		error = sem_step_check(sc, i);
		if (error != 0) {
			sc->sc_stuck = i;
			while (i-- > 0)
				sem_step(sc, i, -1);
			return error;
		}
		sem_step(sc, i, 1);
	}
	for (k = 0; k < sc->sc_nops; k++)
		sc->sc_set->ss_sem[sc->sc_op[k].sem_num].se_pid =
		    curproc->p_pid;
	sc->sc_set->ss_otime = ipc_now();
	if (sc->sc_set->ss_ipc.io_busy != 0)
		cv_broadcast(&sc->sc_set->ss_wait);
	return 0;
}

/* Sleep, counted with those who wait for the same. */
static int
sem_wait(struct sem_call *sc, struct ref *rf)
{
	const struct sembuf *op = &sc->sc_op[sc->sc_stuck];
	struct sem *se = &sc->sc_set->ss_sem[op->sem_num];
	uint16_t *waiters = op->sem_op == 0 ? &se->se_zcnt : &se->se_ncnt;
	int error;

	(*waiters)++;
	error = ipc_sleep(&V_sem_table, &sc->sc_set->ss_ipc, rf,
	    &sc->sc_set->ss_wait, sc->sc_deadline_ns);
	(*waiters)--;
	if (error != 0)
		sem_set_leave(sc->sc_set);
	return error;
}

/* Numbers and permissions; does any want an undo? */
static int
sem_check_ops(struct sem_call *sc, int *undo)
{
	int mode = 0;
	unsigned i;

	*undo = 0;
	for (i = 0; i < sc->sc_nops; i++) {
		if (sc->sc_op[i].sem_num >= sc->sc_set->ss_count)
			return EFBIG;
		mode |= sc->sc_op[i].sem_op == 0 ? IPC_R : IPC_W;
		*undo |= (sc->sc_op[i].sem_flg & SEM_UNDO) != 0;
	}
	return ipc_check(&V_sem_table, &sc->sc_set->ss_ipc.io_perm, mode);
}

static int
sem_operate(int id, struct sem_call *sc, struct ref *rf)
{
	struct ipc_object *io;
	int error, undo;

	error = ipc_find(&V_sem_table, id, &io);
	if (error != 0)
		return error;
	sc->sc_set = (struct sem_set *)io;
	error = sem_check_ops(sc, &undo);
	if (error == 0 && undo)
		error = sem_undo_get(sc->sc_set, &sc->sc_undo);
	while (error == 0) {
		error = sem_try(sc);
		if (error != EAGAIN ||
		    (sc->sc_op[sc->sc_stuck].sem_flg & IPC_NOWAIT) != 0)
			return error;
		error = sem_wait(sc, rf);
	}
	return error;
}

static int
sem_call(struct syscall_args *sa, uint64_t deadline_ns)
{
	struct image *img = image_current(VIMAGE_SLOT(sysvsem));
	struct sem_call sc = { .sc_nops = (unsigned)sa->sa_arg[2],
	    .sc_deadline_ns = deadline_ns };
	struct ref rf = { .rf_kind = NULL };
	struct sembuf few[4];
	int error;

	if (sa->sa_arg[2] > (uint64_t)V_semopm)
		return E2BIG;
	sc.sc_op = few;
	if (sc.sc_nops > sizeof(few) / sizeof(few[0]))
		sc.sc_op = VIMAGE_ALLOC(sysvsem, sc.sc_nops * sizeof(few[0]),
		    KM_SLEEP);
	if (sc.sc_op == NULL)
		return ENOMEM;
	error = copyin(sa->sa_arg[1], sc.sc_op, sc.sc_nops * sizeof(few[0]));
	if (error == 0) {
		mutex_lock(&V_sem_table.it_lock);
		error = sem_operate((int)sa->sa_arg[0], &sc, &rf);
		mutex_unlock(&V_sem_table.it_lock);
	}
	if (sc.sc_op != few)
		kmem_free(sc.sc_op);
	if (rf.rf_kind != NULL)
		ref_drop(&img->im_refs, &rf);
	return error;
}

static int
sys_semop(struct thread *td, struct syscall_args *sa)
{
	(void)td;
	return syscall_quiet(sem_call(sa, WQ_FOREVER));
}

/* semtimedop(id, ops, nops, for): EAGAIN once that time has passed. */
static int
sys_semtimedop(struct thread *td, struct syscall_args *sa)
{
	uint64_t end_ns = WQ_FOREVER;
	int error = 0;

	if (sa->sa_arg[3] != 0)
		error = deadline_copyin_resume(td, sa->sa_arg[3], &end_ns);
	if (error == 0)
		error = sem_call(sa, end_ns);
	return error == ETIMEDOUT ? EAGAIN :
	    deadline_keep(td, end_ns, error);
}

/* --------------------------------------------------------------- control */

static void
sem_stat(const struct sem_set *ss, struct semid_ds *ds)
{
	memset(ds, 0, sizeof(*ds));
	ds->sem_perm = ss->ss_ipc.io_perm;
	ds->sem_nsems = (unsigned short)ss->ss_count;
	ds->sem_otime = ss->ss_otime;
	ds->sem_ctime = ss->ss_ctime;
}

/* A value for one; whoever would have undone it cannot any more. */
static void
sem_assign(struct sem_set *ss, int i, int value)
{
	ss->ss_sem[i].se_value = (uint16_t)value;
	ss->ss_sem[i].se_pid = curproc->p_pid;
	sem_undo_clear(ss, i);
}

/* Values to or from the program, all checked before one is set. */
static int
sem_all(struct sem_set *ss, int set, uaddr_t at)
{
	size_t len = (size_t)ss->ss_count * sizeof(uint16_t);
	uint16_t *v;
	int i, error = 0;

	v = VIMAGE_ALLOC(sysvsem, len, KM_SLEEP);
	if (v == NULL)
		return ENOMEM;
	for (i = 0; i < ss->ss_count; i++)
		v[i] = ss->ss_sem[i].se_value;
	error = set ? copyin(at, v, len) : copyout(v, at, len);
	for (i = 0; set && error == 0 && i < ss->ss_count; i++)
		if (v[i] > sem_vmx())
			error = ERANGE;
	for (i = 0; set && error == 0 && i < ss->ss_count; i++)
		sem_assign(ss, i, v[i]);
	if (set && error == 0)
		ss->ss_ctime = ipc_now();
	cv_broadcast(&ss->ss_wait);
	kmem_free(v);
	return error;
}

/* The commands about one semaphore. */
static int
sem_one(struct sem_set *ss, int i, int cmd, int value, uint64_t *ret)
{
	const struct sem *se;

	if (i < 0 || i >= ss->ss_count)
		return EINVAL;
	se = &ss->ss_sem[i];
	if (cmd == SETVAL) {
		if (value < 0 || value > sem_vmx())
			return ERANGE;
		sem_assign(ss, i, value);
		ss->ss_ctime = ipc_now();
		cv_broadcast(&ss->ss_wait);
		return 0;
	}
	*ret = cmd == GETVAL ? se->se_value : cmd == GETPID ?
	    (uint64_t)pid_export(se->se_pid) : cmd == GETNCNT ?
	    se->se_ncnt : se->se_zcnt;
	return 0;
}

static int
sem_control(struct sem_set *ss, struct syscall_args *sa, struct semid_ds *ds)
{
	int cmd = (int)sa->sa_arg[2];

	switch (cmd) {
	case IPC_RMID:
		sem_set_remove(ss);
		return 0;
	case IPC_SET:
		ipc_set(&ss->ss_ipc.io_perm, &ds->sem_perm);
		ss->ss_ctime = ipc_now();
		return 0;
	case IPC_STAT:
		sem_stat(ss, ds);
		return 0;
	case GETALL:
	case SETALL:
		return sem_all(ss, cmd == SETALL, sa->sa_arg[3]);
	default:
		return sem_one(ss, (int)sa->sa_arg[1], cmd,
		    (int)sa->sa_arg[3], &sa->sa_ret);
	}
}

static int
sys_semctl(struct thread *td, struct syscall_args *sa)
{
	int error = 0, cmd = (int)sa->sa_arg[2];
	struct ipc_object *io;
	struct semid_ds ds;

	(void)td;
	if (cmd < IPC_RMID || cmd > SETALL)
		return EINVAL;
	if (cmd == IPC_SET)
		error = copyin(sa->sa_arg[3], &ds, sizeof(ds));
	if (error != 0)
		return error;
	mutex_lock(&V_sem_table.it_lock);
	error = ipc_find_allowed(&V_sem_table, (int)sa->sa_arg[0],
	    cmd <= IPC_SET ? IPC_M : cmd >= SETVAL ? IPC_W : IPC_R, &io);
	if (error == 0)
		error = sem_control((struct sem_set *)io, sa, &ds);
	mutex_unlock(&V_sem_table.it_lock);
	if (error == 0 && cmd == IPC_STAT)
		error = copyout(&ds, sa->sa_arg[3], sizeof(ds));
	return error;
}

/* ------------------------------------------------------------- the image */

static int
sem_create(struct image *parent)
{
	(void)parent;
	ipc_table_init(&V_sem_table, VIMAGE_SLOT(sysvsem));
	return 0;
}

/* Wake all sleepers: their sets are gone. */
static void
sem_shutdown(void)
{
	struct ipc_object *io;
	int i;

	if (!ipc_table_made(&V_sem_table))
		return;
	mutex_lock(&V_sem_table.it_lock);
	for (i = 0; i < V_sem_table.it_size; i++) {
		io = ipc_at(&V_sem_table, i);
		if (io != NULL)
			sem_set_remove((struct sem_set *)io);
	}
	mutex_unlock(&V_sem_table.it_lock);
}

static void
sem_destroy(void)
{
	if (ipc_table_made(&V_sem_table))
		ipc_table_destroy(&V_sem_table);
}

/* kern.ipc.sema: what ipcs shows. */
static int
sem_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	struct semid_kernel sk;
	struct ipc_object *io;
	int i, error = 0;

	(void)so;
	mutex_lock(&V_sem_table.it_lock);
	for (i = 0; error == 0 && i < V_sem_table.it_size; i++) {
		io = ipc_at(&V_sem_table, i);
		if (io == NULL)
			continue;
		memset(&sk, 0, sizeof(sk));
		sem_stat((struct sem_set *)io, &sk.u);
		sk.id = io->io_id;
		error = sysctl_out(req, &sk, sizeof(sk));
	}
	mutex_unlock(&V_sem_table.it_lock);
	return error;
}

#define SEM_LIMIT(name, descr)						\
	SYSCTL_VIMAGE_INT(name, "kern.ipc." #name, SYSCTL_RW |		\
	    SYSCTL_JAILWR, sysvsem, name, descr)

VIMAGE_SUBSYS_PARAM(sysvsem, PHASE_PROTO, sem_create, sem_shutdown,
    sem_destroy, "System V semaphores", "sysvsem", VS_OWN | VS_DISABLE);
VIMAGE_SYSCALL(sysvsem, SYS_semget, 3, sys_semget);
VIMAGE_SYSCALL(sysvsem, SYS_semop, 3, sys_semop);
VIMAGE_SYSCALL(sysvsem, SYS_semtimedop, 4, sys_semtimedop);
VIMAGE_SYSCALL(sysvsem, SYS___semctl, 4, sys_semctl);
SYSCTL_PROC(sema, "kern.ipc.sema", SYSCTL_RD, sem_sysctl,
    "sets of semaphores, as struct semid_kernel");
SEM_LIMIT(semmni, "most sets of semaphores");
SEM_LIMIT(semmns, "most semaphores in all");
SEM_LIMIT(semmsl, "most semaphores in a set");
SEM_LIMIT(semopm, "most operations in a call");
SEM_LIMIT(semmnu, "most records for SEM_UNDO");
SEM_LIMIT(semume, "most sets that a process may have to undo");
SEM_LIMIT(semvmx, "highest value of a semaphore");
SEM_LIMIT(semaem, "highest adjustment by SEM_UNDO");
