// SPDX-License-Identifier: BSD-2-Clause
/*
 * netcount - the counters of a stack in words; see netcount.h.
 *
 * A protocol is a sysctl that gives an array of 64-bit counters, and a table
 * that puts words to some of them, in the order of printing.
 */
#include <sys/types.h>
#include <sys/sysctl.h>

#include <netinet/arp_var.h>
#include <netinet/icmp_var.h>
#include <netinet/ip_var.h>
#include <netinet/tcp_var.h>
#include <netinet/udp_var.h>

#include <err.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "user/libnet/netcount.h"

struct line {
	size_t ln_offset;		/* of the counter in the struct */
	const char *ln_text;
};

#define IP(m, text)	{ offsetof(struct ipstat, ips_##m), text }
static const struct line ip_lines[] = {
	IP(total, "total packets received"),
	IP(badsum, "bad header checksums"),
	IP(toosmall, "with size smaller than minimum"),
	IP(tooshort, "with data size < data length"),
	IP(toolong, "with ip length > max ip packet size"),
	IP(badhlen, "with header length < data size"),
	IP(badlen, "with data length < header length"),
	IP(badoptions, "with bad options"),
	IP(badvers, "with incorrect version number"),
	IP(badaddr, "with an impossible source address"),
	IP(fragments, "fragments received"),
	IP(fragdropped, "fragments dropped (dup, overlap or out of space)"),
	IP(fragtimeout, "fragments dropped after timeout"),
	IP(reassembled, "packets reassembled ok"),
	IP(delivered, "packets for this host"),
	IP(noproto, "packets for unknown/unsupported protocol"),
	IP(forward, "packets forwarded"),
	IP(cantforward, "packets not forwardable"),
	IP(redirectsent, "redirects sent"),
	IP(localout, "packets sent from this host"),
	IP(rawout, "packets sent with fabricated ip header"),
	IP(odropped, "output packets dropped due to no bufs, etc."),
	IP(noroute, "output packets discarded due to no route"),
	IP(fragmented, "output datagrams fragmented"),
	IP(ofragments, "fragments created"),
	IP(cantfrag, "datagrams that can't be fragmented"),
	{ 0, NULL }
};

#define ICMP(m, text)	{ offsetof(struct icmpstat, icps_##m), text }
#define ICMP_IN(t, text) \
	{ offsetof(struct icmpstat, icps_inhist) + 8 * (t), text }
#define ICMP_OUT(t, text) \
	{ offsetof(struct icmpstat, icps_outhist) + 8 * (t), text }
static const struct line icmp_lines[] = {
	ICMP(error, "calls to icmp_error"),
	ICMP(oldicmp, "errors not generated in response to an icmp message"),
	ICMP(oldshort, "errors not generated: original too short"),
	ICMP(ratelimit, "errors not sent because of the rate limit"),
	ICMP_OUT(0, "echo replies sent"),
	ICMP_OUT(3, "destination unreachable sent"),
	ICMP_OUT(8, "echo requests sent"),
	ICMP_OUT(11, "time exceeded sent"),
	ICMP(badcode, "messages with bad code fields"),
	ICMP(tooshort, "messages less than the minimum length"),
	ICMP(checksum, "messages with bad checksum"),
	ICMP(badlen, "messages with bad length"),
	ICMP(bmcastecho, "multicast echo requests ignored"),
	ICMP_IN(0, "echo replies received"),
	ICMP_IN(3, "destination unreachable received"),
	ICMP_IN(8, "echo requests received"),
	ICMP_IN(11, "time exceeded received"),
	ICMP(reflect, "message responses generated"),
	{ 0, NULL }
};

#define UDP(m, text)	{ offsetof(struct udpstat, udps_##m), text }
static const struct line udp_lines[] = {
	UDP(ipackets, "datagrams received"),
	UDP(hdrops, "with incomplete header"),
	UDP(badlen, "with bad data length field"),
	UDP(badsum, "with bad checksum"),
	UDP(nosum, "with no checksum"),
	UDP(noport, "dropped due to no socket"),
	UDP(noportbcast, "broadcast/multicast datagrams undelivered"),
	UDP(fullsock, "dropped due to full socket buffers"),
	UDP(opackets, "datagrams output"),
	{ 0, NULL }
};

