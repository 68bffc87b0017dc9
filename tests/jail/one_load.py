# SPDX-License-Identifier: BSD-2-Clause
"""Reading an instanced variable costs one load more than a plain one.

Two functions of the kernel return a global and an instanced variable; they
are disassembled and compared: one_load.py BUILD.
"""
import os
import re
import subprocess
import sys

PLAIN, INSTANCED = "vimage_probe_plain", "vimage_probe_instanced"


def instructions(kernel, function):
    out = subprocess.run(
        ["objdump", "-d", "--no-show-raw-insn", "--disassemble=" + function,
         kernel], capture_output=True, text=True, check=True).stdout
    found = re.findall(r"^\s*[0-9a-f]+:\s+(.*?)\s*$", out, re.M)
    return [line for line in found if not line.startswith("nop")]


def loads(code):
    return [line for line in code if line.startswith("mov") and "(" in
            line.split(",")[0] or "%gs:" in line]


def main():
    kernel = os.path.join(sys.argv[1], "cellblock-full.elf")
    plain = instructions(kernel, PLAIN)
    instanced = instructions(kernel, INSTANCED)
    if not plain:
        print("skip one_load the kernel is built without its tests")
        return 0
    more = len(instanced) - len(plain)
    more_loads = len(loads(instanced)) - len(loads(plain))
    gs_loads = sum("%gs:" in line for line in instanced)
    if (more, more_loads, gs_loads) == (1, 1, 1):
        print("ok one_load")
        return 0
    print(f"not ok one_load {more} instructions and {more_loads} loads more: "
          + "; ".join(instanced))
    return 1


sys.exit(main())
