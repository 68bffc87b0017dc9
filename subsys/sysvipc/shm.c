// SPDX-License-Identifier: BSD-2-Clause
/*
 * shm - System V shared memory, one table of segments per jail.
 *
 * A segment's memory is a vm_object with all of it reserved by shmget and
 * charged to the image.  The segment holds it as long as it has an id, each
 * attachment (a mapping, copied by fork, ended by exec and exit) as long as
 * it is there.  How many there are is asked of the object: nothing is kept
 * twice, so nothing can go out of step.
 *
 * IPC_RMID and the jail's end take the id away at once.  The struct, its
 * charge and its named reference on the image stay until the last mapping
 * is gone, wherever the process has gone meanwhile; then shm_gone ends it.
 *
 * Locks: [T] it_lock of V_shm_table, class "sysvipc".  Mapping is done
 * without it, on a reference of the caller's own.
 */
#include <sys/errno.h>
#include <sys/mman.h>
#include <sys/shm.h>

#include "kernel/debug/db.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/syscall.h"
#include "kernel/sys/sysctl.h"
#include "kernel/vm/vm.h"
#include "subsys/sysvipc/ipc.h"

struct shm_seg {
	struct ipc_object sg_ipc;	/* [T] first */
	struct vm_object *sg_object;	/* [I] ours until sg_ipc is gone */
	size_t sg_size;			/* [I] bytes asked for */
	int32_t sg_cpid;		/* [I] */
	int32_t sg_lpid;		/* [T] */
	int64_t sg_atime;		/* [T] */
	int64_t sg_dtime;		/* [T] */
	int64_t sg_ctime;		/* [T] */
	struct image *sg_image;		/* [I] */
	uint64_t *sg_total;		/* [I] the image's V_shm_pages */
	struct ref sg_ref;		/* [I] keeps sg_image */
};

VIMAGE_SUBSYS_DECLARE(sysvshm);
VIMAGE_DEFINE_STATIC(sysvshm, struct ipc_table, shm_table);
VIMAGE_DEFINE_STATIC(sysvshm, uint64_t, shm_pages);	/* [a] reserved */
VIMAGE_DEFINE_STATIC(sysvshm, uint64_t, shmmax) = 512ul << 20;	/* [a] */
VIMAGE_DEFINE_STATIC(sysvshm, uint64_t, shmmin) = 1;	/* [a] */
VIMAGE_DEFINE_STATIC(sysvshm, uint64_t, shmall) = 131072;	/* [a] */
VIMAGE_DEFINE_STATIC(sysvshm, int, shmmni) = 192;	/* [a] */
VIMAGE_DEFINE_STATIC(sysvshm, int, shmseg) = 128;	/* [a] */
#define V_shm_table	VIMAGE_VAR(sysvshm, shm_table)
#define V_shm_pages	VIMAGE_VAR(sysvshm, shm_pages)
#define V_shmmax	VIMAGE_VAR(sysvshm, shmmax)
#define V_shmmin	VIMAGE_VAR(sysvshm, shmmin)
#define V_shmall	VIMAGE_VAR(sysvshm, shmall)
#define V_shmmni	VIMAGE_VAR(sysvshm, shmmni)
#define V_shmseg	VIMAGE_VAR(sysvshm, shmseg)

static void
shm_ref_print(const void *holder)
{
	const struct shm_seg *sg = holder;

	if (sg == NULL)
		return;
	db_printf("shm %d, %zu bytes, attached %u times", sg->sg_ipc.io_id,
	    sg->sg_size, vm_object_mappings(sg->sg_object));
}

static REF_KIND_OPS(shm_ref, "shared memory", shm_ref_print, NULL);

/* -------------------------------------------------------------- segments */

static uint64_t
shm_round(size_t size)
{
	return round_page(size) / PAGE_SIZE;
}

