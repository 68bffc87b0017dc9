// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/sysctl - FreeBSD's way to say sysctls, as our records.
 *
 * arg1 of an instanced variable is &VNET_NAME(x) with CTLFLAG_VNET, as in
 * FreeBSD.  A record has a full path, which the preprocessor cannot make of
 * a parent's name (_net_inet), so the assembler does: each parent is an
 * assembler macro that says its path.  SYSCTL_NODE makes one for the rest
 * of the file; those of the kernel are listed below.
 */
#pragma once

#include_next <sys/sysctl.h>

#include <stdint.h>
#include "kernel/lib/sysctl_record.h"
#include "kernel/sys/sysctl.h"
#include "subsys/net/vnet.h"

/* What a handler sees of a request. */
struct sysctl_freebsd_req {
	struct thread *td;		/* [I] whose credential decides */
	const void *oldptr;		/* [I] NULL: only the length */
	size_t oldlen;			/* [I] */
	const void *newptr;		/* [I] NULL: no write */
	size_t newlen;			/* [I] */
	struct sysctl_req *native;	/* [I] */
};
/* Native handlers: of SYSCTL_PROC (so_ptr is its oid), of statistics. */
int	sysctl_freebsd_proc(const struct sysctl_node *so,
	    struct sysctl_req *req);
int	sysctl_pcpustat_proc(const struct sysctl_node *so,
	    struct sysctl_req *req);

#define sysctl_req	sysctl_freebsd_req
#define SYSCTL_HANDLER_ARGS						\
	struct sysctl_oid *oidp, void *arg1, intptr_t arg2,		\
	struct sysctl_req *req
struct sysctl_oid {
	void *oid_arg1;			/* [I] */
	intptr_t oid_arg2;		/* [I] */
	int (*oid_handler)(SYSCTL_HANDLER_ARGS);	/* [I] */
	unsigned oid_kind;		/* [I] CTLFLAG_* */
	int oid_relocates;		/* [I] by VNET_SYSCTL_ARG itself */
};
#define SYSCTL_OUT(req, p, len)	sysctl_out((req)->native, p, len)
#define SYSCTL_IN(req, p, len)	sysctl_in((req)->native, p, len)

/* Serve the variable at arg1, or read-only the number arg2. */
int	sysctl_handle_int(SYSCTL_HANDLER_ARGS);
int	sysctl_handle_long(SYSCTL_HANDLER_ARGS);
int	sysctl_handle_64(SYSCTL_HANDLER_ARGS);
int	sysctl_handle_opaque(SYSCTL_HANDLER_ARGS);	/* arg2 bytes */
int	sysctl_handle_string(SYSCTL_HANDLER_ARGS);	/* arg2: its room */

/* In a SYSCTL_VNET_PROC: arg1 in the stack of who asks. */
#define VNET_SYSCTL_ARG(req, arg1) do {					\
	if ((arg1) != NULL)						\
		(arg1) = (char *)(arg1) +				\
		    (req)->td->td_image_bias[VIMAGE_SLOT(vnet)];	\
} while (0)

#define SYSCTL_PATH_(parent, path)					\
	__asm__(".macro sysctl_path_" #parent "\n\t.ascii \"" path	\
	    ".\"\n.endm")
SYSCTL_PATH_(_kern, "kern");
SYSCTL_PATH_(_kern_ipc, "kern.ipc");
SYSCTL_PATH_(_vm, "vm");
SYSCTL_PATH_(_vfs, "vfs");
SYSCTL_PATH_(_hw, "hw");
SYSCTL_PATH_(_debug, "debug");
SYSCTL_PATH_(_security, "security");
SYSCTL_PATH_(_security_jail, "security.jail");
SYSCTL_PATH_(_net, "net");
SYSCTL_PATH_(_net_local, "net.local");
SYSCTL_PATH_(_net_route, "net.route");
SYSCTL_PATH_(_net_inet, "net.inet");
SYSCTL_PATH_(_net_inet_ip, "net.inet.ip");
SYSCTL_PATH_(_net_inet_icmp, "net.inet.icmp");
SYSCTL_PATH_(_net_inet_tcp, "net.inet.tcp");
SYSCTL_PATH_(_net_inet_udp, "net.inet.udp");
SYSCTL_PATH_(_net_link, "net.link");
SYSCTL_PATH_(_net_link_ether, "net.link.ether");
SYSCTL_PATH_(_net_link_ether_inet, "net.link.ether.inet");
SYSCTL_PATH_(_net_link_generic, "net.link.generic");

