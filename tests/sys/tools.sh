# The base tools: what each prints, and how it fails.
# Each case gives a name, the expected output (with ";" for newlines) and a
# command; its exit status comes last in the output when it is not 0.

d=/tmp/tools.$$
mkdir $d && cd $d || exit 1
fail=0
t() {	# t NAME EXPECTED SHELL-TEXT
	out=$(eval "$3" 2>&1; s=$?; [ $s -eq 0 ] || echo "=$s")
	out=$(echo "$out" | /bin/tr '\n' ';')
	out=${out%;}
	if [ "$out" = "$2" ]; then
		echo "ok $1"
	else
		echo "not ok $1: got '$out', not '$2'"
		fail=1
	fi
}

t basename 'c' '/bin/basename /a/b/c.txt .txt'
t dirname '/a/b;.' '/bin/dirname /a/b/c; /bin/dirname c'
t cat 'x;y' 'echo x >1; echo y >2; /bin/cat 1 2'
t cat_n '     1	x' '/bin/cat -n 1'
t cat_missing 'cat: no: No such file or directory;=1' '/bin/cat no'
t cat_usage 'usage: cat [-nu] [file ...];=1' \
    '/bin/cat -Z 2>&1 | grep usage; (exit 1)'
t echo 'a b' '/bin/echo a b'
t echo_n 'a' '/bin/echo -n a'
t true_false '=1' '/bin/true && /bin/false'
t head 'one;two' 'printf "one\ntwo\nthree\n" | head -n 2'
t head_c 'abc' 'printf abcdef | head -c 3'
t tail 'two;three' 'printf "one\ntwo\nthree\n" | tail -2'
t tail_from 'two;three' 'printf "one\ntwo\nthree\n" | tail -n +2'
t wc '       2       3      14' 'printf "one two\nthree\n" | wc'
t wc_total '       1 1;       1 2;       2 total' 'wc -l 1 2'
t sort 'a;b;c' 'printf "c\na\nb\na\n" | sort -u'
t sort_n '9;10' 'printf "10\n9\n" | sort -n'
t sort_k 'b 1;a 2' 'printf "a 2\nb 1\n" | sort -k 2'
t cut 'b:c' 'echo a:b:c | cut -d: -f2-'
t cut_b 'bd' 'echo abcd | cut -b 2,4'
t tr 'HELLO' 'echo hello | tr a-z A-Z'
t tr_d 'heo' 'echo hello | tr -d l'
t tr_s 'a b' 'echo "a   b" | tr -s " "'
t tr_c 'a_b_' 'printf "a1b2" | tr -c "[:alpha:]" _'
t seq '1;2;3' 'seq 3'
t seq_step '5;3;1' 'seq 5 -2 1'
t seq_w '08;09;10' 'seq -w 8 10'
t printf 'a|  7|007|ff|x' 'printf "%s|%3d|%03d|%x|%c\n" a 7 7 255 xyz'
t printf_again '1;2' 'printf "%d\n" 1 2'
t printf_bad 'printf: z: expected numeric value;0;=1' 'printf "%d\n" z'
t tee 'x;x' 'echo x | tee t1 >t2; cat t1 t2'
t grep 'two;three' 'printf "one\ntwo\nthree\n" | grep t'
t grep_none '=1' 'echo a | grep b'
t grep_v 'a' 'printf "a\nb\n" | grep -v b'
t grep_c '2' 'printf "a\nb\na\n" | grep -c a'
t grep_E 'ab;cd' 'printf "ab\ncd\nef\n" | grep -E "ab|cd"'
t grep_o 'bc;bx' 'echo abcabx | grep -o "b."'
t grep_F 'a.b' 'printf "axb\na.b\n" | grep -F a.b'
t grep_w 'foo bar' 'printf "foobar\nfoo bar\n" | grep -w foo'
t grep_bad 'Invalid;=2' 'grep "[" 1 2>/dev/null; s=$?; echo Invalid; (exit $s)'
t grep_names '1:x' 'grep x 1 2'
t cp_mv 'x;no' 'cp 1 3; mv 3 4; cat 4; [ -e 3 ] || echo no'
t cp_dir 'cp: . is a directory (not copied).;=1' 'cp . other'
t cp_R 'x' 'mkdir -p a/b; cp 1 a/b/f; cp -R a c; cat c/b/f'
t rm_dir 'rm: a: is a directory;=1' 'rm a'
t rm_r '=1' 'rm -r a c; [ -e a ]'
t rm_missing 'rm: no: No such file or directory;=1' 'rm no'
t rm_f '' 'rm -f no'
t mkdir_twice 'mkdir: a: File exists;=1' 'mkdir a; mkdir a'
t rmdir '' 'rmdir a'
t ln 'x;x;1' 'ln 1 5; ln -s 1 6; cat 5 6; ls -l 6 | tail -c 2'
t touch '0 7' 'touch 7; wc -c <7 | tr -d "\n "; ls 7 | { read n; echo " $n"; }'
t chmod '-rw-r-----' 'chmod 640 7; ls -l 7 | cut -d " " -f 1'
t chmod_text '-rwxr--r--' 'chmod u+x,go=r 7; ls -l 7 | cut -d " " -f 1'
t ls_a '.;..;.h;n' 'mkdir l; touch l/n l/.h; ls -a l'
t ls_A '.h;n' 'ls -A l'
t ls_F 'd/;f*' 'mkdir m m/d; touch m/f; chmod +x m/f; ls -F m'
t ls_missing 'ls: no: No such file or directory;=1' 'ls no'
t mkfifo 'through' 'mkfifo p; (echo through >p &); cat p'
t dd '4 z' 'dd if=/dev/zero of=z bs=2 count=2 status=none
    wc -c <z | tr -d "\n "; echo " z"'
