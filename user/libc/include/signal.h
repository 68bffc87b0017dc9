// SPDX-License-Identifier: BSD-2-Clause
/* signal - everything is in sys/signal. */
#pragma once

#include <sys/signal.h>
