# SPDX-License-Identifier: BSD-2-Clause
"""Tests that run on the host: unit tests, lint, scripted sessions."""
import json
import os
import subprocess

TIMEOUT_S = 900


def run_lines(command, prefix, report, env=None):
    """Run a program and report its lines as it prints them."""
    kinds = []
    with subprocess.Popen(command, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True,
                          errors="replace", env=env) as process:
        tail = []
        for line in process.stdout:
            kind = report.line(prefix, line.rstrip("\n"))
            if kind:
                kinds.append(kind)
            elif line.startswith("# "):
                if kinds[-1:] == ["not ok"]:
                    report.detail(line[2:])
            else:
                tail = tail[-30:] + [line]
        status = process.wait()
    if status != 0 and "not ok" not in kinds:
        report.result("not ok", prefix.rstrip(":"), f"status {status}")
        report.detail("".join(tail))
    elif not kinds:
        report.result("ok", prefix.rstrip(":"))


def unit_tests(build, report):
    """The programs meson has as tests, one line each of their cases."""
    out = subprocess.run(["meson", "introspect", "--tests", build],
                         check=True, capture_output=True, text=True).stdout
    env = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP")
    tests = [t for t in json.loads(out)
             if not any(s.endswith(":suites") for s in t["suite"])]
    names = [t for t in tests if report.wants("unit/" + t["name"])]
    for test in names or tests:
        run_lines(test["cmd"], f"unit/{test['name']}:", report,
                  dict(env, **test["env"]))


def host_tests(suite, folder, build, report):
    """run, or else each NAME.py, in the suite's folder."""
    whole = os.path.join(folder, "run")
    if os.access(whole, os.X_OK):
        run_lines([whole], f"{suite}/", report,
                  dict(os.environ, CELLBLOCK_BUILD=build))
        return
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if name.endswith(".py"):
            run_lines(["python3", path, build], f"{suite}/{name[:-3]}:",
                      report)
