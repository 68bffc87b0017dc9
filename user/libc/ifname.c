// SPDX-License-Identifier: BSD-2-Clause
/*
 * ifname - interface names and their numbers.
 *
 * A name's number is an ioctl; a number's name is looked for in the list of
 * interfaces, whose messages carry it in a link-level address.
 */
#include <errno.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <net/route.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/sockio.h>
#include <sys/sysctl.h>
#include <unistd.h>

unsigned int
if_nametoindex(const char *name)
{
	struct ifreq ifr = { 0 };
	int fd, error;

	if (strlen(name) >= IFNAMSIZ) {
		errno = ENXIO;
		return 0;
	}
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0)
		return 0;
	strlcpy(ifr.ifr_name, name, IFNAMSIZ);
	error = ioctl(fd, SIOCGIFINDEX, &ifr);
	close(fd);
	return error == 0 ? (unsigned int)(unsigned short)ifr.ifr_index : 0;
}

/* Find the message of that interface in len bytes at p. */
static const struct sockaddr_dl *
list_find(const char *p, size_t len, unsigned int index)
{
	const struct if_msghdr *ifm;
	const char *end = p + len;

	for (; p + sizeof(*ifm) <= end; p += ifm->ifm_msglen) {
		ifm = (const struct if_msghdr *)p;
		if (ifm->ifm_msglen == 0)
			break;
		if (ifm->ifm_type == RTM_IFINFO && ifm->ifm_index == index &&
		    (ifm->ifm_addrs & RTA_IFP) != 0)
			return (const struct sockaddr_dl *)(ifm + 1);
	}
	return NULL;
}

char *
if_indextoname(unsigned int index, char *name)
{
	const struct sockaddr_dl *sdl = NULL;
	size_t len = 0;
	char *buf;

	if (sysctlbyname("net.route.iflist", NULL, &len, NULL, 0) != 0)
		return NULL;
	len += 4096;			/* it may grow in between */
	buf = malloc(len);
	if (buf != NULL &&
	    sysctlbyname("net.route.iflist", buf, &len, NULL, 0) == 0)
		sdl = list_find(buf, len, index);
	if (sdl != NULL && sdl->sdl_nlen < IFNAMSIZ) {
		memcpy(name, sdl->sdl_data, sdl->sdl_nlen);
		name[sdl->sdl_nlen] = '\0';
	} else {
		errno = ENXIO;
		name = NULL;
	}
	free(buf);
	return name;
}
