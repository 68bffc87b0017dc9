// SPDX-License-Identifier: BSD-2-Clause
/* kt_a - variables of 1 grains. */
#include "tests/kld/kt_order.h"

ORDER_MODULE(a, 1);
