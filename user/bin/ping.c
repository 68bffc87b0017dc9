// SPDX-License-Identifier: BSD-2-Clause
/*
 * ping - ask a host whether it is there, by ICMP echo (RFC 792).
 *
 * Sends one request an interval and waits for replies in between, so one
 * poll serves both.  The first bytes of the data hold the time of sending;
 * the rest is a pattern that is checked on return.  Duplicates are known by
 * a bit for each of the last sequence numbers.
 */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/in_systm.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>

#include <err.h>
#include <errno.h>
#include <math.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DATA_MAX	65507
#define SEEN_BITS	65536

static struct sockaddr_in whereto;
static char hostname[256];
static uint8_t packet[65535];
static uint8_t seen[SEEN_BITS / 8];
static int sock;
static uint16_t ident;
static long npackets = -1;	/* -c */
static double interval_s = 1.0;	/* -i */
static double reply_wait_s = 10.0;	/* -W, after the last request */
static double total_limit_s;	/* -t */
static int datalen = 56;	/* -s */
static int quiet, flood, once;
static volatile sig_atomic_t stop;
static long nsent, nreceived, nduplicates;
static double tmin = 1e9, tmax, tsum, tsumsq;

static void
usage(void)
{
	fprintf(stderr, "usage: ping [-Dfnoq] [-c count] [-i seconds] "
	    "[-m ttl] [-S source] [-s size]\n"
	    "            [-t timeout] [-W waittime] host\n");
	exit(64);
}

