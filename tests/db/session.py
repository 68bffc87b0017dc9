# SPDX-License-Identifier: BSD-2-Clause
"""A machine whose console we hold: start, wait for text, type, break in.

The serial console is the emulator's standard input and output, shared with
its monitor; in that arrangement control-A b is a BREAK on the line.
"""
import os
import re
import subprocess
import tempfile
import threading
import time

SHELL = r"(?<![^\n])\S*# $"
DB = r"((?<![^\n])|(?<=--More--))db> $"
BOOT_S = 120


class Failed(Exception):
    """The machine did not do what the test wants."""


class Session:
    """One emulated machine."""

    def __init__(self, image, cpus, log=None, more=()):
        self.text = ""
        self.seen = 0
        self.more = threading.Condition()
        self.log = log
        self.status = tempfile.NamedTemporaryFile(prefix="cellblock-db-")
        # Closed in close(), not by a "with" here.
        self.qemu = subprocess.Popen(    # pylint: disable=consider-using-with
            ["timeout", "600", "qemu-system-x86_64", "-accel", "tcg",
             "-M", "q35", "-cpu", "max", "-m", "256M", "-smp", str(cpus), "-cdrom", image,
             "-display", "none", "-serial", "mon:stdio", "-no-reboot",
             "-debugcon", "file:" + self.status.name,
             "-device", "isa-debug-exit,iobase=0xf4",
             "-nic", "none", *more],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        while True:
            data = os.read(self.qemu.stdout.fileno(), 4096)
            with self.more:
                self.text += data.decode("latin-1")
                self.more.notify_all()
            if not data:
                return
            if self.log:
                self.log.write(data.decode("latin-1"))
                self.log.flush()

    def expect(self, pattern, limit_s=20):
        """Wait for a pattern in what came since the last; return it all."""
        end = time.monotonic() + limit_s
        with self.more:
            while True:
                text = self._plain()
                m = re.compile(pattern).search(text, self.seen)
                if m:
                    before = text[self.seen:m.end()]
                    self.seen = m.end()
                    return before
                left = end - time.monotonic()
                if left <= 0 or self.qemu.poll() is not None and \
                        not self.more.wait(0.5):
                    raise Failed(f"no {pattern!r} in: "
                                 f"{self._plain()[self.seen:][-300:]!r}")
                self.more.wait(min(left, 1))

    def expect_times(self, word, times, mark, limit_s=120):
        """Wait until word came so often since mark, whatever was read."""
        end = time.monotonic() + limit_s
        with self.more:
            while self._plain()[mark:].count(word) < times:
                if time.monotonic() > end:
                    raise Failed(f"not {times} times {word!r}")
                self.more.wait(1)

    def mark(self):
        """A place for expect_times()."""
        with self.more:
            return len(self._plain())

    def _plain(self):
        """Without the terminal's escape sequences and returns."""
        return re.sub(r"\033\[[0-9;?]*[A-Za-z]|\r", "", self.text)

    def send(self, text):
        self.qemu.stdin.write(text.encode())
        self.qemu.stdin.flush()

    def break_in(self):
        """A BREAK, and the debugger's prompt."""
        self.send("\x01b")
        return self.expect(DB)

    def db(self, command, limit_s=20):
        """A debugger command; returns what it printed."""
        self.send(command + "\r")
        return self.expect(DB, limit_s)

    def shell(self, command, limit_s=30):
        """A shell command; returns what it printed."""
        self.send(command + "\r")
        self.expect(re.escape(command[-8:]) + r"\s*\n", limit_s)
        return self.expect(SHELL, limit_s)

    def boot(self):
        """To the shell; and no pager in the debugger."""
        self.expect(SHELL, BOOT_S)
        self.break_in()
        self.db("set $lines = 0")
        self.send("c\r")
        self.expect("c\n")
        self.send("\r")
        self.expect(SHELL)

    def wait_end(self, limit_s=30):
        """The machine ends by itself; returns the status it told, or ''."""
        try:
            self.qemu.wait(limit_s)
        except subprocess.TimeoutExpired as e:
            raise Failed("the machine goes on") from e
        return open(self.status.name, encoding="ascii").read().strip()

    def close(self):
        if self.qemu.poll() is None:
            self.qemu.terminate()
            self.qemu.wait()
        self.status.close()
