// SPDX-License-Identifier: BSD-2-Clause
/*
 * kld_sys - the system calls: kldload(2) and its family.
 *
 * A name without a slash is looked for in the folders of kern.module_path,
 * with and without the ending .ko.  The file is read whole before kld_lock
 * is taken.  The kernel itself is file 1, as in FreeBSD.
 */
#include <sys/errno.h>
#include <sys/linker.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "arch-x86_64/boot/boot.h"
#include "kernel/cred/cred.h"
#include "kernel/kld/kld_priv.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc.h"
#include "kernel/sys/syscall.h"
#include "kernel/sys/sysctl.h"
#include "kernel/vfs/vfs.h"

#define KERNEL_ID	1

static char module_path[KLD_PATH] = "/boot/modules";	/* [a] */

/* A regular file at path, held, or an errno. */
static int
file_find(struct thread *td, const char *path, struct vnode **out)
{
	struct namei ni = { .ni_cred = td->td_cred,
	    .ni_flags = NAMEI_FOLLOW };
	int error;

	proc_dirs(td->td_proc, &ni.ni_root, &ni.ni_cwd);
	error = namei(&ni, path);
	vnode_drop(ni.ni_root);
	vnode_drop(ni.ni_cwd);
	if (error != 0)
		return error;
	if (ni.ni_vn->vn_type != VREG) {
		vnode_drop(ni.ni_vn);
		return ENOEXEC;
	}
	*out = ni.ni_vn;
	return 0;
}

/* name in each folder of module_path; path is where it was. */
static int
path_search(struct thread *td, const char *name, char *path, size_t size,
    struct vnode **out)
{
	const char *p = module_path, *end;
	int error = ENOENT, plain;

	for (; *p != '\0' && error == ENOENT; p = *end ? end + 1 : end) {
		end = strchr(p, ';');
		if (end == NULL)
			end = p + strlen(p);
		for (plain = 0; plain < 2 && error == ENOENT; plain++) {
			snprintf(path, size, "%.*s/%s%s", (int)(end - p), p,
			    name, plain ? "" : ".ko");
			error = file_find(td, path, out);
		}
	}
	return error;
}

/* All bytes of vn in fresh memory. */
static int
file_read(struct vnode *vn, uint8_t **bytes, size_t *size)
{
	struct stat st;
	int error;

	error = vnode_getattr(vn, &st);
	if (error != 0)
		return error;
	if (st.st_size <= 0 || (uint64_t)st.st_size > KLD_FILE_MAX)
		return ENOEXEC;
	*size = (size_t)st.st_size;
	*bytes = kmem_alloc(NULL, *size, KM_SLEEP);
	if (*bytes == NULL)
		return ENOMEM;
	error = vnode_read_kernel(vn, *bytes, *size, 0);
	if (error != 0)
		kmem_free(*bytes);
	return error;
}

static int
load_locked(const char *path, const uint8_t *bytes, size_t size, int *id)
{
	const char *name = strrchr(path, '/') + 1;
	struct kld_file *kf;
	int error;

	MUTEX_ASSERT(&kld_lock);
	if (strlen(name) >= KLD_NAME)
		return ENAMETOOLONG;
	if (kld_find_name(name) != NULL)
		return kld_say(EEXIST, "%s: already loaded", name);
	error = kld_load_bytes(name, path, bytes, size, &kf);
	if (error == 0)
		*id = kf->kf_id;
	return error;
}

static int
load(struct thread *td, const char *name, int *id)
{
	struct vnode *vn;
	char path[KLD_PATH];
	uint8_t *bytes;
	size_t size;
	int error;

	if (strchr(name, '/') == NULL)
		error = path_search(td, name, path, sizeof(path), &vn);
	else if (strlcpy(path, name, sizeof(path)) >= sizeof(path))
		error = ENAMETOOLONG;
	else
		error = file_find(td, path, &vn);
	if (error != 0)
		return error;
	error = file_read(vn, &bytes, &size);
	vnode_drop(vn);
	if (error != 0)
		return error;
	mutex_lock(&kld_lock);
	error = load_locked(path, bytes, size, id);
	mutex_unlock(&kld_lock);
	kmem_free(bytes);
	return error;
}

/* int kldload(const char *file); its id */
static int
sys_kldload(struct thread *td, struct syscall_args *sa)
{
	char name[KLD_PATH];
	int error, id = 0;

	error = priv_check(td->td_cred, PRIV_KLD_LOAD);
	if (error == 0)
		error = copyinstr(sa->sa_arg[0], name, sizeof(name), NULL);
	if (error == 0)
		error = load(td, name, &id);
	sa->sa_ret = (uint64_t)id;
	return error;
}

