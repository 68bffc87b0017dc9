// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/sysctl - the tree of kernel variables.
 *
 * The kernel numbers its nodes at boot; programs use names, by
 * __sysctlbyname, or ask for numbers through the nodes below CTL_SYSCTL:
 * {0, CTL_SYSCTL_NAME, oid...} gives the dotted name, {0, CTL_SYSCTL_NEXT,
 * oid...} the oid of the next leaf (ENOENT at the end; with no oid the
 * first), NAME2OID takes a name as new value and gives an oid, OIDFMT gives
 * a uint32_t kind (CTLTYPE | CTLFLAG) followed by a format string, OIDDESCR
 * the description.
 */
#pragma once

#include <sys/types.h>

#define CTL_MAXNAME	24		/* numbers in an oid */
#define CTL_NAMEMAX	128		/* bytes of a name, with the NUL */

#define CTLTYPE		0xf
#define CTLTYPE_NODE	1
#define CTLTYPE_INT	2
#define CTLTYPE_STRING	3
#define CTLTYPE_S64	4
#define CTLTYPE_OPAQUE	5
#define CTLTYPE_STRUCT	CTLTYPE_OPAQUE
#define CTLTYPE_UINT	6
#define CTLTYPE_LONG	7
#define CTLTYPE_ULONG	8
#define CTLTYPE_U64	9

#define CTLFLAG_RD	0x80000000U
#define CTLFLAG_WR	0x40000000U
#define CTLFLAG_RW	(CTLFLAG_RD | CTLFLAG_WR)
#define CTLFLAG_PRISON	0x04000000U	/* a jail may write */
#define CTLFLAG_VNET	0x00040000U	/* one for each image */

#define CTL_SYSCTL		0
#define CTL_SYSCTL_NAME		1
#define CTL_SYSCTL_NEXT		2
#define CTL_SYSCTL_NAME2OID	3
#define CTL_SYSCTL_OIDFMT	4
#define CTL_SYSCTL_OIDDESCR	5
#define CTL_SYSCTL_OIDRANGE	100	/* least and most, as int64_t */
