# stacks - two jails and an epair: addresses, ping, isolation, moving,
# ending.  Prints ok/not ok lines.

. /tmp/check.sh

t make_a jail -c name=na persist vnet path=/
t make_b jail -c name=nb persist vnet path=/
t lo0_there jexec na ifconfig lo0
has lo0_down 'flags=1008048<LOOPBACK'
t create ifconfig epair create
e=${out%a}
t before ifconfig ${e}a
mac=${out#*ether }; mac=${mac%%
*}
t move_a ifconfig ${e}a vnet na
t move_b ifconfig ${e}b vnet nb
f gone_here ifconfig ${e}a
has gone_text "interface ${e}a does not exist"
t there jexec na ifconfig ${e}a
has no_carrier 'status: no carrier'
t addr_a jexec na ifconfig ${e}a inet 10.9.0.1/24 up
t addr_b jexec nb ifconfig ${e}b inet 10.9.0.2/24 up
t up jexec na ifconfig ${e}a
has carrier 'status: active'
has inet 'inet 10.9.0.1 netmask 0xffffff00 broadcast 10.9.0.255'
has flags 'flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP>'
t ping jexec na ping -c 3 -i 0.05 10.9.0.2
has ping_stat '3 packets transmitted, 3 packets received, 0.0% packet loss'
t ping_big jexec na ping -c 2 -i 0.05 -s 8000 10.9.0.2
has ping_big_stat '2 packets received'
t ping_flood jexec nb ping -f -q -c 500 10.9.0.1
has ping_flood_stat '500 packets received'
hasnot ping_flood_once duplicates
t arp jexec na arp -an
has arp_text '? (10.9.0.2) at 02:'
hasnot arp_no_other 'incomplete'

# the base system and each jail see nothing of the others'
f base_no_route ping -c 1 -W 200 10.9.0.1
has base_no_route_text 'No route to host'
t base_routes netstat -rn
hasnot base_routes_none 10.9.0
t base_arp arp -an
hasnot base_arp_none 10.9.0
t counters_a jexec na netstat -s -p icmp
has counters_a_reply '500 echo requests received'
t counters_base netstat -s -p icmp
has counters_base_none '	0 echo requests received'

# the same addresses again, in stacks of their own
t make_c jail -c name=nc persist vnet path=/
t create2 ifconfig epair create
g=${out%a}
t move_c ifconfig ${g}a vnet nc
t addr_c jexec nc ifconfig ${g}a inet 10.9.0.1/24 up
t addr_d ifconfig ${g}b inet 10.9.0.2/24 up
t ping_c jexec nc ping -c 1 10.9.0.2
jexec nc ifconfig lo0 inet 127.0.0.1/8 up
t ping_biggest jexec nc ping -c 1 -s 65507 127.0.0.1
t ping_base ping -c 1 10.9.0.1
t sysctl_one jexec na sysctl net.inet.ip.ttl=33
t sysctl_base sysctl -n net.inet.ip.ttl
has sysctl_base_64 64
t ping_ttl jexec nb ping -c 1 10.9.0.1
has ping_ttl_33 ttl=33

# home again: addresses are gone, the name stays
t spoil jexec na ifconfig ${e}a ether 02:00:00:00:00:99 mtu 1400 -arp
t spoil_name jexec na ifconfig ${e}a name spoilt0
f back_old_name ifconfig ${e}a -vnet na
t back ifconfig spoilt0 -vnet na
t back_show ifconfig ${e}a
has back_mac "$mac"
has back_mtu 'mtu 1500'
hasnot back_flags NOARP
hasnot back_no_inet 'inet '
hasnot back_down '<UP'
f dead jexec nb ping -c 1 -W 300 10.9.0.1
t again ifconfig ${e}a vnet na
t again_addr jexec na ifconfig ${e}a inet 10.9.0.1/24
t again_ping jexec nb ping -c 2 -i 0.3 -W 1000 10.9.0.1

# errors, as FreeBSD has them
f vnet_no_jail ifconfig ${g}b vnet nosuch
has vnet_no_jail_text 'jail "nosuch" not found'
f vnet_lo0 ifconfig lo0 vnet na
f destroy_lo0 ifconfig lo0 destroy
f create_bad ifconfig nosuch create
has create_bad_text 'ifconfig: create: bad value'
f mtu_bad ifconfig ${g}b mtu 20
f addr_bad ifconfig ${g}b inet 224.0.0.1/24
f back_bad ifconfig ${e}a -vnet nc
t rename ifconfig ${g}b name wan0
t rename_there ifconfig wan0
f rename_clash ifconfig wan0 name lo0
t descr ifconfig wan0 description 'way out'
t descr_show ifconfig wan0
has descr_text 'description: way out'

# a stack ends: its end of the pair with it, the other stays
t remove_a jail -r na
t other jexec nb ifconfig ${e}b
has other_down 'status: no carrier'
f other_ping jexec nb ping -c 1 -W 200 10.9.0.1
t destroy_c jexec nc ifconfig ${g}a destroy
f wan0_gone ifconfig wan0
t remove_b jail -r nb
t remove_c jail -r nc
t list ifconfig -l
has list_lo0 lo0
hasnot list_no_epair epair
t leaked sysctl -n vimage.leaked
[ "$out" = 0 ] && ok leaked_0 || no leaked_0 "$out"
