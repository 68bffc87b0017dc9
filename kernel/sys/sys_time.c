// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_time - clocks, sleeping, interval timers.
 *
 * Inside the kernel time is nanoseconds in 64 bits; what programs give is
 * checked and converted on the way in, saturating: year 2554 is for ever.
 */
#include <sys/errno.h>
#include <sys/time.h>
#include "kernel/cred/cred.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sys_priv.h"
#include "kernel/sys/syscall.h"

#define NS_PER_S	1000000000ul
#define NS_PER_US	1000ul
#define SECONDS_MAX	9000000000ul	/* beyond that: for ever */

static struct spinlock sleep_lock = SPIN_INITIALIZER("nanosleep");

static uint64_t
time_join(int64_t s, uint64_t ns)
{
	if ((uint64_t)s > SECONDS_MAX)
		s = SECONDS_MAX;
	return (uint64_t)s * NS_PER_S + ns;
}

int
timespec_copyin(uaddr_t at, uint64_t *ns)
{
	struct timespec ts;
	int error;

	error = copyin(at, &ts, sizeof(ts));
	if (error != 0)
		return error;
	if (ts.tv_sec < 0 || ts.tv_nsec < 0 || ts.tv_nsec >= (long)NS_PER_S)
		return EINVAL;
	*ns = time_join(ts.tv_sec, (uint64_t)ts.tv_nsec);
	return 0;
}

int
timespec_copyout(uint64_t ns, uaddr_t at)
{
	struct timespec ts = { .tv_sec = (time_t)(ns / NS_PER_S),
	    .tv_nsec = (long)(ns % NS_PER_S) };

	return copyout(&ts, at, sizeof(ts));
}

static int
timeval_check(const struct timeval *tv, uint64_t *ns)
{
	if (tv->tv_sec < 0 || tv->tv_usec < 0 || tv->tv_usec > 999999)
		return EINVAL;
	*ns = time_join(tv->tv_sec, (uint64_t)tv->tv_usec * NS_PER_US);
	return 0;
}

int
timeval_copyin(uaddr_t at, uint64_t *ns)
{
	struct timeval tv;
	int error;

	error = copyin(at, &tv, sizeof(tv));
	return error != 0 ? error : timeval_check(&tv, ns);
}

static struct timeval
timeval_make(uint64_t ns)
{
	return (struct timeval){ .tv_sec = (time_t)(ns / NS_PER_S),
	    .tv_usec = (suseconds_t)(ns % NS_PER_S / NS_PER_US) };
}

uint64_t
deadline_in(uint64_t ns)
{
	uint64_t now = clock_uptime_ns();

	return ns >= WQ_FOREVER - now ? WQ_FOREVER - 1 : now + ns;
}

uint64_t
deadline_resume(struct thread *td, uint64_t ns)
{
	uint64_t kept = td->td_deadline_ns;

	td->td_deadline_ns = 0;
	return kept != 0 ? kept : deadline_in(ns);
}

int
deadline_keep(struct thread *td, uint64_t deadline_ns, int error)
{
	if (error != EINTR)
		return error;
	td->td_deadline_ns = deadline_ns != WQ_FOREVER ? deadline_ns : 0;
	return ERESTARTQUIET;
}

/* --------------------------------------------------------------- clocks */

static int
clock_read(struct thread *td, clockid_t id, uint64_t *ns)
{
	switch (id) {
	case CLOCK_REALTIME:
		*ns = clock_realtime_ns();
		return 0;
	case CLOCK_MONOTONIC:
		*ns = clock_uptime_ns();
		return 0;
	case CLOCK_PROCESS_CPUTIME_ID:
		*ns = proc_runtime_ns(td->td_proc);
		return 0;
	case CLOCK_THREAD_CPUTIME_ID:
		*ns = td->td_runtime_ns;
		return 0;
	default:
		return EINVAL;
	}
}

static int
sys_clock_gettime(struct thread *td, struct syscall_args *sa)
{
	uint64_t ns;
	int error;

	error = clock_read(td, sa->sa_arg[0], &ns);
	return error != 0 ? error : timespec_copyout(ns, sa->sa_arg[1]);
}

static int
sys_clock_getres(struct thread *td, struct syscall_args *sa)
{
	uint64_t ns;
	int error;

	error = clock_read(td, sa->sa_arg[0], &ns);
	if (error != 0 || sa->sa_arg[1] == 0)
		return error;
	return timespec_copyout(1, sa->sa_arg[1]);
}

