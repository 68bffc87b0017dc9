// SPDX-License-Identifier: BSD-2-Clause
/* features - where other systems have what is in sys/features. */
#pragma once

#include <sys/features.h>
