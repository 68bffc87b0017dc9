// SPDX-License-Identifier: BSD-2-Clause
/* sys/utsname - names of the system; uname() reads them by sysctl. */
#pragma once

#define SYS_NMLN	256

struct utsname {
	char sysname[SYS_NMLN];
	char nodename[SYS_NMLN];
	char release[SYS_NMLN];
	char version[SYS_NMLN];
	char machine[SYS_NMLN];
};
