# SPDX-License-Identifier: BSD-2-Clause
"""What gdb has to know of the kernel: $V("ip_ttl", "web"), and "jails".

Loaded by ./cellblock debug.  Names and places come from the kernel's own
records, so a new subsystem needs no line here.
"""
import gdb  # pylint: disable=import-error


def elements(head, kind, member):
    """The structs on a list."""
    struct = gdb.lookup_type("struct " + kind)
    offset = next(f.bitpos // 8 for f in struct.fields() if f.name == member)
    at, end = head["next"], head.address
    for _ in range(100000):
        if at == end:
            return
        where = int(at.cast(gdb.lookup_type("unsigned long"))) - offset
        yield gdb.Value(where).cast(struct.pointer()).dereference()
        at = at["next"]


def subsystems():
    """Every struct vimage_subsys, in order."""
    table = gdb.parse_and_eval("vimage_sorted")
    for i in range(int(gdb.parse_and_eval("vimage_nsubsys"))):
        yield table[i].dereference()


def images(subsys):
    """The images of a subsystem."""
    return elements(subsys["vs_state"]["vss_images"], "image", "im_link")


class V(gdb.Function):
    """$V("NAME"[, "JAIL"]): an instanced variable, in the base or a jail."""

    def __init__(self):
        super().__init__("V")

    def invoke(self, name, owner=None):
        """gdb calls this."""
        owner = owner.string() if owner is not None else "base"
        entry = gdb.parse_and_eval("vimage_entry_" + name.string())
        place = int(entry.address)
        for subsys in subsystems():
            if not int(subsys["vs_start"]) <= place < int(subsys["vs_stop"]):
                continue
            for image in images(subsys):
                if image["im_name"].string() == owner:
                    there = (place + int(image["im_bias"])) & (1 << 64) - 1
                    return gdb.Value(there).cast(
                        entry.type.pointer()).dereference()
        raise gdb.GdbError(f"no image of {owner} has {name.string()}")


class Jails(gdb.Command):
    """jails: who owns images, of which subsystems."""

    def __init__(self):
        super().__init__("jails", gdb.COMMAND_DATA)

    def invoke(self, _arg, _from_tty):
        """gdb calls this."""
        owners = {}
        for subsys in subsystems():
            for image in images(subsys):
                owners.setdefault(image["im_name"].string(), []).append(
                    subsys["vs_name"].string())
        for owner, names in owners.items():
            print(f"{owner}: {' '.join(names)}")


V()
Jails()
