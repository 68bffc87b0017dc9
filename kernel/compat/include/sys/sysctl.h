// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/sysctl - FreeBSD's way to say sysctls, as our records.
 *
 * A parent is one of the names below, since a macro cannot make a path of
 * _net_inet by itself.  arg1 of an instanced variable is &VNET_NAME(x) with
 * CTLFLAG_VNET, as in FreeBSD.
 */
#pragma once

#include_next <sys/sysctl.h>

#include "kernel/lib/sysctl_record.h"

#define SYSCTL_PARENT__kern	"kern"
#define SYSCTL_PARENT__net	"net"
#define SYSCTL_PARENT__net_inet	"net.inet"
#define SYSCTL_PARENT__net_link	"net.link"
#define SYSCTL_PARENT__debug	"debug"

#define OID_AUTO	(-1)
#define CTLFLAG_TUN	0u
#define CTLFLAG_MPSAFE	0u

#define SYSCTL_COMPAT_FLAGS(f)						\
	(((f) & CTLFLAG_RD ? SYSCTL_RD : 0) |				\
	((f) & CTLFLAG_WR ? SYSCTL_WR : 0) |				\
	((f) & (CTLFLAG_VNET | CTLFLAG_PRISON) ? SYSCTL_JAILWR : 0) |	\
	((f) & CTLFLAG_VNET ? SYSCTL_IMAGE : 0))
#define SYSCTL_COMPAT_(parent, name, type, access, ptr, size, descr)	\
	SYSCTL_NODE_(compat_##name, SYSCTL_PARENT_##parent "." #name,	\
	    type, SYSCTL_COMPAT_FLAGS(access), ptr, size, NULL,		\
	    (access) & CTLFLAG_VNET ? &vimage_slot_vnet : NULL, descr)

#undef SYSCTL_INT
#define SYSCTL_INT(parent, nbr, name, access, ptr, val, descr)		\
	SYSCTL_COMPAT_(parent, name, SYSCTL_T_INT, access, ptr,		\
	    sizeof(int), descr)
#define SYSCTL_UINT(parent, nbr, name, access, ptr, val, descr)		\
	SYSCTL_COMPAT_(parent, name, SYSCTL_T_UINT, access, ptr,	\
	    sizeof(unsigned), descr)
#undef SYSCTL_STRING
#define SYSCTL_STRING(parent, nbr, name, access, ptr, len, descr)	\
	SYSCTL_COMPAT_(parent, name, SYSCTL_T_STRING, access, ptr, len,	\
	    descr)
#define SYSCTL_OPAQUE(parent, nbr, name, access, ptr, len, fmt, descr)	\
	SYSCTL_COMPAT_(parent, name, SYSCTL_T_OPAQUE, access, ptr, len,	\
	    descr)
#define SYSCTL_VNET_PCPUSTAT(parent, nbr, name, type, array, descr)	\
	SYSCTL_COMPAT_(parent, name, SYSCTL_T_OPAQUE,			\
	    CTLFLAG_RD | CTLFLAG_VNET, &VNET_NAME(array), sizeof(type),	\
	    descr)
