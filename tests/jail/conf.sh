# /etc/jail.conf: jails by name, in the order they depend on each other.

. /tmp/check.sh
f=/tmp/conf.jail log=/tmp/conf.log
mkdir -p /tmp/cj/bin /tmp/cj/tmp /tmp/cj/dev
cp /bin/sh /bin/hostname /bin/sleep /bin/cat /bin/mount /tmp/cj/bin
print -r -- '$dir = /tmp/cj;
exec.clean; stop.timeout = 5;
exec.prestart = "echo pre $name >>'$log'";
exec.poststop = "echo stop $name >>'$log'";
* { host.hostname = "$name.test"; }
web { depend = db, log; persist; }	# needs the others
db { path = "$dir"; vnet; vnet.interface = epair7a;
	mount = "tmpfs $dir/tmp tmpfs size=1m,rw"; mount.devfs;
	exec.created = "echo made \$JNAME \$JID >>'$log'";
	exec.start = "hostname; echo x >/tmp/in", "echo \$HOME\$FOO";
	exec.start += "sleep 100 & echo started";
	exec.stop = "echo bye"; exec.prestop = "echo prestop >>'$log'";
	exec.consolelog = /tmp/conf.console; persist; }
log { persist; allow.mount; allow.nomount; }
loop1 { persist; depend = loop2; }
loop2 { persist; depend = loop1; }
bad { path = "$dir"; mount = "tmpfs $dir/tmp tmpfs rw"; persist;
	exec.start = "exit 3"; exec.poststart = "echo never >>'$log'"; }
needs { depend = bad; persist; }
slow { persist; exec.timeout = 1; exec.start = "sleep 50"; }
once { path = "$dir"; command = "hostname"; }' >$f
FOO=leak; export FOO
rm -f $log /tmp/conf.console

ifconfig epair7 create >/dev/null
gives c_names 0 'web db log loop1 loop2 bad needs slow once' jail -f $f -e ' '
gives c_start 0 'db: created
log: created
web: created' jail -f $f -c web
gives c_log 0 'pre db
made db'" $(jls -j db jid)"'
pre log
pre web' cat $log
gives c_console 0 'db.test
/
started' cat /tmp/conf.console
gives c_inside 0 x jexec db cat /tmp/in
gives c_mount 0 2 sh -c 'mount | grep -c /tmp/cj/'
gives c_interface 0 'epair7a' sh -c 'jexec db /bin/sh -c : && ifconfig -j db epair7a >/dev/null && echo epair7a'
gives c_flag 0 allow.nomount jls -n -j log allow.mount
gives c_modify 0 '' jail -f $f -m log
gives c_again 1 'jail: log: jail "log" already exists' jail -f $f -c log
gives c_restart 0 'log: removed
log: created' sh -c "jail -f $f -rc log | grep log"
gives c_depends 0 'web: created' jail -f $f -c web
gives c_stop 0 'web: removed
db: removed' jail -f $f -r db
gives c_gone 1 'jls: jail "db" not found' jls -j db
gives c_unmounted 0 0 sh -c 'mount | grep -c /tmp/cj/; true'
gives c_stopped 0 'prestop
stop db' sh -c "tail -n 2 $log"
gives c_bye 0 bye tail -n 1 /tmp/conf.console

# What fails is undone, and what depends on it is not begun.
: >$log
gives c_bad 1 'bad: created
jail: bad: exit 3: failed
jail: needs: depends on "bad"' jail -f $f -c needs
gives c_bad_gone 1 '' jls -c -j bad
gives c_bad_mounts 0 0 sh -c 'mount | grep -c /tmp/cj/; true'
gives c_bad_log 0 'pre bad
stop bad' cat $log
gives c_loop 1 'jail: loop1: dependency loop
jail: loop2: depends on "loop1"
jail: loop1: depends on "loop2"' jail -f $f -c loop1
gives c_slow 1 'slow: created
jail: slow: command timed out
jail: slow: sleep 50: failed' jail -f $f -c slow
gives c_once 0 'once: created
once.test' jail -f $f -c once
gives c_limit 0 '' jail -p 4 -f $f -m log
gives c_limit_bad 1 'jail: -p none: not a number of commands' \
    jail -p none -f $f -c log
gives c_unknown 1 'jail: "nobody" not found' jail -f $f -c nobody
gives c_no_file 1 'jail: /no/such: No such file or directory' \
    jail -f /no/such -c a
# Each parameter that is jail(8)'s own, in the order it takes effect; and
# what FreeBSD knows and this system does not is refused by its name.
: >$log
print "p { persist; path = /; exec.clean; exec.system_user = daemon;
	exec.jail_user = nobody; exec.system_jail_user;
	exec.prepare = \"echo prepare \\\$(id -un) >>$log\";
	exec.prestart = \"echo prestart >>$log\";
	exec.created = \"echo created >>$log\";
	exec.start = \"echo start \\\$USER \\\$(id -un) >>$log\";
	exec.poststart = \"echo poststart >>$log\";
	exec.prestop = \"echo prestop >>$log\";
	exec.stop = \"echo stop >>$log\";
	exec.poststop = \"echo poststop >>$log\";
	exec.release = \"echo release >>$log\"; }" >$f
chmod 666 $log
gives c_own 0 'p: created
p: removed' sh -c "jail -f $f -c p && jail -f $f -r p"
gives c_own_order 0 'prepare daemon
prestart
created
start nobody nobody
poststart
prestop
stop
poststop
release' cat $log
for one in ip4 ip4.addr ip6.addr ip_hostname interface exec.fib cpuset.id \
    devfs_ruleset allow.dying zfs.mount_snapshot; do
	gives c_refused_$one 1 "jail: u: unknown parameter: $one" \
	    jail -c name=u persist $one=1
done

print 'x { path = $y; }' >$f
gives c_undefined 1 'jail: x: variable "y" is not defined' jail -f $f -c x
print 'x { path = /' >$f
gives c_syntax 1 "jail: $f:2: path: semicolon missing" jail -f $f -c x
print 'm1 { persist; } m2 { persist; }' >/etc/jail.conf
gives c_all 0 'm1: created
m2: created' jail -c '*'
gives c_default 0 'm2: removed' jail -r m2
gives c_rest 0 'm1: removed' sh -c "jail -qr log; jail -r '*'"
rm -f /etc/jail.conf
ifconfig epair7b destroy
gives c_leaked 0 0 sysctl -n vimage.leaked
exit $fail
