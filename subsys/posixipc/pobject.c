// SPDX-License-Identifier: BSD-2-Clause
/*
 * pobject - names and lives of POSIX IPC objects; see pobject.h.
 *
 * One list of all objects an image has made and one of those with a name;
 * both are short, as the limits on each kind are.  An idle jail pays for
 * two list heads, a lock and the limits.
 *
 * A life: made with two references, its name's and its first file's.
 * Whoever drops the last calls pb_free; the object stays on the list of all
 * until pobject_retire, so that a shutdown misses no sleeper.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "kernel/cred/cred.h"
#include "kernel/debug/cons.h"
#include "kernel/file/file.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/thread.h"
#include "subsys/posixipc/posixipc.h"

#define TELL_EVERY_NS	60000000000ul

static REF_KIND_OPS(pobject_ref, "POSIX IPC object", posixipc_db_print,
    NULL);
static REF_KIND(pobject_end, "end of a POSIX IPC object");
static volatile uint64_t pobject_serial;	/* [a] of the newest */

int64_t
pobject_now(void)
{
	return (int64_t)(clock_realtime_ns() / 1000000000);
}

/* How many of its kind the current image has. */
static int *
pobject_count(int kind)
{
	return kind == POSIXIPC_MQ ? &V_posix_mqs :
	    kind == POSIXIPC_SHM ? &V_posix_shms : &V_posix_sems;
}

/*
 * A name begins with a slash.  Only shared memory may have more of them, for
 * programs build paths for it, or none, which then means one in front: what
 * that is POSIX leaves open, and programs are written both ways.
 */
static int
pobject_name_copyin(int kind, uaddr_t from, char *name)
{
	size_t i;
	int error;

	error = copyinstr(from, name, POSIXIPC_NAME_MAX, NULL);
	if (error != 0)
		return error;
	if (kind == POSIXIPC_SHM && name[0] != '/' && name[0] != '\0') {
		name[0] = '/';
		error = copyinstr(from, name + 1, POSIXIPC_NAME_MAX - 1,
		    NULL);
	}
	if (error != 0)
		return error;
	if (name[0] != '/' || name[1] == '\0')
		return EINVAL;
	for (i = 1; kind != POSIXIPC_SHM && name[i] != '\0'; i++)
		if (name[i] == '/')
			return EINVAL;
	return 0;
}

/* The object of that name, or NULL; locked. */
static struct pobject *
pobject_find(int kind, const char *name)
{
	struct pobject *po;

	MUTEX_ASSERT(&V_posix_lock);
	LIST_FOREACH(po, &V_posix_named, po_named)
		if (po->po_kind == kind && strcmp(po->po_name, name) == 0)
			return po;
	return NULL;
}

/* Root of a jail that shares the image is nobody special in it. */
static int
pobject_is_root(const struct cred *cr)
{
	return cr->cr_uid == 0 &&
	    cred_owns_image(cr, VIMAGE_SLOT(posixipc)) == 0;
}

/* May cr open it so?  Owner, then group, then others. */
static int
pobject_access(const struct pobject *po, const struct cred *cr,
    uint32_t fflags)
{
	uint32_t want = ((fflags & FREAD) != 0 ? S_IRUSR : 0) |
	    ((fflags & FWRITE) != 0 ? S_IWUSR : 0);

	if (pobject_is_root(cr))
		return 0;
	if (cr->cr_uid != po->po_uid)
		want >>= cred_ingroup(cr, po->po_gid) ? 3 : 6;
	return (po->po_mode & want) == want ? 0 : EACCES;
}

/* ------------------------------------------------------------------ life */

/* Say so, once a minute and image: it may be somebody's mistake. */
static void
pobject_full(const struct image *img, int kind)
{
	static const char *const limits[] = {
		[POSIXIPC_MQ] = "kern.mqueue.maxmq",
		[POSIXIPC_SHM] = "kern.ipc.posix_shm_max",
		[POSIXIPC_SEM] = "p1003_1b.sem_nsems_max",
	};
	uint64_t now = clock_uptime_ns();

	if (V_posix_told_ns != 0 && now - V_posix_told_ns < TELL_EVERY_NS)
		return;
	V_posix_told_ns = now;
	kprintf("posixipc: %s has reached its limit %s\n",
	    img->im_name, limits[kind]);
}

