// SPDX-License-Identifier: BSD-2-Clause
/*
 * uio - copying between the kernel and programs.
 *
 * The range check comes first and is the whole defence against kernel
 * addresses; a fault inside user_copy() brings the page in through
 * vm_fault() or, when there is none, ends the copy early.
 */
#include <sys/errno.h>
#include "arch-x86_64/cpu/usercopy.h"
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "kernel/vm/uio.h"

/* Bytes of a string fetched at a time: most paths need one. */
#define STRING_CHUNK	32

static inline int
uaddr_range_ok(uaddr_t addr, size_t len)
{
	return len <= USER_MAX && addr <= USER_MAX - len;
}

int
copyin(uaddr_t src, void *dst, size_t len)
{
	if (len == 0)
		return 0;
	if (!uaddr_range_ok(src, len))
		return EFAULT;
	return user_copy(dst, (const void *)src, len) == 0 ? 0 : EFAULT;
}

int
copyout(const void *src, uaddr_t dst, size_t len)
{
	if (len == 0)
		return 0;
	if (!uaddr_range_ok(dst, len))
		return EFAULT;
	return user_copy((void *)dst, src, len) == 0 ? 0 : EFAULT;
}

int
copyinstr(uaddr_t src, char *dst, size_t size, size_t *len)
{
	size_t done = 0, n, got;

	for (; done < size; done += n) {
		n = size - done < STRING_CHUNK ? size - done : STRING_CHUNK;
		/* Never look into a page the string may not reach. */
		if (n > PAGE_SIZE - ((src + done) & PAGE_MASK))
			n = PAGE_SIZE - ((src + done) & PAGE_MASK);
		if (copyin(src + done, dst + done, n) != 0)
			return EFAULT;
		got = strnlen(dst + done, n);
		if (got < n) {
			if (len != NULL)
				*len = done + got + 1;
			return 0;
		}
	}
	return ENAMETOOLONG;
}

static void
uio_init(struct uio *uio, struct uio_seg *seg, uint64_t base, size_t len,
    int64_t offset, enum uio_rw rw)
{
	seg->us_base = base;
	seg->us_len = len;
	uio->uio_seg = seg;
	uio->uio_nseg = 1;
	uio->uio_offset = offset;
	uio->uio_resid = len;
	uio->uio_rw = rw;
}

void
uio_init_user(struct uio *uio, struct uio_seg *seg, uaddr_t base,
    size_t len, int64_t offset, enum uio_rw rw)
{
	uio_init(uio, seg, base, len, offset, rw);
	uio->uio_kernel = 0;
}

void
uio_init_kernel(struct uio *uio, struct uio_seg *seg, void *base,
    size_t len, int64_t offset, enum uio_rw rw)
{
	uio_init(uio, seg, (uint64_t)base, len, offset, rw);
	uio->uio_kernel = 1;
}

/* Move n bytes at the front of the current segment. */
static int
uio_move_part(char *buf, size_t n, struct uio *uio)
{
	uint64_t base = uio->uio_seg->us_base;

	if (!uio->uio_kernel)
		return uio->uio_rw == UIO_READ ? copyout(buf, base, n) :
		    copyin(base, buf, n);
	if (uio->uio_rw == UIO_READ)
		memcpy((void *)base, buf, n);
	else
		memcpy(buf, (const void *)base, n);
	return 0;
}

int
uio_move(void *buf, size_t len, struct uio *uio)
{
	struct uio_seg *us;
	char *p = buf;
	size_t n;
	int error;

	if (len > uio->uio_resid)
		len = uio->uio_resid;
	while (len > 0 && uio->uio_nseg > 0) {
		us = uio->uio_seg;
		n = us->us_len < len ? us->us_len : len;
		if (n == 0) {
			uio->uio_seg++;
			uio->uio_nseg--;
			continue;
		}
		error = uio_move_part(p, n, uio);
		if (error != 0)
			return error;
		us->us_base += n;
		us->us_len -= n;
		uio->uio_resid -= n;
		uio->uio_offset += n;
		p += n;
		len -= n;
	}
	return 0;
}
