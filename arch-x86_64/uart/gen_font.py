# SPDX-License-Identifier: BSD-2-Clause
"""Write the screen's font as C: gen_font.py PF2_FILE OUTPUT.

Reads GRUB's font format: sections of name, big-endian length and data; CHIX
is the index (code, flags, file offset), a glyph is width, height, x and y
offset from the base line, advance, and its bits, rows not padded.
"""
import struct
import sys

FIRST, LAST, HEIGHT, WIDTH = 0x20, 0x7e, 16, 8


def sections(data):
    found, at = {}, 0
    while at + 8 <= len(data):
        name, size = data[at:at + 4], struct.unpack(">I", data[at + 4:at + 8])[0]
        found[name] = data[at + 8:at + 8 + size]
        if name == b"DATA":
            break
        at += 8 + size
    return found


def glyph(data, offset, ascent):
    """Sixteen bytes, a row each."""
    width, height, x, y, _ = struct.unpack(">HHhhh", data[offset:offset + 10])
    rows = [0] * HEIGHT
    for i in range(width * height):
        byte = data[offset + 10 + i // 8]
        row, column = ascent - y - height + i // width, x + i % width
        if byte & 0x80 >> i % 8 and 0 <= row < HEIGHT and column < WIDTH:
            rows[row] |= 0x80 >> column
    return rows


def main():
    with open(sys.argv[1], "rb") as font:
        data = font.read()
    part = sections(data)
    ascent = struct.unpack(">H", part[b"ASCE"])[0]
    place = {code: offset for code, _, offset
             in struct.iter_unpack(">IBI", part[b"CHIX"])}
    with open(sys.argv[2], "w", encoding="ascii") as out:
        out.write("/* Made by gen_font.py. */\n"
                  "#include \"arch-x86_64/uart/uart_priv.h\"\n"
                  "const unsigned char font_rows[FONT_LAST - FONT_FIRST + 1]"
                  "[FONT_HEIGHT] = {\n")
        for code in range(FIRST, LAST + 1):
            rows = glyph(data, place[code], ascent)
            out.write("\t{ " + ", ".join(f"{r:#04x}" for r in rows) + " },\n")
        out.write("};\n")


main()
