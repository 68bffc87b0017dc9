# SPDX-License-Identifier: BSD-2-Clause
"""The tree as the lint checks see it: files, lines, functions, structs.

Our C has one form (return type on its own line, name at the left edge,
closing brace at the left edge), so a few regular expressions are a parser.
"""
import os
import re

KERNEL = ("kernel", "arch-x86_64", "subsys")
SKIP = (".git", "build", "__pycache__")

# One check: its name, and a function of a Tree that yields problems.
CHECKS = []


def check(name):
    """Register a check under name."""
    def register(func):
        CHECKS.append((name, func))
        return func
    return register


class Source:
    """A file of the tree."""

    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), encoding="utf-8",
                  errors="replace") as f:
            self.text = f.read()
        self.lines = self.text.splitlines()
        self.folder = os.path.dirname(path)
        self.ext = os.path.splitext(path)[1]

    def functions(self):
        """Yield (name, line number, lines) of each function body."""
        name, start = None, 0
        for i, line in enumerate(self.lines):
            m = re.match(r"([a-zA-Z_]\w*)\(", line)
            if m and name is None and not line.rstrip().endswith(";"):
                name, start = m.group(1), i
            elif line.startswith("{") and name is not None:
                continue
            elif line.startswith("}"):
                if name is not None:
                    yield name, start + 1, i - start + 1
                name = None
            elif name is not None and line.endswith(";") and \
                    not line.startswith(("\t", " ", "{")):
                name = None

    def comment_lines(self):
        """How many lines hold a comment."""
        inside, count = False, 0
        for line in self.lines:
            has = inside or "/*" in line or "//" in line
            if self.ext in (".asm", ".S"):
                has = has or ";" in line
            count += has
            if "/*" in line:
                inside = "*/" not in line.rsplit("/*", 1)[1]
            elif inside and "*/" in line:
                inside = False
        return count

    def includes(self):
        """Yield (line number, quoted, name)."""
        for i, line in enumerate(self.lines):
            m = re.match(r'#include\s+(["<])([^">]+)[">]', line)
            if m:
                yield i + 1, m.group(1) == '"', m.group(2)


class Tree:
    """All text files below root."""

    def __init__(self, root):
        self.root = root
        self.files = {}
        for top, dirs, names in os.walk(root):
            dirs[:] = sorted(d for d in dirs if d not in SKIP and
                             not d.startswith("build"))
            for name in sorted(names):
                path = os.path.relpath(os.path.join(top, name), root)
                if self.is_text(path):
                    self.files[path] = Source(root, path)

    @staticmethod
    def is_text(path):
        """By ending, and the scripts without one that we know."""
        return path.endswith((".c", ".h", ".asm", ".S", ".s", ".py", ".sh",
                              ".md", ".txt", ".build", ".ld", ".awk")) or \
            re.search(r"/man/[^/]+\.[1-9]$", path) or path == "cellblock" or \
            (path.startswith("tests/") and "." not in os.path.basename(path))

    def exists(self, path):
        return os.path.exists(os.path.join(self.root, path))

    def sources(self, *exts, top=KERNEL):
        """Files with these endings below the folders top."""
        for path, src in self.files.items():
            if src.ext in exts and path.split("/")[0] in top:
                yield src

    def layers(self):
        """Folder -> layer number, from docs/layers.txt."""
        found = {}
        if "docs/layers.txt" not in self.files:
            return found
        for line in self.files["docs/layers.txt"].lines:
            if line and not line.startswith("#"):
                number, folders = line.split("\t", 1)
                for folder in folders.split():
                    found[folder] = int(number)
        return found
