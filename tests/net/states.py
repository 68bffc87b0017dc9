# SPDX-License-Identifier: BSD-2-Clause
"""A jail ends with connections in every state of TCP: states.py BUILD.

The peer, 10.78.0.50, is this program: it makes and reads frames itself, so
it can leave a connection in any state.  Linux is a second peer, 10.78.0.1.
Each connection that the guest had must say goodbye on the wire, by FIN, or
by a RST that the peer believes; after the stack is gone there is silence.

Twice: with a peer that is deaf while the jail ends, and with a kind one.
CELLBLOCK_STATES_N says how many connections to a state (10).
"""
import os
import re
import socket
import struct
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "run"))
import tap  # noqa: E402, below the line that finds it
from tap import MAC, TAP, checksum, result  # noqa: E402

COUNT = int(os.environ.get("CELLBLOCK_STATES_N", "10"))
LINUX, PEER, GUEST = "10.78.0.1", "10.78.0.50", "10.78.0.2"
PEER_MAC, GUEST_MAC = b"\x02\0\0\0\0\x50", bytes.fromhex(MAC.replace(":", ""))
MARK = b"\x88\xb5 so far"
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
PORT, LISTEN, HALF_PORT = 2000, 9000, 20000
STATES = ("syn_sent idle unread zero_window unsent fin_wait_1 fin_wait_2 "
          "close_wait closing last_ack time_wait silent").split()

# What netstat must show, in units of COUNT; Linux's ones are ESTABLISHED.
SHOWN = {"SYN_SENT": 1, "SYN_RCVD": 1, "ESTABLISHED": 6, "FIN_WAIT_1": 1,
         "FIN_WAIT_2": 1, "CLOSE_WAIT": 1, "CLOSING": 1, "LAST_ACK": 1,
         "TIME_WAIT": 1}

SCRIPT = f"""
shows() {{	# shows STATE COUNT
	n=0
	while n=$((n + 1)); [ $n -lt {200 + COUNT} ]; do
		netstat -j st -an -p tcp > /tmp/states
		[ $(grep -c $1 /tmp/states) -eq $2 ] && {{
			echo "ok state:$round:$1"; return; }}
		sleep 0.1
	done
	echo "not ok state:$round:$1 $(grep -c $1 /tmp/states), not $2"
}}
until_told() {{	# until_told ADDRESS: until the peer has it
	until jexec st ping -c 1 -W 100 $1 >/dev/null 2>&1; do :; done
}}
linger=500
at=10
sysctl kern.ipc.soacceptqueue={max(128, 2 * COUNT)} >/dev/null
for round in deaf kind; do
	jail -q -c name=st persist vnet path=/
	ifconfig vtnet0 vnet st
	jexec st ifconfig vtnet0 inet {GUEST}/24 up
	jexec st sysctl net.inet.tcp.teardown_linger=$linger >/dev/null
	echo "@round $round"
	at=$((at + 1))
	until_told 10.78.0.$at
	linger=10000
	jexec st /tests/net/h_states {PEER} {COUNT} {LINUX} &
	n=0
	until jexec st netstat -an -p tcp | grep -q LAST_ACK; do :; done
""" + "".join(f"	shows {state} $(({n} * {COUNT}))\n"
              for state, n in SHOWN.items()) + """
	echo @removing
	at=$((at + 1))
	until_told 10.78.0.$at
	jail -q -r st && echo "ok removed:$round" ||
	    echo "not ok removed:$round"
	wait
	echo @gone
	ifconfig vtnet0 | grep -q 52:54:00:12:34:56 &&
	    echo "ok home:$round" || echo "not ok home:$round"
	[ $(sysctl -n vimage.leaked) -eq 0 ] && echo "ok leaked:$round" ||
	    echo "not ok leaked:$round"
done
"""


class Conn:
    """What the peer knows of one connection."""

    def __init__(self, state, gport, port):
        self.state, self.gport, self.port = state, gport, port
        self.snd, self.rcv = 1000, 0    # next to send; next expected
        self.seen = 0                   # behind the last byte that came
        self.acked = 0                  # what the guest has acknowledged
        self.fin = self.rst = self.sent_fin = False


