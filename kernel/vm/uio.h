// SPDX-License-Identifier: BSD-2-Clause
/*
 * uio - moving bytes between the kernel and a caller's buffers, and the
 * only ways to touch user memory.
 *
 * A user address is a uaddr_t, never a pointer.  copyin and copyout check
 * the range, survive faults, and bring pages in; they may sleep.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef uint64_t uaddr_t;	/* an address in the current user space */

/* 0 or EFAULT.  len 0 is fine anywhere. */
int	copyin(uaddr_t src, void *dst, size_t len);
int	copyout(const void *src, uaddr_t dst, size_t len);
/*
 * String with its NUL, at most size bytes; *len (may be NULL) counts the
 * NUL.  0, EFAULT, ENAMETOOLONG.
 */
int	copyinstr(uaddr_t src, char *dst, size_t size, size_t *len);

enum uio_rw { UIO_READ, UIO_WRITE };	/* READ: the kernel fills the caller */

#define UIO_SEGS_MAX	1024

struct uio_seg {
	uint64_t us_base;	/* [t] uaddr_t, or kernel address */
	size_t us_len;		/* [t] */
};

/* Belongs to one thread; no lock. */
struct uio {
	struct uio_seg *uio_seg;	/* [t] current segment */
	int uio_nseg;			/* [t] left */
	int uio_kernel;			/* [I] bases are kernel addresses */
	int64_t uio_offset;		/* [t] in the object */
	size_t uio_resid;		/* [t] bytes left */
	enum uio_rw uio_rw;		/* [I] */
};

/* Set up over one buffer; seg is the caller's storage. */
void	uio_init_user(struct uio *uio, struct uio_seg *seg, uaddr_t base,
	    size_t len, int64_t offset, enum uio_rw rw);
void	uio_init_kernel(struct uio *uio, struct uio_seg *seg, void *base,
	    size_t len, int64_t offset, enum uio_rw rw);
/* Move up to len bytes between buf and uio; advances.  0 or EFAULT. */
int	uio_move(void *buf, size_t len, struct uio *uio);
