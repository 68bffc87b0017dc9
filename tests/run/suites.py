# SPDX-License-Identifier: BSD-2-Clause
"""Run the test suites: suites.py --build DIR [SUITE ..] [-k WORD].

A suite is a folder below tests/.  In it
  run            is run on the host, and does the whole suite;
  NAME.py        is run on the host, with the build folder as argument;
  NAME.sh        is run in the guest by its shell, at each CPU count;
  NAME.c         is /tests/SUITE/NAME in the guest, run likewise, unless a
                 script of the suite runs it: NAME.c starting with h_;
unit is those programs meson knows as tests; kern is what the kernel runs
itself; ports has a boot image of its own.  All print lines "ok NAME",
"not ok NAME why" or "skip NAME why"; an exit status other than 0 without a
"not ok" is a failure too.

All guest tests of a suite share one boot per CPU count.  If one panics the
guest or runs out of time, it fails and the rest get a new boot.
"""
import argparse
import os
import shutil
import sys

from guest import guest_tests, kernel_tests, ports_build
from host import host_tests, unit_tests
from report import Report

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
SUITES = ("lint", "unit", "kern", "sys", "jail", "db", "net")
# Those that ask the network for something, or take long: only when named.
OPTIONAL = ("ports", "posix", "shell")
CPU_COUNTS = (1, 4)


def run_suite(suite, build, report):
    if suite == "unit":
        unit_tests(build, report)
    elif suite == "kern":
        for cpus in CPU_COUNTS:
            kernel_tests(ROOT, build, cpus, report)
    elif suite != "ports" or ports_build(ROOT, build, report):
        folder = os.path.join(ROOT, "tests", suite)
        host_tests(suite, folder, build, report)
        for cpus in CPU_COUNTS:
            guest_tests(ROOT, suite, folder, build, cpus, report)


def main():
    parser = argparse.ArgumentParser(prog="cellblock test")
    parser.add_argument("suites", nargs="*", metavar="SUITE",
                        help="any of " + " ".join(SUITES + OPTIONAL))
    parser.add_argument("-k", default="", metavar="WORD",
                        help="only tests whose name has WORD in it")
    parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
    args = parser.parse_args()
    for suite in args.suites:
        if suite not in SUITES + OPTIONAL:
            parser.error(f"no suite {suite}; there are "
                         f"{' '.join(SUITES + OPTIONAL)}")

    shutil.rmtree(os.path.join(args.build, "test-logs"), ignore_errors=True)
    report = Report(args.k)
    for suite in args.suites or SUITES:
        run_suite(suite, args.build, report)
    return report.finish()


sys.exit(main())
