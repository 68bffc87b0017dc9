// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/reboot - how reboot() ends the system.  The top eight bits may carry
 * an exit status, which is passed to the machine that runs a script in us.
 */
#pragma once

#define RB_AUTOBOOT	0x0000
#define RB_NOSYNC	0x0004
#define RB_HALT		0x0008
#define RB_DUMP		0x0100		/* write memory out first */
#define RB_POWEROFF	0x4000

#define RB_STATUS(n)	((int)(((unsigned int)(n) & 0xff) << 24))
#define RB_STATUS_OF(howto)	(((unsigned int)(howto) >> 24) & 0xff)
