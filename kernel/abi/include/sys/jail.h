// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/jail - jails: flags of the system calls and values of parameters.
 *
 * jail_set and jail_get take an even number of iovecs, a NUL-terminated
 * parameter name before each value.  A boolean has a NULL value of length
 * 0.  The parameter "errmsg" receives the text of an error.
 */
#pragma once

#include <sys/types.h>

#define JAIL_CREATE	0x01
#define JAIL_UPDATE	0x02
#define JAIL_ATTACH	0x04
#define JAIL_DYING	0x08		/* jail_get: dying jails too */
#define JAIL_USE_DESC	0x10
#define JAIL_AT_DESC	0x20
#define JAIL_GET_DESC	0x40
#define JAIL_OWN_DESC	0x80
#define JAIL_SET_MASK	0xff
#define JAIL_GET_MASK	0xf8

#define JAIL_SYS_DISABLE 0
#define JAIL_SYS_NEW	1
#define JAIL_SYS_INHERIT 2

#define JAIL_MAX	999999		/* highest jid */
#define JAIL_ERRMSGLEN	1024
#define JAIL_NAME_MAX	256		/* full dotted name, with the NUL */

/*
 * Written to the sysctl security.jail.force: that many seconds from now the
 * end of the jail and of those below takes what still holds them by force.
 */
struct jail_force {
	int jf_jid;
	int jf_seconds;			/* 0 to 86400 */
};
