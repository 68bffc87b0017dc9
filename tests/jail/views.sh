# What there is to see of a jail's making and end: each constructor's cost,
# each stage's time, and stopping between stages.

. /tmp/check.sh
line() {	# line NAME PATTERN: grep finds it in $out
	print -r -- "$out" | grep "$2" >/dev/null && ok $1 ||
	    no $1 "no '$2' in: $out"
}

t make_verbose jail -c -v name=v persist vnet
line make_created 'v: created'
line make_vnet 'vnet  *[0-9]* cycles *[0-9]* bytes'
line make_uts 'uts  *[0-9]* cycles *[0-9]* bytes'
t remove_verbose jail -r -v v
line remove_removed 'v: removed'
line remove_processes '  processes  *at *[0-9]* us for *[0-9]* us'
line remove_shutdown '  vnet-shutdown  *at *[0-9]* us for *[0-9]* us'
line remove_destroy '  uts-destroy  *at *[0-9]* us for *[0-9]* us'
t kept sysctl -n security.jail.teardowns
line kept_text '^[0-9]* v vnet-destroy '
t sysinit kdb -c 'show vimage sysinit'
t sysuninit kdb -c 'show vimage sysuninit'
line sysuninit_vnet 'vnet .*vnet_shutdown vnet_destroy'
t shown kdb -c 'show teardowns'
line shown_text ' v children '
f step_range sysctl debug.teardown_step=2

# One stage at a time; turning it off lets the rest go on by itself.
jail -qc name=s persist vnet
t step_on sysctl debug.teardown_step=1
jail -qr s & remover=$!
t step_processes until_shows 'leave to begin processes' jls -w s
sysctl debug.teardown_go=1 >/dev/null
t step_users until_shows 'leave to begin users' jls -w s
t step_where until_shows 'stage processes for' jls -w s
sysctl debug.teardown_go=1 >/dev/null
t step_next until_shows 'leave to begin shutdown' jls -w s
t step_off sysctl debug.teardown_step=0
wait $remover
t step_gone test $? = 0
t step_dead test -z "$(jls -d name)"
