// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_core - the parameters that belong to no subsystem.
 *
 * jid, name and path say which jail, and are handled where jails are found
 * and made (jail_set.c); here they are only read.  All of this runs under
 * jail_lock.
 */
#include <sys/errno.h>

#include "kernel/jail/jail_priv.h"
#include "kernel/lib/string.h"

static int
value_int(const struct jail_value *v)
{
	return *(const int *)v->v;
}

static void
out_int(void *buf, size_t *len, int n)
{
	*(int *)buf = n;
	*len = sizeof(int);
}

/* ------------------------------------------------- read only, and keys */

static void
jid_get(struct jail *j, const struct jail *reader, void *buf, size_t *len)
{
	(void)reader;
	out_int(buf, len, j->j_id);
}

static void
name_get(struct jail *j, const struct jail *reader, void *buf, size_t *len)
{
	jail_name(reader, j, buf, JAIL_NAME_MAX);
	*len = strlen(buf) + 1;
}

static void
parent_get(struct jail *j, const struct jail *reader, void *buf, size_t *len)
{
	out_int(buf, len, j->j_parent == reader ? 0 : j->j_parent->j_id);
}

/* The reader's own root is all there is for it. */
static void
path_get(struct jail *j, const struct jail *reader, void *buf, size_t *len)
{
	const char *path = j->j_path;
	size_t n = strlen(reader->j_path);

	if (n > 1 && strncmp(path, reader->j_path, n) == 0 &&
	    (path[n] == '/' || path[n] == '\0'))
		path += n;
	strlcpy(buf, *path != '\0' ? path : "/", 1024);
	*len = strlen(buf) + 1;
}

static void
dying_get(struct jail *j, const struct jail *reader, void *buf, size_t *len)
{
	(void)reader;
	out_int(buf, len, j->j_state > JAIL_ALIVE);
}

static void
children_cur_get(struct jail *j, const struct jail *reader, void *buf,
    size_t *len)
{
	(void)reader;
	out_int(buf, len, j->j_children_cur);
}

/* What the end of the jail waits for: processes, or who holds an image. */
static void
waitsfor_get(struct jail *j, const struct jail *reader, void *buf,
    size_t *len)
{
	(void)reader;
	spin_lock(&j->j_lock);
	strlcpy(buf, j->j_waitsfor, sizeof(j->j_waitsfor));
	spin_unlock(&j->j_lock);
	*len = strlen(buf) + 1;
}

/* -------------------------------------------------------- children.max */

static int
children_max_check(struct jail_set_ctx *ctx, const struct jail_value *v)
{
	struct jail *parent = jail_ctx_parent(ctx);
	int n = value_int(v);

	if (n < 0 || n > JAIL_MAX)
		return jail_error(ctx, EINVAL, "children.max: out of range");
	if (parent != &prison0 && n >= parent->j_children_max)
		return jail_error(ctx, EPERM,
		    "children.max: not below the parent's");
	return 0;
}

/* Lowering it trims what is below: no jail may promise more than it has. */
static void
children_max_commit(struct jail *j, const struct jail_value *v)
{
	struct jail *d;
	int most;

	j->j_children_max = value_int(v);
	for (d = jail_next(j, j); d != NULL; d = jail_next(j, d)) {
		most = d->j_parent->j_children_max;
		most = most > 0 ? most - 1 : 0;
		if (d->j_children_max > most)
			d->j_children_max = most;
	}
}

static void
children_max_get(struct jail *j, const struct jail *reader, void *buf,
    size_t *len)
{
	(void)reader;
	out_int(buf, len, j->j_children_max);
}

/* --------------------------------------------------------- securelevel */

static int
securelevel_check(struct jail_set_ctx *ctx, const struct jail_value *v)
{
	if (value_int(v) < jail_ctx_parent(ctx)->j_securelevel)
		return jail_error(ctx, EPERM,
		    "securelevel: below the parent's");
	return 0;
}

static void
securelevel_commit(struct jail *j, const struct jail_value *v)
{
	struct jail *d;
	int level = value_int(v);

	j->j_securelevel = level;
	for (d = jail_next(j, j); d != NULL; d = jail_next(j, d))
		if (d->j_securelevel < level)
			d->j_securelevel = level;
}

static void
securelevel_get(struct jail *j, const struct jail *reader, void *buf,
    size_t *len)
{
	(void)reader;
	out_int(buf, len, j->j_securelevel);
}

/* ------------------------------------ what the inside is told and shown */

static int
enforce_statfs_check(struct jail_set_ctx *ctx, const struct jail_value *v)
{
	int n = value_int(v);

	if (n < 0 || n > 2)
		return jail_error(ctx, EINVAL, "enforce_statfs: not 0 to 2");
	if (n < jail_ctx_parent(ctx)->j_bounds.bn_enforce_statfs)
		return jail_error(ctx, EPERM,
		    "enforce_statfs: below the parent's");
	return 0;
}

