# SPDX-License-Identifier: BSD-2-Clause
"""Install what a module is built with: install_headers.py ROOT BUILD FLAG..

Headers keep their paths below include/cellblock, since they include each
other by them; cellblock-kernel.pc holds the compiler's flags, and finds them from
where it lies itself, so that the whole can be moved.
"""
import os
import pathlib
import shutil
import sys

root, build, *flags = sys.argv[1:]
prefix = pathlib.Path(os.environ["MESON_INSTALL_DESTDIR_PREFIX"])
include = prefix / "include/cellblock"
for folder in ("arch-x86_64", "kernel", "subsys"):
    for header in pathlib.Path(root, folder).rglob("*.h"):
        to = include / header.relative_to(root)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(header, to)
shutil.copy(pathlib.Path(build, "kernel/kld/kpi.h"), include / "kpi.h")

flags = [f for f in flags if "prefix-map" not in f]
pkgconfig = prefix / "share/pkgconfig"
pkgconfig.mkdir(parents=True, exist_ok=True)
(pkgconfig / "cellblock-kernel.pc").write_text(f"""\
prefix=${{pcfiledir}}/../..
Name: cellblock-kernel
Description: headers and flags for modules of the Cellblock kernel
Version: 0.1
Cflags: {" ".join(flags)} -DLAYER=31 -I${{prefix}}/include/cellblock \
-I${{prefix}}/include/cellblock/kernel/abi/include
""", encoding="ascii")