int
pobject_init(struct pobject *po, const struct pobject_open *pp,
    const struct pobject_ops *ops, int max, int full)
{
	struct image *img = image_current(VIMAGE_SLOT(posixipc));
	const struct cred *cr = curthread->td_cred;
	int *count = pobject_count(pp->pp_kind);

	MUTEX_ASSERT(&V_posix_lock);
	if (*count >= max) {
		pobject_full(img, pp->pp_kind);
		return full;
	}
	(*count)++;
	po->po_ops = ops;
	po->po_image = img;
	ref_take(&img->im_refs, &po->po_ref, &pobject_ref, po);
	po->po_refs = 1;
	po->po_kind = pp->pp_kind;
	po->po_serial = atomic_add(&pobject_serial, 1);
	po->po_uid = cr->cr_uid;
	po->po_gid = cr->cr_gid;
	po->po_mode = pp->pp_mode & ACCESSPERMS & ~curproc->p_umask;
	po->po_cpid = curproc->p_pid;
	po->po_atime = po->po_mtime = po->po_ctime = pobject_now();
	list_init(&po->po_named);
	list_insert_tail(&V_posix_all, &po->po_all);
	return 0;
}

void
pobject_retire(struct pobject *po)
{
	VIMAGE_SET_QUIET(posixipc, po->po_image);
	mutex_lock(&V_posix_lock);
	list_remove(&po->po_all);
	(*pobject_count(po->po_kind))--;
	mutex_unlock(&V_posix_lock);
	VIMAGE_RESTORE(posixipc);
}

/*
 * A reference of this function's own keeps the image, whose ledger the
 * memory is charged to, until that is free.
 */
void
pobject_free(struct pobject *po)
{
	struct image *img = po->po_image;
	struct ref rf = { .rf_kind = NULL };

	ref_take(&img->im_refs, &rf, &pobject_end, curthread);
	ref_drop(&img->im_refs, &po->po_ref);
	kmem_free(po);
	ref_drop(&img->im_refs, &rf);
}

void
pobject_hold(struct pobject *po)
{
	atomic_add(&po->po_refs, 1);
}

void
pobject_drop(struct pobject *po)
{
	if (atomic_sub(&po->po_refs, 1) == 0)
		po->po_ops->pb_free(po);
}

/* ----------------------------------------------------------------- names */

void
pobject_unname(struct pobject *po)
{
	list_remove(&po->po_named);
	list_init(&po->po_named);
	kmem_free(po->po_name);
	po->po_name = NULL;
}

static int
pobject_make(struct pobject_open *pp, const char *name, struct pobject **out)
{
	struct image *img = image_current(VIMAGE_SLOT(posixipc));
	char *copy = NULL;
	int error;

	if (name != NULL) {
		copy = kmem_strdup(&img->im_ledger, name, KM_SLEEP);
		if (copy == NULL)
			return ENOMEM;
	}
	error = pp->pp_make(pp, out);
	if (error != 0) {
		kmem_free(copy);
		return error;
	}
	pp->pp_made = 1;
	if (copy == NULL)
		return 0;
	(*out)->po_name = copy;
	pobject_hold(*out);
	list_insert_tail(&V_posix_named, &(*out)->po_named);
	return 0;
}

static int
pobject_open_locked(struct pobject_open *pp, const char *name,
    struct pobject **out)
{
	int exclusive = O_CREAT | O_EXCL;

	*out = name != NULL ? pobject_find(pp->pp_kind, name) : NULL;
	if (*out == NULL && name != NULL && (pp->pp_flags & O_CREAT) == 0)
		return ENOENT;
	if (*out == NULL)
		return pobject_make(pp, name, out);
	if ((pp->pp_flags & exclusive) == exclusive)
		return EEXIST;
	pobject_hold(*out);
	return 0;
}

int
pobject_open(struct pobject_open *pp, struct pobject **out)
{
	char name[POSIXIPC_NAME_MAX];
	int error;

	pp->pp_made = 0;
	if (pp->pp_name != 0) {
		error = pobject_name_copyin(pp->pp_kind, pp->pp_name, name);
		if (error != 0)
			return error;
	}
	mutex_lock(&V_posix_lock);
	error = pobject_open_locked(pp, pp->pp_name != 0 ? name : NULL, out);
	mutex_unlock(&V_posix_lock);
	if (error != 0 || pp->pp_made)
		return error;
	/* Its maker gets what he asked for, whatever the mode. */
	error = pobject_access(*out, curthread->td_cred,
	    FFLAGS((uint32_t)pp->pp_flags & O_ACCMODE));
	if (error != 0)
		pobject_drop(*out);
	return error;
}