/* The memory is gone and uncharged.  Any thread, in any jail. */
static void
shm_gone(void *cookie)
{
	struct shm_seg *sg = cookie;
	struct image *img = sg->sg_image;
	struct ref last = { .rf_kind = NULL };

	/* The struct is charged to the image too: it has to go before. */
	ref_take(&img->im_refs, &last, &shm_ref, NULL);
	ref_drop(&img->im_refs, &sg->sg_ref);
	atomic_sub(sg->sg_total, shm_round(sg->sg_size));
	kmem_free(sg);
	ref_drop(&img->im_refs, &last);
}

/* The id goes; so does the memory, unless it is attached.  Locked. */
static void
shm_remove(struct shm_seg *sg)
{
	ipc_remove(&V_shm_table, &sg->sg_ipc);
	vm_object_drop(sg->sg_object);
}

/* 0, EINVAL (size), ENOMEM (all segments together), ENOSPC (their number). */
static int
shm_check(size_t size, struct ledger *ld)
{
	if (size < V_shmmin || size > V_shmmax)
		return EINVAL;
	if (V_shm_pages + shm_round(size) > V_shmall) {
		ipc_limit_note(&V_shm_table, "kern.ipc.shmall");
		return ENOMEM;
	}
	return ipc_reserve(&V_shm_table, "kern.ipc.shmmni", V_shmmni, ld);
}

static int
shm_create(key_t key, size_t size, int flags, struct ipc_object **out)
{
	struct image *img = image_current(VIMAGE_SLOT(sysvshm));
	struct shm_seg *sg;
	int error;

	error = shm_check(size, &img->im_ledger);
	if (error != 0)
		return error;
	sg = kmem_zalloc(&img->im_ledger, sizeof(*sg), KM_SLEEP);
	if (sg == NULL)
		return ENOMEM;
	sg->sg_object = vm_object_create_shared(size, &img->im_ledger,
	    shm_gone, sg);
	if (sg->sg_object == NULL) {
		kmem_free(sg);
		return ENOMEM;
	}
	sg->sg_size = size;
	sg->sg_cpid = curproc->p_pid;
	sg->sg_ctime = ipc_now();
	sg->sg_image = img;
	sg->sg_total = &V_shm_pages;
	atomic_add(sg->sg_total, shm_round(size));
	ref_take(&img->im_refs, &sg->sg_ref, &shm_ref, sg);
	ipc_insert(&V_shm_table, &sg->sg_ipc, key, flags);
	*out = &sg->sg_ipc;
	return 0;
}

static int
sys_shmget(struct thread *td, struct syscall_args *sa)
{
	key_t key = (key_t)(int)sa->sa_arg[0];
	int error, flags = (int)sa->sa_arg[2];
	size_t size = sa->sa_arg[1];
	struct ipc_object *io;

	(void)td;
	mutex_lock(&V_shm_table.it_lock);
	error = ipc_find_key(&V_shm_table, key, flags, &io);
	if (error == 0 && io == NULL)
		error = shm_create(key, size, flags, &io);
	else if (error == 0 && size > ((struct shm_seg *)io)->sg_size)
		error = EINVAL;
	if (error == 0)
		sa->sa_ret = (uint64_t)io->io_id;
	mutex_unlock(&V_shm_table.it_lock);
	return error;
}

/* ------------------------------------------------------------- attaching */

static void
shm_touched(struct shm_seg *sg, int64_t *time)
{
	mutex_lock(&V_shm_table.it_lock);
	sg->sg_lpid = curproc->p_pid;
	*time = ipc_now();
	mutex_unlock(&V_shm_table.it_lock);
}

/* Its memory by id, held, if the caller may attach it so. */
static int
shm_take(int id, int flags, struct vm_object **obj)
{
	int error, mode = (flags & SHM_RDONLY) != 0 ? IPC_R : IPC_R | IPC_W;
	struct ipc_object *io;

	mutex_lock(&V_shm_table.it_lock);
	error = ipc_find_allowed(&V_shm_table, id, mode, &io);
	if (error == 0) {
		*obj = ((struct shm_seg *)io)->sg_object;
		vm_object_hold(*obj);
	}
	mutex_unlock(&V_shm_table.it_lock);
	return error;
}

