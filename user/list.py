# SPDX-License-Identifier: BSD-2-Clause
"""list - print the files with a suffix in some folders, sorted.

usage: list.py SUFFIX ROOT FOLDER...
"""
import pathlib
import sys

suffix, root, *folders = sys.argv[1:]
for folder in folders:
    for path in sorted(pathlib.Path(root, folder).rglob('*.' + suffix)):
        print(path)
