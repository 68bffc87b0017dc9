#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random faults replay from their seed: replay.py BUILD.

Only images are hit, so that the shell lives.  Under -icount and with one CPU two machines that run the same script and
begin from the same seed fail the same allocations, and the hash of them
says so; another seed fails others.
"""
import os
import re
import subprocess
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
SCRIPT = """
sysctl debug.fault.seed={seed} debug.fault.site=image.c >/dev/null
sysctl debug.fault.random=7 >/dev/null
i=0
while [ $i -lt 12 ]; do
	i=$((i + 1))
	jail -qc name=r$i persist vnet 2>/dev/null && jail -qr r$i
done
sysctl debug.fault.random=0 >/dev/null
sysctl -n debug.fault.trace debug.fault.struck vimage.leaked
dmesg | grep debug.fault.seed
"""


def run(seed):
    done = subprocess.run(
        [os.path.join(ROOT, "cellblock"), "run", "--no-build", "--cpus", "1",
         "--timeout", "120", "--icount"],
        input=SCRIPT.format(seed=seed), capture_output=True, text=True,
        check=False, errors="replace",
        env=dict(os.environ, CELLBLOCK_BUILD=sys.argv[1]))
    return done.stdout.split("\n")


def check(name, good, why):
    print(f"ok {name}" if good else f"not ok {name} {why}", flush=True)


def main():
    first, again, other = run(7), run(7), run(8)
    check("replay_same", first == again and len(first) > 3,
          f"{first} and {again}")
    check("replay_other", first[0] != other[0], f"{first[0]} twice")
    check("replay_struck", len(first) > 2 and first[1] != "0",
          f"nothing failed: {first}")
    check("replay_leaked", first[2:3] == ["0"], first)
    check("replay_printed", re.search("debug.fault.seed=7", "\n".join(first))
          is not None, first)
    return 0


sys.exit(main())
