#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What ./cellblock run promises: boot.py BUILD.

Machines of several kinds and sizes, and the ways a script's run can end.
"""
import os
import subprocess
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
OVMF = "/usr/share/OVMF/OVMF_CODE_4M.fd"


def run(script, *options):
    return subprocess.run(
        [os.path.join(ROOT, "cellblock"), "run", "--no-build",
         "--timeout", "240", *options],
        input=script, capture_output=True, text=True, check=False,
        errors="replace", env=dict(os.environ, CELLBLOCK_BUILD=sys.argv[1]))


def check(name, done, status, out=None, err=""):
    """Report whether a run ended and said as it should."""
    if done.returncode != status:
        print(f"not ok {name} status {done.returncode}, not {status}: "
              f"{done.stderr[-300:]!r}")
    elif out is not None and done.stdout != out:
        print(f"not ok {name} output {done.stdout[-300:]!r}")
    elif err not in done.stderr:
        print(f"not ok {name} no {err!r} in {done.stderr[-300:]!r}")
    else:
        print(f"ok {name}", flush=True)


def endings():
    check("status", run("exit 7"), 7, "")
    check("status_of_last", run("true\nfalse"), 1, "")
    check("output_alone", run("echo one; printf 'two\\r\\n'"), 0,
          "one\ntwo\n", "CPUs running")
    check("long_script", run(": filler\n" * 50000 + "echo end\n"), 0, "end\n")
    check("panic", run("echo a; sysctl debug.kdb.panic=1; echo b"), 125,
          None, "backtrace:")
    check("timeout", run("while :; do :; done", "--timeout", "15"), 124)
    check("poweroff", run("poweroff; sleep 60"), 0)


def machines():
    check("memory_32M", run("echo up", "--memory", "32M", "--cpus", "1"), 0,
          "up\n")
    check("memory_too_little", run("echo up", "--memory", "20M"), 126, "",
          "at least 32 MiB")
    check("memory_5G", run("echo up", "--memory", "5G"), 0, "up\n")
    check("cpus_16", run("sysctl -n hw.ncpu", "--cpus", "16"), 0, "16\n")
    check("i440fx", run("sysctl -n hw.ncpu", "--qemu", "-machine", "--qemu",
                        "pc", "--cpus", "4"), 0, "4\n")
    check("no_hpet", run("echo up", "--qemu", "-machine", "--qemu",
                         "hpet=off"), 0, "up\n")
    check("old_cpu", run("echo up", "--qemu", "-cpu", "--qemu", "qemu64"), 0,
          "up\n")
    check("no_screen", run("echo up", "--qemu", "-vga", "--qemu", "none"), 0,
          "up\n")
    if os.path.exists(OVMF):
        check("uefi", run("echo up", "--uefi"), 0, None, "CPUs running")
    else:
        print("skip uefi no OVMF firmware")


def refusals():
    for name, options in (("option", ["--frobnicate"]),
                          ("cpus", ["--cpus", "65"]),
                          ("cpus_word", ["--cpus", "many"]),
                          ("cpus_octal", ["--cpus", "08"]),
                          ("memory", ["--memory", "lots"]),
                          ("memory_none", ["--memory", "0"]),
                          ("value", ["--cpus"])):
        check(f"refuse_{name}", run("echo up", *options), 2, "")
    check("refuse_bench", subprocess.run(
        [os.path.join(ROOT, "cellblock"), "bench", "none"], check=False,
        capture_output=True, text=True), 2, "", "no bench none")


endings()
machines()
refusals()
