// SPDX-License-Identifier: BSD-2-Clause
/*
 * fdtable - the descriptors of a process.
 *
 * A table is an array of file pointers with two bit maps: numbers in use,
 * and numbers closed by exec.  It begins with room for one word of bits
 * inside itself and grows by doubling.  Growth allocates without the lock
 * and swaps the arrays under it; nobody keeps a pointer into them.
 *
 * Invariant: bit n of ft_used is set exactly if ft_file[n] is not NULL.
 *
 * Locks: [d] fd_lock, a spinlock; files are dropped after it.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include "kernel/file/file.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/lib/sysctl_record.h"
#include "kernel/mem/kmem.h"

#define FD_WORD		64		/* descriptors a bit-map word */
#define FD_FIRST	FD_WORD		/* room of a new table */
#define FD_LIMIT	65536		/* most, whatever the sysctl says */
#define FD_WORDS(n)	((n) / FD_WORD)

/* Arrays of one size, swapped as a whole. */
struct fdarray {
	struct file **fa_file;		/* [d] fa_size of them */
	uint64_t *fa_used;		/* [d] */
	uint64_t *fa_cloexec;		/* [d] */
	int fa_size;			/* [d] a multiple of FD_WORD */
};

struct fdtable {
	volatile uint32_t fd_refs;	/* [a] threads of the process */
	struct spinlock fd_lock;	/* class "fdtable" */
	struct fdarray fd_array;	/* [d] */
	struct ledger *fd_ledger;	/* [I] charged for growth */
	uint64_t fd_words[2];		/* [d] bit maps of the first array */
	struct file *fd_first[FD_FIRST];	/* [d] the first array */
};

static int fd_max = 4096;	/* [a] sysctl */

SYSCTL_INT(maxfilesperproc, "kern.maxfilesperproc", SYSCTL_RW, fd_max,
    "Most files a process may have open");

struct fdtable *
fdtable_create(struct ledger *ld)
{
	struct fdtable *fdt;

	fdt = kmem_zalloc(ld, sizeof(*fdt), KM_SLEEP);
	if (fdt == NULL)
		return NULL;
	fdt->fd_refs = 1;
	fdt->fd_ledger = ld;
	spin_init(&fdt->fd_lock, "fdtable");
	fdt->fd_array = (struct fdarray){
		fdt->fd_first, &fdt->fd_words[0], &fdt->fd_words[1], FD_FIRST
	};
	return fdt;
}

/* One block: files, then both maps. */
static int
fdarray_create(struct fdarray *fa, int size, struct ledger *ld)
{
	size_t files = (size_t)size * sizeof(struct file *);
	size_t map = FD_WORDS((size_t)size) * sizeof(uint64_t);
	char *block;

	block = kmem_zalloc(ld, files + 2 * map, KM_SLEEP);
	if (block == NULL)
		return ENOMEM;
	fa->fa_file = (struct file **)(void *)block;
	fa->fa_used = (uint64_t *)(void *)(block + files);
	fa->fa_cloexec = (uint64_t *)(void *)(block + files + map);
	fa->fa_size = size;
	return 0;
}

static void
fdarray_copy(struct fdarray *to, const struct fdarray *from)
{
	size_t map = FD_WORDS((size_t)from->fa_size) * sizeof(uint64_t);

	memcpy(to->fa_file, from->fa_file,
	    (size_t)from->fa_size * sizeof(struct file *));
	memcpy(to->fa_used, from->fa_used, map);
	memcpy(to->fa_cloexec, from->fa_cloexec, map);
}

/* Make room for descriptor fd.  0, EMFILE, ENOMEM. */
static int
fdtable_grow(struct fdtable *fdt, int fd)
{
	struct fdarray new, old;
	int size = FD_FIRST, error;

	if (fd >= fd_max || fd >= FD_LIMIT)
		return EMFILE;
	while (size <= fd)
		size *= 2;
	if (size <= atomic_load_relaxed(&fdt->fd_array.fa_size))
		return 0;
	error = fdarray_create(&new, size, fdt->fd_ledger);
	if (error != 0)
		return error;

	spin_lock(&fdt->fd_lock);
	old = fdt->fd_array;
	if (old.fa_size < size) {
		fdarray_copy(&new, &old);
		fdt->fd_array = new;
	} else {
		old = new;		/* another thread was faster */
	}
	spin_unlock(&fdt->fd_lock);
	if (old.fa_file != fdt->fd_first)
		kmem_free(old.fa_file);
	return 0;
}

