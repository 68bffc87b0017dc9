// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/types - the integer types shared by the kernel and programs.
 *
 * Each typedef sets the guard by which the C library knows it is there, so
 * a program may include the library's own <sys/types.h> after this one; in
 * a hosted compile this header does so itself.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef unsigned long	dev_t;		/* 64 bits: major << 32 | minor */
typedef unsigned long	ino_t;
typedef unsigned long	nlink_t;
typedef unsigned int	uid_t;
typedef unsigned int	gid_t;
typedef unsigned int	mode_t;
typedef long		id_t;		/* holds a uid_t, gid_t or pid_t */
typedef unsigned long	fsblkcnt_t;
typedef unsigned long	fsfilcnt_t;
typedef int		pid_t;
typedef long		off_t;
typedef long		blkcnt_t;	/* in 512-byte units */
typedef long		blksize_t;
typedef long		ssize_t;
typedef long		time_t;
typedef long		suseconds_t;
typedef unsigned long	useconds_t;
typedef unsigned long	clock_t;
typedef unsigned long	clockid_t;
typedef long		key_t;
typedef char		*caddr_t;

#define _DEV_T_DECLARED
#define _INO_T_DECLARED
#define _NLINK_T_DECLARED
#define _UID_T_DECLARED
#define _GID_T_DECLARED
#define _MODE_T_DECLARED
#define _ID_T_DECLARED
#define _FSBLKCNT_T_DECLARED
#define _PID_T_DECLARED
#define _OFF_T_DECLARED
#define _BLKCNT_T_DECLARED
#define _BLKSIZE_T_DECLARED
#define _SSIZE_T_DECLARED
#define _TIME_T_DECLARED
#define __time_t_defined
#define _SUSECONDS_T_DECLARED
#define _USECONDS_T_DECLARED
#define _CLOCK_T_DECLARED
#define __clock_t_defined
#define _CLOCKID_T_DECLARED
#define __clockid_t_defined
#define _KEY_T_DECLARED
#define __caddr_t_defined

typedef unsigned char	u_char;
typedef unsigned short	u_short;
typedef unsigned int	u_int;
typedef unsigned long	u_long;
#define __u_char_defined
#define __u_short_defined
#define __u_int_defined
#define __u_long_defined

#ifndef _SOCKLEN_T_DECLARED
typedef uint32_t	socklen_t;
#define _SOCKLEN_T_DECLARED
#endif
#ifndef _SA_FAMILY_T_DECLARED
typedef uint8_t		sa_family_t;
#define _SA_FAMILY_T_DECLARED
#endif
#ifndef _IN_ADDR_T_DECLARED
typedef uint32_t	in_addr_t;	/* network byte order */
#define _IN_ADDR_T_DECLARED
#endif
#ifndef _IN_PORT_T_DECLARED
typedef uint16_t	in_port_t;	/* network byte order */
#define _IN_PORT_T_DECLARED
#endif

#define major(dev)	((unsigned int)((dev) >> 32))
#define minor(dev)	((unsigned int)(dev))
#define makedev(ma, mi)	((dev_t)(ma) << 32 | (unsigned int)(mi))

#if __STDC_HOSTED__
#include_next <sys/types.h>
#endif
