// SPDX-License-Identifier: BSD-2-Clause
/*
 * init_priv - the order of initcalls, apart so that a host test can see it.
 */
#pragma once

struct initcall;

/* Like strcmp: by phase, layer, name.  Equal only for the same call. */
int	initcall_compare(const struct initcall *a, const struct initcall *b);
