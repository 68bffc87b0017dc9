# SQLite: a database on files, and two jails that write to one at a time.

. /tmp/check.sh
db() { sqlite3 -cmd ".timeout 60000" /tmp/test.db "$@"; }

is sqlite_answers "10|3.40.1" db "create table t(a, b);
    insert into t values (1, 2), (3, 4), (6, 0);
    select sum(a), sqlite_version() from t"
is sqlite_rolls_back 3 db "begin; delete from t; rollback;
    select count(*) from t"
is sqlite_index 500 db "create table big(n integer primary key, s text);
    with recursive c(n) as (select 1 union all select n + 1 from c
        where n < 1000) insert into big select n, 'row ' || n from c;
    create index by_s on big(s);
    select n from big where s = 'row 500'"
f sqlite_error db "select a from nowhere"
has sqlite_error_said "no such table: nowhere"

# Each adds one to what it reads, within a transaction: a write that another
# did not see would be lost.
db "create table c(n); insert into c values (0)"
cat >/tmp/add.sh <<'END'
i=0
while [ $((i += 1)) -le 15 ]; do
	sqlite3 -cmd ".timeout 60000" /tmp/test.db \
	    "begin immediate; update c set n = n + 1; commit" || exit 1
done
END
for name in sqa sqb; do
	jail -c name=$name persist path=/ >/dev/null
done
jexec sqa sh /tmp/add.sh &
one=$!
jexec sqb sh /tmp/add.sh &
two=$!
wait $one
t sqlite_jail_a test $? = 0
wait $two
t sqlite_jail_b test $? = 0
is sqlite_nothing_lost 30 db "select n from c"
is sqlite_whole ok db "pragma integrity_check"
jail -r sqa >/dev/null
jail -r sqb >/dev/null
rm /tmp/test.db /tmp/add.sh
exit $fail
