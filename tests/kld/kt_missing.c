// SPDX-License-Identifier: BSD-2-Clause
/* kt_missing - asks for a symbol that no kernel has. */
#include "kernel/kld/module.h"
#include "tests/kld/kt_missing.h"

static int
missing_load(void)
{
	return no_such_function_anywhere();
}

MODULE(kt_missing, missing_load, NULL, "never loads");
