// SPDX-License-Identifier: BSD-2-Clause
/*
 * tmpfs - file systems in memory, as many as wanted.
 *
 * Everything is done by kernel/vfs/memfs.c, which the root uses as well;
 * here are only the mount options: size=BYTES[kmg], mode=OCTAL, uid=, gid=.
 * Without a size, or with 0, it is half of memory: more, and one who fills
 * /tmp would have others killed for want of a page.
 */
#include <sys/errno.h>
#include "kernel/cred/allow.h"
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "kernel/vfs/memfs.h"

#define TMPFS_MODE	01777
#define OPTION_MAX	24

struct tmpfs_options {
	uint64_t to_size;	/* bytes, 0 not given */
	unsigned long to_mode;
	unsigned long to_uid;
	unsigned long to_gid;
};

/* Number of option name in *value, which stays if it is absent. */
static int
tmpfs_number(const char *options, const char *name, int base,
    unsigned long *value)
{
	char text[OPTION_MAX], *end;
	int error;

	error = vfs_option(options, name, text, sizeof(text));
	if (error != 0)
		return error == ENOENT ? 0 : error;
	*value = strtoul(text, &end, base);
	return end == text || *end != '\0' ? EINVAL : 0;
}

static int
tmpfs_shift(const char *suffix, unsigned *shift)
{
	static const char suffixes[] = "kmg";
	const char *at;

	*shift = 0;
	if (suffix[0] == '\0')
		return 0;
	at = strchr(suffixes, suffix[0] | 0x20);
	if (at == NULL || suffix[1] != '\0')
		return EINVAL;
	*shift = 10 * (unsigned)(at - suffixes + 1);
	return 0;
}

static int
tmpfs_size(const char *options, uint64_t *size)
{
	char text[OPTION_MAX], *end;
	unsigned shift;
	int error;

	error = vfs_option(options, "size", text, sizeof(text));
	if (error != 0)
		return error == ENOENT ? 0 : error;
	*size = strtoul(text, &end, 0);
	if (end == text || tmpfs_shift(end, &shift) != 0 ||
	    *size > (uint64_t)INT64_MAX >> shift)
		return EINVAL;
	*size <<= shift;
	return 0;
}

static int
tmpfs_parse(const char *options, struct tmpfs_options *to)
{
	int error;

	error = tmpfs_size(options, &to->to_size);
	if (error == 0)
		error = tmpfs_number(options, "mode", 8, &to->to_mode);
	if (error == 0)
		error = tmpfs_number(options, "uid", 10, &to->to_uid);
	if (error == 0)
		error = tmpfs_number(options, "gid", 10, &to->to_gid);
	return error;
}

static int
tmpfs_mount(struct mount *mp, const char *options)
{
	struct tmpfs_options to = { .to_mode = TMPFS_MODE };
	int error;

	error = tmpfs_parse(options, &to);
	if (error != 0)
		return error;
	if (to.to_size == 0)
		to.to_size = page_total() / 2 * PAGE_SIZE;
	return memfs_mount(mp, to.to_size, (uint32_t)to.to_mode,
	    (uint32_t)to.to_uid, (uint32_t)to.to_gid);
}

ALLOW(mount_tmpfs, "mount.tmpfs", 0, "root may mount tmpfs");

static const struct fs_type tmpfs_type = {
	.ft_name = "tmpfs",
	.ft_mount = tmpfs_mount,
	.ft_unmount = memfs_unmount,
	.ft_allow = &allow_mount_tmpfs,
	.ft_statfs = memfs_statfs,
};
FS_TYPE(tmpfs_type);
