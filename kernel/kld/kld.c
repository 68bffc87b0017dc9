// SPDX-License-Identifier: BSD-2-Clause
/*
 * kld - the list of loaded files, and what is said when one is refused.
 *
 * Locks: [k] kld_lock, a sleeping lock, held over a whole load or unload:
 * they are rare, and each sees the other's result whole.
 */
#include <stdarg.h>

#include "kernel/debug/cons.h"
#include "kernel/kld/kld_priv.h"
#include "kernel/lib/string.h"
#include "kernel/sys/sysctl.h"

struct mutex kld_lock;
struct list kld_files = LIST_INITIALIZER(kld_files);

static char kld_error[256];		/* [k] why the last one failed */

int
kld_say(int error, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(kld_error, sizeof(kld_error), fmt, ap);
	va_end(ap);
	kprintf("kld: %s\n", kld_error);
	return error;
}

struct kld_file *
kld_find_id(int id)
{
	struct kld_file *kf;

	MUTEX_ASSERT(&kld_lock);
	LIST_FOREACH(kf, &kld_files, kf_link)
		if (kf->kf_id == id)
			return kf;
	return NULL;
}

/* Is name the file's, with or without its ending? */
static int
name_is(const struct kld_file *kf, const char *name)
{
	size_t len = strlen(name);

	return strncmp(kf->kf_name, name, len) == 0 &&
	    (kf->kf_name[len] == '\0' ||
	    strcmp(kf->kf_name + len, ".ko") == 0);
}

struct kld_file *
kld_find_name(const char *name)
{
	struct kld_file *kf;

	MUTEX_ASSERT(&kld_lock);
	LIST_FOREACH(kf, &kld_files, kf_link)
		if (name_is(kf, name))
			return kf;
	return NULL;
}

static void
kld_init(void)
{
	mutex_init(&kld_lock, "kld");
}

INITCALL(PHASE_FRAMEWORK, kld_init);

SYSCTL_STRING(kld_error, "kern.kld_error", SYSCTL_RD, kld_error,
    "why the last module could not be loaded or unloaded");