class Peer(threading.Thread):
    """Reads every frame on the tap and plays the other end."""

    def __init__(self):
        super().__init__(daemon=True)
        self.link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                                  socket.htons(3))
        self.link.bind((TAP, 0))
        self.link.setsockopt(socket.SOL_SOCKET, 33, 1 << 24)  # RCVBUFFORCE
        self.lock = threading.Lock()
        self.address, self.marked = 10, threading.Event()
        self.begin()

    def begin(self):
        self.conns, self.linux = {}, {}
        self.removing = self.kind = self.gone = False
        self.after = []         # segments that came after the end

    def send(self, conn, flags, data=b"", ack=None, win=65535):
        tcp = struct.pack("!HHIIBBHHH", conn.port, conn.gport,
                          conn.snd & 0xffffffff,
                          (conn.rcv if ack is None else ack) & 0xffffffff,
                          0x50, flags, win, 0, 0) + data
        ends = socket.inet_aton(PEER) + socket.inet_aton(GUEST)
        pseudo = ends + struct.pack("!HH", 6, len(tcp))
        odd = tcp + b"\0" * (len(tcp) % 2)
        tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + odd)) + tcp[18:]
        ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0)
        ip = ip[:10] + struct.pack("!H", checksum(ip + ends)) + ends
        self.link.send(GUEST_MAC + PEER_MAC + b"\x08\0" + ip + tcp)
        conn.snd += len(data) + bool(flags & SYN) + bool(flags & FIN)

    def send_fin(self, conn):
        """Once, and again for as long as the guest repeats itself."""
        conn.snd -= conn.sent_fin
        conn.sent_fin = True
        self.send(conn, FIN | ACK)

    def tell(self):
        """The guest waits for the next address: it may go on."""
        self.address += 1
        tap.must("ip", "addr", "add", f"10.78.0.{self.address}/24", "dev",
                 TAP)

    def catch_up(self):
        """Until all that is on the wire has been read."""
        self.marked.clear()
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as other:
            other.bind((TAP, 0))
            other.send(GUEST_MAC + PEER_MAC + MARK)
        self.marked.wait(10)

    def run(self):
        while True:
            frame, kind = self.link.recvfrom(65536)
            if kind[2] == socket.PACKET_OUTGOING and frame[12:] == MARK:
                self.marked.set()
            if frame[6:12] != GUEST_MAC:
                continue
            with self.lock:
                if frame[12:14] == b"\x08\x06":
                    self.arp(frame[14:])
                elif frame[12:14] == b"\x08\0" and frame[23] == 6:
                    self.segment(frame[14:])

    def arp(self, body):
        if body[7] == 1 and body[24:28] == socket.inet_aton(PEER):
            self.link.send(GUEST_MAC + PEER_MAC + b"\x08\x06" + body[:7] +
                           b"\x02" + PEER_MAC + body[24:28] + body[8:18])

    def segment(self, packet):
        length = struct.unpack("!H", packet[2:4])[0]
        tcp = packet[20:length]
        gport, port, seq, ack, off, flags, _ = struct.unpack("!HHIIBBH",
                                                             tcp[:16])
        size = len(tcp) - (off >> 4) * 4
        if self.gone:
            self.after.append((gport, port, flags))
        if packet[16:20] != socket.inet_aton(PEER):
            self.linux.setdefault((gport, port), 0)
            self.linux[gport, port] |= flags
            return
        conn = self.conns.get((gport, port))
        if conn is None and flags & SYN and PORT <= port < HALF_PORT:
            conn = Conn(STATES[port - PORT], gport, port)
            self.conns[gport, port] = conn
        if conn is None:
            return
        if flags & RST:
            # believed only with a number that is next for the peer
            conn.rst |= seq in (conn.rcv, conn.seen)
            return
        conn.fin |= bool(flags & FIN)
        conn.acked = ack
        new = seq == conn.rcv or flags & SYN
        if flags & SYN:
            conn.rcv = seq
        end = (seq + size + bool(flags & SYN) + bool(flags & FIN)) & 0xffffffff
        conn.seen = max(conn.seen, end)
        if not self.removing:
            self.play(conn, flags, size, new, end)
        elif self.kind:
            self.be_kind(conn, flags, size, new, end)

    def play(self, conn, flags, size, new, end):
        """Leave conn where its state wants it."""
        state = conn.state
        if flags & SYN:
            conn.rcv = end
            if state == "syn_sent" or conn.port >= HALF_PORT:
                return
            conn.snd = 1000
            self.send(conn, SYN | ACK, win={"zero_window": 0,
                                            "unsent": 100}.get(state, 65535))
            return
        if state in ("zero_window", "unsent"):
            if new and conn.rcv != end and state == "unsent" and size > 1:
                conn.rcv = end
            if size:
                self.send(conn, ACK, win=0)
        elif flags & FIN and state == "fin_wait_2":
            conn.rcv = end
            self.send(conn, ACK)
        elif flags & FIN and state == "time_wait":
            conn.rcv = end
            self.send_fin(conn)
        elif flags & FIN and state == "closing":
            self.send_fin(conn)
        elif not size and not flags & FIN and conn.snd == 1001:
            if state == "unread":       # the opening is complete
                self.send(conn, PSH | ACK, b"x" * 100)
            elif state in ("close_wait", "last_ack"):
                self.send_fin(conn)

    def be_kind(self, conn, flags, size, new, end):
        if new:
            conn.rcv = end
        if flags & FIN and conn.state in ("idle", "silent", "zero_window",
                                          "unsent", "fin_wait_1"):
            self.send_fin(conn)
        elif size or flags & FIN:
            self.send(conn, ACK)

    def repeat(self):
        """Even we lose something on the way to a busy guest."""
        while True:
            time.sleep(0.3)
            with self.lock:
                for conn in self.conns.values():
                    if self.removing or conn.acked in (0, conn.snd):
                        continue
                    if conn.sent_fin:
                        self.send_fin(conn)
                    elif conn.snd == 1101:
                        conn.snd -= 100
                        self.send(conn, PSH | ACK, b"x" * 100)

    def open_half(self):
        """SYNs to the guest's listener, and nothing more."""
        with self.lock:
            for n in range(COUNT):
                conn = Conn("syn_rcvd", LISTEN, HALF_PORT + n)
                self.conns[LISTEN, HALF_PORT + n] = conn
                self.send(conn, SYN)

    def await_all(self):
        """Wait for each connection's SYN: one that had to wait for an
        address too long is sent again a second later."""
        limit = time.monotonic() + 20 + COUNT / 50
        while time.monotonic() < limit:
            with self.lock:
                if len(self.conns) >= COUNT * (len(STATES) + 1):
                    return
            time.sleep(0.02)

    def remove(self, kind):
        with self.lock:
            self.removing, self.kind = True, kind
            for conn in self.conns.values():
                if not kind or conn.state in ("syn_sent", "time_wait",
                                              "syn_rcvd"):
                    continue
                conn.rcv = conn.seen    # take all, and open the window
                if conn.fin:
                    self.send_fin(conn)
                else:
                    self.send(conn, ACK)

    def check(self, name):
        with self.lock:
            for state in STATES + ["syn_rcvd"]:
                mine = [c for c in self.conns.values() if c.state == state]
                silent = [c for c in mine if not c.fin and not c.rst]
                result(f"goodbye:{name}:{state}",
                       len(mine) == COUNT and not silent,
                       f"{len(mine)} of {COUNT}, {len(silent)} without")
                if name == "deaf" and state != "time_wait":
                    left = [c for c in mine if not c.rst]
                    result(f"reset:{name}:{state}", not left,
                           f"{len(left)} without RST")
                if name == "kind" and state in ("idle", "fin_wait_2",
                                                "close_wait"):
                    cut = [c for c in mine if c.rst or not c.fin]
                    result(f"clean:{name}:{state}", not cut,
                           f"{len(cut)} cut off")
            left = [f for f in self.linux.values() if not f & (FIN | RST)]
            result(f"goodbye:{name}:linux",
                   len(self.linux) == COUNT and not left,
                   f"{len(self.linux)}, {len(left)} without")

    def end(self):
        with self.lock:
            self.gone = True


