// SPDX-License-Identifier: BSD-2-Clause
/* sys/vimage - kernel/vimage/vimage.h, by the name FreeBSD gave it. */
#pragma once

#include "kernel/vimage/vimage.h"
