// SPDX-License-Identifier: BSD-2-Clause
/* jail - the name that programs know libjail's header by. */
#pragma once

#include "user/libjail/jail.h"
