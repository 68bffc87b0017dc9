# SPDX-License-Identifier: BSD-2-Clause
"""Tests that run in the guest: many to a boot, by one generated script."""
import os
import subprocess

TIMEOUT_S = 600
MEMORY = "512M"
BEGIN, END = "@@begin ", "@@end "
HERE_END = "@@end-of-test-script"


class Guest:
    """One boot: a script in, its output lines and the kernel's log out."""

    def __init__(self, root, build, cpus, name, script, options=()):
        command = [os.path.join(root, "cellblock"), "run", "--no-build",
                   "--cpus", str(cpus), "--memory", MEMORY,
                   "--timeout", str(TIMEOUT_S), *options]
        done = subprocess.run(command, input=script.encode(),
                              capture_output=True, check=False,
                              env=dict(os.environ, CELLBLOCK_BUILD=build))
        self.status = done.returncode
        self.lines = done.stdout.decode(errors="replace").splitlines()
        self.log = done.stderr.decode(errors="replace")
        folder = os.path.join(build, "test-logs")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, f"{name}-{cpus}.log"), "a",
                  encoding="utf-8") as log:
            log.write(self.log + done.stdout.decode(errors="replace"))

    def how_ended(self):
        if self.status == 124:
            return "timed out"
        if self.status == 125:
            return "kernel panic"
        return f"guest ended with status {self.status}"


def tests_of(suite, folder):
    """(name, commands) of each guest test in the folder."""
    found = []
    for name in sorted(os.listdir(folder)):
        stem, ext = os.path.splitext(name)
        if ext == ".sh":
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                text = file.read().rstrip("\n")
            found.append((stem, f"cat >/tmp/test.sh <<'{HERE_END}'\n{text}\n"
                          f"{HERE_END}\nsh /tmp/test.sh"))
        elif ext == ".c" and not stem.startswith("h_"):
            found.append((stem, f"/tests/{suite}/{stem}"))
    return found


def script_for(root, tests):
    with open(os.path.join(root, "tests", "run", "check.sh"),
              encoding="utf-8") as file:
        words = file.read()
    parts = ["cd /root 2>/dev/null || cd /",
             f"cat >/tmp/check.sh <<'{HERE_END}'\n{words}{HERE_END}"]
    for name, commands in tests:
        parts.append(f"echo '{BEGIN}{name}'\n{commands}\n"
                     f"echo \"{END}{name} $?\"")
    return "\n".join(parts) + "\nexit 0\n"


def report_lines(suite, lines, suffix, report):
    """Report a boot's output; returns (names ended, name running)."""
    ended, running, kinds, other = [], None, [], []
    for line in lines:
        if line.startswith(BEGIN):
            running, kinds, other = line[len(BEGIN):], [], []
        elif line.startswith(END):
            name, status = line[len(END):].rsplit(" ", 1)
            if status != "0" and "not ok" not in kinds:
                report.result("not ok", f"{suite}/{name}{suffix}",
                              f"status {status}")
                report.detail("\n".join(other[-12:]))
            elif not kinds:
                report.result("ok", f"{suite}/{name}{suffix}")
            ended.append(name)
            running = None
        else:
            kind = report.line(f"{suite}/{running}:", line, suffix)
            if kind:
                kinds.append(kind)
            else:
                other.append(line)
    return ended, running


def guest_tests(root, suite, folder, build, cpus, report):
    """All guest tests of a suite at one CPU count."""
    tests = tests_of(suite, folder)
    wanted = [t for t in tests if report.wants(f"{suite}/{t[0]}")]
    tests = wanted or tests
    suffix = f" ({cpus} cpu)"
    while tests:
        guest = Guest(root, build, cpus, suite, script_for(root, tests),
                      ["--ports"] if suite == "ports" else [])
        ended, running = report_lines(suite, guest.lines, suffix, report)
        left = [t for t in tests if t[0] not in ended]
        if not left:
            break
        victim = running or left[0][0]
        report.result("not ok", f"{suite}/{victim}{suffix}",
                      guest.how_ended())
        report.detail("\n".join(guest.log.splitlines()[-25:]))
        tests = [t for t in left if t[0] != victim]


def ports_build(root, build, report):
    """Make the image with all ports; says whether it is there."""
    done = subprocess.run([os.path.join(root, "cellblock"), "ports"],
                          capture_output=True, text=True, check=False,
                          env=dict(os.environ, CELLBLOCK_BUILD=build))
    good = done.returncode == 0
    report.result("ok" if good else "not ok", "ports/build")
    if not good:
        report.detail("\n".join(done.stderr.splitlines()[-25:]))
    return good


def kernel_tests(root, build, cpus, report):
    """What the kernel's own tests print on its log."""
    guest = Guest(root, build, cpus, "kern",
                  f"sysctl debug.ktest.run={report.word or 'all'}\n")
    suffix = f" ({cpus} cpu)"
    kinds = [report.line("kern/", line, suffix)
             for line in guest.log.splitlines()]
    if guest.status != 0 and "not ok" not in kinds:
        report.result("not ok", f"kern/guest{suffix}", guest.how_ended())
        report.detail("\n".join(guest.log.splitlines()[-25:]))
    elif not any(kinds):
        report.result("skip", f"kern/all{suffix}", "no test ran")
