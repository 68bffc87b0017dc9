# SPDX-License-Identifier: BSD-2-Clause
"""Scripts can at least be parsed, and the build names every source."""
import os
import re
import subprocess

from source import check


@check("scripts/python")
def python(tree):
    """Python compiles."""
    for path, src in tree.files.items():
        if not (path.endswith(".py") or
                src.text.startswith("#!/usr/bin/env python3")):
            continue
        try:
            compile(src.text, path, "exec")
        except SyntaxError as e:
            yield f"{path}:{e.lineno}: {e.msg}"


@check("scripts/shell")
def shell(tree):
    """Shell scripts parse."""
    for path, src in tree.files.items():
        m = re.match(r"#!(?:/usr/bin/env |/bin/)(sh|bash)\b", src.text)
        if not m:
            continue
        run = subprocess.run([m.group(1), "-n", os.path.join(tree.root, path)],
                             capture_output=True, text=True, check=False)
        if run.returncode != 0:
            yield f"{path}: {run.stderr.strip().splitlines()[0]}"


@check("build/complete")
def complete(tree):
    """Each kernel source is in its folder's meson.build."""
    for src in tree.sources(".c", ".asm"):
        build = src.folder + "/meson.build"
        name = os.path.basename(src.path)
        if build not in tree.files:
            yield f"{src.path}: no {build}"
        elif f"'{name}'" not in tree.files[build].text:
            yield f"{src.path}: not in {build}"
