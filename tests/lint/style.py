# SPDX-License-Identifier: BSD-2-Clause
"""How the code looks: sizes, columns, comments, names, lock letters."""
import re
import statistics

from source import check

CODE = (".c", ".h", ".asm", ".S")
ALL = ("kernel", "arch-x86_64", "subsys", "user", "tests")

FUNCTION_MAX = 60
FILE_MAX = 500
COLUMNS = 80
FUNCTION_MEDIAN, FUNCTION_P90 = 14, 35
FILE_MEDIAN = 200
COMMENTS_MIN, COMMENTS_MAX = 0.15, 0.35


@check("style/function-length")
def function_length(tree):
    """A function is at most one screen."""
    for src in tree.sources(".c", top=ALL):
        for name, line, size in src.functions():
            if size > FUNCTION_MAX:
                yield f"{src.path}:{line}: {name}() has {size} lines"


@check("style/file-length")
def file_length(tree):
    """One idea a file."""
    for src in tree.sources(".c", top=ALL):
        if len(src.lines) > FILE_MAX:
            yield f"{src.path}: {len(src.lines)} lines"


@check("style/columns")
def columns(tree):
    """80 columns, a tab is 8."""
    for src in tree.sources(*CODE, top=ALL):
        for i, line in enumerate(src.lines):
            width = len(line.expandtabs(8))
            if width > COLUMNS:
                yield f"{src.path}:{i + 1}: {width} columns"


@check("style/blanks")
def blanks(tree):
    """No blanks at the end of a line; a newline at the end of a file."""
    for src in tree.sources(*CODE, top=ALL):
        for i, line in enumerate(src.lines):
            if line != line.rstrip():
                yield f"{src.path}:{i + 1}: blank at the end"
        if src.text and not src.text.endswith("\n"):
            yield f"{src.path}: no newline at the end"


@check("style/conditionals")
def conditionals(tree):
    """No #if in .c: one text, one meaning."""
    for src in tree.sources(".c", top=ALL):
        for i, line in enumerate(src.lines):
            if re.match(r"\s*#\s*(if|ifdef|ifndef|elif|else)\b", line):
                yield f"{src.path}:{i + 1}: {line.strip()}"


@check("style/overview")
def overview(tree):
    """The licence, then what the file is for."""
    for src in tree.sources(*CODE, top=ALL):
        mark = ";" if src.ext == ".asm" else "//"
        if src.ext == ".S":
            ok = re.search(r"SPDX-License-Identifier: BSD-2-Clause",
                           src.text[:120])
        else:
            ok = src.text.startswith(
                f"{mark} SPDX-License-Identifier: BSD-2-Clause\n")
        if not ok:
            yield f"{src.path}: no SPDX line first"
        elif src.ext in (".c", ".h") and (
                len(src.lines) < 2 or not src.lines[1].startswith("/*")):
            yield f"{src.path}: no overview second"


@check("style/marks")
def marks(tree):
    """Do it or file it."""
    word = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
    for src in tree.sources(*CODE, top=ALL):
        for i, line in enumerate(src.lines):
            if word.search(line):
                yield f"{src.path}:{i + 1}: {line.strip()}"


# Who may walk over all processes, whatever space of numbers they are in:
# the table and its spaces, and the debugger.  All else uses proc_foreach.
ALL_PROCESSES = ("kernel/proc/proc.c", "kernel/proc/pid.c",
                 "kernel/proc/proc_db.c", "kernel/proc/proc_why.c")


@check("style/all-processes")
def all_processes(tree):
    """A walk over all processes is in one of the few places for it."""
    for src in tree.sources(".c", top=("kernel", "subsys")):
        if src.path in ALL_PROCESSES:
            continue
        for i, line in enumerate(src.lines):
            if re.search(r"FOREACH\w*\(.*&proc_all\b", line):
                yield f"{src.path}:{i + 1}: use proc_foreach"


@check("style/outside")
def outside(tree):
    """Nothing refers to a place that a clone has not."""
    word = re.compile("/wo" r"rk/(shared|main)|/tmp/c" r"b/")
    for src in tree.files.values():
        for i, line in enumerate(src.lines):
            if word.search(line):
                yield f"{src.path}:{i + 1}: {line.strip()}"


@check("style/return-type")
def return_type(tree):
    """The return type has its own line, so ^name( finds the body."""
    word = re.compile(r"(static\s+|const\s+|inline\s+)*(struct\s+|unsigned\s+)?"
                      r"\w+[\s*]+\w+\([^;]*\)$")
    for src in tree.sources(".c", top=ALL):
        for i, line in enumerate(src.lines[:-1]):
            if word.match(line) and src.lines[i + 1] == "{" and \
                    not line.startswith(("KTEST", "else", "struct")):
                yield f"{src.path}:{i + 1}: {line}"


