# What a jail cannot see, reach or change.

. /tmp/check.sh

mkdir -p /tmp/root/bin /tmp/root/tmp
cp /bin/sh /bin/ls /bin/kill /bin/hostname /bin/sysctl /bin/jail /bin/ps \
    /bin/mkdir /bin/pwd /bin/cat /bin/mount /bin/reboot /bin/ifconfig \
    /bin/jexec /bin/jls /tmp/root/bin
jail -q -c name=in persist vnet host.hostname=in path=/tmp/root || fail=1
jail -q -c name=sh persist host=inherit || fail=1
jail -q -c name=top persist vnet children.max=3 || fail=1
jail -q -c name=top.sub persist || fail=1

# Processes: the host sees the jail's, not the other way round.
sleep 100 & host_pid=$!
f i_signal jexec in kill $host_pid
f i_signal_0 jexec in kill -0 $host_pid
jexec top sleep 100 & sleep 0.2
f i_signal_other jexec in kill -9 $!
kill -0 $! && print 'ok i_host_sees' || { print 'not ok i_host_sees'; fail=1; }
kill $host_pid $!

# Files: nothing above the root.
is i_root_dotdot / jexec in sh -c 'cd ../../..; pwd'
f i_root_up jexec in ls /../../etc/passwd
is i_root_path /tmp/root jls -j in path

# Names: own ones change alone, shared ones not at all.
is i_hostname in jexec in hostname
jexec in hostname changed
is i_hostname_set changed jexec in hostname
is i_hostname_host cellblock hostname
f i_hostname_shared jexec sh hostname other
is i_hostname_still cellblock hostname
f i_param_shared jail -m name=sh host.hostname=other

# Sysctls: the jail's own stack, not the host's, not its parent's.
f i_sysctl_host jexec sh sysctl net.inet.ip.ttl=33
f i_sysctl_parent jexec top.sub sysctl net.inet.ip.ttl=33
f i_sysctl_kern jexec in sysctl vm.allow_wx=1
f i_sysctl_fault jexec in sysctl debug.fault.constructor=1
is i_sysctl_is 64 sysctl -n net.inet.ip.ttl
jexec top sysctl net.inet.ip.ttl=44 >/dev/null
is i_sysctl_sees 44 jexec top.sub sysctl -n net.inet.ip.ttl

# Interfaces: only with a stack of one's own.
f i_if_shared jexec sh ifconfig lo0 down
f i_if_create jexec sh ifconfig epair create

# Jails: only those below, and only with room.
f i_jail_make jexec in jail -c name=x persist
f i_jail_remove jexec in jail -r top
f i_jail_seen jexec in jls -j top
f i_jexec jexec in jexec top true

# Devices: not the machine's own, even through a shared /dev.
f i_console jexec top sh -c 'echo >/dev/console'
f i_serial jexec top sh -c ': </dev/ttyS0'
is i_null '' jexec top sh -c 'echo x >/dev/null; head -c 4 /dev/random >/dev/null'

# The machine.
f i_reboot jexec in reboot
f i_mount jexec in mount -t tmpfs tmpfs /tmp
f i_kdb jexec top kdb -c 'show jails'

jail -qr in; jail -qr sh; jail -qr top
is i_leaked 0 sysctl -n vimage.leaked
exit $fail