#define OID_AUTO	(-1)
#define CTLFLAG_TUN	0u
#define CTLFLAG_RDTUN	CTLFLAG_RD
#define CTLFLAG_RWTUN	CTLFLAG_RW
#define CTLFLAG_MPSAFE	0u
#define CTLFLAG_NEEDGIANT 0u
#define CTLFLAG_STATS	0u

#define SYSCTL_DECL(parent)	struct sysctl_oid
#undef SYSCTL_NODE
#define SYSCTL_NODE(parent, nbr, name, access, handler, descr)		\
	__asm__(".macro sysctl_path_" #parent "_" #name			\
	    "\n\tsysctl_path_" #parent "\n\t.ascii \"" #name		\
	    ".\"\n.endm")

/* The kind of a SYSCTL_PROC's value. */
#define SYSCTL_AS_(f)							\
	(((f) & CTLTYPE) == CTLTYPE_INT || ((f) & CTLTYPE) ==		\
	CTLTYPE_UINT ? SYSCTL_AS_INT : ((f) & CTLTYPE) ==		\
	CTLTYPE_STRING ? SYSCTL_AS_STRING : ((f) & CTLTYPE) ==		\
	CTLTYPE_OPAQUE || ((f) & CTLTYPE) == 0 ? 0 : SYSCTL_AS_U64)
#define SYSCTL_COMPAT_FLAGS(f)						\
	(((f) & CTLFLAG_RD ? SYSCTL_RD : 0) |				\
	((f) & CTLFLAG_WR ? SYSCTL_WR : 0) |				\
	((f) & (CTLFLAG_VNET | CTLFLAG_PRISON) ? SYSCTL_JAILWR : 0) |	\
	((f) & CTLFLAG_VNET ? SYSCTL_IMAGE : 0))
#define SYSCTL_COMPAT_(parent, name, type, flags, access, ptr, size,	\
    proc, descr)							\
	__asm__(".pushsection .rodata\nsysctl_name" #parent "_" #name	\
	    ":\n\tsysctl_path_" #parent "\n\t.asciz \"" #name		\
	    "\"\n.popsection");						\
	extern const char sysctl_name##parent##_##name[];		\
	SYSCTL_NODE_(compat##parent##_##name,				\
	    sysctl_name##parent##_##name, type,				\
	    SYSCTL_COMPAT_FLAGS(access) | (flags), ptr, size, proc,	\
	    (access) & CTLFLAG_VNET ? &vimage_slot_vnet : NULL, descr)
#define SYSCTL_VAR_(parent, name, type, access, ptr, size, descr)	\
	SYSCTL_COMPAT_(parent, name, type, 0, access, ptr, size, NULL,	\
	    descr)

#undef SYSCTL_INT
#undef SYSCTL_U64
#undef SYSCTL_STRING
#undef SYSCTL_PROC
#define SYSCTL_INT(parent, nbr, name, access, ptr, val, descr)		\
	SYSCTL_VAR_(parent, name, SYSCTL_T_INT, access, ptr,		\
	    sizeof(int), descr)
#define SYSCTL_UINT(parent, nbr, name, access, ptr, val, descr)		\
	SYSCTL_VAR_(parent, name, SYSCTL_T_UINT, access, ptr,		\
	    sizeof(unsigned), descr)
#define SYSCTL_LONG(parent, nbr, name, access, ptr, val, descr)		\
	SYSCTL_VAR_(parent, name, SYSCTL_T_LONG, access, ptr,		\
	    sizeof(long), descr)
#define SYSCTL_ULONG(parent, nbr, name, access, ptr, val, descr)	\
	SYSCTL_VAR_(parent, name, SYSCTL_T_ULONG, access, ptr,		\
	    sizeof(unsigned long), descr)
