// SPDX-License-Identifier: BSD-2-Clause
/*
 * h_kld - calls into test modules, for holders.sh:
 *
 *	h_kld call NUMBER ARG	a system call by number: what it gives
 *	h_kld file NUMBER	the same, then hold the descriptor
 *	h_kld socket NUMBER	hold a raw socket of that protocol
 *
 * Who holds writes "held" and waits for the end of its input.
 */
#include <sys/types.h>
#include <sys/socket.h>

#include <netinet/in.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The C library knows no system call by number: rax, carry for errors. */
static long
call(long number, long arg)
{
	unsigned char failed;
	long value = number;

	__asm__ volatile("syscall; setc %1" : "+a"(value), "=r"(failed) :
	    "D"(arg) : "rcx", "r11", "rdx", "rsi", "r8", "r9", "r10",
	    "memory", "cc");
	if (!failed)
		return value;
	errno = (int)value;
	return -1;
}

static int
hold(int fd)
{
	char c;

	if (fd < 0) {
		printf("error %d\n", errno);
		return 1;
	}
	printf("held\n");
	fflush(stdout);
	while (read(0, &c, 1) > 0)
		continue;
	close(fd);
	return 0;
}

int
main(int argc, char **argv)
{
	long value;

	if (argc < 3)
		return 2;
	if (strcmp(argv[1], "file") == 0)
		return hold((int)call(atol(argv[2]), 0));
	if (strcmp(argv[1], "socket") == 0)
		return hold(socket(AF_INET, SOCK_RAW, atoi(argv[2])));
	value = call(atol(argv[2]), argc > 3 ? atol(argv[3]) : 0);
	if (value < 0)
		printf("%s\n", errno == ENOSYS ? "ENOSYS" : strerror(errno));
	else
		printf("%ld\n", value);
	return value < 0;
}
