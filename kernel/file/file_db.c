// SPDX-License-Identifier: BSD-2-Clause
/*
 * file_db - open files and pipes, for the debugger.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>

#include "kernel/debug/db.h"
#include "kernel/file/file_priv.h"
#include "kernel/file/pipe_priv.h"

static const char *const file_types[] = {
	[FTYPE_VNODE] = "vnode", [FTYPE_PIPE] = "pipe",
	[FTYPE_SOCKET] = "socket", [FTYPE_JAILDESC] = "jail",
	[FTYPE_PROCDESC] = "process",
	[FTYPE_SHM] = "shm", [FTYPE_MQUEUE] = "mqueue",
	[FTYPE_REVOKED] = "revoked",
};

#define FILE_TYPES	(sizeof(file_types) / sizeof(file_types[0]))

const char *
file_db_type(const struct file *fp)
{
	if ((size_t)fp->f_type < FILE_TYPES && file_types[fp->f_type] != NULL)
		return file_types[fp->f_type];
	return "?";
}

static void
file_db_files(int nwords, char *const *words)
{
	const struct file *fp;

	(void)nwords, (void)words;
	db_printf("%-18s %-6s %4s %-5s %10s  %s\n", "file", "type", "refs",
	    "mode", "offset", "data");
	LIST_FOREACH(fp, &files_all, f_all) {
		if (db_quit())
			break;
		db_printf("%p %-6s %4u %c%c%-3s %10ld  %p\n",
		    (const void *)fp, file_db_type(fp), fp->f_refs,
		    fp->f_flags & FREAD ? 'r' : '-',
		    fp->f_flags & FWRITE ? 'w' : '-',
		    fp->f_flags & O_NONBLOCK ? "n" : "",
		    (long)fp->f_offset, fp->f_data);
	}
}

/* show pipe ADDR: the data of a file of type pipe */
static void
file_db_pipe(int nwords, char *const *words)
{
	struct pipe pi;
	uintptr_t addr;
	size_t size;

	if (nwords == 0 || db_eval(nwords, words, &addr, &size) != 0)
		db_fail(EINVAL);
	if (db_read(addr, &pi, sizeof(pi)) != 0)
		db_read_error(addr);
	db_printf("pipe 0x%lx: %u bytes wait, %d readers%s, %d writers%s\n",
	    addr, pi.pi_head - pi.pi_tail, pi.pi_nreaders,
	    pi.pi_reading ? " (one at work)" : "", pi.pi_nwriters,
	    pi.pi_writing ? " (one at work)" : "");
}

DB_COMMAND("show files", "", "open files", DB_ANY, file_db_files);
DB_COMMAND("show pipe", "ADDR", "a pipe", DB_ANY, file_db_pipe);
