// SPDX-License-Identifier: BSD-2-Clause
/* kt_c - variables of 3 grains. */
#include "tests/kld/kt_order.h"

ORDER_MODULE(c, 3);
