# SPDX-License-Identifier: BSD-2-Clause
"""Using an instanced variable with no image set is a panic that names it.

no_image.py BUILD: boots, does it, and reads the kernel's log.
"""
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
WANT = "V_ktest_number of uts used with no image set"
PANIC_STATUS = 125


def main():
    done = subprocess.run(
        [os.path.join(ROOT, "cellblock"), "run", "--no-build", "--timeout",
         "120"], input=b"sysctl debug.ktest.no_image=1\n",
        capture_output=True, check=False,
        env=dict(os.environ, CELLBLOCK_BUILD=sys.argv[1]))
    log = done.stderr.decode(errors="replace")
    if done.returncode == PANIC_STATUS and WANT in log:
        print("ok no_image")
        return 0
    last = log.strip().splitlines()[-1:] or [""]
    print(f"not ok no_image status {done.returncode}: {last[0]}")
    return 1


sys.exit(main())
