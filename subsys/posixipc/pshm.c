// SPDX-License-Identifier: BSD-2-Clause
/*
 * pshm - POSIX shared memory, and the memory of named semaphores.
 *
 * An object owns a memory object; mappings hold that one by themselves.  So
 * an end has two steps: when name and files are gone, the reference on the
 * memory is dropped; when the mappings are gone too, the memory tells, and
 * the rest is freed.  Until then all is charged to the image it was made in.
 *
 * A named semaphore is such an object of one page, with its first value in
 * place before anybody can see it; the rest is the library's.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/mman.h>
#include <sys/semaphore.h>
#include <sys/stat.h>
#include <sys/syslimits.h>

#include "kernel/file/file.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/mem/page.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/syscall.h"
#include "kernel/sys/sysctl.h"
#include "kernel/vm/vm.h"
#include "subsys/posixipc/pobject.h"

#define PSHM_MAX	(1ul << 40)	/* bytes; then EFBIG */

struct pshm {
	struct pobject ps_po;		/* [I] first */
	struct vm_object *ps_object;	/* [I] our reference: see above */
};

VIMAGE_DEFINE_STATIC(posixipc, int, posix_shm_max) = 1024;	/* [a] */
VIMAGE_DEFINE_STATIC(posixipc, int, sem_nsems_max) = 256;	/* [a] */
#define V_posix_shm_max	VIMAGE_VAR(posixipc, posix_shm_max)
#define V_sem_nsems_max	VIMAGE_VAR(posixipc, sem_nsems_max)

/* ------------------------------------------------------------------ life */

/* The last mapping has gone, or there never was one. */
static void
pshm_gone(void *cookie)
{
	struct pshm *ps = cookie;

	/* A maker that failed has not counted it yet. */
	if (ps->ps_po.po_ops == NULL) {
		kmem_free(ps);
		return;
	}
	pobject_retire(&ps->ps_po);
	pobject_free(&ps->ps_po);
}

static void
pshm_free(struct pobject *po)
{
	vm_object_drop(((struct pshm *)po)->ps_object);
}

static void
pshm_info(struct pobject *po, struct posixipc_info *pi)
{
	struct vm_object *obj = ((struct pshm *)po)->ps_object;
	struct page *pg = NULL;

	pi->pi_size = vm_object_size(obj);
	if (po->po_kind == POSIXIPC_SEM)
		pg = vm_object_resident(obj, 0);
	if (pg != NULL) {
		pi->pi_value = ((sem_t *)page_va(pg))->_count;
		page_drop(pg);
	}
}

static const struct pobject_ops pshm_ops = {
	.pb_free = pshm_free,
	.pb_info = pshm_info,
};

/* An object of so many bytes; dropping ps_object undoes it. */
static int
pshm_create(uint64_t size, struct pshm **out)
{
	struct ledger *ld =
	    &image_current(VIMAGE_SLOT(posixipc))->im_ledger;
	struct pshm *ps;

	ps = kmem_zalloc(ld, sizeof(*ps), KM_SLEEP);
	if (ps == NULL)
		return ENOMEM;
	ps->ps_object = vm_object_create_shared(size, ld, pshm_gone, ps);
	if (ps->ps_object == NULL) {
		kmem_free(ps);
		return ENOMEM;
	}
	*out = ps;
	return 0;
}

static int
pshm_make(const struct pobject_open *pp, struct pobject **out)
{
	struct pshm *ps;
	int error;

	error = pshm_create(0, &ps);
	if (error != 0)
		return error;
	error = pobject_init(&ps->ps_po, pp, &pshm_ops, V_posix_shm_max,
	    ENFILE);
	if (error != 0)
		vm_object_drop(ps->ps_object);
	*out = &ps->ps_po;
	return error;
}

/* pp_arg is the first value. */
static int
psem_make(const struct pobject_open *pp, struct pobject **out)
{
	struct pshm *ps;
	struct page *pg;
	int error;

	error = pshm_create(PAGE_SIZE, &ps);
	if (error != 0)
		return error;
	error = vm_object_page(ps->ps_object, 0, &pg);
	if (error == 0) {
		*(sem_t *)page_va(pg) = (sem_t){ ._magic = SEM_MAGIC,
		    ._count = *(const uint32_t *)pp->pp_arg,
		    ._flags = SEM_NAMED | SEM_SHARED };
		page_drop(pg);
		error = pobject_init(&ps->ps_po, pp, &pshm_ops,
		    V_sem_nsems_max, ENOSPC);
	}
	if (error != 0)
		vm_object_drop(ps->ps_object);
	*out = &ps->ps_po;
	return error;
}

