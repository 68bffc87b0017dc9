# SPDX-License-Identifier: BSD-2-Clause
"""mkbootfs - make the archive the kernel boots with (cpio, newc form).

usage: mkbootfs.py OUT ETC-DIR SHELL PROGRAM...

A PROGRAM named DIR-NAME goes to /bin/NAME for DIR bin, to
/boot/modules/NAME for DIR modules, else to /tests/DIR/NAME.  Programs are
stripped, modules of debugging information only.  The same input gives the same
bytes.  The contents of each program begin at a multiple of the page size,
by more NULs behind its name, so that the kernel can map them in place.
"""
import pathlib
import subprocess
import sys
import tempfile

PAGE = 4096
HEADER = 110
DIR, FILE, LINK = 0o040000, 0o100000, 0o120000

# Names of one program that does several things by its name.
LINKS = {
    '/sbin': 'bin', '/bin/sh': 'mksh', '/bin/[': 'test',
    '/bin/poweroff': 'reboot', '/bin/halt': 'reboot',
}


class Archive:
    """The bytes so far, and the next file number."""

    def __init__(self):
        self.data = bytearray()
        self.ino = 1

    def add(self, path, mode, content=b'', align=1):
        name = path.lstrip('/').encode() + b'\0'
        while (len(self.data) + HEADER + len(name)) % align:
            name += b'\0'
        fields = (self.ino, mode, 0, 0, 2 if mode & DIR else 1, 0,
                  len(content), 0, 0, 0, 0, len(name), 0)
        self.data += b'070701' + b''.join(b'%08x' % f for f in fields)
        for part in (name, content):
            self.data += part
            self.data += b'\0' * (-len(self.data) % 4)
        self.ino += 1

    def end(self):
        self.ino = 0
        self.add('TRAILER!!!', 0)
        self.data += b'\0' * (-len(self.data) % 512)
        return bytes(self.data)


def stripped(path, option='-s'):
    with tempfile.NamedTemporaryFile() as tmp:
        subprocess.run(['strip', option, '-o', tmp.name, path], check=True)
        return pathlib.Path(tmp.name).read_bytes()


def main(out, etc, shell, *programs):
    archive = Archive()
    for path in ('bin', 'dev', 'etc', 'proc', 'root', 'mnt', 'var',
                 'var/run', 'var/log', 'tests', 'boot', 'boot/modules'):
        archive.add(path, DIR | 0o755)
    archive.add('tmp', DIR | 0o1777)
    for path in sorted(pathlib.Path(etc).iterdir()):
        archive.add('etc/' + path.name, FILE | 0o644, path.read_bytes())
    archive.add('bin/mksh', FILE | 0o755, stripped(shell), PAGE)
    made = set()
    for path in programs:
        folder, name = pathlib.Path(path).name.split('-', 1)
        if folder == 'modules':
            archive.add('boot/modules/' + name, FILE | 0o644,
                        stripped(path, '-g'))
            continue
        where = 'bin/' if folder == 'bin' else 'tests/%s/' % folder
        if folder != 'bin' and folder not in made:
            archive.add('tests/' + folder, DIR | 0o755)
            made.add(folder)
        archive.add(where + name, FILE | 0o755, stripped(path), PAGE)
    for path, target in LINKS.items():
        archive.add(path, LINK | 0o777, target.encode())
    pathlib.Path(out).write_bytes(archive.end())


main(*sys.argv[1:])
