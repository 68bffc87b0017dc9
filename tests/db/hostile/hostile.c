// SPDX-License-Identifier: BSD-2-Clause
/*
 * hostile - dumps that lie: hostile CORE COUNT SEED.
 *
 * Each round takes the core, cuts it off or changes some bytes of it, and
 * asks for what the tools ask.  The library is compiled with the sanitizers;
 * whatever the core says, it has to come back.  A third of the rounds change
 * the file's own head and notes, after which most are refused, a third words
 * as in page tables, a third anything.  Prints how the rounds ended.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "user/libkvm/kvm_priv.h"

#define STEPS		4000000ul	/* instructions a call, here */

static uint64_t seed;

static uint64_t
next(uint64_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % below;
}

/* Where to change something, in a round of that kind. */
static size_t
place(const char *core, size_t size, uint64_t kind)
{
	uint64_t notes, phoff;

	memcpy(&phoff, core + 32, 8);
	switch (kind) {
	case 0:
		if (next(4) == 0)
			return next(64);
		if (phoff < size - 4096 && next(2) == 0)
			return phoff + next(512);
		memcpy(&notes, core + phoff + 8, 8);
		return notes < size - 4096 ? notes + next(2048) : next(size);
	case 1:
		return next(size / 4096) * 4096 + 8 * next(512) + next(8);
	default:
		return next(size);
	}
}

static void
round_make(const char *core, size_t size, char *bad, size_t *cut)
{
	static const unsigned char values[] = { 0, 1, 0x7f, 0x80, 0xff };
	unsigned n = 1 + (unsigned)next(64);
	uint64_t kind = next(3);

	memcpy(bad, core, size);
	*cut = next(4) == 0 ? next(size) : size;
	while (n-- > 0)
		bad[place(core, size, kind)] = (char)(next(2) ? next(256) :
		    values[next(sizeof(values))]);
}

/* 0: refused; 1: opened, and something failed; 2: all was answered. */
static int
round_run(const char *name)
{
	static char out[65536];
	static const char *const ask[] = { "show jails",
	    "print V_ip_ttl in web; show all vimages", "trace; ps" };
	char why[KVM_ERRORS];
	kvm_t *kd = kvm_openfiles(NULL, name, NULL, 0, why);
	int result = 2, last = 0;
	uint64_t args[6] = { 0 }, ret[2];
	unsigned i;

	if (kd == NULL)
		return 0;
	kd->kd_limit = STEPS;
	for (i = 0; i < 3; i++)
		if (kvm_command(kd, ask[i], out, sizeof(out)) != 0)
			result = 1;
	kvm_lend(kd, &last, sizeof(last));
	args[0] = (uintptr_t)&last;
	kvm_syscall(kd, 506, args, ret);
	kvm_close(kd);
	return result;
}

/*
 * A kernel that writes to the name it is asked by, which is a constant of
 * ours, and says that its answer is longer than there was room for.
 */
static int
malice(const char *name)
{
	static const char word[] = "kern.ostype";
	static unsigned char code[] = {
		0x48, 0x8b, 0x06,		/* mov (%rsi),%rax */
		0xc6, 0x00, 'X',		/* movb $'X',(%rax) */
		0x48, 0x8b, 0x46, 0x18,		/* mov 24(%rsi),%rax */
		0x48, 0xc7, 0x00, 0xff, 0xff, 0xff, 0x7f, /* movq $..,(%rax) */
		0x31, 0xc0, 0xc3		/* xor %eax,%eax; ret */
	};
	char why[KVM_ERRORS], old[8];
	size_t len = sizeof(old);
	uint64_t args[6] = { (uintptr_t)word, sizeof(word) - 1,
	    (uintptr_t)old, (uintptr_t)&len }, at;
	kvm_t *kd = kvm_openfiles(NULL, name, NULL, 0, why);
	int good;

	good = kd != NULL && symbol_find(kd, "syscall_dead", &at) == 0 &&
	    memory_copy(kd, at, code, sizeof(code), 1) == 0 &&
	    kvm_sysctl(kd, 203, args, sizeof(word) - 1) == 0 &&
	    len == sizeof(old) && word[0] == 'k';
	if (kd != NULL)
		kvm_close(kd);
	return good;
}

int
main(int argc, char **argv)
{
	char name[] = "/tmp/hostile-XXXXXX", *core, *bad;
	unsigned long n, count, ended[3] = { 0 };
	struct stat st;
	size_t cut;
	int fd;

	if (argc != 4)
		return 2;
	fd = open(argv[1], O_RDONLY);
	if (fd < 0 || fstat(fd, &st) != 0)
		return 2;
	core = malloc((size_t)st.st_size);
	bad = malloc((size_t)st.st_size);
	if (read(fd, core, (size_t)st.st_size) != st.st_size)
		return 2;
	close(fd);
	if (!malice(argv[1])) {
		fprintf(stderr, "a kernel's malice came through\n");
		return 1;
	}
	fd = mkstemp(name);
	count = strtoul(argv[2], NULL, 10);
	for (n = 0; n < count; n++) {
		seed = strtoul(argv[3], NULL, 10) * 1000003 + n + 1;
		round_make(core, (size_t)st.st_size, bad, &cut);
		if (pwrite(fd, bad, cut, 0) != (ssize_t)cut ||
		    ftruncate(fd, (off_t)cut) != 0)
			return 2;
		ended[round_run(name)]++;
	}
	unlink(name);
	free(core);
	free(bad);
	printf("%lu rounds: %lu refused, %lu answered in part, %lu wholly\n",
	    count, ended[0], ended[1], ended[2]);
	return 0;
}
