// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_desc - descriptors of jails: handles that never come to mean another.
 *
 * A number may be given again once its jail is gone; a descriptor cannot,
 * since it holds the memory of the very jail it was opened for.  It does not
 * keep that jail alive: poll(2) says POLLHUP once it is dead, and every use
 * gives ENOENT from the moment it begins to end.  One made with
 * JAIL_OWN_DESC removes its jail when its last copy is closed.
 *
 * What may be done by it was settled when it was opened, by the opener's
 * credential: mode bits r, w and x of fstat(2) stand for jail_get, jail_set
 * and jail_attach, the sticky bit for owning.  So it may be handed to one who
 * is not root.  It never leads out: whoever uses it must be above the jail.
 *
 * Locks: [j] jail_lock; [i] j_lock of the jail, also over its poll head.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "kernel/cred/cred.h"
#include "kernel/file/file.h"
#include "kernel/jail/jail_priv.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc.h"
#include "kernel/sys/syscall.h"

#define DESC_REMOVE	0x10000	/* in jd_mode, not told by fstat */

struct jail_desc {
	struct jail *jd_jail;	/* [I] held; NULL until it is given one; first,
				   for show why (proc_why.c) */
	uint32_t jd_mode;	/* [I] S_IRUSR.., S_ISVTX, DESC_REMOVE */
};

/* ------------------------------------------------------------- the file */

/* As if it had been jail_remove(2), but nobody waits for the end. */
static void
desc_fo_close(struct file *fp)
{
	struct jail_desc *jd = fp->f_data;
	struct jail *j = jd->jd_jail;

	if (j != NULL && (jd->jd_mode & S_ISVTX) != 0) {
		mutex_lock(&jail_lock);
		jail_close(j);
		mutex_unlock(&jail_lock);
	}
	jail_release(j);
	kmem_free(jd);
}

static int
desc_fo_poll(struct file *fp, int events, struct thread *td)
{
	struct jail *j = ((struct jail_desc *)fp->f_data)->jd_jail;
	int ready;

	(void)events;
	spin_lock(&j->j_lock);
	ready = j->j_state == JAIL_DEAD ? POLLHUP : 0;
	if (ready == 0)
		poll_record(&j->j_poll, td);
	spin_unlock(&j->j_lock);
	return ready;
}

static int
desc_fo_stat(struct file *fp, struct stat *st, struct thread *td)
{
	struct jail_desc *jd = fp->f_data;

	(void)td;
	if (jd->jd_jail->j_state == JAIL_DEAD)
		return ENOENT;
	memset(st, 0, sizeof(*st));
	st->st_mode = S_IFREG | (jd->jd_mode & ~(uint32_t)DESC_REMOVE);
	st->st_ino = (ino_t)jd->jd_jail->j_id;
	st->st_nlink = 1;
	st->st_uid = fp->f_cred->cr_uid;
	st->st_gid = fp->f_cred->cr_gid;
	return 0;
}

static const struct file_ops desc_ops = {
	.fo_poll = desc_fo_poll,
	.fo_stat = desc_fo_stat,
	.fo_close = desc_fo_close
};

/* What the opener may do with jails, its descriptor lets others do. */
static uint32_t
desc_mode(const struct cred *cr, int owning)
{
	uint32_t mode = S_IRUSR;

	if (priv_check(cr, PRIV_JAIL_SET) == 0)
		mode |= S_IWUSR;
	if (priv_check(cr, PRIV_JAIL_ATTACH) == 0)
		mode |= S_IXUSR;
	if (priv_check(cr, PRIV_JAIL_REMOVE) == 0)
		mode |= DESC_REMOVE;
	return owning ? mode | S_ISVTX : mode;
}

int
jail_desc_create(struct thread *td, int flags, struct file **out)
{
	int owning = (flags & JAIL_OWN_DESC) != 0, error;
	struct jail_desc *jd;

	*out = NULL;
	if ((flags & (JAIL_GET_DESC | JAIL_OWN_DESC)) == 0)
		return 0;
	error = owning ? priv_check(td->td_cred, PRIV_JAIL_REMOVE) : 0;
	if (error != 0)
		return error;
	jd = kmem_zalloc(NULL, sizeof(*jd), KM_SLEEP);
	if (jd == NULL)
		return ENOMEM;
	jd->jd_mode = desc_mode(td->td_cred, owning);
	error = file_create(td->td_cred, FTYPE_JAILDESC, O_RDWR, &desc_ops,
	    jd, out);
	if (error != 0)
		kmem_free(jd);
	return error;
}

