// SPDX-License-Identifier: BSD-2-Clause
/*
 * signal - handlers, masks, restarting, stops, faults, timers.
 */
#include <signal.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include "check.h"

static volatile sig_atomic_t hits, last_sig, last_code;
static void *volatile last_addr;
static volatile sig_atomic_t nested;

static void
on_signal(int sig)
{
	hits++;
	last_sig = sig;
}

static void
on_info(int sig, siginfo_t *si, void *ctx)
{
	(void)ctx;
	hits++;
	last_sig = sig;
	last_code = si->si_code;
	last_addr = si->si_addr;
}

static int
exit_3(void)
{
	return 3;
}

static void
catch(int sig, void (*fn)(int), int flags)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = fn;
	sa.sa_flags = flags;
	sigaction(sig, &sa, NULL);
	hits = 0;
}

static void
signal_handler(void)
{
	struct sigaction old;

	catch(SIGUSR1, on_signal, 0);
	WANT(kill(getpid(), SIGUSR1) == 0 && hits == 1 &&
	    last_sig == SIGUSR1);
	WANT(sigaction(SIGUSR1, NULL, &old) == 0 &&
	    old.sa_handler == on_signal);
	signal(SIGUSR1, SIG_IGN);
	WANT(kill(getpid(), SIGUSR1) == 0 && hits == 1);
	signal(SIGUSR1, SIG_DFL);
}

/* Registers, floating point too, come back as they were. */
static void
signal_registers(void)
{
	volatile double a = 1.5, b = 2.25;
	double c;
	int i;

	catch(SIGUSR1, on_signal, 0);
	for (i = 0; i < 50; i++) {
		c = a * b;
		kill(getpid(), SIGUSR1);
		WANT(c == 3.375 && a + b == 3.75);
	}
	WANT(hits == 50);
}

static void
signal_mask(void)
{
	sigset_t set, old, pending;

	catch(SIGUSR1, on_signal, 0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	WANT(sigprocmask(SIG_BLOCK, &set, &old) == 0);
	WANT(kill(getpid(), SIGUSR1) == 0 && hits == 0);
	WANT(sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1));
	sigemptyset(&set);
	WANT(sigsuspend(&set) == -1 && hits == 1);
	WANT(kill(getpid(), SIGUSR1) == 0 && hits == 1);
	WANT(sigprocmask(SIG_SETMASK, &old, NULL) == 0 && hits == 2);
}

static void
on_nested(int sig)
{
	/* Blocked in its own handler; comes when that has returned. */
	if (nested++ == 0) {
		kill(getpid(), sig);
		if (nested != 1)
			nested = 100;
	}
}

static void
signal_nested(void)
{
	nested = 0;
	catch(SIGUSR1, on_nested, 0);
	WANT(kill(getpid(), SIGUSR1) == 0 && nested == 2);
	catch(SIGUSR1, on_signal, SA_RESETHAND);
	WANT(kill(getpid(), SIGUSR1) == 0 && hits == 1);
	signal(SIGUSR1, SIG_DFL);
}

/* init does not die of what it has not asked for. */
static void
signal_init(void)
{
	WANT(kill(1, SIGKILL) == 0 && kill(1, SIGSTOP) == 0);
	WANT(kill(1, SIGSEGV) == 0);
	usleep(10000);
	WANT(kill(1, 0) == 0 && check_status(exit_3) != -1);
}

static void
signal_refused(void)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = SIG_IGN;
	WANT_ERRNO(sigaction(SIGKILL, &sa, NULL), EINVAL);
	WANT_ERRNO(sigaction(SIGSTOP, &sa, NULL), EINVAL);
	WANT_ERRNO(sigaction(0, &sa, NULL), EINVAL);
	WANT_ERRNO(sigaction(32, &sa, NULL), EINVAL);
	WANT_ERRNO(kill(getpid(), 77), EINVAL);
	WANT_ERRNO(kill(getpid(), -1), EINVAL);
}

/* A child signals while we read from a pipe; then it writes. */
static pid_t
poke_then_write(int fd)
{
	pid_t pid = fork();

	if (pid == 0) {
		usleep(30000);
		kill(getppid(), SIGUSR1);
		usleep(30000);
		write(fd, "x", 1);
		_exit(0);
	}
	return pid;
}

