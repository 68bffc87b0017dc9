# ipcs and ipcrm: a jail sees its own objects, and those only.

fail=0
is() {	# is NAME EXPECTED CMD..
	name=$1 text=$2; shift 2
	out=$("$@" 2>&1)
	if [ "$out" = "$text" ]; then
		print -r -- "ok $name"
	else
		print -r -- "not ok $name: $out"
		fail=1
	fi
}
count() { ipcs "$@" | grep -c '^[mqs] '; }

before=$(count)
jail -q -c name=in persist sysvmsg=new sysvsem=new sysvshm=new || fail=1
/tests/jail/h_ipcmk 51 52 53 || fail=1
is ipcs_host $((before + 3)) count
is ipcs_queue 1 sh -c 'ipcs -q | grep -c " 51 rw-------"'
is ipcs_sem 1 sh -c 'ipcs -s | grep -c " 52 rw------- .* 3$"'
is ipcs_shm 1 sh -c 'ipcs -m | grep -c " 53 rw------- .* 0 *5000$"'
is ipcs_jail 0 sh -c 'jexec in ipcs | grep -c "^[mqs] "'
is ipcrm_jail 1 sh -c 'jexec in ipcrm -Q 51 2>/dev/null; echo $?'
is ipcrm_key '' ipcrm -Q 51
is ipcrm_id '' ipcrm -s $(ipcs -s | grep ' 52 rw' | { read kind id rest; echo $id; })
is ipcrm_shm '' ipcrm -M 53
is ipcrm_none 1 sh -c 'ipcrm -Q 51 2>/dev/null; echo $?'
is ipcs_after $before count
jail -qr in
exit $fail
