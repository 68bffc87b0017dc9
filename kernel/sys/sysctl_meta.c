// SPDX-License-Identifier: BSD-2-Clause
/*
 * sysctl_meta - questions about the tree itself: names, numbers, kinds,
 * descriptions, what comes next.
 *
 * They are read like variables, below the number CTL_SYSCTL, which no
 * record has.
 */
#include <sys/errno.h>
#include <sys/sysctl.h>
#include "kernel/lib/string.h"
#include "kernel/sys/sysctl.h"
#include "kernel/sys/sysctl_tree.h"

/* {0, CTL_SYSCTL_NAME, oid...}: its dotted name. */
static int
meta_name(const int32_t *oid, int len, struct sysctl_req *req)
{
	const struct sysctl_leaf *leaf = sysctl_below(oid, len);
	const char *p;
	int error;

	if (leaf == NULL || len == 0)
		return ENOENT;
	for (p = leaf->sl_node->so_name; *p != '\0'; p++) {
		if (*p == '.' && --len == 0)
			break;
	}
	error = sysctl_out(req, leaf->sl_node->so_name,
	    (size_t)(p - leaf->sl_node->so_name));
	return error != 0 ? error : sysctl_out(req, "", 1);
}

static int
meta_next(const int32_t *oid, int len, struct sysctl_req *req)
{
	const struct sysctl_leaf *leaf = sysctl_next(oid, len);

	if (leaf == NULL)
		return ENOENT;
	return sysctl_out(req, leaf->sl_oid,
	    (size_t)leaf->sl_depth * sizeof(int32_t));
}

static int
meta_name2oid(struct sysctl_req *req)
{
	char name[CTL_NAMEMAX];
	int32_t oid[OID_DEPTH];
	int error, words;

	if (req->sr_newlen >= sizeof(name))
		return ENAMETOOLONG;
	error = sysctl_in(req, name, req->sr_newlen);
	if (error != 0)
		return error;
	name[req->sr_newlen] = '\0';
	words = sysctl_name_oid(name, oid);
	if (words == 0)
		return ENOENT;
	return sysctl_out(req, oid, (size_t)words * sizeof(oid[0]));
}

struct node_format {
	uint32_t nf_kind;
	const char *nf_text;
};

/* A handler's value: as declared, else by its length. */
static struct node_format
node_format_proc(const struct sysctl_node *node, struct thread *td)
{
	struct sysctl_req probe = { .sr_td = td, .sr_index = -1 };

	if ((node->so_flags & SYSCTL_AS_STRING) != 0)
		return (struct node_format){ CTLTYPE_STRING, "A" };
	if ((node->so_flags & (SYSCTL_AS_INT | SYSCTL_AS_U64)) == 0 &&
	    (node->so_flags & SYSCTL_RD) != 0 &&
	    node->so_proc(node, &probe) != 0)
		probe.sr_oldused = 0;
	if ((node->so_flags & SYSCTL_AS_INT) != 0 ||
	    probe.sr_oldused == sizeof(uint32_t))
		return (struct node_format){ CTLTYPE_INT, "I" };
	if ((node->so_flags & SYSCTL_AS_U64) != 0 ||
	    probe.sr_oldused == sizeof(uint64_t))
		return (struct node_format){ CTLTYPE_U64, "QU" };
	return (struct node_format){ CTLTYPE_OPAQUE, "S" };
}

static struct node_format
node_format(const struct sysctl_node *node, struct thread *td)
{
	static const struct node_format formats[] = {
		[SYSCTL_T_INT] = { CTLTYPE_INT, "I" },
		[SYSCTL_T_UINT] = { CTLTYPE_UINT, "IU" },
		[SYSCTL_T_LONG] = { CTLTYPE_LONG, "L" },
		[SYSCTL_T_ULONG] = { CTLTYPE_ULONG, "LU" },
		[SYSCTL_T_U64] = { CTLTYPE_U64, "QU" },
		[SYSCTL_T_STRING] = { CTLTYPE_STRING, "A" },
		[SYSCTL_T_OPAQUE] = { CTLTYPE_OPAQUE, "S" }
	};

	if (node->so_type == SYSCTL_T_PROC)
		return node_format_proc(node, td);
	return formats[node->so_type];
}

static int
meta_format(const int32_t *oid, int len, struct sysctl_req *req)
{
	const struct sysctl_leaf *leaf = sysctl_below(oid, len);
	struct node_format nf = { CTLTYPE_NODE, "N" };
	int flags, error;

	if (leaf == NULL || len == 0)
		return ENOENT;
	if (leaf->sl_depth == len) {
		flags = leaf->sl_node->so_flags;
		nf = node_format(leaf->sl_node, req->sr_td);
		nf.nf_kind |= ((flags & SYSCTL_RD) != 0 ? CTLFLAG_RD : 0) |
		    ((flags & SYSCTL_WR) != 0 ? CTLFLAG_WR : 0) |
		    ((flags & SYSCTL_JAILWR) != 0 ? CTLFLAG_PRISON : 0) |
		    ((flags & SYSCTL_IMAGE) != 0 ? CTLFLAG_VNET : 0);
	}
	error = sysctl_out(req, &nf.nf_kind, sizeof(nf.nf_kind));
	return error != 0 ? error : sysctl_out(req, nf.nf_text,
	    strlen(nf.nf_text) + 1);
}

static int
meta_descr(const int32_t *oid, int len, struct sysctl_req *req)
{
	const struct sysctl_leaf *leaf = sysctl_below(oid, len);
	const char *text = "";

	if (leaf == NULL || len == 0)
		return ENOENT;
	if (leaf->sl_depth == len)
		text = leaf->sl_node->so_descr;
	return sysctl_out(req, text, strlen(text) + 1);
}

/* Two int64_t; ENOENT: any value may be written. */
static int
meta_range(const int32_t *oid, int len, struct sysctl_req *req)
{
	const struct sysctl_leaf *leaf = sysctl_below(oid, len);
	int64_t range[2];

	if (leaf == NULL || leaf->sl_depth != len ||
	    (leaf->sl_node->so_min == 0 && leaf->sl_node->so_max == 0))
		return ENOENT;
	range[0] = leaf->sl_node->so_min;
	range[1] = leaf->sl_node->so_max;
	return sysctl_out(req, range, sizeof(range));
}

int
sysctl_meta(const int32_t *oid, int len, struct sysctl_req *req)
{
	if (len < 2)
		return EINVAL;
	switch (oid[1]) {
	case CTL_SYSCTL_NAME:
		return meta_name(oid + 2, len - 2, req);
	case CTL_SYSCTL_NEXT:
		return meta_next(oid + 2, len - 2, req);
	case CTL_SYSCTL_NAME2OID:
		return meta_name2oid(req);
	case CTL_SYSCTL_OIDFMT:
		return meta_format(oid + 2, len - 2, req);
	case CTL_SYSCTL_OIDDESCR:
		return meta_descr(oid + 2, len - 2, req);
	case CTL_SYSCTL_OIDRANGE:
		return meta_range(oid + 2, len - 2, req);
	default:
		return ENOENT;
	}
}
