# routes - adding, asking, changing, deleting, and what packets do.

. /tmp/check.sh

# left - router - right
jail -q -c name=left persist vnet path=/
jail -q -c name=router persist vnet path=/
jail -q -c name=right persist vnet path=/
e1=$(ifconfig epair create); e1=${e1%a}
e2=$(ifconfig epair create); e2=${e2%a}
ifconfig ${e1}a vnet left; ifconfig ${e1}b vnet router
ifconfig ${e2}a vnet router; ifconfig ${e2}b vnet right
jexec left ifconfig ${e1}a inet 10.1.0.2/24
jexec router ifconfig ${e1}b inet 10.1.0.1/24
jexec router ifconfig ${e2}a inet 10.2.0.1/24
jexec right ifconfig ${e2}b inet 10.2.0.2/24

f no_route jexec left ping -c 1 -W 200 10.2.0.2
t add_default jexec left route add default 10.1.0.1
has add_text 'add net default: gateway 10.1.0.1'
f add_again jexec left route add default 10.1.0.1
has add_again_text 'route already in table'
t add_net jexec right route add -net 10.1.0.0/24 10.2.0.1
f not_forwarding jexec left ping -c 1 -W 300 10.2.0.2
t forward jexec router sysctl net.inet.ip.forwarding=1
t through jexec left ping -c 2 -i 0.05 10.2.0.2
has through_ttl ttl=63
t through_big jexec left ping -c 1 -s 5000 10.2.0.2
t ttl_1 jexec left sh -c 'ping -c 1 -m 1 -W 300 10.2.0.2; true'
t exceeded jexec router netstat -s -p icmp
has exceeded_count '	1 time exceeded sent'
t get jexec left route get 10.2.0.2
has get_gateway 'gateway: 10.1.0.1'
has get_if "interface: ${e1}a"
t get_direct jexec left route get 10.1.0.1
hasnot get_direct_none gateway:
f gateway_far jexec left route add -net 10.3.0.0/16 10.2.0.1
has gateway_far_text 'gateway not in a directly connected network'

# the longest prefix wins
t add_16 jexec router route add -net 10.9.0.0/16 10.1.0.2
t add_24 jexec router route add -net 10.9.1.0/24 10.2.0.2
t add_32 jexec router route add -host 10.9.1.7 10.1.0.2
t get_16 jexec router route get 10.9.2.1
has get_16_gw 10.1.0.2
t get_24 jexec router route get 10.9.1.1
has get_24_gw 10.2.0.2
t get_32 jexec router route get 10.9.1.7
has get_32_gw 10.1.0.2
t change jexec router route change -net 10.9.1.0/24 10.1.0.2
t get_changed jexec router route get 10.9.1.1
has get_changed_gw 10.1.0.2
t blackhole jexec router route add -net 10.8.0.0/16 127.0.0.1 -blackhole
t reject jexec router route add -net 10.7.0.0/16 127.0.0.1 -reject
f rejected jexec router ping -c 1 -W 100 10.7.0.1
has rejected_text 'No route to host'
f swallowed jexec router ping -c 1 -W 100 10.8.0.1
hasnot swallowed_text 'No route'
t list jexec router netstat -rn
has list_gw '10.9.0.0/16        10.1.0.2           UGS'
has list_host UGHS
t delete jexec router route delete -host 10.9.1.7
f delete_again jexec router route delete -host 10.9.1.7
has delete_again_text 'not in table'
jexec router ifconfig lo0 up
t flush jexec router route flush
t flushed jexec router netstat -rn
hasnot flushed_gw 10.9
hasnot flushed_blackhole 10.8
has flushed_kept 10.2.0.0/24
t flushed_self jexec router ping -c 1 -W 300 10.2.0.1

# routes leave with their interface
jexec left ifconfig ${e1}a destroy
t left_routes jexec left netstat -rn
hasnot left_no_default default

jail -q -r left; jail -q -r router; jail -q -r right
t leaked sysctl -n vimage.leaked
[ "$out" = 0 ] && ok leaked_0 || no leaked_0 "$out"
