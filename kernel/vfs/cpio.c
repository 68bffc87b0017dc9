// SPDX-License-Identifier: BSD-2-Clause
/*
 * cpio - reading an archive of the "new ASCII" (newc) form in memory.
 *
 * An entry is a header of thirteen eight-digit hexadecimal fields behind a
 * magic of six characters, the name with its NUL, and the contents; name
 * and contents each end on a multiple of four.  More NULs may follow the
 * name: our own archives align contents to pages so.  The entry TRAILER!!!
 * ends the archive.
 */
#include <sys/errno.h>
#include "kernel/lib/string.h"
#include "kernel/vfs/cpio.h"

#define CPIO_MAGIC	"070701"
#define CPIO_MAGIC_LEN	6
#define CPIO_FIELD	8
#define CPIO_HEADER	110
#define CPIO_NAME_MAX	8192	/* with padding NULs */
#define CPIO_END	"TRAILER!!!"

/* Fields by place in the header. */
enum cpio_field {
	CPIO_INO, CPIO_MODE, CPIO_UID, CPIO_GID, CPIO_NLINK, CPIO_MTIME,
	CPIO_FILESIZE, CPIO_DEVMAJOR, CPIO_DEVMINOR, CPIO_RDEVMAJOR,
	CPIO_RDEVMINOR, CPIO_NAMESIZE, CPIO_CHECK, CPIO_FIELDS
};

int
cpio_probe(const void *data, size_t size)
{
	return size >= CPIO_HEADER &&
	    memcmp(data, CPIO_MAGIC, CPIO_MAGIC_LEN) == 0;
}

void
cpio_init(struct cpio *cp, const void *data, size_t size)
{
	cp->cp_data = data;
	cp->cp_size = size;
	cp->cp_at = 0;
}

static int
cpio_hex(const char *s, uint32_t *out)
{
	uint32_t v = 0;
	int i;

	for (i = 0; i < CPIO_FIELD; i++) {
		v <<= 4;
		if (s[i] >= '0' && s[i] <= '9')
			v |= (uint32_t)(s[i] - '0');
		else if (s[i] >= 'a' && s[i] <= 'f')
			v |= (uint32_t)(s[i] - 'a' + 10);
		else if (s[i] >= 'A' && s[i] <= 'F')
			v |= (uint32_t)(s[i] - 'A' + 10);
		else
			return EINVAL;
	}
	*out = v;
	return 0;
}

/* Take len bytes and what pads them to a multiple of four. */
static int
cpio_take(struct cpio *cp, size_t len, const char **out)
{
	size_t left = cp->cp_size - cp->cp_at;

	if (len > left)
		return EINVAL;
	*out = cp->cp_data + cp->cp_at;
	cp->cp_at += len;
	left -= len;
	len = -cp->cp_at & 3;
	cp->cp_at += len < left ? len : left;
	return 0;
}

static int
cpio_header(struct cpio *cp, uint32_t *field)
{
	const char *head;
	int i, error;

	if (cp->cp_size - cp->cp_at < CPIO_HEADER)
		return EINVAL;
	head = cp->cp_data + cp->cp_at;
	if (memcmp(head, CPIO_MAGIC, CPIO_MAGIC_LEN) != 0)
		return EINVAL;
	for (i = 0; i < CPIO_FIELDS; i++) {
		error = cpio_hex(head + CPIO_MAGIC_LEN + i * CPIO_FIELD,
		    &field[i]);
		if (error != 0)
			return error;
	}
	/* The padding counts from the header, so the name is not padded. */
	cp->cp_at += CPIO_HEADER;
	return 0;
}

static int
cpio_name(struct cpio *cp, uint32_t size, const char **name)
{
	int error;

	if (size == 0 || size > CPIO_NAME_MAX)
		return EINVAL;
	error = cpio_take(cp, size, name);
	if (error == 0 && strnlen(*name, size) == size)
		error = EINVAL;
	return error;
}

int
cpio_next(struct cpio *cp, struct cpio_entry *ce)
{
	uint32_t field[CPIO_FIELDS];
	int error;

	error = cpio_header(cp, field);
	if (error == 0)
		error = cpio_name(cp, field[CPIO_NAMESIZE], &ce->ce_name);
	if (error == 0 && strcmp(ce->ce_name, CPIO_END) == 0)
		error = ENOENT;
	if (error == 0)
		error = cpio_take(cp, field[CPIO_FILESIZE], &ce->ce_data);
	if (error != 0)
		return error;
	ce->ce_size = field[CPIO_FILESIZE];
	ce->ce_ino = field[CPIO_INO];
	ce->ce_mode = field[CPIO_MODE];
	ce->ce_uid = field[CPIO_UID];
	ce->ce_gid = field[CPIO_GID];
	ce->ce_nlink = field[CPIO_NLINK];
	ce->ce_mtime_s = field[CPIO_MTIME];
	return 0;
}
