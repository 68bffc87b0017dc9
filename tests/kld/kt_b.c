// SPDX-License-Identifier: BSD-2-Clause
/* kt_b - variables of 2 grains. */
#include "tests/kld/kt_order.h"

ORDER_MODULE(b, 2);