@check("style/typedef")
def typedef(tree):
    """The reader sees what is a struct."""
    for src in tree.sources(".c", ".h"):
        if "/abi/" in src.path or "/compat/" in src.path:
            continue
        for i, line in enumerate(src.lines):
            if re.match(r"\s*typedef\s+(struct|union|enum)\b", line):
                yield f"{src.path}:{i + 1}: {line.strip()}"


@check("style/names")
def names(tree):
    """A file is named for one idea."""
    for path in tree.files:
        if re.search(r"(^|[/_])(misc|util|utils|common|helper|helpers)"
                     r"([._]|$)", path):
            yield f"{path}: says nothing"


@check("style/once")
def once(tree):
    """Headers may be included twice."""
    for src in tree.sources(".h"):
        if "#pragma once" not in src.text and "/abi/" not in src.path:
            yield f"{src.path}: no #pragma once"


@check("style/comments")
def comments(tree):
    """Of the lines that are not blank, 15 to 35 % hold a comment."""
    total = held = 0
    for src in tree.sources(".c", ".h"):
        if "/abi/" not in src.path:
            total += sum(1 for line in src.lines if line.strip())
            held += src.comment_lines()
    share = held / total if total else 0.25
    if not COMMENTS_MIN <= share <= COMMENTS_MAX:
        yield f"{share:.0%} of the kernel's lines hold a comment"


@check("style/sizes")
def sizes(tree):
    """The measures of the whole: most functions and files are small."""
    functions = sorted(size for src in tree.sources(".c")
                       for _, _, size in src.functions())
    files = [len(src.lines) for src in tree.sources(".c")]
    if not functions:
        return
    if statistics.median(functions) > FUNCTION_MEDIAN:
        yield f"median function {statistics.median(functions)} lines"
    if functions[len(functions) * 9 // 10] > FUNCTION_P90:
        yield f"9 of 10 functions <= {functions[len(functions) * 9 // 10]}"
    if statistics.median(files) > FILE_MEDIAN:
        yield f"median file {statistics.median(files)} lines"


def members(src):
    """Yield (line number, struct, text) of each member in a header.

    A member's text goes on over following lines that only continue its
    comment.  Operations never change and need no letter.  Structs whose
    leading comment names a letter for "all" are left out, and so are those
    inside macros.
    """
    lead, name = [], None
    for i, line in enumerate(src.lines):
        if line.startswith(("/*", " *")):
            if line.startswith("/*"):
                lead = []
            lead.append(line)
            continue
        m = re.match(r"struct (\w+) \{$", line)
        if m:
            text = " ".join(lead)
            name = None if re.search(r"\b[Aa]ll\b.*\[\w+\]|\[\w+\].*\ball\b|"
                                     r"members? .*\[\w+\]", text) \
                else m.group(1)
        elif line.startswith("}"):
            name = None
        elif name is not None and re.match(r"\t[a-z].*;", line) and \
                "(*" not in line and "_pad" not in line:
            text = line
            for more in src.lines[i + 1:i + 4]:
                if not re.match(r"\s+[^;]*\*/$|\s+\*? [^;]*$", more):
                    break
                text += more
            yield i + 1, name, text
        if not line.startswith((" *", "/*")):
            lead = lead if line.startswith("struct") else []


@check("style/lock-letters")
def lock_letters(tree):
    """Each member says what protects it: [I], [a], [t] or a lock's key."""
    for src in tree.sources(".h"):
        if "/abi/" in src.path or "/compat/" in src.path:
            continue
        for line, struct, text in members(src):
            if not re.search(r"\[[\w\s./>-]+\]\W*.*\*/|/\*.*\[[\w ./>-]+\]|"
                             r"class \"", text):
                yield f"{src.path}:{line}: struct {struct}: {text.strip()}"


@check("style/lock-order")
def lock_order(tree):
    """Every lock class that code names stands in docs/lock-order.txt."""
    if "docs/lock-order.txt" not in tree.files:
        yield "docs/lock-order.txt is missing"
        return
    known = {line.split()[0] for line in
             tree.files["docs/lock-order.txt"].lines
             if line and not line.startswith("#")}
    word = re.compile(r"\b(?:spin_init|mutex_init|rw_init)\([^,;]+,\s*"
                      r'"([^"]+)"|SPIN_INITIALIZER\("([^"]+)"')
    for src in tree.sources(".c", ".h"):
        for m in word.finditer(src.text):
            name = m.group(1) or m.group(2)
            if name not in known:
                line = src.text[:m.start()].count("\n") + 1
                yield f"{src.path}:{line}: lock class {name}"
