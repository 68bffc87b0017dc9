# The first-light script: what a FreeBSD user would type, and must see.
# Each line of the story is checked as it goes; prints ok/not ok lines.

. /tmp/check.sh

t fl_create_a jail -c name=a persist vnet host.hostname=alpha path=/
has fl_create_a_text 'a: created'
t fl_create_b jail -c name=b persist vnet host.hostname=beta path=/
t fl_epair ifconfig epair create
has fl_epair_name epair0a
t fl_move_a ifconfig epair0a vnet a
t fl_move_b ifconfig epair0b vnet b
t fl_addr_a jexec a ifconfig epair0a inet 10.0.0.1/24 up
t fl_addr_b jexec b ifconfig epair0b inet 10.0.0.2/24 up
t fl_ping jexec a ping -c 3 -i 0.05 10.0.0.2
has fl_ping_stat '3 packets transmitted, 3 packets received, 0.0% packet loss'
has fl_ping_ttl 'ttl=64'
t fl_host_a jexec a hostname
has fl_host_a_text alpha
t fl_host_b jexec b hostname
has fl_host_b_text beta
t fl_jls_v jls -v
has fl_jls_v_state ACTIVE
t fl_jls_n jls -n -j a name vnet host.hostname
has fl_jls_n_text 'name=a vnet=new host.hostname=alpha'
t fl_lo jexec a ifconfig lo0 inet 127.0.0.1/8 up
t fl_netstat_rn jexec a netstat -rn
has fl_route '10.0.0.0/24'
t fl_netstat_i jexec a netstat -i
has fl_netstat_if epair0a
t fl_netstat_j netstat -j b -rn
has fl_netstat_j_if epair0b
t fl_kdb kdb -c 'show jails; show vimage images; print V_ip_ttl in a'
t fl_ttl_set jexec a sysctl net.inet.ip.ttl=17
has fl_ttl_change '64 -> 17'
t fl_ttl_base sysctl -n net.inet.ip.ttl
has fl_ttl_base_is 64
t fl_ttl_b jexec b sysctl -n net.inet.ip.ttl
has fl_ttl_b_is 64
t fl_kdb_ttl kdb -c 'print V_ip_ttl in a'
t fl_remove jail -r a
if ifconfig epair0a 2>/dev/null; then
	print 'not ok fl_epair_gone'
	fail=1
else
	print 'ok fl_epair_gone'
fi
t fl_b_link jexec b ifconfig epair0b
has fl_b_link_lost 'no carrier'
t fl_remove_b jail -r b
t fl_leaked sysctl -n vimage.leaked
[ "$out" = 0 ] && ok fl_leaked_0 || no fl_leaked_0 "$out"
