# SPDX-License-Identifier: BSD-2-Clause
"""Write which address is which line: gen_lines.py OBJDUMP KERNEL OUT.c BIN.

objdump reads the debugging information, which is ten times as long.  Form,
little endian (kernel/debug/db_lines.c reads it): counts of blocks and of
files, bytes of names; a block each BLOCK entries: offset from KERNEL_BASE
of its first address, and where its bytes begin; an offset into the names
for each file; the names; the bytes.  An entry is the distance from the
address before, then the distance from the line before, times two, plus one
if a file's number follows; numbers are in sevens of bits, lowest first,
signed ones with the sign in the lowest bit.  Each block begins from line 0
of file 0.
"""
import os
import re
import struct
import subprocess
import sys

KERNEL_BASE = 0xffffffff80000000
BLOCK = 64
ROW = re.compile(r"^(\S+) +(\d+|-) +(0x[0-9a-f]+)")


def rows(objdump, kernel):
    """(address, file, line), sorted; line 0 is the end of known code."""
    out = subprocess.run([objdump, "--dwarf=decodedline", kernel],
                         check=True, capture_output=True, text=True).stdout
    found = {}
    for line in out.splitlines():
        row = ROW.match(line)
        if row is None:
            continue
        address = int(row[3], 16)
        ends = row[2] == "-"
        # The last of several at one address is the innermost.
        if address >= KERNEL_BASE and not (ends and address in found):
            found[address] = ("", 0) if ends else (row[1], int(row[2]))
    last = None
    for address in sorted(found):
        if found[address] != last:
            last = found[address]
            yield address, os.path.basename(last[0]), last[1]


def number(value):
    """In sevens of bits."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return out


def main():
    objdump, kernel, source, binary = sys.argv[1:]
    files, names, blocks, data = {}, bytearray(), [], bytearray()
    before = (0, 0, 0)
    for i, (address, name, line) in enumerate(rows(objdump, kernel)):
        offset = address - KERNEL_BASE
        if name not in files:
            files[name] = (len(files), len(names))
            names += name.encode() + b"\0"
        file = files[name][0]
        if i % BLOCK == 0:
            blocks.append((offset, len(data)))
            before = (offset, 0, 0)
        step = line - before[1]
        step = step * 2 if step >= 0 else -step * 2 - 1
        data += number(offset - before[0])
        data += number(step * 2 + (file != before[2]))
        if file != before[2]:
            data += number(file)
        before = (offset, line, file)
    with open(binary, "wb") as out:
        out.write(struct.pack("<III", len(blocks), len(files), len(names)))
        for block in blocks:
            out.write(struct.pack("<II", *block))
        for _, place in files.values():
            out.write(struct.pack("<I", place))
        out.write(names + data)
    with open(source, "w", encoding="ascii") as out:
        out.write("/* Made by gen_lines.py: addresses and lines. */\n"
                  "__asm__(\".pushsection .lines, \\\"a\\\", @progbits\\n\"\n"
                  f"    \".incbin \\\"{os.path.abspath(binary)}\\\"\\n\"\n"
                  "    \".popsection\");\n")


main()
