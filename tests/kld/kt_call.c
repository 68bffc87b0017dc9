// SPDX-License-Identifier: BSD-2-Clause
/*
 * kt_call - a system call, a jail parameter, a sysctl and a debugger command
 * over one variable that each jail has.
 *
 * The call gives that variable back; with an argument it sleeps inside
 * first, so many milliseconds, for one who unloads meanwhile.
 */
#include "kernel/jail/jail.h"
#include "kernel/kld/module.h"
#include "kernel/lib/db_record.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/waitq.h"
#include "kernel/sys/syscall.h"

#define CALL_NUMBER	630	/* nobody's in <sys/syscall.h> */

VIMAGE_SUBSYS_DECLARE(uts);
VIMAGE_DEFINE_STATIC(uts, int, kt_level) = 7;	/* [a] */
#define V_kt_level	VIMAGE_VAR(uts, kt_level)

static struct spinlock call_lock = SPIN_INITIALIZER("test_inner");
static struct waitq call_wait = {		/* [call_lock] */
	LIST_INITIALIZER(call_wait.wq_sleepers), "ktcall"
};

static int
sys_kt_call(struct thread *td, struct syscall_args *sa)
{
	uint64_t end = clock_uptime_ns() + sa->sa_arg[0] * 1000000;

	(void)td;
	spin_lock(&call_lock);
	while (sa->sa_arg[0] != 0 && clock_uptime_ns() < end)
		waitq_sleep(&call_wait, &call_lock, 0, end);
	spin_unlock(&call_lock);
	sa->sa_ret = (uint64_t)V_kt_level;
	return 0;
}

static int
level_check(struct jail_set_ctx *ctx, const struct jail_value *v)
{
	return *(const int *)v->v < 0 ?
	    jail_error(ctx, EINVAL, "kt.level: below 0") : 0;
}

static void
level_commit(struct jail *j, const struct jail_value *v)
{
	(void)j;
	V_kt_level = *(const int *)v->v;
}

static void
level_get(struct jail *j, const struct jail *reader, void *buf, size_t *len)
{
	(void)j, (void)reader;
	*(int *)buf = V_kt_level;
	*len = sizeof(int);
}

static void
level_db(int nwords, char *const *words)
{
	(void)nwords, (void)words;
	db_printf("kt_level of the base system is %d\n",
	    VIMAGE_OF(vimage_base(vimage_find("uts")), uts, kt_level));
}

SYSCALL(CALL_NUMBER, 1, sys_kt_call);
JAIL_PARAM(kt_level, "kt.level", JP_INT, sizeof(int), 0, &vimage_slot_uts,
    level_check, level_commit, level_get, "a level for each jail");
SYSCTL_VIMAGE_INT(kt_level, "kern.kt_level", SYSCTL_RW, uts, kt_level,
    "the caller's level");
DB_COMMAND("show ktlevel", "", "the base system's level", DB_ANY, level_db);
MODULE(kt_call, NULL, NULL, "a system call, a parameter, a command");
