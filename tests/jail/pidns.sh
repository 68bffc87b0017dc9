# pid=new: processes by numbers of their own, nested, gone with the first.

. /tmp/check.sh
eq() {	# eq NAME WANT GOT
	t "$1" test "$2" = "$3"
}

jail -c name=a pid=new persist path=/ >/dev/null
jexec a /tests/jail/h_pidns || fail=1
jexec a /tests/jail/h_pidns leave
until [ "$(ps -axJ a -o pid | grep -c '[0-9]')" = 0 ]; do :; done
t pidns_all_gone true
eq pidns_begins_anew 1 "$(jexec a sh -c 'echo $$')"

# From outside the same process has another number, and can be killed.
jexec a sleep 1000 &
outer=$!
until ps -p $outer -o command= | grep -q sleep; do :; done
t pidns_seen_outside test "$outer" -gt 2
eq pidns_both_numbers 1 "$(echo $(ps -p $outer -o vpid=))"
t pidns_killed_outside kill -KILL $outer
wait $outer
eq pidns_status 137 $?

# Nested: one number more at each step down.
jail -m name=a children.max=10
jexec a jail -c name=b pid=new persist path=/ >/dev/null
eq pidns_nested 1 "$(jexec a jexec b sh -c 'echo $$')"
eq pidns_inherit "$(jexec a sh -c 'echo $$')" 1
jail -c name=c persist path=/ >/dev/null
t pidns_shared jexec c sh -c "test \$\$ -gt 2"
t pidns_remove jail -r a
t pidns_remove_c jail -r c
eq pidns_leak 0 "$(sysctl -n vimage.leaked)"
exit $fail
