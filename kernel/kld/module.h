// SPDX-License-Identifier: BSD-2-Clause
/*
 * module - what a file must say to be loaded into the running kernel.
 *
 * MODULE stands once in each module.  It names the headers the file was
 * compiled with, which must be the kernel's, and may give two functions:
 * load runs when all of the module's records are in place but those that
 * bring users in (system calls, sysctls..); unload when no thread is inside
 * and no user can come, and may still refuse.  A module is compiled like
 * the kernel, see docs/examples.
 */
#pragma once

#include <kpi.h>
#include <stddef.h>

#include "kernel/lib/linker_set.h"

struct module {
	const char *mo_name;		/* [I] as kldstat shows it */
	int (*mo_load)(void);		/* [I] or NULL; errno: not loaded */
	int (*mo_unload)(void);		/* [I] or NULL; errno: stays */
	const char *mo_descr;		/* [I] one line */
};

#define MODULE(name, load, unload, descr)				\
	static const char module_kpi_##name[]				\
	    __attribute__((used, section(".kldinfo"))) = KPI_VERSION;	\
	static const struct module module_##name = {			\
		#name, load, unload, descr				\
	};								\
	SET_ENTRY(module, module_##name)
