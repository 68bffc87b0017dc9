# SPDX-License-Identifier: BSD-2-Clause
"""The guest's 1,000 random IPC programs on the host's Linux: ipcmodel.py BUILD.

The same source and the same model as in the guest, so that where all is
well here and there, the two systems do not differ.
"""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PROBE = ("import ctypes; c = ctypes.CDLL(None); q = c.msgget(0, 0o600); "
         "exit(q < 0 or c.msgctl(q, 0, None) != 0)")
PROGRAMS = "1000"


def main():
    program = os.path.join(sys.argv[1], "ipcmodel-linux")
    built = subprocess.run(
        ["cc", "-O1", "-D_GNU_SOURCE", "-Wall", "-I", ROOT, "-o", program,
         os.path.join(HERE, "h_ipcmodel.c"), "-lrt"],
        capture_output=True, text=True, check=False)
    if built.returncode != 0:
        print("not ok ipcmodel_linux does not build")
        print("\n".join("# " + x for x in built.stderr.splitlines()[:20]))
        return 1
    if subprocess.run([sys.executable, "-c", PROBE],
                      check=False).returncode != 0:
        print("skip ipcmodel_linux the host has no System V IPC")
        return 0
    done = subprocess.run([program, PROGRAMS], capture_output=True,
                          text=True, check=False, timeout=300)
    print(done.stdout, end="")
    if done.returncode != 0:
        print(f"not ok ipcmodel_linux status {done.returncode}")
        return 1
    print("ok ipcmodel_linux")
    return 0


sys.exit(main())
