// SPDX-License-Identifier: BSD-2-Clause
/*
 * limits - what lz4.c wants of the C library's header of this name.
 */
#pragma once

#ifndef INT_MAX
#define INT_MAX		__INT_MAX__
#define UINT_MAX	(2u * INT_MAX + 1)
#endif