/* ------------------------------------------------------------ as a file */

/* Move what lies in one page; the object does not grow by writing. */
static int
pshm_move(struct pshm *ps, struct uio *uio)
{
	uint64_t off = (uint64_t)uio->uio_offset;
	uint64_t size = vm_object_size(ps->ps_object);
	size_t n = PAGE_SIZE - (off & PAGE_MASK);
	struct page *pg;
	int error;

	if (n > size - off)
		n = size - off;
	error = vm_object_page(ps->ps_object, off & ~(uint64_t)PAGE_MASK,
	    &pg);
	if (error != 0)
		return error;
	error = uio_move((char *)page_va(pg) + (off & PAGE_MASK), n, uio);
	page_drop(pg);
	return error;
}

static int
pshm_transfer(struct file *fp, struct uio *uio)
{
	struct pshm *ps = fp->f_data;
	int error = 0, current = uio->uio_offset == UIO_CURRENT;

	if (current)
		uio->uio_offset = fp->f_offset;
	if (uio->uio_offset < 0)
		return EINVAL;
	while (error == 0 && uio->uio_resid > 0 &&
	    (uint64_t)uio->uio_offset < vm_object_size(ps->ps_object))
		error = pshm_move(ps, uio);
	if (current)
		fp->f_offset = uio->uio_offset;
	return error;
}

static int
pshm_fo_read(struct file *fp, struct uio *uio, struct thread *td)
{
	(void)td;
	((struct pobject *)fp->f_data)->po_atime = pobject_now();
	return pshm_transfer(fp, uio);
}

static int
pshm_fo_write(struct file *fp, struct uio *uio, struct thread *td)
{
	size_t want = uio->uio_resid;
	int error;

	(void)td;
	error = pshm_transfer(fp, uio);
	((struct pobject *)fp->f_data)->po_mtime = pobject_now();
	return error == 0 && want > 0 && uio->uio_resid == want ? EFBIG :
	    error;
}

static int
pshm_fo_seek(struct file *fp, int64_t off, int whence, int64_t *res)
{
	struct pshm *ps = fp->f_data;
	int64_t base = whence == 1 ? fp->f_offset : whence == 2 ?
	    (int64_t)vm_object_size(ps->ps_object) : 0;

	if (whence < 0 || whence > 2 || (off > 0 && base > INT64_MAX - off) ||
	    base + off < 0)
		return EINVAL;
	*res = fp->f_offset = base + off;
	return 0;
}

static int
pshm_fo_truncate(struct file *fp, int64_t len, struct thread *td)
{
	struct pshm *ps = fp->f_data;

	(void)td;
	if (len < 0 || ps->ps_po.po_kind != POSIXIPC_SHM)
		return EINVAL;
	if ((uint64_t)len > PSHM_MAX)
		return EFBIG;
	ps->ps_po.po_mtime = pobject_now();
	return vm_object_resize(ps->ps_object, (uint64_t)len);
}

static int
pshm_fo_stat(struct file *fp, struct stat *st, struct thread *td)
{
	struct pshm *ps = fp->f_data;

	(void)td;
	pobject_stat(&ps->ps_po, S_IFREG, st);
	st->st_size = (off_t)vm_object_size(ps->ps_object);
	st->st_blocks = (st->st_size + 511) / 512;
	return 0;
}

static int
pshm_fo_mmap(struct file *fp, int prot, int flags, struct vm_object **obj)
{
	struct pshm *ps = fp->f_data;

	(void)prot;
	(void)flags;
	vm_object_clear_tail(ps->ps_object);
	vm_object_hold(ps->ps_object);
	*obj = ps->ps_object;
	return 0;
}

static const struct file_ops pshm_fops = {
	.fo_read = pshm_fo_read,
	.fo_write = pshm_fo_write,
	.fo_seek = pshm_fo_seek,
	.fo_truncate = pshm_fo_truncate,
	.fo_stat = pshm_fo_stat,
	.fo_mmap = pshm_fo_mmap,
	.fo_close = pobject_fo_close,
};

/* ---------------------------------------------------------- system calls */

static int
pshm_open(struct thread *td, struct pobject_open *pp, uint64_t *ret)
{
	struct pobject *po;
	int error, fd;

	error = pobject_open(pp, &po);
	if (error != 0)
		return error;
	if ((pp->pp_flags & (O_ACCMODE | O_TRUNC)) == (O_RDWR | O_TRUNC))
		error = vm_object_resize(((struct pshm *)po)->ps_object, 0);
	if (error != 0) {
		pobject_drop(po);
		return error;
	}
	error = pobject_file(td, pp, po, FTYPE_SHM, &pshm_fops, &fd);
	if (error == 0)
		*ret = (uint64_t)fd;
	return error;
}

