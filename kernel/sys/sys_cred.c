// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_cred - users and groups of a process.
 *
 * A change makes a copy of the credential, writes it and installs it; what
 * fails leaves the old one.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/string.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/syscall.h"
#include "kernel/vm/uio.h"

#define KEEP	UINT32_MAX	/* an id that is not to change */

static int
sys_getuid(struct thread *td, struct syscall_args *sa)
{
	sa->sa_ret = td->td_cred->cr_ruid;
	return 0;
}

static int
sys_geteuid(struct thread *td, struct syscall_args *sa)
{
	sa->sa_ret = td->td_cred->cr_uid;
	return 0;
}

static int
sys_getgid(struct thread *td, struct syscall_args *sa)
{
	sa->sa_ret = td->td_cred->cr_rgid;
	return 0;
}

static int
sys_getegid(struct thread *td, struct syscall_args *sa)
{
	sa->sa_ret = td->td_cred->cr_gid;
	return 0;
}

static int
sys_issetugid(struct thread *td, struct syscall_args *sa)
{
	sa->sa_ret = (td->td_proc->p_flags & PF_SUGID) != 0;
	return 0;
}

/* May td take on id, or is it one of a, b, c, which it has anyway? */
static int
id_check(struct thread *td, uint32_t id, uint32_t a, uint32_t b, uint32_t c,
    enum priv priv)
{
	if (id == KEEP || id == a || id == b || id == c)
		return 0;
	return priv_check(td->td_cred, priv);
}

static int
uid_check(struct thread *td, uint32_t id, uint32_t a, uint32_t b, uint32_t c)
{
	return id_check(td, id, a, b, c, PRIV_CRED_SETUID);
}

static int
gid_check(struct thread *td, uint32_t id, uint32_t a, uint32_t b, uint32_t c)
{
	return id_check(td, id, a, b, c, PRIV_CRED_SETGID);
}

/* Set the user ids that are not KEEP. */
static int
uids_set(struct thread *td, uint32_t ruid, uint32_t euid, uint32_t svuid)
{
	struct cred *cr = cred_dup(td->td_cred);

	if (cr == NULL)
		return ENOMEM;
	if (ruid != KEEP)
		cr->cr_ruid = ruid;
	if (euid != KEEP)
		cr->cr_uid = euid;
	if (svuid != KEEP)
		cr->cr_svuid = svuid;
	proc_set_cred(td->td_proc, cr);
	return 0;
}

static int
gids_set(struct thread *td, uint32_t rgid, uint32_t egid, uint32_t svgid)
{
	struct cred *cr = cred_dup(td->td_cred);

	if (cr == NULL)
		return ENOMEM;
	if (rgid != KEEP)
		cr->cr_rgid = rgid;
	if (egid != KEEP)
		cr->cr_gid = egid;
	if (svgid != KEEP)
		cr->cr_svgid = svgid;
	proc_set_cred(td->td_proc, cr);
	return 0;
}

/* All three with privilege, else the effective one. */
static int
sys_setuid(struct thread *td, struct syscall_args *sa)
{
	const struct cred *cr = td->td_cred;
	uint32_t uid = (uint32_t)sa->sa_arg[0];

	if (uid == KEEP)
		return EINVAL;
	if (priv_check(cr, PRIV_CRED_SETUID) == 0)
		return uids_set(td, uid, uid, uid);
	if (uid != cr->cr_ruid && uid != cr->cr_svuid)
		return EPERM;
	return uids_set(td, KEEP, uid, KEEP);
}

static int
sys_setgid(struct thread *td, struct syscall_args *sa)
{
	const struct cred *cr = td->td_cred;
	uint32_t gid = (uint32_t)sa->sa_arg[0];

	if (gid == KEEP)
		return EINVAL;
	if (priv_check(cr, PRIV_CRED_SETGID) == 0)
		return gids_set(td, gid, gid, gid);
	if (gid != cr->cr_rgid && gid != cr->cr_svgid)
		return EPERM;
	return gids_set(td, KEEP, gid, KEEP);
}

static int
sys_seteuid(struct thread *td, struct syscall_args *sa)
{
	const struct cred *cr = td->td_cred;
	uint32_t uid = (uint32_t)sa->sa_arg[0];
	int error;

	error = uid_check(td, uid, cr->cr_ruid, cr->cr_svuid, cr->cr_ruid);
	return error != 0 ? error : uids_set(td, KEEP, uid, KEEP);
}

static int
sys_setegid(struct thread *td, struct syscall_args *sa)
{
	const struct cred *cr = td->td_cred;
	uint32_t gid = (uint32_t)sa->sa_arg[0];
	int error;

	error = gid_check(td, gid, cr->cr_rgid, cr->cr_svgid, cr->cr_rgid);
	return error != 0 ? error : gids_set(td, KEEP, gid, KEEP);
}

