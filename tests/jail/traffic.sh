# Jails that end while packets flow between them: 25 rounds of two jails
# joined by a cable, a flood of pings each way, one jail removed under it.

fail=0
rounds=25
pages=$(sysctl -n vm.pages_free)
i=0
while [ $i -lt $rounds ]; do
	i=$((i + 1))
	jail -qc name=ta persist vnet && jail -qc name=tb persist vnet ||
	    { print "not ok traffic_make round $i"; fail=1; break; }
	ifconfig epair create >/tmp/ep
	read ep </tmp/ep
	other=${ep%a}b
	ifconfig $ep vnet ta && ifconfig $other vnet tb &&
	jexec ta ifconfig $ep inet 10.9.0.1/24 up &&
	jexec tb ifconfig $other inet 10.9.0.2/24 up ||
	    { print "not ok traffic_join round $i"; fail=1; break; }
	jexec ta ping -q -c 1 10.9.0.2 >/tmp/pingout 2>&1 ||
	    { print "not ok traffic_ping round $i"; cat /tmp/pingout; fail=1; }
	jexec ta ping -fq -c 100000 10.9.0.2 >/dev/null 2>&1 &
	jexec tb ping -fq -c 100000 10.9.0.1 >/dev/null 2>&1 &
	sleep 0.02
	jail -qr ta || { print "not ok traffic_remove round $i"; fail=1; }
	jail -qr tb || { print "not ok traffic_remove_b round $i"; fail=1; }
	wait
done
[ $i = $rounds ] && print "ok traffic_rounds"
leaked=$(sysctl -n vimage.leaked)
[ "$leaked" = 0 ] && print 'ok traffic_leaked' ||
    { print "not ok traffic_leaked $leaked"; fail=1; }
left=$(ifconfig -l)
[ "$left" = lo0 ] && print 'ok traffic_interfaces' ||
    { print "not ok traffic_interfaces $left"; fail=1; }
now=$(sysctl -n vm.pages_free)
[ $((pages - now)) -lt 1500 ] && print 'ok traffic_pages' ||
    { print "not ok traffic_pages $pages $now"; fail=1; }
exit $fail
