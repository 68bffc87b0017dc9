// SPDX-License-Identifier: BSD-2-Clause
/*
 * payer - whom packet buffers are charged to, on the host: nobody.
 */
#include "kernel/cred/cred.h"
#include "kernel/cred/limit.h"
#include "kernel/mem/kmem.h"

struct ledger *
slab_ledger(const struct slab_cache *sc, void *obj)
{
	(void)sc, (void)obj;
	return NULL;
}

struct ledger *
cred_ledger(const struct cred *cr)
{
	(void)cr;
	return NULL;
}

int
ledger_count(struct ledger *ld, enum ledger_kind kind, int64_t n)
{
	(void)ld, (void)kind, (void)n;
	return 0;
}

void
ledger_uncount(struct ledger *ld, enum ledger_kind kind, int64_t n)
{
	(void)ld, (void)kind, (void)n;
}
