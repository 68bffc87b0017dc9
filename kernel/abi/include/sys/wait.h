// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/wait - options of wait4 and the form of a status.
 *
 * Low seven bits 0: exited, the value in bits 8-15.  0x7f: stopped by the
 * signal in bits 8-15 (SIGCONT there means continued).  Else killed by the
 * signal in the low seven bits, 0x80 when a core was written.
 */
#pragma once

#define WNOHANG		1
#define WUNTRACED	2
#define WSTOPPED	WUNTRACED
#define WCONTINUED	4
#define WNOWAIT		8
#define WEXITED		16
#define WTRAPPED	32

#define WAIT_ANY	(-1)
#define WAIT_MYPGRP	0

#define WCOREFLAG	0x80
#define W_EXITCODE(ret, sig)	((ret) << 8 | (sig))
#define W_STOPCODE(sig)		((sig) << 8 | 0x7f)
#define W_CONTINUED		0x137f	/* SIGCONT << 8 | 0x7f */

#define WIFEXITED(w)	(((w) & 0x7f) == 0)
#define WIFSIGNALED(w)	(((w) & 0x7f) != 0 && ((w) & 0x7f) != 0x7f)
#define WIFSTOPPED(w)	(((w) & 0xff) == 0x7f && (w) != W_CONTINUED)
#define WIFCONTINUED(w)	((w) == W_CONTINUED)
#define WEXITSTATUS(w)	(((w) >> 8) & 0xff)
#define WTERMSIG(w)	((w) & 0x7f)
#define WSTOPSIG(w)	WEXITSTATUS(w)
#define WCOREDUMP(w)	((w) & WCOREFLAG)
