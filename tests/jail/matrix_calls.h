// SPDX-License-Identifier: BSD-2-Clause
/*
 * matrix_calls - what the isolation matrix aims at, and the calls that a
 * row of words cannot make.  Each returns the call's value or -errno.
 */
#pragma once

#include "tests/jail/jailtest.h"
#include "tests/sys/rawcall.h"

#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/sockio.h>
#include <sys/un.h>

/* Something to aim at, as it is called where the aim is taken. */
struct target {
	long pid, pgid, tid, msqid, semid, shmid, jid, key;
	char file[80], dir[80], link[80], sock[80];
	char mount[16], name[16], ifname[IFNAMSIZ];
	int port;
};

/* ------------------------------------------------------- calls by hand */

/* What libc returned, as call() would. */
static long
answer(long ret)
{
	return ret < 0 ? -errno : ret;
}

/* 0 if a list has it, as if it had been asked for. */
static long
list_mounts(const struct target *t)
{
	static struct statfs fs[32];
	int n = getfsstat(fs, sizeof(fs), MNT_NOWAIT), i;
	size_t len = strlen(t->mount), at;

	for (i = 0; i < n; i++) {
		at = strlen(fs[i].f_mntonname);
		if (at >= len && strcmp(fs[i].f_mntonname + at - len,
		    t->mount) == 0)
			return 0;
	}
	return -ENOENT;
}

static long
mount_tmpfs(const char *on)
{
	char type[] = "fstype", fs[] = "tmpfs", path[] = "fspath", at[80];
	struct iovec iov[4] = { { type, sizeof(type) }, { fs, sizeof(fs) },
	    { path, sizeof(path) }, { at, 0 } };

	iov[3].iov_len = (size_t)snprintf(at, sizeof(at), "%s", on) + 1;
	return answer(nmount(iov, 4, 0));
}

static long
mount_over(const struct target *t)
{
	return mount_tmpfs(t->dir);
}

static long
process_by_name(const struct target *t)
{
	struct kinfo_proc kp;
	char name[40];
	size_t len = sizeof(kp);

	snprintf(name, sizeof(name), "kern.proc.pid.%ld", t->pid);
	return answer(sysctlbyname(name, &kp, &len, NULL, 0));
}

static long
process_by_oid(const struct target *t)
{
	struct kinfo_proc kp;
	size_t len = sizeof(kp), n = 8;
	int oid[8];

	if (sysctlnametomib("kern.proc.pid", oid, &n) != 0)
		return -errno;
	oid[n] = (int)t->pid;
	return answer(sysctl(oid, (unsigned)n + 1, &kp, &len, NULL, 0));
}

/* By number; the name of what is found comes back. */
static long
jail_look(const struct target *t)
{
	struct call c = { .n = 0 };
	int jid = (int)t->jid;

	add(&c, "jid", &jid, sizeof(jid));
	return answer(get(&c, 0));
}

static long
jail_change(const struct target *t)
{
	struct call c = { .n = 0 };
	int jid = (int)t->jid;

	add(&c, "jid", &jid, sizeof(jid));
	add(&c, "persist", NULL, 0);
	return answer(set(&c, JAIL_UPDATE));
}

/* ------------------------------------------------------------- sockets */

enum how { CONNECT, BIND, SENDTO, SENDMSG };

static long
address(int type, enum how how, const void *sa, socklen_t len)
{
	char text[] = "x";
	struct iovec iov = { text, 1 };
	struct msghdr mh = { .msg_name = (void *)(uintptr_t)sa,
	    .msg_namelen = len, .msg_iov = &iov, .msg_iovlen = 1 };
	int s = socket(((const struct sockaddr *)sa)->sa_family, type, 0);
	long ret;

	if (how == CONNECT)
		ret = answer(connect(s, sa, len));
	else if (how == BIND)
		ret = answer(bind(s, sa, len));
	else if (how == SENDTO)
		ret = answer(sendto(s, text, 1, 0, sa, len));
	else
		ret = answer(sendmsg(s, &mh, 0));
	close(s);
	return ret;
}

static long
local(const struct target *t, enum how how)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };

	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s", t->sock);
	sun.sun_len = sizeof(sun);
	return address(SOCK_DGRAM, how, &sun, sizeof(sun));
}

static long
port(const struct target *t, enum how how)
{
	struct sockaddr_in sin = { .sin_len = sizeof(sin),
	    .sin_family = AF_INET, .sin_port = htons((uint16_t)t->port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	return address(SOCK_STREAM, how, &sin, sizeof(sin));
}

static long
connect_local(const struct target *t)
{
	return local(t, CONNECT);
}

static long
sendto_local(const struct target *t)
{
	return local(t, SENDTO);
}

static long
sendmsg_local(const struct target *t)
{
	return local(t, SENDMSG);
}

static long
bind_local(const struct target *t)
{
	return local(t, BIND);
}

static long
connect_port(const struct target *t)
{
	return port(t, CONNECT);
}

static long
bind_port(const struct target *t)
{
	return port(t, BIND);
}

/* A fresh stack has no address: give it 127.0.0.1. */
static void
loopback(void)
{
	struct sockaddr_in sin = { .sin_len = sizeof(sin),
	    .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct ifaliasreq ifra = { .ifra_name = "lo0" };
	struct ifreq ifr = { .ifr_name = "lo0" };
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	memcpy(&ifra.ifra_addr, &sin, sizeof(sin));
	sin.sin_addr.s_addr = htonl(0xff000000);
	memcpy(&ifra.ifra_mask, &sin, sizeof(sin));
	(void)ioctl(s, SIOCAIFADDR, &ifra);
	ifr.ifr_flags = IFF_UP;
	(void)ioctl(s, SIOCSIFFLAGS, &ifr);
	close(s);
}

static long
interface(const struct target *t)
{
	struct ifreq ifr;
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	long ret;

	memset(&ifr, 0, sizeof(ifr));
	memcpy(ifr.ifr_name, t->ifname, sizeof(ifr.ifr_name));
	ret = answer(ioctl(s, SIOCGIFFLAGS, &ifr));
	close(s);
	return ret;
}
