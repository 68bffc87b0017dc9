// SPDX-License-Identifier: BSD-2-Clause
/*
 * posixipc - the variables of POSIX IPC that each image has.
 */
#pragma once

#include "subsys/posixipc/pobject.h"

VIMAGE_DECLARE(posixipc, struct mutex, posix_lock);
VIMAGE_DECLARE(posixipc, struct list, posix_all);	/* [P] */
VIMAGE_DECLARE(posixipc, struct list, posix_named);	/* [P] */
VIMAGE_DECLARE(posixipc, int, posix_mqs);		/* [P] objects */
VIMAGE_DECLARE(posixipc, int, posix_shms);		/* [P] */
VIMAGE_DECLARE(posixipc, int, posix_sems);		/* [P] */
VIMAGE_DECLARE(posixipc, uint64_t, posix_told_ns);	/* [P] of a limit */
#define V_posix_told_ns	VIMAGE_VAR(posixipc, posix_told_ns)
#define V_posix_lock	VIMAGE_VAR(posixipc, posix_lock)
#define V_posix_all	VIMAGE_VAR(posixipc, posix_all)
#define V_posix_named	VIMAGE_VAR(posixipc, posix_named)
#define V_posix_mqs	VIMAGE_VAR(posixipc, posix_mqs)
#define V_posix_shms	VIMAGE_VAR(posixipc, posix_shms)
#define V_posix_sems	VIMAGE_VAR(posixipc, posix_sems)

/* The name goes, [P] held; the caller drops its reference, unlocked. */
void	pobject_unname(struct pobject *po);

/* An object, in a line of the debugger's without its end. */
void	posixipc_db_print(const void *object);
