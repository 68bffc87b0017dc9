// SPDX-License-Identifier: BSD-2-Clause
/*
 * sysctl_tree - the records in order, found by name or by number.
 *
 * Made at boot; a module's nodes come and go.  An oid is one number for each
 * word of the name; words are numbered among their siblings from 1 in
 * alphabetical order.
 */
#pragma once

#include <stdint.h>
#include "kernel/lib/sysctl_record.h"

/*
 * By name; *index is the number after it ("kern.proc.pid.7" for a node
 * "kern.proc.pid"), or -1.  NULL: none.
 */
const struct sysctl_leaf *sysctl_find_name(const char *name, int64_t *index);
/* By oid of len numbers; the same. */
const struct sysctl_leaf *sysctl_find_oid(const int32_t *oid, int len,
	    int64_t *index);
/* First leaf after oid in order; NULL at the end. */
const struct sysctl_leaf *sysctl_next(const int32_t *oid, int len);
/* First leaf at or below oid; NULL if there is none. */
const struct sysctl_leaf *sysctl_below(const int32_t *oid, int len);
/*
 * The oid of a name that need not be a leaf.  Its length, or 0: unknown.
 */
int	sysctl_name_oid(const char *name, int32_t *oid);

struct sysctl_req;
/* Answer a question; oid[0] is CTL_SYSCTL.  0, ENOENT, EINVAL, EFAULT. */
int	sysctl_meta(const int32_t *oid, int len, struct sysctl_req *req);
