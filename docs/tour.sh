# The tour: two jails with network stacks of their own, in two minutes.
# Run by `./cellblock tour` in the guest; every command shown is the one run.

say() {
	print ''
	print -r -- "## $*"
}

run() {
	print -r -- "# $*"
	eval "$*"
}

print 'Cellblock, the tour.  Everything below happens in the guest.'

say 'Two containers.  Each gets a network stack of its own (vnet).'
run 'jail -c name=a persist vnet host.hostname=alpha path=/'
run 'jail -c name=b persist vnet host.hostname=beta path=/'
run 'jls'

say 'A virtual cable; one end goes into each jail.'
ep=$(ifconfig epair create)
print -r -- "# ifconfig epair create"
print -r -- "$ep"
run 'ifconfig epair0a vnet a'
run 'ifconfig epair0b vnet b'
run 'jexec a ifconfig epair0a inet 10.0.0.1/24 up'
run 'jexec b ifconfig epair0b inet 10.0.0.2/24 up'
run 'jexec a ping -c 3 10.0.0.2'

say 'The same global variable, three values: one in each image.'
run 'jexec a hostname; jexec b hostname; hostname'
run 'jexec a sysctl net.inet.ip.ttl=17'
run 'sysctl net.inet.ip.ttl; jexec b sysctl net.inet.ip.ttl'

say 'Isolation: neither jail sees the other, or the base system.'
run 'jexec a jls'
run 'jexec a ifconfig epair0b'
run 'jexec b netstat -rn'

say 'The debugger knows every image, with no code in the subsystem for it.'
run "kdb -c 'show jails'"
run "kdb -c 'show vimage images'"
run "kdb -c 'print V_ip_ttl in a; print V_ip_ttl in b'"

say 'Who uses how much: the ledger of jail b, by call site.'
run "kdb -c 'show vimage ledger b'"

say 'Teardown, top to bottom, interfaces last.  It returns when a is dead.'
run 'jail -r a'
run 'ifconfig epair0a'
run 'jexec b ifconfig epair0b'
run 'jail -r b'

say 'Nothing is left behind.'
run 'jls'
run 'sysctl vimage.leaked'
