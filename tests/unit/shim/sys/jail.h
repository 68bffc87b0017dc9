// SPDX-License-Identifier: BSD-2-Clause
/* sys/jail - the kernel's, which the host has none of. */
#pragma once

#include "kernel/abi/include/sys/jail.h"
