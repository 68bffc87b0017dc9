# SPDX-License-Identifier: BSD-2-Clause
"""What the isolation tests of the guest must cover, read from the source.

A system call without a row in the matrix, or a number of a process in a
structure that programs are given without one in numbers.c, is one that
nobody has thought about yet.
"""
import re

from source import check

CALLS = "tests/jail/matrix_rows.h"
NUMBERS = "tests/jail/numbers.c"

RECORD = re.compile(r"^(?:SYSCALL|SYSCALL_ALIAS|VIMAGE_SYSCALL)\("
                    r"(?:\w+,\s+)??(SYS_\w+)", re.M)
CALL_ROW = re.compile(r"^(?:TRY|BLIND|APART|CALL|NONE)\((SYS_\w+)", re.M)
STRUCT = re.compile(r"^(?:typedef )?struct (\w+) \{\n(.*?)^\}", re.M | re.S)
# By type, or by a name that says so.
MEMBER = re.compile(r"^\t+(?:pid_t\s+(\w+)|(?:u?int32_t|int|long|u_int)\s+"
                    r"(\w*(?:pid|pgid|tpgid|lwpid|sid)))(?:;|\[)", re.M)
NUMBER_ROW = re.compile(r"^\tNUMBER\((\w+), (\w+)", re.M)


def differ(there, rows, what, paper):
    """Problems: in one of the two sets and not in the other."""
    for name in sorted(there - rows):
        yield f"{paper}: no row for {what} {name}"
    for name in sorted(rows - there):
        yield f"{paper}: a row for {what} {name}, which is not there"


@check("tests/matrix")
def system_calls(tree):
    """Each system call has a row in the isolation matrix."""
    there = {name for src in tree.sources(".c")
             for name in RECORD.findall(src.text)}
    if not there:
        return
    paper = tree.files.get(CALLS)
    rows = set(CALL_ROW.findall(paper.text)) if paper else set()
    yield from differ(there, rows, "system call", CALLS)


@check("tests/numbers")
def numbers(tree):
    """Each number of a process that is copied out has a row in a test."""
    there = set()
    for src in tree.sources(".h"):
        if not src.path.startswith("kernel/abi/include/"):
            continue
        for name, body in STRUCT.findall(src.text):
            for by_type, by_name in MEMBER.findall(body):
                there.add(f"{name}.{by_type or by_name}")
    if not there:
        return
    paper = tree.files.get(NUMBERS)
    rows = {".".join(m) for m in NUMBER_ROW.findall(paper.text)} \
        if paper else set()
    yield from differ(there, rows, "number", NUMBERS)