static int
fd_bit(const uint64_t *map, int fd)
{
	return (map[FD_WORDS(fd)] >> (fd % FD_WORD)) & 1;
}

static void
fd_bit_set(uint64_t *map, int fd, int on)
{
	uint64_t bit = 1UL << (fd % FD_WORD);

	if (on)
		map[FD_WORDS(fd)] |= bit;
	else
		map[FD_WORDS(fd)] &= ~bit;
}

/* Lowest free number >= min; the array's size if all are taken. */
static int
fd_lowest_locked(struct fdtable *fdt, int min)
{
	struct fdarray *fa = &fdt->fd_array;
	uint64_t free;
	int w;

	SPIN_ASSERT(&fdt->fd_lock);
	for (w = FD_WORDS(min); w < FD_WORDS(fa->fa_size); w++) {
		free = ~fa->fa_used[w];
		if (w == FD_WORDS(min))
			free &= ~0UL << (min % FD_WORD);
		if (free != 0)
			return w * FD_WORD + __builtin_ctzl(free);
	}
	return min > fa->fa_size ? min : fa->fa_size;
}

/* Enter fp (or NULL) at fd; what was there is the caller's to drop. */
static struct file *
fd_swap_locked(struct fdtable *fdt, int fd, struct file *fp, int cloexec)
{
	struct fdarray *fa = &fdt->fd_array;
	struct file *old;

	SPIN_ASSERT(&fdt->fd_lock);
	old = fa->fa_file[fd];
	fa->fa_file[fd] = fp;
	fd_bit_set(fa->fa_used, fd, fp != NULL);
	fd_bit_set(fa->fa_cloexec, fd, fp != NULL && cloexec);
	return old;
}

void
fd_leave(const struct fdtable *fdt, struct file *fp)
{
	if (fp->f_ops->fo_leave != NULL)
		fp->f_ops->fo_leave(fp, fdt);
	file_drop(fp);
}

int
fd_install(struct fdtable *fdt, struct file *fp, int min, int cloexec, int *fd)
{
	int error, n;

	if (min < 0)
		return EINVAL;
	for (;;) {
		spin_lock(&fdt->fd_lock);
		n = fd_lowest_locked(fdt, min);
		if (n < fdt->fd_array.fa_size && n < fd_max) {
			fd_swap_locked(fdt, n, fp, cloexec);
			spin_unlock(&fdt->fd_lock);
			*fd = n;
			return 0;
		}
		spin_unlock(&fdt->fd_lock);
		error = fdtable_grow(fdt, n);
		if (error != 0)
			return error;
	}
}

int
fd_install_at(struct fdtable *fdt, struct file *fp, int fd, int cloexec)
{
	struct file *old;
	int error;

	if (fd < 0)
		return EBADF;
	error = fdtable_grow(fdt, fd);
	if (error != 0)
		return error == EMFILE ? EBADF : error;
	spin_lock(&fdt->fd_lock);
	old = fd_swap_locked(fdt, fd, fp, cloexec);
	spin_unlock(&fdt->fd_lock);
	if (old != NULL)
		fd_leave(fdt, old);
	return 0;
}

int
fd_get(struct fdtable *fdt, int fd, struct file **out)
{
	struct file *fp = NULL;

	spin_lock(&fdt->fd_lock);
	if (fd >= 0 && fd < fdt->fd_array.fa_size)
		fp = fdt->fd_array.fa_file[fd];
	if (fp != NULL)
		file_hold(fp);
	spin_unlock(&fdt->fd_lock);
	*out = fp;
	return fp != NULL ? 0 : EBADF;
}

int
fd_close(struct fdtable *fdt, int fd)
{
	struct file *fp = NULL;

	spin_lock(&fdt->fd_lock);
	if (fd >= 0 && fd < fdt->fd_array.fa_size)
		fp = fd_swap_locked(fdt, fd, NULL, 0);
	spin_unlock(&fdt->fd_lock);
	if (fp == NULL)
		return EBADF;
	fd_leave(fdt, fp);
	return 0;
}

