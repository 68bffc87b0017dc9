// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail - what a container with everything of its own costs here.
 * linux/container.c takes the same figures of name spaces.
 */
#include <sys/types.h>
#include <sys/jail.h>
#include <sys/sysctl.h>
#include <sys/uio.h>

#include <err.h>
#include <string.h>
#include <unistd.h>

#include "../bench.h"
#include "../jail.h"

#define JAILS		128
#define PAGE		4096
#define COUNT(a)	((int)(sizeof(a) / sizeof((a)[0])))

static void
iov_set(struct iovec *iov, const char *name, void *value, size_t len)
{
	iov[0].iov_base = (void *)(uintptr_t)name;
	iov[0].iov_len = strlen(name) + 1;
	iov[1].iov_base = value;
	iov[1].iov_len = len;
}

int
bench_jail_make(void)
{
	char path[] = "/", host[] = "bench", errmsg[JAIL_ERRMSGLEN] = "";
	struct iovec iov[10];
	int vnet = JAIL_SYS_NEW, jid;

	iov_set(&iov[0], "persist", NULL, 0);
	iov_set(&iov[2], "vnet", &vnet, sizeof(vnet));
	iov_set(&iov[4], "path", path, sizeof(path));
	iov_set(&iov[6], "host.hostname", host, sizeof(host));
	iov_set(&iov[8], "errmsg", errmsg, sizeof(errmsg));
	jid = jail_set(iov, COUNT(iov), JAIL_CREATE);
	if (jid < 0)
		err(1, "jail_set: %s", errmsg);
	return jid;
}

void
bench_jail_end(int jid)
{
	struct iovec iov[2];

	if (jail_remove(jid) != 0)
		err(1, "jail_remove");
	iov_set(&iov[0], "jid", &jid, sizeof(jid));
	while (jail_get(iov, COUNT(iov), JAIL_DYING) >= 0)
		usleep(100);
}

static uint64_t
jail_life(void)
{
	uint64_t start = bench_now_ns();

	bench_jail_end(bench_jail_make());
	return bench_now_ns() - start;
}

static uint64_t
jail_create(void)
{
	uint64_t start = bench_now_ns(), time;
	int jid = bench_jail_make();

	time = bench_now_ns() - start;
	bench_jail_end(jid);
	return time;
}

/* From the order to go until its memory is back. */
static uint64_t
jail_gone(void)
{
	int jid = bench_jail_make();
	uint64_t start = bench_now_ns();

	bench_jail_end(jid);
	return bench_now_ns() - start;
}

uint64_t
bench_bytes_free(void)
{
	uint64_t pages;
	size_t len = sizeof(pages);

	if (sysctlbyname("vm.pages_free", &pages, &len, NULL, 0) != 0)
		err(1, "vm.pages_free");
	return pages * PAGE;
}

/* Once only: the kernel keeps freed objects, so a second time costs less. */
static uint64_t
jail_bytes(void)
{
	uint64_t before = bench_bytes_free(), after;
	int jid[JAILS], i;

	for (i = 0; i < JAILS; i++)
		jid[i] = bench_jail_make();
	after = bench_bytes_free();
	for (i = 0; i < JAILS; i++)
		bench_jail_end(jid[i]);
	return before > after ? (before - after) / JAILS : 0;
}

void
bench_begin(void)
{
}

void
bench_finish(void)
{
}

BENCH("jailmem", "jail.idle_bytes", jail_bytes, "bytes", 1);
BENCH("jail", "jail.create", jail_create, "ns", BENCH_SAMPLES);
BENCH("jail", "jail.create_destroy", jail_life, "ns", BENCH_SAMPLES);
BENCH("jail", "jail.gone", jail_gone, "ns", BENCH_SAMPLES);
