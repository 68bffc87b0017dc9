// SPDX-License-Identifier: BSD-2-Clause
/*
 * dump - writing the memory of a kernel that dies to a disk.
 *
 * A driver offers a disk; the first is the dump device, unless the boot
 * option dumpdev names another, or "none".  Its whole is overwritten.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Filled in by the driver, for ever. */
struct dump_device {
	const char *dd_name;		/* [I] "vtbd0" */
	uint64_t dd_bytes;		/* [I] */
	/*
	 * Write n bytes, a multiple of 512 and at most DUMP_CHUNK.  Polled,
	 * no lock, no allocation: all else stands still.  0 or EIO.
	 */
	int (*dd_write)(void *cookie, uint64_t offset, const void *buf,
	    size_t n);			/* [I] */
	void *dd_cookie;		/* [I] */
};
#define DUMP_CHUNK	16384

/* Offer a disk.  Boot thread. */
void	dump_offer(const struct dump_device *dd);

/*
 * Write a dump; why goes into it.  The machine stands still (db_stop_enter).
 * 0; ENXIO: there is no dump device; ENOSPC, EIO.  Says how it went.
 */
int	dump_write(const char *why);

/* ------------------------------------------------- lz4, dump_pack.c */

/*
 * Pack n bytes of buf.  The result, in a buffer that is there until the next
 * call, and its size; 0: it would not be smaller.
 */
const void *dump_pack(const void *buf, size_t n, size_t *size);

uint32_t dump_crc(const void *buf, size_t n);
