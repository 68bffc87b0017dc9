// SPDX-License-Identifier: BSD-2-Clause
/*
 * dump_pack - packing by the LZ4 library, and the sum that proves it.
 *
 * The library allocates nothing: its state and the result are static.
 *
 * Letter: [d] the debugger's owner.
 */
#include <lz4.h>
#include <sys/dump.h>

#include "kernel/dev/dump.h"

static LZ4_stream_t pack_state;				/* [d] */
static char pack_out[LZ4_COMPRESSBOUND(DUMP_RUN)];	/* [d] */

const void *
dump_pack(const void *buf, size_t n, size_t *size)
{
	int got = LZ4_compress_fast_extState(&pack_state, buf, pack_out,
	    (int)n, (int)sizeof(pack_out), 1);

	*size = got > 0 && (size_t)got < n ? (size_t)got : 0;
	return pack_out;
}

/* CRC-32 as Ethernet and zip have it, four bits at a time. */
uint32_t
dump_crc(const void *buf, size_t n)
{
	static const uint32_t table[16] = {
		0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
		0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
		0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
		0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c
	};
	const uint8_t *p = buf;
	uint32_t crc = 0xffffffff;

	for (; n > 0; n--, p++) {
		crc ^= *p;
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return ~crc;
}
