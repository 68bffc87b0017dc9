// SPDX-License-Identifier: BSD-2-Clause
/*
 * machine/_types - tells newlib the sizes of the kernel's types, as
 * <sys/types.h> of the kernel has them.
 */
#pragma once

#include <machine/_default_types.h>

typedef unsigned long	__dev_t;
typedef unsigned long	__ino_t;
typedef unsigned int	__uid_t;
typedef unsigned int	__gid_t;
typedef long		__id_t;
typedef unsigned long	__fsblkcnt_t;
typedef unsigned long	__fsfilcnt_t;
#define __machine_dev_t_defined
#define __machine_ino_t_defined
#define __machine_uid_t_defined
#define __machine_gid_t_defined
#define __machine_id_t_defined
#define __machine_fsblkcnt_t_defined
#define __machine_fsfilcnt_t_defined