static double
now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static uint16_t
checksum(const uint8_t *p, size_t n)
{
	uint32_t sum = 0;

	for (; n > 1; n -= 2, p += 2)
		sum += p[0] | p[1] << 8;
	if (n == 1)
		sum += p[0];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static void
on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

/* Sends one request; errors are reported, the run goes on. */
static void
send_request(void)
{
	static uint8_t out[8 + DATA_MAX];
	struct icmp *ic = (struct icmp *)out;
	double t = now_s();
	ssize_t n;
	int i;

	memset(out, 0, 8);
	ic->icmp_type = ICMP_ECHO;
	ic->icmp_id = htons(ident);
	ic->icmp_seq = htons((uint16_t)nsent);
	for (i = 0; i < datalen; i++)
		out[8 + i] = (uint8_t)i;
	if (datalen >= (int)sizeof(t))
		memcpy(out + 8, &t, sizeof(t));
	ic->icmp_cksum = checksum(out, 8 + (size_t)datalen);
	seen[(nsent % SEEN_BITS) / 8] &= (uint8_t)~(1 << nsent % 8);
	nsent++;
	n = sendto(sock, out, 8 + (size_t)datalen, 0,
	    (struct sockaddr *)&whereto, sizeof(whereto));
	if (n < 0)
		warn("sendto");
	if (flood && !quiet && n >= 0)
		write(STDOUT_FILENO, ".", 1);
}

static const char *
icmp_text(const struct icmp *ic)
{
	static const char *const unreach[] = {
		"Destination Net Unreachable", "Destination Host Unreachable",
		"Destination Protocol Unreachable",
		"Destination Port Unreachable",
		"frag needed and DF set", "Source Route Failed",
	};

	if (ic->icmp_type == ICMP_UNREACH && ic->icmp_code < 6)
		return unreach[ic->icmp_code];
	if (ic->icmp_type == ICMP_TIMXCEED)
		return ic->icmp_code == 0 ? "Time to live exceeded" :
		    "Frag reassembly time exceeded";
	return NULL;
}

/* A message about one of our requests: says what happened to it. */
static void
show_error(const struct icmp *ic, size_t len, const struct sockaddr_in *from)
{
	const uint8_t *inner = (const uint8_t *)ic + 8;
	const struct ip *ip = (const struct ip *)inner;
	const struct icmp *req;
	size_t hlen;

	if (len < 8 + sizeof(*ip) || icmp_text(ic) == NULL)
		return;
	hlen = (size_t)ip->ip_hl << 2;
	if (len < 8 + hlen + 8 || ip->ip_p != IPPROTO_ICMP)
		return;
	req = (const struct icmp *)(inner + hlen);
	if (ntohs(req->icmp_id) != ident || req->icmp_type != ICMP_ECHO)
		return;
	if (!quiet)
		printf("%zu bytes from %s: %s\n", len,
		    inet_ntoa(from->sin_addr), icmp_text(ic));
}

static void
count_time(double ms)
{
	tsum += ms;
	tsumsq += ms * ms;
	if (ms < tmin)
		tmin = ms;
	if (ms > tmax)
		tmax = ms;
}

static void
show_reply(const struct ip *ip, const struct icmp *ic, size_t len,
    const struct sockaddr_in *from)
{
	unsigned seq = ntohs(ic->icmp_seq);
	uint8_t bit = (uint8_t)(1 << seq % 8);
	int timed = len >= 8 + sizeof(double), dup;
	double sent, ms = 0;

	dup = (seen[seq / 8] & bit) != 0;
	seen[seq / 8] |= bit;
	if (dup)
		nduplicates++;
	else
		nreceived++;
	if (timed) {
		memcpy(&sent, (const uint8_t *)ic + 8, sizeof(sent));
		ms = (now_s() - sent) * 1000;
		if (!dup)
			count_time(ms);
	}
	if (quiet)
		return;
	if (flood) {
		write(STDOUT_FILENO, "\b \b", 3);
		return;
	}
	printf("%zu bytes from %s: icmp_seq=%u ttl=%u", len,
	    inet_ntoa(from->sin_addr), seq, ip->ip_ttl);
	if (timed)
		printf(" time=%.3f ms", ms);
	printf("%s\n", dup ? " (DUP!)" : "");
	fflush(stdout);
}

static void
receive(void)
{
	struct sockaddr_in from;
	socklen_t fromlen = sizeof(from);
	const struct ip *ip = (const struct ip *)packet;
	const struct icmp *ic;
	ssize_t n;
	size_t hlen;

	n = recvfrom(sock, packet, sizeof(packet), MSG_DONTWAIT,
	    (struct sockaddr *)&from, &fromlen);
	if (n < 0) {
		if (errno != EINTR && errno != EAGAIN)
			warn("recvfrom");
		return;
	}
	hlen = (size_t)ip->ip_hl << 2;
	if ((size_t)n < sizeof(*ip) || (size_t)n < hlen + 8)
		return;
	ic = (const struct icmp *)(packet + hlen);
	if (ic->icmp_type != ICMP_ECHOREPLY)
		show_error(ic, (size_t)n - hlen, &from);
	else if (ntohs(ic->icmp_id) == ident)
		show_reply(ip, ic, (size_t)n - hlen, &from);
}

static void
summary(void)
{
	double avg, dev;

	printf("\n--- %s ping statistics ---\n", hostname);
	printf("%ld packets transmitted, %ld packets received, ", nsent,
	    nreceived);
	if (nduplicates > 0)
		printf("+%ld duplicates, ", nduplicates);
	if (nsent > 0)
		printf("%.1f%% packet loss",
		    (double)(nsent - nreceived) * 100 / (double)nsent);
	printf("\n");
	if (nreceived == 0 || tmax == 0)
		return;
	avg = tsum / (double)nreceived;
	dev = tsumsq / (double)nreceived - avg * avg;
	printf("round-trip min/avg/max/stddev = %.3f/%.3f/%.3f/%.3f ms\n",
	    tmin, avg, tmax, dev > 0 ? sqrt(dev) : 0.0);
}

/* Sends on time, receives in between; ends by count, limit or signal. */
static void
run(void)
{
	struct pollfd pfd = { .fd = sock, .events = POLLIN };
	double start = now_s(), next = start, end = 0, until;

	while (!stop) {
		double now = now_s();

		if (total_limit_s > 0 && now - start >= total_limit_s)
			break;
		if (end == 0 && now >= next) {
			send_request();
			next = now + interval_s;
			if (npackets > 0 && nsent >= npackets)
				end = now + reply_wait_s;
		}
		if (end != 0 && now >= end)
			break;
		until = end != 0 ? end : next;
		if (total_limit_s > 0 && start + total_limit_s < until)
			until = start + total_limit_s;
		now = until - now_s();
		if (poll(&pfd, 1, now > 0 ? (int)(now * 1000) + 1 : 0) > 0) {
			receive();
			if (flood && nsent == nreceived)
				next = 0;
		}
		if ((once && nreceived > 0) ||
		    (end != 0 && nreceived >= npackets))
			break;
	}
}

static double
number(const char *s, double low, double high, const char *what)
{
	char *end;
	double d = strtod(s, &end);

	if (*s == '\0' || *end != '\0' || d < low || d > high)
		errx(64, "invalid %s: '%s' (allowed: %g to %g)", what, s, low,
		    high);
	return d;
}

static void
set_option(int level, int opt, int value, const char *what)
{
	if (setsockopt(sock, level, opt, &value, sizeof(value)) < 0)
		err(71, "cannot set %s", what);
}

static void
set_source(const char *s)
{
	struct sockaddr_in sin;

	memset(&sin, 0, sizeof(sin));
	sin.sin_len = sizeof(sin);
	sin.sin_family = AF_INET;
	if (inet_pton(AF_INET, s, &sin.sin_addr) != 1)
		errx(68, "bad source address: %s", s);
	if (bind(sock, (struct sockaddr *)&sin, sizeof(sin)) < 0)
		err(71, "bind %s", s);
}

static void
set_target(const char *s)
{
	struct hostent *h;

	memset(&whereto, 0, sizeof(whereto));
	whereto.sin_len = sizeof(whereto);
	whereto.sin_family = AF_INET;
	snprintf(hostname, sizeof(hostname), "%s", s);
	if (inet_pton(AF_INET, s, &whereto.sin_addr) == 1)
		return;
	h = gethostbyname(s);
	if (h == NULL)
		errx(68, "cannot resolve %s: Unknown host", s);
	memcpy(&whereto.sin_addr, h->h_addr_list[0], 4);
}

static const char *
options(int argc, char **argv)
{
	const char *source = NULL;
	int ch;

	while ((ch = getopt(argc, argv, "c:Dfi:m:noqS:s:t:W:")) != -1) {
		switch (ch) {
		case 'c':
			npackets = (long)number(optarg, 1, 1e9, "count");
			break;
		case 'D':
			set_option(IPPROTO_IP, IP_DONTFRAG, 1,
			    "don't fragment");
			break;
		case 'f':
			flood = 1;
			interval_s = 0.01;
			break;
		case 'i':
			interval_s = number(optarg, 0.0001, 3600, "interval");
			break;
		case 'm':
			set_option(IPPROTO_IP, IP_TTL,
			    (int)number(optarg, 1, 255, "TTL"), "TTL");
			break;
		case 'n':
			break;	/* names are never looked up on output */
		case 'o':
			once = 1;
			break;
		case 'q':
			quiet = 1;
			break;
		case 'S':
			source = optarg;
			break;
		case 's':
			datalen = (int)number(optarg, 0, DATA_MAX,
			    "packet size");
			break;
		case 't':
			total_limit_s = number(optarg, 1, 1e6, "timeout");
			break;
		case 'W':
			reply_wait_s = number(optarg, 1, 1e9,
			    "wait time") / 1000;
			break;
		default:
			usage();
		}
	}
	return source;
}

int
main(int argc, char **argv)
{
	const char *source;

	sock = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	if (sock < 0)
		err(71, "socket");
	/* room for the largest reply there is */
	set_option(SOL_SOCKET, SO_RCVBUF, 2 * IP_MAXPACKET, "buffer");
	source = options(argc, argv);
	if (optind != argc - 1)
		usage();
	set_target(argv[optind]);
	if (source != NULL)
		set_source(source);
	ident = (uint16_t)getpid();
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	printf("PING %s (%s): %d data bytes\n", hostname,
	    inet_ntoa(whereto.sin_addr), datalen);
	fflush(stdout);
	run();
	summary();
	return nreceived > 0 ? 0 : 2;
}
