# compat - modules written to FreeBSD's vnet(9), loaded beside living jails.
. /tmp/check.sh
q() { "$@" >/dev/null 2>&1; }

q jail -c name=c1 persist vnet
t load kldload kt_fbsdcnt kt_fbsdhook
t walked [ "$(sysctl -n net.inet.fbsd_walked)" = 2 ]
t sysinit [ "$(jexec c1 sysctl -n net.inet.fbsd_limit)" = 15 ]
t string [ "$(jexec c1 sysctl -n net.inet.fbsd_name)" = Fresh ]
q jexec c1 sysctl net.inet.fbsd_limit=99
t own_value [ "$(jexec c1 sysctl -n net.inet.fbsd_limit)" = 99 ]
t not_hosts [ "$(sysctl -n net.inet.fbsd_limit)" = 15 ]
e=$(ifconfig epair create)
q ifconfig $e vnet c1
t arrived [ "$(jexec c1 sysctl -n net.link.fbsd_arrived)" = 1 ]
q ifconfig $e -vnet c1
t departed [ "$(jexec c1 sysctl -n net.link.fbsd_departed)" = 1 ]
q ifconfig $e destroy
t unload kldunload kt_fbsdhook kt_fbsdcnt
q jail -r c1
t leaked [ "$(sysctl -n vimage.leaked)" = 0 ]
