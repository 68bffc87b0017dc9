# SPDX-License-Identifier: BSD-2-Clause
"""Name the kernel's interface to modules: gen_kpi.py OUTPUT HEADER...

The name changes with any header: a module that saw others than the kernel
may have other ideas of where the members of a structure lie.
"""
import hashlib
import sys

output, *headers = sys.argv[1:]
digest = hashlib.sha256()
for header in sorted(headers):
    with open(header, "rb") as file:
        digest.update(file.read())
with open(output, "w", encoding="ascii") as out:
    out.write("/* Made by gen_kpi.py: what modules must be built for. */\n"
              "#pragma once\n\n#define KPI_VERSION \"cellblock 0.1 "
              f"{digest.hexdigest()[:16]}\"\n")
