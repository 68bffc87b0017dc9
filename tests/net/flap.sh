# flap - floods in both directions while interfaces go down and up, and
# addresses, routes and neighbours come and go.  Afterwards all works.

rounds=30
[ $(sysctl -n hw.ncpu) -ge 4 ] && rounds=100
q() { "$@" >/dev/null 2>&1; }

q jail -c name=fa persist vnet path=/
q jail -c name=fb persist vnet path=/
e=$(ifconfig epair create); e=${e%a}
q ifconfig ${e}a vnet fa
q ifconfig ${e}b vnet fb
q jexec fa ifconfig ${e}a inet 10.5.0.1/24
q jexec fb ifconfig ${e}b inet 10.5.0.2/24
jexec fa ping -f -q -s 3000 -c 100000000 10.5.0.2 >/dev/null 2>&1 &
one=$!
jexec fb ping -f -q -c 100000000 10.5.0.1 >/dev/null 2>&1 &
two=$!
n=0
while [ $n -lt $rounds ]; do
	q jexec fa ifconfig ${e}a down
	q jexec fb arp -d 10.5.0.1
	q jexec fa ifconfig ${e}a up
	q jexec fb ifconfig ${e}b inet 10.5.0.2 delete
	q jexec fb ifconfig ${e}b inet 10.5.0.2/24
	q jexec fa route add -net 10.6.0.0/16 10.5.0.2
	q jexec fa route delete -net 10.6.0.0/16
	n=$((n + 1))
done
kill $one $two
wait
q jexec fa ifconfig ${e}a up
q jexec fb arp -d 10.5.0.1
jexec fa ping -c 20 -o -i 0.1 10.5.0.2 >/tmp/flap.out 2>&1 &&
    print "ok flap" || print "not ok flap $(cat /tmp/flap.out)"
q jail -r fa
q jail -r fb
[ $(sysctl -n vimage.leaked) -eq 0 ] && print "ok flap_leaked" ||
    print "not ok flap_leaked"
