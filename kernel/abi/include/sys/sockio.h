// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/sockio - ioctl commands of interfaces, given on any socket.
 */
#pragma once

#include <sys/ioccom.h>
#include <net/if.h>

#define SIOCSIFADDR	_IOW('i', 12, struct ifreq)
#define SIOCGIFADDR	_IOWR('i', 33, struct ifreq)
#define SIOCSIFFLAGS	_IOW('i', 16, struct ifreq)
#define SIOCGIFFLAGS	_IOWR('i', 17, struct ifreq)
#define SIOCDIFADDR	_IOW('i', 25, struct ifreq)
#define SIOCAIFADDR	_IOW('i', 43, struct ifaliasreq)
#define SIOCGIFDSTADDR	_IOWR('i', 34, struct ifreq)
#define SIOCGIFBRDADDR	_IOWR('i', 35, struct ifreq)
#define SIOCGIFNETMASK	_IOWR('i', 37, struct ifreq)
#define SIOCSIFNETMASK	_IOW('i', 22, struct ifreq)
#define SIOCSIFBRDADDR	_IOW('i', 19, struct ifreq)
#define SIOCGIFCONF	_IOWR('i', 36, struct ifconf)
#define SIOCGIFINDEX	_IOWR('i', 32, struct ifreq)
#define SIOCGIFMETRIC	_IOWR('i', 23, struct ifreq)
#define SIOCSIFMETRIC	_IOW('i', 24, struct ifreq)
#define SIOCSIFNAME	_IOW('i', 40, struct ifreq)
#define SIOCGIFMTU	_IOWR('i', 51, struct ifreq)
#define SIOCSIFMTU	_IOW('i', 52, struct ifreq)
#define SIOCSIFLLADDR	_IOW('i', 60, struct ifreq)
#define SIOCGHWADDR	_IOWR('i', 62, struct ifreq)
#define SIOCGIFGROUP	_IOWR('i', 136, struct ifgroupreq)
#define SIOCSIFVNET	_IOWR('i', 90, struct ifreq)	/* to jail ifr_jid */
#define SIOCSIFRVNET	_IOWR('i', 91, struct ifreq)	/* back from it */
#define SIOCIFCREATE	_IOWR('i', 122, struct ifreq)	/* name comes back */
#define SIOCIFDESTROY	_IOW('i', 121, struct ifreq)
#define SIOCGIFDESCR	_IOWR('i', 42, struct ifreq)
#define SIOCSIFDESCR	_IOW('i', 41, struct ifreq)
#define SIOCGIFSTATUS	_IOWR('i', 59, struct ifstat)
