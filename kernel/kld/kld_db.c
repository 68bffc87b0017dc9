// SPDX-License-Identifier: BSD-2-Clause
/*
 * kld_db - loaded modules, for the debugger.
 */
#include "kernel/kld/kld_priv.h"

/* show modules */
static void
kld_db_modules(int nwords, char *const *words)
{
	const struct kld_file *kf;
	unsigned i;

	(void)nwords, (void)words;
	db_printf("%3s %4s %-18s %8s  %s\n", "id", "refs", "address", "size",
	    "name");
	LIST_FOREACH(kf, &kld_files, kf_link) {
		if (db_quit())
			return;
		db_printf("%3d %4u %#18lx %8lx  %s: %s%s\n", kf->kf_id,
		    kf->kf_users + 1, kf->kf_base, kf->kf_size, kf->kf_name,
		    kf->kf_module != NULL ? kf->kf_module->mo_descr : "?",
		    kf->kf_ended ? " (has ended)" : "");
		for (i = 0; i < kf->kf_ntemplates; i++)
			db_printf("      %zu bytes in each %s, at %#lx\n",
			    kf->kf_template[i].kx_size,
			    kf->kf_template[i].kx_subsys->vs_name,
			    kf->kf_template[i].kx_addr);
	}
}

DB_COMMAND("show modules", "", "files loaded into the kernel", DB_ANY,
    kld_db_modules);