static void
signal_restart(void)
{
	int fd[2];
	char c;
	pid_t pid;

	WANT(pipe(fd) == 0);
	catch(SIGUSR1, on_signal, SA_RESTART);
	pid = poke_then_write(fd[1]);
	WANT(read(fd[0], &c, 1) == 1 && hits == 1);
	WANT(check_wait(pid) == 0);
	catch(SIGUSR1, on_signal, 0);
	pid = poke_then_write(fd[1]);
	WANT_ERRNO(read(fd[0], &c, 1), EINTR);
	WANT(hits == 1);
	WANT(read(fd[0], &c, 1) == 1);
	WANT(check_wait(pid) == 0);
	close(fd[0]);
	close(fd[1]);
}

static int
touch_null(void)
{
	*(volatile int *)check_pointer(8) = 1;
	return 0;
}

static int
touch_kernel(void)
{
	*(volatile int *)check_pointer(0xffffffff80100000) = 1;
	return 0;
}

static int
divide(void)
{
	volatile int zero = 0;

	return 100 / zero;
}

static int
illegal(void)
{
	__asm__ volatile("ud2");
	return 0;
}

static int
privileged(void)
{
	__asm__ volatile("cli");
	return 0;
}

static int
odd_address(void)
{
	/* not canonical */
	*(volatile int *)check_pointer(0x800000000000) = 1;
	return 0;
}

static void
signal_faults(void)
{
	WANT(WTERMSIG(check_status(touch_null)) == SIGSEGV);
	WANT(WTERMSIG(check_status(touch_kernel)) == SIGSEGV);
	WANT(WTERMSIG(check_status(divide)) == SIGFPE);
	WANT(WTERMSIG(check_status(illegal)) == SIGILL);
	WANT(WTERMSIG(check_status(privileged)) == SIGBUS);
	WANT(WTERMSIG(check_status(odd_address)) == SIGBUS);
}

static int
fault_ignored(void)
{
	sigset_t set;

	signal(SIGSEGV, SIG_IGN);
	sigfillset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	return touch_null();
}

static char *fault_page;

static void
on_fault(int sig, siginfo_t *si, void *ctx)
{
	on_info(sig, si, ctx);
	mprotect(fault_page, 4096, PROT_READ | PROT_WRITE);
}

/* The handler repairs; the instruction begins again. */
static void
signal_fault_repaired(void)
{
	struct sigaction sa;

	fault_page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANON, -1,
	    0);
	WANT(fault_page != MAP_FAILED);
	memset(&sa, 0, sizeof(sa));
	sa.sa_sigaction = on_fault;
	sa.sa_flags = SA_SIGINFO;
	WANT(sigaction(SIGSEGV, &sa, NULL) == 0);
	hits = 0;
	fault_page[100] = 5;
	WANT(hits == 1 && fault_page[100] == 5);
	WANT(last_addr == fault_page + 100 && last_code == SEGV_ACCERR);
	signal(SIGSEGV, SIG_DFL);
	WANT(munmap(fault_page, 4096) == 0);
	WANT(WTERMSIG(check_status(fault_ignored)) == SIGSEGV);
}

static int
overflow(int n)
{
	volatile char buf[4096];

	buf[0] = (char)n;
	return n == 0 ? 0 : overflow(n + 1) + buf[0];
}

static void
on_overflow(int sig)
{
	(void)sig;
	_exit(33);
}

/* Only another stack lets a handler run when the first is used up. */
static int
survive_overflow(void)
{
	static char stack[SIGSTKSZ];
	stack_t ss = { .ss_sp = stack, .ss_size = sizeof(stack) }, old;

	ss.ss_size = 100;
	if (sigaltstack(&ss, NULL) != -1 || errno != ENOMEM)
		return 1;
	ss.ss_size = sizeof(stack);
	if (sigaltstack(&ss, &old) != 0 || old.ss_flags != SS_DISABLE)
		return 2;
	catch(SIGSEGV, on_overflow, SA_ONSTACK);
	return overflow(1);
}

static void
signal_altstack(void)
{
	WANT(WEXITSTATUS(check_status(survive_overflow)) == 33);
}

static int
bad_stack(void)
{
	catch(SIGUSR1, on_signal, 0);
	kill(getpid(), SIGUSR1);
	__asm__ volatile("mov $8, %%rsp\n\tmov $37, %%eax\n\tsyscall"
	    : : "D"((long)getpid()), "S"((long)SIGUSR1) : "memory");
	return 0;
}

static int
forged_return(void)
{
	__asm__ volatile("mov $417, %%eax\n\tsyscall"
	    : : "D"(0xffff800000000000ul) : "memory");
	return 0;
}

static void
signal_hostile_frames(void)
{
	WANT(WTERMSIG(check_status(bad_stack)) == SIGSEGV);
	WANT(WTERMSIG(check_status(forged_return)) == SIGSEGV);
}

static int
count_forever(void)
{
	for (;;)
		pause();
	return 0;
}

