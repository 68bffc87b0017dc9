// SPDX-License-Identifier: BSD-2-Clause
/*
 * ifname - interface names and their numbers.
 */
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/sockio.h>
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
