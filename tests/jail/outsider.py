# SPDX-License-Identifier: BSD-2-Clause
"""docs/examples/counter, built as an outsider would, and loaded.

Installs the headers to a folder, builds the example against them with its
own meson file and nothing else, carries the object into a guest by its
script, and loads it there: outsider.py BUILD.
"""
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
CHUNK = 500
SCRIPT = """jail -c name=a persist
kldload /tmp/counter.ko || exit 1
sysctl -n kern.counter.next
sysctl -n kern.counter.next
jexec a sysctl -n kern.counter.next
kdb -c 'print V_counter_value in a'
kldunload counter
jail -r a
kldstat | wc -l
"""
WANT = ["a: created", "1", "2", "1", "V_counter_value in a = 1 (0x1)",
        "a: removed", "2"]


def build(build_dir, folder):
    """counter.ko, as bytes."""
    env = dict(os.environ, DESTDIR=folder + "/dest")
    subprocess.run(["meson", "install", "--no-rebuild", "-C", build_dir],
                   env=env, check=True, capture_output=True)
    env = dict(os.environ, PKG_CONFIG_PATH=folder +
               "/dest/usr/local/share/pkgconfig")
    subprocess.run(["meson", "setup", folder + "/out",
                    os.path.join(ROOT, "docs/examples/counter")],
                   env=env, check=True, capture_output=True)
    subprocess.run(["ninja", "-C", folder + "/out"], check=True,
                   capture_output=True)
    subprocess.run(["strip", "-g", folder + "/out/counter.ko"], check=True)
    with open(folder + "/out/counter.ko", "rb") as file:
        return file.read()


def carried(data):
    """Shell commands that write the bytes in the guest."""
    for i in range(0, len(data), CHUNK):
        octal = "".join(f"\\{c:03o}" for c in data[i:i + CHUNK])
        yield f"printf '{octal}' >>/tmp/counter.ko\n"


def main():
    with tempfile.TemporaryDirectory() as folder:
        try:
            data = build(sys.argv[1], folder)
        except subprocess.CalledProcessError as error:
            print("not ok outsider the example does not build")
            print(error.stdout.decode() + error.stderr.decode())
            return 1
    done = subprocess.run(
        [os.path.join(ROOT, "cellblock"), "run", "--no-build", "--cpus", "1",
         "--memory", "128M", "--timeout", "120"],
        input=("".join(carried(data)) + SCRIPT).encode(),
        env=dict(os.environ, CELLBLOCK_BUILD=sys.argv[1]),
        capture_output=True, check=False)
    lines = done.stdout.decode().splitlines()
    if [line.strip() for line in lines] == WANT:
        print("ok outsider")
        return 0
    print(f"not ok outsider {lines}")
    print(done.stderr.decode()[-1000:])
    return 1


sys.exit(main())
