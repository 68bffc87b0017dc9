# SPDX-License-Identifier: BSD-2-Clause
"""The stack against Linux's, over a tap: linux.py BUILD.

Everything is in a network namespace of its own, which ends with this
program: a tap with 10.77.0.1/24 on it, the guest behind it as 10.77.0.2.
The guest runs one script and says where it is; it goes on when an address
that it pings appears on the tap, so nobody sleeps.
"""
import os
import re
import socket
import struct
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "run"))
import tap  # noqa: E402, below the line that finds it
from tap import MAC, TAP, checksum, must, result  # noqa: E402

LINUX, GUEST = "10.77.0.1", "10.77.0.2"
TCP_PORT = 7000

GUEST_SCRIPT = """
t() {
	name=$1; shift
	if out=$("$@" 2>&1); then echo "ok $name"
	else echo "not ok $name status $?: $out"; fi
}
until_linux() {
	echo "@at $2"
	until $1 ping -c 1 -W 300 $2 >/dev/null 2>&1; do :; done
}
t vtnet0 ifconfig vtnet0 inet 10.77.0.2/24 up
t ping_linux ping -c 3 -i 0.1 10.77.0.1
t ping_linux_fragments ping -c 2 -i 0.1 -s 5000 10.77.0.1
out=$(echo to-linux | nc -N 10.77.0.1 7000)
[ "$out" = from-linux ] && echo ok tcp_linux || echo "not ok tcp_linux $out"
until_linux '' 10.77.0.11
echo @counters
netstat -s
echo @counted

# lent, spoilt, and home again
jail -q -c name=j persist vnet path=/
t lend ifconfig vtnet0 vnet j
t jail_up jexec j ifconfig vtnet0 ether 02:00:00:00:00:99 inet 10.77.0.2/24 up
t jail_ping jexec j ping -c 3 -i 0.1 10.77.0.1
until_linux 'jexec j' 10.77.0.12
t jail_rename jexec j ifconfig vtnet0 name spoilt
t jail_end jail -r j
echo @home
ifconfig vtnet0
echo @homed
t again ifconfig vtnet0 inet 10.77.0.2/24 up
t again_ping ping -c 2 -i 0.1 10.77.0.1
"""


# ------------------------------------------------------- frames to reject

def ip(payload, proto=1, vhl=0x45, length=None, frag=0, src=LINUX, ident=7,
       spoil=0):
    length = 20 + len(payload) if length is None else length
    head = struct.pack("!BBHHHBBH4s4s", vhl, 0, length, ident, frag, 64,
                       proto, 0, socket.inet_aton(src),
                       socket.inet_aton(GUEST))
    value = checksum(head) ^ spoil
    return head[:10] + struct.pack("!H", value) + head[12:] + payload


def echo(size=32, spoil=0):
    data = struct.pack("!BBHHH", 8, 0, 0, 1, 1) + bytes(size)
    return data[:2] + struct.pack("!H", checksum(data) ^ spoil) + data[4:]


def udp(length, spoil):
    return struct.pack("!HHHH", 9, 9, length, spoil) + b"data"


# What the guest's netstat calls it, and what to send; sent five times each.
BAD_IP = [
    ("bad header checksums", ip(echo(), spoil=1)),
    ("with incorrect version number", ip(echo(), vhl=0x65)),
    ("with header length < data size", ip(echo(), vhl=0x44)),
    ("with data length < header length", ip(echo(), length=19)),
    ("with size smaller than minimum", ip(echo(), length=1400)),
    ("with data size < data length", ip(echo())[:12]),
    ("with an impossible source address", ip(echo(), src="127.0.0.1")),
    ("messages with bad checksum", ip(echo(spoil=1))),
    ("messages less than the minimum length", ip(b"\x08\x00")),
    ("with incomplete header", ip(b"\x00\x09", proto=17)),
    ("with bad data length field", ip(udp(400, 0), proto=17)),
    ("with bad checksum", ip(udp(12, 0xdead), proto=17)),
    ("discarded because packet too short", ip(b"\x00" * 8, proto=6)),
    ("packets for unknown/unsupported protocol", ip(b"", proto=200)),
]
FRAGMENT_TEXT = "fragments dropped (dup, overlap or out of space)"
FRAGMENTS = [       # the second overlaps the first
    ip(bytes(24), frag=0x2000, ident=99), ip(bytes(24), frag=0x2001, ident=99),
]
TIMES = 5


