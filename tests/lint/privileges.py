# SPDX-License-Identifier: BSD-2-Clause
"""docs/privileges.md is what the table of kernel/cred/priv.c says.

Run as a program it prints the document: privileges.py >docs/privileges.md
"""
import os
import re
import sys

from source import Tree, check

TABLE = "kernel/cred/priv.c"
PAPER = "docs/privileges.md"

TOP = """# What root may do

Made from the table in kernel/cred/priv.c by `tests/lint/privileges.py`; lint
fails when they differ.  Outside of jails root has every privilege but those
that a raised `kern.securelevel` takes away.  Root of a jail has:

| privilege | guards | root of a jail has it | gone from securelevel |
|--|--|--|--|
"""

ENTRY = re.compile(r'\tP\((\w+), (\w+), (?:NULL|&allow_(\w+)), (\w+),\s+'
                   r'"([^"]*)"\)')


def allows(tree):
    """Identifier -> (name, on by default, text), of all ALLOW records."""
    found = {}
    for src in tree.sources(".c"):
        for m in re.finditer(r'^ALLOW\((\w+), "([^"]*)", (\d),\s+"([^"]*)"\)',
                             src.text, re.M):
            found[m.group(1)] = (m.group(2), m.group(3) == "1", m.group(4))
    return found


def owners(tree):
    """Privilege -> the parameter that gives an image that grants it."""
    params, found = {}, {}
    for src in tree.sources(".c"):
        for m in re.finditer(r'^VIMAGE_SUBSYS_PARAM\((\w+),[^;]*?"[^"]*",\s*'
                             r'"(\w+)"', src.text, re.M):
            params[m.group(1)] = m.group(2)
    for src in tree.sources(".c"):
        for m in re.finditer(r'^VIMAGE_PRIV\((\w+), (\w+)\)', src.text,
                             re.M):
            found[m.group(2)] = params.get(m.group(1), m.group(1))
    return found


def who(name, kind, flag, own, flags):
    """The third column."""
    param = f"`{flags[flag][0]}`" if flag else ""
    param = param.replace("`", "`allow.", 1)
    if flag:
        param += " (on by default)" if flags[flag][1] else ""
    image = f"with `{own.get(name, '?')}=new`"
    return {"PJ_NONE": "never", "PJ_ROOT": "yes", "PJ_ALLOW": f"with {param}",
            "PJ_OWN": image, "PJ_OWN_AND_ALLOW": f"{image} and {param}",
            "PJ_OWN_OR_ALLOW": f"{image} or {param}"}[kind]


def document(tree):
    """The text that docs/privileges.md has to be."""
    flags, own = allows(tree), owners(tree)
    text = TOP
    for m in ENTRY.finditer(tree.files[TABLE].text):
        name, kind, flag, level, guards = m.groups()
        text += (f"| {name} | {guards} | {who(name, kind, flag, own, flags)}"
                 f" | {'-' if level == 'NEVER' else level} |\n")
    text += ("\n# The flags\n\nA jail has at most those of the jail above "
             "it.\n\n| parameter | new jails | what it means |\n|--|--|--|\n")
    for name, default, means in sorted(flags.values()):
        text += f"| allow.{name} | {'on' if default else 'off'} | {means} |\n"
    return text


@check("docs/privileges")
def privileges(tree):
    """The document is up to date, and the table has all there are."""
    if TABLE not in tree.files:
        return
    if PAPER not in tree.files or tree.files[PAPER].text != document(tree):
        yield f"{PAPER} is stale: tests/lint/privileges.py >{PAPER}"
    entries = {m.group(1) for m in ENTRY.finditer(tree.files[TABLE].text)}
    header = tree.files[TABLE.replace(".c", ".h")].text
    body = header[header.index("enum priv {"):]
    for name in re.findall(r"PRIV_\w+", body[:body.index("}")]):
        if name != "PRIV_COUNT" and name not in entries:
            yield f"{TABLE}: {name} has no entry, or one of another form"


if __name__ == "__main__":
    sys.stdout.write(document(Tree(os.path.join(
        os.path.dirname(os.path.abspath(__file__)), "..", ".."))))