/* Where, as shmat says it; 0: anywhere.  EINVAL. */
static int
shm_address(uaddr_t *at, int flags)
{
	if ((*at & (SHMLBA - 1)) == 0)
		return 0;
	if ((flags & SHM_RND) == 0)
		return EINVAL;
	*at &= ~(uaddr_t)(SHMLBA - 1);
	return *at != 0 ? 0 : EINVAL;
}

static int
shm_map(struct vm_object *obj, uaddr_t *at, int flags)
{
	int how = MAP_SHARED | (*at != 0 ? MAP_FIXED | MAP_EXCL : 0);
	int prot = PROT_READ, error;

	if ((flags & SHM_RDONLY) != 0)
		how |= MAP_READONLY;
	else
		prot |= PROT_WRITE;
	error = vm_map(curproc->p_vm, at, vm_object_size(obj), prot, how,
	    obj, 0);
	return error == EEXIST ? EINVAL : error;
}

static int
sys_shmat(struct thread *td, struct syscall_args *sa)
{
	int error, flags = (int)sa->sa_arg[2];
	uaddr_t at = sa->sa_arg[1];
	struct vm_object *obj;
	struct shm_seg *sg;

	error = shm_address(&at, flags);
	if (error == 0)
		error = shm_take((int)sa->sa_arg[0], flags, &obj);
	if (error != 0)
		return error;
	sg = vm_object_cookie(obj);
	error = EMFILE;
	if (vm_space_attached(td->td_proc->p_vm, shm_gone) <
	    (unsigned)V_shmseg)
		error = shm_map(obj, &at, flags);
	if (error == 0)
		shm_touched(sg, &sg->sg_atime);
	vm_object_drop(obj);
	sa->sa_ret = at;
	return error;
}

static int
sys_shmdt(struct thread *td, struct syscall_args *sa)
{
	struct vm_space *vs = td->td_proc->p_vm;
	uaddr_t at = sa->sa_arg[0];
	struct vm_object *obj = NULL;
	struct shm_seg *sg;
	uint64_t offset;
	int error = EINVAL;

	/* Any memory of ours might lie there: ours it is by its end. */
	if (vm_space_object(vs, at, &obj, &offset) == 0 && obj != NULL &&
	    vm_object_ends_by(obj, shm_gone) && offset == 0) {
		sg = vm_object_cookie(obj);
		error = vm_unmap(vs, at, vm_object_size(obj));
		if (error == 0 && sg->sg_image ==
		    image_current(VIMAGE_SLOT(sysvshm)))
			shm_touched(sg, &sg->sg_dtime);
	}
	vm_object_drop(obj);
	return error;
}

/* --------------------------------------------------------------- control */

static void
shm_stat(const struct shm_seg *sg, struct shmid_ds *ds)
{
	memset(ds, 0, sizeof(*ds));
	ds->shm_perm = sg->sg_ipc.io_perm;
	ds->shm_segsz = sg->sg_size;
	ds->shm_lpid = sg->sg_lpid;	/* base numbers, see shm_export */
	ds->shm_cpid = sg->sg_cpid;
	ds->shm_nattch = vm_object_mappings(sg->sg_object);
	ds->shm_atime = sg->sg_atime;
	ds->shm_dtime = sg->sg_dtime;
	ds->shm_ctime = sg->sg_ctime;
}

static void
shm_control(struct shm_seg *sg, int cmd, struct shmid_ds *ds)
{
	if (cmd == IPC_RMID) {
		shm_remove(sg);
	} else if (cmd == IPC_SET) {
		ipc_set(&sg->sg_ipc.io_perm, &ds->shm_perm);
		sg->sg_ctime = ipc_now();
	} else {
		shm_stat(sg, ds);
	}
}

/* Processes by the numbers that the caller knows them by. */
static int
shm_export(struct shmid_ds *ds, uaddr_t to)
{
	ds->shm_lpid = pid_export(ds->shm_lpid);
	ds->shm_cpid = pid_export(ds->shm_cpid);
	return copyout(ds, to, sizeof(*ds));
}

