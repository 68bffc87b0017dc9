# A jail has no thread and no timer: the kernel has as many of them with 200
# jails alive, each with an image of everything, as with one.  Nor does a
# jail that waits for its end have a thread of its own, beyond a few.

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

t flat_one jail -qc name=flat0 persist vnet
sleep 0.1
threads=$(count threads; print $now) timers=$(count callouts; print $now)
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
