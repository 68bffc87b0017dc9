// SPDX-License-Identifier: BSD-2-Clause
/* ioccom - the kernel's, for tests of code that takes ioctl commands. */
#include "kernel/abi/include/sys/ioccom.h"
