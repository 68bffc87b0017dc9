# A jail has no thread and no timer: the kernel has as many of them with 200
# jails alive, each with an image of everything, as with one.

. /tmp/check.sh

# Always from a shell below this one, so that there are as many of those.
count() {	# count WHAT: their number in $now
	kdb -c "show $1" >/tmp/flat.now
	now=$(grep -c . /tmp/flat.now)
}
# What others started ends by itself, so a count gets some tries.
comes_to() {	# comes_to WHAT MOST
	n=0
	while n=$((n + 1)); [ $n -lt 50 ]; do
		count $1
		[ $now -le $2 ] && return 0
		sleep 0.02
	done
	print -r -- "$now, and $2 with one jail: $(cat /tmp/flat.now)"
	return 1
}

least() {	# least WHAT: of ten looks, for the same reason
	n=0 least=999999
	while n=$((n + 1)); [ $n -le 10 ]; do
		count $1
		[ $now -lt $least ] && least=$now
	done
	print $least
}

t flat_one jail -qc name=flat0 persist vnet
threads=$(least threads) timers=$(least callouts)
n=0 made=0
while n=$((n + 1)); [ $n -lt 200 ]; do
	jail -qc name=flat$n persist vnet && made=$((made + 1))
done
t flat_made [ $made = 199 ]
t flat_threads comes_to threads $threads
t flat_timers comes_to callouts $timers
n=-1
while n=$((n + 1)); [ $n -lt 200 ]; do
	jail -qr flat$n
done
is flat_none "" jls -d name
rm -f /tmp/flat.now
gives flat_leaked 0 0 sysctl -n vimage.leaked