static void
signal_stop(void)
{
	pid_t pid = check_child(count_forever);
	int status;

	WANT(kill(pid, SIGSTOP) == 0);
	WANT(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status) &&
	    WSTOPSIG(status) == SIGSTOP);
	WANT(waitpid(pid, &status, WUNTRACED | WNOHANG) == 0);
	WANT(kill(pid, SIGTERM) == 0);
	WANT(waitpid(pid, &status, WNOHANG) == 0);
	WANT(kill(pid, SIGCONT) == 0);
	WANT(waitpid(pid, &status, WCONTINUED) == pid);
	if (WIFCONTINUED(status))
		WANT(waitpid(pid, &status, 0) == pid);
	WANT(WTERMSIG(status) == SIGTERM);
	pid = check_child(count_forever);
	WANT(kill(pid, SIGSTOP) == 0);
	WANT(waitpid(pid, &status, WUNTRACED) == pid);
	WANT(kill(pid, SIGKILL) == 0);
	WANT(waitpid(pid, &status, 0) == pid && WTERMSIG(status) == SIGKILL);
}

static void
signal_child(void)
{
	int i;

	catch(SIGCHLD, on_signal, 0);
	WANT(check_status(touch_null) != -1);
	for (i = 0; i < 100 && hits == 0; i++)
		usleep(1000);
	WANT(hits >= 1 && last_sig == SIGCHLD);
	signal(SIGCHLD, SIG_IGN);
	WANT(check_child(touch_null) > 0);
	WANT_ERRNO(wait(NULL), ECHILD);
	signal(SIGCHLD, SIG_DFL);
}

static void
signal_alarm(void)
{
	struct itimerval it = { { 0, 5000 }, { 0, 5000 } }, old;

	catch(SIGALRM, on_signal, 0);
	WANT(setitimer(ITIMER_REAL, &it, NULL) == 0);
	while (hits < 3)
		pause();
	memset(&it, 0, sizeof(it));
	WANT(setitimer(ITIMER_REAL, &it, &old) == 0);
	WANT(old.it_interval.tv_usec == 5000);
	it.it_value.tv_usec = 1000000;
	WANT_ERRNO(setitimer(ITIMER_REAL, &it, NULL), EINVAL);
	catch(SIGALRM, on_signal, 0);
	alarm(1);
	WANT(alarm(0) >= 1);
}

static void
signal_sleep(void)
{
	struct timespec ts = { 0, 20000000 }, left, a, b;
	pid_t pid;

	WANT(clock_gettime(CLOCK_MONOTONIC, &a) == 0);
	WANT(nanosleep(&ts, NULL) == 0);
	WANT(clock_gettime(CLOCK_MONOTONIC, &b) == 0);
	WANT((b.tv_sec - a.tv_sec) * 1000000000 + b.tv_nsec - a.tv_nsec >=
	    20000000);
	ts.tv_nsec = 1000000000;
	WANT_ERRNO(nanosleep(&ts, NULL), EINVAL);
	catch(SIGUSR1, on_signal, SA_RESTART);
	pid = fork();
	if (pid == 0) {
		usleep(20000);
		kill(getppid(), SIGUSR1);
		_exit(0);
	}
	ts = (struct timespec){ 60, 0 };
	WANT_ERRNO(nanosleep(&ts, &left), EINTR);
	WANT(left.tv_sec >= 50 && left.tv_sec < 60);
	WANT(check_wait(pid) == 0);
}

static int
write_closed(void)
{
	int fd[2];

	pipe(fd);
	close(fd[0]);
	write(fd[1], "x", 1);
	return 0;
}

static void
signal_pipe(void)
{
	int fd[2];

	WANT(WTERMSIG(check_status(write_closed)) == SIGPIPE);
	signal(SIGPIPE, SIG_IGN);
	WANT(pipe(fd) == 0 && close(fd[0]) == 0);
	WANT_ERRNO(write(fd[1], "x", 1), EPIPE);
	close(fd[1]);
	signal(SIGPIPE, SIG_DFL);
}

int
main(void)
{
	RUN(signal_handler);
	RUN(signal_registers);
	RUN(signal_mask);
	RUN(signal_nested);
	RUN(signal_init);
	RUN(signal_refused);
	RUN(signal_restart);
	RUN(signal_faults);
	RUN(signal_fault_repaired);
	RUN(signal_altstack);
	RUN(signal_hostile_frames);
	RUN(signal_stop);
	RUN(signal_child);
	RUN(signal_alarm);
	RUN(signal_sleep);
	RUN(signal_pipe);
	return 0;
}
