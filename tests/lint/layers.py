# SPDX-License-Identifier: BSD-2-Clause
"""Which folder may look at which: docs/layers.txt holds for every include."""
import re

from source import check

# The only upward calls, as docs/layers.txt says: name -> who defines it.
UPCALLS = {"panic": "kernel/debug", "mem_wait": "kernel/sched",
           "ast": "kernel/proc"}


def folder_of(path, layers):
    """The layer's folder that a path lies in, or None."""
    parts = path.split("/")
    for n in range(len(parts) - 1, 0, -1):
        if "/".join(parts[:n]) in layers:
            return "/".join(parts[:n])
    return None


@check("layers/listed")
def listed(tree):
    """Each kernel folder with sources has a line, each line a folder."""
    layers = tree.layers()
    seen = set()
    for src in tree.sources(".c", ".h", ".asm"):
        folder = folder_of(src.path, layers)
        if folder is None and "/compat/" not in src.path:
            yield f"{src.path}: its folder is not in docs/layers.txt"
        seen.add(folder)


@check("layers/includes")
def includes(tree):
    """An include goes to its own folder or to a lower layer."""
    layers = tree.layers()
    for src in tree.sources(".c", ".h", top=("kernel", "arch-x86_64",
                                             "subsys", "tests")):
        own = folder_of(src.path, layers)
        if own is None:
            continue
        for line, quoted, name in src.includes():
            where = f"{src.path}:{line}"
            if not quoted:
                continue
            if not tree.exists(name):
                yield f"{where}: no such header from the root: {name}"
                continue
            to = folder_of(name, layers)
            if to is None:
                yield f"{where}: {name} is in no layer"
            elif to != own and layers[to] >= layers[own]:
                yield (f"{where}: layer {layers[own]} looks up at {to} "
                       f"(layer {layers[to]})")


@check("layers/private")
def private(tree):
    """x_priv.h is for its own folder."""
    for src in tree.sources(".c", ".h"):
        for line, _, name in src.includes():
            if name.endswith("_priv.h") and \
                    name.rsplit("/", 1)[0] != src.folder:
                yield f"{src.path}:{line}: {name} is private"


@check("layers/rings")
def rings(tree):
    """Headers do not include each other in a circle."""
    graph = {src.path: [n for _, q, n in src.includes()
                        if q and n in tree.files]
             for src in tree.sources(".h", top=("kernel", "arch-x86_64",
                                                "subsys", "user"))}
    done, path = set(), []

    def visit(node):
        if node in path:
            return path[path.index(node):] + [node]
        if node in done or node not in graph:
            return None
        path.append(node)
        for to in graph[node]:
            ring = visit(to)
            if ring:
                return ring
        path.pop()
        done.add(node)
        return None

    for node in sorted(graph):
        ring = visit(node)
        if ring:
            yield " -> ".join(ring)
            return


@check("layers/user")
def user(tree):
    """Programs see what the kernel publishes, not its insides."""
    for src in tree.sources(".c", ".h", top=("user",)):
        for line, quoted, name in src.includes():
            if quoted and name.startswith(("kernel/", "subsys/",
                                           "arch-x86_64/")) and \
                    not name.startswith("kernel/abi/"):
                yield f"{src.path}:{line}: a program includes {name}"


@check("layers/extern")
def extern(tree):
    """No extern in .c: a header must declare what others define."""
    for src in tree.sources(".c"):
        for i, line in enumerate(src.lines):
            if re.match(r"\s*extern\b", line):
                yield f"{src.path}:{i + 1}: extern in a .c file"


@check("layers/weak")
def weak(tree):
    """No weak symbols: who defines a thing is never in doubt."""
    for src in tree.sources(".c", ".h"):
        for i, line in enumerate(src.lines):
            if re.search(r"__attribute__\s*\(\(\s*(weak|.*\bweak\b)", line):
                yield f"{src.path}:{i + 1}: weak symbol"
