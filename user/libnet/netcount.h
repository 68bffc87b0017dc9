// SPDX-License-Identifier: BSD-2-Clause
/*
 * netcount - the counters of a stack in words, as netstat -s shows them.
 */
#pragma once

/*
 * Print all protocols' counters, or proto's ("ip", "icmp", "udp", "arp"),
 * to standard output; with nonzero only those that have counted.  Ends the
 * program with a message when proto is unknown.
 */
void	net_show_counters(const char *proto, int nonzero);
