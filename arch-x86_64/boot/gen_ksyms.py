# SPDX-License-Identifier: BSD-2-Clause
"""Write the kernel's symbol table as C: gen_ksyms.py NM KERNEL OUTPUT.

Form (arch-x86_64/cpu/bootinfo.h): a count, so many entries of offset from
KERNEL_BASE, size and offset of the name, sorted by address; the names.
"""
import subprocess
import sys

KERNEL_BASE = 0xffffffff80000000


def symbols(nm, kernel):
    """(address, size, name) of what lies in the kernel image, sorted."""
    out = subprocess.run([nm, "-S", "--defined-only", kernel], check=True,
                         capture_output=True, text=True).stdout
    found = {}
    for line in out.splitlines():
        field = line.split()
        size = int(field[1], 16) if len(field) == 4 else 0
        kind, name = field[-2], field[-1]
        address = int(field[0], 16)
        if address < KERNEL_BASE or kind in "aA":
            continue
        if name.startswith(("set_entry_", "kernel_symbols", "kernel_types",
                            "kernel_end")):
            continue
        found[(address, name)] = size
    return sorted((a, s, n) for (a, n), s in found.items())


def main():
    table = symbols(sys.argv[1], sys.argv[2])
    names, place = bytearray(), {}
    for _, _, name in table:
        if name not in place:
            place[name] = len(names)
            names += name.encode() + b"\0"
    with open(sys.argv[3], "w", encoding="ascii") as out:
        out.write("/* Made by gen_ksyms.py: kernel symbols. */\n")
        out.write("#include \"arch-x86_64/cpu/bootinfo.h\"\n")
        out.write("static const struct {\n\tuint32_t count;\n"
                  f"\tstruct ksym sym[{len(table)}];\n"
                  f"\tchar names[{len(names)}];\n"
                  "} ksyms __attribute__((used, section(\".ksyms\"))) = {\n"
                  f"\t{len(table)}, {{\n")
        for address, size, name in table:
            out.write(f"\t{{ {address - KERNEL_BASE:#x}, {size}, "
                      f"{place[name]} }},\n")
        out.write("\t}, {\n")
        for i in range(0, len(names), 24):
            out.write("\t" + "".join(f"{b}," for b in names[i:i + 24]) + "\n")
        out.write("\t}\n};\n")


main()