/* shm_open(name, flags, mode) */
static int
sys_shm_open(struct thread *td, struct syscall_args *sa)
{
	struct pobject_open pp = {
		.pp_kind = POSIXIPC_SHM, .pp_flags = (int)sa->sa_arg[1],
		.pp_mode = (uint32_t)sa->sa_arg[2], .pp_make = pshm_make,
		.pp_name = sa->sa_arg[0],
	};
	int access = pp.pp_flags & O_ACCMODE;

	if (access != O_RDONLY && access != O_RDWR)
		return EINVAL;
	if (pp.pp_name == 0)
		return EFAULT;
	if (pp.pp_name == (uintptr_t)SHM_ANON)
		pp.pp_name = 0;
	if (pp.pp_name == 0 && access == O_RDONLY)
		return EINVAL;
	return pshm_open(td, &pp, &sa->sa_ret);
}

static int
sys_shm_unlink(struct thread *td, struct syscall_args *sa)
{
	(void)td;
	return pobject_unlink(POSIXIPC_SHM, sa->sa_arg[0]);
}

static int
sys_shm_rename(struct thread *td, struct syscall_args *sa)
{
	(void)td;
	return pobject_rename(POSIXIPC_SHM, sa->sa_arg[0], sa->sa_arg[1],
	    (int)sa->sa_arg[2]);
}

/*
 * ksem_open(name, flags, mode, value): a descriptor of the page where the
 * semaphore lies.
 */
static int
sys_ksem_open(struct thread *td, struct syscall_args *sa)
{
	uint32_t value = (uint32_t)sa->sa_arg[3];
	struct pobject_open pp = {
		.pp_kind = POSIXIPC_SEM, .pp_name = sa->sa_arg[0],
		.pp_flags = ((int)sa->sa_arg[1] & (O_CREAT | O_EXCL)) |
		    O_RDWR,
		.pp_mode = (uint32_t)sa->sa_arg[2], .pp_make = psem_make,
		.pp_arg = &value,
	};

	if ((pp.pp_flags & O_CREAT) != 0 && value > SEM_VALUE_MAX)
		return EINVAL;
	if (pp.pp_name == 0)
		return EFAULT;
	return pshm_open(td, &pp, &sa->sa_ret);
}

static int
sys_ksem_unlink(struct thread *td, struct syscall_args *sa)
{
	(void)td;
	return pobject_unlink(POSIXIPC_SEM, sa->sa_arg[0]);
}

VIMAGE_SYSCALL(posixipc, SYS_shm_open, 3, sys_shm_open);
VIMAGE_SYSCALL(posixipc, SYS_shm_unlink, 1, sys_shm_unlink);
VIMAGE_SYSCALL(posixipc, SYS_shm_rename, 3, sys_shm_rename);
VIMAGE_SYSCALL(posixipc, SYS_ksem_open, 4, sys_ksem_open);
VIMAGE_SYSCALL(posixipc, SYS_ksem_unlink, 1, sys_ksem_unlink);
SYSCTL_VIMAGE_INT(posix_shm_max, "kern.ipc.posix_shm_max", SYSCTL_RW |
    SYSCTL_JAILWR, posixipc, posix_shm_max, "most shared memory objects");
SYSCTL_VIMAGE_INT(sem_nsems_max, "p1003_1b.sem_nsems_max", SYSCTL_RW |
    SYSCTL_JAILWR, posixipc, sem_nsems_max, "most named semaphores");

static int sem_value_max = SEM_VALUE_MAX;	/* [I] */
static int posix_since = 200112;		/* [I] the standard followed */
SYSCTL_INT(sem_value_max, "p1003_1b.sem_value_max", SYSCTL_RD, sem_value_max,
    "highest value of a semaphore");
SYSCTL_INT(mqs, "p1003_1b.message_passing", SYSCTL_RD, posix_since,
    "POSIX message queues, by the standard of");
SYSCTL_INT(shms, "p1003_1b.shared_memory_objects", SYSCTL_RD, posix_since,
    "POSIX shared memory, by the standard of");
SYSCTL_INT(sems, "p1003_1b.semaphores", SYSCTL_RD, posix_since,
    "POSIX semaphores, by the standard of");
