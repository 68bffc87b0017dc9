// SPDX-License-Identifier: BSD-2-Clause
/* netdb - names of hosts; /etc/hosts and numbers only. */
#pragma once

#include <sys/socket.h>

#define AI_PASSIVE	0x01
#define AI_CANONNAME	0x02
#define AI_NUMERICHOST	0x04
#define AI_NUMERICSERV	0x08
#define NI_NUMERICHOST	0x02
#define NI_NUMERICSERV	0x08
#define NI_MAXHOST	256
#define NI_MAXSERV	32

#define EAI_AGAIN	2
#define EAI_BADFLAGS	3
#define EAI_FAIL	4
#define EAI_FAMILY	5
#define EAI_MEMORY	6
#define EAI_NONAME	8
#define EAI_SERVICE	9
#define EAI_SOCKTYPE	10
#define EAI_SYSTEM	11
#define EAI_OVERFLOW	14

struct addrinfo {
	int ai_flags;
	int ai_family;
	int ai_socktype;
	int ai_protocol;
	socklen_t ai_addrlen;
	char *ai_canonname;
	struct sockaddr *ai_addr;
	struct addrinfo *ai_next;
};

struct hostent {
	char *h_name;
	char **h_aliases;
	int h_addrtype;
	int h_length;
	char **h_addr_list;
};
#define h_addr	h_addr_list[0]

struct hostent	*gethostbyname(const char *);
int	getaddrinfo(const char *restrict, const char *restrict,
	    const struct addrinfo *restrict, struct addrinfo **restrict);
void	freeaddrinfo(struct addrinfo *);
int	getnameinfo(const struct sockaddr *restrict, socklen_t,
	    char *restrict, socklen_t, char *restrict, socklen_t, int);
const char	*gai_strerror(int);
