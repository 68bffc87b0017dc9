# SPDX-License-Identifier: BSD-2-Clause
"""The Linux guest that we race: same emulator, same options, same program.

Debian's cloud kernel is fetched once into the build folder; bench.c with
lines/ and linux/, built static for it, is the only program of its first
file system.  Mitigations are off: Linux at its best.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BENCH = os.path.dirname(HERE)
PACKAGE = "linux-image-cloud-amd64"
APPEND = ("console=ttyS0 quiet clocksource=tsc tsc=reliable mitigations=off "
          "panic=-1 ")


def end(message):
    sys.exit("bench: " + message)


def run(*command, **options):
    """Run a command whose failure ends us, with what it said."""
    done = subprocess.run(command, capture_output=True, text=True,
                          check=False, **options)
    if done.returncode != 0:
        end(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def fetch(folder):
    """Have the kernel's package unpacked in folder; its path."""
    found = glob.glob(os.path.join(folder, "boot", "vmlinuz-*"))
    if found:
        return found[0]
    os.makedirs(folder, exist_ok=True)
    depends = run("apt-cache", "depends", PACKAGE)
    name = re.search(r"Depends: (linux-image-\d\S*)", depends)
    if name is None:
        end(f"no package {PACKAGE}: run apt-get update")
    print(f"bench: fetching {name[1]} (70 MB)", file=sys.stderr)
    run("apt-get", "download", "-q", name[1], cwd=folder)
    package, = glob.glob(os.path.join(folder, "linux-image-*.deb"))
    run("dpkg-deb", "-x", package, folder)
    os.remove(package)
    return glob.glob(os.path.join(folder, "boot", "vmlinuz-*"))[0]


def fill(root, folder):
    """Build the programs into root, the first file system's folder."""
    os.makedirs(os.path.join(root, "bin"))
    lines = sorted(glob.glob(os.path.join(BENCH, "lines", "*.c")))
    lines = [f for f in lines
             if os.path.basename(f) not in ("jail.c", "pair.c", "scale.c")]
    run("gcc", "-O2", "-static", "-Wall", "-Wextra", "-D_GNU_SOURCE", "-o",
        os.path.join(root, "init"), os.path.join(BENCH, "bench.c"), *lines,
        os.path.join(HERE, "container.c"), os.path.join(HERE, "veth.c"),
        "-lpthread", "-lrt")
    module, = glob.glob(os.path.join(folder, "lib", "modules", "*", "kernel",
                                     "drivers", "net", "veth.ko"))
    shutil.copy(module, root)
    run("gcc", "-O2", "-static", "-nostdlib", "-o",
        os.path.join(root, "bin", "true"), os.path.join(HERE, "true.c"))


def pack(root, archive):
    """Make root the archive that the kernel unpacks."""
    names = run("find", ".", cwd=root)
    with open(archive, "wb") as out:
        subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], cwd=root,
                       input=names.encode(), stdout=out, check=True)


def measure(build, names, limit_s):
    """The lines that the guest printed, and the kernel's release."""
    folder = os.path.join(build, "linux")
    kernel = fetch(folder)
    with tempfile.TemporaryDirectory() as work:
        fill(os.path.join(work, "root"), folder)
        archive = os.path.join(work, "initrd")
        pack(os.path.join(work, "root"), archive)
        guest = subprocess.run(
            ["timeout", str(limit_s), "qemu-system-x86_64",
             "-accel", "tcg,thread=single", "-icount",
             "shift=0,sleep=off", "-cpu", "max", "-smp", "1", "-m", "1024",
             "-nodefaults", "-no-reboot", "-display", "none",
             "-serial", "stdio", "-kernel", kernel, "-initrd", archive,
             "-append", APPEND + " ".join(names)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False)
    lines = guest.stdout.replace("\r", "").splitlines()
    if guest.returncode != 0 or "bench.done 1 ok" not in lines:
        end("the Linux guest did not finish:\n" + guest.stdout[-3000:] +
            guest.stderr)
    return lines, os.path.basename(kernel).removeprefix("vmlinuz-")
