// SPDX-License-Identifier: BSD-2-Clause
/*
 * start - from the kernel's stack to main.
 *
 * The vector of arguments lies on the stack as sys/exec.h describes.  The
 * constructors a compiler may have made run first.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <err.h>
#include "user/libc/thread.h"

int	main(int, char **, char **);
void	__start_c(long *) __attribute__((noreturn));

char **environ;

/* Made by the linker script: functions to call before main. */
extern void (*const __init_array_start[])(void);
extern void (*const __init_array_end[])(void);

void
__start_c(long *sp)
{
	void (*const *init)(void);
	char **argv = (char **)(sp + 1);
	int argc = (int)sp[0];

	__thread_setup();
	environ = argv + argc + 1;
	if (argc > 0)
		setprogname(argv[0]);
	for (init = __init_array_start; init < __init_array_end; init++)
		(*init)();
	exit(main(argc, argv, environ));
}
