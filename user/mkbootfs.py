# SPDX-License-Identifier: BSD-2-Clause
"""mkbootfs - make the archive the kernel boots with (cpio, newc form).

usage: mkbootfs.py OUT ETC-DIR SHELL PROGRAM...
       mkbootfs.py --over BASE OUT TREE...

A PROGRAM named DIR-NAME goes to /bin/NAME for DIR bin, to
/boot/modules/NAME for DIR modules, else to /tests/DIR/NAME.  Programs are
stripped, modules of debugging information only.  The same input gives the same
bytes.  The contents of each program begin at a multiple of the page size,
by more NULs behind its name, so that the kernel can map them in place.

The second form takes the archive BASE and adds what is in the TREEs.
"""
import os
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
    '/bin/pkill': 'pgrep',
}


class Archive:
    """The bytes so far, and the next file number."""

    def __init__(self):
        self.data = bytearray()
        self.ino = 1

    def add(self, path, mode, content=b'', align=1):
        name = os.fsencode(path.lstrip('/')) + b'\0'
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


    def add_tree(self, tree, made):
        """Add what is in a folder; made is the folders there are already."""
        for path in sorted(tree.rglob('*')):
            name = str(path.relative_to(tree))
            if path.is_symlink():
                self.add(name, LINK | 0o777, os.fsencode(os.readlink(path)))
            elif not path.is_dir():
                can_run = path.stat().st_mode & 0o100
                self.add(name, FILE | (0o755 if can_run else 0o644),
                         path.read_bytes(), PAGE if can_run else 1)
            elif name not in made:
                made.add(name)
                self.add(name, DIR | 0o755)

    def read(self, data):
        """Begin with another archive's entries; returns its folders."""
        at, made = 0, set()
        while True:
            field = [int(data[at + 6 + 8 * i:at + 14 + 8 * i], 16)
                     for i in range(13)]
            start = at + HEADER
            name = data[start:start + field[11]].rstrip(b'\0')
            if name == b'TRAILER!!!':
                break
            if field[1] & 0o170000 == DIR:
                made.add(os.fsdecode(name))
            self.ino = max(self.ino, field[0] + 1)
            at = -(-(start + field[11]) // 4) * 4
            at = -(-(at + field[6]) // 4) * 4
        self.data += data[:at]
        return made


def stripped(path, option='-s'):
    with tempfile.NamedTemporaryFile() as tmp:
        subprocess.run(['strip', option, '-o', tmp.name, path], check=True)
        return pathlib.Path(tmp.name).read_bytes()


def overlay(base, out, *trees):
    archive = Archive()
    made = archive.read(pathlib.Path(base).read_bytes())
    for tree in trees:
        archive.add_tree(pathlib.Path(tree), made)
    pathlib.Path(out).write_bytes(archive.end())


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


if sys.argv[1] == '--over':
    overlay(*sys.argv[2:])
else:
    main(*sys.argv[1:])