t date '1970-01-02' 'date -u -r 86400 +%Y-%m-%d'
t id 'root' 'id -un'
t env 'V=1' 'env -i V=1 env'
t env_missing 'env: no: No such file or directory;=127' 'env no'
t test_ops 'yes' '/bin/[ -d / -a ! -e no ] && /bin/test "(" 1 -lt 2 ")" &&
    echo yes'
t test_false '=1' '/bin/test a = b'
t test_bad '=2' '/bin/test 1 -eq x 2>/dev/null'
t kill_list 'TERM' '/bin/kill -l 15'
# The shell's child catches SIGTERM until it has become sleep.
t kill '143' '/bin/sleep 60 & p=$!
	until grep -q sleep /proc/$p/cmdline; do :; done
	/bin/kill $p; wait $p 2>/dev/null; echo $?'
t uname 'Cellblock amd64' 'echo $(uname) $(uname -m)'
t hostname 'tools.test;tools' 'h=$(hostname); hostname tools.test; hostname
    hostname -s; hostname $h'
t sysctl 'Cellblock' 'sysctl -n kern.ostype'
t sysctl_form 'kern.ostype: Cellblock;kern.ostype=Cellblock' \
    'sysctl kern.ostype; sysctl -e kern.ostype'
t sysctl_unknown "sysctl: unknown oid 'no.such';=1" 'sysctl no.such'
t sysctl_readonly "sysctl: oid 'hw.ncpu' is read only;=1" 'sysctl hw.ncpu=9'
t sysctl_tree '1' 'sysctl -N hw | grep -c "^hw.ncpu$"'
t ps '1 init' 'ps -o pid,comm -p 1 | tail -1 | { read a b; echo $a $b; }'
t ps_columns 'ps: nope: keyword not found;=1' 'ps -o nope'
t mount 'x' 'mkdir mnt; mount -t tmpfs tmpfs mnt; echo x >mnt/f; cat mnt/f
    umount mnt; ls mnt'
t exec_script 'hi' 'echo "echo hi" >s; chmod +x s; env ./s'
t head_full '=1' 'mkdir fl; mount -t tmpfs -o size=64k tmpfs fl
    head -c 200000 /dev/zero >fl/f 2>/dev/null; s=$?; umount fl; (exit $s)'
t pwd "$d" '/bin/pwd'

cd / && rm -rf $d
exit $fail
