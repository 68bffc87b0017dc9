// SPDX-License-Identifier: BSD-2-Clause
/*
 * netdb - hosts by number or from /etc/hosts; ports by number.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
service_parse(const char *service, in_port_t *port)
{
	unsigned long val;
	char *end;

	*port = 0;
	if (service == NULL)
		return 0;
	val = strtoul(service, &end, 10);
	if (*service == '\0' || *end != '\0' || val > 65535)
		return EAI_SERVICE;
	*port = htons((uint16_t)val);
	return 0;
}

/* Is host one of the names on this line of /etc/hosts? */
static int
line_match(char *line, const char *host, struct in_addr *in)
{
	const char *sep = " \t\n";
	char *name, *addr, *last;

	line[strcspn(line, "#")] = '\0';
	addr = strtok_r(line, sep, &last);
	if (addr == NULL || inet_pton(AF_INET, addr, in) != 1)
		return 0;
	while ((name = strtok_r(NULL, sep, &last)) != NULL)
		if (strcasecmp(name, host) == 0)
			return 1;
	return 0;
}

static int
hosts_find(const char *host, struct in_addr *in)
{
	FILE *fp = fopen("/etc/hosts", "r");
	char line[512];
	int error = EAI_NONAME;

	if (fp == NULL)
		return error;
	while (error != 0 && fgets(line, sizeof(line), fp) != NULL)
		if (line_match(line, host, in))
			error = 0;
	fclose(fp);
	return error;
}

static int
host_parse(const char *host, int flags, struct in_addr *in)
{
	if (host == NULL) {
		in->s_addr = htonl((flags & AI_PASSIVE) != 0 ?
		    INADDR_ANY : INADDR_LOOPBACK);
		return 0;
	}
	if (inet_aton(host, in))
		return 0;
	if ((flags & AI_NUMERICHOST) != 0)
		return EAI_NONAME;
	return hosts_find(host, in);
}

/* The result, its address and its name are one allocation. */
static struct addrinfo *
info_make(const struct addrinfo *hints, const char *host)
{
	struct info {
		struct addrinfo ai;
		struct sockaddr_in sin;
		char name[];
	} *info;
	size_t len = host == NULL ? 1 : strlen(host) + 1;

	info = calloc(1, sizeof(*info) + len);
	if (info == NULL)
		return NULL;
	info->sin.sin_len = sizeof(info->sin);
	info->sin.sin_family = AF_INET;
	info->ai.ai_family = AF_INET;
	info->ai.ai_socktype = SOCK_STREAM;
	info->ai.ai_addrlen = sizeof(info->sin);
	info->ai.ai_addr = (struct sockaddr *)&info->sin;
	if (hints != NULL && hints->ai_socktype != 0)
		info->ai.ai_socktype = hints->ai_socktype;
	if (hints != NULL)
		info->ai.ai_protocol = hints->ai_protocol;
	if (hints != NULL && (hints->ai_flags & AI_CANONNAME) != 0 &&
	    host != NULL) {
		memcpy(info->name, host, len);
		info->ai.ai_canonname = info->name;
	}
	return &info->ai;
}

int
getaddrinfo(const char *restrict host, const char *restrict service,
    const struct addrinfo *restrict hints, struct addrinfo **restrict out)
{
	int flags = hints == NULL ? 0 : hints->ai_flags;
	struct sockaddr_in *sin;
	struct in_addr in;
	in_port_t port;
	int error;

	if (host == NULL && service == NULL)
		return EAI_NONAME;
	if (hints != NULL && hints->ai_family != AF_UNSPEC &&
	    hints->ai_family != AF_INET)
		return EAI_FAMILY;
	error = service_parse(service, &port);
	if (error == 0)
		error = host_parse(host, flags, &in);
	if (error != 0)
		return error;
	*out = info_make(hints, host);
	if (*out == NULL)
		return EAI_MEMORY;
	sin = (struct sockaddr_in *)(*out)->ai_addr;
	sin->sin_addr = in;
	sin->sin_port = port;
	return 0;
}

void
freeaddrinfo(struct addrinfo *ai)
{
	struct addrinfo *next;

	for (; ai != NULL; ai = next) {
		next = ai->ai_next;
		free(ai);
	}
}

/* Always as numbers. */
int
getnameinfo(const struct sockaddr *restrict sa, socklen_t salen,
    char *restrict host, socklen_t hostlen, char *restrict service,
    socklen_t servicelen, int flags)
{
	const struct sockaddr_in *sin = (const struct sockaddr_in *)sa;

	(void)flags;
	if (sa->sa_family != AF_INET || salen < sizeof(*sin))
		return EAI_FAMILY;
	if (host != NULL && hostlen > 0 && inet_ntop(AF_INET,
	    &sin->sin_addr, host, hostlen) == NULL)
		return EAI_OVERFLOW;
	if (service != NULL && servicelen > 0 &&
	    snprintf(service, servicelen, "%u", ntohs(sin->sin_port)) >=
	    (int)servicelen)
		return EAI_OVERFLOW;
	return 0;
}

const char *
gai_strerror(int error)
{
	switch (error) {
	case 0:
		return "Success";
	case EAI_AGAIN:
		return "Name could not be resolved at this time";
	case EAI_FAMILY:
		return "Address family not recognized";
	case EAI_MEMORY:
		return "Memory allocation failure";
	case EAI_NONAME:
		return "Name does not resolve";
	case EAI_SERVICE:
		return "Service was not recognized for socket type";
	case EAI_SYSTEM:
		return strerror(errno);
	default:
		return "Unknown error";
	}
}

/* The old call: static memory, one address, no reason for a failure. */
struct hostent *
gethostbyname(const char *host)
{
	static char name[NI_MAXHOST];
	static struct in_addr in;
	static char *aliases[1], *addrs[2];
	static struct hostent h;

	if (strlen(host) >= sizeof(name) || host_parse(host, 0, &in) != 0)
		return NULL;
	strlcpy(name, host, sizeof(name));
	addrs[0] = (char *)&in;
	h.h_name = name;
	h.h_aliases = aliases;
	h.h_addrtype = AF_INET;
	h.h_length = sizeof(in);
	h.h_addr_list = addrs;
	return &h;
}
