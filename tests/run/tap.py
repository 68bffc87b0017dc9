# SPDX-License-Identifier: BSD-2-Clause
"""A guest behind a tap, in a network namespace of its own.

For host tests: everything ends with the test.  The guest runs one script
and says where it is by lines that begin with "@"; the test does its part
and nobody sleeps.
"""
import os
import struct
import subprocess
import sys
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
TAP, MAC = "cbtap0", "52:54:00:12:34:56"


def result(name, good, why=""):
    print(f"ok {name}" if good else f"not ok {name} {why}", flush=True)


def run(*command):
    return subprocess.run(command, capture_output=True, text=True,
                          check=False)


def must(*command):
    done = run(*command)
    if done.returncode != 0:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data[:len(data) & ~1]))
    total += data[-1] << 8 if len(data) & 1 else 0
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def make_tap(address):
    must("ip", "tuntap", "add", "dev", TAP, "mode", "tap")
    must("ip", "addr", "add", address + "/24", "dev", TAP)
    must("ip", "link", "set", TAP, "up")


def guest(build, script, follow, timeout=60):
    """Run script in a guest; follow(lines of its output) does our part."""
    with subprocess.Popen(
            [os.path.join(ROOT, "cellblock"), "run", "--no-build", "--net",
             "tap:" + TAP, "--timeout", str(timeout)], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(os.environ, CELLBLOCK_BUILD=build)) as process:
        log = []
        reader = threading.Thread(target=lambda: log.extend(process.stderr))
        reader.start()
        process.stdin.write(script)
        process.stdin.close()
        follow(line.rstrip("\n") for line in process.stdout)
        reader.join()
    result("guest_ended", process.returncode == 0,
           f"status {process.returncode}")
    if process.returncode != 0:
        print("".join("# " + line for line in log[-25:]))


def why_not():
    """The reason that this cannot run here, or None."""
    if os.geteuid() != 0:
        return "needs root, for a network namespace and a tap"
    if not os.access("/dev/net/tun", os.W_OK):
        return "needs /dev/net/tun"
    for tool in ("ip", "unshare"):
        if run("sh", "-c", f"command -v {tool}").returncode != 0:
            return f"needs the program {tool}"
    done = run("unshare", "--net", "ip", "tuntap", "add", "dev", TAP, "mode",
               "tap")
    return done.stderr.strip() or None


def main(name, inside):
    """Run inside(build) of this very program in a namespace of its own."""
    if sys.argv[2:] == ["inside"]:
        inside(sys.argv[1])
        sys.exit(0)
    why = why_not()
    if why:
        print(f"skip {name} {why}")
        sys.exit(0)
    sys.exit(subprocess.run(["unshare", "--net", sys.executable, sys.argv[0],
                             sys.argv[1], "inside"], check=False).returncode)
