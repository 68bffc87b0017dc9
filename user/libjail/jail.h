// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail - libjail: jail parameters by name, as text or as values.
 *
 * The interface is FreeBSD's jail(3).  Functions that return int give -1 on
 * error, with errno set and a text in jail_errmsg (empty if there is none).
 * Which parameters exist is asked of the kernel, sysctl
 * security.jail.param.*, so that new ones need no change here.
 */
#pragma once

#include <sys/jail.h>
#include <sys/types.h>

#define JP_RAWVALUE	0x01	/* jp_value is the caller's, not text's */
#define JP_BOOL		0x02	/* int, given by its name alone */
#define JP_NOBOOL	0x04	/* the same, "noNAME" */
#define JP_JAILSYS	0x08	/* int: disable, new, inherit */
#define JP_KEYVALUE	0x10	/* selects the jail in jailparam_get */
#define JP_RDONLY	0x20	/* cannot be set */
#define JP_CREATEONLY	0x40	/* can be set only at creation */
#define JP_DESC		0x80	/* "desc": a descriptor, in or out */

struct jailparam {
	char *jp_name;		/* as the caller named it */
	void *jp_value;		/* int, or string; NULL until imported */
	size_t jp_valuelen;	/* bytes of it, or most that there may be */
	size_t jp_elemlen;	/* bytes of an element of a list, or 0 */
	int jp_ctltype;		/* CTLTYPE_INT, _S64 or _STRING */
	int jp_structtype;	/* 0: no parameter of ours is a struct */
	unsigned jp_flags;	/* JP_* */
};

extern char jail_errmsg[JAIL_ERRMSGLEN];

/* jid of a jail by name or number as text; -1 if there is none. */
int	jail_getid(const char *name);
/* Its name, to be freed; NULL on error. */
char	*jail_getname(int jid);

/*
 * Name and value pairs of strings, ended by NULL.  A getv value is a buffer
 * with room for 256 bytes that is key (if not empty) or result.  With the
 * flags JAIL_*_DESC one of the names is "desc", a number as text.
 */
int	jail_setv(int flags, ...);
int	jail_getv(int flags, ...);

/* All parameters there are, in *jpp (to be freed after jailparam_free each);
 * returns how many. */
int	jailparam_all(struct jailparam **jpp);
/* A parameter by name; EINVAL or ENOENT if the kernel has none such. */
int	jailparam_init(struct jailparam *jp, const char *name);
/* Its value from text; NULL is "true", or "new". */
int	jailparam_import(struct jailparam *jp, const char *value);
/* Its value from memory that stays the caller's. */
int	jailparam_import_raw(struct jailparam *jp, void *value, size_t len);
/* jail_set(2) and jail_get(2) of n of them; the jid. */
int	jailparam_set(struct jailparam *jp, unsigned n, int flags);
int	jailparam_get(struct jailparam *jp, unsigned n, int flags);
/* Its value as text, to be freed; NULL without memory. */
char	*jailparam_export(struct jailparam *jp);
/* Free what n of them own. */
void	jailparam_free(struct jailparam *jp, unsigned n);
