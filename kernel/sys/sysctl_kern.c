// SPDX-License-Identifier: BSD-2-Clause
/*
 * sysctl_kern - what the system says of itself: kern.*, hw.*, vm.stats.*.
 */
#include <sys/errno.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <sys/syslimits.h>
#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/cred/allow.h"
#include "kernel/cred/cred.h"
#include "kernel/debug/cons.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/mem/page.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sysctl.h"
#include "kernel/vm/vm.h"

#define NS_PER_S	1000000000ul
#define MSGBUF_MAX	(64 * 1024)

static char kern_ostype[] = "Cellblock";
static char kern_version[] = "Cellblock " OSRELEASE " (x86_64)";
static char hw_machine[] = "amd64";
static int kern_argmax = ARG_MAX;
static int kern_ngroups = NGROUPS_MAX;
static int hw_pagesize = (int)PAGE_SIZE;

SYSCTL_STRING(ostype, "kern.ostype", SYSCTL_RD, kern_ostype,
    "Name of the system");
SYSCTL_STRING(version, "kern.version", SYSCTL_RD, kern_version,
    "Name, release and machine");
SYSCTL_INT(argmax, "kern.argmax", SYSCTL_RD, kern_argmax,
    "Bytes of arguments and environment a program may get");
SYSCTL_INT(ngroups, "kern.ngroups", SYSCTL_RD, kern_ngroups,
    "Supplementary groups a process may have");
SYSCTL_STRING(machine, "hw.machine", SYSCTL_RD, hw_machine,
    "Kind of machine");
SYSCTL_STRING(machine_arch, "hw.machine_arch", SYSCTL_RD, hw_machine,
    "Kind of processor");
SYSCTL_INT(pagesize, "hw.pagesize", SYSCTL_RD, hw_pagesize,
    "Bytes of a page");
SYSCTL_STRING(cmdline, "kern.cmdline", SYSCTL_RD, bootinfo.bi_cmdline,
    "Command line of the kernel");

/* A jail may have been told another release. */
static int
kern_osrelease(const struct sysctl_node *node, struct sysctl_req *req)
{
	const struct bounds *bn = req->sr_td->td_cred->cr_bounds;
	const char *text = bn != NULL ? bn->bn_osrelease : OSRELEASE;

	(void)node;
	return sysctl_out(req, text, strlen(text) + 1);
}
SYSCTL_PROC(osrelease, "kern.osrelease", SYSCTL_RD | SYSCTL_AS_STRING,
    kern_osrelease, "Release");

static int
kern_osreldate(const struct sysctl_node *node, struct sysctl_req *req)
{
	const struct bounds *bn = req->sr_td->td_cred->cr_bounds;
	int date = bn != NULL ? bn->bn_osreldate : OSRELDATE;

	(void)node;
	return sysctl_out(req, &date, sizeof(date));
}
SYSCTL_PROC(osreldate, "kern.osreldate", SYSCTL_RD | SYSCTL_AS_INT,
    kern_osreldate, "Release as a number that grows");

static int
kern_ncpu(const struct sysctl_node *node, struct sysctl_req *req)
{
	int n = (int)cpu_count;

	(void)node;
	return sysctl_out(req, &n, sizeof(n));
}
SYSCTL_PROC(ncpu, "hw.ncpu", SYSCTL_RD | SYSCTL_AS_INT, kern_ncpu,
    "Processors");

static int
kern_physmem(const struct sysctl_node *node, struct sysctl_req *req)
{
	uint64_t bytes = page_total() * PAGE_SIZE;

	(void)node;
	return sysctl_out(req, &bytes, sizeof(bytes));
}
SYSCTL_PROC(physmem, "hw.physmem", SYSCTL_RD | SYSCTL_AS_U64, kern_physmem,
    "Bytes of memory the kernel manages");

static int
kern_free_pages(const struct sysctl_node *node, struct sysctl_req *req)
{
	uint64_t n = page_free_count();

	(void)node;
	return sysctl_out(req, &n, sizeof(n));
}
SYSCTL_PROC(free_pages, "vm.stats.free_pages", SYSCTL_RD | SYSCTL_AS_U64,
    kern_free_pages, "Pages free now, caches not counted");

static int
kern_unpromised(const struct sysctl_node *node, struct sysctl_req *req)
{
	int64_t n = vm_unpromised();
	uint64_t out = n > 0 ? (uint64_t)n : 0;

	(void)node;
	return sysctl_out(req, &out, sizeof(out));
}
SYSCTL_PROC(unpromised, "vm.unreserved", SYSCTL_RD | SYSCTL_AS_U64,
    kern_unpromised, "Pages that programs can still be promised");

static int
kern_boottime(const struct sysctl_node *node, struct sysctl_req *req)
{
	uint64_t ns = clock_realtime_ns() - clock_uptime_ns();
	struct timeval tv = { .tv_sec = (time_t)(ns / NS_PER_S),
	    .tv_usec = (suseconds_t)(ns % NS_PER_S / 1000) };

	(void)node;
	return sysctl_out(req, &tv, sizeof(tv));
}
SYSCTL_PROC(boottime, "kern.boottime", SYSCTL_RD, kern_boottime,
    "Time at which the system started, a struct timeval");

static int
kern_uptime(const struct sysctl_node *node, struct sysctl_req *req)
{
	uint64_t ns = clock_uptime_ns();

	(void)node;
	return sysctl_out(req, &ns, sizeof(ns));
}
SYSCTL_PROC(uptime, "kern.uptime_ns", SYSCTL_RD | SYSCTL_AS_U64, kern_uptime,
    "Nanoseconds since boot");

static int
kern_numprocs(const struct sysctl_node *node, struct sysctl_req *req)
{
	int n = proc_count();

	(void)node;
	return sysctl_out(req, &n, sizeof(n));
}
SYSCTL_PROC(numprocs, "kern.numprocs", SYSCTL_RD | SYSCTL_AS_INT,
    kern_numprocs, "Processes, zombies included");

/* The script tells of the whole machine: not for jails. */
static int
kern_check_unjailed(const struct sysctl_req *req)
{
	return req->sr_td->td_cred->cr_jid != 0 ? EPERM : 0;
}

/* ENOENT tells init that there is none and a shell is wanted. */
static int
kern_script(const struct sysctl_node *node, struct sysctl_req *req)
{
	(void)node;
	if (kern_check_unjailed(req) != 0)
		return EPERM;
	if (bootinfo.bi_script == NULL)
		return ENOENT;
	return sysctl_out(req, bootinfo.bi_script, bootinfo.bi_script_size);
}
SYSCTL_PROC(script, "kern.script", SYSCTL_RD, kern_script,
    "Shell script given to the machine, for init to run");

/* The end of the kernel's log, oldest first. */
static int
kern_msgbuf(const struct sysctl_node *node, struct sysctl_req *req)
{
	char *buf;
	size_t len;
	int error;

	(void)node;
	/* Anybody may on the host; in a jail it is privileged. */
	if (req->sr_td->td_cred->cr_bounds != NULL &&
	    priv_check(req->sr_td->td_cred, PRIV_MSGBUF) != 0)
		return EPERM;
	buf = kmem_alloc(NULL, MSGBUF_MAX, KM_SLEEP);
	if (buf == NULL)
		return ENOMEM;
	len = cons_log_read(buf, MSGBUF_MAX);
	error = sysctl_out(req, buf, len);
	kmem_free(buf);
	return error;
}
SYSCTL_PROC(msgbuf, "kern.msgbuf", SYSCTL_RD, kern_msgbuf,
    "The kernel's log");
