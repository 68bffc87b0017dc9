# SPDX-License-Identifier: BSD-2-Clause
#
# Make a boot image for BIOS and UEFI, CD and USB stick:
#	make_image.sh GRUB_CFG KERNEL [BOOTFS] IMAGE
set -eu

config=$1
kernel=$2
shift 2
bootfs=
if [ $# -eq 2 ]; then
	bootfs=$1
	shift
fi
image=$1

tree=$image.tree
rm -rf "$tree"
mkdir -p "$tree/boot/grub"
cp "$config" "$tree/boot/grub/grub.cfg"
cp "$kernel" "$tree/boot/cellblock.elf"
if [ -n "$bootfs" ]; then
	cp "$bootfs" "$tree/boot/bootfs.cpio"
fi

# Only the modules that grub.cfg needs, and the partition kinds that GRUB's
# own start-up asks for; the rest would be 20 MiB.
modules="normal multiboot2 iso9660 fat echo test search search_label \
	search_fs_file all_video part_gpt part_msdos part_acorn part_amiga \
	part_apple part_bsd part_dfly part_dvh part_plan part_sun part_sunpc"
if ! grub-mkrescue --install-modules="$modules" --fonts= --locales= \
    --themes= -o "$image" "$tree" >"$image.log" 2>&1; then
	cat "$image.log" >&2
	exit 1
fi
rm -rf "$tree"