def count_ends(listener, ends):
    """Linux's end: each read must come to an end."""
    def reader(sock):
        try:
            while sock.recv(4096):
                pass
        except ConnectionResetError:
            pass
        ends.append(1)
        sock.close()
    while True:
        sock, _ = listener.accept()
        threading.Thread(target=reader, args=(sock,), daemon=True).start()


def inside(build):
    tap.make_tap(LINUX)
    ends, peer = [], Peer()
    listener = socket.create_server((LINUX, LISTEN), backlog=1024)
    threading.Thread(target=count_ends, args=(listener, ends),
                     daemon=True).start()
    peer.start()
    threading.Thread(target=peer.repeat, daemon=True).start()

    def follow(lines):
        name = ""
        for line in lines:
            if line.startswith("@round "):
                name = line[7:]
                peer.catch_up()
                with peer.lock:
                    result("silence:before:" + name, not peer.after,
                           str(peer.after[:5]))
                    peer.begin()
                ends.clear()
                peer.tell()
            elif line == "@listening":
                peer.open_half()
            elif line == "@removing":
                peer.await_all()
                peer.remove(name == "kind")
                peer.tell()
            elif line == "@gone":
                peer.catch_up()
                peer.end()
                peer.check(name)
                result("linux_reads_end:" + name, len(ends) == COUNT,
                       f"{len(ends)} of {COUNT}")
            elif re.match(r"(ok|not ok) ", line):
                print(line, flush=True)
        result("silence", not peer.after, str(peer.after[:5]))

    tap.guest(build, SCRIPT, follow, 120 + COUNT)


tap.main("states", inside)
