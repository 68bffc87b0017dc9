// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/ioccom - how an ioctl command is made: direction, size of the
 * argument, group and number.  The kernel copies arguments by these.
 */
#pragma once

#define IOCPARM_SHIFT	13
#define IOCPARM_MASK	((1UL << IOCPARM_SHIFT) - 1)
#define IOCPARM_LEN(x)	(((x) >> 16) & IOCPARM_MASK)
#define IOCGROUP(x)	(((x) >> 8) & 0xff)
#define IOCPARM_MAX	(1UL << IOCPARM_SHIFT)

#define IOC_VOID	0x20000000UL	/* no argument, or an int by value */
#define IOC_OUT		0x40000000UL	/* copied to the program */
#define IOC_IN		0x80000000UL	/* copied from the program */
#define IOC_INOUT	(IOC_IN | IOC_OUT)

#define _IOC(dir, group, num, len)					\
	((unsigned long)((dir) | ((len) & IOCPARM_MASK) << 16 |		\
	    (group) << 8 | (num)))
#define _IO(g, n)	_IOC(IOC_VOID, (g), (n), 0)
#define _IOWINT(g, n)	_IOC(IOC_VOID, (g), (n), sizeof(int))
#define _IOR(g, n, t)	_IOC(IOC_OUT, (g), (n), sizeof(t))
#define _IOW(g, n, t)	_IOC(IOC_IN, (g), (n), sizeof(t))
#define _IOWR(g, n, t)	_IOC(IOC_INOUT, (g), (n), sizeof(t))
