# Parameters of jails: flags, what is told and shown inside, levels.

. /tmp/check.sh
mounts() {	# file systems that getfsstat shows in a jail
	jexec $1 mount | wc -l | tr -d ' '
}

mkdir -p /tmp/pr/bin /tmp/pr/mnt /tmp/pr/mnt2
cp /bin/sh /bin/hostname /bin/mount /bin/umount /bin/dmesg /bin/date \
    /bin/mkdir /bin/sysctl /bin/uname /bin/wc /bin/tr /tmp/pr/bin

# Defaults: what FreeBSD's jails have, and nothing else.
jail -q -c name=p persist vnet path=/tmp/pr children.max=5 || fail=1
is p_defaults 'allow.set_hostname allow.reserved_ports allow.suser
allow.noraw_sockets allow.nomount allow.mount.notmpfs allow.nosettime
allow.noread_msgbuf allow.norouting' sh -c 'jls -n -j p \
	allow.set_hostname allow.reserved_ports allow.suser
	jls -n -j p allow.raw_sockets allow.mount allow.mount.tmpfs \
	allow.settime
	jls -n -j p allow.read_msgbuf allow.routing' 
is p_unknown 'jail: p: unknown parameter: allow.quotas' \
    jail -m name=p allow.quotas
is p_negated 'jail: p: unknown parameter: allow.noquotas' \
    jail -m name=p allow.noquotas

# Each flag has a check behind it.
t p_hostname jexec p hostname one
t p_hostname_no jail -m name=p allow.noset_hostname
f p_hostname_denied jexec p hostname two
f p_mount jexec p mount -t tmpfs tmpfs /mnt
t p_mount_on jail -m name=p allow.mount enforce_statfs=1
f p_mount_type jexec p mount -t tmpfs tmpfs /mnt
t p_mount_tmpfs jail -m name=p allow.mount.tmpfs
t p_mount_yes jexec p mount -t tmpfs tmpfs /mnt
f p_mount_proc jexec p mount -t procfs proc /mnt2
f p_mount_host jexec p sh -c 'umount /'
is p_statfs_1 2 mounts p
jail -m name=p enforce_statfs=2
is p_statfs_2 1 mounts p
f p_statfs_mount jexec p umount /mnt
jail -m name=p enforce_statfs=0
is p_statfs_0 "$(mount | wc -l | tr -d ' ')" mounts p
is p_statfs_bad 'jail: p: enforce_statfs: not 0 to 2' \
    jail -m name=p enforce_statfs=3
t p_umount jexec p umount /mnt
f p_msgbuf jexec p dmesg
t p_msgbuf_on jail -m name=p allow.read_msgbuf
t p_msgbuf_yes jexec p dmesg
f p_settime jexec p date 203001010000
t p_suser_off jail -m name=p allow.nosuser
f p_suser_denied jexec p hostname three
t p_suser_on jail -m name=p allow.suser

# No jail has more than the one above; what is taken goes below as well.
t p_child jail -q -c name=p.c persist allow.mount
is p_child_more 'jail: p.c: allow.raw_sockets: the jail above does not have it' \
    jail -m name=p.c allow.raw_sockets
t p_trim jail -m name=p allow.nomount
is p_trimmed allow.nomount jls -n -j p.c allow.mount
is p_child_statfs 2 jls -j p.c enforce_statfs
t p_child_statfs_1 jail -m name=p enforce_statfs=1
is p_child_less 'jail: p.c: enforce_statfs: below the parent'"'s" \
    jail -m name=p.c enforce_statfs=0

# What a jail has mounted goes with it.
t p_own jail -q -c name=o persist path=/tmp/pr allow.mount \
    allow.mount.tmpfs enforce_statfs=1
t p_own_mount jexec o mount -t tmpfs tmpfs /mnt
t p_own_nested jexec o sh -c 'mkdir /mnt/a && mount -t tmpfs tmpfs /mnt/a'
is p_own_seen 2 sh -c 'mount | grep -c /tmp/pr/mnt'
jail -qr o
is p_own_gone 0 sh -c 'mount | grep -c /tmp/pr/mnt; true'

# What is told inside.
t p_release jail -q -c name=r persist osrelease=9.9-TEST osreldate=99
is p_uname 9.9-TEST jexec r uname -r
is p_osreldate 99 jexec r sysctl -n kern.osreldate
is p_release_late 'jail: r: osrelease cannot be changed after creation' \
    jail -m name=r osrelease=1
is p_reldate_0 'jail: z: osreldate cannot be 0' \
    jail -c name=z persist osreldate=0
t p_hostid jail -m name=r host.hostid=77 host.hostuuid=abc-def
is p_hostid_is 77 jexec r sysctl -n kern.hostid
is p_hostuuid_is abc-def jexec r sysctl -n kern.hostuuid
is p_hostid_host 0 sysctl -n kern.hostid

# Levels only rise, and take from root.
t p_level jexec r sysctl kern.securelevel=2
f p_level_down jexec r sysctl kern.securelevel=1
is p_level_is 2 jls -j r securelevel
t p_level_time jail -m name=r allow.settime
f p_level_settime jexec r date 203001010000

jail -qr r; jail -qr p
is p_leaked 0 sysctl -n vimage.leaked
exit $fail
