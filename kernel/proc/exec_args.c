// SPDX-License-Identifier: BSD-2-Clause
/*
 * exec_args - the strings a new program starts with.
 *
 * They are gathered in kernel memory before anything of the old program is
 * given up.  The buffer starts with one page and doubles; ARG_MAX bounds
 * strings and pointers together.
 */
#include <sys/errno.h>
#include <sys/syslimits.h>
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc.h"

#define ARGS_FIRST	2048

void
exec_args_init(struct exec_args *ea)
{
	memset(ea, 0, sizeof(*ea));
}

void
exec_args_free(struct exec_args *ea)
{
	kmem_free(ea->ea_buf);
	exec_args_init(ea);
}

static int
exec_args_grow(struct exec_args *ea)
{
	size_t room = ea->ea_room == 0 ? ARGS_FIRST : ea->ea_room * 2;
	char *buf;

	if (room > ARG_MAX)
		return E2BIG;
	buf = kmem_alloc(NULL, room, KM_SLEEP);
	if (buf == NULL)
		return ENOMEM;
	if (ea->ea_len > 0)
		memcpy(buf, ea->ea_buf, ea->ea_len);
	kmem_free(ea->ea_buf);
	ea->ea_buf = buf;
	ea->ea_room = room;
	return 0;
}

/* The string at ea_len, len bytes with its NUL, is there: count it. */
static int
exec_args_count(struct exec_args *ea, size_t len, int is_env)
{
	size_t pointers = (size_t)ea->ea_argc + (size_t)ea->ea_envc + 1;

	if (ea->ea_len + len + pointers * sizeof(uint64_t) > ARG_MAX)
		return E2BIG;
	ea->ea_len += len;
	if (is_env) {
		ea->ea_envc++;
	} else {
		ea->ea_argc++;
		ea->ea_argv_len = ea->ea_len;
	}
	return 0;
}

int
exec_args_add(struct exec_args *ea, const char *s, int is_env)
{
	size_t len = strlen(s) + 1;
	int error;

	while (ea->ea_room - ea->ea_len < len) {
		error = exec_args_grow(ea);
		if (error != 0)
			return error;
	}
	memcpy(ea->ea_buf + ea->ea_len, s, len);
	return exec_args_count(ea, len, is_env);
}

static int
exec_args_add_user(struct exec_args *ea, uaddr_t s, int is_env)
{
	size_t len;
	int error;

	for (;;) {
		error = ea->ea_room == ea->ea_len ? ENAMETOOLONG :
		    copyinstr(s, ea->ea_buf + ea->ea_len,
		    ea->ea_room - ea->ea_len, &len);
		if (error == 0)
			return exec_args_count(ea, len, is_env);
		if (error == ENAMETOOLONG)
			error = exec_args_grow(ea);
		if (error != 0)
			return error;
	}
}

static int
exec_args_add_vector(struct exec_args *ea, uaddr_t vector, int is_env)
{
	uint64_t s;
	int error;

	if (vector == 0)
		return 0;
	for (;; vector += sizeof(s)) {
		error = copyin(vector, &s, sizeof(s));
		if (error != 0 || s == 0)
			return error;
		error = exec_args_add_user(ea, s, is_env);
		if (error != 0)
			return error;
	}
}

int
exec_args_copyin(struct exec_args *ea, uaddr_t argv, uaddr_t envp)
{
	int error;

	error = exec_args_add_vector(ea, argv, 0);
	if (error == 0)
		error = exec_args_add_vector(ea, envp, 1);
	return error;
}