/* int kldunload(int id), kldunloadf(int id, int flags) */
static int
sys_kldunload(struct thread *td, struct syscall_args *sa)
{
	struct kld_file *kf;
	int error;

	error = priv_check(td->td_cred, PRIV_KLD_UNLOAD);
	if (error != 0)
		return error;
	if ((int)sa->sa_arg[0] == KERNEL_ID)
		return EBUSY;
	mutex_lock(&kld_lock);
	kf = kld_find_id((int)sa->sa_arg[0]);
	error = kf != NULL ? kld_unload(kf) : ENOENT;
	mutex_unlock(&kld_lock);
	return error;
}

/* int kldfind(const char *name); its id */
static int
sys_kldfind(struct thread *td, struct syscall_args *sa)
{
	struct kld_file *kf;
	char name[KLD_PATH];
	const char *base;
	int error;

	(void)td;
	error = copyinstr(sa->sa_arg[0], name, sizeof(name), NULL);
	if (error != 0)
		return error;
	base = strrchr(name, '/') != NULL ? strrchr(name, '/') + 1 : name;
	if (strcmp(base, "kernel") == 0) {
		sa->sa_ret = KERNEL_ID;
		return 0;
	}
	mutex_lock(&kld_lock);
	kf = kld_find_name(base);
	sa->sa_ret = kf != NULL ? (uint64_t)kf->kf_id : 0;
	mutex_unlock(&kld_lock);
	return kf != NULL ? 0 : ENOENT;
}

/* int kldnext(int id); after 0 the first, 0 after the last */
static int
sys_kldnext(struct thread *td, struct syscall_args *sa)
{
	int id = (int)sa->sa_arg[0];
	struct kld_file *kf;

	(void)td;
	if (id == 0) {
		sa->sa_ret = KERNEL_ID;
		return 0;
	}
	mutex_lock(&kld_lock);
	LIST_FOREACH(kf, &kld_files, kf_link) {
		if (kf->kf_id > id) {
			sa->sa_ret = (uint64_t)kf->kf_id;
			break;
		}
	}
	mutex_unlock(&kld_lock);
	return 0;
}

static void
stat_kernel(struct kld_file_stat *ks)
{
	const struct kld_file *kf;

	strlcpy(ks->name, "kernel", sizeof(ks->name));
	strlcpy(ks->pathname, "/boot/cellblock.elf", sizeof(ks->pathname));
	ks->id = KERNEL_ID;
	ks->refs = 1;
	LIST_FOREACH(kf, &kld_files, kf_link)
		ks->refs++;
	ks->address = (char *)(uintptr_t)kernel_start;
	ks->size = (size_t)(kernel_end - kernel_start);
}

/* 0 or ENOENT. */
static int
stat_file(struct kld_file_stat *ks, int id)
{
	const struct kld_file *kf = kld_find_id(id);

	if (kf == NULL)
		return ENOENT;
	strlcpy(ks->name, kf->kf_name, sizeof(ks->name));
	strlcpy(ks->pathname, kf->kf_path, sizeof(ks->pathname));
	ks->id = kf->kf_id;
	ks->refs = (int)kf->kf_users + 1;
	ks->address = (char *)kf->kf_base;
	ks->size = kf->kf_size;
	return 0;
}

/* int kldstat(int id, struct kld_file_stat *st) */
static int
sys_kldstat(struct thread *td, struct syscall_args *sa)
{
	struct kld_file_stat *ks;
	int id = (int)sa->sa_arg[0], error = 0;

	(void)td;
	ks = kmem_zalloc(NULL, sizeof(*ks), KM_SLEEP);
	if (ks == NULL)
		return ENOMEM;
	ks->version = (int)sizeof(*ks);
	mutex_lock(&kld_lock);
	if (id == KERNEL_ID)
		stat_kernel(ks);
	else
		error = stat_file(ks, id);
	mutex_unlock(&kld_lock);
	if (error == 0)
		error = copyout(ks, sa->sa_arg[1], sizeof(*ks));
	kmem_free(ks);
	return error;
}

SYSCALL(SYS_kldload, 1, sys_kldload);
SYSCALL(SYS_kldunload, 1, sys_kldunload);
SYSCALL_ALIAS(SYS_kldunloadf, 2, sys_kldunload);
SYSCALL(SYS_kldfind, 1, sys_kldfind);
SYSCALL(SYS_kldnext, 1, sys_kldnext);
SYSCALL(SYS_kldstat, 2, sys_kldstat);

SYSCTL_STRING(module_path, "kern.module_path", SYSCTL_RW, module_path,
    "where kldload looks for files, separated by semicolons");
