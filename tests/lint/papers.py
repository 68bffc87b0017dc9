# SPDX-License-Identifier: BSD-2-Clause
"""What is written beside the code: the reading order, man pages, links."""
import os
import re
import shutil
import subprocess

from source import check

READING = "docs/reading-order.md"
READ = (".c", ".h", ".asm", ".S")
TOP = ("kernel", "arch-x86_64", "subsys", "user")


def listed(tree):
    """(line number, path) of each file that the reading order names."""
    for i, line in enumerate(tree.files[READING].lines):
        m = re.match(r"\* \[[^]]+\]\(\.\./([^)]+)\)", line)
        if m:
            yield i + 1, m.group(1)


@check("reading/complete")
def complete(tree):
    """Each source file is named once, with a sentence."""
    if READING not in tree.files:
        yield f"{READING} is missing"
        return
    seen = {}
    for line, path in listed(tree):
        if path in seen:
            yield f"{READING}:{line}: {path} again"
        seen[path] = line
        if not tree.exists(path):
            yield f"{READING}:{line}: {path} is gone"
        text = tree.files[READING].lines[line - 1]
        if not re.search(r"\) \S.{4,}", text):
            yield f"{READING}:{line}: {path} without a sentence"
    for src in tree.sources(*READ, top=TOP):
        if src.path not in seen:
            yield f"{src.path} is not in {READING}"


@check("reading/order")
def order(tree):
    """The tour climbs: no folder before one of a lower layer."""
    layers = tree.layers()
    if READING not in tree.files:
        return
    last, where = 0, ""
    for line, path in listed(tree):
        folder = next((f for f in layers if path.startswith(f + "/")), None)
        if folder is None:
            continue
        if layers[folder] < last:
            yield f"{READING}:{line}: {folder} comes after {where}"
        last, where = layers[folder], folder


def pages(tree):
    """Name -> path of the manual pages."""
    return {os.path.basename(p).rsplit(".", 1)[0]: p for p in tree.files
            if re.match(r"docs/man/[^/]+\.[1-9]$", p)}


@check("man/tools")
def tools(tree):
    """Each tool has a manual page."""
    have = pages(tree)
    for src in tree.sources(".c", top=("user",)):
        name = os.path.basename(src.path)[:-2]
        if src.folder == "user/bin" and name not in have:
            yield f"{src.path}: no docs/man/{name}.1 or .8"


@check("man/lint")
def mandoc(tree):
    """mandoc finds nothing wrong."""
    if shutil.which("mandoc") is None:
        yield "mandoc is not installed"
        return
    paths = sorted(pages(tree).values())
    if not paths:
        return
    out = subprocess.run(["mandoc", "-T", "lint", "-W", "warning"] + paths,
                         cwd=tree.root, capture_output=True, text=True,
                         check=False).stdout
    yield from out.splitlines()


@check("man/links")
def links(tree):
    """Pages name only pages that exist, or the system's own."""
    have = {os.path.basename(p) for p in pages(tree).values()}
    foreign = {"sh.1", "mksh.1", "uname.1", "kill.1", "tty.4"}
    for path in pages(tree).values():
        for i, line in enumerate(tree.files[path].lines):
            m = re.match(r"\.Xr (\S+) ([1-9])", line)
            if m and f"{m.group(1)}.{m.group(2)}" not in have | foreign and \
                    m.group(2) in "18":
                yield f"{path}:{i + 1}: {m.group(1)}({m.group(2)})"


@check("docs/links")
def doc_links(tree):
    """Relative links in the documentation lead somewhere."""
    for path, src in tree.files.items():
        if not path.endswith(".md"):
            continue
        for i, line in enumerate(src.lines):
            for to in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", line):
                goal = os.path.normpath(
                    os.path.join(os.path.dirname(path), to))
                if not tree.exists(goal):
                    yield f"{path}:{i + 1}: {to}"
