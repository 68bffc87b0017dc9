// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/mount - mounting by nmount(), which takes iovec pairs of a name and a
 * value: fstype, fspath, from, errmsg and what the file system knows.
 */
#pragma once

#include <sys/types.h>

#define MFSNAMELEN	16
#define MNAMELEN	1024

typedef struct fsid {
	int32_t val[2];
} fsid_t;

struct statfs {
	uint32_t f_version;
	uint32_t f_type;
	uint64_t f_flags;		/* MNT_* */
	uint64_t f_bsize;
	uint64_t f_iosize;
	uint64_t f_blocks;		/* in f_bsize */
	uint64_t f_bfree;
	int64_t f_bavail;
	uint64_t f_files;
	int64_t f_ffree;
	uint64_t f_spare[8];
	uint32_t f_namemax;
	uid_t f_owner;
	fsid_t f_fsid;
	char f_fstypename[MFSNAMELEN];
	char f_mntfromname[MNAMELEN];
	char f_mntonname[MNAMELEN];
};

#define STATFS_VERSION	0x20140518

#define MNT_RDONLY	0x00000001UL
#define MNT_SYNCHRONOUS	0x00000002UL
#define MNT_NOEXEC	0x00000004UL
#define MNT_NOSUID	0x00000008UL
#define MNT_ROOTFS	0x00004000UL
#define MNT_LOCAL	0x00001000UL
#define MNT_UPDATE	0x00010000UL
#define MNT_FORCE	0x00080000UL

#define MNT_WAIT	1
#define MNT_NOWAIT	2
