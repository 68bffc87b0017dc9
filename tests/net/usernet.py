# SPDX-License-Identifier: BSD-2-Clause
"""The network behind QEMU: --net user, --publish and --pcap; needs no root.

usernet.py BUILD
"""
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
PCAP_MAGIC = bytes.fromhex("d4c3b2a1")

GUEST_SCRIPT = """
ifconfig vtnet0 inet 10.0.2.15/24 up && echo ok user_card || echo not ok user_card
route add default 10.0.2.2
out=$(ping -c 3 -i 0.1 10.0.2.2) && echo ok user_ping || echo not ok user_ping $out
echo @listen
echo from-guest | nc -N -l 7001
exit 0
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return sock.getsockname()[1]


def ask(port):
    """One conversation with the guest's server; b"" if it is not up yet."""
    try:
        with socket.create_connection(("127.0.0.1", port), 10) as sock:
            sock.sendall(b"ok published_in\n")
            sock.shutdown(socket.SHUT_WR)
            return sock.recv(100)
    except OSError:
        return b""


def result(name, good, why=""):
    print(f"ok {name}" if good else f"not ok {name} {why}", flush=True)


def follow(guest, port):
    for line in guest.stdout:
        if re.match(r"(ok|not ok) ", line):
            print(line, end="", flush=True)
        elif line.startswith("@listen"):
            got = b""
            while got == b"" and guest.poll() is None:
                got = ask(port)
            result("published_out", got == b"from-guest\n", repr(got))


def main():
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        pcap = os.path.join(folder, "pcap")
        with subprocess.Popen(
                [os.path.join(ROOT, "cellblock"), "run", "--no-build",
                 "--net", "user", "--publish", f"{port}:7001", "--pcap",
                 pcap, "--timeout", "60"], text=True, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                env=dict(os.environ, CELLBLOCK_BUILD=sys.argv[1])) as guest:
            log = []
            reader = threading.Thread(target=lambda: log.extend(guest.stderr))
            reader.start()
            guest.stdin.write(GUEST_SCRIPT)
            guest.stdin.close()
            follow(guest, port)
            reader.join()
        result("user_ended", guest.returncode == 0,
               f"status {guest.returncode}")
        with open(pcap, "rb") as file:
            data = file.read()
        result("pcap", data[:4] == PCAP_MAGIC and b"from-guest" in data,
               f"{len(data)} bytes")
    if guest.returncode != 0:
        print("".join("# " + line for line in log[-25:]))
    return 0


sys.exit(main())
