# holders - modules that somebody uses: unloading refuses, and says who; what
# the module itself forgot keeps its memory; then everything is gone.
. /tmp/check.sh
q() { "$@" >/dev/null 2>&1; }
h=/tests/jail/h_kld
says() {	# says NAME TEXT CMD..
	name=$1 text=$2; shift 2
	out=$("$@" 2>&1)
	has $name "$text"
}
hold() {	# hold WORD NUMBER: until let_go
	mkfifo /tmp/kt.in
	$h $1 $2 </tmp/kt.in >/tmp/kt.out &
	exec 9>/tmp/kt.in
	until_shows held cat /tmp/kt.out
}
let_go() {
	exec 9>&-
	wait
	rm /tmp/kt.in /tmp/kt.out
}

# ---- a system call, a parameter, a command; in use, and after
q jail -c name=h1 persist
t call_load kldload kt_call
is call 7 $h call 630
t param_set jail -m name=h1 kt.level=12
is param_get 12 jls -j h1 kt.level
is call_in_jail 12 jexec h1 $h call 630
says param_refused 'kt.level: below 0' jail -m name=h1 kt.level=-1
says command 'kt_level of the base system is 7' kdb -c 'show ktlevel'
$h call 630 1500 >/tmp/kt.slow &
n=0
until [ $n -gt 200 ] || kdb -c 'show threads' | grep -q ktcall; do
	n=$((n + 1))
done
says inside 'a thread is inside: h_kld' kldunload kt_call
is call_still 7 $h call 630
is param_still 12 jls -j h1 kt.level
wait
is call_finished 7 cat /tmp/kt.slow
t call_unload kldunload kt_call
is call_gone ENOSYS $h call 630
says param_gone 'unknown parameter: kt.level' jail -m name=h1 kt.level=1
says command_gone 'No such command' kdb -c 'show ktlevel'
f sysctl_gone sysctl kern.kt_level

# ---- held by users
t held_load kldload kt_held
hold file 631
says file 'used by 1 open files' kldunload kt_held
let_go
hold socket 250
says socket 'used by 1 sockets: held' kldunload kt_held
let_go
mkdir /tmp/kt.mnt
t mount mount -t ktfs ktfs /tmp/kt.mnt
says mounted 'used by 1 mounts: /tmp/kt.mnt' kldunload kt_held
t held_works sh -c 'echo text >/tmp/kt.mnt/file && rm /tmp/kt.mnt/file'
q umount /tmp/kt.mnt
t held_unload kldunload kt_held
says type_gone 'not supported' mount -t ktfs ktfs /tmp/kt.mnt
is file_gone ENOSYS $h call 631

# ---- T14: interfaces in ten stacks go with the module that made them
t if_load kldload kt_if
q sysctl debug.fault.image=ktif debug.fault.constructor=1
f if_fault ifconfig ktif create
is if_fault_struck 0 sysctl -n debug.fault.constructor
q sysctl debug.fault.image=
all=1
for i in 0 1 2 3 4 5 6 7 8 9; do
	q jail -c name=i$i persist vnet &&
	    q jexec i$i ifconfig ktif create &&
	    q jexec i$i ifconfig ktif0 inet 10.9.0.1/24 up &&
	    q jexec i$i ping -c 1 10.9.0.1 || all=0
done
t if_ten [ $all = 1 ]
q ifconfig ktif5 create && q ifconfig ktif5 vnet i5
t if_unload kldunload kt_if
f if_gone jexec i3 ifconfig ktif0
f if_lent_gone jexec i5 ifconfig ktif5
f if_no_more jexec i4 ifconfig ktif create
for i in 0 1 2 3 4 5 6 7 8 9; do q jail -r i$i; done

# ---- what the module forgot keeps its memory, not its users
t forgets_load kldload kt_forgets
says forgets 'it has ended, its memory is kept: used by 1 timers: forgets_tick' \
    kldunload kt_forgets
says forgets_listed kt_forgets.ko kldstat
says forgets_twice 'already loaded' kldload kt_forgets
n=0
until kldunload kt_forgets 2>/dev/null || [ $n -gt 20 ]; do
	n=$((n + 1))
done
f forgets_gone kldstat -n kt_forgets
t forgets_again kldload kt_forgets
f forgets_ends kldunload kt_forgets
q jail -r h1
t leaked [ "$(sysctl -n vimage.leaked)" = 0 ]
until kldunload kt_forgets 2>/dev/null || [ $n -gt 40 ]; do
	n=$((n + 1))
done
