# races - interfaces moved, destroyed and reclaimed at once by several
# programs, while stacks end.  Each command may lose; the kernel may not.

rounds=40
[ $(sysctl -n hw.ncpu) -ge 4 ] && rounds=150
q() { "$@" >/dev/null 2>&1; }

mover() {	# mover INTERFACE JAIL
	n=0
	while [ $n -lt $rounds ]; do
		q ifconfig $1 vnet $2
		q ifconfig $1 -vnet $2
		n=$((n + 1))
	done
}
breeder() {
	n=0
	while [ $n -lt $rounds ]; do
		q ifconfig epair7 create
		q ifconfig epair7b vnet ra
		q jexec ra ifconfig epair7b inet 10.7.0.2/24
		q ifconfig epair7a destroy
		n=$((n + 1))
	done
}
jailer() {	# jailer JAIL
	n=0
	while [ $n -lt $rounds ]; do
		q jail -c name=$1 persist vnet path=/
		q jail -r $1
		n=$((n + 1))
	done
}

q ifconfig epair8 create
q ifconfig epair9 create
q ifconfig epair9a inet 10.9.0.1/24
q ifconfig epair9b inet 10.9.1.1/24
mover epair8a ra & mover epair8b ra & mover epair9a rb &
breeder & jailer ra & jailer rb &
wait
q jail -r ra
q jail -r rb
for i in $(ifconfig -l); do
	[ $i = lo0 ] || q ifconfig $i destroy
done
[ "$(ifconfig -l)" = lo0 ] && print "ok races" ||
    print "not ok races left $(ifconfig -l)"
[ $(sysctl -n vimage.leaked) -eq 0 ] && print "ok races_leaked" ||
    print "not ok races_leaked"