#define SYSCTL_U64(parent, nbr, name, access, ptr, val, descr)		\
	SYSCTL_VAR_(parent, name, SYSCTL_T_U64, access, ptr,		\
	    sizeof(uint64_t), descr)
#define SYSCTL_STRING(parent, nbr, name, access, ptr, len, descr)	\
	SYSCTL_VAR_(parent, name, SYSCTL_T_STRING, access, ptr, len,	\
	    descr)
#define SYSCTL_OPAQUE(parent, nbr, name, access, ptr, len, fmt, descr)	\
	SYSCTL_VAR_(parent, name, SYSCTL_T_OPAQUE, access, ptr, len,	\
	    descr)
#define SYSCTL_STRUCT(parent, nbr, name, access, ptr, type, descr)	\
	SYSCTL_VAR_(parent, name, SYSCTL_T_OPAQUE, access, ptr,		\
	    sizeof(struct type), descr)

/* arg1 reaches the handler in the stack of who asks, if instanced. */
#define SYSCTL_PROC(parent, nbr, name, access, ptr, arg, handler, fmt,	\
    descr)								\
	SYSCTL_PROC_(parent, name, access, ptr, arg, handler, 0, descr)
#define SYSCTL_PROC_(parent, name, access, ptr, arg, handler,		\
    relocates, descr)							\
	static struct sysctl_oid sysctl_oid##parent##_##name = {	\
		ptr, arg, handler, access, relocates			\
	};								\
	SYSCTL_COMPAT_(parent, name, SYSCTL_T_PROC, SYSCTL_AS_(access),	\
	    access, &sysctl_oid##parent##_##name, 0,			\
	    sysctl_freebsd_proc, descr)

/* Read: all counters of the stack.  Any write makes them zero. */
#define SYSCTL_VNET_PCPUSTAT(parent, nbr, name, type, array, descr)	\
	SYSCTL_COMPAT_(parent, name, SYSCTL_T_PROC, 0,			\
	    CTLFLAG_RW | CTLFLAG_VNET, &VNET_NAME(array),		\
	    sizeof(type), sysctl_pcpustat_proc, descr)

/* The older spellings: CTLFLAG_VNET by the macro's name. */
#undef SYSCTL_VNET_INT
#define SYSCTL_VNET_INT(parent, nbr, name, access, ptr, val, descr)	\
	SYSCTL_INT(parent, nbr, name, CTLFLAG_VNET | (access), ptr,	\
	    val, descr)
#define SYSCTL_VNET_UINT(parent, nbr, name, access, ptr, val, descr)	\
	SYSCTL_UINT(parent, nbr, name, CTLFLAG_VNET | (access), ptr,	\
	    val, descr)
#define SYSCTL_VNET_LONG(parent, nbr, name, access, ptr, val, descr)	\
	SYSCTL_LONG(parent, nbr, name, CTLFLAG_VNET | (access), ptr,	\
	    val, descr)
#define SYSCTL_VNET_ULONG(parent, nbr, name, access, ptr, val, descr)	\
	SYSCTL_ULONG(parent, nbr, name, CTLFLAG_VNET | (access), ptr,	\
	    val, descr)
#define SYSCTL_VNET_STRING(parent, nbr, name, access, ptr, len, descr)	\
	SYSCTL_STRING(parent, nbr, name, CTLFLAG_VNET | (access), ptr,	\
	    len, descr)
#define SYSCTL_VNET_OPAQUE(parent, nbr, name, access, ptr, len, fmt,	\
    descr)								\
	SYSCTL_OPAQUE(parent, nbr, name, CTLFLAG_VNET | (access), ptr,	\
	    len, fmt, descr)
#define SYSCTL_VNET_STRUCT(parent, nbr, name, access, ptr, type, descr)	\
	SYSCTL_STRUCT(parent, nbr, name, CTLFLAG_VNET | (access), ptr,	\
	    type, descr)
#define SYSCTL_VNET_PROC(parent, nbr, name, access, ptr, arg, handler,	\
    fmt, descr)								\
	SYSCTL_PROC_(parent, name, CTLFLAG_VNET | (access), ptr, arg,	\
	    handler, 1, descr)