#define TCP(m, text)	{ offsetof(struct tcpstat, tcps_##m), text }
static const struct line tcp_lines[] = {
	TCP(sndtotal, "packets sent"),
	TCP(sndbyte, "data bytes sent"),
	TCP(sndrexmitpack, "data packets retransmitted"),
	TCP(sndctrl, "control packets sent"),
	TCP(rcvtotal, "packets received"),
	TCP(rcvbyte, "bytes received in-sequence"),
	TCP(rcvdupbyte, "completely duplicate bytes"),
	TCP(rcvoopack, "out-of-order packets"),
	TCP(rcvdupack, "duplicate acks"),
	TCP(rcvbadsum, "discarded for bad checksums"),
	TCP(rcvbadoff, "discarded for bad header offset fields"),
	TCP(rcvshort, "discarded because packet too short"),
	TCP(rcvafterwin, "packets of data after window"),
	TCP(rcvafterclose, "packets received after close"),
	TCP(rcvreassfull, "discarded due to full reassembly queue"),
	TCP(pawsdrop, "discarded for old timestamps"),
	TCP(badrst, "ignored RSTs in the windows"),
	TCP(badsyn, "ignored SYNs in the windows"),
	TCP(noport, "segments to closed ports"),
	TCP(connattempt, "connection requests"),
	TCP(accepts, "connection accepts"),
	TCP(connects, "connections established (including accepts)"),
	TCP(closed, "connections closed (including drops)"),
	TCP(drops, "connections dropped"),
	TCP(listendrop, "listen queue overflows"),
	TCP(rexmttimeo, "retransmit timeouts"),
	TCP(timeoutdrop, "connections dropped by rexmit timeout"),
	TCP(persisttimeo, "persist timeouts"),
	TCP(keepprobe, "keepalive probes sent"),
	TCP(keepdrops, "connections dropped by keepalive"),
	TCP(fastrexmit, "fast retransmits"),
	TCP(sack_recovery_episode, "SACK recovery episodes"),
	TCP(sack_rexmits, "segment rexmits in SACK recovery episodes"),
	TCP(mtu_lowered, "path MTU reductions"),
	TCP(teardownrst, "connections reset with their stack"),
	{ 0, NULL }
};

#define ARP(m, text)	{ offsetof(struct arpstat, m), text }
static const struct line arp_lines[] = {
	ARP(txrequests, "ARP requests sent"),
	ARP(txreplies, "ARP replies sent"),
	ARP(rxrequests, "ARP requests received"),
	ARP(rxreplies, "ARP replies received"),
	ARP(received, "ARP packets received"),
	ARP(badpackets, "malformed ARP packets dropped"),
	ARP(dropped, "total packets dropped due to no ARP entry"),
	ARP(timeouts, "ARP entrys timed out"),
	ARP(dupips, "Duplicate IPs seen"),
	{ 0, NULL }
};

static const struct {
	const char *pr_name;
	const char *pr_sysctl;
	const struct line *pr_lines;
} protocols[] = {
	{ "tcp", "net.inet.tcp.stats", tcp_lines },
	{ "udp", "net.inet.udp.stats", udp_lines },
	{ "ip", "net.inet.ip.stats", ip_lines },
	{ "icmp", "net.inet.icmp.stats", icmp_lines },
	{ "arp", "net.link.ether.arp.stats", arp_lines },
};

static void
show(const char *name, const char *sysctl, const struct line *ln,
    int nonzero)
{
	uint64_t counters[128] = { 0 };
	size_t len = sizeof(counters);

	if (sysctlbyname(sysctl, counters, &len, NULL, 0) < 0)
		err(1, "sysctl %s", sysctl);
	printf("%s:\n", name);
	for (; ln->ln_text != NULL; ln++) {
		uint64_t v = counters[ln->ln_offset / 8];

		if (v != 0 || !nonzero)
			printf("\t%llu %s\n", (unsigned long long)v,
			    ln->ln_text);
	}
}

void
net_show_counters(const char *proto, int nonzero)
{
	size_t i;
	int shown = 0;

	for (i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
		if (proto != NULL && strcmp(proto, protocols[i].pr_name) != 0)
			continue;
		show(protocols[i].pr_name, protocols[i].pr_sysctl,
		    protocols[i].pr_lines, nonzero);
		shown = 1;
	}
	if (!shown)
		errx(1, "%s: unknown or uninstrumented protocol", proto);
}
