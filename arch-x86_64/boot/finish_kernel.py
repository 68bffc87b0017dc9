# SPDX-License-Identifier: BSD-2-Clause
"""Make the kernel that is booted: finish_kernel.py NOSYM FULL OUTPUT.

Checks that putting the symbols in has moved nothing, then leaves out the
debugging information, which the full file keeps.
"""
import subprocess
import sys

AFTER = ("ksyms", "kernel_symbols", "kernel_symbols_end", "kernel_types",
         "kernel_types_end", "kernel_lines", "kernel_lines_end",
         "build_number", "kernel_build",
         "kernel_build_end", "kernel_end")


def addresses(kernel):
    out = subprocess.run(["nm", "--defined-only", kernel], check=True,
                         capture_output=True, text=True).stdout
    found = set()
    for line in out.splitlines():
        address, _, name = line.split()
        if name not in AFTER:
            found.add((address, name))
    return found


def main():
    nosym, full, output = sys.argv[1:]
    moved = addresses(nosym) ^ addresses(full)
    if moved:
        sys.exit(f"symbols moved between the links: {sorted(moved)[:4]}")
    subprocess.run(["objcopy", "-g", full, output], check=True)


main()
