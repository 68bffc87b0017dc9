# many - 512 pairs in one stack, which then ends: seconds, not minutes.

jail -q -c name=many persist vnet path=/
n=0
while [ $n -lt 512 ]; do
	e=$(jexec many ifconfig epair create) || {
		print "not ok many create $n"; exit 1; }
	n=$((n + 1))
done
set -- $(jexec many ifconfig -l)
[ $# -eq 1025 ] && print "ok many_made" || print "not ok many_made $#"
begin=$(date +%s)
jail -q -r many || print "not ok many_remove"
took=$(($(date +%s) - begin))
[ $took -le 5 ] && print "ok many_ends" || print "not ok many_ends $took s"
[ $(sysctl -n vimage.leaked) -eq 0 ] && print "ok many_leaked" ||
    print "not ok many_leaked"
