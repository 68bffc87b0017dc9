# What jail, jls and jexec print, to the letter, and their exit statuses.

. /tmp/check.sh
head='   JID  IP Address      Hostname                      Path'

gives t_jls_none 0 "$head" jls
gives t_create 0 'a: created' jail -c name=a persist vnet \
    host.hostname=alpha path=/
jid=$(jls -j a jid)
gives t_jls_table 0 "$head
$(printf '%6s  %-15s %-29s %s' $jid '' alpha /)" jls
gives t_jls_nvh 0 'name=a vnet=new host.hostname=alpha' \
    jls -n -j a name vnet host.hostname
gives t_jls_values 0 'a alpha / true' jls -j a name host.hostname path persist
gives t_jls_bool 0 'persist nodying' jls -n -j a persist dying
gives t_jls_quoted 0 'host.domainname=""' jls -nq -j a host.domainname
gives t_jls_quoted_blank 0 'host.domainname="a b"' \
    sh -c 'jail -m name=a host.domainname="a b"; jls -nq -j a host.domainname'
gives t_jls_header 0 'jid name
'"$jid a" jls -h jid name
gives t_jls_v 0 '   JID  Hostname                      Path
        Name                          State
        CPUSetID
        IP Address(es)
'"$(printf '%6s  %-29s %s\n%6s  %-29s %s\n%6s  %-6s' $jid alpha / \
    '' a ACTIVE '' 0)" jls -v
gives t_jls_unknown 1 'jls: unknown parameter: no.such' jls no.such
gives t_jls_missing 1 'jls: jail "zz" not found' jls -j zz
gives t_jls_check 0 '' jls -c -j a
gives t_jls_check_not 1 '' jls -c -j zz
gives t_jls_waits 0 'a: is not ending' sh -c 'jls -w a | head -1'
gives t_dup 1 'jail: a: jail "a" already exists' jail -c name=a persist
gives t_unknown 1 'jail: b: unknown parameter: ip4.addr' \
    jail -c name=b persist ip4.addr=10.0.0.1
gives t_not_persist 1 'jail: b: new jail must persist or attach' jail -c name=b
gives t_no_path 1 'jail: b: path: /no/where: does not exist' jail -c name=b persist \
    path=/no/where
gives t_modify 0 '' jail -m name=a host.hostname=omega children.max=2
gives t_modified 0 'omega 2' jls -j a host.hostname children.max
gives t_modify_none 1 'jail: zz: jail "zz" not found' \
    jail -m name=zz host.hostname=x
gives t_jid_option 0 "$jid" jail -qi -cm name=a persist
gives t_limit 0 '' jail -m name=a limit.processes=7 limit.files=2k
gives t_limits 0 'processes=0/7' \
    sh -c 'jls -l -j a | tr " " "\n" | grep processes'
gives t_limits_set 0 'limit.files=2048' jls -n -j a limit.files
gives t_limits_bad 1 'jail: a: limit.files: bad value' jail -m name=a limit.files=x
gives t_nested 0 'a.b: created' jail -c name=a.b persist
gives t_nested_seen 0 'b' jexec a jls name
gives t_nested_hidden 0 'a
a.b' jls name
gives t_jexec 0 omega jexec a hostname
gives t_jexec_sysctl 0 1 jexec a sysctl -n security.jail.jailed
gives t_jexec_vnet 0 1 jexec a sysctl -n security.jail.vnet
gives t_jexec_status 1 '' jexec a false
gives t_jexec_none 1 'jexec: jail "zz" not found' jexec zz true
gives t_jexec_nofile 1 'jexec: execvp(): no-such-program: No such file or directory' \
    jexec a no-such-program
gives t_jexec_l 0 '/root /bin/sh root' \
    sh -c 'FOO=bar jexec -l a sh -c "echo \$HOME \$SHELL \$USER\$FOO"'
gives t_jexec_l_user 0 'nobody nobody' \
    jexec -l -U nobody a sh -c 'echo $USER $(id -un)'
gives t_jexec_u 0 'daemon left' \
    sh -c 'FOO=left jexec -u daemon a sh -c "echo \$(id -un) \$FOO"'
gives t_jexec_both 1 "usage: jexec [-l] [-d dir] [-u user | -U user] jail [command ...]" \
    jexec -u root -U root a true
gives t_jexec_nobody 1 'jexec: nosuch: no such user' jexec -U nosuch a true
gives t_jexec_d 0 /tmp jexec -d /tmp a pwd
gives t_jexec_shell 0 'typed 1' \
    sh -c 'echo "echo typed \$(sysctl -n security.jail.jailed)" | jexec a'
gives t_command 0 'c: created
in c' jail -c name=c host.hostname=gamma path=/ \
    command=sh -c 'echo in c'
gives t_start 0 'd: created
gamma' jail -c name=d persist host.hostname=gamma exec.start=hostname
gives t_recreate 0 'd: removed
d: created' jail -rc name=d persist
gives t_remove_d 0 'd: removed' jail -r d
gives t_remove 0 'a: removed' jail -r a
gives t_remove_none 1 'jail: "a" not found' jail -r a
gives t_jls_gone 0 "$head" jls
gives t_usage 1 "usage: jexec [-l] [-d dir] [-u user | -U user] jail [command ...]" jexec
exit $fail
