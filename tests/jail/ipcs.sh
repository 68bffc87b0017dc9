# ipcs and ipcrm: a jail sees its own objects, and those only.

. /tmp/check.sh
count() { ipcs -qs "$@" | grep -c '^[qs] '; }
posix() { ipcs -X "$@" | grep -c '^[QMS] .* /ipcs$'; }

before=$(count)
jail -q -c name=in persist sysvmsg=new sysvsem=new || fail=1
ipcmk -k 51 -p 600 -Q >/dev/null || fail=1
ipcmk -k 52 -p 600 -S 3 >/dev/null || fail=1
ipcmk -n /ipcs -v 8192 -o /ipcs -v 5 -e /ipcs || fail=1
is ipcs_host $((before + 2)) count
is ipcs_queue 1 sh -c 'ipcs -q | grep -c " 51 rw-------"'
is ipcs_sem 1 sh -c 'ipcs -sb | grep -c " 52 rw------- .* 3$"'
is ipcs_posix 3 posix
is ipcs_posix_sem 1 sh -c 'ipcs -Xo | grep -c "^S .* 0 *5 /ipcs$"'
is ipcs_posix_size 1 sh -c 'ipcs -Xb | grep -c "^M .* 8192 /ipcs$"'
is kdb_posix 3 sh -c "kdb -c 'show posix' | grep -c '/ipcs mode'"
is kdb_mq 1 sh -c "kdb -c 'show mq' | grep -c '/ipcs: 0 of 10'"
is kdb_msg 1 sh -c "kdb -c 'show msg' | grep -c 'key 51 mode 600'"
is kdb_sem 1 sh -c "kdb -c 'show sem' | grep -c 'key 52 .* 3 sema'"
is kdb_jail 0 sh -c "kdb -c 'show sem in' | grep -c 'key 52'"
is ipcs_enters 0 posix -j in
is ipcs_enters_sysv 0 count -j in
is ipcs_no_jail 1 sh -c 'ipcs -j nosuch 2>/dev/null; echo $?'
is ipcs_all 1 sh -c 'ipcs -a -q | grep -c "CBYTES.*QBYTES.*LSPID.*CTIME"'
is ipcmk_twice 1 sh -c 'ipcmk -k 51 -Q 2>/dev/null; echo $?'
is ipcrm_in_jail 1 sh -c 'jexec in ipcrm -n /ipcs 2>/dev/null; echo $?'
is ipcrm_posix '' ipcrm -n /ipcs -o /ipcs -e /ipcs
is ipcs_posix_after 0 posix
is ipcs_jail 0 sh -c 'jexec in ipcs | grep -c "^[qs] "'
is ipcrm_jail 1 sh -c 'jexec in ipcrm -Q 51 2>/dev/null; echo $?'
is ipcrm_key '' ipcrm -Q 51
is ipcrm_id '' ipcrm -s $(ipcs -s | grep ' 52 rw' | { read kind id rest; echo $id; })
is ipcrm_none 1 sh -c 'ipcrm -Q 51 2>/dev/null; echo $?'
is ipcs_after $before count
jail -qr in
exit $fail