def send_bad():
    link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    link.bind((TAP, 0))
    mine = link.getsockname()[4]
    guest = bytes.fromhex(MAC.replace(":", ""))
    head = guest + mine + b"\x08\x00"
    for _, packet in BAD_IP:
        for _ in range(TIMES):
            link.send(head + packet)
    for packet in FRAGMENTS:
        link.send(head + packet)
    arp = guest + mine + b"\x08\x06"
    for bad in (b"", b"\x00\x01", b"\x00\x07\x08\x00\x06\x04" + bytes(22),
                b"\x00\x01\x08\x00\xff\xff" + bytes(22)):
        link.send(arp + bad)
    link.send(guest + mine + b"\x88\xb5junk")
    link.close()


def check_counters(text):
    counts = {}
    for number, name in re.findall(r"^\s+(\d+) (.*)$", text, re.M):
        counts.setdefault(name, []).append(int(number))
    for name, _ in BAD_IP:
        got = counts.get(name, [0])
        result("drop:" + name.replace(" ", "_"), max(got) >= TIMES,
               f"counted {got}")
    result("drop:overlapping_fragments",
           max(counts.get(FRAGMENT_TEXT, [0])) >= 1, "not counted")


# ---------------------------------------------------------- both sides

def ping(name, size=56):
    """Three echo requests by Linux, each answered with the same data."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    sock.settimeout(5)
    answered = 0
    for number in range(3):
        data = os.urandom(size)
        packet = struct.pack("!BBHHH", 8, 0, 0, 4711, number) + data
        value = struct.pack("!H", checksum(packet))
        sock.sendto(packet[:2] + value + packet[4:], (GUEST, 0))
        try:
            while True:
                reply = sock.recv(65536)[20:]
                if reply[0] == 0 and reply[4:] == packet[4:]:
                    answered += 1
                    break
        except socket.timeout:
            pass
    sock.close()
    result(name, answered == 3, f"{answered} of 3 answered")


def serve_tcp(listener):
    peer, _ = listener.accept()
    data = b""
    while chunk := peer.recv(4096):
        data += chunk
    peer.sendall(b"from-linux\n")
    peer.close()
    result("tcp_guest", data == b"to-linux\n", repr(data))


def at(address):
    """What Linux does when the guest waits for address."""
    if address == "10.77.0.11":
        ping("linux_pings")
        ping("linux_pings_fragments", 5000)
        send_bad()
        ping("linux_pings_after")
    else:
        ping("linux_pings_jail")
    must("ip", "addr", "add", address + "/24", "dev", TAP)


def check_home(text):
    result("home_name", text.startswith("vtnet0:"), text)
    result("home_mac", MAC in text, text)
    result("home_no_address", "inet " not in text, text)
    result("home_down", "<UP" not in text and ",UP" not in text, text)


def follow(lines):
    """Report the guest's lines, and do our part where it waits."""
    kept = []
    for line in lines:
        if line.startswith("@at "):
            at(line[4:])
        elif line in ("@counters", "@home"):
            kept = []
        elif line == "@counted":
            check_counters("\n".join(kept))
        elif line == "@homed":
            check_home("\n".join(kept))
        elif re.match(r"(ok|not ok) ", line):
            print(line, flush=True)
        else:
            kept.append(line)


def inside(build):
    tap.make_tap(LINUX)
    listener = socket.create_server((LINUX, TCP_PORT))
    threading.Thread(target=serve_tcp, args=(listener,), daemon=True).start()
    tap.guest(build, GUEST_SCRIPT, follow)


tap.main("linux", inside)
