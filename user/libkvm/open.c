// SPDX-License-Identifier: BSD-2-Clause
/*
 * open - kvm_open and what belongs to every kind of kernel.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "user/libkvm/kvm_priv.h"

#define INSTRUCTIONS	4000000000ul	/* of one call; about a minute */

int
kvm_fail(kvm_t *kd, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(kd->kd_error, sizeof(kd->kd_error), fmt, ap);
	va_end(ap);
	return -1;
}

static int
dump_open(kvm_t *kd, const char *exec, const char *core)
{
	struct stat st;

	kd->kd_kind = KVM_DUMP;
	kd->kd_fd = open(core, O_RDONLY);
	if (kd->kd_fd < 0 || fstat(kd->kd_fd, &st) != 0)
		return kvm_fail(kd, "%s", strerror(errno));
	kd->kd_size = (uint64_t)st.st_size;
	kd->kd_scratch = calloc(1, SCRATCH_SIZE);
	if (kd->kd_scratch == NULL)
		return kvm_fail(kd, "no memory");
	machine_flush(kd);
	if (core_open(kd) != 0 || symbol_open(kd) != 0)
		return -1;
	return exec != NULL ? symbol_check(kd, exec) : 0;
}

kvm_t *
kvm_openfiles(const char *exec, const char *core, const char *swap, int flags,
    char *errbuf)
{
	kvm_t *kd = calloc(1, sizeof(*kd));

	(void)swap, (void)flags;
	if (kd == NULL) {
		snprintf(errbuf, KVM_ERRORS, "no memory");
		return NULL;
	}
	kd->kd_kind = KVM_LIVE;
	kd->kd_limit = INSTRUCTIONS;
	kd->kd_fd = -1;
	if (core == NULL || dump_open(kd, exec, core) == 0)
		return kd;
	snprintf(errbuf, KVM_ERRORS, "%s", kd->kd_error);
	kvm_close(kd);
	return NULL;
}

kvm_t *
kvm_open(const char *exec, const char *core, const char *swap, int flags,
    const char *errstr)
{
	char error[KVM_ERRORS];
	kvm_t *kd = kvm_openfiles(exec, core, swap, flags, error);

	if (kd == NULL && errstr != NULL)
		fprintf(stderr, "%s: %s: %s\n", errstr, core, error);
	return kd;
}

int
kvm_close(kvm_t *kd)
{
	if (kd->kd_fd >= 0)
		close(kd->kd_fd);
	memory_free(kd);
	free(kd->kd_scratch);
	free(kd->kd_symbols);
	free(kd->kd_procs);
	free(kd);
	return 0;
}

enum kvm_kind
kvm_type(kvm_t *kd)
{
	return kd->kd_kind;
}

const char *
kvm_geterr(kvm_t *kd)
{
	return kd->kd_error;
}
