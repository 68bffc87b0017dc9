# SPDX-License-Identifier: BSD-2-Clause
"""Write the kernel's symbol table as C: gen_ksyms.py NM KERNEL OUTPUT.

Form (arch-x86_64/cpu/bootinfo.h): a count, so many entries of offset from
KERNEL_BASE, size and offset of the name, sorted by address; the names.
Where several files have a static of one name, each is called FILE:NAME.
"""
import hashlib
import struct
import subprocess
import sys

KERNEL_BASE = 0xffffffff80000000


def sources(kernel):
    """{(address, name): file} of the statics, by the order of the table."""
    with open(kernel, "rb") as file:
        elf = file.read()
    start, = struct.unpack_from("<Q", elf, 0x28)
    size, count = struct.unpack_from("<HH", elf, 0x3a)
    headers = [struct.unpack_from("<IIQQQQIIQQ", elf, start + i * size)
               for i in range(count)]
    table = next(h for h in headers if h[1] == 2)
    strings = headers[table[6]][4]
    found, name_of_file = {}, ""
    for at in range(table[4], table[4] + table[5], 24):
        name, info, _, _, value, _ = struct.unpack_from("<IBBHQQ", elf, at)
        begin = strings + name
        text = elf[begin:elf.index(b"\0", begin)].decode()
        if info & 15 == 4:
            name_of_file = text.rsplit("/", 1)[-1]
        elif info >> 4 == 0:
            found[(value, text)] = name_of_file
    return found


def tell_apart(table, kernel):
    """Give statics that share their name their file's."""
    places, files = {}, sources(kernel)
    for address, _, name in table:
        places.setdefault(name, set()).add(address)
    for address, size, name in table:
        # What the compiler makes for itself has no reader.
        if len(places[name]) > 1 and (address, name) in files and \
                not name.startswith(("__func__", "alloc_")):
            name = files[(address, name)] + ":" + name
        yield address, size, name


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
                            "kernel_lines", "kernel_build", "kernel_end")):
            continue
        found[(address, name)] = size
    return sorted((a, s, n) for (a, n), s in found.items())


def build_number(kernel, out):
    """A note that tells this build from all others, as linkers make it."""
    with open(kernel, "rb") as file:
        number = hashlib.sha1(file.read()).digest()
    note = struct.pack("<III", 4, len(number), 3) + b"GNU\0" + number
    out.write(f"static const unsigned char build_number[{len(note)}]\n"
              "    __attribute__((used, section(\".build\"), aligned(4)))"
              " = {\n\t" + ", ".join(map(str, note)) + "\n};\n")


def main():
    table = list(tell_apart(symbols(sys.argv[1], sys.argv[2]), sys.argv[2]))
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
        build_number(sys.argv[2], out)


main()