static int
sys_shmctl(struct thread *td, struct syscall_args *sa)
{
	int error = 0, cmd = (int)sa->sa_arg[1];
	struct ipc_object *io;
	struct shmid_ds ds;

	(void)td;
	if (cmd < IPC_RMID || cmd > IPC_STAT)
		return EINVAL;
	if (cmd == IPC_SET)
		error = copyin(sa->sa_arg[2], &ds, sizeof(ds));
	if (error != 0)
		return error;
	mutex_lock(&V_shm_table.it_lock);
	error = ipc_find_allowed(&V_shm_table, (int)sa->sa_arg[0],
	    cmd == IPC_STAT ? IPC_R : IPC_M, &io);
	if (error == 0)
		shm_control((struct shm_seg *)io, cmd, &ds);
	mutex_unlock(&V_shm_table.it_lock);
	if (error == 0 && cmd == IPC_STAT)
		error = shm_export(&ds, sa->sa_arg[2]);
	return error;
}

/* ------------------------------------------------------------- the image */

static int
shm_create_image(struct image *parent)
{
	(void)parent;
	ipc_table_init(&V_shm_table, VIMAGE_SLOT(sysvshm));
	return 0;
}

/* No id is good any more; what is attached stays so, and keeps the image. */
static void
shm_shutdown(void)
{
	struct ipc_object *io;
	int i;

	if (!ipc_table_made(&V_shm_table))
		return;
	mutex_lock(&V_shm_table.it_lock);
	for (i = 0; i < V_shm_table.it_size; i++) {
		io = ipc_at(&V_shm_table, i);
		if (io != NULL)
			shm_remove((struct shm_seg *)io);
	}
	mutex_unlock(&V_shm_table.it_lock);
}

static void
shm_destroy(void)
{
	if (ipc_table_made(&V_shm_table))
		ipc_table_destroy(&V_shm_table);
}

/* kern.ipc.shmsegs: what ipcs shows. */
static int
shm_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	struct shmid_kernel sk;
	struct ipc_object *io;
	int i, error = 0;

	(void)so;
	mutex_lock(&V_shm_table.it_lock);
	for (i = 0; error == 0 && i < V_shm_table.it_size; i++) {
		io = ipc_at(&V_shm_table, i);
		if (io == NULL)
			continue;
		memset(&sk, 0, sizeof(sk));
		shm_stat((struct shm_seg *)io, &sk.u);
		sk.id = io->io_id;
		error = sysctl_out(req, &sk, sizeof(sk));
	}
	mutex_unlock(&V_shm_table.it_lock);
	return error;
}

#define SHM_LIMIT(type, name, descr)					\
	SYSCTL_VIMAGE_##type(name, "kern.ipc." #name, SYSCTL_RW |	\
	    SYSCTL_JAILWR, sysvshm, name, descr)

VIMAGE_SUBSYS_PARAM(sysvshm, PHASE_PROTO, shm_create_image, shm_shutdown,
    shm_destroy, "System V shared memory", "sysvshm", VS_OWN | VS_DISABLE);
VIMAGE_SYSCALL(sysvshm, SYS_shmat, 3, sys_shmat);
VIMAGE_SYSCALL(sysvshm, SYS_shmdt, 1, sys_shmdt);
VIMAGE_SYSCALL(sysvshm, SYS_shmget, 3, sys_shmget);
VIMAGE_SYSCALL(sysvshm, SYS_shmctl, 3, sys_shmctl);
SYSCTL_PROC(shmsegs, "kern.ipc.shmsegs", SYSCTL_RD, shm_sysctl,
    "segments of shared memory, as struct shmid_kernel");
SHM_LIMIT(U64, shmmax, "largest segment, bytes");
SHM_LIMIT(U64, shmmin, "smallest segment, bytes");
SHM_LIMIT(U64, shmall, "most pages in all segments");
SHM_LIMIT(INT, shmmni, "most segments");
SHM_LIMIT(INT, shmseg, "most segments attached to a process");