static int
clock_set(struct thread *td, uint64_t ns)
{
	int error = priv_check(td->td_cred, PRIV_CLOCK_SETTIME);

	if (error == 0)
		clock_set_realtime_ns(ns);
	return error;
}

static int
sys_clock_settime(struct thread *td, struct syscall_args *sa)
{
	uint64_t ns;
	int error;

	if (sa->sa_arg[0] != CLOCK_REALTIME)
		return EINVAL;
	error = timespec_copyin(sa->sa_arg[1], &ns);
	return error != 0 ? error : clock_set(td, ns);
}

static int
sys_gettimeofday(struct thread *td, struct syscall_args *sa)
{
	struct timeval tv = timeval_make(clock_realtime_ns());
	struct timezone tz = { 0, 0 };
	int error = 0;

	(void)td;
	if (sa->sa_arg[0] != 0)
		error = copyout(&tv, sa->sa_arg[0], sizeof(tv));
	if (error == 0 && sa->sa_arg[1] != 0)
		error = copyout(&tz, sa->sa_arg[1], sizeof(tz));
	return error;
}

static int
sys_settimeofday(struct thread *td, struct syscall_args *sa)
{
	uint64_t ns;
	int error;

	error = timeval_copyin(sa->sa_arg[0], &ns);
	return error != 0 ? error : clock_set(td, ns);
}

/* ---------------------------------------------------------------- sleep */

/* Until the deadline; 0, or EINTR with what is left. */
static int
sleep_until(uint64_t deadline, uint64_t *left)
{
	uint64_t now;
	struct waitq wq;
	int error = 0;

	waitq_init(&wq, "nanslp");
	spin_lock(&sleep_lock);
	while (error == 0 && clock_uptime_ns() < deadline)
		error = waitq_sleep(&wq, &sleep_lock, WQ_INTR, deadline);
	spin_unlock(&sleep_lock);
	now = clock_uptime_ns();
	*left = now < deadline ? deadline - now : 0;
	return error == EINTR ? EINTR : 0;
}

static int
sys_nanosleep(struct thread *td, struct syscall_args *sa)
{
	uint64_t ns, left, deadline;
	int error;

	error = timespec_copyin(sa->sa_arg[0], &ns);
	if (error != 0)
		return error;
	deadline = deadline_resume(td, ns);
	error = sleep_until(deadline, &left);
	if (error == EINTR && sa->sa_arg[1] != 0 &&
	    timespec_copyout(left, sa->sa_arg[1]) != 0)
		return EFAULT;
	return deadline_keep(td, deadline, error);
}

/* --------------------------------------------------------------- timers */

static int
itimer_copyout(struct proc *p, uaddr_t at)
{
	struct itimerval it;
	uint64_t in, every;

	proc_alarm_get(p, &in, &every);
	it.it_value = timeval_make(in);
	it.it_interval = timeval_make(every);
	return copyout(&it, at, sizeof(it));
}

static int
sys_getitimer(struct thread *td, struct syscall_args *sa)
{
	if (sa->sa_arg[0] != ITIMER_REAL)
		return EINVAL;
	return itimer_copyout(td->td_proc, sa->sa_arg[1]);
}

static int
sys_setitimer(struct thread *td, struct syscall_args *sa)
{
	struct itimerval it;
	uint64_t in = 0, every = 0;
	int error = 0;

	if (sa->sa_arg[0] != ITIMER_REAL)
		return EINVAL;
	if (sa->sa_arg[1] != 0) {
		error = copyin(sa->sa_arg[1], &it, sizeof(it));
		if (error == 0)
			error = timeval_check(&it.it_value, &in);
		if (error == 0)
			error = timeval_check(&it.it_interval, &every);
	}
	if (error == 0 && sa->sa_arg[2] != 0)
		error = itimer_copyout(td->td_proc, sa->sa_arg[2]);
	if (error == 0 && sa->sa_arg[1] != 0)
		proc_alarm_set(td->td_proc, in, every);
	return error;
}

SYSCALL(SYS_clock_gettime, 2, sys_clock_gettime);
SYSCALL(SYS_clock_getres, 2, sys_clock_getres);
SYSCALL(SYS_clock_settime, 2, sys_clock_settime);
SYSCALL(SYS_gettimeofday, 2, sys_gettimeofday);
SYSCALL(SYS_settimeofday, 2, sys_settimeofday);
SYSCALL(SYS_nanosleep, 2, sys_nanosleep);
SYSCALL(SYS_getitimer, 2, sys_getitimer);
SYSCALL(SYS_setitimer, 3, sys_setitimer);