/* Jails below see no more than this one. */
static void
enforce_statfs_commit(struct jail *j, const struct jail_value *v)
{
	int n = value_int(v);
	struct jail *d;

	j->j_bounds.bn_enforce_statfs = n;
	for (d = jail_next(j, j); d != NULL; d = jail_next(j, d))
		if (d->j_bounds.bn_enforce_statfs < n)
			d->j_bounds.bn_enforce_statfs = n;
}

static void
enforce_statfs_get(struct jail *j, const struct jail *reader, void *buf,
    size_t *len)
{
	(void)reader;
	out_int(buf, len, j->j_bounds.bn_enforce_statfs);
}

static int
osrelease_check(struct jail_set_ctx *ctx, const struct jail_value *v)
{
	if (v->len < 2 || v->len > sizeof(prison0.j_bounds.bn_osrelease))
		return jail_error(ctx, ENAMETOOLONG,
		    "osrelease string must be 1-%d bytes long",
		    (int)sizeof(prison0.j_bounds.bn_osrelease) - 1);
	return 0;
}

static void
osrelease_commit(struct jail *j, const struct jail_value *v)
{
	strlcpy(j->j_bounds.bn_osrelease, v->v,
	    sizeof(j->j_bounds.bn_osrelease));
}

static void
osrelease_get(struct jail *j, const struct jail *reader, void *buf,
    size_t *len)
{
	(void)reader;
	strlcpy(buf, j->j_bounds.bn_osrelease,
	    sizeof(j->j_bounds.bn_osrelease));
	*len = strlen(buf) + 1;
}

static int
osreldate_check(struct jail_set_ctx *ctx, const struct jail_value *v)
{
	if (value_int(v) == 0)
		return jail_error(ctx, EINVAL, "osreldate cannot be 0");
	return 0;
}

static void
osreldate_commit(struct jail *j, const struct jail_value *v)
{
	j->j_bounds.bn_osreldate = value_int(v);
}

static void
osreldate_get(struct jail *j, const struct jail *reader, void *buf,
    size_t *len)
{
	(void)reader;
	out_int(buf, len, j->j_bounds.bn_osreldate);
}

/* ------------------------------------------------------------- persist */

/* A jail left with nothing in it ends. */
static void
persist_commit(struct jail *j, const struct jail_value *v)
{
	j->j_persist = value_int(v);
	if (!j->j_persist && j->j_state == JAIL_ALIVE)
		jail_work_enqueue(j);
}

static void
persist_get(struct jail *j, const struct jail *reader, void *buf, size_t *len)
{
	(void)reader;
	out_int(buf, len, j->j_persist);
}

JAIL_PARAM(jid, "jid", JP_INT, sizeof(int), 0, NULL,
    NULL, NULL, jid_get, "number of the jail");
JAIL_PARAM(name, "name", JP_STRING, JAIL_NAME_MAX, 0, NULL,
    NULL, NULL, name_get, "name, as parent.child");
JAIL_PARAM(parent, "parent", JP_INT, sizeof(int), JP_RDONLY, NULL,
    NULL, NULL, parent_get, "jid of the jail above");
JAIL_PARAM(path, "path", JP_STRING, 1024, JP_CREATE, NULL,
    NULL, NULL, path_get, "root directory");
JAIL_PARAM(persist, "persist", JP_BOOL, sizeof(int), 0, NULL,
    NULL, persist_commit, persist_get, "live without processes");
JAIL_PARAM(dying, "dying", JP_BOOL, sizeof(int), JP_RDONLY, NULL,
    NULL, NULL, dying_get, "the jail is on its way to the end");
JAIL_PARAM(waitsfor, "waitsfor", JP_STRING, 64, JP_RDONLY, NULL,
    NULL, NULL, waitsfor_get, "what the end of the jail waits for");
JAIL_PARAM(children_max, "children.max", JP_INT, sizeof(int), 0, NULL,
    children_max_check, children_max_commit, children_max_get,
    "most jails that may be below");
JAIL_PARAM(children_cur, "children.cur", JP_INT, sizeof(int), JP_RDONLY,
    NULL, NULL, NULL, children_cur_get, "jails below now");
JAIL_PARAM(securelevel, "securelevel", JP_INT, sizeof(int), 0, NULL,
    securelevel_check, securelevel_commit, securelevel_get,
    "what root of the jail may no longer do");
JAIL_PARAM(enforce_statfs, "enforce_statfs", JP_INT, sizeof(int), 0, NULL,
    enforce_statfs_check, enforce_statfs_commit, enforce_statfs_get,
    "mounts seen inside: 0 all, 1 below the root, 2 the root's");
JAIL_PARAM(osrelease, "osrelease", JP_STRING, 64, JP_CREATE, NULL,
    osrelease_check, osrelease_commit, osrelease_get,
    "release that is told inside");
JAIL_PARAM(osreldate, "osreldate", JP_INT, sizeof(int), JP_CREATE, NULL,
    osreldate_check, osreldate_commit, osreldate_get,
    "release as a number, as told inside");
