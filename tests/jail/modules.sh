# modules - what kldload puts into living jails and kldunload takes out.
. /tmp/check.sh

q() { "$@" >/dev/null 2>&1; }
says() {	# says NAME TEXT CMD..
	name=$1 text=$2; shift 2
	out=$("$@" 2>&1)
	has $name "$text"
}

# ---- refused, in words
says missing_symbol 'symbol no_such_function_anywhere not found' \
    kldload kt_missing
t missing_not_listed [ "$(kldstat | wc -l)" -eq 2 ]
says no_file 'No such file or directory' kldload nothing_of_the_kind
cp /bin/cat /tmp/cat.ko
says not_relocatable 'not a relocatable file' kldload /tmp/cat.ko
echo text >/tmp/text.ko
says not_elf 'not an ELF64 file' kldload /tmp/text.ko
says wrong_kernel 'built for "some other kernel", this kernel is' \
    kldload kt_other

# ---- variables and parts, in stacks old and new
q jail -c name=m1 persist vnet
t load kldload -v kt_plain
has made_part 'part       plain                 2 times'
has made_cost ' cycles '
says twice 'already loaded' kldload kt_plain
says listed 'kt_plain.ko' kldstat
says columns 'Id Refs Address                        Size Name' kldstat
t in_base [ "$(sysctl -n net.plain.value)" = 42 ]
t in_old [ "$(jexec m1 sysctl -n net.plain.value)" = 42 ]
q jail -c name=m2 persist vnet
t in_new [ "$(jexec m2 sysctl -n net.plain.value)" = 42 ]
q jexec m2 sysctl net.plain.value=7
t apart [ "$(jexec m1 sysctl -n net.plain.value)" = 42 ]
t stacks [ "$(sysctl -n debug.plain_stacks)" = 3 ]
says debugger_value 'V_plain_value in m2 = 7' \
    kdb -c 'print V_plain_value in m2'
says debugger_symbol plain_create kdb -c 'show symbol plain_create'
says debugger_command 'plain in 3 stacks' kdb -c 'show plain'
says part_sysinit plain_create kdb -c 'show vimage sysinit'
says part_sysuninit plain_destroy kdb -c 'show vimage sysuninit'
q jail -r m2
t stacks_fewer [ "$(sysctl -n debug.plain_stacks)" = 2 ]
t unload kldunload kt_plain
f gone sysctl net.plain.value
says command_gone 'No such command' kdb -c 'show plain'
kdb -c 'show vimage sysinit' >/tmp/kld.out
f part_turn_gone grep plain_create /tmp/kld.out
f unload_twice kldunload kt_plain

# ---- a part that cannot be made in one stack is made in none
q jail -c name=m2 persist vnet
says part_fails 'set vnet_part is refused' kldload kt_fails
t part_undone [ "$(sysctl -n debug.plain_stacks 2>/dev/null)" = "" ]
t list_short [ "$(kldstat | wc -l)" -eq 2 ]

# ---- T24: more variables than there is room for
says too_many 'more than the 8192 for modules have left' kldload kt_huge
says no_room 'has no room' kldload kt_big
q jail -r m1
q jail -r m2
t room_again kldload kt_big
q jail -c name=m1 persist vnet
says room_in_new 'V_big' kdb -c 'show vimage vars vnet in m1'
t big_unload kldunload kt_big

# ---- T25: unload in every order
for order in 'a b c' 'a c b' 'b a c' 'b c a' 'c a b' 'c b a'; do
	all=1
	for one in a b c; do q kldload kt_$one || all=0; done
	for one in a b c; do
		[ "$(jexec m1 sysctl -n net.order.$one)" = 1 ] || all=0
	done
	for one in $order; do q kldunload kt_$one || all=0; done
	t order_$(print -r -- $order | tr -d ' ') [ $all = 1 ]
done

# ---- a subsystem of its own, in jails old and new, at each depth
q jail -c name=m2 persist children.max=4
q jexec m2 jail -c name=in persist
t subsys kldload -v kt_subsys
has made_subsys 'subsystem  ktsub                 4 times'
says subsys_sysinit ktsub_create kdb -c 'show vimage sysinit'
says subsys_sysuninit ktsub_destroy kdb -c 'show vimage sysuninit'
t subsys_images [ "$(sysctl -n debug.ktsub_images)" = 4 ]
t subsys_base [ "$(sysctl -n kern.ktsub.number)" = 1 ]
t subsys_jail [ "$(jexec m2 sysctl -n kern.ktsub.number)" = 2 ]
t subsys_nested [ "$(jexec m2.in sysctl -n kern.ktsub.number)" = 3 ]
q jail -c name=m3 persist
t subsys_new [ "$(jexec m3 sysctl -n kern.ktsub.number)" = 2 ]
q jail -c name=m4 persist ktsub=inherit
t subsys_inherit [ "$(jexec m4 sysctl -n kern.ktsub.number)" = 1 ]
t subsys_param [ "$(jls -j m4 ktsub)" = inherit ]
says subsys_print 'V_ktsub_number in m2.in = 3' \
    kdb -c 'print V_ktsub_number in m2.in'
says subsys_show "VIMAGE subsystem 'ktsub'" kdb -c 'show vimage subsys ktsub'
q jail -r m3
t subsys_fewer [ "$(sysctl -n debug.ktsub_images)" = 4 ]
t subsys_unload kldunload kt_subsys
f subsys_gone sysctl kern.ktsub.number
f param_gone jail -c name=m5 persist ktsub=new
says subsys_unknown 'no such subsystem' kdb -c 'show vimage vars ktsub'
t subsys_again kldload kt_subsys
t subsys_images_again [ "$(sysctl -n debug.ktsub_images)" = 5 ]
q jail -r m2
t subsys_left [ "$(sysctl -n debug.ktsub_images)" = 3 ]
t subsys_end kldunload kt_subsys
q jail -r m4

# ---- T33, T14: loads and unloads against jails made and ended all the time
(
	n=0
	while [ ! -e /tmp/kld.stop ]; do
		n=$((n + 1))
		jail -c name=r$n persist vnet >/dev/null 2>&1 || continue
		if kldstat -q -n kt_plain; then
			v=$(jexec r$n sysctl -n net.plain.value 2>/dev/null)
			case $v in 42|'') ;; *) echo "$v" >>/tmp/kld.bad ;; esac
		fi
		jail -r r$n >/dev/null 2>&1
	done
) &
maker=$!
rounds=15 done=0
while [ $done -lt $rounds ]; do
	kldload kt_plain && kldload kt_subsys && kldunload kt_plain &&
	    kldunload kt_subsys || break
	done=$((done + 1))
done >/tmp/kld.out 2>&1
touch /tmp/kld.stop
wait $maker
t race_rounds [ $done = $rounds ]
[ $done = $rounds ] || cat /tmp/kld.out
f race_all_have_it [ -e /tmp/kld.bad ]

# ---- not from inside
says jailed 'Operation not permitted' jexec m1 kldload kt_plain
q jail -r m1
t leaked [ "$(sysctl -n vimage.leaked)" = 0 ]
