#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Make the lock classes' table from docs/lock-order.txt.

usage: gen_lock_order.py lock-order.txt output.c

A class's rank is its place in the list, from 1 on; 0 means "not looked up".
"""
import re
import sys


def classes(path):
    """Yield (name, dup) for each class, refusing what is malformed."""
    seen = set()
    for number, line in enumerate(open(path), 1):
        words = line.split("#")[0].split()
        if not words:
            continue
        name, rest = words[0], words[1:]
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or rest not in ([], ["dup"]):
            sys.exit(f"{path}:{number}: not 'name' or 'name dup': {line.strip()}")
        if name in seen:
            sys.exit(f"{path}:{number}: {name} is listed twice")
        seen.add(name)
        yield name, bool(rest)


def main():
    source, target = sys.argv[1:]
    rows = list(classes(source))
    with open(target, "w") as out:
        out.write("/* Made by gen_lock_order.py; do not edit. */\n")
        out.write('#include "kernel/lock/lock_class.h"\n\n')
        out.write("const struct lock_class lock_classes[] = {\n\t{ 0, 0 },\n")
        for name, dup in rows:
            out.write(f'\t{{ "{name}", {int(dup)} }},\n')
        out.write("};\n\n")
        out.write(f"const uint16_t lock_class_count = {len(rows) + 1};\n")


main()
