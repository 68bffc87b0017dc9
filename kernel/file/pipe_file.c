// SPDX-License-Identifier: BSD-2-Clause
/*
 * pipe_file - the two files of a pipe(2).
 *
 * Each file is one end; the pipe goes with the second.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/filio.h>
#include <sys/stat.h>
#include "kernel/cred/cred.h"
#include "kernel/cred/limit.h"
#include "kernel/file/pipe_priv.h"
#include "kernel/lib/string.h"

static int
pipe_fo_read(struct file *fp, struct uio *uio, struct thread *td)
{
	(void)td;
	return pipe_read(fp->f_data, uio, fp->f_flags);
}

static int
pipe_fo_write(struct file *fp, struct uio *uio, struct thread *td)
{
	(void)td;
	return pipe_write(fp->f_data, uio, fp->f_flags);
}

static int
pipe_fo_ioctl(struct file *fp, unsigned long cmd, void *data,
    struct thread *td)
{
	(void)td;
	if (cmd != FIONREAD)
		return ENOTTY;
	*(int *)data = (int)pipe_used(fp->f_data);
	return 0;
}

static int
pipe_fo_poll(struct file *fp, int events, struct thread *td)
{
	return pipe_poll(fp->f_data, events, fp->f_flags, td);
}

static int
pipe_fo_stat(struct file *fp, struct stat *st, struct thread *td)
{
	struct pipe *pi = fp->f_data;

	(void)td;
	memset(st, 0, sizeof(*st));
	st->st_mode = S_IFIFO | S_IRUSR | S_IWUSR;
	st->st_nlink = 1;
	st->st_uid = fp->f_cred->cr_uid;
	st->st_gid = fp->f_cred->cr_gid;
	st->st_size = (off_t)pipe_used(pi);
	st->st_blksize = PIPE_SIZE;
	st->st_atim.tv_sec = (time_t)(pi->pi_time_ns / 1000000000UL);
	st->st_atim.tv_nsec = (long)(pi->pi_time_ns % 1000000000UL);
	st->st_mtim = st->st_ctim = st->st_birthtim = st->st_atim;
	return 0;
}

static void
pipe_fo_close(struct file *fp)
{
	struct pipe *pi = fp->f_data;
	int last;

	spin_lock(&pi->pi_lock);
	pipe_close_locked(pi, fp->f_flags);
	last = pi->pi_nreaders == 0 && pi->pi_nwriters == 0;
	spin_unlock(&pi->pi_lock);
	if (last)
		pipe_free(pi);
}

static const struct file_ops pipe_fops = {
	.fo_read = pipe_fo_read,
	.fo_write = pipe_fo_write,
	.fo_ioctl = pipe_fo_ioctl,
	.fo_poll = pipe_fo_poll,
	.fo_stat = pipe_fo_stat,
	.fo_close = pipe_fo_close,
};

int
pipe_create(struct cred *cr, int oflags, struct file **rd, struct file **wr)
{
	uint32_t flags = (uint32_t)(oflags & O_NONBLOCK);
	struct pipe *pi;
	int error;

	pi = pipe_alloc(cred_ledger(cr));
	if (pi == NULL)
		return ENOMEM;
	error = file_create(cr, FTYPE_PIPE, flags | O_RDONLY, &pipe_fops, pi,
	    rd);
	if (error != 0) {
		pipe_free(pi);
		return error;
	}
	pi->pi_nreaders = 1;
	pi->pi_wopens = 1;
	error = file_create(cr, FTYPE_PIPE, flags | O_WRONLY, &pipe_fops, pi,
	    wr);
	if (error != 0) {
		file_drop(*rd);		/* takes the pipe with it */
		return error;
	}
	pi->pi_nwriters = 1;
	return 0;
}
