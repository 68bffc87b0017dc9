# SPDX-License-Identifier: BSD-2-Clause
"""What the runner prints: a line a test, and the sum at the end."""
import re
import sys

LINE = re.compile(r"(ok|not ok|skip)\s+(?:\d+\s+-\s+)?(\S+)\s*(.*)")


class Report:
    """Counts results; shows those whose name holds the word wanted."""

    def __init__(self, word):
        self.word = word
        self.passed = self.failed = self.skipped = 0
        self.colour = sys.stdout.isatty()

    def wants(self, name):
        return self.word in name

    def _paint(self, text, colour):
        return f"\033[{colour}m{text}\033[0m" if self.colour else text

    def result(self, kind, name, why=""):
        """kind is "ok", "not ok" or "skip"."""
        if not self.wants(name):
            return
        if kind == "ok":
            self.passed += 1
            mark = self._paint("ok     ", 32)
        elif kind == "skip":
            self.skipped += 1
            mark = self._paint("skip   ", 33)
        else:
            self.failed += 1
            mark = self._paint("not ok ", 31)
        print(f"{mark} {name}" + (f"  {why}" if why else ""), flush=True)

    def line(self, prefix, text, suffix=""):
        """Report a test's own line; returns its kind, None if it is none."""
        match = LINE.match(text)
        if not match:
            return None
        kind, name, why = match.groups()
        name = name.rstrip(":")
        if kind == "ok" and why.startswith("# SKIP"):
            kind, why = "skip", why[6:].strip()
        self.result(kind, f"{prefix}{name}{suffix}", why)
        return kind

    def detail(self, text):
        for line in text.splitlines():
            print(f"        | {line}", flush=True)

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed, "
              f"{self.skipped} skipped")
        if self.word and self.passed + self.failed + self.skipped == 0:
            sys.stderr.write(f"no test has \"{self.word}\" in its name\n")
            return 1
        return 1 if self.failed else 0
