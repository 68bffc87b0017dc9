// SPDX-License-Identifier: BSD-2-Clause
/* sys/ioctl - every ioctl command. */
#pragma once

#include <sys/filio.h>
#include <sys/sockio.h>
#include <sys/ttycom.h>
