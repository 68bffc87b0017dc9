// SPDX-License-Identifier: BSD-2-Clause
/*
 * if_clone - interfaces made by name.
 *
 * A name is a cloner's, then perhaps a decimal unit; the cloner does the
 * rest and gives the interface its final name.
 */
#include <sys/errno.h>
#include "kernel/lib/string.h"
#include "subsys/net/if_priv.h"

#define IF_UNIT_MAX	32767	/* keeps names short */

SET_DECLARE(if_clone, const struct if_clone);

/* Unit behind a cloner's name: -1 if there is none.  0 or EINVAL. */
static int
if_clone_unit(const char *digits, int *unit)
{
	unsigned long n;
	char *end;

	*unit = -1;
	if (*digits == '\0')
		return 0;
	if (*digits < '0' || *digits > '9')
		return EINVAL;
	n = strtoul(digits, &end, 10);
	if (*end != '\0' || n > IF_UNIT_MAX)
		return EINVAL;
	*unit = (int)n;
	return 0;
}

static const struct if_clone *
if_clone_find(const char *name, int *unit)
{
	const struct if_clone *const *p;
	size_t len;

	SET_FOREACH(p, if_clone) {
		len = strlen((*p)->ic_name);
		if (strncmp((*p)->ic_name, name, len) == 0 &&
		    if_clone_unit(name + len, unit) == 0)
			return *p;
	}
	return NULL;
}

int
if_clone_create(char *name, size_t size)
{
	const struct if_clone *ic;
	struct ifnet *ifp;
	int unit, error;

	ic = if_clone_find(name, &unit);
	if (ic == NULL)
		return EINVAL;
	mutex_lock(&if_config_lock);
	error = ic->ic_create(ic, unit, &ifp);
	if (error == 0)
		strlcpy(name, ifp->if_xname, size);
	mutex_unlock(&if_config_lock);
	return error;
}
