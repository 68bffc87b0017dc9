# compat - modules written to FreeBSD's vnet(9), loaded beside living jails.
. /tmp/check.sh
q() { "$@" >/dev/null 2>&1; }
s() { sysctl -n "$@" 2>&1; }			# here
j() { jexec c1 sysctl -n "$@" 2>&1; }		# in the jail

q jail -c name=c1 persist vnet
t load kldload kt_fbsdcnt kt_fbsdhook kt_fbsdif

# The counter: variables, statistics, sysctls.
n=net.inet.fbsd
is walked 2 s ${n}_walked
is sysinit 15 j ${n}_limit
is string Fresh j ${n}_name
q jexec c1 sysctl ${n}_limit=99
is own_value 99 j ${n}_limit
is not_hosts 15 s ${n}_limit
is older_int 99 j $n.old.limit
is older_uint 4000000000 j $n.old.uint
is older_string Fresh j $n.old.name
is long -5000000000 j $n.long
is ulong 5000000000 j $n.ulong
is u64 6000000000 j $n.u64
q jexec c1 sysctl $n.long=-9000000000
is long_own -9000000000 j $n.long
is long_hosts -5000000000 s $n.long
t proc_write jexec c1 sysctl $n.percent=70
f proc_refuses jexec c1 sysctl $n.percent=101
is proc_own 70 j $n.percent
is proc_hosts 50 s $n.percent
t older_proc_write jexec c1 sysctl $n.old.percent=80
is older_proc 80 j $n.percent
is older_proc_hosts 50 s $n.old.percent
is turns 1234 j $n.old.turns
q jail -c name=c2 persist vnet
is turns_later 1234 jexec c2 sysctl -n $n.old.turns
q jail -r c2
q jail -c name=shares persist
f shared_write jexec shares sysctl $n.percent=1
q jail -r shares
old=$(j ${n}_stats)
t stats_clear jexec c1 sysctl ${n}_stats=0
if [ "$(j ${n}_stats)" != "$old" ]; then ok stats_zero; else no stats_zero "$old"; fi
is stats_hosts "$old" s ${n}_stats

# The hooks: of the module, of each stack, of all stacks.
h=net.link.fbsd
e=$(ifconfig epair create)
q ifconfig $e vnet c1
is arrived 2 j ${h}_arrived			# fbsd0 was first
q jexec c1 ifconfig $e inet 10.9.9.1/24
is address 1 j ${h}_addrs
is address_hosts 0 s ${h}_addrs
is up 100 j ${h}_updown
q jexec c1 ifconfig $e down
is down 101 j ${h}_updown
q jexec c1 ifconfig $e inet 10.9.9.1 delete
is address_gone 2 j ${h}_addrs
q ifconfig $e -vnet c1
is departed 1 j ${h}_departed
q ifconfig $e destroy
t ring sysctl ${h}_bell=3
is rang_here 3 s ${h}_rang
is rang_there 3 j ${h}_rang
is order 12 s ${h}_order
q sysctl ${h}_bell=2
is rang_again 5 j ${h}_rang
is order_again 1212 s ${h}_order

# The interfaces: each stack has cloners and a first one of its own.
l=net.link.fbsdif
is first_made 1 j $l.made
t first jexec c1 ifconfig fbsd0
has mtu 1400
f first_kept jexec c1 ifconfig fbsd0 destroy
is next fbsd1 jexec c1 ifconfig fbsd create
t given jexec c1 ifconfig fbsd5 create
f taken jexec c1 ifconfig fbsd5 create
is lowest fbsd2 jexec c1 ifconfig fbsd create
is ether fbsde0 jexec c1 ifconfig fbsde create
f past_last jexec c1 ifconfig fbsde4 create
is made 5 j $l.made
is made_hosts 1 s $l.made
q jexec c1 ifconfig fbsd1 inet 10.8.8.1/24
t own_ping jexec c1 ping -c 1 10.8.8.1
t destroy jexec c1 ifconfig fbsd2 destroy
is alive 5 s $l.alive
# One lent out keeps its unit, and ends with the cloner that made it.
is lent fbsd1 ifconfig fbsd create
q ifconfig fbsd1 name fbsdx
q ifconfig fbsdx vnet c1
t lent_there jexec c1 ifconfig fbsdx
is lent_unit fbsd2 ifconfig fbsd create
q jail -r c1
is ended 2 s $l.alive

q jail -c name=c1 persist vnet
q ifconfig fbsd2 vnet c1
q jexec c1 ifconfig fbsd create
t unload kldunload kt_fbsdif kt_fbsdhook kt_fbsdcnt
f gone jexec c1 ifconfig fbsd0
f gone_lent jexec c1 ifconfig fbsd2
q jail -r c1
t again kldload kt_fbsdif
t unload_again kldunload kt_fbsdif
is leaked 0 s vimage.leaked
