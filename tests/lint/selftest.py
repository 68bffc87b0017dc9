# SPDX-License-Identifier: BSD-2-Clause
"""For each check a small tree that it must complain of, and one it must not.

BAD maps a check's name to the files of a tree with exactly that fault; GOOD
is a tree without any.
"""
import os
import tempfile

from source import Tree

SPDX = "// SPDX-License-Identifier: BSD-2-Clause\n"
HEAD = SPDX + "/* a - a thing that is here for the test. */\n"
ASM = "; SPDX-License-Identifier: BSD-2-Clause\n"
BODY = HEAD + """
#include "kernel/lib/a.h"

/* Say one. */
static int
a_one(void)
{
	return 1;	/* one */
}
"""

GOOD = {
    "docs/layers.txt": "# layers\n1\tkernel/lib\n2\tkernel/mem\n",
    "docs/lock-order.txt": "# order\nmem\n",
    "docs/reading-order.md":
        "## kernel/lib\n"
        "* [a.h](../kernel/lib/a.h) declares a thing.\n"
        "## kernel/mem\n"
        "* [b.c](../kernel/mem/b.c) does the other thing.\n"
        "* [t.c](../user/bin/t.c) is a program of some kind.\n",
    "docs/man/t.1": ".Dd January 1, 2026\n.Dt T 1\n.Os\n.Sh NAME\n.Nm t\n"
                    ".Nd a tool\n.Sh SYNOPSIS\n.Nm\n.Sh DESCRIPTION\n"
                    "It does nothing.\n",
    "kernel/lib/a.h": HEAD + "#pragma once\n\n/* A thing. */\nstruct a {\n"
                             "\tint a_one;\t/* [I] one */\n};\n",
    "kernel/mem/b.c": BODY + "\n/* Lock. */\nstatic void\nb_lock(void)\n{\n"
                             "\tspin_init(&b, \"mem\");\n}\n" + "int b_x;\n" * 6,
    "kernel/mem/meson.build": "k_src = files('b.c')\n",
    "kernel/lib/meson.build": "k_src = files()\n",
    "user/bin/t.c": HEAD + "\n#include <stdio.h>\n",
    "s.sh": "#!/bin/sh\nexit 0\n",
}

A, B, T = "kernel/lib/a.h", "kernel/mem/b.c", "user/bin/t.c"

BAD = {
    "layers/listed": {"kernel/new/c.c": BODY},
    "layers/includes": {"kernel/lib/c.c": HEAD +
                        '#include "kernel/mem/b.h"\n',
                        "kernel/mem/b.h": HEAD + "#pragma once\n"},
    "layers/private": {B: HEAD + '#include "kernel/lib/a_priv.h"\n',
                       "kernel/lib/a_priv.h": HEAD},
    "layers/rings": {A: HEAD + '#include "kernel/lib/c.h"\n',
                     "kernel/lib/c.h": HEAD + '#include "kernel/lib/a.h"\n'},
    "layers/user": {T: HEAD + '#include "kernel/lib/a.h"\n'},
    "style/all-processes": {B: BODY + "\n/* All. */\nstatic void\nb_all(void)"
                            "\n{\n\tLIST_FOREACH(p, &proc_all, p_all)\n"
                            "\t\tb(p);\n}\n"},
    "layers/extern": {B: HEAD + "extern int b;\n"},
    "layers/weak": {B: HEAD + "int b __attribute__((weak));\n"},
    "style/function-length": {B: HEAD + "static int\nb(void)\n{\n" +
                              "\tb++;\n" * 70 + "}\n"},
    "style/file-length": {B: HEAD + "\n" * 600},
    "style/columns": {B: HEAD + "/*" + "x" * 90 + "*/\n"},
    "style/blanks": {B: HEAD + "int b; \n"},
    "style/conditionals": {B: HEAD + "#ifdef B\n#endif\n"},
    "style/overview": {B: SPDX + "int b;\n"},
    "style/marks": {B: HEAD + "/* TO" "DO: write */\n"},
    "style/outside": {B: HEAD + "/* see /wo" "rk/shared */\n"},
    "style/return-type": {B: HEAD + "static int b(void)\n{\n}\n"},
    "style/typedef": {B: HEAD + "typedef struct b b_t;\n"},
    "style/names": {"kernel/mem/util.c": BODY},
    "style/once": {A: HEAD},
    "style/comments": {B: HEAD + "int b;\n" * 100},
    "style/sizes": {B: HEAD + ("static int\nb(void)\n{\n" + "\tb++;\n" * 40 +
                               "}\n") * 3},
    "style/lock-letters": {A: HEAD + "#pragma once\nstruct a {\n"
                           "\tint a_one;\n};\n"},
    "style/lock-order": {B: HEAD + '\tmutex_init(&m, "unknown");\n'},
    "reading/complete": {"kernel/mem/c.c": BODY},
    "reading/order": {"docs/reading-order.md":
                      "* [b.c](../kernel/mem/b.c) comes too early here.\n"
                      "* [a.h](../kernel/lib/a.h) comes too late here.\n"},
    "man/tools": {"user/bin/u.c": HEAD},
    "man/lint": {"docs/man/t.1": "not a page\n"},
    "man/links": {"docs/man/t.1": GOOD["docs/man/t.1"] + ".Xr nothing 8\n"},
    "docs/privileges": {"kernel/cred/priv.c": HEAD,
                        "kernel/cred/priv.h": HEAD + "enum priv {\n};\n",
                        "docs/privileges.md": "old\n"},
    "tests/matrix": {B: BODY + "SYSCALL(SYS_b, 1, b_one);\n"},
    "tests/numbers": {"kernel/abi/include/sys/b.h":
                      HEAD + "#pragma once\n\n/* B. */\nstruct b {\n"
                      "\tpid_t b_pid;\t/* who */\n};\n"},
    "docs/links": {"docs/a.md": "[a](nowhere.md)\n"},
    "scripts/python": {"s.py": "def (\n"},
    "scripts/shell": {"s.sh": "#!/bin/sh\nif\n"},
    "build/complete": {"kernel/mem/meson.build": "k_src = files()\n"},
}


def tree_of(folder, files):
    """Write files below folder; return the tree."""
    for path, text in files.items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full) or folder, exist_ok=True)
        with open(full, "w", encoding="utf-8") as f:
            f.write(text)
    return Tree(folder)


def problems(name, func):
    """What is wrong with the check itself."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        said = list(func(tree_of(folder, GOOD)))
        if said:
            found.append(f"complains of a good tree: {said[0]}")
    if name not in BAD:
        return found + ["has no bad tree in selftest.py"]
    with tempfile.TemporaryDirectory() as folder:
        if not list(func(tree_of(folder, {**GOOD, **BAD[name]}))):
            found.append("does not see the fault")
    return found
