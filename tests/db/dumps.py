# SPDX-License-Identifier: BSD-2-Clause
"""A kernel that died, looked at: what the tools say of the dump is what they
said of the living, and no dump, however broken, hurts who reads it."""
import os
import subprocess
import tempfile

from session import Failed

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
BUILD = os.environ.get("CELLBLOCK_BUILD", os.path.join(ROOT, "build"))
HOST = os.path.join(BUILD, "user", "host")
HOSTILE = int(os.environ.get("CELLBLOCK_HOSTILE", "40"))
SANITIZED = ("alu", "call", "core", "machine", "memory", "one", "open",
             "string", "symbol", "two")

# Each is run alive by the script, then on the dump.
SAME = ("jls", "jls -n", "jls -v", "ps -ax -o pid,ppid,jid,command",
        "netstat -an", "netstat -rn", "netstat -s", "netstat -j web -rn",
        "netstat -j web -s", "netstat -i", "ifconfig -a",
        "ifconfig -j web -a", "arp -a", "ipcs -a",
        "sysctl net.inet.ip.ttl kern.ostype kern.hostname security.jail",
        "sysctl -j web net.inet.ip.ttl")

SCENE = """jail -c name=web persist vnet path=/ host.hostname=web children.max=4
jail -c name=db persist path=/
jexec web jail -c name=in persist vnet path=/ children.max=1
ifconfig epair create >/dev/null
ifconfig epair0a inet 10.0.0.1/24 up
ifconfig epair0b vnet web
ifconfig -j web epair0b inet 10.0.0.2/24 up
ping -c 1 10.0.0.2 >/dev/null
jexec web nc -l 7 >/dev/null &
jexec web sysctl net.inet.ip.ttl=17 >/dev/null
ipcmk -Q >/dev/null; ipcmk -M 4096 >/dev/null
sysctl kern.dumpdev
"""


def scene():
    """The script: live output between marks, then the end."""
    text = SCENE
    for command in SAME:
        tool = command.split()[0]
        # The shell's own children come and go: the last of them is alike.
        text += f"echo '== {command}'; {tool} {command[len(tool):]}\n"
    return text + "echo '== end'; sysctl debug.kdb.panic=1\n"


def sections(text):
    """{command: its output} of what the script printed."""
    found, name = {}, None
    for line in text.splitlines():
        if line.startswith("== "):
            name = line[3:]
            found[name] = []
        elif name is not None:
            found[name].append(line)
    return found


def save_fields(command, lines):
    """Without what cannot be the same: the tool itself, running, and what
    this host calls group 0."""
    if command.startswith("ipcs"):
        return [" ".join(x.replace("wheel", "root").split()) for x in lines]
    if command.startswith("ps"):
        return [" ".join(x.split()) for x in lines
                if " ps -ax" not in x and "debug.kdb.panic" not in x]
    return lines


def ask(command, core):
    """What a tool of the host says of a dump."""
    tool, _, rest = command.partition(" ")
    run = subprocess.run([os.path.join(HOST, tool), "-M", core] +
                         rest.split(), capture_output=True, text=True,
                         check=False, timeout=60)
    return run.stdout + run.stderr


def compare(live, core):
    """Commands whose output differs, with the first line that does."""
    for command in SAME:
        want = save_fields(command, live.get(command, ["(not run)"]))
        have = save_fields(command, ask(command, core).splitlines())
        if want != have:
            odd = next(((w, h) for w, h in zip(want + [""], have + [""])
                        if w != h), (len(want), len(have)))
            yield f"{command}: {odd[0]!r} became {odd[1]!r}"


def hostile(core, folder):
    """The library under sanitizers, on what was made of a core."""
    prog = os.path.join(folder, "hostile")
    subprocess.run(
        ["gcc", "-std=gnu11", "-O1", "-g", "-D_GNU_SOURCE",
         "-fsanitize=address,undefined", "-fno-sanitize-recover=all",
         "-I" + ROOT, "-iquote", ROOT, "-idirafter",
         os.path.join(ROOT, "kernel/abi/include"), "-o", prog,
         os.path.join(ROOT, "tests/db/hostile/hostile.c")] +
        [os.path.join(ROOT, "user/libkvm", name + ".c")
         for name in SANITIZED], check=True)
    run = subprocess.run([prog, core, str(HOSTILE), "1"],
                         capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise Failed(f"hostile dump: {run.stderr[-400:]}")


def want(text, *words):
    """Each of the words is in text."""
    for word in words:
        if word not in text:
            raise Failed(f"no {word!r} in {text[-300:]!r}")


def dump(_):
    """Panic, dump, core: tools, debugger, readelf and gdb read it."""
    with tempfile.TemporaryDirectory(prefix="cellblock-dump-") as folder:
        run = subprocess.run(
            [os.path.join(ROOT, "cellblock"), "run", "--no-build",
             "--timeout", "200", "--dump-on-panic", folder],
            input=scene(), capture_output=True, text=True, check=False,
            timeout=300)
        core = os.path.join(folder, "core")
        want(run.stderr, "kdb_sysctl_panic", "dumped ", "look at it with")
        want(run.stdout, "kern.dumpdev: vtbd0")
        wrong = list(compare(sections(run.stdout), core))
        if wrong:
            raise Failed("; ".join(wrong))
        kdb = [os.path.join(HOST, "kdb"), "-M", core, "-N",
               os.path.join(BUILD, "cellblock.elf"), "-c"]
        out = subprocess.run(
            kdb + ["show panic; show jails; print V_ip_ttl in web; trace"],
            capture_output=True, text=True, check=False).stdout
        want(out, "kdb_sysctl_panic", "web", "V_ip_ttl in web = 17",
             "syscall_dispatch")
        other = subprocess.run(kdb[:4] + ["/bin/sh", "-c", "ps"],
                               capture_output=True, text=True, check=False)
        want(other.stderr, "is not the kernel that died")
        out = subprocess.run(
            ["gdb", "-nx", "-batch", "-ex", "backtrace", "-ex",
             "print panic_message", os.path.join(folder, "kernel"), core],
            capture_output=True, text=True, check=False, timeout=120,
            stdin=subprocess.DEVNULL).stdout
        want(out, "syscall_dispatch", '"kdb_sysctl_panic')
        out = subprocess.run(["readelf", "-lhn", core], capture_output=True,
                             text=True, check=False).stdout
        want(out, "CORE (Core file)", "Cellblock", "NT_PRSTATUS")
        hostile(core, folder)
