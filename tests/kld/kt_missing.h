// SPDX-License-Identifier: BSD-2-Clause
/* kt_missing - what kt_missing.c asks for, and nobody defines. */
#pragma once

int	no_such_function_anywhere(void);
