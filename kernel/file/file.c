// SPDX-License-Identifier: BSD-2-Clause
/*
 * file - open files: life and count.
 *
 * A file is made by whoever opens something, shared by every descriptor
 * dup'ed or inherited from the first, and closed when the last reference
 * goes: a descriptor, or a call in progress in another thread.
 *
 * Locks: [files] files_lock guards the list and count of all files.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include "kernel/cred/cred.h"
#include "kernel/cred/limit.h"
#include "kernel/file/file.h"
#include "kernel/file/file_priv.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/sysctl_record.h"
#include "kernel/mem/kmem.h"

/* Flags of open that describe the opening, not the file. */
#define OPEN_ONLY	(O_CREAT | O_EXCL | O_TRUNC | O_NOCTTY | O_CLOEXEC | \
			    O_NOFOLLOW | O_DIRECTORY)

struct spinlock files_lock = SPIN_INITIALIZER("files");
struct list files_all = LIST_INITIALIZER(files_all);	/* [files] */
static int files_open;		/* [files] */
static int files_max = 16384;	/* [a] sysctl */
static struct slab_cache *file_cache;	/* [I] after phase DEVICE */

SYSCTL_INT(maxfiles, "kern.maxfiles", SYSCTL_RW, files_max,
    "Most files open at once in the system");
SYSCTL_INT(openfiles, "kern.openfiles", SYSCTL_RD, files_open,
    "Files open now");

LIMIT(files, ENFILE, "open files");

/* Count one more, or refuse; the new file is not visible before. */
static int
file_publish(struct file *fp, const struct cred *cr)
{
	int error = limit_charge(cr, &limit_files, 1);

	if (error != 0)
		return error;
	spin_lock(&files_lock);
	if (files_open >= files_max) {
		error = ENFILE;
	} else {
		files_open++;
		list_insert_tail(&files_all, &fp->f_all);
	}
	spin_unlock(&files_lock);
	if (error != 0)
		limit_release(cr, &limit_files, 1);
	return error;
}

int
file_create(struct cred *cr, enum file_type type, uint32_t oflags,
    const struct file_ops *ops, void *data, struct file **out)
{
	struct file *fp;
	int error;

	fp = slab_alloc(file_cache, cred_ledger(cr), KM_SLEEP);
	if (fp == NULL)
		return ENOMEM;
	fp->f_refs = 1;
	fp->f_flags = FFLAGS(oflags & ~OPEN_ONLY);
	fp->f_type = type;
	fp->f_ops = ops;
	fp->f_data = data;
	fp->f_offset = 0;
	error = file_publish(fp, cr);
	if (error != 0) {
		slab_free(file_cache, fp);
		return error;
	}
	spin_init(&fp->f_lock, "file");
	fp->f_cred = cred_hold(cr);
	*out = fp;
	return 0;
}

struct file *
file_hold(struct file *fp)
{
	KASSERT(fp->f_refs > 0);
	(void)atomic_add(&fp->f_refs, 1);
	return fp;
}

void
file_drop(struct file *fp)
{
	if (atomic_sub(&fp->f_refs, 1) > 0)
		return;
	if (fp->f_ops->fo_close != NULL)
		fp->f_ops->fo_close(fp);
	spin_lock(&files_lock);
	list_remove(&fp->f_all);
	files_open--;
	spin_unlock(&files_lock);
	spin_destroy(&fp->f_lock);
	limit_release(fp->f_cred, &limit_files, 1);
	cred_drop(fp->f_cred);
	slab_free(file_cache, fp);
}

static void
file_init(void)
{
	file_cache = slab_create("file", sizeof(struct file));
	if (file_cache == NULL)
		panic("file: no memory for the cache");
}
INITCALL(PHASE_DEVICE, file_init);
