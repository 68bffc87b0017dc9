# Interfaces, addresses and IPC that a jail had, when it ends: bugs that
# FreeBSD once had, each with where it was told.

. /tmp/check.sh
q() { "$@" >/dev/null 2>&1; }
pair() { e=$(ifconfig epair create) && e=${e%a}; }

# A name that is taken where an interface goes: the move is refused, and
# neither is lost (cards that come home are renamed, see tests/kern).
pair
t hn_clash_make jail -qc name=hn persist vnet
t hn_clash_lend ifconfig ${e}b vnet hn
t hn_clash_name jexec hn ifconfig ${e}b name ${e}a
f hn_clash_refused ifconfig ${e}a vnet hn
t hn_clash_here ifconfig ${e}a
t hn_clash_there jexec hn ifconfig ${e}a
t hn_clash_end jail -qr hn
t hn_clash_kept ifconfig ${e}a
q ifconfig ${e}a destroy

# The jail in the middle dies with one below it, to which it has lent on:
# the end goes with its stack, nothing is left in any (T32: lending nested).
pair
t hn_nest_make jail -qc name=top persist vnet children.max=2
t hn_nest_sub jexec top jail -qc name=sub persist vnet
t hn_nest_lend ifconfig ${e}b vnet top
t hn_nest_lend2 jexec top ifconfig ${e}b vnet sub
t hn_nest_up jexec top.sub ifconfig ${e}b inet 10.61.0.1/24 up
t hn_nest_end jail -qr top
t hn_nest_peer ifconfig ${e}a
has hn_nest_carrier 'no carrier'
q ifconfig ${e}a destroy

# One address on both ends of a pair in two jails, the jails then ended in
# both orders (FreeBSD-virtualization list: a fault in the routing code).
for order in 'h0 h1' 'h1 h0'; do
	q jail -c name=h0 persist vnet; q jail -c name=h1 persist vnet
	t hn_same_wire wire h0 10.62.0.1 h1 10.62.0.1
	q jexec h0 ping -c 1 -W 50 10.62.0.1
	q jexec h1 ping -c 1 -W 50 10.62.0.2
	t hn_same_end jail -qr $order
done

# A loop of unanswered questions, the stack ending each time (PR 144564,
# PR 165863: a timer of an ARP entry outlived it).
i=0
while [ $((i += 1)) -le 10 ]; do
	q jail -c name=ha persist vnet
	pair; q ifconfig ${e}b vnet ha
	q jexec ha ifconfig ${e}b inet 10.63.0.1/24 up
	jexec ha ping -q -c 2 -i 0.01 -W 1 10.63.0.$((i + 1)) >/dev/null 2>&1 &
	until_shows '(incomplete)' jexec ha arp -an || {
		no hn_arp_asked "round $i"; break; }
	q jail -r ha || { no hn_arp_end "round $i"; break; }
	wait
	q ifconfig ${e}a destroy
done
[ $i = 11 ] && ok hn_arp

# Half a datagram waits for the rest, its interface and then its stack go
# (base commits r353635, r356489: the queue kept a pointer to it).
q jail -c name=hf persist vnet; q jail -c name=hg persist vnet
t hn_frag_wire wire hf 10.64.0.1 hg 10.64.0.2
t hn_frag_arp jexec hf ping -c 1 10.64.0.2
jexec hf ping -f -q -s 20000 -c 100000 10.64.0.2 >/dev/null 2>&1 &
flood=$!
t hn_frag_seen until_shows 'fragments received' jexec hg netstat -s -p ip
t hn_frag_gone jexec hg ifconfig ${e}b destroy
t hn_frag_end jail -qr hg
kill $flood 2>/dev/null; wait
t hn_frag_end2 jail -qr hf

# A jail whose root is the host's takes only its own queues along (the
# host's were unlinked: the code compared paths).
t hn_mq_make ipcmk -n /hn
t hn_mq_jail jail -qc name=hm persist path=/
t hn_mq_own jexec hm ipcmk -n /hn
t hn_mq_end jail -qr hm
t hn_mq_there ipcs -X
has hn_mq_lives /hn
q ipcrm -n /hn

is hn_none '' jls -d name
is hn_lists lo0 ifconfig -l
is hn_leaked 0 sysctl -n vimage.leaked
exit $fail
