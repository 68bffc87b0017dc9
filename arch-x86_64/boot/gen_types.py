# SPDX-License-Identifier: BSD-2-Clause
"""Write the kernel's types as BTF: gen_types.py PAHOLE KERNEL OUTPUT.c BTF.

pahole makes BTF of DWARF, but writes variables only for a section with the
name of Linux's per-CPU data.  So it is given a copy of the kernel in which
that section covers everything from .rodata to the end of .bss.
"""
import os
import struct
import subprocess
import sys

SECTION = b".data..percpu\0"
HEADER, SYMBOL = "<IIQQQQIIQQ", "<IBBHQQ"


def sections(elf):
    """[name, fields, place of the header] of each section."""
    start, = struct.unpack_from("<Q", elf, 0x28)
    size, count, names = struct.unpack_from("<HHH", elf, 0x3a)
    found = [[None, list(struct.unpack_from(HEADER, elf, start + i * size)),
              start + i * size] for i in range(count)]
    base = found[names][1][4]
    for one in found:
        at = base + one[1][0]
        one[0] = elf[at:elf.index(b"\0", at)].decode()
    return found, names


def disguise(elf):
    """The copy for pahole, with all data in one section of that name."""
    found, names = sections(elf)
    by_name = {one[0]: i for i, one in enumerate(found)}
    first, last = by_name[".rodata"], by_name[".bss"]
    data = by_name[".data"]

    # The names go to the end of the file, with one more.
    old = found[names][1]
    strings = bytes(elf[old[4]:old[4] + old[5]])
    found[data][1][0] = len(strings)
    old[4], old[5] = len(elf), len(strings) + len(SECTION)
    elf += strings + SECTION

    begin = found[first][1][3]
    found[data][1][3] = begin
    found[data][1][5] = found[last][1][3] + found[last][1][5] - begin
    found[data][1][1] = 8			# NOBITS
    for _, fields, at in found:
        struct.pack_into(HEADER, elf, at, *fields)

    table = found[by_name[".symtab"]][1]
    for at in range(table[4], table[4] + table[5], 24):
        sym = list(struct.unpack_from(SYMBOL, elf, at))
        if first <= sym[3] <= last:
            sym[3] = data
            struct.pack_into(SYMBOL, elf, at, *sym)
    return elf


def main():
    pahole, kernel, source, btf = sys.argv[1:]
    copy = btf + ".copy"
    with open(kernel, "rb") as file:
        elf = disguise(bytearray(file.read()))
    with open(copy, "wb") as out:
        out.write(elf)
    subprocess.run([pahole, "--btf_encode_detached=" + btf, copy],
                   check=True)
    os.unlink(copy)
    with open(source, "w", encoding="ascii") as out:
        out.write("/* Made by gen_types.py: the kernel's types. */\n"
                  "__asm__(\".pushsection .btf, \\\"a\\\", @progbits\\n\"\n"
                  f"    \".incbin \\\"{os.path.abspath(btf)}\\\"\\n\"\n"
                  "    \".popsection\");\n")


main()
