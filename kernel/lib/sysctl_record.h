// SPDX-License-Identifier: BSD-2-Clause
/*
 * sysctl_record - nodes of the sysctl tree as records.
 *
 * Names are full dotted paths; a node's parents exist by being named.  The
 * walker (kernel/sys/sysctl.c) gives numbers at boot.  Instanced variables
 * set SYSCTL_IMAGE: so_ptr is then the template's address and so_bias, made
 * by the VIMAGE macros, tells how to find the caller's copy.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "kernel/lib/linker_set.h"

enum sysctl_type {
	SYSCTL_T_INT, SYSCTL_T_UINT, SYSCTL_T_LONG, SYSCTL_T_ULONG,
	SYSCTL_T_U64, SYSCTL_T_STRING, SYSCTL_T_OPAQUE, SYSCTL_T_PROC
};

#define SYSCTL_RD	0x01
#define SYSCTL_WR	0x02
#define SYSCTL_RW	0x03
#define SYSCTL_IMAGE	0x04	/* so_ptr is in a template section */
#define SYSCTL_JAILWR	0x08	/* root of a jail may write */
/* What a SYSCTL_PROC's value is; else taken from its length (4, 8). */
#define SYSCTL_AS_INT	0x100
#define SYSCTL_AS_U64	0x200
#define SYSCTL_AS_STRING 0x400

struct sysctl_req;

#define OID_DEPTH	8	/* words in a name at most */

/* A record's place in the tree, kernel/sys/sysctl_tree.c's. */
struct sysctl_leaf {
	const struct sysctl_node *sl_node;	/* [I] */
	int32_t sl_oid[OID_DEPTH];		/* [sysctl_tree] */
	int sl_depth;				/* [I] words */
};

/*
 * so_proc reads and writes through the sysctl_out and sysctl_in of
 * kernel/sys/sysctl.h.  0 or errno.
 */
struct sysctl_node {
	const char *so_name;		/* [I] "net.inet.ip.ttl" */
	enum sysctl_type so_type;	/* [I] */
	int so_flags;			/* [I] SYSCTL_* */
	void *so_ptr;			/* [I] variable or template */
	size_t so_size;			/* [I] its bytes */
	int (*so_proc)(const struct sysctl_node *, struct sysctl_req *);
	const uintptr_t *so_slot;	/* [I] &vimage_slot_X, or NULL */
	const char *so_descr;		/* [I] one line */
	struct sysctl_leaf *so_leaf;	/* [I] */
	int64_t so_min;			/* [I] least and most that may be */
	int64_t so_max;			/* [I] written; both 0: anything */
};

#define SYSCTL_NODE_(id, name, type, flags, ptr, size, proc, slot, descr) \
	SYSCTL_RANGE_(id, name, type, flags, ptr, size, proc, slot, descr, \
	    0, 0)
#define SYSCTL_RANGE_(id, name, type, flags, ptr, size, proc, slot,	\
    descr, min, max)							\
	static struct sysctl_leaf sysctl_leaf_##id;			\
	static const struct sysctl_node sysctl_##id = {			\
		name, type, flags, ptr, size, proc, slot, descr,	\
		&sysctl_leaf_##id, min, max				\
	};								\
	SET_ENTRY(sysctl, sysctl_##id)

/* id is a C identifier unique in the file. */
#define SYSCTL_INT(id, name, flags, var, descr)				\
	SYSCTL_NODE_(id, name, SYSCTL_T_INT, flags, &(var), sizeof(int), \
	    NULL, NULL, descr)
/* Other values than min to max are refused: EINVAL. */
#define SYSCTL_INT_RANGE(id, name, flags, var, min, max, descr)		\
	SYSCTL_RANGE_(id, name, SYSCTL_T_INT, flags, &(var),		\
	    sizeof(int), NULL, NULL, descr, min, max)
#define SYSCTL_U64(id, name, flags, var, descr)				\
	SYSCTL_NODE_(id, name, SYSCTL_T_U64, flags, &(var),		\
	    sizeof(uint64_t), NULL, NULL, descr)
#define SYSCTL_STRING(id, name, flags, array, descr)			\
	SYSCTL_NODE_(id, name, SYSCTL_T_STRING, flags, array,		\
	    sizeof(array), NULL, NULL, descr)
#define SYSCTL_PROC(id, name, flags, proc, descr)			\
	SYSCTL_NODE_(id, name, SYSCTL_T_PROC, flags, NULL, 0, proc, NULL, descr)