/* Whoever finds the number before the copyout finds a whole descriptor. */
int
jail_desc_install(struct thread *td, struct file *fp, struct jail *j,
    const struct jail_opt *jo, int *fd)
{
	struct fdtable *fdt = td->td_proc->p_fd;
	int error;

	*fd = -1;
	if (fp == NULL)
		return 0;
	jail_hold(j);
	((struct jail_desc *)fp->f_data)->jd_jail = j;
	error = fd_install(fdt, fp, 0, 0, fd);
	if (error != 0) {
		file_drop(fp);
		return error;
	}
	error = copyout(fd, jo->jo_base, sizeof(*fd));
	if (error != 0)
		(void)fd_close(fdt, *fd);
	return error;
}

/* ------------------------------------------------------------- its use */

int
jail_desc_check(const struct jail_opts *os, int flags)
{
	int all = flags & (JAIL_USE_DESC | JAIL_AT_DESC | JAIL_GET_DESC |
	    JAIL_OWN_DESC);

	if ((all & JAIL_USE_DESC) != 0 && (all & JAIL_AT_DESC) != 0)
		return EINVAL;
	if ((all != 0) != (os->os_desc != NULL))
		return EINVAL;
	return all != 0 && os->os_desc->jo_len != sizeof(int) ? EINVAL : 0;
}

/* The jail of descriptor fd, held, if it has the bits of mode. */
static int
desc_jail(struct thread *td, int fd, uint32_t mode, struct jail **out)
{
	struct jail_desc *jd;
	struct file *fp;
	int error;

	error = fd_get(td->td_proc->p_fd, fd, &fp);
	if (error != 0)
		return error;
	jd = fp->f_data;
	if (fp->f_type != FTYPE_JAILDESC) {
		error = EINVAL;
	} else if ((jd->jd_mode & mode) != mode) {
		error = EPERM;
	} else {
		jail_hold(jd->jd_jail);
		*out = jd->jd_jail;
	}
	file_drop(fp);
	return error;
}

int
jail_desc_find(struct thread *td, const struct jail_opt *jo, uint32_t mode,
    struct jail **out)
{
	struct jail *self = jail_of(td->td_cred);
	int fd, error;

	error = copyin(jo->jo_base, &fd, sizeof(fd));
	if (error == 0)
		error = desc_jail(td, fd, mode, out);
	if (error != 0)
		return error;
	if (*out == self || !jail_contains(self, *out))
		error = EPERM;
	else if ((*out)->j_state == JAIL_DEAD)
		error = ENOENT;
	if (error != 0) {
		jail_release(*out);
		*out = NULL;	/* the caller frees what it has */
	}
	return error;
}

/* int jail_attach_jd(int fd): the opener had the privilege, if anybody. */
static int
sys_jail_attach_jd(struct thread *td, struct syscall_args *sa)
{
	struct jail *self = jail_of(td->td_cred), *j;
	struct ref ref;
	int error;

	error = desc_jail(td, (int)sa->sa_arg[0], S_IXUSR, &j);
	if (error != 0)
		return error;
	mutex_lock(&jail_lock);
	if (j == self || !jail_contains(self, j))
		error = EPERM;
	else if (jail_ref(j, &ref) != 0)
		error = EINVAL;
	mutex_unlock(&jail_lock);
	if (error == 0) {
		error = jail_attach_alone(td, j);
		jail_drop(j, &ref);
	}
	jail_release(j);
	return error;
}

/* int jail_remove_jd(int fd); returns when the jail is dead, or EINTR. */
static int
sys_jail_remove_jd(struct thread *td, struct syscall_args *sa)
{
	struct jail *self = jail_of(td->td_cred), *j;
	int error;

	error = desc_jail(td, (int)sa->sa_arg[0], DESC_REMOVE, &j);
	if (error != 0)
		return error;
	if (j == self || !jail_contains(self, j))
		error = EPERM;
	else if (j->j_state == JAIL_DEAD)
		error = EINVAL;
	if (error == 0) {
		mutex_lock(&jail_lock);
		jail_close(j);
		mutex_unlock(&jail_lock);
		error = jail_wait_dead(j, WQ_INTR);
	}
	jail_release(j);
	return error;
}

SYSCALL(SYS_jail_attach_jd, 1, sys_jail_attach_jd);
SYSCALL(SYS_jail_remove_jd, 1, sys_jail_remove_jd);
