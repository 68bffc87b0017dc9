# check - the words that guest tests are written in; sourced as /tmp/check.sh
# by each test that uses them.  All print ok/not ok lines, none ends a test.

ok() { print -r -- "ok $1"; }
fail=0	# for "exit $fail"
no() { print -r -- "not ok $1: $2"; fail=1; }
t() {	# t NAME CMD..: must succeed; output in $out
	name=$1; shift
	if out=$("$@" 2>&1); then ok $name; else no $name "status $?: $out"; fi
}
f() {	# f NAME CMD..: must fail
	name=$1; shift
	if out=$("$@" 2>&1); then no $name "succeeded: $out"; else ok $name; fi
}
is() {	# is NAME EXPECTED CMD..: exact output, both streams
	name=$1 text=$2; shift 2
	out=$("$@" 2>&1)
	if [ "$out" = "$text" ]; then ok $name; else no $name "$out"; fi
}
gives() {	# gives NAME STATUS EXPECTED CMD..: the same, and the status
	name=$1 want=$2 text=$3; shift 3
	out=$("$@" 2>&1); status=$?
	if [ $status = $want ] && [ "$out" = "$text" ]; then
		ok $name
	else
		no $name "status $status: $out"
	fi
}
has() {	# has NAME TEXT: in $out
	case $out in *"$2"*) ok $1 ;; *) no $1 "no '$2' in: $out" ;; esac
}
hasnot() {	# hasnot NAME TEXT: not in $out
	case $out in *"$2"*) no $1 "'$2' in: $out" ;; *) ok $1 ;; esac
}
until_shows() {	# until_shows TEXT CMD..: within some seconds; 1: never
	text=$1; shift
	n=0
	while n=$((n + 1)); [ $n -lt 200 ]; do
		case $("$@" 2>&1) in *$text*) return 0 ;; esac
		sleep 0.02
	done
	return 1
}
wire() {	# wire JAIL1 ADDRESS1 JAIL2 ADDRESS2: a cable; its name in $e
	e=$(ifconfig epair create) || return 1
	e=${e%a}
	ifconfig ${e}a vnet $1 && ifconfig ${e}b vnet $3 &&
	jexec $1 ifconfig ${e}a inet $2/24 up &&
	jexec $3 ifconfig ${e}b inet $4/24 up
}
