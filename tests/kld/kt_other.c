// SPDX-License-Identifier: BSD-2-Clause
/* kt_other - says that it was built for another kernel. */
#include <kpi.h>

#undef KPI_VERSION
#define KPI_VERSION "some other kernel"

#include "kernel/kld/module.h"

MODULE(kt_other, NULL, NULL, "never loads");
