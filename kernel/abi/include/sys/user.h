// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/user - a process as the sysctls kern.proc.all (an array) and
 * kern.proc.pid.N show it.  Readers step by ki_structsize.
 */
#pragma once

#include <sys/types.h>
#include <sys/_timeval.h>

#define KI_COMMLEN	20
#define KI_WMESGLEN	16
#define KI_ARGSLEN	128

/* ki_stat */
#define SIDL		1		/* being made */
#define SRUN		2
#define SSLEEP		3
#define SSTOP		4
#define SZOMB		5

/* ki_flags */
#define KI_SESSLEADER	0x01
#define KI_CTTY		0x02		/* has a controlling terminal */
#define KI_FOREGROUND	0x04		/* in its terminal's group */
#define KI_SYSTEM	0x08		/* kernel process */
#define KI_JAILED	0x10

struct kinfo_proc {
	int ki_structsize;		/* sizeof(struct kinfo_proc) */
	pid_t ki_pid;
	pid_t ki_ppid;
	pid_t ki_pgid;
	pid_t ki_sid;
	int ki_jid;			/* 0 outside of jails */
	uid_t ki_uid;			/* effective */
	uid_t ki_ruid;
	gid_t ki_gid;
	int ki_stat;			/* SIDL .. SZOMB */
	int ki_flags;			/* KI_* */
	int ki_nthreads;
	int ki_cpu;			/* where it last ran */
	int ki_nice;
	dev_t ki_tdev;			/* terminal, (dev_t)-1 for none */
	uint64_t ki_size;		/* bytes of address space */
	uint64_t ki_rss;		/* bytes resident */
	struct timeval ki_runtime;	/* user and system together */
	struct timeval ki_start;	/* wall clock */
	pid_t ki_vpid;			/* in its own space of numbers */
	int ki_spare;
	char ki_comm[KI_COMMLEN];
	char ki_wmesg[KI_WMESGLEN];	/* what it sleeps on */
	char ki_ttyname[16];		/* "console", "" for none */
	char ki_args[KI_ARGSLEN];	/* arguments with blanks between */
};
