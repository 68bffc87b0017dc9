# SPDX-License-Identifier: BSD-2-Clause
# Mounting: tmpfs with its limit, busy file systems, devfs for jails, procfs.

place=/tmp/fs_mounts
mkdir -p $place/a $place/b
cd / || exit 1

ok() {
	if eval "$2"; then echo "ok $1"; else echo "not ok $1 $2"; fi
}
fails() {
	if eval "$2" 2>/dev/null; then
		echo "not ok $1 $2 succeeded"
	else
		echo "ok $1"
	fi
}

mount -t tmpfs -o size=64k tmpfs $place/a
echo text > $place/a/file
ok mount_tmpfs '[ "$(cat '$place'/a/file)" = text ]'
ok mount_listed 'mount | grep -q "on '$place'/a (tmpfs"'
fails mount_full 'dd if=/dev/zero of='$place'/a/big bs=1024 count=200'
ok mount_usable_when_full 'rm '$place'/a/big && echo more > '$place'/a/more'
ok mount_shrinks 'head -c 40000 /dev/zero > '$place'/a/big'
cd $place/a || exit 1
fails umount_busy 'umount '$place'/a'
ok umount_busy_still_there '[ -f '$place'/a/file ]'
cd /
exec 9< $place/a/file
fails umount_open_file 'umount '$place'/a'
exec 9<&-
mkdir $place/a/sub
mount -t tmpfs tmpfs $place/a/sub
fails umount_below 'umount '$place'/a'
ok mount_dotdot '[ -f '$place'/a/sub/../file ]'
fails rmdir_mount_point 'rmdir '$place'/a/sub'
fails mv_mount_point 'mv '$place'/a/sub '$place'/a/other'
ok umount_inner 'umount '$place'/a/sub'
ok umount_outer 'umount '$place'/a'
ok umount_gone '[ ! -e '$place'/a/file ]'
fails umount_twice 'umount '$place'/a'

fails mount_unknown 'mount -t nosuchfs none '$place'/a'
fails mount_on_file 'mount -t tmpfs tmpfs /etc/passwd'
fails mount_bad_size 'mount -t tmpfs -o size=12x tmpfs '$place'/a'
fails mount_nowhere 'mount -t tmpfs tmpfs '$place'/none'

mount -t tmpfs -o ro tmpfs $place/a
fails mount_read_only 'echo x > '$place'/a/x'
fails mount_read_only_mkdir 'mkdir '$place'/a/x'
umount $place/a

mount -t devfs -o jail devfs $place/b
ok devfs_jail_null 'echo x > '$place'/b/null'
fails devfs_jail_console '[ -e '$place'/b/console ]'
umount $place/b
ok devfs_full '[ -c /dev/console ]'
fails devfs_mkdir 'mkdir /dev/dir'
fails devfs_link 'ln -s null /dev/link'

ok procfs_self 'grep -q " '$$' " /proc/'$$'/status'
ok procfs_cmdline 'grep -q sh /proc/'$$'/cmdline'
ok procfs_maps 'grep -q "^000000400000-.* r-xp .* object" /proc/'$$'/maps'
fails procfs_none 'cat /proc/99998/status'
fails procfs_write 'echo x > /proc/'$$'/status'
ok procfs_list 'ls /proc | grep -q "^'$$'$"'

# A jail keeps its root in use until it is gone, and not longer.
mount -t tmpfs tmpfs $place/a
mkdir $place/a/dev
mount -t devfs -o jail devfs $place/a/dev
jail -c name=fsm path=$place/a persist >/dev/null
fails umount_jail_root 'umount '$place'/a'
jail -r fsm >/dev/null
ok umount_jail_devfs 'umount '$place'/a/dev'
ok umount_jail_gone 'umount '$place'/a'

# Mounts by the hundred leave no memory behind.
before=$(sysctl -n vm.stats.free_pages 2>/dev/null || echo 0)
i=0
while [ $i -lt 50 ]; do
	mount -t tmpfs tmpfs $place/a
	head -c 100000 /dev/zero > $place/a/file
	umount $place/a
	i=$((i + 1))
done
after=$(sysctl -n vm.stats.free_pages 2>/dev/null || echo 0)
ok mount_cycles '[ $((before - after)) -lt 300 ]'

rmdir $place/a $place/b $place
