# A jail whose end is held up says by whom; asking again waits again;
# interrupting who waits does not stop the end.  The name is free meanwhile,
# and a new jail of it is a new one (FreeBSD review D28150: it was not).

. /tmp/check.sh
until_says() {	# until_says NAME TEXT CMD..: within ten seconds
	name=$1 text=$2; shift 2
	n=0
	until out=$("$@" 2>&1); [ "$out" = "$text" ]; do
		n=$((n + 1))
		[ $n -lt 200 ] || { print -r -- "not ok $name $out"; fail=1
		    return; }
		sleep 0.05
	done
	print -r -- "ok $name"
}

waits() {	# the first line says for what, the rest who holds it
	jls -w $1 | head -1
}
if ! sysctl -n debug.ktest.hold >/dev/null 2>&1; then
	print 'skip held the kernel is built without its tests'
	exit 0
fi
jail -qc name=h persist
jexec h sleep 1000 & sleeper=$!
until_says h_sleeps 1 sh -c 'ps -J h | grep -c sleep'
sysctl debug.ktest.hold=$(jls -j h jid) >/dev/null
jail -qr h & remover=$!
until_says h_waits 'h: waits for uts, held 1 times, by test' waits h
gives h_gone_from_view 1 'jls: jail "h" not found' jls -j h
gives h_dying 0 'h true' jls -d -j h name dying
kill -INT $remover
wait $remover
[ $? != 0 ] && print 'ok h_interrupted' || { print 'not ok h_interrupted'; fail=1; }
gives h_no_enter 1 'jexec: jail "h" not found' jexec h true
gives h_name_free 0 'h: created' jail -c name=h persist
gives h_new_one 0 h jls -j h name
sysctl debug.ktest.hold=0 >/dev/null
until_says h_one_left 'h' jls -d name
wait $sleeper
gives h_remove 0 'h: removed' jail -r h

# More of them than there are threads to end jails do not stop the others.
for i in 1 2 3 4 5 6; do
	jail -qc name=h$i persist
	sysctl debug.ktest.hold=$(jls -j h$i jid) >/dev/null
	jail -qr h$i &
done
for i in 1 2 3 4 5 6; do
	until_says h_stuck_$i "h$i: waits for uts, held 1 times, by test" \
	    waits h$i
done
jail -qc name=free persist vnet
gives h_free 0 'free: removed' jail -r free
sysctl debug.ktest.hold=0 >/dev/null
wait
gives h_none 0 '' jls -d name
gives h_leaked 0 0 sysctl -n vimage.leaked
exit $fail
