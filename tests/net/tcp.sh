# tcp - connections between two jails over an epair: data, closing, refusal,
# and jails that end with connections in use.  Prints ok/not ok lines.

. /tmp/check.sh
until_state() {	# until_state JAIL TEXT: netstat shows it
	until_shows $2 netstat -j $1 -an -p tcp
}
pair() {	# make jails ta, tb and their wire
	jail -c name=ta persist vnet path=/ &&
	jail -c name=tb persist vnet path=/ &&
	wire ta 10.8.0.1 tb 10.8.0.2
}

t pair pair
f refused jexec ta nc -v 10.8.0.2 7000
has refused_text 'Connection refused'

# a megabyte over one connection
dd if=/dev/random of=/tmp/tcp.in bs=64k count=16 2>/dev/null
jexec tb nc -l -N -d 7001 > /tmp/tcp.out &
t listening until_state tb LISTEN
t send jexec ta nc -N 10.8.0.2 7001 < /tmp/tcp.in
wait
t same test "$(cat /tmp/tcp.in | wc -c)" = "$(cat /tmp/tcp.out | wc -c)"
t time_wait netstat -j ta -an -p tcp
has time_wait_text TIME_WAIT

# a jail ends with an established connection: its peer reads the end
jexec tb nc -l -d 7002 > /dev/null &
server=$!
t listening2 until_state tb LISTEN
jexec ta nc -d 10.8.0.2 7002 &
t established until_state ta ESTABLISHED
t end_a jail -r ta
wait $server && ok peer_ended || no peer_ended "status $?"
t end_b jail -r tb

# a jail ends while its peer is silent: reset after the linger, not for ever
pair && ok pair2 || no pair2 failed
jexec tb nc -l -d 7003 > /dev/null &
server=$!
t listening3 until_state tb LISTEN
jexec ta nc -d 10.8.0.2 7003 &
t established2 until_state ta ESTABLISHED
t silence jexec tb ifconfig ${e}b down
t shorter jexec ta sysctl net.inet.tcp.teardown_linger=100
t end_silent jail -r ta
t end_b2 jail -r tb

# a jail ends with what nobody reads on its way, and with a listener
pair && ok pair3 || no pair3 failed
jexec tb nc -l -d 7004 > /dev/null &
t listening4 until_state tb LISTEN
jexec ta sh -c 'cat /dev/zero | nc -N 10.8.0.2 7004' &
t established3 until_state ta ESTABLISHED
jexec ta nc -l -k -d 7005 > /dev/null &
t listening5 until_state ta LISTEN
t end_busy jail -r ta
t end_b3 jail -r tb
t leaked sysctl -n vimage.leaked
has leaked_none 0
rm -f /tmp/tcp.in /tmp/tcp.out
