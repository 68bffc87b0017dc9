# SPDX-License-Identifier: BSD-2-Clause
"""Make a core that gdb can read: core.py DUMP CORE.

DUMP is what QEMU's monitor writes for "dump-guest-memory DUMP": memory by
physical address.  (With -p QEMU gives virtual ones, but leaves out most of
the direct map.)  The kernel maps all memory at DIRECT, and itself at IMAGE;
the headers are made to say so, and each piece stays where it is in the file.
Stacks, which are mapped page by page, are not found by this.
"""
import shutil
import struct
import sys

DIRECT = 0xffff800000000000
IMAGE, IMAGE_PHYS, IMAGE_SIZE = 0xffffffff80100000, 0x100000, 0x4000000
HEADER, LOAD = "<IIQQQQQQ", 1


def headers(dump):
    """The program headers of an ELF64 file, and where they are."""
    if dump[:5] != b"\x7fELF\x02":
        sys.exit("core.py: not an ELF64 file")
    start, = struct.unpack_from("<Q", dump, 0x20)
    size, count = struct.unpack_from("<HH", dump, 0x36)
    if size != struct.calcsize(HEADER) or start + size * count > len(dump):
        sys.exit("core.py: damaged headers")
    return [struct.unpack_from(HEADER, dump, start + i * size)
            for i in range(count)]


def mapped(found):
    """The headers with virtual addresses, the kernel's image besides."""
    for kind, flags, offset, virt, phys, in_file, in_memory, align in found:
        if kind != LOAD:
            yield (kind, flags, offset, virt, phys, in_file, in_memory, align)
            continue
        yield (kind, 7, offset, DIRECT + phys, phys, in_file, in_memory, align)
        begin = max(phys, IMAGE_PHYS)
        end = min(phys + in_file, IMAGE_PHYS + IMAGE_SIZE)
        if begin < end:
            yield (kind, 7, offset + begin - phys, begin - IMAGE_PHYS + IMAGE,
                   begin, end - begin, end - begin, align)


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: core.py DUMP CORE")
    with open(sys.argv[1], "rb") as file:
        found = list(mapped(headers(file.read(1 << 20))))
    shutil.copyfile(sys.argv[1], sys.argv[2])
    with open(sys.argv[2], "r+b") as out:
        place = out.seek(0, 2)
        for header in found:
            out.write(struct.pack(HEADER, *header))
        out.seek(0x20)
        out.write(struct.pack("<Q", place))
        out.seek(0x38)
        out.write(struct.pack("<H", len(found)))


main()
