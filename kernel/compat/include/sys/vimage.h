// SPDX-License-Identifier: BSD-2-Clause
/* sys/vimage - FreeBSD's name of kernel/vimage/vimage.h, for code written to it. */
#pragma once

#include "kernel/vimage/vimage.h"