int
fd_cloexec(struct fdtable *fdt, int fd, int *get, const int *set)
{
	struct fdarray *fa = &fdt->fd_array;
	int error = EBADF;

	spin_lock(&fdt->fd_lock);
	if (fd >= 0 && fd < fa->fa_size && fa->fa_file[fd] != NULL) {
		error = 0;
		if (get != NULL)
			*get = fd_bit(fa->fa_cloexec, fd);
		if (set != NULL)
			fd_bit_set(fa->fa_cloexec, fd, *set);
	}
	spin_unlock(&fdt->fd_lock);
	return error;
}

static int
fd_last_locked(struct fdtable *fdt)
{
	const uint64_t *used = fdt->fd_array.fa_used;
	int w;

	SPIN_ASSERT(&fdt->fd_lock);
	for (w = FD_WORDS(fdt->fd_array.fa_size) - 1; w >= 0; w--)
		if (used[w] != 0)
			return w * FD_WORD + FD_WORD - 1 -
			    __builtin_clzl(used[w]);
	return -1;
}

int
fd_last(struct fdtable *fdt)
{
	int last;

	spin_lock(&fdt->fd_lock);
	last = fd_last_locked(fdt);
	spin_unlock(&fdt->fd_lock);
	return last;
}

/*
 * The parent may gain descriptors between our look at its size and the
 * copy, so look again until the room is enough.
 */
struct fdtable *
fdtable_fork(struct fdtable *src, struct ledger *ld)
{
	struct fdtable *fdt;
	struct fdarray *to;
	int i, last;

	fdt = fdtable_create(ld);
	if (fdt == NULL)
		return NULL;
	to = &fdt->fd_array;
	spin_lock(&src->fd_lock);
	while ((last = fd_last_locked(src)) >= to->fa_size) {
		spin_unlock(&src->fd_lock);
		if (fdtable_grow(fdt, last) != 0) {
			fdtable_drop(fdt);
			return NULL;
		}
		spin_lock(&src->fd_lock);
	}
	for (i = 0; i <= last; i++) {
		to->fa_file[i] = src->fd_array.fa_file[i];
		if (to->fa_file[i] != NULL)
			file_hold(to->fa_file[i]);
	}
	for (i = 0; i <= FD_WORDS(last); i++) {
		to->fa_used[i] = src->fd_array.fa_used[i];
		to->fa_cloexec[i] = src->fd_array.fa_cloexec[i];
	}
	spin_unlock(&src->fd_lock);
	return fdt;
}

void
fdtable_hold(struct fdtable *fdt)
{
	(void)atomic_add(&fdt->fd_refs, 1);
}

/* Close each descriptor in map, which only the caller's thread changes. */
static void
fdtable_close_set(struct fdtable *fdt, const uint64_t *map)
{
	uint64_t bits;
	int w;

	for (w = 0; w < FD_WORDS(fdt->fd_array.fa_size); w++)
		for (bits = map[w]; bits != 0; bits &= bits - 1)
			(void)fd_close(fdt, w * FD_WORD +
			    __builtin_ctzl(bits));
}

void
fdtable_drop(struct fdtable *fdt)
{
	if (fdt == NULL || atomic_sub(&fdt->fd_refs, 1) > 0)
		return;
	fdtable_close_set(fdt, fdt->fd_array.fa_used);
	if (fdt->fd_array.fa_file != fdt->fd_first)
		kmem_free(fdt->fd_array.fa_file);
	spin_destroy(&fdt->fd_lock);
	kmem_free(fdt);
}

struct file *
fdtable_replace(struct fdtable *fdt, int *fd, struct file *with,
    int (*wants)(const struct file *fp, const void *arg), const void *arg)
{
	struct fdarray *fa = &fdt->fd_array;
	struct file *fp = NULL;

	spin_lock(&fdt->fd_lock);
	for (; *fd < fa->fa_size; ++*fd) {
		fp = fa->fa_file[*fd];
		if (fp != NULL && wants(fp, arg)) {
			fa->fa_file[*fd] = file_hold(with);
			break;
		}
		fp = NULL;
	}
	spin_unlock(&fdt->fd_lock);
	return fp;
}

void
fdtable_exec(struct fdtable *fdt)
{
	fdtable_close_set(fdt, fdt->fd_array.fa_cloexec);
}

struct file *
fdtable_db_next(const struct fdtable *fdt, int *fd)
{
	const struct fdarray *fa = &fdt->fd_array;

	for (; *fd < fa->fa_size; ++*fd)
		if (fa->fa_file[*fd] != NULL)
			return fa->fa_file[*fd];
	return NULL;
}
