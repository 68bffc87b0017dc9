# sysctl: names, numbers, writing, refusal.

is() {	# is NAME WANTED GOT
	if [ "$2" = "$3" ]; then
		print -r -- "ok $1"
	else
		print -r -- "not ok $1 wanted '$2', got '$3'"
	fi
}
fails() {	# fails NAME CMD..
	name=$1; shift
	if "$@" >/dev/null 2>&1; then
		print -r -- "not ok $name succeeded"
	else
		print -r -- "ok $name"
	fi
}

is sysctl_string Cellblock "$(sysctl -n kern.ostype)"
is sysctl_number 4096 "$(sysctl -n hw.pagesize)"
is sysctl_describes "kern.maxproc: Processes the system may have" \
    "$(sysctl -d kern.maxproc)"
fails sysctl_unknown sysctl kern.no.such
fails sysctl_read_only sysctl kern.ostype=Unix
fails sysctl_not_a_number sysctl kern.maxproc=many

was=$(sysctl -n kern.maxproc)
sysctl kern.maxproc=300 >/dev/null
is sysctl_written 300 "$(sysctl -n kern.maxproc)"
sysctl kern.maxproc="$was" >/dev/null

twice=$(sysctl -aN 2>/dev/null | sort | while read -r name; do
	[ "$name" = "$last" ] && print -r -- "$name"
	last=$name
done)
is sysctl_each_once "" "$twice"
is sysctl_subtree "$(sysctl -aN 2>/dev/null | grep -c '^hw\.')" \
    "$(sysctl -N hw | grep -c .)"

is proc_sees_init /sbin/init "$(ps ax | grep ' /sbin/init' | grep -v grep |
    while read -r pid tt stat time cmd; do print -r -- "$cmd"; done)"
