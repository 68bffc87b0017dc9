# soak - two jails, an epair, a ping flood; one jail is removed while the
# flood goes on.  Nothing may be left: no interface, no leak, no page.
# A thousand cycles at four CPUs, a hundred at fewer.

cycles=100
[ $(sysctl -n hw.ncpu) -ge 4 ] && cycles=1000
begin=$(date +%s)

die() {
	print -r -- "not ok soak $1 in cycle $n"
	exit 1
}

# Wait until packets come in at jail $1 on interface $2, or give up.
wait_traffic() {
	tries=0
	until jexec $1 netstat -s -p icmp |
	    grep -q '[1-9][0-9][0-9]* echo requests received'; do
		tries=$((tries + 1))
		[ $tries -lt 1000 ] || die "no traffic"
	done
}

cycle() {
	jail -q -c name=sa persist vnet path=/ || die create
	jail -q -c name=sb persist vnet path=/ || die create
	e=$(ifconfig epair create) || die epair
	e=${e%a}
	ifconfig ${e}a vnet sa || die move
	ifconfig ${e}b vnet sb || die move
	jexec sa ifconfig ${e}a inet 10.0.0.1/24 || die address
	jexec sb ifconfig ${e}b inet 10.0.0.2/24 || die address
	jexec sb ping -f -q -c 100000 10.0.0.1 >/dev/null 2>&1 &
	wait_traffic sa
	jail -q -r sa || die remove
	ifconfig ${e}a >/dev/null 2>&1 && die "interface stayed"
	jail -q -r sb || die remove
	wait
}

n=0
while [ $n -lt $cycles ]; do
	cycle
	n=$((n + 1))
	[ $n -eq 20 ] && early=$(sysctl -n vm.pages_free)
done
late=$(sysctl -n vm.pages_free)
[ $((early - late)) -lt 200 ] || die "pages $early then $late"
[ $(sysctl -n vimage.leaked) -eq 0 ] || die leak
[ "$(ifconfig -l)" = lo0 ] || die "left $(ifconfig -l)"
print "# $n cycles in $(($(date +%s) - begin)) s"
print "ok soak"
