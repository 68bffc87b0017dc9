// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/dirent - a directory entry as getdirentries() gives it: as long as
 * d_reclen says, a multiple of 8; d_name ends with a NUL.
 */
#pragma once

#include <sys/types.h>

#define MAXNAMLEN	255

struct dirent {
	ino_t d_fileno;
	off_t d_off;			/* where the next entry is */
	uint16_t d_reclen;
	uint8_t d_type;			/* DT_* */
	uint8_t d_pad0;
	uint16_t d_namlen;		/* without the NUL */
	uint16_t d_pad1;
	char d_name[MAXNAMLEN + 1];
};
#define d_ino		d_fileno

#define DIRENT_HDR	offsetof(struct dirent, d_name)
#define DIRENT_RECLEN(namlen)	((DIRENT_HDR + (namlen) + 1 + 7) & ~7UL)

#define DT_UNKNOWN	0
#define DT_FIFO		1
#define DT_CHR		2
#define DT_DIR		4
#define DT_BLK		6
#define DT_REG		8
#define DT_LNK		10
#define DT_SOCK		12
#define IFTODT(mode)	(((mode) & 0170000) >> 12)
#define DTTOIF(type)	((type) << 12)