static int
sys_setreuid(struct thread *td, struct syscall_args *sa)
{
	const struct cred *cr = td->td_cred;
	uint32_t ruid = (uint32_t)sa->sa_arg[0];
	uint32_t euid = (uint32_t)sa->sa_arg[1];
	int error;

	error = uid_check(td, ruid, cr->cr_ruid, cr->cr_svuid, cr->cr_uid);
	if (error == 0)
		error = uid_check(td, euid, cr->cr_ruid, cr->cr_uid,
		    cr->cr_svuid);
	if (error != 0)
		return error;
	return uids_set(td, ruid, euid, ruid != KEEP || euid != KEEP ?
	    (euid != KEEP ? euid : cr->cr_uid) : KEEP);
}

static int
sys_setregid(struct thread *td, struct syscall_args *sa)
{
	const struct cred *cr = td->td_cred;
	uint32_t rgid = (uint32_t)sa->sa_arg[0];
	uint32_t egid = (uint32_t)sa->sa_arg[1];
	int error;

	error = gid_check(td, rgid, cr->cr_rgid, cr->cr_svgid, cr->cr_gid);
	if (error == 0)
		error = gid_check(td, egid, cr->cr_rgid, cr->cr_gid,
		    cr->cr_svgid);
	if (error != 0)
		return error;
	return gids_set(td, rgid, egid, rgid != KEEP || egid != KEEP ?
	    (egid != KEEP ? egid : cr->cr_gid) : KEEP);
}

static int
sys_getgroups(struct thread *td, struct syscall_args *sa)
{
	const struct cred *cr = td->td_cred;
	int size = (int)sa->sa_arg[0];

	sa->sa_ret = cr->cr_ngroups;
	if (size == 0)
		return 0;
	if (size < (int)cr->cr_ngroups)
		return EINVAL;
	return copyout(cr->cr_groups, sa->sa_arg[1],
	    cr->cr_ngroups * sizeof(cr->cr_groups[0]));
}

static int
sys_setgroups(struct thread *td, struct syscall_args *sa)
{
	uint32_t n = (uint32_t)sa->sa_arg[0];
	struct cred *cr;
	int error;

	error = priv_check(td->td_cred, PRIV_CRED_SETGROUPS);
	if (error != 0)
		return error;
	if (n > CRED_NGROUPS)
		return EINVAL;
	cr = cred_dup(td->td_cred);
	if (cr == NULL)
		return ENOMEM;
	error = copyin(sa->sa_arg[1], cr->cr_groups,
	    n * sizeof(cr->cr_groups[0]));
	if (error != 0) {
		cred_drop(cr);
		return error;
	}
	cr->cr_ngroups = n;
	proc_set_cred(td->td_proc, cr);
	return 0;
}

static int
sys_getlogin(struct thread *td, struct syscall_args *sa)
{
	char name[LOGIN_MAX];
	size_t len;

	proc_get_login(td->td_proc, name);
	len = strlen(name) + 1;
	return sa->sa_arg[1] < len ? ERANGE :
	    copyout(name, sa->sa_arg[0], len);
}

static int
sys_setlogin(struct thread *td, struct syscall_args *sa)
{
	char name[LOGIN_MAX];
	int error;

	error = priv_check(td->td_cred, PRIV_PROC_SETLOGIN);
	if (error == 0)
		error = copyinstr(sa->sa_arg[0], name, sizeof(name), NULL);
	if (error != 0)
		return error == ENAMETOOLONG ? EINVAL : error;
	proc_set_login(td->td_proc, name);
	return 0;
}

SYSCALL(SYS_getuid, 0, sys_getuid);
SYSCALL(SYS_geteuid, 0, sys_geteuid);
SYSCALL(SYS_getgid, 0, sys_getgid);
SYSCALL(SYS_getegid, 0, sys_getegid);
SYSCALL(SYS_issetugid, 0, sys_issetugid);
SYSCALL(SYS_setuid, 1, sys_setuid);
SYSCALL(SYS_setgid, 1, sys_setgid);
SYSCALL(SYS_seteuid, 1, sys_seteuid);
SYSCALL(SYS_setegid, 1, sys_setegid);
SYSCALL(SYS_setreuid, 2, sys_setreuid);
SYSCALL(SYS_setregid, 2, sys_setregid);
SYSCALL(SYS_getgroups, 2, sys_getgroups);
SYSCALL(SYS_setgroups, 2, sys_setgroups);
SYSCALL(SYS_getlogin, 2, sys_getlogin);
SYSCALL(SYS_setlogin, 1, sys_setlogin);
