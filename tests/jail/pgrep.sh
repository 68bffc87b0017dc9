# pgrep and pkill: by name, by jail, by numbers of the space one is in.

. /tmp/check.sh
jail -c name=pg pid=new persist path=/ >/dev/null
sleep 1001 &
one=$!
jexec pg sleep 1002 &
two=$!
t pgrep_both_run until_shows 2 pgrep -c -f 'sleep 100[12]'

is pgrep_by_command $one pgrep -f 'sleep 1001'
is pgrep_long "$one sleep" pgrep -lP $$ -x sleep -j 0
is pgrep_by_jail $two pgrep -j pg sleep
is pgrep_inner_number 1 jexec pg pgrep sleep
is pgrep_newest $two pgrep -nf 'sleep 100.'
is pgrep_oldest $one pgrep -of 'sleep 100.'
gives pgrep_exact 1 "" pgrep -x slee
gives pgrep_none 1 "" pgrep nothing-like-it
f pgrep_usage pgrep
gives pgrep_no_jail 2 'pgrep: jail "none" not found' pgrep -j none sleep
f pgrep_bad_pattern pgrep '('
gives pgrep_no_user 2 'pgrep: user "none" not found' pgrep -u none
gives pgrep_no_parent 2 'pgrep: process "1x" not found' pgrep -P 1x
gives pkill_no_user 2 'pkill: user "none" not found' pkill -0 -u none
gives pkill_no_count 2 "pkill: invalid option -- \`-c'
usage: pkill [-signal] [-fnovx] [-j jail] [-P ppid] [-u user] [pattern ...]" \
    pkill -0 -c sleep

# Only the one in the jail, though both fit.
t pkill_in_jail pkill -KILL -j pg sleep
wait $two
t pkill_status test $? = 137
t pkill_other_lives kill -0 $one
t pkill_term pkill -f 'sleep 1001'
wait $one
t pkill_term_status test $? = 143
gives pkill_none 1 "" pkill -0 -f 'sleep 100[12]'
jail -r pg >/dev/null
exit $fail