/* What was made for a call that failed must not stay behind. */
static void
pobject_unmake(struct pobject *po)
{
	int named;

	mutex_lock(&V_posix_lock);
	named = po->po_name != NULL;
	if (named)
		pobject_unname(po);
	mutex_unlock(&V_posix_lock);
	if (named)
		pobject_drop(po);
}

int
pobject_file(struct thread *td, const struct pobject_open *pp,
    struct pobject *po, int type, const struct file_ops *ops, int *fd)
{
	struct file *fp;
	int error;

	error = file_create(td->td_cred, type, (uint32_t)pp->pp_flags &
	    (O_ACCMODE | O_NONBLOCK), ops, po, &fp);
	if (error == 0) {
		error = fd_install(td->td_proc->p_fd, fp, 0, 1, fd);
		if (error == 0)
			return 0;
		if (pp->pp_made)
			pobject_unmake(po);
		file_drop(fp);		/* and po with it */
		return error;
	}
	if (pp->pp_made)
		pobject_unmake(po);
	pobject_drop(po);
	return error;
}

void
pobject_fo_close(struct file *fp)
{
	pobject_drop(fp->f_data);
}

/* Named, and the caller's to rename or remove; locked. */
static int
pobject_find_mine(int kind, const char *name, struct pobject **out)
{
	const struct cred *cr = curthread->td_cred;

	*out = pobject_find(kind, name);
	if (*out == NULL)
		return ENOENT;
	return pobject_is_root(cr) || cr->cr_uid == (*out)->po_uid ? 0 :
	    EACCES;
}

int
pobject_unlink(int kind, uaddr_t from)
{
	char name[POSIXIPC_NAME_MAX];
	struct pobject *po;
	int error;

	error = pobject_name_copyin(kind, from, name);
	if (error != 0)
		return error;
	mutex_lock(&V_posix_lock);
	error = pobject_find_mine(kind, name, &po);
	if (error == 0)
		pobject_unname(po);
	mutex_unlock(&V_posix_lock);
	if (error == 0)
		pobject_drop(po);
	return error;
}

/* The two copies of names change hands; *gone is what lost its own. */
static int
pobject_rename_locked(int kind, const char *from, const char *to, int flags,
    struct pobject **gone)
{
	struct pobject *a, *b;
	char *name;
	int error;

	error = pobject_find_mine(kind, from, &a);
	if (error != 0)
		return error;
	error = pobject_find_mine(kind, to, &b);
	if (error == EACCES || (error == ENOENT &&
	    (flags & SHM_RENAME_EXCHANGE) != 0))
		return error;
	if (b != NULL && (flags & SHM_RENAME_NOREPLACE) != 0)
		return EEXIST;
	if (a == b)
		return 0;
	if (b != NULL) {
		name = a->po_name;
		a->po_name = b->po_name;
		b->po_name = name;
		if ((flags & SHM_RENAME_EXCHANGE) == 0) {
			pobject_unname(b);
			*gone = b;
		}
		return 0;
	}
	name = kmem_strdup(&a->po_image->im_ledger, to, KM_SLEEP);
	if (name == NULL)
		return ENOMEM;
	kmem_free(a->po_name);
	a->po_name = name;
	return 0;
}

int
pobject_rename(int kind, uaddr_t from, uaddr_t to, int flags)
{
	char a[POSIXIPC_NAME_MAX], b[POSIXIPC_NAME_MAX];
	struct pobject *gone = NULL;
	int error;

	if ((flags & ~(SHM_RENAME_NOREPLACE | SHM_RENAME_EXCHANGE)) != 0 ||
	    flags == (SHM_RENAME_NOREPLACE | SHM_RENAME_EXCHANGE))
		return EINVAL;
	error = pobject_name_copyin(kind, from, a);
	if (error == 0)
		error = pobject_name_copyin(kind, to, b);
	if (error != 0)
		return error;
	mutex_lock(&V_posix_lock);
	error = pobject_rename_locked(kind, a, b, flags, &gone);
	mutex_unlock(&V_posix_lock);
	if (gone != NULL)
		pobject_drop(gone);
	return error;
}

void
pobject_stat(struct pobject *po, uint32_t type, struct stat *st)
{
	memset(st, 0, sizeof(*st));
	st->st_ino = po->po_serial;
	st->st_nlink = po->po_name != NULL;
	st->st_mode = type | po->po_mode;
	st->st_uid = po->po_uid;
	st->st_gid = po->po_gid;
	st->st_blksize = PAGE_SIZE;
	st->st_atim.tv_sec = po->po_atime;
	st->st_mtim.tv_sec = po->po_mtime;
	st->st_ctim.tv_sec = st->st_birthtim.tv_sec = po->po_ctime;
}
